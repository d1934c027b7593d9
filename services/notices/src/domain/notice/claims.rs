//! Claims: whoever has to answer is told by when, and whoever waits what was answered.

use contracts::notices::notice::{About, Event, Matter, NoticeKind};
use contracts::projects::claim;
use contracts::{Card, Claimer, Context};
use values::{OrganisationId, Timestamp};

use super::{State, late, settled, told};

pub(super) fn meant(
    state: &State,
    context: &Context,
    about: About,
    event: &claim::Event,
) -> Vec<Event> {
    if let claim::Event::Proposed(proposal) = event {
        let matter = Matter {
            from: Some(proposal.claimer),
            need: proposal.need,
            offer: proposal.offer,
            amount: Some(proposal.amount),
            ..Matter::new(about)
        };
        return vec![Event::Described { matter }];
    }
    let Some(matter) = &state.matter else { return vec![] };
    let Some(claimer) = matter.from else { return vec![] };
    Claim { state, context, matter, claimer, other: matter.to.first().copied() }.meant(event)
}

/// A claim that was proposed.
struct Claim<'a> {
    state: &'a State,
    context: &'a Context,
    matter: &'a Matter,
    claimer: Claimer,
    /// The other side, once it is asked.
    other: Option<OrganisationId>,
}

impl Claim<'_> {
    fn meant(&self, event: &claim::Event) -> Vec<Event> {
        use claim::Event as E;
        match event {
            E::Held { counterpart, lease, .. } => self.held(*counterpart, lease.until),
            E::Waiting { .. } => vec![told(self.claimer, NoticeKind::ClaimWaiting, None)],
            E::Refused { .. } => self.over(NoticeKind::ClaimRefused),
            E::AnswerLate { card } => self.late(*card),
            E::LeaseOver { renew_until } => {
                vec![told(self.claimer, NoticeKind::ClaimToRenew, Some(*renew_until))]
            }
            E::Renewed { lease } => self.state.only(self.to_answer(lease.until)),
            E::Lapsed {} => vec![told(self.claimer, NoticeKind::ClaimLapsed, None)],
            E::Accepted {} => self.over(NoticeKind::ClaimAccepted),
            E::Declined { .. } => self.over(NoticeKind::ClaimDeclined),
            E::Revoked { .. } => self.over(NoticeKind::ClaimRevoked),
            E::Withdrawn { .. } => self.state.only(self.to_other(NoticeKind::ClaimWithdrawn, None)),
            E::TransferAsked { to, answer_until } => {
                vec![told(*to, NoticeKind::TransferToAnswer, Some(*answer_until))]
            }
            E::TransferEnded { .. } => {
                let asked = self.state.told(NoticeKind::TransferToAnswer).map(settled);
                asked.chain([told(self.claimer, NoticeKind::TransferEnded, None)]).collect()
            }
            E::TakeoverAsked { by, answer_until } => {
                let told = |inbox, kind| told(inbox, kind, Some(*answer_until));
                vec![
                    told(self.claimer, NoticeKind::TakeoverToAnswer),
                    told(*by, NoticeKind::TakeoverAsked),
                ]
            }
            E::TakeoverRefused {} => self.not_taken_over(),
            E::PassedOn { to, lease, .. } => self.passed_on(*to, lease.until),
            E::CancelAsked { by, .. } => self.asked_to_cancel(*by),
            E::CancelRefused {} => self.not_cancelled(),
            E::Cancelled { .. } => self.over_for_both(NoticeKind::ClaimCancelled),
            E::Failed { .. } => self.over_for_both(NoticeKind::ClaimFailed),
            E::Closed { .. } => self.state.only(vec![]),
            E::Proposed(_)
            | E::Crossed { .. }
            | E::OwnLineHeld { .. }
            | E::WantedLineHeld { .. }
            | E::AlsoRefused { .. }
            | E::Agreed { .. }
            | E::Delivered { .. } => vec![],
        }
    }

    fn to_other(&self, kind: NoticeKind, by: Option<Timestamp>) -> Vec<Event> {
        self.other.map(|other| told(other, kind, by)).into_iter().collect()
    }

    fn to_answer(&self, until: Timestamp) -> Vec<Event> {
        self.to_other(NoticeKind::ClaimToAnswer, Some(until))
    }

    fn held(&self, counterpart: OrganisationId, until: Timestamp) -> Vec<Event> {
        let matter = Matter { to: vec![counterpart], ..self.matter.clone() };
        let asked = told(counterpart, NoticeKind::ClaimToAnswer, Some(until));
        let waited = self.state.told(NoticeKind::ClaimWaiting);
        let promoted = waited.map(|inbox| told(inbox, NoticeKind::ClaimPromoted, None));
        [Event::Described { matter }, asked].into_iter().chain(promoted).collect()
    }

    fn not_taken_over(&self) -> Vec<Event> {
        let asked = self.state.told(NoticeKind::TakeoverAsked);
        let refused = asked.map(|inbox| told(inbox, NoticeKind::TakeoverRefused, None));
        [settled(self.claimer)].into_iter().chain(refused).collect()
    }

    fn late(&self, card: Card) -> Vec<Event> {
        let Some(other) = self.other else { return vec![] };
        let (kind, by) = match card {
            Card::Yellow => {
                (NoticeKind::ClaimAnswerLate, self.state.asked_until(other.into(), None))
            }
            Card::Red => (NoticeKind::ClaimAnswerOverdue, None),
        };
        late(self.context, other, kind, by)
    }

    fn over(&self, kind: NoticeKind) -> Vec<Event> {
        self.state.only(vec![told(self.claimer, kind, None)])
    }

    fn over_for_both(&self, kind: NoticeKind) -> Vec<Event> {
        let claimer = told(self.claimer, kind, None);
        self.state.only([claimer].into_iter().chain(self.to_other(kind, None)).collect())
    }

    fn passed_on(&self, to: Claimer, until: Timestamp) -> Vec<Event> {
        let matter = Matter { from: Some(to), ..self.matter.clone() };
        let former = told(self.claimer, NoticeKind::ClaimPassedOn, None);
        let told = [former].into_iter().chain(self.to_answer(until)).collect();
        [Event::Described { matter }].into_iter().chain(self.state.only(told)).collect()
    }

    fn asked_to_cancel(&self, by: Claimer) -> Vec<Event> {
        let directory = &self.context.directory;
        if directory.resolved_claimer(by) == directory.resolved_claimer(self.claimer) {
            self.to_other(NoticeKind::CancelToAnswer, None)
        } else {
            vec![told(self.claimer, NoticeKind::CancelToAnswer, None)]
        }
    }

    /// Whoever was asked refused, and the other one reads it.
    fn not_cancelled(&self) -> Vec<Event> {
        let was_asked = |inbox| self.state.told(NoticeKind::CancelToAnswer).any(|to| to == inbox);
        let sides = [Some(self.claimer), self.other.map(Claimer::from)].into_iter().flatten();
        let refused = NoticeKind::CancelRefused;
        let say = |side| if was_asked(side) { settled(side) } else { told(side, refused, None) };
        sides.map(say).collect()
    }
}
