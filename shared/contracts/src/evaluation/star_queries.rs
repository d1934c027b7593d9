//! What can be asked about stars and objections.

use serde::{Deserialize, Serialize};
use values::{Date, ObjectionId, OrganisationId, PersonId, Text, Timestamp};

use super::objection::Target;
use crate::{ListOrder, Page, PageRequest};

/// `qry.evaluation.stars`: what is published now, and what waits for the community; for
/// everybody, and for the community.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Stars {
    /// Applied for with this community.
    pub community: Option<OrganisationId>,
    /// That stand so; of a community those that were granted, too, where they are asked for.
    pub status: Option<StarStatus>,
    pub page: PageRequest,
}

/// `qry.evaluation.star`: of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Star {
    pub person: PersonId,
}

/// How an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StarStatus {
    /// No application.
    Settled,
    /// 待审核
    Applied,
    /// 公示中
    Published,
}

/// A person's stars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StarLine {
    pub person: PersonId,
    /// How many were granted and stand.
    pub stars: u8,
    pub status: StarStatus,
    /// Which one is applied for.
    pub applied_for: Option<u8>,
    pub community: Option<OrganisationId>,
    /// What was confirmed when it was applied for.
    pub minutes: Option<u64>,
    pub published_until: Option<Timestamp>,
    pub objections: usize,
    /// Why it was returned or revoked last.
    pub reason: Option<Text<200>>,
    /// Of several that were revoked, the one that bars longest.
    pub barred_until: Option<Date>,
    /// What was revoked since the last application, the last one last.
    pub revoked: Vec<RevokedStarLine>,
}

/// A star that was revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevokedStarLine {
    pub barred_until: Date,
    pub reason: Text<200>,
}

/// `qry.evaluation.objections`: one's own, and those that one's organisation answers; the city's
/// officers answer what is nobody's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Objections {
    /// To be answered by this organisation; else one's own.
    pub answerer: Option<OrganisationId>,
    /// Only those that wait for an answer, or only those that have one.
    pub answered: Option<bool>,
    /// Only those that were not answered within their limits, and are not yet; or only the others.
    pub overdue: Option<bool>,
    /// By their limits, those that have an answer stand behind.
    pub order: ListOrder,
    pub page: PageRequest,
}

/// `qry.evaluation.objection`: for whoever raised it, and for who answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    pub objection: ObjectionId,
}

/// An objection as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RaisedObjectionLine {
    pub id: ObjectionId,
    pub target: Target,
    pub reason: Text<300>,
    pub by: PersonId,
    pub answerer: Option<OrganisationId>,
    pub raised_at: Timestamp,
    pub answer_until: Timestamp,
    pub overdue: bool,
    pub upheld: Option<bool>,
    pub answer: Option<Text<300>>,
}

crate::request::queries! {
    Stars => "qry.evaluation.stars" -> Page<StarLine>,
    Star => "qry.evaluation.star" -> Option<StarLine>,
    Objection => "qry.evaluation.objection" -> Option<RaisedObjectionLine>,
    Objections => "qry.evaluation.objections" -> Page<RaisedObjectionLine>,
}
