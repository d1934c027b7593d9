//! One check-in 报到: requested, then accepted or returned; ended; and requested again.
//!
//! Invariant: it is active only while the community's last answer was to accept it.

use contracts::registry::check_in::{Command, Event, Rejection, Request, Who};
use contracts::{Actor, Context};
use decider::{Decider, corrupt};
use values::{OrganisationId, Text};

use super::authority::may_act_as;

/// The rules of check-ins.
pub struct CheckIn;

/// Where a check-in stands in its life.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody has asked for it.
    #[default]
    Unasked,
    /// Waits for the community's answer.
    Requested(Asked),
    /// Sent back with a reason.
    Returned(Asked),
    /// Accepted.
    Active(Asked),
    /// Over, until it is asked for again.
    Ended(Asked),
}

/// Who checks in where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    who: Who,
    community: OrganisationId,
    primary: bool,
}

impl Asked {
    /// The unit, where it is one.
    pub fn unit(self) -> Option<OrganisationId> {
        match self.who {
            Who::Unit(unit) => Some(unit),
            Who::Person(_) => None,
        }
    }

    /// With which community.
    pub fn community(self) -> OrganisationId {
        self.community
    }
}

impl State {
    /// Who checks in where, once asked.
    pub fn asked(&self) -> Option<Asked> {
        match self {
            State::Unasked => None,
            State::Requested(asked)
            | State::Returned(asked)
            | State::Active(asked)
            | State::Ended(asked) => Some(*asked),
        }
    }

    /// Does it stand as the main one 主报到, be it still unanswered?
    pub fn is_primary(&self) -> bool {
        match self {
            State::Requested(asked) | State::Active(asked) => asked.primary,
            State::Unasked | State::Returned(_) | State::Ended(_) => false,
        }
    }
}

impl Decider for CheckIn {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Request(asked) => request(state, context, asked),
            Command::Enter(asked) => enter(state, context, asked),
            Command::Accept => accept(state, context),
            Command::Return { reason } => send_back(state, context, reason),
            Command::End { reason } => end(state, context, reason),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match event {
            Event::Requested(Request { who, community, primary, .. }) => match state {
                State::Unasked | State::Returned(_) | State::Ended(_) => {
                    let (who, community, primary) = (*who, *community, *primary);
                    State::Requested(Asked { who, community, primary })
                }
                State::Requested(_) | State::Active(_) => corrupt(&state, event),
            },
            Event::Accepted {} => State::Active(requested(&state, event)),
            Event::Returned { .. } => State::Returned(requested(&state, event)),
            Event::Ended { .. } => match state {
                State::Active(asked) => State::Ended(asked),
                State::Unasked | State::Requested(_) | State::Returned(_) | State::Ended(_) => {
                    corrupt(&state, event)
                }
            },
        }
    }
}

/// What an answer answers.
fn requested(state: &State, event: &Event) -> Asked {
    match state {
        State::Requested(asked) => *asked,
        State::Unasked | State::Returned(_) | State::Active(_) | State::Ended(_) => {
            corrupt(state, event)
        }
    }
}

fn may_check_in(actor: &Actor, who: Who) -> bool {
    match who {
        Who::Unit(unit) => actor.may_act_for(unit),
        Who::Person(person) => may_act_as(actor, person),
    }
}

fn request(state: &State, context: &Context, asked: Request) -> Result<Vec<Event>, Rejection> {
    if !may_check_in(&context.actor, asked.who) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Requested(_) | State::Active(_) => Ok(vec![]),
        State::Unasked | State::Returned(_) | State::Ended(_) => Ok(vec![Event::Requested(asked)]),
    }
}

/// Who may both ask and answer needs no two steps.
fn enter(state: &State, context: &Context, asked: Request) -> Result<Vec<Event>, Rejection> {
    let community = asked.community;
    let mut events = request(state, context, asked)?;
    if !context.actor.may_act_for(community) {
        return Err(Rejection::NotAuthorised);
    }
    if !matches!(state, State::Active(_)) {
        events.push(Event::Accepted {});
    }
    Ok(events)
}

