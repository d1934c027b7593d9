//! One leave: granted, perhaps lifted.
//!
//! Invariant: nobody grants a leave to themselves or to the organisation they act for.

use contracts::evaluation::leave::{Command, DAYS_MAX, Event, LeaveTerms, Rejection};
use contracts::{Asker, Claimer, Context, Role};
use decider::{Decider, corrupt};
use values::{OrganisationId, Text, time};

use super::authority::{corrects, stands_above};

/// The rules of leaves.
pub struct Leave;

/// Where a leave stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing was granted.
    #[default]
    Unknown,
    /// No absence on these days counts.
    Granted { who: Claimer, recorded_for: OrganisationId },
    /// It was recorded in error.
    Lifted,
}

impl Decider for Leave {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Grant { grant, in_area } => grant_it(state, context, grant, in_area),
            Command::Lift { reason } => lift(state, context, reason),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Granted { leave, organisation, .. }, State::Unknown) => {
                State::Granted { who: leave.who, recorded_for: *organisation }
            }
            (Event::Lifted { .. }, State::Granted { .. }) => State::Lifted,
            (Event::Granted { .. } | Event::Lifted { .. }, state) => corrupt(&state, event),
        }
    }
}

/// Does the actor answer for them, and is it somebody else?
fn answers_for(context: &Context, who: Claimer, in_area: bool) -> bool {
    match who {
        Claimer::Organisation(unit) => stands_above(context, unit),
        Claimer::Person(person) => {
            let role = context.actor.role();
            let answers = |role: Role| role.answers_for_an_area() || role == Role::Operator;
            in_area && role.is_some_and(answers) && context.actor.person() != Some(person)
        }
    }
}

fn grant_it(
    state: &State,
    context: &Context,
    leave: LeaveTerms,
    in_area: bool,
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unknown {
        return Err(Rejection::AlreadyGranted);
    }
    let may = answers_for(context, leave.who, in_area);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    let organisation = context.actor.organisation().ok_or(Rejection::NotAuthorised)?;
    let last = time::plus_days(leave.from, DAYS_MAX - 1);
    if !(leave.from..=last).contains(&leave.until) {
        return Err(Rejection::DaysOutOfRange { max: DAYS_MAX });
    }
    Ok(vec![Event::Granted { leave, by, organisation }])
}

