//! One claim 认领: one side asks for the other's line, from the proposal to the delivery.

use serde::{Deserialize, Serialize};
use values::{
    Amount, AreaCode, ClaimId, NeedId, OfferId, OrganisationId, ProjectId, Text, Timestamp,
};

use crate::{Claimer, HoldRefusal, Line, Slot};

/// What the claimer does: give, or ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 供给方 claims a need.
    Giving,
    /// 需求方 claims an offer.
    Asking,
}

/// `cmd.projects.claim.propose`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// An organisation, or a person 个人认领 (post, pair help, team, wish).
    pub claimer: Claimer,
    pub side: Side,
    /// The need to answer. Who gives must name one; who asks may name their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedId>,
    /// The offer to take. Who asks must name one; who gives may name their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    pub amount: Amount,
    /// The time that is asked of the offer, where that is booked by time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// Where it will be carried out; the project's code begins with it.
    pub area: AreaCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Text<500>>,
}

impl Propose {
    /// The line of the other side, which the claim is for.
    pub fn wanted(&self) -> Option<Line> {
        match self.side {
            Side::Giving => self.need.map(Line::Need),
            Side::Asking => self.offer.map(Line::Offer),
        }
    }

    /// The line whose ledger is asked first: the claimer's own, so that a contested hold that was
    /// won is not undone by the other ledger.
    pub fn first(&self) -> Option<Line> {
        self.own().or_else(|| self.wanted())
    }

    /// The claimer's own line, where it named one.
    pub fn own(&self) -> Option<Line> {
        match self.side {
            Side::Giving => self.offer.map(Line::Offer),
            Side::Asking => self.need.map(Line::Need),
        }
    }
}

/// `cmd.projects.claim.accept`: the other side accepts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    pub claim: ClaimId,
}

/// `cmd.projects.claim.decline`: the other side declines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Decline {
    pub claim: ClaimId,
    pub reason: Text<200>,
}

/// `cmd.projects.claim.withdraw`: the claimer takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub claim: ClaimId,
    pub reason: Text<200>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Propose(Propose),
    /// A ledger set the amount aside.
    RecordHold {
        line: Line,
        owner: OrganisationId,
    },
    /// A ledger did not.
    RecordRefusal {
        line: Line,
        reason: HoldRefusal,
    },
    Accept,
    Decline {
        reason: Text<200>,
    },
    Withdraw {
        reason: Text<200>,
    },
    /// The lease is over.
    Lapse,
    /// The project that carries it out was opened.
    Agree {
        project: ProjectId,
    },
    /// The project was accepted with this quantity delivered.
    Deliver {
        quantity: u64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "claim.proposed.v1")]
    Proposed(Propose),
    /// The claimer's own line stands; now the other side's is asked.
    #[serde(rename = "claim.own_line_held.v1")]
    OwnLineHeld {
        claimer: Claimer,
        wanted: Line,
        amount: Amount,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<Slot>,
    },
    /// All lines stand; the other side has until `lease_until` to answer.
    #[serde(rename = "claim.held.v1")]
    Held {
        counterpart: OrganisationId,
        lease_until: Timestamp,
        /// The lease reaches into a year without a table of holidays: only weekends were counted.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        holidays_unknown: bool,
    },
    #[serde(rename = "claim.refused.v1")]
    Refused { line: Line, reason: HoldRefusal },
    #[serde(rename = "claim.accepted.v1")]
    Accepted {},
    #[serde(rename = "claim.declined.v1")]
    Declined { reason: Text<200> },
    #[serde(rename = "claim.withdrawn.v1")]
    Withdrawn { reason: Text<200> },
    #[serde(rename = "claim.lapsed.v1")]
    Lapsed {},
    #[serde(rename = "claim.agreed.v1")]
    Agreed { project: ProjectId },
    #[serde(rename = "claim.delivered.v1")]
    Delivered { quantity: u64 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such claim.
    Unknown,
    /// The identifier stands for another claim.
    AlreadyProposed,
    /// The actor may not do this for this organisation.
    NotAuthorised,
    /// Who gives names a need, who asks names an offer.
    LineMissing,
    /// A person claims a need in their own name, and names no offer.
    NotForPersons,
    /// Only an offer has slots, and none is named.
    SlotWithoutOffer,
    /// The holds of its lines are not all there yet.
    StillPending,
    /// The lease ended at that time; the claim lapsed.
    LeaseOver { lease_until: Timestamp },
    /// It ended before: refused, declined, withdrawn, lapsed.
    Ended,
    /// It was accepted before.
    AlreadyAccepted,
    /// It was not accepted, so there is nothing to agree on.
    NotAccepted,
}

/// How many working days a claim may wait for its answer.
pub const LEASE_WORKING_DAYS: u32 = 3;

crate::request::commands! {
    Propose => "cmd.projects.claim.propose",
    Accept => "cmd.projects.claim.accept",
    Decline => "cmd.projects.claim.decline",
    Withdraw => "cmd.projects.claim.withdraw",
}
