//! One check-in 报到 of a unit with a community, or of a person with the home community.

use serde::{Deserialize, Serialize};
use values::{CheckInId, OrganisationId, PersonId, Text, ids};

/// Who checks in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Unit(OrganisationId),
    Person(PersonId),
}

/// One check-in for each pair of somebody and a community, however often it is asked for.
pub fn id(who: Who, community: OrganisationId) -> CheckInId {
    let who = match who {
        Who::Unit(unit) => format!("unit {unit}"),
        Who::Person(person) => format!("person {person}"),
    };
    ids::of_text("check_in", &format!("{who} {community}")).into()
}

/// `cmd.registry.check-in.request`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub who: Who,
    pub community: OrganisationId,
    /// 主报到: a unit's one main community.
    #[serde(default)]
    pub primary: bool,
    /// What it can offer, in words.
    #[serde(default)]
    pub can_offer: Option<Text<500>>,
}

/// `cmd.registry.check-in.accept`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    pub check_in: CheckInId,
}

/// `cmd.registry.check-in.return`: sent back with a reason; it may be requested again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Return {
    pub check_in: CheckInId,
    pub reason: Text<200>,
}

/// `cmd.registry.check-in.end`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct End {
    pub check_in: CheckInId,
    pub reason: Text<200>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Request(Request),
    /// Asked for and accepted at once.
    Enter(Request),
    Accept,
    Return {
        reason: Text<200>,
    },
    End {
        reason: Text<200>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "check_in.requested.v1")]
    Requested(Request),
    #[serde(rename = "check_in.accepted.v1")]
    Accepted {},
    #[serde(rename = "check_in.returned.v1")]
    Returned { reason: Text<200> },
    #[serde(rename = "check_in.ended.v1")]
    Ended { reason: Text<200> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such check-in.
    Unknown,
    /// No such organisation or person.
    UnknownWho,
    /// Check-ins are with communities.
    NotACommunity,
    /// The actor may not do this for this unit, person or community.
    NotAuthorised,
    /// The unit's main community 主报到 is another one.
    PrimaryElsewhere { community: OrganisationId },
    /// It was not asked for, or has been answered already.
    NotRequested,
    /// Only an active check-in can end.
    NotActive,
}

crate::request::commands! {
    Request => "cmd.registry.check-in.request",
    Accept => "cmd.registry.check-in.accept",
    Return => "cmd.registry.check-in.return",
    End => "cmd.registry.check-in.end",
}
