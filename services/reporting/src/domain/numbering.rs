//! The document numbers of one issuer in one year.
//!
//! Invariant: each is taken once, without a gap.

use contracts::Context;
use contracts::reporting::numbering::Event;
use decider::Decider;

use super::Never;

/// The rules of document numbers.
pub struct Numbering;

/// What is asked of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The next number.
    Take,
}

/// The last number that was taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Last(u32);

impl Last {
    /// The number that is taken next.
    pub fn next(&self) -> u32 {
        self.0 + 1
    }
}

impl Decider for Numbering {
    type State = Last;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Never;

    fn decide(last: &Last, _: &Context, Command::Take: Command) -> Result<Vec<Event>, Never> {
        Ok(vec![Event::Taken { serial: last.next() }])
    }

    fn evolve(last: Last, event: &Event) -> Last {
        let Event::Taken { serial } = event;
        assert!(*serial == last.next(), "corrupt history: number {serial} after {last:?}");
        Last(*serial)
    }
}

#[cfg(test)]
mod tests {
    use contracts::testing::{by, operator};
    use decider::given;

    use super::*;

    #[test]
    fn numbers_follow_one_another_without_a_gap() {
        let taken = |serial| Event::Taken { serial };
        given::<Numbering>([]).when(&by(operator()), Command::Take).then([taken(1)]);
        let two = [taken(1), taken(2)];
        given::<Numbering>(two).when(&by(operator()), Command::Take).then([taken(3)]);
    }
}
