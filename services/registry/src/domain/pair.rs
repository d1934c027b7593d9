//! One pair 结对: made by the community, ended with a reason, made again.
//!
//! Invariant: between two makings lies an end.

use contracts::Context;
use contracts::registry::pair::{Command, Event, Make, Rejection};
use decider::{Decider, corrupt};
use values::{OrganisationId, Text};

/// The rules of pairs.
pub struct Pair;

/// Where a pair stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// They have never been one.
    #[default]
    Unpaired,
    /// They build jointly.
    Made { community: OrganisationId },
    /// They did.
    Ended { community: OrganisationId },
}

impl State {
    /// Do they build jointly now?
    pub fn is_made(&self) -> bool {
        matches!(self, State::Made { .. })
    }
}

impl Decider for Pair {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Make(pair) => make(state, context, pair),
            Command::End { reason } => end(state, context, reason),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, &state) {
            (Event::Made { community, .. }, State::Unpaired | State::Ended { .. }) => {
                State::Made { community: *community }
            }
            (Event::Ended { .. }, State::Made { community }) => {
                State::Ended { community: *community }
            }
            (Event::Made { .. }, State::Made { .. })
            | (Event::Ended { .. }, State::Unpaired | State::Ended { .. }) => {
                corrupt(&state, event)
            }
        }
    }
}

fn make(state: &State, context: &Context, pair: Make) -> Result<Vec<Event>, Rejection> {
    let Make { unit, community } = pair;
    if !context.may_act_for(community) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Made { .. } => Ok(vec![]),
        State::Unpaired | State::Ended { .. } => Ok(vec![Event::Made { unit, community }]),
    }
}

fn end(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    let (State::Made { community } | State::Ended { community }) = state else {
        return Err(Rejection::Unknown);
    };
    if !context.may_act_for(*community) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Made { .. } => Ok(vec![Event::Ended { reason }]),
        State::Unpaired | State::Ended { .. } => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, SOMEBODY, STRANGER, by, clerk_of, liaison_of, operator};
    use decider::{deciding_again_changes_nothing, fold, given};

    use super::*;

    /// The unit OWNER with the community SOMEBODY.
    fn make() -> Command {
        Command::Make(Make { unit: OWNER, community: SOMEBODY })
    }

    fn made() -> Event {
        Event::Made { unit: OWNER, community: SOMEBODY }
    }

    fn end() -> Command {
        Command::End { reason: Text::new("期满").unwrap() }
    }

    fn ended() -> Event {
        Event::Ended { reason: Text::new("期满").unwrap() }
    }

    #[test]
    fn the_community_makes_and_ends_pairs() {
        for actor in [clerk_of(SOMEBODY), operator()] {
            let context = by(actor);
            given::<Pair>([]).when(&context, make()).then([made()]);
            given::<Pair>([made()]).when(&context, end()).then([ended()]);
        }
    }

    #[test]
    fn nobody_else_does_not_even_the_unit() {
        for actor in [liaison_of(OWNER), clerk_of(STRANGER)] {
            let context = by(actor);
            given::<Pair>([]).when(&context, make()).then_rejected(Rejection::NotAuthorised);
            given::<Pair>([made()]).when(&context, end()).then_rejected(Rejection::NotAuthorised);
        }
    }

    #[test]
    fn what_is_so_is_already_so() {
        let context = by(clerk_of(SOMEBODY));
        given::<Pair>([made()]).when(&context, make()).then_already_so();
        given::<Pair>([made(), ended()]).when(&context, end()).then_already_so();
    }

    #[test]
    fn an_ended_pair_may_be_made_again() {
        given::<Pair>([made(), ended()]).when(&by(clerk_of(SOMEBODY)), make()).then([made()]);
    }

    #[test]
    fn what_was_never_a_pair_cannot_end() {
        given::<Pair>([]).when(&by(operator()), end()).then_rejected(Rejection::Unknown);
    }

    #[test]
    fn deciding_again_changes_no_pair() {
        for history in [vec![], vec![made()], vec![made(), ended()]] {
            for command in [make(), end()] {
                let state = fold::<Pair>(&history);
                deciding_again_changes_nothing::<Pair>(state, &by(operator()), command);
            }
        }
    }
}
