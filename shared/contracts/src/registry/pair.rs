//! One pair 结对: a unit and a community that build jointly 联建.

use serde::{Deserialize, Serialize};
use values::{OrganisationId, Text, Uuid, ids};

/// One pair for each unit and community.
pub fn id(unit: OrganisationId, community: OrganisationId) -> Uuid {
    ids::of_text("pair", &format!("{unit} {community}"))
}

/// `cmd.registry.pair.make`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Make {
    pub unit: OrganisationId,
    pub community: OrganisationId,
}

/// `cmd.registry.pair.end`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct End {
    pub unit: OrganisationId,
    pub community: OrganisationId,
    pub reason: Text<200>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Make(Make),
    End { reason: Text<200> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "pair.made.v1")]
    Made { unit: OrganisationId, community: OrganisationId },
    #[serde(rename = "pair.ended.v1")]
    Ended { reason: Text<200> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such pair.
    Unknown,
    /// No such organisation, or not a unit with a community.
    UnknownParty,
    /// Only the community, or the operator, makes and ends pairs.
    NotAuthorised,
}

crate::request::commands! {
    Make => "cmd.registry.pair.make",
    End => "cmd.registry.pair.end",
}
