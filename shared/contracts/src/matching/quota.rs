//! How much a unit takes on a month at most 每月承接上限, in all and of a category: its own word, which
//! suggestions and plans keep to. A claim that people agree on by themselves is not bound by it.
//!
//! Lots are 100 yuan, or one of any other unit of amounts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{OrganisationId, Uuid, ids};

use crate::registry::taxonomy::Category;

/// There is one for each unit.
pub fn id(organisation: OrganisationId) -> Uuid {
    ids::of_text("quota", &organisation.to_string())
}

/// What a unit takes on in a calendar month at most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Lots of all categories together; as many as its offers have when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lots: Option<u32>,
    /// Lots of one category, which count among all; a category that is not named is bound by the
    /// whole alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<Category, u32>,
}

/// `cmd.matching.quota.set`: this holds from now on, whatever was set before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Set {
    pub organisation: OrganisationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lots: Option<u32>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<Category, u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "quota.set.v1")]
    Set { organisation: OrganisationId, quota: Quota },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// Nobody may set it but the unit itself.
    NotAuthorised,
    /// No such organisation.
    UnknownOrganisation,
    /// A limit is at most so many lots; without one there is none.
    OutOfRange { max: u32 },
}

/// The most lots of a limit.
pub const LOTS_MAX: u32 = 1_000_000;

/// `qry.matching.quota`: what the unit takes on at most, and how much it has this month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfOrganisation {
    pub organisation: OrganisationId,
}

/// A limit as it stands this month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuotaStanding {
    pub quota: Quota,
    /// Lots that claims of this month hold or have used of the unit's offers.
    pub taken: u64,
    /// Of it, by category.
    pub taken_of: BTreeMap<Category, u64>,
}

crate::request::commands! {
    Set => "cmd.matching.quota.set",
}

crate::request::queries! {
    OfOrganisation => "qry.matching.quota" -> Option<QuotaStanding>,
}
