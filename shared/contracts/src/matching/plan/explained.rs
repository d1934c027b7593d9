//! One line of a plan explained: why these two, what decided it, and what choosing otherwise would
//! cost. All of it is worked out of the plan's own needs, answers and aims, as the lists stand.

use serde::{Deserialize, Serialize};
use values::{NeedId, OfferId, OrganisationId, PlanId, Text, Unit};

use crate::matching::{AimCost, Competitor, ScoreFacts, ScorePart, WhyNot};

/// `qry.matching.plan_line`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanLineWhy {
    pub plan: PlanId,
    pub need: NeedId,
    pub offer: OfferId,
}

/// The most offers that are named beside the one of a line.
pub const ALTERNATIVES_MAX: usize = 10;

/// Another offer for the need of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alternative {
    pub offer: OfferId,
    pub title: Text<60>,
    pub owner: OrganisationId,
    pub owner_name: Option<Text<60>>,
    pub score: u16,
    /// What the plan gives of it to the same need already.
    pub planned: u64,
    /// It can be had for the need in the line's place.
    pub possible: bool,
    /// What the plan would lose, at the first aim where it loses anything, if a lot, or of a need
    /// that is taken whole all, came from it instead; absent where it loses nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<AimCost>,
}

/// A line of a plan with everything there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanLineExplained {
    pub need: NeedId,
    pub need_title: Text<60>,
    pub asking_name: Option<Text<60>>,
    pub offer: OfferId,
    pub offer_title: Text<60>,
    pub giving_name: Option<Text<60>>,
    pub unit: Unit,
    /// What the line has in the plan.
    pub quantity: u64,
    /// What it would have, were the plan computed now: something else once the lists have moved on.
    pub now: u64,
    /// Somebody has set it: no aim decided.
    pub fixed: bool,
    /// What speaks against it since it was planned.
    pub why_not: Vec<WhyNot>,
    /// 0 to 1000.
    pub score: u16,
    pub parts: Vec<ScorePart>,
    #[serde(default)]
    pub facts: ScoreFacts,
    /// What a lot of the offer is worth to others, by the relaxed whole of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<AimCost>,
    /// What the plan would lose without the line, at the first aim where it loses anything: that
    /// aim has decided it. Absent where it loses nothing, or where somebody has set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<AimCost>,
    /// Other needs that the plan gives lots of the same offer.
    pub competitors: Vec<Competitor>,
    /// The cheapest first, at most [`ALTERNATIVES_MAX`].
    pub alternatives: Vec<Alternative>,
    /// How many other offers fit the need.
    pub fitting: usize,
}

crate::request::queries! {
    PlanLineWhy => "qry.matching.plan_line" -> Option<PlanLineExplained>,
}
