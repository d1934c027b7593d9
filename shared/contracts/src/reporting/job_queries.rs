//! What can be asked about jobs in the background.

use serde::{Deserialize, Serialize};
use values::{JobId, Text, Timestamp};

use super::job::{Asked, Made};
use super::ledger::Part;
use crate::{Actor, Page, PageRequest};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// 进行中: it waits, or is worked.
    UnderWay,
    /// 已完成
    Finished,
    /// 已取消
    Cancelled,
    /// 未完成
    GivenUp,
}

/// `qry.reporting.jobs`: one's own, newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Jobs {
    pub page: PageRequest,
}

/// `qry.reporting.job`: one of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    pub job: JobId,
}

/// A job as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobLine {
    pub id: JobId,
    pub asked: Asked,
    pub asked_at: Timestamp,
    pub status: JobStatus,
    /// The ledgers that are made already.
    pub parts: Vec<Part>,
    /// Once it is finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Made>,
    /// Why it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<200>>,
}

/// `qry.reporting.job-to-do`: the one under way that was asked for first. Whoever works them asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobToDo {}

/// A job that is to be worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobWork {
    pub line: JobLine,
    /// As whom it is worked.
    pub by: Actor,
}

crate::request::queries! {
    Jobs => "qry.reporting.jobs" -> Page<JobLine>,
    Job => "qry.reporting.job" -> Option<JobLine>,
    JobToDo => "qry.reporting.job-to-do" -> Option<JobWork>,
}
