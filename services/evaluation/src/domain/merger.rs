//! Whether one organisation stands for another, as registry says.

use contracts::Context;
use contracts::evaluation::merger::Event;
use decider::Decider;
use values::OrganisationId;

use super::Never;

/// The rules of mergers.
pub struct Merger;

/// Which one stands for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing was heard of it: it may have been merged before mergers were noted.
    #[default]
    Unheard,
    Kept(OrganisationId),
    Itself,
}

/// What `registry` says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Merged {
        kept: OrganisationId,
    },
    /// Into which one it had been merged, where that is said.
    Unmerged {
        kept: Option<OrganisationId>,
    },
}

impl Decider for Merger {
    type State = State;
    type Context = Context;
    type Command = Told;
    type Event = Event;
    type Rejection = Never;

    fn decide(state: &State, _: &Context, told: Told) -> Result<Vec<Event>, Never> {
        Ok(match (told, state) {
            (Told::Merged { kept }, State::Kept(known)) if kept == *known => vec![],
            (Told::Merged { kept }, State::Unheard | State::Kept(_) | State::Itself) => {
                vec![Event::Made { kept }]
            }
            (Told::Unmerged { .. }, State::Kept(_)) => vec![Event::Undone { kept: None }],
            (Told::Unmerged { kept: Some(kept) }, State::Unheard) => {
                vec![Event::Undone { kept: Some(kept) }]
            }
            (Told::Unmerged { .. }, State::Unheard | State::Itself) => vec![],
        })
    }

    fn evolve(_: State, event: &Event) -> State {
        match event {
            Event::Made { kept } => State::Kept(*kept),
            Event::Undone { .. } => State::Itself,
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
        let unmerge = |kept| Told::Unmerged { kept };
        let undone = |kept| Event::Undone { kept };
        given::<Merger>([made]).when(&system, unmerge(Some(OWNER))).then([undone(None)]);
        given::<Merger>([]).when(&system, unmerge(None)).then_already_so();
    }

    #[test]
    fn a_merger_that_nobody_noted_is_noted_when_it_is_undone() {
        let system = by(Actor::System);
        let unmerge = Told::Unmerged { kept: Some(OWNER) };
        let undone = Event::Undone { kept: Some(OWNER) };
        given::<Merger>([]).when(&system, unmerge).then([undone.clone()]);
        given::<Merger>([undone]).when(&system, unmerge).then_already_so();
    }
}
