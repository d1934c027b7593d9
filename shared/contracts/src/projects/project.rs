//! One project 项目: what is carried out, counted from its service records, and accepted.

use serde::{Deserialize, Serialize};
use values::{
    AgreementId, Amount, ClaimId, NeedId, OfferId, OrganisationId, ProjectId, RecordId, Text, ids,
};

use crate::Claimer;

/// A claim is carried out by one project.
pub fn id(claim: ClaimId) -> ProjectId {
    ids::derive(claim.into(), 2).into()
}

/// `cmd.projects.project.open`: for what needs no agreement — wishes, posts, one-off services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub claim: ClaimId,
    pub title: Text<60>,
}

/// `cmd.projects.project.ask-acceptance`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskAcceptance {
    pub project: ProjectId,
}

/// `cmd.projects.project.accept` 验收: the asking side accepts what was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    pub project: ProjectId,
}

/// `cmd.projects.project.ask-rework` 返工
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskRework {
    pub project: ProjectId,
    pub reason: Text<200>,
}

/// What a project is opened with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// `<area>-<year>-<serial>`.
    pub code: Text<40>,
    pub claim: ClaimId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<AgreementId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    pub title: Text<60>,
    /// An organisation, or the person who claimed it.
    pub giving: Claimer,
    pub asking: OrganisationId,
    pub amount: Amount,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Open(Opened),
    /// A record stands, for this much of the claimed amount.
    CountService {
        record: RecordId,
        quantity: u64,
    },
    /// It was confirmed.
    ConfirmService {
        record: RecordId,
    },
    /// It was countered, and perhaps another stands instead, for this much.
    CounterService {
        record: RecordId,
        instead: Option<(RecordId, u64)>,
    },
    AskAcceptance,
    Accept,
    AskRework {
        reason: Text<200>,
    },
    /// 终止: the claim that it carries out ended.
    End {
        reason: Text<200>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "project.opened.v1")]
    Opened(Opened),
    /// A service record stands, for this much of the claimed amount.
    #[serde(rename = "project.service_counted.v1")]
    ServiceCounted { record: RecordId, quantity: u64 },
    #[serde(rename = "project.service_confirmed.v1")]
    ServiceConfirmed { record: RecordId, quantity: u64 },
    /// A service record stands no more.
    #[serde(rename = "project.service_countered.v1")]
    ServiceCountered {
        record: RecordId,
        quantity: u64,
        /// Was it confirmed before?
        confirmed: bool,
    },
    #[serde(rename = "project.acceptance_asked.v1")]
    AcceptanceAsked {},
    /// 终止: cancelled by consent, or not performed.
    #[serde(rename = "project.ended.v1")]
    Ended { reason: Text<200> },
    #[serde(rename = "project.accepted.v1")]
    Accepted { quantity: u64 },
    #[serde(rename = "project.rework_asked.v1")]
    ReworkAsked { reason: Text<200> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such project.
    Unknown,
    /// The claim has its project already.
    AlreadyOpened,
    /// An agreement on the claim waits for its signatures: they open the project.
    AgreementOut,
    /// The actor may not do this for this party.
    NotAuthorised,
    /// No such service record counts for this project.
    UnknownRecord,
    /// Services are recorded while the project runs.
    NotRunning,
    /// More would be delivered than was claimed.
    MoreThanClaimed { asked: u64, left: u64 },
    /// Before the acceptance at least one service is confirmed, and none is left unconfirmed.
    NotConfirmed { unconfirmed: u64 },
    /// Acceptance was not asked for.
    AcceptanceNotAsked,
    /// A project has at most this many service records.
    TooManyRecords { max: usize },
}

/// The most service records of one project.
pub const RECORDS_MAX: usize = 10_000;

crate::request::commands! {
    Open => "cmd.projects.project.open",
    AskAcceptance => "cmd.projects.project.ask-acceptance",
    Accept => "cmd.projects.project.accept",
    AskRework => "cmd.projects.project.ask-rework",
}
