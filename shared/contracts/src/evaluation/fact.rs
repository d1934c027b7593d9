//! One fact 事实 that no service of the system knows, written down with its evidence by whoever
//! stands above the organisation it is about, and struck when it is wrong.

use serde::{Deserialize, Serialize};
use values::{Date, FactId, OrganisationId, PersonId, Text};

use super::rules::Measure;

/// `cmd.evaluation.fact.enter`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Enter {
    pub organisation: OrganisationId,
    pub measure: Measure,
    pub on: Date,
    /// How many, 1 to 100; or how many points or percent of 100, also none.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 100))]
    pub quantity: i64,
    /// On what it rests: minutes, a document, who saw it.
    pub evidence: Text<200>,
}

/// `cmd.evaluation.fact.strike`: it was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Strike {
    pub fact: FactId,
    pub reason: Text<200>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Enter(Enter),
    Strike {
        reason: Text<200>,
    },
    /// An objection to it was upheld.
    Uphold {
        reason: Text<200>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "fact.entered.v1")]
    Entered { fact: Enter, by: PersonId },
    #[serde(rename = "fact.struck.v1")]
    Struck { reason: Text<200>, by: PersonId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such fact.
    Unknown,
    /// The identifier stands for another fact.
    AlreadyEntered,
    /// Whoever stands above the organisation writes it down, never itself.
    NotAuthorised,
    /// The system counts this itself.
    NotEntered,
    /// 1 to 100; 0 where it is points or percent.
    OutOfRange { max: i64 },
    /// The day lies in the future.
    DateInTheFuture,
    /// It was struck before.
    Struck,
}

/// The most of one fact.
pub const QUANTITY_MAX: i64 = 100;

crate::request::commands! {
    Enter => "cmd.evaluation.fact.enter",
    Strike => "cmd.evaluation.fact.strike",
}
