//! One claim, as lists show it.

use contracts::Line;
use contracts::projects::claim::{Event, Lease, Propose, Request, RequestKind};
use contracts::projects::{ClaimLine, ClaimStatus};
use values::{ClaimId, Timestamp};

pub(super) fn proposed(id: ClaimId, proposal: &Propose, at: Timestamp) -> ClaimLine {
    ClaimLine {
        id,
        claimer: proposal.claimer,
        side: proposal.side,
        counterpart: None,
        need: proposal.need,
        offer: proposal.offer,
        amount: proposal.amount,
        slot: proposal.slot,
        delivered: 0,
        area: proposal.area,
        message: proposal.message.clone(),
        status: ClaimStatus::Proposed,
        lease_until: None,
        late: None,
        renew_until: None,
        renewed: false,
        holidays_unknown: false,
        refused: None,
        also: None,
        position: None,
        reason: None,
        request: None,
        cancel_asked_by: None,
        rate_until: None,
        agreement: None,
        project: None,
        proposed_at: at,
    }
}

pub(super) fn change(line: &mut ClaimLine, event: &Event) {
    match event {
        Event::Proposed(_) | Event::Crossed { .. } => {}
        Event::OwnLineHeld { .. } | Event::WantedLineHeld { .. } => {
            line.refused = None;
            line.status = ClaimStatus::Proposed;
        }
        Event::Waiting { request, reason } => {
            line.refused = Some((request.line, reason.clone()));
            line.status = ClaimStatus::Waiting;
        }
        Event::Held { counterpart, lease, .. } => {
            line.counterpart = Some(*counterpart);
            line.refused = None;
            await_answer(line, *lease);
        }
        Event::Refused { line: refused, reason, .. } => {
            line.refused = Some((*refused, reason.clone()));
            end(line, ClaimStatus::Refused);
        }
        Event::AlsoRefused { line: refused, reason } => {
            line.also = Some((*refused, reason.clone()));
        }
        Event::AnswerLate { card } => line.late = Some(*card),
        Event::LeaseOver { renew_until } => {
            line.renew_until = Some(*renew_until);
            line.status = ClaimStatus::LeaseOver;
        }
        Event::Renewed { lease } => {
            line.renewed = true;
            // A transfer goes on waiting for its receiver.
            let request = line.request;
            await_answer(line, *lease);
            line.request = request;
        }
        Event::Lapsed {} => end(line, ClaimStatus::Lapsed),
        Event::Accepted {} => {
            line.request = None;
            line.status = ClaimStatus::Accepted;
        }
        Event::Declined { reason } => {
            line.reason = Some(reason.clone());
            end(line, ClaimStatus::Declined);
        }
        Event::Withdrawn { reason } => {
            line.reason = Some(reason.clone());
            end(line, ClaimStatus::Withdrawn);
        }
        Event::TransferAsked { to, answer_until } => {
            let (kind, to, answer_until) = (RequestKind::Transfer, *to, *answer_until);
            line.request = Some(Request { kind, to, answer_until });
        }
        Event::TakeoverAsked { by, answer_until } => {
            let (kind, to, answer_until) = (RequestKind::Takeover, *by, *answer_until);
            line.request = Some(Request { kind, to, answer_until });
        }
        Event::TransferEnded { .. } | Event::TakeoverRefused {} => line.request = None,
        Event::PassedOn { to, released, lease } => {
            line.claimer = *to;
            match released {
                Some(Line::Need(_)) => line.need = None,
                Some(Line::Offer(_)) => (line.offer, line.slot) = (None, None),
                None => {}
            }
            line.renewed = false;
            await_answer(line, *lease);
        }
        Event::Revoked { reason } => {
            line.reason = Some(reason.clone());
            end(line, ClaimStatus::Revoked);
        }
        Event::Agreed { project, one_off } => {
            match one_off.as_ref().map(|one_off| one_off.line) {
                Some(Line::Need(need)) => line.need = Some(need),
                Some(Line::Offer(offer)) => line.offer = Some(offer),
                None => {}
            }
            line.project = Some(*project);
            line.request = None;
            line.status = ClaimStatus::Agreed;
        }
        Event::CancelAsked { by, reason } => {
            line.cancel_asked_by = Some(*by);
            line.reason = Some(reason.clone());
        }
        Event::CancelRefused {} => (line.cancel_asked_by, line.reason) = (None, None),
        Event::Cancelled { delivered } => {
            line.delivered = *delivered;
            end(line, ClaimStatus::Cancelled);
        }
        Event::Failed { reason, delivered } => {
            line.reason = Some(reason.clone());
            line.delivered = *delivered;
            end(line, ClaimStatus::Failed);
        }
        Event::Delivered { quantity, rate_until, .. } => {
            line.delivered = *quantity;
            line.rate_until = Some(*rate_until);
            line.status = ClaimStatus::Delivered;
        }
        Event::Closed { .. } => end(line, ClaimStatus::Closed),
    }
}

fn await_answer(line: &mut ClaimLine, lease: Lease) {
    line.lease_until = Some(lease.until);
    line.holidays_unknown = lease.holidays_unknown;
    (line.late, line.renew_until, line.request, line.cancel_asked_by) = (None, None, None, None);
    line.status = ClaimStatus::Held;
}

fn end(line: &mut ClaimLine, status: ClaimStatus) {
    (line.request, line.cancel_asked_by, line.renew_until) = (None, None, None);
    line.status = status;
}
