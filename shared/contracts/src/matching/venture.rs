//! One project, as far as it is found. Its id is the project's.

use serde::{Deserialize, Serialize};
use values::{OrganisationId, Text};

use crate::projects::project;

/// What `projects` says happened to it, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(pub Vec<project::Event>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "venture.named.v1")]
    Named { title: Text<60>, code: Text<40>, asking: OrganisationId },
}
