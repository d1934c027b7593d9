//! Whether one pair 结对 stands: its two sides prefer each other. Its id is the pair's.

use serde::{Deserialize, Serialize};
use values::OrganisationId;

use crate::registry::pair;

/// What `registry` says happened to it, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(pub Vec<pair::Event>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "bond.tied.v1")]
    Tied { unit: OrganisationId, community: OrganisationId },
    #[serde(rename = "bond.untied.v1")]
    Untied { unit: OrganisationId, community: OrganisationId },
}
