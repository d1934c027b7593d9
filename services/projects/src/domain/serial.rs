//! The serial numbers of one area's projects in one year.
//!
//! Invariant: 1, 2, 3 … without a gap, each taken once.

use contracts::projects::serial::Event;
use contracts::{Context, projects};
use decider::Decider;

/// The rules of serial numbers.
pub struct Serial;

/// The command: take the next number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Take;

/// There is always another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Never {}

impl From<Never> for contracts::Rejection {
    fn from(never: Never) -> Self {
        match never {}
    }
}

impl Decider for Serial {
    /// The last number taken.
    type State = u64;
    type Context = Context;
    type Command = Take;
    type Event = projects::serial::Event;
    type Rejection = Never;

    fn decide(last: &u64, _: &Context, Take: Take) -> Result<Vec<Event>, Never> {
        Ok(vec![Event::Taken { number: last + 1 }])
    }

    fn evolve(last: u64, event: &Event) -> u64 {
        let Event::Taken { number } = event;
        assert_eq!(*number, last + 1, "corrupt history: number {number} follows {last}");
        *number
    }
}

#[cfg(test)]
mod tests {
    use contracts::testing::{by, operator};
    use decider::given;

    use super::*;

    #[test]
    fn numbers_follow_one_another() {
        let taken = |number| Event::Taken { number };
        given::<Serial>([]).when(&by(operator()), Take).then([taken(1)]);
        given::<Serial>([taken(1), taken(2)]).when(&by(operator()), Take).then([taken(3)]);
    }
}
