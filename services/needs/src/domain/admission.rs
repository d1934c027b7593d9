//! One request of an upper department to put work on communities 准入.
//!
//! Invariant: nothing that the district has not approved reaches a community, nothing on the
//! negative list is even asked for, and paid work comes with money.

use std::collections::BTreeSet;

use contracts::needs::admission::{Command, Event, Rejection, Request, WorkKind};
use contracts::registry::organisation::Level;
use contracts::{Actor, Context, Directory, Role};
use decider::{Decider, corrupt};
use values::{AreaCode, OrganisationId, Text};

/// The rules of admissions.
pub struct Admission;

/// Where a request stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody asked.
    #[default]
    Unheard,
    /// Before the district.
    Requested(Asked),
    /// The communities of the area may be asked; these have it before them.
    Approved {
        asked: Asked,
        received: BTreeSet<OrganisationId>,
    },
    Refused(Asked),
}

/// What the rules remember of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    district: OrganisationId,
    area: AreaCode,
}

impl Decider for Admission {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Request(request) => be_requested(state, context, request),
            Command::Approve => approve(state, context),
            Command::Refuse { reason } => refuse(state, context, reason),
            Command::Receive { community } => receive(state, context, community),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Requested { request, district }, State::Unheard) => {
                State::Requested(Asked { district: *district, area: request.area })
            }
            (Event::Approved {}, State::Requested(asked)) => {
                State::Approved { asked, received: BTreeSet::new() }
            }
            (Event::Refused { .. }, State::Requested(asked)) => State::Refused(asked),
            (Event::Received { community }, State::Approved { asked, mut received }) => {
                received.insert(*community);
                State::Approved { asked, received }
            }
            (
                Event::Requested { .. }
                | Event::Approved {}
                | Event::Refused { .. }
                | Event::Received { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn be_requested(
    state: &State,
    context: &Context,
    request: Request,
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unheard {
        return Err(Rejection::AlreadyRequested);
    }
    if !context.may_act_for(request.department) {
        return Err(Rejection::NotAuthorised);
    }
    if request.kind == WorkKind::Negative {
        return Err(Rejection::NegativeItem);
    }
    if request.kind.is_paid() && request.money.is_none_or(|money| money.fen <= 0) {
        return Err(Rejection::MoneyMissing);
    }
    let district = district_of(&context.directory, request.area).ok_or(Rejection::NoDistrict)?;
    Ok(vec![Event::Requested { request, district }])
}

/// The district in which `area` lies, or which it is.
fn district_of(directory: &Directory, area: AreaCode) -> Option<OrganisationId> {
    let mut around = std::iter::successors(Some(area), |area| area.parent());
    around.find_map(|area| {
        directory.body_of(area).filter(|body| directory.level(*body) == Some(Level::District))
    })
}

/// Only the district's officers judge; the operator enters what was judged on paper.
fn judged_by(state: &State, context: &Context) -> Result<(), Rejection> {
    let asked = match state {
        State::Unheard => return Err(Rejection::Unknown),
        State::Requested(asked) | State::Approved { asked, .. } | State::Refused(asked) => asked,
    };
    let may = match context.actor {
        Actor::Person { role: Role::DistrictOfficer | Role::Operator, .. } => {
            context.may_act_for(asked.district)
        }
        Actor::Person { .. } | Actor::System => false,
    };
    if may { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

fn approve(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    judged_by(state, context)?;
    match state {
        State::Requested(_) => Ok(vec![Event::Approved {}]),
        State::Approved { .. } => Ok(vec![]),
        State::Unheard | State::Refused(_) => Err(Rejection::AlreadyJudged),
    }
}

fn refuse(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    judged_by(state, context)?;
    match state {
        State::Requested(_) => Ok(vec![Event::Refused { reason }]),
        State::Refused(_) => Ok(vec![]),
        State::Unheard | State::Approved { .. } => Err(Rejection::AlreadyJudged),
    }
}

fn receive(
    state: &State,
    context: &Context,
    community: OrganisationId,
) -> Result<Vec<Event>, Rejection> {
    if !context.may_act_for(community) {
        return Err(Rejection::NotAuthorised);
    }
    // Of what is not approved a community does not even learn that it was asked for.
    let State::Approved { asked, received } = state else { return Err(Rejection::NotApproved) };
    let known = context.directory.organisation(community);
    let is_there = known.is_some_and(|known| {
        known.level == Level::Community && known.area.is_some_and(|area| asked.area.contains(area))
    });
    if !is_there {
        return Err(Rejection::NotThere);
    }
    let again = received.contains(&community);
    Ok(if again { vec![] } else { vec![Event::Received { community }] })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use contracts::testing::{
        OWNER, SOMEBODY, STRANGER, by, clerk_of, directory, operator, person, registered,
    };
    use decider::{deciding_again_changes_nothing, fold, given};
    use values::{Money, Uuid};

    use super::*;

    const DISTRICT: OrganisationId = OrganisationId(Uuid::from_u128(0xD1));
    const ELSEWHERE: OrganisationId = OrganisationId(Uuid::from_u128(0xE1));

    /// OWNER is a community of the street, SOMEBODY the department, ELSEWHERE another community.
    fn context(actor: Actor) -> Context {
        let town = directory([
            registered(DISTRICT, Level::District, "371002"),
            registered(OWNER, Level::Community, "371002001001"),
            registered(ELSEWHERE, Level::Community, "371002002001"),
        ]);
        Context { directory: Arc::new(town), ..by(actor) }
    }

    fn department() -> Context {
        context(person(Role::DistrictOfficer, SOMEBODY))
    }

    fn district() -> Context {
        context(person(Role::DistrictOfficer, DISTRICT))
    }

    fn request(kind: WorkKind, fen: Option<i64>) -> Request {
        Request {
            department: SOMEBODY,
            title: Text::new("居民信息核对").unwrap(),
            content: Text::new("逐户核对").unwrap(),
            kind,
            money: fen.map(|fen| Money { fen }),
            area: "371002001".parse().unwrap(),
        }
    }

    fn requested() -> Event {
        Event::Requested { request: request(WorkKind::Assistance, Some(1)), district: DISTRICT }
    }

    fn reason() -> Text<200> {
        Text::new("不属于社区职责").unwrap()
    }

    #[test]
    fn a_department_asks_the_district_around_the_communities() {
        let asked = request(WorkKind::Assistance, Some(1));
        given::<Admission>([])
            .when(&department(), Command::Request(asked.clone()))
            .then([requested()]);
        given::<Admission>([])
            .when(&context(clerk_of(STRANGER)), Command::Request(asked.clone()))
            .then_rejected(Rejection::NotAuthorised);
        let nowhere = Request { area: "371003001".parse().unwrap(), ..asked };
        given::<Admission>([])
            .when(&department(), Command::Request(nowhere))
            .then_rejected(Rejection::NoDistrict);
    }

    #[test]
    fn what_stands_on_the_negative_list_is_refused() {
        given::<Admission>([])
            .when(&department(), Command::Request(request(WorkKind::Negative, Some(1))))
            .then_rejected(Rejection::NegativeItem);
    }

    #[test]
    fn money_comes_with_the_work() {
        for (kind, fen, expected) in [
            (WorkKind::Assistance, None, Some(Rejection::MoneyMissing)),
            (WorkKind::Purchased, Some(0), Some(Rejection::MoneyMissing)),
            (WorkKind::Purchased, Some(1), None),
            (WorkKind::SelfGovernment, None, None),
        ] {
            let outcome = given::<Admission>([])
                .when(&department(), Command::Request(request(kind, fen)))
                .outcome();
            assert_eq!(outcome.err(), expected, "{kind:?} {fen:?}");
        }
    }

    #[test]
    fn only_the_district_judges_and_once() {
        for (command, event) in [
            (Command::Approve, Event::Approved {}),
            (Command::Refuse { reason: reason() }, Event::Refused { reason: reason() }),
        ] {
            for actor in [district(), context(operator())] {
                given::<Admission>([requested()])
                    .when(&actor, command.clone())
                    .then([event.clone()]);
            }
            given::<Admission>([requested()])
                .when(&department(), command.clone())
                .then_rejected(Rejection::NotAuthorised);
            given::<Admission>([requested(), event]).when(&district(), command).then_already_so();
        }
        given::<Admission>([requested(), Event::Approved {}])
            .when(&district(), Command::Refuse { reason: reason() })
            .then_rejected(Rejection::AlreadyJudged);
    }

    #[test]
    fn what_is_not_approved_never_reaches_a_community() {
        let receive = |community| Command::Receive { community };
        for history in [vec![requested()], vec![requested(), Event::Refused { reason: reason() }]] {
            given::<Admission>(history)
                .when(&context(clerk_of(OWNER)), receive(OWNER))
                .then_rejected(Rejection::NotApproved);
        }
        let approved = || [requested(), Event::Approved {}];
        given::<Admission>(approved())
            .when(&context(clerk_of(OWNER)), receive(OWNER))
            .then([Event::Received { community: OWNER }]);
        given::<Admission>(approved())
            .when(&context(clerk_of(ELSEWHERE)), receive(ELSEWHERE))
            .then_rejected(Rejection::NotThere);
    }

    #[test]
    fn deciding_again_changes_nothing_of_an_admission() {
        let approved = [requested(), Event::Approved {}];
        for (history, actor, command) in [
            (&[][..], department(), Command::Request(request(WorkKind::SelfGovernment, None))),
            (&approved[..1], district(), Command::Approve),
            (&approved[..1], district(), Command::Refuse { reason: reason() }),
            (&approved, context(clerk_of(OWNER)), Command::Receive { community: OWNER }),
        ] {
            deciding_again_changes_nothing::<Admission>(
                fold::<Admission>(history),
                &actor,
                command,
            );
        }
    }
}
