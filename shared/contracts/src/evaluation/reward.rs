//! One reward 兑换品: what people get for their points, as long as there is some.

use serde::{Deserialize, Serialize};
use values::{OrganisationId, PersonId, PostingId, RewardId, Text};

use super::posting::PointKind;

/// `cmd.evaluation.reward.list` 上架: by a community or whoever stands above, out of what units gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RewardTerms {
    pub owner: OrganisationId,
    pub title: Text<60>,
    /// Which points it is paid with.
    pub kind: PointKind,
    /// What one costs, 1 to 10,000 points.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10000))]
    pub points: u32,
    /// How many there are, 1 to 100,000.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100_000))]
    pub stock: u32,
    /// Who gave it 捐赠单位.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub donor: Option<OrganisationId>,
}

/// `cmd.evaluation.reward.restock` 补货
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Restock {
    pub reward: RewardId,
    pub more: u32,
}

/// `cmd.evaluation.reward.withdraw` 下架: nobody takes it any more; what is promised is handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub reward: RewardId,
}

/// `cmd.evaluation.reward.redeem` 兑换: in one's own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Redeem {
    pub reward: RewardId,
    /// 1 to 100.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100))]
    pub quantity: u32,
}

/// `cmd.evaluation.reward.hand-over` 发放
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    pub reward: RewardId,
    pub redemption: PostingId,
}

/// `cmd.evaluation.reward.call-off` 取消兑换: by the person or the owner, before it is handed over; the
/// points come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CallOff {
    pub reward: RewardId,
    pub redemption: PostingId,
    pub reason: Text<200>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    List(RewardTerms),
    Restock { more: u32 },
    Withdraw,
    Redeem { redemption: PostingId, quantity: u32 },
    HandOver { redemption: PostingId },
    CallOff { redemption: PostingId, reason: Text<200> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "reward.listed.v1")]
    Listed(RewardTerms),
    #[serde(rename = "reward.restocked.v1")]
    Restocked { more: u32 },
    #[serde(rename = "reward.withdrawn.v1")]
    Withdrawn {},
    #[serde(rename = "reward.redeemed.v1")]
    Redeemed { redemption: PostingId, person: PersonId, quantity: u32 },
    #[serde(rename = "reward.handed_over.v1")]
    HandedOver { redemption: PostingId, by: PersonId },
    #[serde(rename = "reward.called_off.v1")]
    CalledOff { redemption: PostingId, by: PersonId, reason: Text<200> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such reward.
    Unknown,
    /// The identifier stands for another reward.
    AlreadyListed,
    /// The actor may not do this for its owner, or for this person.
    NotAuthorised,
    /// A price, a stock or a quantity is outside its range.
    OutOfRange { max: u32 },
    /// So many are left.
    TooFewLeft { left: u32 },
    /// Nobody takes it any more.
    Withdrawn,
    /// There is no such redemption.
    UnknownRedemption,
    /// It was handed over.
    HandedOver,
    /// It was called off.
    CalledOff,
}

/// The most points one costs.
pub const POINTS_MAX: u32 = 10_000;
/// The most there are of one.
pub const STOCK_MAX: u32 = 100_000;
/// The most that one redemption takes.
pub const QUANTITY_MAX: u32 = 100;

crate::request::commands! {
    RewardTerms => "cmd.evaluation.reward.list",
    Restock => "cmd.evaluation.reward.restock",
    Withdraw => "cmd.evaluation.reward.withdraw",
    Redeem => "cmd.evaluation.reward.redeem",
    HandOver => "cmd.evaluation.reward.hand-over",
    CallOff => "cmd.evaluation.reward.call-off",
}
