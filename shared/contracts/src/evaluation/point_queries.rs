//! What can be asked about points and rewards.

use serde::{Deserialize, Serialize};
use values::{Date, OrganisationId, PersonId, PostingId, RewardId, Text};

use super::posting::{Basis, PointKind};
use super::reward::RewardTerms;
use crate::{Page, PageRequest};

/// `qry.evaluation.points`: what a person has of one year; for them, and for auditors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Points {
    pub person: PersonId,
    pub year: i16,
}

/// A person's points of one year, in hundredths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PointSums {
    /// 公益积分
    pub public: PointSum,
    /// 报到积分
    pub check_in: PointSum,
}

/// One account in hundredths of a point: what came, what went, what is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PointSum {
    pub gained: i64,
    pub given: i64,
    pub balance: i64,
}

/// `qry.evaluation.postings` 积分明细: newest first; for the person, and for auditors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Postings {
    pub person: PersonId,
    #[serde(default)]
    pub page: PageRequest,
}

/// A line of a person's points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostingLine {
    pub id: PostingId,
    pub kind: PointKind,
    pub on: Date,
    pub basis: Basis,
    /// In hundredths of a point.
    pub hundredths: i64,
    /// A cap took some of it.
    pub capped: bool,
    /// Why it was taken back 冲正.
    pub countered: Option<Text<200>>,
}

/// `qry.evaluation.adjustments` 手工加减分: newest first; what the asker's own organisation and those
/// of its area made, for whoever makes them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Adjustments {
    pub page: PageRequest,
}

/// Points that were added or taken by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdjustmentLine {
    pub id: PostingId,
    pub person: PersonId,
    pub kind: PointKind,
    pub on: Date,
    /// In hundredths of a point; less than nothing where they were taken.
    pub hundredths: i64,
    pub reason: Text<200>,
    /// By whom, and for which organisation.
    pub by: PersonId,
    pub organisation: OrganisationId,
    /// Why it was taken back 冲正.
    pub countered: Option<Text<200>>,
    /// May whoever asks take it back?
    pub correctable: bool,
}

/// `qry.evaluation.trial-balance` 试算平衡: all accounts of one kind and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrialBalance {
    pub kind: PointKind,
    pub year: i16,
}

/// What all accounts have, in hundredths; together nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrialBalanceLine {
    /// What was issued, as a negative amount.
    pub issue: i64,
    pub persons: i64,
    pub rewards: i64,
}

/// `qry.evaluation.rewards`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Rewards {
    pub owner: Option<OrganisationId>,
    pub page: PageRequest,
}

/// `qry.evaluation.reward`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reward {
    pub reward: RewardId,
}

/// A reward as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RewardLine {
    pub id: RewardId,
    pub reward: RewardTerms,
    pub left: u32,
    pub withdrawn: bool,
}

/// How a redemption stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RedemptionStatus {
    /// 待发放
    Promised,
    /// 已发放
    HandedOver,
    /// 已取消
    CalledOff,
}

/// `qry.evaluation.redemptions`: newest first; one's own where nothing is named, or for the owner
/// of the reward.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Redemptions {
    pub reward: Option<RewardId>,
    pub person: Option<PersonId>,
    /// Of every reward that this organisation hands out.
    pub owner: Option<OrganisationId>,
    pub page: PageRequest,
}

/// A redemption as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RedemptionLine {
    pub id: PostingId,
    pub reward: RewardId,
    /// What was taken.
    pub title: Text<60>,
    pub person: PersonId,
    pub quantity: u32,
    pub status: RedemptionStatus,
}

crate::request::queries! {
    Points => "qry.evaluation.points" -> PointSums,
    Postings => "qry.evaluation.postings" -> Page<PostingLine>,
    Adjustments => "qry.evaluation.adjustments" -> Page<AdjustmentLine>,
    TrialBalance => "qry.evaluation.trial-balance" -> TrialBalanceLine,
    Rewards => "qry.evaluation.rewards" -> Page<RewardLine>,
    Reward => "qry.evaluation.reward" -> Option<RewardLine>,
    Redemptions => "qry.evaluation.redemptions" -> Page<RedemptionLine>,
}
