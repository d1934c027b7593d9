//! The calendar: the holidays and make-up workdays of each year.
//!
//! Invariant: no date stands in it twice. It begins as the table that the program ships.

use contracts::Context;
use contracts::registry::calendar::{DAYS_MAX, Event, Rejection, SetYear};
use decider::{Decider, corrupt};

use super::authority::is_operator;

/// The rules of the calendar.
pub struct Calendar;

/// The days as they are known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State(values::Calendar);

impl Default for State {
    fn default() -> Self {
        State(values::Calendar::shipped().clone())
    }
}

impl Decider for Calendar {
    type State = State;
    type Context = Context;
    type Command = SetYear;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(
        State(calendar): &State,
        context: &Context,
        set: SetYear,
    ) -> Result<Vec<Event>, Rejection> {
        if !is_operator(&context.actor) {
            return Err(Rejection::NotAuthorised);
        }
        let SetYear { year, days } = set;
        if days.len() > DAYS_MAX {
            return Err(Rejection::DaysOutOfPlace);
        }
        let after = calendar.with_year(year, &days).map_err(|_| Rejection::DaysOutOfPlace)?;
        if after == *calendar {
            return Ok(vec![]);
        }
        Ok(vec![Event::YearSet { year, days }])
    }

    fn evolve(state: State, event: &Event) -> State {
        match event {
            Event::YearSet { year, days } => match state.0.with_year(*year, days) {
                Ok(calendar) => State(calendar),
                Err(_) => corrupt(&state, event),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, by, operator, secretary_of};
    use decider::{deciding_again_changes_nothing, given};
    use values::Text;
    use values::calendar::{DayKind, Entry};

    use super::*;

    fn day(date: &str, kind: DayKind) -> Entry {
        Entry { date: date.parse().unwrap(), kind, name: Text::new("元旦").unwrap() }
    }

    fn set(days: &[Entry]) -> SetYear {
        SetYear { year: 2031, days: days.to_vec() }
    }

    fn was_set(days: &[Entry]) -> Event {
        Event::YearSet { year: 2031, days: days.to_vec() }
    }

    #[test]
    fn the_operator_sets_the_days_of_a_year() {
        let days = [day("2031-01-01", DayKind::Off), day("2030-12-29", DayKind::Work)];
        let state = given::<Calendar>([]).when(&by(operator()), set(&days)).then([was_set(&days)]);
        assert!(state.0.covers(2031));
    }

    #[test]
    fn nobody_else_does() {
        given::<Calendar>([])
            .when(&by(secretary_of(OWNER)), set(&[day("2031-01-01", DayKind::Off)]))
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn the_same_days_in_whatever_order_are_already_so() {
        let days = [day("2031-01-01", DayKind::Off), day("2031-01-04", DayKind::Work)];
        let reversed = [days[1].clone(), days[0].clone()];
        given::<Calendar>([was_set(&days)]).when(&by(operator()), set(&reversed)).then_already_so();
    }

    #[test]
    fn what_the_program_ships_is_already_so() {
        let days = values::Calendar::shipped().entries(2026).to_vec();
        given::<Calendar>([]).when(&by(operator()), SetYear { year: 2026, days }).then_already_so();
    }

    #[test]
    fn other_days_replace_those_of_the_year() {
        let (old, new) = (day("2031-01-01", DayKind::Off), day("2031-01-02", DayKind::Off));
        let state = given::<Calendar>([was_set(&[old])])
            .when(&by(operator()), set(std::slice::from_ref(&new)))
            .then([was_set(std::slice::from_ref(&new))]);
        assert_eq!(state.0.entries(2031), [new]);
    }

    #[test]
    fn days_that_cannot_stand_for_the_year_are_refused() {
        let own = day("2031-01-01", DayKind::Off);
        let far = day("2032-06-01", DayKind::Off);
        // The days around the year's ends could make the table longer than a year.
        let first: values::Date = "2031-01-01".parse().unwrap();
        let days = std::iter::successors(Some(first), |date| date.tomorrow().ok());
        let too_many = days.map(|date| Entry { date, ..own.clone() }).take(DAYS_MAX + 1);
        for days in
            [vec![], vec![own.clone(), far], vec![own.clone(), own.clone()], too_many.collect()]
        {
            given::<Calendar>([])
                .when(&by(operator()), set(&days))
                .then_rejected(Rejection::DaysOutOfPlace);
        }
    }

    #[test]
    fn deciding_again_changes_no_year() {
        let command = set(&[day("2031-01-01", DayKind::Half)]);
        deciding_again_changes_nothing::<Calendar>(State::default(), &by(operator()), command);
    }
}
