//! What was counted of somebody from something that happened, and counts no more.

use contracts::Context;
use contracts::evaluation::exclusion::{Event, Exclude};
use decider::Decider;

use super::Never;

/// The rules of exclusions.
pub struct Exclusion;

impl Decider for Exclusion {
    /// Was it excluded?
    type State = bool;
    type Context = Context;
    type Command = Exclude;
    type Event = Event;
    type Rejection = Never;

    fn decide(excluded: &bool, _: &Context, exclude: Exclude) -> Result<Vec<Event>, Never> {
        let Exclude { counted, reason } = exclude;
        Ok(if *excluded { vec![] } else { vec![Event::Made { counted, reason }] })
    }

    fn evolve(_: bool, event: &Event) -> bool {
        match event {
            Event::Made { .. } => true,
        }
    }
}
