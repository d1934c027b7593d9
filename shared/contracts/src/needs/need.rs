//! One need 需求 (or wish 微心愿, or post 岗位): raised, verified, posted, held in part or whole,
//! delivered, closed.

use serde::{Deserialize, Serialize};
use values::{Amount, ClaimId, NeedId, OrganisationId, Text, Timestamp};

use crate::HoldRefusal;
use crate::resources::offer::Category;

/// Which list of needs it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 共性需求
    Common,
    /// 个性需求
    Individual,
    /// 微心愿: one claimer, taken whole.
    Wish,
    /// 志愿岗位
    Post,
}

/// Where it was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 居民
    Resident,
    /// 网格员
    GridWorker,
    /// 社区
    Community,
    /// 单位
    Unit,
    /// 会议
    Meeting,
    /// 12345 热线
    Hotline,
}

/// `cmd.needs.need.raise` 提出
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// The organisation that asks 需求方 and will judge the result.
    pub owner: OrganisationId,
    pub title: Text<60>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Text<500>>,
    pub kind: Kind,
    pub category: Category,
    pub source: Source,
    /// How much is asked for.
    pub amount: Amount,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text<200>>,
    /// When it is wanted, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Text<200>>,
}

/// `cmd.needs.need.verify` 核实: it is real, and this is the amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Verify {
    pub need: NeedId,
    pub amount: Amount,
}

/// `cmd.needs.need.return`: sent back to who raised it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Return {
    pub need: NeedId,
    pub reason: Text<200>,
}

/// `cmd.needs.need.post` 发布
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Post {
    pub need: NeedId,
    /// May several partners take a part each? Wishes never.
    pub divisible: bool,
    /// How many partners at most, 1 to 100.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100))]
    pub partners_max: u32,
    /// Until when it may be claimed.
    #[serde(default)]
    pub deadline: Option<Timestamp>,
}

/// How a need ended. Closed is not solved: only `Solved` may be counted so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Outcome {
    /// 已解决: everything was delivered.
    Solved,
    /// 部分解决: a part was delivered.
    PartlySolved { reason: Text<200> },
    /// 未解决, with the reason.
    Unsolved { reason: Text<200> },
    /// 已撤回
    Withdrawn { reason: Text<200> },
    /// 重复: it follows its main need.
    Duplicate { of: NeedId },
}

/// `cmd.needs.need.close` 销号
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Close {
    pub need: NeedId,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Raise(Raise),
    Verify {
        amount: Amount,
    },
    Return {
        reason: Text<200>,
    },
    Post {
        divisible: bool,
        partners_max: u32,
        deadline: Option<Timestamp>,
    },
    Close {
        outcome: Outcome,
    },
    /// Set `amount` aside for `claim` of `claimer`, who either owns this need (`own`) or offers to
    /// answer somebody else's. Only the saga asks for this.
    Hold {
        claim: ClaimId,
        claimer: OrganisationId,
        own: bool,
        amount: Amount,
    },
    /// Give back what `claim` holds. Only the saga asks for this.
    Release {
        claim: ClaimId,
    },
    /// Of what `claim` holds, `quantity` was delivered; the rest is open again.
    Deliver {
        claim: ClaimId,
        quantity: u64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "need.raised.v1")]
    Raised(Raise),
    #[serde(rename = "need.verified.v1")]
    Verified { amount: Amount },
    #[serde(rename = "need.returned.v1")]
    Returned { reason: Text<200> },
    #[serde(rename = "need.posted.v1")]
    Posted {
        divisible: bool,
        partners_max: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Timestamp>,
    },
    #[serde(rename = "need.held.v1")]
    Held { claim: ClaimId, owner: OrganisationId, quantity: u64 },
    #[serde(rename = "need.hold_refused.v1")]
    HoldRefused { claim: ClaimId, reason: HoldRefusal },
    #[serde(rename = "need.released.v1")]
    Released { claim: ClaimId },
    #[serde(rename = "need.delivered.v1")]
    Delivered { claim: ClaimId, quantity: u64 },
    #[serde(rename = "need.closed.v1")]
    Closed { outcome: Outcome },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such need.
    Unknown,
    /// The identifier stands for another need.
    AlreadyRaised,
    /// The actor may not do this for the need's owner.
    NotAuthorised,
    /// It was verified or returned before.
    NotRaised,
    /// Only a verified need can be posted.
    NotVerified,
    /// The verified amount counts in another unit than the raised one.
    OtherUnit,
    /// 1 to 100 partners.
    PartnersOutOfRange,
    /// A wish has exactly one claimer, who takes it whole.
    WishIsWhole,
    /// A deadline lies in the future.
    DeadlinePassed,
    /// It is closed.
    Closed,
    /// Claims hold a part of it: they come to their end first.
    StillHeld { held: u64 },
    /// Closed as solved, but not all of it was delivered.
    NotAllDelivered { delivered: u64, asked: u64 },
    /// Closed as partly solved or unsolved, against what was delivered.
    OutcomeContradicts { delivered: u64, asked: u64 },
    /// A need is no duplicate of itself.
    DuplicateOfItself,
}

/// The most partners one need may have.
pub const PARTNERS_MAX: u32 = 100;

crate::request::commands! {
    Raise => "cmd.needs.need.raise",
    Verify => "cmd.needs.need.verify",
    Return => "cmd.needs.need.return",
    Post => "cmd.needs.need.post",
    Close => "cmd.needs.need.close",
}
