//! The serial numbers of one area's projects in one year.
//!
//! Invariant: each is taken once, and the next one is above all others.

use std::collections::BTreeSet;

use contracts::projects::project::{Rejection, SERIAL_MAX};
use contracts::projects::serial::Event;
use contracts::{Actor, Context, Role};
use decider::Decider;

/// The rules of serial numbers.
pub struct Serial;

/// What is asked of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The next number.
    Take,
    /// The number that a project had in a ledger kept before.
    Keep(u64),
}

/// The numbers that were taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken(BTreeSet<u64>);

impl Taken {
    /// The number that is taken next.
    pub fn next(&self) -> u64 {
        self.0.last().map_or(1, |last| last + 1)
    }
}

impl Decider for Serial {
    type State = Taken;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(taken: &Taken, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Take => Ok(vec![Event::Taken { number: taken.next() }]),
            Command::Keep(number) => keep(taken, context, number),
        }
    }

    fn evolve(mut taken: Taken, event: &Event) -> Taken {
        let Event::Taken { number } = event;
        assert!(taken.0.insert(*number), "corrupt history: number {number} is taken twice");
        taken
    }
}

/// Only whoever enters what was kept elsewhere says which number it is.
fn keep(taken: &Taken, context: &Context, number: u64) -> Result<Vec<Event>, Rejection> {
    match context.actor {
        Actor::Person { role: Role::Operator, .. } => {}
        Actor::Person { .. } | Actor::System => return Err(Rejection::NotAuthorised),
    }
    if !(1..=SERIAL_MAX).contains(&number) {
        return Err(Rejection::CodeUnfit);
    }
    if taken.0.contains(&number) {
        return Err(Rejection::CodeTaken);
    }
    Ok(vec![Event::Taken { number }])
}

#[cfg(test)]
mod tests {
    use contracts::testing::{by, operator};
    use decider::given;

    use super::*;

    #[test]
    fn numbers_follow_one_another() {
        let taken = |number| Event::Taken { number };
        given::<Serial>([]).when(&by(operator()), Command::Take).then([taken(1)]);
        let two = [taken(1), taken(2)];
        given::<Serial>(two).when(&by(operator()), Command::Take).then([taken(3)]);
    }

    #[test]
    fn a_number_of_another_ledger_is_kept_and_never_given_again() {
        let taken = |number| Event::Taken { number };
        given::<Serial>([taken(1)]).when(&by(operator()), Command::Keep(7)).then([taken(7)]);
        let two = [taken(1), taken(7)];
        given::<Serial>(two.clone()).when(&by(operator()), Command::Keep(3)).then([taken(3)]);
        given::<Serial>(two.clone()).when(&by(operator()), Command::Take).then([taken(8)]);
        let again = Rejection::CodeTaken;
        given::<Serial>(two).when(&by(operator()), Command::Keep(7)).then_rejected(again);
        for unfit in [0, SERIAL_MAX + 1] {
            given::<Serial>([])
                .when(&by(operator()), Command::Keep(unfit))
                .then_rejected(Rejection::CodeUnfit);
        }
    }

    #[test]
    fn only_the_operator_says_which_number_it_is() {
        given::<Serial>([])
            .when(&by(Actor::System), Command::Keep(1))
            .then_rejected(Rejection::NotAuthorised);
    }
}
