//! What becomes of a claim.

use contracts::projects::claim::Event;
use contracts::{HoldRefusal, Line};
use values::{ClaimId, Timestamp};

use super::{Claim, Facts, Fate};

impl Facts {
    pub(super) fn add_claim(&mut self, id: ClaimId, event: &Event, time: Timestamp) {
        if let Event::Proposed(proposal) = event {
            let claim = Claim {
                proposal: proposal.clone(),
                fate: Fate::Proposed,
                lease_until: None,
                stands_until: None,
                passed_on: 0,
                crossed: false,
                waited: false,
                renewed: false,
                accepted: None,
                project: None,
            };
            let before = self.claims.insert(id, claim);
            assert!(before.is_none(), "{id} is proposed twice");
            return;
        }
        let claim = self.claims.get_mut(&id).expect("a claim begins with its proposal");
        claim.fate = match event {
            Event::Proposed(_) | Event::OwnLineHeld { .. } | Event::WantedLineHeld { .. } => {
                Fate::Proposed
            }
            Event::Waiting { reason, .. } => {
                let asked = claim.proposal.wait || *reason == HoldRefusal::HeldTentatively;
                assert!(asked, "{id} waits, and neither wished to nor is it tentative: {reason:?}");
                claim.waited = true;
                Fate::Waiting
            }
            Event::Crossed { .. } => {
                claim.crossed = true;
                claim.fate
            }
            Event::Held { lease, .. } => {
                claim.lease_until = Some(lease.until);
                claim.stands_until = Some(lease.until);
                Fate::Held
            }
            Event::LeaseOver { renew_until } => {
                assert!(!claim.renewed, "{id} is renewed twice");
                claim.stands_until = Some(*renew_until);
                Fate::Held
            }
            Event::Renewed { lease } => {
                assert!(!claim.renewed, "{id} is renewed twice");
                claim.renewed = true;
                claim.lease_until = Some(lease.until);
                claim.stands_until = Some(lease.until);
                Fate::Held
            }
            Event::PassedOn { to, released, lease } => {
                assert!(matches!(claim.fate, Fate::Held | Fate::Accepted), "{id} {event:?}");
                claim.proposal.claimer = *to;
                match released {
                    Some(Line::Need(_)) => claim.proposal.need = None,
                    Some(Line::Offer(_)) => claim.proposal.offer = None,
                    None => {}
                }
                claim.passed_on += 1;
                claim.renewed = false;
                claim.accepted = None;
                claim.lease_until = Some(lease.until);
                claim.stands_until = Some(lease.until);
                Fate::Held
            }
            Event::AnswerLate { .. }
            | Event::AlsoRefused { .. }
            | Event::TransferAsked { .. }
            | Event::TransferEnded { .. }
            | Event::TakeoverAsked { .. }
            | Event::TakeoverRefused {}
            | Event::CancelAsked { .. }
            | Event::CancelRefused {}
            | Event::Closed { .. } => claim.fate,
            Event::Refused { .. } => Fate::Refused,
            Event::Accepted {} => {
                claim.accepted = Some(time);
                Fate::Accepted
            }
            Event::Declined { .. } => Fate::Declined,
            Event::Withdrawn { .. } => Fate::Withdrawn,
            Event::Lapsed {} => Fate::Lapsed,
            Event::Revoked { .. } => Fate::Revoked,
            Event::Agreed { project, one_off } => {
                match one_off.as_ref().map(|one_off| one_off.line) {
                    Some(Line::Need(need)) => claim.proposal.need = Some(need),
                    Some(Line::Offer(offer)) => claim.proposal.offer = Some(offer),
                    None => {}
                }
                assert_eq!(claim.project, None, "{id} is agreed twice");
                claim.project = Some(*project);
                Fate::Agreed
            }
            Event::Cancelled { delivered } => Fate::Cancelled(*delivered),
            Event::Failed { delivered, .. } => Fate::Failed(*delivered),
            Event::Delivered { quantity, .. } => Fate::Delivered(*quantity),
        };
    }
}
