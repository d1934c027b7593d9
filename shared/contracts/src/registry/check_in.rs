//! One check-in 报到 of a unit with a community, or of a person with the home community.

use serde::{Deserialize, Serialize};
use values::{CheckInId, Date, OrganisationId, PersonId, Text, ids};

use super::taxonomy::SubcategoryCode;
use super::validity::Validity;

/// Who checks in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Unit(OrganisationId),
    Person(PersonId),
}

impl Who {
    /// The unit, where it is one.
    pub fn unit(self) -> Option<OrganisationId> {
        match self {
            Who::Unit(unit) => Some(unit),
            Who::Person(_) => None,
        }
    }

    /// The person, where it is one.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Who::Person(person) => Some(person),
            Who::Unit(_) => None,
        }
    }
}

/// One check-in for each pair of somebody and a community, however often it is asked for.
pub fn id(who: Who, community: OrganisationId) -> CheckInId {
    ids::of_text("check_in", &format!("{} {community}", named(who))).into()
}

pub(super) fn named(who: Who) -> String {
    match who {
        Who::Unit(unit) => format!("unit {unit}"),
        Who::Person(person) => format!("person {person}"),
    }
}

/// `cmd.registry.check-in.request`: what the form 报到单 asks beside what is registered already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub who: Who,
    pub community: OrganisationId,
    /// 主报到: a unit's one main community.
    #[serde(default)]
    pub primary: bool,
    /// It stands for half a year at a time instead of a whole one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub half_yearly: bool,
    /// How many members 党员 the unit has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<u32>,
    /// 服务类别: the kinds of service a member is ready for, subcategories of services; at most
    /// [`SERVICES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<SubcategoryCode>,
    /// What it can offer, in words.
    #[serde(default)]
    pub can_offer: Option<Text<500>>,
}

impl Request {
    /// Who and where, and nothing else said.
    pub fn of(who: Who, community: OrganisationId) -> Self {
        Self {
            who,
            community,
            primary: false,
            half_yearly: false,
            members: None,
            services: Vec::new(),
            can_offer: None,
        }
    }
}

/// The most kinds of service that one check-in names.
pub const SERVICES_MAX: usize = 10;

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

/// `cmd.registry.check-in.renew`: it stands for another term, from the end of this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Renew {
    pub check_in: CheckInId,
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
    Renew,
    /// Its term asks for something.
    Due,
    End {
        reason: Text<200>,
    },
    /// Whoever checked in is no longer there: by the rule, whoever said so.
    Close {
        reason: Text<200>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "check_in.requested.v1")]
    Requested(Request),
    #[serde(rename = "check_in.accepted.v1")]
    Accepted { validity: Validity },
    #[serde(rename = "check_in.returned.v1")]
    Returned { reason: Text<200> },
    /// 待续报: 30 days before its end.
    #[serde(rename = "check_in.renewal_due.v1")]
    RenewalDue {},
    #[serde(rename = "check_in.renewed.v1")]
    Renewed { validity: Validity },
    /// 期满未续: its term passed without a renewal.
    #[serde(rename = "check_in.lapsed.v1")]
    Lapsed {},
    #[serde(rename = "check_in.ended.v1")]
    Ended { reason: Text<200>, on: Date },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such check-in.
    Unknown,
    /// No such organisation or person.
    UnknownWho,
    /// The unit is suspended, ended or merged.
    NotInOperation,
    /// Check-ins are with communities.
    NotACommunity,
    /// A member checks in with the home community, and without one with a community that the work
    /// unit is paired with.
    NotTheirCommunity,
    /// The actor may not do this for this unit, person or community.
    NotAuthorised,
    /// The unit's main community 主报到 is another one.
    PrimaryElsewhere { community: OrganisationId },
    /// A kind of service that the taxonomy does not have, or no longer.
    UnknownService { service: SubcategoryCode },
    /// At most this many kinds of service.
    TooManyServices { max: usize },
    /// It was not asked for, or has been answered already.
    NotRequested,
    /// Only an active check-in can be renewed or end.
    NotActive,
    /// It may be renewed from this day on.
    RenewalTooEarly { from: Date },
}

crate::request::commands! {
    Request => "cmd.registry.check-in.request",
    Accept => "cmd.registry.check-in.accept",
    Return => "cmd.registry.check-in.return",
    Renew => "cmd.registry.check-in.renew",
    End => "cmd.registry.check-in.end",
}
