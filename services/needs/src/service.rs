//! The wiring.

use std::collections::HashMap;

use contracts::needs::{Event, need};
use contracts::{Commit, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Reactions, Service};
use values::{ClaimId, NeedId, Timestamp};

use crate::domain::{self, Duplicates, Need};
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Needs;

/// All needs, which of them a claim holds a part of, and which are duplicates.
#[derive(Default)]
pub struct State {
    pub needs: Aggregates<Need>,
    pub holding: HashMap<ClaimId, NeedId>,
    pub duplicates: Duplicates,
    /// When which need asks for something.
    pub(crate) due: Deadlines,
}

impl State {
    /// Was it ever raised? A refused hold is an event of a need, too, even of one that never was.
    pub(crate) fn was_raised(&self, need: NeedId) -> bool {
        *self.needs.state(need) != domain::need::State::Unheard
    }
}

runtime::aggregates!(State { needs: Need });

impl Service for Needs {
    type Event = Event;
    type State = State;
    type View = View;

    fn commands() -> Commands<Self> {
        commands::table()
    }

    fn reactions() -> Reactions<Self> {
        Reactions::default().to(reactions::on_projects)
    }

    fn queries() -> Queries<Self> {
        views::table()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let Event::Need(event) = &recorded.event;
        let need = NeedId(recorded.aggregate);
        match event {
            need::Event::Held { claim, .. } => {
                state.holding.insert(*claim, need);
            }
            need::Event::Released { claim } | need::Event::Delivered { claim, .. } => {
                state.holding.remove(claim);
            }
            need::Event::Closed { outcome: need::Outcome::Duplicate { of }, .. } => {
                state.duplicates.follow(need, *of);
            }
            need::Event::SplitOff { .. } => state.duplicates.split_off(need),
            need::Event::Raised { .. }
            | need::Event::RaiserErased {}
            | need::Event::Verified { .. }
            | need::Event::Returned { .. }
            | need::Event::Resubmitted { .. }
            | need::Event::Classified { .. }
            | need::Event::Deliberated { .. }
            | need::Event::Posted { .. }
            | need::Event::WentUnclaimed { .. }
            | need::Event::UnclaimedOverdue {}
            | need::Event::HoldRefused { .. }
            | need::Event::DeliveryAccepted { .. }
            | need::Event::DeliveryRefused { .. }
            | need::Event::Reviewed { .. }
            | need::Event::NotReviewed {}
            | need::Event::Closed { .. }
            | need::Event::Reopened { .. } => {}
        }
        state.needs.apply(recorded.aggregate, recorded.version, event);
        match state.needs.state(need).due_at() {
            Some(at) => state.due.set(need, at),
            None => state.due.clear(need),
        }
    }

    fn next_due(state: &State) -> Option<Timestamp> {
        state.due.next().map(|(at, _)| at)
    }

    fn due(decision: &mut Decision<'_, Self>) -> Result<(), Rejection> {
        reactions::on_due(decision)
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }
}

#[cfg(test)]
mod tests {
    use contracts::HoldRefusal;
    use values::Uuid;

    use super::*;

    #[test]
    fn a_need_that_only_refused_a_hold_was_never_raised() {
        let need = NeedId(Uuid::from_u128(1));
        let (claim, reason) = (ClaimId(Uuid::from_u128(2)), HoldRefusal::UnknownLine);
        let event = need::Event::HoldRefused { claim, reason }.into();
        let mut state = State::default();
        Needs::evolve(&mut state, &Recorded { aggregate: need.into(), version: 1, event });
        assert!(state.needs.contains(need));
        assert!(!state.was_raised(need));
    }
}
