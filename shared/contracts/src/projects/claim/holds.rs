//! What a claim's events ask of the two ledgers.

use serde::{Deserialize, Serialize};
use values::Amount;

use super::{Event, Propose};
use crate::{Claimer, Line, Slot};

/// An amount of a line that is to be set aside for a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldRequest {
    pub line: Line,
    pub claimer: Claimer,
    /// Is the line the claimer's own, or is it asked for?
    pub own: bool,
    pub amount: Amount,
    /// At which time, where an offer is booked by time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// Does it wait where too little is left, or only for holds that are tentative?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wait: bool,
}

/// What becomes of what a claim holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldChange {
    /// It is open again.
    Released,
    /// All lines of the claim are held: it is tentative no more.
    Confirmed,
    /// So much of it was delivered; the rest is open again.
    Delivered { quantity: u64 },
    /// It stands for another claimer; the line that was the former one's own is open again.
    PassedOn { to: Claimer, released: Option<Line> },
}

impl HoldRequest {
    /// What a proposal asks first: the claimer's own line, so that a contested hold that was won
    /// is not undone by the other ledger.
    pub fn first(proposal: &Propose) -> Option<Self> {
        Self::own(proposal).or_else(|| Self::wanted(proposal))
    }

    /// What it asks of the other side.
    pub fn wanted(proposal: &Propose) -> Option<Self> {
        proposal.wanted().map(|line| Self::of(proposal, line, false))
    }

    /// What it asks of the claimer's own line.
    pub fn own(proposal: &Propose) -> Option<Self> {
        proposal.own().map(|line| Self::of(proposal, line, true))
    }

    fn of(proposal: &Propose, line: Line, own: bool) -> Self {
        let Propose { claimer, amount, slot, wait, .. } = *proposal;
        let slot = slot.filter(|_| matches!(line, Line::Offer(_)));
        Self { line, claimer, own, amount, slot, wait }
    }
}

impl Event {
    /// What it asks a ledger to set aside.
    pub fn asks(&self) -> Option<HoldRequest> {
        match self {
            Event::Proposed(proposal) => HoldRequest::first(proposal),
            Event::OwnLineHeld { wanted } => Some(*wanted),
            Event::WantedLineHeld { own, .. } => Some(*own),
            Event::Waiting { .. }
            | Event::Crossed { .. }
            | Event::Held { .. }
            | Event::Refused { .. }
            | Event::AlsoRefused { .. }
            | Event::AnswerLate { .. }
            | Event::LeaseOver { .. }
            | Event::Renewed { .. }
            | Event::Lapsed {}
            | Event::Accepted {}
            | Event::Declined { .. }
            | Event::Withdrawn { .. }
            | Event::TransferAsked { .. }
            | Event::TransferEnded { .. }
            | Event::TakeoverAsked { .. }
            | Event::TakeoverRefused {}
            | Event::PassedOn { .. }
            | Event::Revoked { .. }
            | Event::Agreed { .. }
            | Event::CancelAsked { .. }
            | Event::CancelRefused {}
            | Event::Cancelled { .. }
            | Event::Failed { .. }
            | Event::Delivered { .. }
            | Event::Closed { .. } => None,
        }
    }

    /// For what it makes the claim wait.
    pub fn waits_for(&self) -> Option<HoldRequest> {
        if let Event::Waiting { request, .. } = self { Some(*request) } else { None }
    }

    /// Of which line it asks only whether that would fall short.
    pub fn wonders_about(&self) -> Option<HoldRequest> {
        if let Event::Refused { unasked, .. } = self { *unasked } else { None }
    }

    /// What it changes about what the claim holds.
    pub fn changes_holds(&self) -> Option<HoldChange> {
        match self {
            Event::Refused { .. }
            | Event::Declined { .. }
            | Event::Withdrawn { .. }
            | Event::Lapsed {}
            | Event::Revoked { .. }
            | Event::Waiting { .. } => Some(HoldChange::Released),
            Event::Cancelled { delivered } | Event::Failed { delivered, .. } => {
                let quantity = *delivered;
                Some(if quantity == 0 {
                    HoldChange::Released
                } else {
                    HoldChange::Delivered { quantity }
                })
            }
            Event::Delivered { quantity, .. } => {
                Some(HoldChange::Delivered { quantity: *quantity })
            }
            Event::Held { .. } => Some(HoldChange::Confirmed),
            Event::PassedOn { to, released, .. } => {
                Some(HoldChange::PassedOn { to: *to, released: *released })
            }
            Event::Proposed(_)
            | Event::Crossed { .. }
            | Event::AlsoRefused { .. }
            | Event::OwnLineHeld { .. }
            | Event::WantedLineHeld { .. }
            | Event::AnswerLate { .. }
            | Event::LeaseOver { .. }
            | Event::Renewed { .. }
            | Event::Accepted {}
            | Event::TransferAsked { .. }
            | Event::TransferEnded { .. }
            | Event::TakeoverAsked { .. }
            | Event::TakeoverRefused {}
            | Event::Agreed { .. }
            | Event::CancelAsked { .. }
            | Event::CancelRefused {}
            | Event::Closed { .. } => None,
        }
    }
}