fn lift(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unknown => Err(Rejection::Unknown),
        State::Granted { who, recorded_for } => {
            let asker = Asker { actor: &context.actor, directory: &context.directory };
            let may = corrects(asker, *recorded_for, *who);
            let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
            Ok(vec![Event::Lifted { reason, by }])
        }
        State::Lifted => Err(Rejection::Lifted),
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::evaluation::leave::LeaveReason;
    use contracts::registry::organisation::Level;
    use contracts::testing::{
        OWNER, SOMEBODY, STRANGER, by, clerk_of, directory, liaison_of, person, registered,
    };
    use decider::given;

    use super::*;

    /// A unit (SOMEBODY) works in a community (OWNER).
    fn in_town(actor: Actor) -> Context {
        let town = directory([
            registered(OWNER, Level::Community, "371002001001"),
            registered(SOMEBODY, Level::Unit, "371002001001"),
        ]);
        Context { directory: town.into(), ..by(actor) }
    }

    fn leave(who: impl Into<Claimer>, until: &str) -> LeaveTerms {
        let (from, until) = ("2026-03-02".parse().unwrap(), until.parse().unwrap());
        LeaveTerms { who: who.into(), reason: LeaveReason::Duty, from, until }
    }

    fn grant(who: impl Into<Claimer>, until: &str, in_area: bool) -> Command {
        Command::Grant { grant: leave(who, until), in_area }
    }

    fn granted(who: impl Into<Claimer>) -> Event {
        let by = clerk_of(OWNER).person().unwrap();
        Event::Granted { leave: leave(who, "2026-03-06"), by, organisation: OWNER }
    }

    fn lift() -> Command {
        Command::Lift { reason: Text::new("日期写错").unwrap() }
    }

    #[test]
    fn a_unit_is_excused_by_whoever_stands_above_it_and_never_by_itself() {
        let unit = || grant(SOMEBODY, "2026-03-06", false);
        given::<Leave>([]).when(&in_town(clerk_of(OWNER)), unit()).then([granted(SOMEBODY)]);
        for other in [liaison_of(SOMEBODY), clerk_of(STRANGER), Actor::System] {
            given::<Leave>([])
                .when(&in_town(other), unit())
                .then_rejected(Rejection::NotAuthorised);
        }
        given::<Leave>([granted(SOMEBODY)])
            .when(&in_town(clerk_of(OWNER)), unit())
            .then_rejected(Rejection::AlreadyGranted);
    }

    #[test]
    fn a_person_is_excused_where_they_are_checked_in_and_never_by_themselves() {
        let member = liaison_of(SOMEBODY).person().unwrap();
        let clerk = in_town(clerk_of(OWNER));
        let own = clerk_of(OWNER).person().unwrap();
        given::<Leave>([]).when(&clerk, grant(member, "2026-03-06", true)).then([granted(member)]);
        for (who, in_area) in [(member, false), (own, true)] {
            given::<Leave>([])
                .when(&clerk, grant(who, "2026-03-06", in_area))
                .then_rejected(Rejection::NotAuthorised);
        }
        given::<Leave>([])
            .when(&in_town(liaison_of(SOMEBODY)), grant(own, "2026-03-06", true))
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn a_leave_has_a_last_day_and_at_most_a_year() {
        let clerk = in_town(clerk_of(OWNER));
        for (until, fits) in [
            ("2026-03-01", false),
            ("2026-03-02", true),
            ("2027-03-02", true),
            ("2027-03-03", false),
        ] {
            let outcome = given::<Leave>([]).when(&clerk, grant(SOMEBODY, until, false)).outcome();
            let expected = if fits { Ok(1) } else { Err(Rejection::DaysOutOfRange { max: 366 }) };
            assert_eq!(outcome.map(|events| events.len()), expected, "{until}");
        }
    }

    #[test]
    fn what_was_recorded_in_error_is_lifted_once() {
        let clerk = in_town(clerk_of(OWNER));
        let by = clerk_of(OWNER).person().unwrap();
        let lifted = Event::Lifted { reason: Text::new("日期写错").unwrap(), by };
        given::<Leave>([granted(SOMEBODY)]).when(&clerk, lift()).then([lifted.clone()]);
        given::<Leave>([granted(SOMEBODY)])
            .when(&in_town(liaison_of(SOMEBODY)), lift())
            .then_rejected(Rejection::NotAuthorised);
        given::<Leave>([granted(SOMEBODY), lifted])
            .when(&clerk, lift())
            .then_rejected(Rejection::Lifted);
        given::<Leave>([]).when(&clerk, lift()).then_rejected(Rejection::Unknown);
    }

    #[test]
    fn whoever_stands_above_who_recorded_it_lifts_it_too_and_whom_it_is_for_never() {
        const STREET: OrganisationId = OrganisationId(values::Uuid::from_u128(0x57));
        let above = |actor| {
            let mut context = in_town(actor);
            let street = registered(STREET, Level::Street, "371002001");
            std::sync::Arc::make_mut(&mut context.directory).apply(&street);
            context
        };
        let street = above(person(Role::StreetOfficer, STREET));
        let own = clerk_of(OWNER).person().unwrap();
        let by = street.actor.person().unwrap();
        let lifted = Event::Lifted { reason: Text::new("日期写错").unwrap(), by };
        for who in [Claimer::from(SOMEBODY), liaison_of(SOMEBODY).person().unwrap().into()] {
            given::<Leave>([granted(who)]).when(&street, lift()).then([lifted.clone()]);
        }
        for (who, actor) in [
            (Claimer::from(own), clerk_of(OWNER)),
            (SOMEBODY.into(), liaison_of(SOMEBODY)),
            (SOMEBODY.into(), clerk_of(STRANGER)),
        ] {
            given::<Leave>([granted(who)])
                .when(&above(actor), lift())
                .then_rejected(Rejection::NotAuthorised);
        }
    }
}
