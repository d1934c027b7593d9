//! What people ask of a plan.

use serde::{Deserialize, Serialize};
use values::{Date, NeedId, OfferId, OrganisationId, PlanId, Text};

use super::Aim;
use crate::Slot;
use crate::registry::taxonomy::Category;

/// `cmd.matching.plan.compute`: a body plans for its open needs and those in its area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Compute {
    /// Who plans: a community, a street, a district or a city.
    pub organisation: OrganisationId,
    /// For needs of this category only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Only for what is wanted by this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Date>,
    /// The aims in their order, each once; all of them in the usual order when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aims: Option<Vec<Aim>>,
}

/// `cmd.matching.plan.propose`: the sides of every line are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Propose {
    pub plan: PlanId,
}

/// `cmd.matching.plan.accept`: a side accepts a line as it is, with another quantity, or one that
/// the plan does not have; whoever plans sets it. The rest is planned again around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    pub plan: PlanId,
    pub need: NeedId,
    pub offer: OfferId,
    pub quantity: u64,
    /// The time that is asked of the offer, where that is booked by time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
}

/// `cmd.matching.plan.decline`: a side, or whoever plans, does not want these two together. The
/// rest is planned again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Decline {
    pub plan: PlanId,
    pub need: NeedId,
    pub offer: OfferId,
    pub reason: Text<200>,
}

/// `cmd.matching.plan.publish`: what both sides have accepted is carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Publish {
    pub plan: PlanId,
}

/// `cmd.matching.plan.withdraw`: nothing comes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub plan: PlanId,
    pub reason: Text<200>,
}
