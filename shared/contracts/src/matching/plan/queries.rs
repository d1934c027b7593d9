//! Plans as people read them.

use serde::{Deserialize, Serialize};
use values::{NeedId, OfferId, OrganisationId, PlanId, Text, Timestamp, Unit};

use super::{Accepted, LineOutcome, Pair, PlanFigures, PlanInFigures, Scope, UnservedNeed};
use crate::matching::{Aim, AimCost, Consequence, Part};
use crate::registry::taxonomy::Category;
use crate::{PageRequest, Position, Slot};

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlanStatus {
    /// 已生成
    Computed,
    /// 征求意见
    Proposed,
    /// 已发布
    Published,
    /// 已撤回
    Withdrawn,
}

/// `qry.matching.plans`: the newest first. Drafts are seen by who may act for whoever plans.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Plans {
    /// Planned by this organisation, or with lines of its own.
    pub organisation: Option<OrganisationId>,
    pub status: Option<PlanStatus>,
    pub page: PageRequest,
}

/// `qry.matching.plan`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub plan: PlanId,
}

/// `qry.matching.plan_lines`: in the order of need and offer; nothing of a plan that the reader may
/// not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanLines {
    pub plan: PlanId,
    /// Only lines of this organisation, on either side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// Only lines of this need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedId>,
    #[serde(default)]
    pub page: PageRequest,
}

/// `qry.matching.plan_unserved`: the needs of which the plan leaves something without an offer, in
/// the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanUnserved {
    pub plan: PlanId,
    #[serde(default)]
    pub page: PageRequest,
}

/// `qry.matching.plan_preview`: what would follow if this line had exactly so much (0: never)?
/// Nothing is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanPreview {
    pub plan: PlanId,
    pub need: NeedId,
    pub offer: OfferId,
    pub quantity: u64,
}

/// `qry.matching.compare_plans`: in what two plans differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ComparePlans {
    pub plan: PlanId,
    pub other: PlanId,
}

/// A plan in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanSummary {
    pub id: PlanId,
    pub scope: Scope,
    pub organisation_name: Option<Text<60>>,
    pub status: PlanStatus,
    pub computed_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_until: Option<Timestamp>,
    pub needs: usize,
    pub lines: usize,
    /// Lines that both sides have accepted.
    pub agreed: usize,
}

/// How far a log was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogRead {
    pub service: String,
    pub position: Position,
}

/// One line as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanLine {
    pub need: NeedId,
    pub offer: OfferId,
    pub need_title: Option<Text<60>>,
    pub asking: Option<OrganisationId>,
    pub asking_name: Option<Text<60>>,
    pub offer_title: Option<Text<60>>,
    pub giving: Option<OrganisationId>,
    pub giving_name: Option<Text<60>>,
    pub quantity: u64,
    pub unit: Option<Unit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// Somebody has set it: planning again does not touch it.
    pub fixed: bool,
    pub accepted: Accepted,
    /// What a lot of the offer was worth to others when the line was drawn; absent where there was
    /// enough of it, or people drew the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<AimCost>,
    /// What became of it, once it is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_out: Option<CarriedOut>,
}

/// The claim of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CarriedOut {
    pub claim: values::ClaimId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<LineOutcome>,
}

/// What somebody decided about a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanDecision {
    pub at: Timestamp,
    pub by: OrganisationId,
    pub by_name: Option<Text<60>>,
    pub pair: Pair,
    /// Accepted or set with so much; absent when it was declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u64>,
    /// Why it was declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<200>>,
}

/// What an aim reaches in a plan, and what no plan passes. Of fairness less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AimToward {
    pub aim: Aim,
    pub reached: i64,
    /// Of the plans that are as good by every aim before it; absent once an aim before it is not
    /// reached in full: what gives way there may reach more here, and nothing is proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<i64>,
}

/// What a part of the score counts, in thousandths; all parts together make 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartWeight {
    pub part: Part,
    pub weight: u16,
}

/// What the parts of a score count for needs of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryWeights {
    pub category: Category,
    pub weights: Vec<PartWeight>,
}

/// A unit that says how much it takes on a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LimitedUnit {
    pub organisation: OrganisationId,
    pub name: Option<Text<60>>,
}

/// A plan with everything there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanDetail {
    pub summary: PlanSummary,
    /// The position in the log of `matching` whose lists it was computed from.
    pub as_of: Position,
    /// How far `matching` had read the logs of the others by then, as far as they concern it.
    pub logs_read: Vec<LogRead>,
    /// By each aim in its order.
    pub aims: Vec<AimToward>,
    /// Every aim is reached: no plan of these needs is better. Where it is not, needs that are
    /// taken whole or have few partners keep it from the bound.
    pub proved: bool,
    /// The last of them, at most [`DECISIONS_MAX`], the newest first.
    pub decisions: Vec<PlanDecision>,
    /// How many there are in all.
    #[serde(default)]
    pub decided: usize,
    /// What the parts of a score count today, by each category that is planned.
    #[serde(default)]
    pub weights: Vec<CategoryWeights>,
    /// Units with limits of their own and offers that could be planned with for the plan's area,
    /// those whose limit leaves nothing among them.
    #[serde(default)]
    pub limited: Vec<LimitedUnit>,
}

/// The most decisions that come with a plan.
pub const DECISIONS_MAX: usize = 100;

crate::request::queries! {
    Plans => "qry.matching.plans" -> crate::Page<PlanSummary>,
    Plan => "qry.matching.plan" -> Option<PlanDetail>,
    PlanLines => "qry.matching.plan_lines" -> crate::Page<PlanLine>,
    PlanUnserved => "qry.matching.plan_unserved" -> crate::Page<UnservedNeed>,
    PlanFigures => "qry.matching.plan_figures" -> Option<PlanInFigures>,
    PlanPreview => "qry.matching.plan_preview" -> Option<Consequence>,
    ComparePlans => "qry.matching.compare_plans" -> Option<Consequence>,
}
