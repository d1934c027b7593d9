//! One job 后台任务: ledgers 台账 made one by one and packed with an index as an archive 档案包, or
//! every report that an issuer owes for one period compiled 全部汇编, issued 全部签发, or confirmed by a
//! community 全部确认; in the background, as whoever asked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use values::{Date, Hash, JobId, OrganisationId, Text};

use super::Period;
use super::ledger::{Ledger, Part, Scope};
use crate::Actor;

/// `cmd.reporting.job.ask-ledgers`: each of them as whoever asks sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskLedgers {
    /// Each once.
    pub ledgers: BTreeSet<Ledger>,
    #[serde(default)]
    pub scope: Scope,
}

/// What is done with every report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ReportsStep))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 汇编: of whoever has none yet.
    #[default]
    Compile,
    /// 确认: the community's section of those that wait for it.
    Confirm,
    /// 签发: those that are ready.
    Issue,
    /// 送达: those that are issued and go to nobody in the system, each by a link and a code, which
    /// whoever asks is told once the job is done.
    Deliver,
}

impl Step {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    fn is_compile(&self) -> bool {
        *self == Self::Compile
    }
}

/// `cmd.reporting.job.ask-reports`: of all units, or of all persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskReports {
    /// Who issues them; the community, where it confirms.
    pub issuer: OrganisationId,
    pub period: Period,
    #[serde(default)]
    pub persons: bool,
    #[serde(default, skip_serializing_if = "Step::is_compile")]
    pub step: Step,
    /// 机关代字, where they are issued; the issuer's name when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Text<20>>,
    /// 无版头, where they are issued.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub plain: bool,
}

impl AskReports {
    /// To compile them.
    pub fn compile(issuer: OrganisationId, period: Period, persons: bool) -> Self {
        Self { issuer, period, persons, step: Step::Compile, mark: None, plain: false }
    }
}

/// What a job makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = JobAsked))]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    Ledgers(AskLedgers),
    Reports(AskReports),
}

/// `cmd.reporting.job.cancel`: by whoever asked; what was made is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = CancelJob))]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    pub job: JobId,
}

/// `cmd.reporting.job.resume`: goes on with what is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ResumeJob))]
#[serde(deny_unknown_fields)]
pub struct Resume {
    pub job: JobId,
}

/// `cmd.reporting.job.keep`: a ledger is made. Whoever works the job says so, and nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    pub job: JobId,
    pub part: Part,
}

/// With how many it could not be done, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ReportsRefused))]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The stable code of the reason.
    pub code: Text<60>,
    pub count: u64,
}

/// What came of doing it with all reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ReportsOutcome))]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// How many there were; with so many of them …
    pub subjects: u64,
    /// … it is done: compiled, now or before, confirmed or issued.
    pub compiled: u64,
    /// The others, by the reason; they stay on their list.
    pub refused: Vec<Refused>,
    /// Which fonts the press lacked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fonts_missing: Vec<Text<60>>,
    /// Why the press could not print some of them; it tries again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jammed: Vec<Text<200>>,
}

/// What a finished job has made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = JobMade))]
#[serde(rename_all = "snake_case")]
pub enum Made {
    /// The zip of all ledgers: its digest and its size.
    Ledgers {
        file: Hash,
        bytes: u64,
    },
    Reports(Outcome),
}

/// `cmd.reporting.job.finish`: all is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    pub job: JobId,
    pub made: Made,
}

/// `cmd.reporting.job.give-up`: something failed; it can be resumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveUp {
    pub job: JobId,
    pub reason: Text<200>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `others`: how many others of whoever asks are under way.
    Ask {
        asked: Asked,
        others: usize,
    },
    Cancel,
    /// With the same.
    Resume {
        others: usize,
    },
    Keep {
        part: Part,
    },
    Finish {
        made: Made,
    },
    GiveUp {
        reason: Text<200>,
    },
}

/// Ledgers were bundles and reports were batches when the first of these were stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// As `by` sees the lists.
    #[serde(rename = "bundle.asked.v1")]
    LedgersAsked { asked: AskLedgers, by: Actor },
    /// Compiled as `by`.
    #[serde(rename = "batch.asked.v1")]
    ReportsAsked { asked: AskReports, by: Actor },
    #[serde(rename = "bundle.kept.v1")]
    LedgerKept { part: Part },
    #[serde(rename = "bundle.finished.v1")]
    LedgersFinished { file: Hash, bytes: u64 },
    #[serde(rename = "batch.finished.v1")]
    ReportsFinished { outcome: Outcome },
    #[serde(rename = "bundle.cancelled.v1")]
    LedgersCancelled {},
    #[serde(rename = "batch.cancelled.v1")]
    ReportsCancelled {},
    #[serde(rename = "bundle.given_up.v1")]
    LedgersGivenUp { reason: Text<200> },
    #[serde(rename = "batch.given_up.v1")]
    ReportsGivenUp { reason: Text<200> },
    #[serde(rename = "bundle.resumed.v1")]
    LedgersResumed {},
    #[serde(rename = "batch.resumed.v1")]
    ReportsResumed {},
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such job.
    Unknown,
    /// The identifier stands for another one.
    AlreadyAsked,
    /// Whoever works with the lists asks for ledgers, whoever acts for the issuer for reports, and
    /// whoever signs for it to have them issued; whoever asked cancels and resumes.
    NotAuthorised,
    /// At least one ledger.
    NothingAsked,
    /// The period ends on that day; reports are compiled after it.
    PeriodNotOver { until: Date },
    /// So many of one person at most are under way at a time.
    TooMany { max: usize },
    /// It is finished, or was stopped.
    Over,
    /// What was not asked for, or less than was.
    OutOfPlace,
}

crate::request::commands! {
    AskLedgers => "cmd.reporting.job.ask-ledgers",
    AskReports => "cmd.reporting.job.ask-reports",
    Cancel => "cmd.reporting.job.cancel",
    Resume => "cmd.reporting.job.resume",
    Keep => "cmd.reporting.job.keep",
    Finish => "cmd.reporting.job.finish",
    GiveUp => "cmd.reporting.job.give-up",
}
