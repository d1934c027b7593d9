//! One project, as far as it is found.

use std::convert::Infallible;

use contracts::Context;
use contracts::matching::venture::{Command, Event};
use contracts::projects::project;
use decider::Decider;

/// The rules of a venture.
pub struct Venture;

impl Decider for Venture {
    /// How it was named last.
    type State = Option<Event>;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Infallible;

    fn decide(
        state: &Self::State,
        _: &Context,
        Command(told): Command,
    ) -> Result<Vec<Event>, Infallible> {
        let mut named = told.into_iter().filter_map(|event| {
            let (project::Event::Proposed(opened) | project::Event::Opened(opened)) = event else {
                return None;
            };
            let project::Opened { title, code, asking, .. } = opened;
            Some(Event::Named { title, code, asking })
        });
        Ok(named.next_back().filter(|named| Some(named) != state.as_ref()).into_iter().collect())
    }

    fn evolve(_: Self::State, event: &Event) -> Self::State {
        Some(event.clone())
    }
}
