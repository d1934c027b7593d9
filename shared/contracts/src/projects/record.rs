//! One service record 服务记录: who did what, when and for how long; recorded, then confirmed by
//! somebody else, never edited. A wrong one is countered, and another stands instead.

use serde::{Deserialize, Serialize};
use values::{AgreementId, Date, OrganisationId, PersonId, ProjectId, RecordId, Text};

use crate::Claimer;

/// What one person gave of their time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    pub person: PersonId,
    /// 1 to 1,440.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1440))]
    pub minutes: u32,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub what: Text<200>,
    pub date: Date,
    /// How long, 1 to 1,440 minutes.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1440))]
    pub minutes: u32,
    /// How many people served, 1 to 10,000, those of `attendance` among them.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10000))]
    pub people: u32,
    /// Who of them is known by name, and for how long each served; with `no_shows` at most 500.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendance: Vec<Attendance>,
    /// Who was expected and did not come 未到.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_shows: Vec<PersonId>,
    /// How much of the claimed amount it delivered; 0 when it did a duty beside that.
    pub quantity: u64,
    /// The duty of the project's agreement that it did, and how much of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<DutyDone>,
}

/// What was done of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DutyDone {
    /// The duty's place in the agreement: 1, 2, …
    pub number: u8,
    /// In the duty's own unit, 1 to 1,000,000,000.
    pub quantity: u64,
}

/// Whose duty it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyOf {
    pub agreement: AgreementId,
    /// Who earns what was done.
    pub party: OrganisationId,
}

/// `cmd.projects.record.record`: who organised a service records it 谁组织谁记录.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub project: ProjectId,
    pub service: Service,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// What a ledger kept before says of who recorded or confirmed a service 补录, for the operator who
/// enters it on everybody's behalf. Whoever that is acts; whom the ledger names is said to have
/// done it then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = RecordKept))]
#[serde(default, deny_unknown_fields)]
pub struct Kept {
    /// Nobody, where the ledger names nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
}

/// `cmd.projects.record.confirm`: the other side confirms; never who recorded it or took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    pub record: RecordId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// `cmd.projects.record.counter` 冲销: it should not be there at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Counter {
    pub record: RecordId,
    pub reason: Text<200>,
}

/// `cmd.projects.record.correct` 更正: it is countered, and `service` stands instead, to be
/// confirmed anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Correct {
    pub record: RecordId,
    pub reason: Text<200>,
    pub service: Service,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Record {
        project: ProjectId,
        giving: Claimer,
        asking: OrganisationId,
        service: Service,
        /// Known where the service names a duty.
        duty: Option<DutyOf>,
        corrects: Option<RecordId>,
        kept: Option<Kept>,
    },
    Confirm {
        kept: Option<Kept>,
    },
    Counter {
        reason: Text<200>,
        instead: Option<RecordId>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "record.recorded.v1")]
    Recorded {
        project: ProjectId,
        giving: Claimer,
        asking: OrganisationId,
        service: Service,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        duty: Option<DutyOf>,
        /// Nobody, where a ledger kept before names nobody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// The record that it stands instead of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        corrects: Option<RecordId>,
    },
    #[serde(rename = "record.confirmed.v1")]
    Confirmed {
        /// Nobody, where a ledger kept before names nobody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// It counts no more.
    #[serde(rename = "record.countered.v1")]
    Countered {
        reason: Text<200>,
        by: PersonId,
        /// Was it confirmed before?
        confirmed: bool,
        /// The record that stands instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead: Option<RecordId>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such service record.
    Unknown,
    /// The identifier stands for another record.
    AlreadyRecorded,
    /// The actor may not do this for this party.
    NotAuthorised,
    /// The date lies in the future.
    DateInTheFuture,
    /// 1 to 1,440 minutes, 1 to 10,000 people, at least 1 of the amount or of a duty.
    OutOfRange,
    /// A person is named twice, or more are named than served.
    AttendanceOutOfPlace,
    /// A record names at most this many people.
    TooManyNamed { max: usize },
    /// Only the operator says who did something in a ledger kept before.
    NotALedger,
    /// Whoever recorded a service does not confirm it.
    OwnRecord,
    /// Whoever earns the hours does not confirm them.
    OwnHours,
    /// The project has no agreement in force whose duty that could be.
    NoAgreement,
    /// What another party did delivers nothing of the claim.
    DutyOfAnother,
    /// It was countered before.
    Countered,
}

/// The most people whom one record names: those who came and those who did not.
pub const NAMED_MAX: usize = 500;

crate::request::commands! {
    Record => "cmd.projects.record.record",
    Confirm => "cmd.projects.record.confirm",
    Counter => "cmd.projects.record.counter",
    Correct => "cmd.projects.record.correct",
}