fn accept(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    answering(state, context)?;
    match state {
        State::Requested(_) => Ok(vec![Event::Accepted {}]),
        State::Active(_) => Ok(vec![]),
        State::Unasked | State::Returned(_) | State::Ended(_) => Err(Rejection::NotRequested),
    }
}

fn send_back(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    answering(state, context)?;
    match state {
        State::Requested(_) => Ok(vec![Event::Returned { reason }]),
        State::Returned(_) => Ok(vec![]),
        State::Unasked | State::Active(_) | State::Ended(_) => Err(Rejection::NotRequested),
    }
}

/// The community answers.
fn answering(state: &State, context: &Context) -> Result<(), Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    if context.actor.may_act_for(asked.community) { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

fn end(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    let Asked { who, community, .. } = state.asked().ok_or(Rejection::Unknown)?;
    let actor = &context.actor;
    if !may_check_in(actor, who) && !actor.may_act_for(community) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Active(_) => Ok(vec![Event::Ended { reason }]),
        State::Ended(_) => Ok(vec![]),
        State::Unasked | State::Requested(_) | State::Returned(_) => Err(Rejection::NotActive),
    }
}

#[cfg(test)]
mod tests {
    use contracts::Role;
    use contracts::testing::{OWNER, SOMEBODY, STRANGER, by, clerk_of, liaison_of, operator};
    use decider::{deciding_again_changes_nothing, given};
    use values::{PersonId, Uuid};

    use super::*;

    const PERSON: PersonId = PersonId(Uuid::from_u128(7));

    fn reason() -> Text<200> {
        Text::new("电话有误").unwrap()
    }

    /// The unit OWNER asks the community SOMEBODY.
    fn ask() -> Request {
        Request { who: Who::Unit(OWNER), community: SOMEBODY, primary: true, can_offer: None }
    }

    fn request() -> Command {
        Command::Request(ask())
    }

    fn requested() -> Event {
        Event::Requested(ask())
    }

    fn accepted() -> Event {
        Event::Accepted {}
    }

    fn returned() -> Event {
        Event::Returned { reason: reason() }
    }

    fn ended() -> Event {
        Event::Ended { reason: reason() }
    }

    fn enter() -> Command {
        Command::Enter(ask())
    }

    fn send_back() -> Command {
        Command::Return { reason: reason() }
    }

    fn end() -> Command {
        Command::End { reason: reason() }
    }

    #[test]
    fn a_unit_checks_in_by_its_own_people_or_the_operator() {
        for actor in [liaison_of(OWNER), operator()] {
            given::<CheckIn>([]).when(&by(actor), request()).then([requested()]);
        }
        for actor in [liaison_of(STRANGER), clerk_of(SOMEBODY)] {
            given::<CheckIn>([])
                .when(&by(actor), request())
                .then_rejected(Rejection::NotAuthorised);
        }
    }

