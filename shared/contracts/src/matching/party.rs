//! One organisation, as far as it is matched and found. Its id is the organisation's.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Text};

use crate::registry::organisation::{self, Level, Nature};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub name: Text<60>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Text<60>>,
    pub level: Level,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nature: Option<Nature>,
    /// Where it works 属地.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    /// Neither suspended, ended nor merged into another.
    pub in_operation: bool,
}

/// What `registry` says happened to it, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(pub Vec<organisation::Event>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It is this from now on.
    #[serde(rename = "party.described.v1")]
    Described { party: Box<Party> },
}
