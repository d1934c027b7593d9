//! A plan in figures: how much of what is asked for it serves, whose, and what stays missing.

use serde::{Deserialize, Serialize};
use values::{NeedId, OrganisationId, PlanId, Text, Unit};

use super::Bottleneck;
use crate::registry::taxonomy::Category;

/// `qry.matching.plan_figures`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFigures {
    pub plan: PlanId,
}

/// Of what is asked for, in lots: 100 yuan, or one of any other unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Served {
    pub asked: u64,
    /// Held or delivered already when the lines were drawn last.
    pub before: u64,
    /// What the plan gives to it.
    pub planned: u64,
}

/// How a tier of urgency is served, from 1, urgent, to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TierServed {
    pub tier: u8,
    pub served: Served,
}

/// How the needs of a category are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryServed {
    pub category: Category,
    pub served: Served,
}

/// How the needs of an organisation are served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationServed {
    pub organisation: OrganisationId,
    pub name: Option<Text<60>>,
    /// Of what it asks for, what it calls urgent: for everybody to see.
    pub urgent: u64,
    pub served: Served,
}

/// What a reason keeps from being served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Kept {
    pub bottleneck: Bottleneck,
    pub lots: u64,
    pub needs: usize,
}

/// A need of which the plan leaves something without an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnservedNeed {
    pub need: NeedId,
    pub title: Text<60>,
    pub owner: OrganisationId,
    pub owner_name: Option<Text<60>>,
    pub category: Category,
    pub quantity: u64,
    pub unit: Unit,
    pub bottleneck: Bottleneck,
}

/// A plan in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanInFigures {
    pub all: Served,
    /// Of those tiers that are asked for.
    pub tiers: Vec<TierServed>,
    pub categories: Vec<CategoryServed>,
    /// The least served first.
    pub organisations: Vec<OrganisationServed>,
    pub bottlenecks: Vec<Kept>,
}
