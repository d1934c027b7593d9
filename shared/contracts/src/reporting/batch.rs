//! One batch 全部汇编: every report that an issuer owes for one period and has not compiled, compiled
//! one after another in the background, as whoever asked for it.

use serde::{Deserialize, Serialize};
use values::{BatchId, Date, OrganisationId, Text};

use super::Period;
use crate::Actor;

/// `cmd.reporting.batch.ask`: of all units, or of all persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = AskBatch))]
#[serde(deny_unknown_fields)]
pub struct Ask {
    pub issuer: OrganisationId,
    pub period: Period,
    #[serde(default)]
    pub persons: bool,
}

/// `cmd.reporting.batch.cancel`: by whoever asked; what was compiled stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = CancelBatch))]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    pub batch: BatchId,
}

/// `cmd.reporting.batch.resume`: goes on with what is not compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ResumeBatch))]
#[serde(deny_unknown_fields)]
pub struct Resume {
    pub batch: BatchId,
}

/// How many could not be compiled for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = BatchRefused))]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The stable code of the reason.
    pub code: Text<60>,
    pub count: u64,
}

/// How a batch ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = BatchResult))]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// How many there were to be reported on; of so many …
    pub subjects: u64,
    /// … the report is compiled, now or before.
    pub compiled: u64,
    /// The others, by the reason; they stay on the list of those to be reported on.
    pub refused: Vec<Refused>,
}

/// `cmd.reporting.batch.finish`: all were gone through. Whoever makes them says so, and nobody
/// else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    pub batch: BatchId,
    pub outcome: Outcome,
}

/// `cmd.reporting.batch.give-up`: something failed; it can be resumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveUp {
    pub batch: BatchId,
    pub reason: Text<200>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `making`: how many others of whoever asks are not done yet.
    Ask {
        asked: Ask,
        making: usize,
    },
    Cancel,
    /// With the same.
    Resume {
        making: usize,
    },
    Finish {
        outcome: Outcome,
    },
    GiveUp {
        reason: Text<200>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Compiled as `by`.
    #[serde(rename = "batch.asked.v1")]
    Asked { asked: Ask, by: Actor },
    #[serde(rename = "batch.finished.v1")]
    Finished { outcome: Outcome },
    #[serde(rename = "batch.cancelled.v1")]
    Cancelled {},
    #[serde(rename = "batch.given_up.v1")]
    GivenUp { reason: Text<200> },
    #[serde(rename = "batch.resumed.v1")]
    Resumed {},
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such batch.
    Unknown,
    /// The identifier stands for another one.
    AlreadyAsked,
    /// Whoever acts for the issuer asks; whoever asked cancels and resumes it.
    NotAuthorised,
    /// The period ends on that day; reports are compiled after it.
    PeriodNotOver { until: Date },
    /// So many of one person at most wait or are done at a time.
    TooMany { max: usize },
    /// It is finished, or was stopped.
    Over,
}

crate::request::commands! {
    Ask => "cmd.reporting.batch.ask",
    Cancel => "cmd.reporting.batch.cancel",
    Resume => "cmd.reporting.batch.resume",
    Finish => "cmd.reporting.batch.finish",
    GiveUp => "cmd.reporting.batch.give-up",
}
