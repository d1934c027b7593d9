//! What can be asked about batches of reports.

use serde::{Deserialize, Serialize};
use values::{BatchId, Text, Timestamp};

use super::batch::{Ask, Outcome};
use crate::{Actor, Page, PageRequest};

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BatchStatus {
    /// 汇编中
    Compiling,
    /// 已汇编
    Finished,
    /// 已取消
    Cancelled,
    /// 未完成
    GivenUp,
}

/// `qry.reporting.batches`: one's own, newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Batches {
    pub page: PageRequest,
}

/// `qry.reporting.batch`: one of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub batch: BatchId,
}

/// A batch as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchLine {
    pub id: BatchId,
    pub asked: Ask,
    pub asked_at: Timestamp,
    pub status: BatchStatus,
    /// Once it is finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Why it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<200>>,
}

/// `qry.reporting.batch-to-make`: the next that is to be gone through. Whoever makes them asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchToMake {}

/// A batch that is to be gone through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchWork {
    pub line: BatchLine,
    /// As whom the reports are compiled.
    pub by: Actor,
}

crate::request::queries! {
    Batches => "qry.reporting.batches" -> Page<BatchLine>,
    Batch => "qry.reporting.batch" -> Option<BatchLine>,
    BatchToMake => "qry.reporting.batch-to-make" -> Option<BatchWork>,
}
