//! Given these events, when this command, then those events or that rejection.

use std::fmt::Debug;

use crate::{Decider, fold};

/// A history, ready to be given a command.
pub struct Given<D: Decider> {
    state: D::State,
}

/// The outcome of one decision, ready to be judged.
pub struct When<D: Decider> {
    before: D::State,
    outcome: Result<Vec<D::Event>, D::Rejection>,
}

/// Starts from the state that `history` leads to; an empty history is the state before any event.
pub fn given<D: Decider>(history: impl IntoIterator<Item = D::Event>) -> Given<D> {
    let history: Vec<_> = history.into_iter().collect();
    Given { state: fold::<D>(&history) }
}

impl<D: Decider> Given<D> {
    /// Decides `command` in `context`.
    pub fn when(self, context: &D::Context, command: D::Command) -> When<D> {
        let outcome = D::decide(&self.state, context, command);
        When { before: self.state, outcome }
    }
}

impl<D: Decider> When<D>
where
    D::Event: Debug + PartialEq,
    D::Rejection: Debug + PartialEq,
{
    /// Exactly these events, in this order; hands back the state they lead to.
    #[track_caller]
    pub fn then(self, expected: impl IntoIterator<Item = D::Event>) -> D::State {
        let expected: Vec<_> = expected.into_iter().collect();
        match self.outcome {
            Ok(events) => {
                assert_eq!(events, expected, "other events than expected");
                events.iter().fold(self.before, D::evolve)
            }
            Err(rejection) => panic!("expected {expected:?}, was rejected: {rejection:?}"),
        }
    }

    /// No events: it was already so.
    #[track_caller]
    pub fn then_already_so(self) {
        self.then([]);
    }

    /// Rejected for exactly this reason.
    #[track_caller]
    pub fn then_rejected(self, expected: D::Rejection) {
        match self.outcome {
            Ok(events) => panic!("expected rejection {expected:?}, was decided: {events:?}"),
            Err(rejection) => assert_eq!(rejection, expected, "rejected for another reason"),
        }
    }

    /// Whatever was decided, for tests that look into it themselves.
    pub fn outcome(self) -> Result<Vec<D::Event>, D::Rejection> {
        self.outcome
    }
}

/// Checks that `command`, decided once more on the state its own events led to, changes nothing:
/// it yields no events or a rejection. Hands back that state.
#[track_caller]
pub fn deciding_again_changes_nothing<D: Decider>(
    state: D::State,
    context: &D::Context,
    command: D::Command,
) -> D::State
where
    D::Command: Clone + Debug,
    D::Event: Debug,
{
    let Ok(events) = D::decide(&state, context, command.clone()) else {
        return state;
    };
    let after = events.iter().fold(state, D::evolve);
    if let Ok(again) = D::decide(&after, context, command.clone()) {
        assert!(again.is_empty(), "{command:?} decided again yields {again:?}");
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A counter that may not pass its limit: the smallest decider with every kind of answer.
    struct Counter;

    impl Decider for Counter {
        type State = u32;
        type Context = u32;
        type Command = u32;
        type Event = u32;
        type Rejection = &'static str;

        fn decide(state: &u32, limit: &u32, to: u32) -> Result<Vec<u32>, &'static str> {
            match to {
                to if to == *state => Ok(vec![]),
                to if to > *limit => Err("over the limit"),
                to => Ok(vec![to]),
            }
        }

        fn evolve(_: u32, event: &u32) -> u32 {
            *event
        }
    }

    #[test]
    fn events_are_compared_and_folded() {
        assert_eq!(given::<Counter>([1, 2]).when(&9, 5).then([5]), 5);
    }

    #[test]
    fn what_is_already_so_yields_no_events() {
        given::<Counter>([4]).when(&9, 4).then_already_so();
    }

    #[test]
    fn a_rejection_is_compared_by_its_reason() {
        given::<Counter>([]).when(&9, 10).then_rejected("over the limit");
    }

    #[test]
    #[should_panic(expected = "expected rejection")]
    fn a_decision_where_a_rejection_was_expected_fails() {
        given::<Counter>([]).when(&9, 1).then_rejected("over the limit");
    }

    #[test]
    #[should_panic(expected = "other events")]
    fn other_events_than_expected_fail() {
        given::<Counter>([]).when(&9, 1).then([2]);
    }

    #[test]
    fn deciding_twice_reaches_the_same_state() {
        assert_eq!(deciding_again_changes_nothing::<Counter>(3, &9, 7), 7);
    }
}