    #[test]
    fn a_person_checks_in_by_itself_or_the_operator() {
        let ask = Request { who: Who::Person(PERSON), ..ask() };
        let itself = Actor::Person { person: PERSON, organisation: OWNER, role: Role::Member };
        for actor in [itself, operator()] {
            given::<CheckIn>([])
                .when(&by(actor), Command::Request(ask.clone()))
                .then([Event::Requested(ask.clone())]);
        }
        given::<CheckIn>([])
            .when(&by(liaison_of(OWNER)), Command::Request(ask))
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn asked_for_twice_it_is_already_so() {
        for history in [vec![requested()], vec![requested(), accepted()]] {
            given::<CheckIn>(history).when(&by(liaison_of(OWNER)), request()).then_already_so();
        }
    }

    #[test]
    fn what_was_returned_or_ended_may_be_asked_for_again() {
        for history in [vec![requested(), returned()], vec![requested(), accepted(), ended()]] {
            given::<CheckIn>(history).when(&by(liaison_of(OWNER)), request()).then([requested()]);
        }
    }

    #[test]
    fn the_community_accepts_or_returns() {
        for actor in [clerk_of(SOMEBODY), operator()] {
            let context = by(actor);
            given::<CheckIn>([requested()]).when(&context, Command::Accept).then([accepted()]);
            given::<CheckIn>([requested()]).when(&context, send_back()).then([returned()]);
        }
    }

    #[test]
    fn who_may_ask_and_answer_enters_it_at_once() {
        let context = by(operator());
        given::<CheckIn>([]).when(&context, enter()).then([requested(), accepted()]);
        given::<CheckIn>([requested()]).when(&context, enter()).then([accepted()]);
        given::<CheckIn>([requested(), accepted()]).when(&context, enter()).then_already_so();
        for actor in [liaison_of(OWNER), clerk_of(SOMEBODY)] {
            given::<CheckIn>([]).when(&by(actor), enter()).then_rejected(Rejection::NotAuthorised);
        }
    }

    #[test]
    fn nobody_else_answers() {
        for actor in [liaison_of(OWNER), clerk_of(STRANGER)] {
            for answer in [Command::Accept, send_back()] {
                given::<CheckIn>([requested()])
                    .when(&by(actor.clone()), answer)
                    .then_rejected(Rejection::NotAuthorised);
            }
        }
    }

    #[test]
    fn the_same_answer_again_is_already_so() {
        let context = by(clerk_of(SOMEBODY));
        given::<CheckIn>([requested(), accepted()])
            .when(&context, Command::Accept)
            .then_already_so();
        given::<CheckIn>([requested(), returned()]).when(&context, send_back()).then_already_so();
    }

    #[test]
    fn another_answer_comes_too_late() {
        let context = by(clerk_of(SOMEBODY));
        for (history, answer) in [
            (vec![requested(), returned()], Command::Accept),
            (vec![requested(), accepted()], send_back()),
            (vec![requested(), accepted(), ended()], Command::Accept),
            (vec![requested(), accepted(), ended()], send_back()),
        ] {
            given::<CheckIn>(history).when(&context, answer).then_rejected(Rejection::NotRequested);
        }
    }

    #[test]
    fn either_side_ends_it() {
        for actor in [liaison_of(OWNER), clerk_of(SOMEBODY), operator()] {
            let context = by(actor);
            given::<CheckIn>([requested(), accepted()]).when(&context, end()).then([ended()]);
            given::<CheckIn>([requested(), accepted(), ended()])
                .when(&context, end())
                .then_already_so();
        }
        given::<CheckIn>([requested(), accepted()])
            .when(&by(clerk_of(STRANGER)), end())
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn only_what_is_active_can_end() {
        for history in [vec![requested()], vec![requested(), returned()]] {
            given::<CheckIn>(history)
                .when(&by(clerk_of(SOMEBODY)), end())
                .then_rejected(Rejection::NotActive);
        }
    }

    #[test]
    fn what_nobody_asked_for_is_unknown() {
        for command in [Command::Accept, send_back(), end()] {
            given::<CheckIn>([]).when(&by(operator()), command).then_rejected(Rejection::Unknown);
        }
    }

    proptest::proptest! {
        #[test]
        fn it_is_active_only_by_the_communitys_acceptance(
            steps in proptest::collection::vec((0u8..5, 0u8..4), 0..40),
        ) {
            let mut state = State::Unasked;
            for (verb, who) in steps {
                let command = match verb {
                    0 => request(),
                    1 => Command::Accept,
                    2 => send_back(),
                    3 => enter(),
                    _ => end(),
                };
                let actor = match who {
                    0 => liaison_of(OWNER),
                    1 => clerk_of(SOMEBODY),
                    2 => operator(),
                    _ => clerk_of(STRANGER),
                };
                let active = |state: &State| matches!(state, State::Active(_));
                let before = active(&state);
                state = deciding_again_changes_nothing::<CheckIn>(state, &by(actor), command);
                if active(&state) && !before {
                    proptest::prop_assert!((verb == 1 && who == 1) || (verb % 2 == 1 && who == 2));
                }
                proptest::prop_assert!(who != 3 || active(&state) == before);
            }
        }
    }
}
