//! What can be asked about claims.

use serde::{Deserialize, Serialize};
use values::{
    AgreementId, Amount, AreaCode, ClaimId, NeedId, OfferId, OrganisationId, PersonId, ProjectId,
    Text, Timestamp,
};

use super::claim::{Request, Side};
use crate::{Card, Claimer, HoldRefusal, Line, ListOrder, Page, PageRequest};

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimStatus {
    /// 占用中: the ledgers are asked.
    Proposed,
    /// 候补: too little is left for now.
    Waiting,
    /// 待答复: held, the lease runs.
    Held,
    /// 待续期: the lease passed in silence; the claimer keeps its place for a while.
    LeaseOver,
    /// 已接受
    Accepted,
    /// 执行中: a project carries it out.
    Agreed,
    /// 待评价: delivered and accepted; both sides may rate.
    Delivered,
    /// 已结束
    Closed,
    /// 未占用: a ledger refused.
    Refused,
    /// 已谢绝
    Declined,
    /// 已撤回
    Withdrawn,
    /// 已过期
    Lapsed,
    /// 已撤销: by the asking side.
    Revoked,
    /// 协商取消
    Cancelled,
    /// 未履约
    Failed,
}

/// `qry.projects.claims`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Claims {
    pub status: Option<ClaimStatus>,
    /// Claims that this organisation made or answers.
    pub organisation: Option<OrganisationId>,
    /// Claims that somebody made or answers who works in this area, or in a part of it.
    pub area: Option<AreaCode>,
    /// Claims that this organisation made.
    pub made_by: Option<OrganisationId>,
    /// Claims that this organisation answers.
    pub answered_by: Option<OrganisationId>,
    /// Claims that this person made in their own name.
    pub person: Option<PersonId>,
    /// Claims that name this need.
    pub need: Option<NeedId>,
    /// Claims that name this offer.
    pub offer: Option<OfferId>,
    /// Claims that wait for an answer which is so late.
    pub late: Option<Card>,
    pub order: ListOrder,
    pub page: PageRequest,
}

/// `qry.projects.claim`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub claim: ClaimId,
}

/// A claim as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimLine {
    pub id: ClaimId,
    pub claimer: Claimer,
    pub side: Side,
    /// Known once the other side's line is held.
    pub counterpart: Option<OrganisationId>,
    pub need: Option<NeedId>,
    pub offer: Option<OfferId>,
    pub amount: Amount,
    /// The time it books.
    pub slot: Option<crate::Slot>,
    pub delivered: u64,
    pub area: AreaCode,
    pub message: Option<Text<500>>,
    pub status: ClaimStatus,
    pub lease_until: Option<Timestamp>,
    /// How late the other side is with its answer.
    pub late: Option<Card>,
    /// The lease passed in silence: until then the claimer may renew.
    pub renew_until: Option<Timestamp>,
    /// The one renewal was used.
    pub renewed: bool,
    /// The lease was computed without the holidays of its year.
    pub holidays_unknown: bool,
    /// Which line was refused, or is waited for, and why.
    pub refused: Option<(Line, HoldRefusal)>,
    /// Which other line would have been refused, too, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<(Line, HoldRefusal)>,
    /// Its place among those who wait for that line, the first being 1.
    pub position: Option<usize>,
    /// Why it was declined, withdrawn, revoked, failed, or is asked to be cancelled.
    pub reason: Option<Text<200>>,
    /// A transfer or a takeover that waits for its answer.
    pub request: Option<Request>,
    /// Which side asks to end it by consent.
    pub cancel_asked_by: Option<Claimer>,
    /// Until when both sides may rate.
    pub rate_until: Option<Timestamp>,
    pub agreement: Option<AgreementId>,
    pub project: Option<ProjectId>,
    pub proposed_at: Timestamp,
}

crate::request::queries! {
    Claims => "qry.projects.claims" -> Page<ClaimLine>,
    Claim => "qry.projects.claim" -> Option<ClaimLine>,
}
