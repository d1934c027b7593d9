//! The dossier of one subject: which periods reports were issued about. No two share a day.

use serde::{Deserialize, Serialize};
use values::{ReportId, Uuid, ids};

use super::Period;
use super::report::named;
use crate::Claimer;

/// One for each subject.
pub fn id(subject: Claimer) -> Uuid {
    ids::of_text("dossier", &named(subject))
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "dossier.filed.v1")]
    Filed { report: ReportId, period: Period },
}
