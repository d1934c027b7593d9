//! What became of one need.

use contracts::Context;
use contracts::evaluation::matter::{Command, Ending, Event};
use decider::{Decider, corrupt};
use values::{OrganisationId, time};

use super::Never;

/// The rules of matters.
pub struct Matter;

/// How a need stands, as far as its owner is scored by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Never heard of.
    #[default]
    Unknown,
    /// It goes on, or did not end so that it counts.
    Going { owner: OrganisationId },
    /// It ended.
    Ended { owner: OrganisationId, ending: Ending },
}

impl State {
    fn owner(&self) -> Option<OrganisationId> {
        match self {
            State::Unknown => None,
            State::Going { owner } | State::Ended { owner, .. } => Some(*owner),
        }
    }
}

impl Decider for Matter {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Never;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Never> {
        let on = time::date_at(context.now);
        Ok(match (command, state) {
            (Command::Note { owner }, State::Unknown) => vec![Event::Noted { owner }],
            (Command::Close { ending: Some(ending) }, State::Going { owner }) => {
                vec![Event::Ended { owner: *owner, ending, on }]
            }
            (Command::Reopen, State::Ended { .. }) => vec![Event::Reopened {}],
            (Command::Review { satisfaction }, state) => match state.owner() {
                Some(owner) => vec![Event::Reviewed { owner, satisfaction, on }],
                None => vec![],
            },
            (Command::Note { .. } | Command::Close { .. } | Command::Reopen, _) => vec![],
        })
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Noted { owner }, State::Unknown) => State::Going { owner: *owner },
            (Event::Ended { owner, ending, .. }, State::Going { .. }) => {
                State::Ended { owner: *owner, ending: *ending }
            }
            (Event::Reopened {}, State::Ended { owner, .. }) => State::Going { owner },
            (Event::Reviewed { .. }, state @ (State::Going { .. } | State::Ended { .. })) => state,
            (
                Event::Noted { .. }
                | Event::Ended { .. }
                | Event::Reopened {}
                | Event::Reviewed { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::testing::{OWNER, by};
    use decider::given;

    use super::*;

    #[test]
    fn a_need_counts_when_it_ends_and_no_more_when_it_is_opened_again() {
        let system = by(Actor::System);
        let noted = Event::Noted { owner: OWNER };
        let on = "2026-03-02".parse().unwrap();
        let ended = Event::Ended { owner: OWNER, ending: Ending::Unsolved, on };
        let close = |ending| Command::Close { ending };
        given::<Matter>([noted.clone()])
            .when(&system, close(Some(Ending::Unsolved)))
            .then([ended.clone()]);
        given::<Matter>([noted.clone()]).when(&system, close(None)).then_already_so();
        given::<Matter>([]).when(&system, close(Some(Ending::Solved))).then_already_so();
        given::<Matter>([noted, ended]).when(&system, Command::Reopen).then([Event::Reopened {}]);
    }
}
