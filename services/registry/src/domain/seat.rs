//! One seat 兼职委员: filled for a term, vacated with a reason or over with its term, filled again.
//!
//! Invariant: a seat is filled only for a term that has an end.

use contracts::Context;
use contracts::registry::seat::{Command, Event, Fill, MONTHS_MAX, Rejection};
use contracts::registry::validity::Validity;
use decider::{Decider, corrupt};
use values::{OrganisationId, Text, Timestamp, time};

/// The rules of seats.
pub struct Seat;

/// Where a seat stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody has ever sat there.
    #[default]
    Empty,
    /// Somebody of the unit does.
    Filled { body: OrganisationId, unit: OrganisationId, validity: Validity },
    /// Somebody did.
    Vacant { body: OrganisationId },
}

impl State {
    /// When its term is over.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Filled { validity, .. } => Some(validity.ends_at),
            State::Empty | State::Vacant { .. } => None,
        }
    }
}

impl Decider for Seat {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Fill(seat) => fill(state, context, seat),
            Command::Vacate { reason } => vacate(state, context, reason),
            Command::Due => Ok(match state {
                State::Filled { validity, .. } if context.now >= validity.ends_at => {
                    vec![Event::TermOver {}]
                }
                State::Filled { .. } | State::Empty | State::Vacant { .. } => vec![],
            }),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, &state) {
            (Event::Filled { body, unit, validity, .. }, _) => {
                State::Filled { body: *body, unit: *unit, validity: *validity }
            }
            (Event::TermOver {} | Event::Vacated { .. }, State::Filled { body, .. }) => {
                State::Vacant { body: *body }
            }
            (Event::TermOver {} | Event::Vacated { .. }, State::Empty | State::Vacant { .. }) => {
                corrupt(&state, event)
            }
        }
    }
}

/// Filled again, the term is another one.
fn fill(state: &State, context: &Context, seat: Fill) -> Result<Vec<Event>, Rejection> {
    let Fill { body, unit, person, until } = seat;
    if !context.may_act_for(body) {
        return Err(Rejection::NotAuthorised);
    }
    let today = time::date_at(context.now);
    if until < today || until > time::plus_months(today, MONTHS_MAX) {
        return Err(Rejection::UntilOutOfRange);
    }
    let validity = Validity::to(until);
    if *state == (State::Filled { body, unit, validity }) {
        return Ok(vec![]);
    }
    Ok(vec![Event::Filled { body, unit, person, validity }])
}

fn vacate(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    let (State::Filled { body, .. } | State::Vacant { body }) = state else {
        return Err(Rejection::Unknown);
    };
    if !context.may_act_for(*body) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Filled { .. } => Ok(vec![Event::Vacated { reason, on: time::date_at(context.now) }]),
        State::Empty | State::Vacant { .. } => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::testing::{
        OWNER, SOMEBODY, STRANGER, at, by, liaison_of, monday, operator, secretary_of,
    };
    use decider::{deciding_again_changes_nothing, fold, given};
    use values::{PersonId, Uuid};

    use super::*;

    const PERSON: PersonId = PersonId(Uuid::from_u128(7));

    fn ask(until: &str) -> Command {
        let until = until.parse().unwrap();
        Command::Fill(Fill { body: OWNER, unit: SOMEBODY, person: PERSON, until })
    }

    fn filled(until: &str) -> Event {
        let validity = Validity::to(until.parse().unwrap());
        Event::Filled { body: OWNER, unit: SOMEBODY, person: PERSON, validity }
    }

    fn vacate() -> Command {
        Command::Vacate { reason: Text::new("调离").unwrap() }
    }

    fn vacated() -> Event {
        let on = "2026-03-02".parse().unwrap();
        Event::Vacated { reason: Text::new("调离").unwrap(), on }
    }

    #[test]
    fn the_body_fills_its_seats() {
        for actor in [secretary_of(OWNER), operator()] {
            given::<Seat>([]).when(&by(actor), ask("2028-03-02")).then([filled("2028-03-02")]);
        }
        for actor in [liaison_of(SOMEBODY), secretary_of(STRANGER)] {
            given::<Seat>([])
                .when(&by(actor), ask("2028-03-02"))
                .then_rejected(Rejection::NotAuthorised);
        }
    }

    #[test]
    fn a_seat_is_filled_for_a_term_of_five_years_at_most() {
        for until in ["2026-03-01", "2031-03-03"] {
            given::<Seat>([])
                .when(&by(operator()), ask(until))
                .then_rejected(Rejection::UntilOutOfRange);
        }
        given::<Seat>([filled("2028-03-02")])
            .when(&by(operator()), ask("2031-03-02"))
            .then([filled("2031-03-02")]);
        given::<Seat>([filled("2028-03-02")])
            .when(&by(operator()), ask("2028-03-02"))
            .then_already_so();
    }

    #[test]
    fn it_is_vacated_or_its_term_is_over_and_then_filled_again() {
        let over = time::end_of("2028-03-02".parse().unwrap());
        let history = || vec![filled("2028-03-02")];
        let state = given::<Seat>(history())
            .when(&at(over, Actor::System), Command::Due)
            .then([Event::TermOver {}]);
        assert_eq!(state.due_at(), None);
        given::<Seat>(history()).when(&at(monday(), Actor::System), Command::Due).then_already_so();
        given::<Seat>(history()).when(&by(secretary_of(OWNER)), vacate()).then([vacated()]);
        given::<Seat>(history())
            .when(&by(liaison_of(SOMEBODY)), vacate())
            .then_rejected(Rejection::NotAuthorised);
        given::<Seat>([filled("2028-03-02"), vacated()])
            .when(&by(operator()), ask("2028-03-02"))
            .then([filled("2028-03-02")]);
        given::<Seat>([]).when(&by(operator()), vacate()).then_rejected(Rejection::Unknown);
    }

    #[test]
    fn deciding_again_seats_nobody_twice() {
        for history in [vec![], vec![filled("2028-03-02")], vec![filled("2028-03-02"), vacated()]] {
            for command in [ask("2027-03-02"), vacate(), Command::Due] {
                let state = fold::<Seat>(&history);
                deciding_again_changes_nothing::<Seat>(state, &by(operator()), command);
            }
        }
    }
}
