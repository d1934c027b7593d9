//! What is done about it: verified, deliberated, posted, accepted, reviewed, closed.

use serde::{Deserialize, Serialize};
use values::{Amount, ClaimId, Date, NeedId, PersonId, Text, Timestamp};

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

/// `cmd.needs.need.deliberate` 议事: what a meeting resolved about a need that concerns many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Deliberate {
    pub need: NeedId,
    pub deliberation: Deliberation,
}

/// A meeting's resolution 决议 about a need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Deliberation {
    /// The day of the meeting.
    pub held_on: Date,
    pub resolution: Text<500>,
}

/// `cmd.needs.need.post` 发布; again, once the deadline passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Post {
    pub need: NeedId,
    pub terms: Terms,
}

/// How a need stands on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = PostingTerms))]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// May several partners take a part each? Wishes never.
    pub divisible: bool,
    /// How many partners at most, 1 to 100. A post has as many as places.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100))]
    pub partners_max: u32,
    /// Until when it may be claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timestamp>,
    /// The days on which it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// Where, if otherwise than it was raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text<200>>,
    /// The responsible person 责任人; whoever posts it when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<PersonId>,
    /// 专长要求 of a post.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Text<30>>,
}

impl Terms {
    /// Taken whole by one partner, at any time.
    pub fn whole() -> Self {
        Self {
            divisible: false,
            partners_max: 1,
            deadline: None,
            window: None,
            place: None,
            responsible: None,
            skills: Vec::new(),
        }
    }
}

/// From the one day to the other, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub from: Date,
    pub until: Date,
}

/// `cmd.needs.need.accept` 验收: what was delivered is what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    pub need: NeedId,
}

/// `cmd.needs.need.refuse`: of what a claim delivered, only this much is what was asked for; the
/// rest is open again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    pub need: NeedId,
    pub claim: ClaimId,
    pub stands: u64,
    pub reason: Text<200>,
}

/// `cmd.needs.need.review` 评事, by who raised it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Review {
    pub need: NeedId,
    pub opinion: Opinion,
}

/// What whoever raised a need says of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// Is it solved?
    pub solved: bool,
    pub satisfaction: Satisfaction,
}

/// 满意度. Silence is none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Satisfaction {
    /// 满意
    Satisfied,
    /// 基本满意
    Fairly,
    /// 不满意
    Unsatisfied,
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
    /// 重复: it follows its main need, and shares what becomes of it.
    Duplicate { of: NeedId },
}

impl Outcome {
    /// Is it solved? No statistic may count anything else so.
    pub fn is_solved(&self) -> bool {
        match self {
            Outcome::Solved => true,
            Outcome::PartlySolved { .. }
            | Outcome::Unsolved { .. }
            | Outcome::Withdrawn { .. }
            | Outcome::Duplicate { .. } => false,
        }
    }
}

/// `cmd.needs.need.close` 销号
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Close {
    pub need: NeedId,
    pub outcome: Outcome,
}

/// `cmd.needs.need.reopen` 重开: within 30 days, twice at most; it is verified anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    pub need: NeedId,
    pub reason: Text<200>,
}

/// `cmd.needs.need.split_off` 拆分: a duplicate becomes a need of its own again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SplitOff {
    pub need: NeedId,
    pub reason: Text<200>,
}

/// `cmd.needs.need.confirm_urgency` 确认紧急: a street, a district or the city above the owner says
/// that the need is the emergency which its owner calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmUrgency {
    pub need: NeedId,
}

/// `cmd.needs.need.distinguish` 不是同一件: what looks like a duplicate is none. Neither is suggested
/// as one of the other again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Distinguish {
    pub need: NeedId,
    pub from: NeedId,
}

/// `cmd.needs.need.undistinguish`: that is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Undistinguish {
    pub need: NeedId,
    pub from: NeedId,
}
