//! Standing prices 行情: how scarce a kind of resource was, week by week, in the plans of an area.
//!
//! What the lists say today is priced by the best whole of today. What was short in every plan of
//! the last weeks is worth keeping for those who will ask for it, though nobody does yet.

use serde::{Deserialize, Serialize};
use values::{Date, OrganisationId, Text, Unit};

use super::AimCost;
use crate::registry::taxonomy::Category;
use crate::{Page, PageRequest};

/// `qry.matching.prices`: of published plans, the newest first; of a week and a kind, an area's
/// last plan counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Prices {
    pub category: Option<Category>,
    /// In plans of this organisation and of all that lies in its area.
    pub organisation: Option<OrganisationId>,
    pub page: PageRequest,
}

/// How scarce a kind of resource was in the plan of a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandingPrice {
    /// The Monday of the week in which the plan was published.
    pub week: Date,
    /// Who planned.
    pub organisation: OrganisationId,
    pub organisation_name: Option<Text<60>>,
    pub category: Category,
    pub unit: Unit,
    /// Of all offers that fitted a need of the plan.
    pub quantity: u64,
    /// Of those of which more was asked for than there was.
    pub short: u64,
    /// What a lot more would have brought at most, at the first aim where it brings anything;
    /// absent where there was enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<AimCost>,
}

/// So many weeks are shown with a suggestion.
pub const STANDING_WEEKS: usize = 4;

crate::request::queries! {
    Prices => "qry.matching.prices" -> Page<StandingPrice>,
}
