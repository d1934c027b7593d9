//! One claim 认领: one side asks for the other's line, from the proposal to the delivery.

mod holds;
mod one_off;
mod requests;

use serde::{Deserialize, Serialize};
use values::{ClaimId, OrganisationId, ProjectId, Text, Timestamp};

use crate::registry::taxonomy::Category;
use crate::{Card, Claimer, HoldRefusal, Line};

pub use holds::{HoldChange, HoldRequest};
pub use one_off::{OneOff, one_off};
pub use requests::*;

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

/// Until when the other side may answer, and when its silence is noted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lease {
    /// Silent until then: a yellow card.
    pub yellow_at: Timestamp,
    /// 保留期限: silent until then, a red card, and no answer counts any more.
    pub until: Timestamp,
    /// It reaches into a year without a table of holidays: only weekends were counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub holidays_unknown: bool,
}

/// Who asked that another claims in the claimer's place, and so who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// 转让: the claimer asked; the receiver answers, and its silence ends the request.
    Transfer,
    /// 接手申请: the receiver asked; the claimer answers, and its silence gives the claim up.
    Takeover,
}

/// That another claims in the claimer's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Request {
    pub kind: RequestKind,
    pub to: Claimer,
    pub answer_until: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Propose(Propose),
    /// The other side proposes the same from its side 互相认领.
    Cross {
        /// This claim.
        claim: ClaimId,
        proposal: Propose,
    },
    /// A line of a published plan, which both sides have accepted there: the giver claims the need
    /// with its own offer, and the other side's answer is there already.
    CarryOut {
        proposal: Propose,
        accepted_by: OrganisationId,
    },
    /// A ledger set the amount aside.
    RecordHold {
        line: Line,
        owner: OrganisationId,
        category: Category,
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
    Renew,
    Transfer {
        to: Claimer,
    },
    AnswerTransfer {
        accept: bool,
    },
    AskTakeover {
        by: Claimer,
    },
    AnswerTakeover {
        hand_over: bool,
    },
    Revoke {
        reason: Text<200>,
    },
    /// One side asks for the end, or agrees to it; `delivered` was delivered so far.
    Cancel {
        reason: Text<200>,
        delivered: u64,
    },
    RefuseCancel,
    /// 未履约, after `delivered` was delivered.
    Fail {
        reason: Text<200>,
        delivered: u64,
    },
    /// A time limit passed. Who negotiates an agreement is not silent.
    Due {
        agreement_out: bool,
    },
    /// The project of this title that carries it out was opened.
    Agree {
        /// This claim.
        claim: ClaimId,
        project: ProjectId,
        title: Text<60>,
    },
    /// The project was accepted with this quantity delivered.
    Deliver {
        quantity: u64,
    },
    /// `evaluation` closed the rating of it.
    Close {
        rated: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "claim.proposed.v1")]
    Proposed(Propose),
    /// The other side claimed the same from its side before all lines were held: its answer is
    /// there already.
    #[serde(rename = "claim.crossed.v1")]
    Crossed { by: Claimer },
    /// The claimer's own line stands; now the other side's is asked.
    #[serde(rename = "claim.own_line_held.v1")]
    OwnLineHeld { wanted: HoldRequest },
    /// Somebody who waited has the other side's line; now the own one is asked again.
    #[serde(rename = "claim.wanted_line_held.v1")]
    WantedLineHeld { counterpart: OrganisationId, category: Category, own: HoldRequest },
    /// 候补: too little is left of that line; it holds nothing while it waits.
    #[serde(rename = "claim.waiting.v1")]
    Waiting { request: HoldRequest, reason: HoldRefusal },
    /// All lines stand; the other side has its lease to answer. The category is that of its line.
    #[serde(rename = "claim.held.v1")]
    Held { counterpart: OrganisationId, category: Category, lease: Lease },
    #[serde(rename = "claim.refused.v1")]
    Refused {
        line: Line,
        reason: HoldRefusal,
        /// What was not asked for any more: its ledger says whether that falls short, too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unasked: Option<HoldRequest>,
    },
    /// That line would not have done either; nothing was to be held of it any more.
    #[serde(rename = "claim.also_refused.v1")]
    AlsoRefused { line: Line, reason: HoldRefusal },
    /// The other side is late: it is silent, and that is written down as its lateness.
    #[serde(rename = "claim.answer_late.v1")]
    AnswerLate { card: Card },
    /// The lease passed in silence; the claimer keeps its place until then, and may renew.
    #[serde(rename = "claim.lease_over.v1")]
    LeaseOver { renew_until: Timestamp },
    #[serde(rename = "claim.renewed.v1")]
    Renewed { lease: Lease },
    #[serde(rename = "claim.lapsed.v1")]
    Lapsed {},
    #[serde(rename = "claim.accepted.v1")]
    Accepted {},
    #[serde(rename = "claim.declined.v1")]
    Declined { reason: Text<200> },
    #[serde(rename = "claim.withdrawn.v1")]
    Withdrawn { reason: Text<200> },
    /// Silent until `answer_until`, the receiver does not take it.
    #[serde(rename = "claim.transfer_asked.v1")]
    TransferAsked { to: Claimer, answer_until: Timestamp },
    /// The receiver refused, or (`silent`) let the time pass.
    #[serde(rename = "claim.transfer_ended.v1")]
    TransferEnded {
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        silent: bool,
    },
    /// Silent until `answer_until`, the holder gives it up.
    #[serde(rename = "claim.takeover_asked.v1")]
    TakeoverAsked { by: Claimer, answer_until: Timestamp },
    #[serde(rename = "claim.takeover_refused.v1")]
    TakeoverRefused {},
    /// Another claims in the former claimer's place, and the other side answers anew.
    #[serde(rename = "claim.passed_on.v1")]
    PassedOn {
        to: Claimer,
        /// The former claimer's own line, which it keeps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        released: Option<Line>,
        lease: Lease,
    },
    /// The asking side took its word back.
    #[serde(rename = "claim.revoked.v1")]
    Revoked { reason: Text<200> },
    #[serde(rename = "claim.agreed.v1")]
    Agreed {
        project: ProjectId,
        /// 一次性条目: what stands on the claimer's list for it, where it named no line there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        one_off: Option<Box<OneOff>>,
    },
    /// One side asks to end it by consent; a member asks to leave 退出.
    #[serde(rename = "claim.cancel_asked.v1")]
    CancelAsked { by: Claimer, reason: Text<200> },
    #[serde(rename = "claim.cancel_refused.v1")]
    CancelRefused {},
    /// By consent, after `delivered` was delivered.
    #[serde(rename = "claim.cancelled.v1")]
    Cancelled { delivered: u64 },
    /// 未履约, after `delivered` was delivered.
    #[serde(rename = "claim.failed.v1")]
    Failed { reason: Text<200>, delivered: u64 },
    /// Accepted with this much delivered; both sides may rate until `rate_until`.
    #[serde(rename = "claim.delivered.v1")]
    Delivered {
        quantity: u64,
        project: ProjectId,
        giving: Claimer,
        asking: OrganisationId,
        rate_until: Timestamp,
    },
    /// Both sides rated, or the time to rate is over; not `rated` 未评 when neither did.
    #[serde(rename = "claim.closed.v1")]
    Closed { rated: bool },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such claim.
    Unknown,
    /// The identifier stands for another claim.
    AlreadyProposed,
    /// The actor may not do this for this side.
    NotAuthorised,
    /// Who gives names a need, who asks names an offer.
    LineMissing,
    /// A person claims a need in their own name, and names no offer.
    NotForPersons,
    /// The other side's claim on the same pair waits for an answer, with another amount.
    CrossingClaim { claim: ClaimId, quantity: u64 },
    /// Only an offer has slots, and none is named.
    SlotWithoutOffer,
    /// The holds of its lines are not all there yet.
    StillPending,
    /// The lease ended at that time: no answer counts any more.
    LeaseOver { lease_until: Timestamp },
    /// A lease is renewed once.
    AlreadyRenewed,
    /// It ended before: refused, declined, withdrawn, lapsed, revoked, cancelled, failed, closed.
    Ended,
    /// It was accepted before.
    AlreadyAccepted,
    /// It was not accepted.
    NotAccepted,
    /// A project carries it out: it ends by consent, or as not performed.
    AlreadyAgreed,
    /// No project carries it out.
    NotAgreed,
    /// The two sides sign an agreement: it stays with them.
    AgreementOut,
    /// A transfer or a takeover request waits for its answer.
    RequestOut,
    /// There is nothing of that kind to answer.
    NoRequest,
    /// The time to answer ended then.
    RequestOver { answer_until: Timestamp },
    /// It cannot pass to a side of it, nor from an organisation to a person.
    CannotPassOn,
}

