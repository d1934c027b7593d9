//! The wiring.

use std::collections::HashMap;

use contracts::needs::{Event, handling, need};
use contracts::{Commit, Directory, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Question, Reactions, Service};
use values::{AdmissionId, ClaimId, NeedId, OrganisationId, PersonId, Timestamp, Uuid};

use crate::domain::{
    self, Admission, Duplicates, Family, Handling, Hotline, Limits, Need, WishCap,
};
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Needs;

/// All needs, which of them a claim holds a part of, and which are duplicates.
#[derive(Default)]
pub struct State {
    pub needs: Aggregates<Need>,
    pub families: Aggregates<Family>,
    pub admissions: Aggregates<Admission>,
    pub wish_cap: Aggregates<WishCap>,
    pub holding: HashMap<ClaimId, NeedId>,
    pub duplicates: Duplicates,
    /// When which need asks for something, or the clock of which handling.
    pub(crate) due: Deadlines,
    pub handlings: Aggregates<Handling>,
    pub limits: Aggregates<Limits>,
    pub hotline: Aggregates<Hotline>,
}

impl State {
    fn evolve_handling(&mut self, id: Uuid, version: u64, event: &handling::Event) {
        self.handlings.apply(id, version, event);
        self.due.set(id, self.handlings.state(id).due_at());
    }

    /// How long the steps of handling may take.
    pub(crate) fn limits(&self) -> &contracts::needs::limits::Limits {
        self.limits.state(contracts::needs::limits::id())
    }

    /// What is due first, a need or the clock of a handling.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, Uuid)> {
        self.due.next()
    }

    /// Was it ever raised? A refused hold is an event of a need, too, even of one that never was.
    pub(crate) fn was_raised(&self, need: NeedId) -> bool {
        *self.needs.state(need) != domain::need::State::Unheard
    }

    /// Folds an event of one need in, and notes what is found by other ways than its id.
    fn evolve_need(&mut self, id: Uuid, version: u64, event: &need::Event) {
        let need = NeedId(id);
        match event {
            need::Event::Held { claim, .. }
            | need::Event::PostedOnce { claim, .. }
            | need::Event::WaitBegun { claim, .. } => {
                self.holding.insert(*claim, need);
            }
            need::Event::Released { claim }
            | need::Event::Delivered { claim, .. }
            | need::Event::WaitEnded { claim }
            | need::Event::HoldRefused { claim, .. } => {
                self.holding.remove(claim);
            }
            need::Event::Closed { outcome: need::Outcome::Duplicate { of }, .. } => {
                self.duplicates.follow(need, *of);
            }
            need::Event::SplitOff { .. } => self.duplicates.split_off(need),
            need::Event::Raised { .. }
            | need::Event::RaiserErased {}
            | need::Event::Verified { .. }
            | need::Event::WishEntrusted { .. }
            | need::Event::BeneficiaryErased {}
            | need::Event::ResultShown { .. }
            | need::Event::Returned { .. }
            | need::Event::Resubmitted { .. }
            | need::Event::Classified { .. }
            | need::Event::UrgencyConfirmed { .. }
            | need::Event::Deliberated { .. }
            | need::Event::Posted { .. }
            | need::Event::WentUnclaimed { .. }
            | need::Event::UnclaimedOverdue {}
            | need::Event::UnclaimedEscalated {}
            | need::Event::HoldPassedOn { .. }
            | need::Event::HoldConfirmed { .. }
            | need::Event::DeliveryAccepted { .. }
            | need::Event::DeliveryRefused { .. }
            | need::Event::Reviewed { .. }
            | need::Event::NotReviewed {}
            | need::Event::Closed { .. }
            | need::Event::Reopened { .. }
            | need::Event::Distinguished { .. }
            | need::Event::Undistinguished { .. } => {}
        }
        self.needs.apply(id, version, event);
        self.due.set(need, self.needs.state(need).due_at());
    }
}

runtime::aggregates!(State {
    needs: Need,
    families: Family,
    admissions: Admission,
    wish_cap: WishCap,
    handlings: Handling,
    limits: Limits,
    hotline: Hotline,
});

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
        let (id, version) = (recorded.aggregate, recorded.version);
        match &recorded.event {
            Event::Need(event) => state.evolve_need(id, version, event),
            Event::Admission(event) => state.admissions.apply(id, version, event),
            Event::Family(event) => state.families.apply(id, version, event),
            Event::WishCap(event) => state.wish_cap.apply(id, version, event),
            Event::Handling(event) => state.evolve_handling(id, version, event),
            Event::Hotline(event) => state.hotline.apply(id, version, event),
            Event::Limits(event) => state.limits.apply(id, version, event),
        }
    }

    /// The key of a raiser or of a beneficiary who is erased.
    fn forgets(state: &State, recorded: &Recorded<Event>) -> Option<PersonId> {
        let asked = || state.needs.state(recorded.aggregate).asked();
        let Event::Need(event) = &recorded.event else { return None };
        if let need::Event::RaiserErased {} = event {
            asked()?.raiser()
        } else if let need::Event::BeneficiaryErased {} = event {
            asked()?.beneficiary()
        } else {
            None
        }
    }

    fn next_due(state: &State) -> Option<Timestamp> {
        state.next_due().map(|(at, _)| at)
    }

    fn deadlines(state: &mut State) -> Option<&mut Deadlines> {
        Some(&mut state.due)
    }

    fn due(decision: &mut Decision<'_, Self>) -> Result<(), Rejection> {
        reactions::on_due(decision)
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }

    /// Of work from above, to whoever may see it.
    fn tells(question: &Question<'_, View>, aggregate: Uuid, event: &Event) -> bool {
        match event {
            Event::Admission(_) => {
                let admissions = &question.view.admissions;
                admissions.one(question.asker(), AdmissionId(aggregate)).is_some()
            }
            Event::Need(_)
            | Event::Family(_)
            | Event::WishCap(_)
            | Event::Handling(_)
            | Event::Hotline(_)
            | Event::Limits(_) => true,
        }
    }

    fn settled(view: &mut View, organisation: OrganisationId, directory: &Directory) {
        view.settle(organisation, directory);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::HoldRefusal;

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
