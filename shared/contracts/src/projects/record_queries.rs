//! What can be asked about service records.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{OrganisationId, PersonId, ProjectId, RecordId, Text, Timestamp};

use super::record::Service;
use crate::{Claimer, Page, PageRequest};

/// How a service record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecordStatus {
    /// 待确认
    Recorded,
    /// 已确认
    Confirmed,
    /// 已冲销
    Countered,
}

/// `qry.projects.records`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Records {
    pub status: Option<RecordStatus>,
    pub project: Option<ProjectId>,
    /// Records of projects in which this organisation gives or asks.
    pub organisation: Option<OrganisationId>,
    /// Records that name this person, as present or as a no-show.
    pub person: Option<PersonId>,
    pub page: PageRequest,
}

/// `qry.projects.record`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub record: RecordId,
}

/// A service record as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordLine {
    pub id: RecordId,
    pub project: ProjectId,
    pub giving: Claimer,
    pub asking: OrganisationId,
    pub service: Service,
    pub status: RecordStatus,
    /// Nobody, where a ledger kept before names nobody; so of who confirmed it.
    pub recorded_by: Option<PersonId>,
    pub recorded_at: Timestamp,
    pub confirmed_by: Option<PersonId>,
    /// Why it was countered.
    pub reason: Option<Text<200>>,
    /// The record that it stands instead of.
    pub corrects: Option<RecordId>,
    /// The record that stands instead of it.
    pub instead: Option<RecordId>,
}

/// `qry.projects.record-names`: what was done by these records, for lists of other services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordNames {
    /// At most [`crate::NAMES_MAX`].
    #[serde(deserialize_with = "crate::names::read")]
    pub records: Vec<RecordId>,
}

crate::request::queries! {
    RecordNames => "qry.projects.record-names" -> BTreeMap<RecordId, Text<200>>,
    Records => "qry.projects.records" -> Page<RecordLine>,
    Record => "qry.projects.record" -> Option<RecordLine>,
}
