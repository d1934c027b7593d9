//! What can be asked about rolls.

use serde::{Deserialize, Serialize};
use values::{OrganisationId, PersonId, ProjectId, RecordId, RollId, Text, Timestamp};

use crate::{Claimer, Page, PageRequest};

/// `qry.projects.rolls`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Rolls {
    pub project: Option<ProjectId>,
    pub page: PageRequest,
}

/// `qry.projects.roll`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roll {
    pub roll: RollId,
}

/// `qry.projects.roll-code`: what the organiser shows; nobody else is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollCode {
    pub roll: RollId,
}

/// A code to sign in and out with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RollCodeLine {
    pub code: Text<32>,
    /// When the next one is to be shown.
    pub shown_until: Timestamp,
    /// Until when it is good.
    pub good_until: Timestamp,
}

/// One person on a roll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OnRoll {
    pub person: PersonId,
    pub signed_in_at: Option<Timestamp>,
    /// Known once they signed out, or the organiser settled it.
    pub minutes: Option<u32>,
    pub no_show: bool,
}

/// A roll as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RollLine {
    pub id: RollId,
    pub project: ProjectId,
    pub giving: Claimer,
    pub asking: OrganisationId,
    pub opened_by: PersonId,
    pub opened_at: Timestamp,
    pub until: Timestamp,
    pub people: Vec<OnRoll>,
    pub closed: bool,
    pub record: Option<RecordId>,
}

crate::request::queries! {
    Rolls => "qry.projects.rolls" -> Page<RollLine>,
    Roll => "qry.projects.roll" -> Option<RollLine>,
    RollCode => "qry.projects.roll-code" -> Option<RollCodeLine>,
}
