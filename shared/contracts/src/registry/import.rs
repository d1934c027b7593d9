//! One import of one file: begun when every row was found good, done when every row was taken.

use serde::{Deserialize, Serialize};
use values::{Hash, ImportId, PersonId, Text, ids};

use crate::{Actor, Role};

/// The same file imported as the same kind is the same import, so a crash resumes: whoever of the
/// operators does it, and of an organisation for itself.
pub fn id(kind: &str, file: Hash, actor: &Actor) -> ImportId {
    let own = match actor {
        Actor::Person { role: Role::Operator, .. } | Actor::System => String::new(),
        Actor::Person { organisation, .. } => format!(" {organisation}"),
    };
    ids::of_text("import", &format!("{kind} {file}{own}")).into()
}

/// `cmd.registry.import.start`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    pub kind: Text<40>,
    pub file: Hash,
    pub file_name: Text<200>,
    pub rows: u64,
}

/// `cmd.registry.import.finish`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    pub import: ImportId,
    /// Rows taken.
    pub taken: u64,
    /// Rows that were good when the file was judged, and failed meanwhile; at most [`FAILED_MAX`]
    /// are named.
    pub failed: Vec<FailedRow>,
}

/// A row that could not be taken after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailedRow {
    /// Its number in the sheet.
    pub row: u64,
    /// The stable code of the reason.
    pub code: Text<80>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Start(Start),
    Finish { taken: u64, failed: Vec<FailedRow> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "import.started.v1")]
    Started {
        kind: Text<40>,
        file: Hash,
        file_name: Text<200>,
        rows: u64,
        /// Who takes in a list of their own organisation; nobody, where the operator does it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    #[serde(rename = "import.finished.v1")]
    Finished { taken: u64, failed: Vec<FailedRow> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such import.
    Unknown,
    /// Only the operator imports, and whoever acts for an organisation for it.
    NotAuthorised,
    /// More failed rows than may be named.
    TooManyFailed { max: usize },
    /// More rows were taken and failed than the file has.
    MoreThanRows { rows: u64 },
}

/// The most failed rows that one import names.
pub const FAILED_MAX: usize = 1_000;

crate::request::commands! {
    Start => "cmd.registry.import.start",
    Finish => "cmd.registry.import.finish",
}
