//! One excuse 免报到: granted to a day by whoever answers for the unit or member, lifted, or over.
//!
//! Invariant: nobody is excused by themselves, and none for longer than an excuse may last.

use contracts::Context;
use contracts::registry::check_in::Who;
use contracts::registry::excuse::{Command, Event, ExcuseReason, Grant, MONTHS_MAX, Rejection};
use decider::{Decider, corrupt};
use values::{Date, OrganisationId, Timestamp, time};

/// The rules of excuses.
pub struct Excuse;

/// Whether somebody is excused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// They are to check in.
    #[default]
    Expected,
    /// They are not.
    Excused { who: Who, reason: ExcuseReason, until: Date, ends_at: Timestamp },
}

impl State {
    /// When it is over.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Expected => None,
            State::Excused { ends_at, .. } => Some(*ends_at),
        }
    }
}

impl Decider for Excuse {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Grant { grant: asked, answerable } => {
                grant(state, context, asked, &answerable)
            }
            Command::Lift { answerable } => lift(state, context, &answerable),
            Command::Due => Ok(match state {
                State::Excused { ends_at, .. } if context.now >= *ends_at => vec![Event::Ended {}],
                State::Excused { .. } | State::Expected => vec![],
            }),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, &state) {
            (Event::Granted { who, reason, until, ends_at }, _) => {
                State::Excused { who: *who, reason: *reason, until: *until, ends_at: *ends_at }
            }
            (Event::Ended {}, State::Excused { .. }) => State::Expected,
            (Event::Ended {}, State::Expected) => corrupt(&state, event),
        }
    }
}

/// The people of an organisation that answers for them; nobody for themselves.
fn answers_for(context: &Context, who: Who, answerable: &[OrganisationId]) -> bool {
    let own = match who {
        Who::Person(person) => context.actor.person() == Some(person),
        Who::Unit(_) => false,
    };
    !own && answerable.iter().any(|organisation| context.may_act_for(*organisation))
}

fn grant(
    state: &State,
    context: &Context,
    Grant { who, reason, until }: Grant,
    answerable: &[OrganisationId],
) -> Result<Vec<Event>, Rejection> {
    if !answers_for(context, who, answerable) {
        return Err(Rejection::NotAuthorised);
    }
    let today = time::date_at(context.now);
    if until < today || until > time::plus_months(today, MONTHS_MAX) {
        return Err(Rejection::UntilOutOfRange);
    }
    let granted = State::Excused { who, reason, until, ends_at: time::end_of(until) };
    if *state == granted {
        return Ok(vec![]);
    }
    Ok(vec![Event::Granted { who, reason, until, ends_at: time::end_of(until) }])
}

fn lift(
    state: &State,
    context: &Context,
    answerable: &[OrganisationId],
) -> Result<Vec<Event>, Rejection> {
    let State::Excused { who, .. } = state else {
        return Ok(vec![]);
    };
    if !answers_for(context, *who, answerable) {
        return Err(Rejection::NotAuthorised);
    }
    Ok(vec![Event::Ended {}])
}

#[cfg(test)]
mod tests {
    use contracts::testing::{
        OWNER, SOMEBODY, STRANGER, at, by, clerk_of, liaison_of, monday, operator,
    };
    use contracts::{Actor, Role};
    use decider::{deciding_again_changes_nothing, given};
    use values::{PersonId, Uuid};

    use super::*;

    const PERSON: PersonId = PersonId(Uuid::from_u128(7));

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn ask(until: &str) -> Command {
        let (who, reason) = (Who::Person(PERSON), ExcuseReason::Away);
        let grant = Grant { who, reason, until: date(until) };
        Command::Grant { grant, answerable: vec![OWNER, SOMEBODY] }
    }

    fn granted(until: &str) -> Event {
        let (who, reason, until) = (Who::Person(PERSON), ExcuseReason::Away, date(until));
        Event::Granted { who, reason, until, ends_at: time::end_of(until) }
    }

    fn lift() -> Command {
        Command::Lift { answerable: vec![OWNER, SOMEBODY] }
    }

    #[test]
    fn whoever_answers_for_them_excuses_them_and_nobody_themselves() {
        let itself = Actor::Person { person: PERSON, organisation: OWNER, role: Role::Member };
        for (actor, may) in [
            (liaison_of(OWNER), true),
            (clerk_of(SOMEBODY), true),
            (operator(), true),
            (clerk_of(STRANGER), false),
            (itself, false),
        ] {
            let asked = given::<Excuse>([]).when(&by(actor), ask("2026-12-31"));
            if may {
                asked.then([granted("2026-12-31")]);
            } else {
                asked.then_rejected(Rejection::NotAuthorised);
            }
        }
    }

    #[test]
    fn an_excuse_has_a_last_day_within_two_years() {
        for until in ["2026-03-01", "2028-03-03"] {
            given::<Excuse>([])
                .when(&by(operator()), ask(until))
                .then_rejected(Rejection::UntilOutOfRange);
        }
        for until in ["2026-03-02", "2028-03-02"] {
            given::<Excuse>([]).when(&by(operator()), ask(until)).then([granted(until)]);
        }
    }

    #[test]
    fn granted_again_for_longer_it_stands_longer() {
        given::<Excuse>([granted("2026-12-31")])
            .when(&by(operator()), ask("2027-12-31"))
            .then([granted("2027-12-31")]);
        given::<Excuse>([granted("2026-12-31")])
            .when(&by(operator()), ask("2026-12-31"))
            .then_already_so();
    }

    #[test]
    fn it_is_over_after_its_last_day_or_when_it_is_lifted() {
        let over = time::end_of(date("2026-03-02"));
        given::<Excuse>([granted("2026-03-02")])
            .when(&at(over, Actor::System), Command::Due)
            .then([Event::Ended {}]);
        given::<Excuse>([granted("2026-03-02")])
            .when(&at(monday(), Actor::System), Command::Due)
            .then_already_so();
        given::<Excuse>([granted("2026-03-02")])
            .when(&by(liaison_of(OWNER)), lift())
            .then([Event::Ended {}]);
        given::<Excuse>([granted("2026-03-02")])
            .when(&by(clerk_of(STRANGER)), lift())
            .then_rejected(Rejection::NotAuthorised);
        given::<Excuse>([]).when(&by(operator()), lift()).then_already_so();
    }

    #[test]
    fn deciding_again_excuses_nobody_twice() {
        for command in [ask("2026-12-31"), lift(), Command::Due] {
            deciding_again_changes_nothing::<Excuse>(State::Expected, &by(operator()), command);
        }
    }
}
