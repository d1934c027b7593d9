//! People: one opened, those on a roster 名册, and what they are called.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{Date, OrganisationId, PersonId, Text};

use super::super::person::Membership;
use crate::{Page, PageRequest};

/// `qry.registry.person-names`: what these people are called, as far as whoever asks may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonNames {
    /// At most [`crate::NAMES_MAX`].
    #[serde(deserialize_with = "crate::names::read")]
    pub people: Vec<PersonId>,
}

/// `qry.registry.on-roster`: who of these is on the roster 名册 already, of the same name and
/// telephone, or both times without one: in the unit that is named, else in the community. For
/// whoever may register them there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnRoster {
    /// At most [`crate::NAMES_MAX`].
    #[serde(deserialize_with = "crate::names::read")]
    pub people: Vec<Sought>,
}

/// Somebody as a list names them. The answer to each is whoever it may be, in the order of their
/// ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sought {
    pub name: Text<40>,
    #[serde(default)]
    pub phone: Option<Text<30>>,
    #[serde(default)]
    pub work_unit: Option<OrganisationId>,
    #[serde(default)]
    pub home_community: Option<OrganisationId>,
}

/// `qry.registry.members`: who is on the roster of a unit, for the unit itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Members {
    pub unit: OrganisationId,
    #[serde(default)]
    pub page: PageRequest,
}

/// Somebody on a roster; without a name once erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    pub person: PersonId,
    pub name: Option<String>,
}

/// `qry.registry.roster`: the people 名册 of an organisation, in the order of their ids: whoever
/// works or lives there. For its own people, for those who answer for the area around it, and for
/// whoever sees everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Roster {
    pub organisation: OrganisationId,
    /// Who works there, or who lives there; both when absent.
    #[serde(default)]
    pub kind: Option<StayKind>,
    /// Part of the name. Nobody is found by a name that may not be seen.
    #[serde(default)]
    pub name: Option<String>,
    /// Part of a skill 特长.
    #[serde(default)]
    pub skill: Option<String>,
    /// Those who were there last and are on the roster no longer, instead of those who are.
    #[serde(default)]
    pub left: bool,
    #[serde(default)]
    pub page: PageRequest,
}

/// Somebody on a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RosterLine {
    pub person: PersonId,
    /// For the people of the organisations where they work and live.
    pub name: Option<String>,
    pub work_unit: Option<OrganisationId>,
    pub home_community: Option<OrganisationId>,
    /// 特长
    pub skills: Vec<Text<30>>,
    /// No longer on it.
    pub left: bool,
}

/// `qry.registry.person`: opens one person's sealed data, for whoever may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub person: PersonId,
}

/// A person, opened; nothing when erased. Whom it does not concern is told the id and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonOpened {
    pub id: PersonId,
    /// For the person and the people of the organisations where they work and live.
    pub name: Option<String>,
    /// For the same.
    pub phone: Option<String>,
    /// For those too who answer for the area around, as all that follows but what says otherwise.
    pub work_unit: Option<OrganisationId>,
    pub home_community: Option<OrganisationId>,
    /// 特长
    pub skills: Vec<Text<30>>,
    /// For whoever may see the name, where it is known.
    pub membership: Option<Membership>,
    /// Where the person has worked and lived, oldest first, for whoever may see the name.
    pub stays: Vec<Stay>,
    /// No longer on the roster.
    pub left: bool,
}

/// Where somebody worked or lived, and from when on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stay {
    pub kind: StayKind,
    /// Nowhere when absent.
    pub organisation: Option<OrganisationId>,
    /// Unknown of the first one.
    pub from: Option<Date>,
}

/// Work or home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StayKind {
    /// 工作单位
    Work,
    /// 居住社区
    Home,
}

crate::request::queries! {
    Person => "qry.registry.person" -> Option<PersonOpened>,
    PersonNames => "qry.registry.person-names" -> BTreeMap<PersonId, String>,
    OnRoster => "qry.registry.on-roster" -> Vec<Vec<PersonId>>,
    Members => "qry.registry.members" -> Option<Page<MemberLine>>,
    Roster => "qry.registry.roster" -> Option<Page<RosterLine>>,
}
