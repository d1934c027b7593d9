//! What became of a need 需求, a wish 微心愿 or a post 岗位, and of its handling against the clock.

use std::collections::BTreeSet;

use contracts::Claimer;
use contracts::needs::need::{Kind, Outcome, Satisfaction};
use contracts::needs::{handling, need};
use contracts::reporting::course::{Counted, Entry, Event, What};
use values::{ClaimId, OrganisationId};

use super::{Counting, Made, counted};

/// How a need may have ended.
const ENDINGS: [Counted; 4] = [
    Counted::NeedSolved,
    Counted::NeedSolvedWith,
    Counted::NeedPartlySolved,
    Counted::NeedUnsolved,
];

impl Counting<'_> {
    pub(super) fn need(&self, event: need::Event) -> Vec<Event> {
        use need::Event as Said;
        if let Said::Raised { asked, .. } = event {
            let (owner, kind, title) = (asked.owner, asked.kind, asked.title);
            let mut events = self.described(What::Need { owner, kind, title });
            events.extend(counted(vec![self.entry(Counted::NeedRaised, owner, Some(owner))]));
            return events;
        }
        // 一次性条目: asked for by a claim, and not posted; who gives is counted with that claim.
        if let Said::PostedOnce { asked, .. } = event {
            return self.need(Said::Raised { asked: *asked, raiser: None });
        }
        let Some(What::Need { owner, kind, title }) = self.what() else { return vec![] };
        let (owner, kind) = (*owner, *kind);
        let once = |counting| counted(vec![self.entry(counting, owner, Some(owner))]);
        match event {
            Said::Resubmitted { wording } => {
                self.described(What::Need { owner, kind, title: wording.title })
            }
            Said::Classified { classification } => {
                let (kind, title) = (classification.kind, title.clone());
                self.described(What::Need { owner, kind, title })
            }
            Said::Posted { .. } => once(Counted::NeedPosted),
            Said::WentUnclaimed { .. } => once(Counted::NeedUnclaimed),
            Said::Held { claim, claimer, .. } => vec![Event::Joined { claim, by: claimer }],
            Said::HoldPassedOn { claim, to } => vec![Event::Joined { claim, by: to }],
            Said::Released { claim } => vec![Event::Left { claim }],
            Said::Delivered { claim, quantity } => {
                counted(self.delivered(owner, kind, claim, quantity))
            }
            Said::DeliveryRefused { claim, quantity, .. } => {
                counted(self.refused(owner, kind, claim, quantity))
            }
            Said::Reviewed { opinion } => {
                let satisfied = match opinion.satisfaction {
                    Satisfaction::Satisfied | Satisfaction::Fairly => 1,
                    Satisfaction::Unsatisfied => 0,
                };
                // The last word of whoever raised it counts.
                let mut entries = self.take_back(|entry| entry.counted == Counted::NeedReviewed);
                let reviewed = self.entry(Counted::NeedReviewed, owner, Some(owner));
                entries.push(reviewed.coming_to(satisfied));
                counted(entries)
            }
            Said::Closed { outcome, .. } => counted(self.closed(owner, &outcome)),
            Said::Reopened { .. } => {
                counted(self.take_back(|entry| ENDINGS.contains(&entry.counted)))
            }
            Said::Raised { .. }
            | Said::PostedOnce { .. }
            | Said::RaiserErased {}
            | Said::Verified { .. }
            | Said::WishEntrusted { .. }
            | Said::BeneficiaryErased {}
            | Said::ResultShown { .. }
            | Said::Returned { .. }
            | Said::Deliberated { .. }
            | Said::UnclaimedOverdue {}
            | Said::UnclaimedEscalated {}
            | Said::HoldRefused { .. }
            | Said::HoldConfirmed { .. }
            | Said::WaitBegun { .. }
            | Said::WaitEnded { .. }
            | Said::DeliveryAccepted { .. }
            | Said::NotReviewed {}
            | Said::SplitOff { .. }
            | Said::UrgencyConfirmed { .. }
            | Said::Distinguished { .. }
            | Said::Undistinguished { .. } => vec![],
        }
    }

    /// By whoever holds it; nothing delivered is nothing.
    fn delivered(
        &self,
        owner: OrganisationId,
        kind: Kind,
        claim: ClaimId,
        quantity: u64,
    ) -> Vec<Entry> {
        let by = self.state.holders.get(&claim).filter(|_| quantity > 0);
        let entry = |by: &Claimer| {
            let entry = self.entry(counting(kind), *by, Some(owner));
            entry.coming_to(quantity).about(claim)
        };
        by.map(entry).into_iter().collect()
    }

    /// What does not stand was not delivered.
    fn refused(
        &self,
        owner: OrganisationId,
        kind: Kind,
        claim: ClaimId,
        quantity: u64,
    ) -> Vec<Entry> {
        let of_claim =
            |entry: &Entry| entry.counted == counting(kind) && entry.of == Some(claim.into());
        let standing: i64 = self
            .state
            .standing
            .iter()
            .filter(|entry| of_claim(entry))
            .map(|entry| entry.amount)
            .sum();
        let refused = i64::try_from(quantity).unwrap_or(i64::MAX);
        if refused >= standing {
            return self.take_back(of_claim);
        }
        let less = |by: &Claimer| {
            let entry = self.entry(counting(kind), *by, Some(owner)).about(claim);
            Entry { count: 0, amount: -refused, ..entry }
        };
        self.state.holders.get(&claim).map(less).into_iter().collect()
    }

    /// Closed is not solved. What was taken back, or follows another need, counts for nobody.
    fn closed(&self, owner: OrganisationId, outcome: &Outcome) -> Vec<Entry> {
        let counting = match outcome {
            Outcome::Solved => Counted::NeedSolved,
            Outcome::PartlySolved { .. } => Counted::NeedPartlySolved,
            Outcome::Unsolved { .. } => Counted::NeedUnsolved,
            Outcome::Withdrawn { .. } | Outcome::Duplicate { .. } => return vec![],
        };
        let mut entries = vec![self.entry(counting, owner, Some(owner))];
        if outcome.is_solved() {
            let delivered = |entry: &&Entry| {
                matches!(entry.counted, Counted::NeedDelivered | Counted::WishDelivered)
            };
            let with: BTreeSet<Claimer> =
                self.state.standing.iter().filter(delivered).map(|entry| entry.subject).collect();
            let solved_with = |by| self.entry(Counted::NeedSolvedWith, by, Some(owner));
            entries.extend(with.into_iter().map(solved_with));
        }
        entries
    }

    pub(super) fn handling(&self, event: &handling::Event) -> Vec<Event> {
        use handling::Event as Said;
        let with = |need, to: handling::Holder, late| {
            let (holder, area) = (to.organisation, to.area);
            self.described(What::Handling { need, holder, area, late })
        };
        if let Said::Begun { need, holder, .. } = event {
            return with(*need, *holder, false);
        }
        let Some(What::Handling { need, holder, area, late }) = self.what() else { return vec![] };
        let (need, late) = (*need, *late);
        let own = handling::Holder { organisation: *holder, area: *area };
        let entry = |counting| self.entry(counting, *holder, Some(*holder));
        // A step that was late is counted as such when its time is over, and not again at its end.
        let taken = |in_time| match late {
            true => None,
            false => Some(entry(Counted::StepTaken).coming_to(u8::from(in_time))),
        };
        let next = |to, entries: Option<Entry>| {
            let mut events = counted(entries.into_iter().collect());
            events.extend(with(need, to, false));
            events
        };
        match event {
            Said::StepCompleted { .. } => next(own, taken(true)),
            Said::Answered { to, .. } => next(*to, taken(true)),
            Said::Escalated { to, .. } => next(*to, None),
            Said::Stopped {} => next(own, None),
            Said::YellowCarded { .. } => counted(vec![entry(Counted::YellowCard)]),
            Said::RedCarded { .. } => {
                let red = [entry(Counted::RedCard)].into_iter().chain(taken(false));
                let mut events = counted(red.collect());
                events.extend(with(need, own, true));
                events
            }
            Said::Begun { .. }
            | Said::Reclassified { .. }
            | Said::Asked { .. }
            | Said::Resumed { .. }
            | Said::ExtensionAsked { .. }
            | Said::Extended { .. }
            | Said::ExtensionRefused { .. } => vec![],
        }
    }
}

/// What is counted when a need of this kind is delivered.
fn counting(kind: Kind) -> Counted {
    match kind {
        Kind::Wish => Counted::WishDelivered,
        Kind::Common | Kind::Individual | Kind::Post | Kind::PairHelp | Kind::Team => {
            Counted::NeedDelivered
        }
    }
}
