//! Whether one organisation stands for another, as registry says.

use contracts::Context;
use contracts::evaluation::merger::Event;
use decider::Decider;
use values::OrganisationId;

use super::Never;

/// The rules of mergers.
pub struct Merger;

/// What `registry` says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Merged { kept: OrganisationId },
    Unmerged,
}

impl Decider for Merger {
    /// Which one stands for it, as far as anything was heard.
    type State = Option<OrganisationId>;
    type Context = Context;
    type Command = Told;
    type Event = Event;
    type Rejection = Never;

    fn decide(stands: &Self::State, _: &Context, told: Told) -> Result<Vec<Event>, Never> {
        Ok(match told {
            Told::Merged { kept } if *stands != Some(kept) => vec![Event::Made { kept }],
            Told::Unmerged if stands.is_some() => vec![Event::Undone {}],
            Told::Merged { .. } | Told::Unmerged => vec![],
        })
    }

    fn evolve(_: Self::State, event: &Event) -> Self::State {
        match event {
            Event::Made { kept } => Some(*kept),
            Event::Undone {} => None,
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
    fn a_merger_is_noted_once_and_once_undone() {
        let system = by(Actor::System);
        let made = Event::Made { kept: OWNER };
        let merge = Told::Merged { kept: OWNER };
        given::<Merger>([]).when(&system, merge).then([made.clone()]);
        given::<Merger>([made.clone()]).when(&system, merge).then_already_so();
        given::<Merger>([made]).when(&system, Told::Unmerged).then([Event::Undone {}]);
        given::<Merger>([]).when(&system, Told::Unmerged).then_already_so();
    }
}