/// How many working days a claim may wait for its answer.
pub const LEASE_WORKING_DAYS: u32 = 3;

/// After how many working days of silence a yellow card is noted.
pub const YELLOW_WORKING_DAYS: u32 = 1;

/// How many working days the claimer keeps its place after a lease that passed in silence.
pub const RENEW_WORKING_DAYS: u32 = 1;

/// How many working days a transfer or a takeover request may wait for its answer.
pub const REQUEST_WORKING_DAYS: u32 = 3;

/// How many working days both sides may rate.
pub const RATE_WORKING_DAYS: u32 = 10;

crate::request::commands! {
    Propose => "cmd.projects.claim.propose",
    Accept => "cmd.projects.claim.accept",
    Decline => "cmd.projects.claim.decline",
    Withdraw => "cmd.projects.claim.withdraw",
    Renew => "cmd.projects.claim.renew",
    Transfer => "cmd.projects.claim.transfer",
    AnswerTransfer => "cmd.projects.claim.answer-transfer",
    AskTakeover => "cmd.projects.claim.ask-takeover",
    AnswerTakeover => "cmd.projects.claim.answer-takeover",
    Revoke => "cmd.projects.claim.revoke",
    Cancel => "cmd.projects.claim.cancel",
    RefuseCancel => "cmd.projects.claim.refuse-cancel",
    Fail => "cmd.projects.claim.fail",
}
