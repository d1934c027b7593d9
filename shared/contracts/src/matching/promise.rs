//! What became of one claim, for the reliability of the side that gives. Its id is the claim's.
//!
//! Only what was carried out and what was not performed 未履约 counts: neither a cancellation by
//! consent nor a lapse by the other side's silence speaks against anybody.

use serde::{Deserialize, Serialize};
use values::OrganisationId;

use crate::projects::claim;

/// What `projects` says happened to the claim, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(pub Vec<claim::Event>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// This organisation gives; whoever takes the claimer's place gives in its stead (`claimed`).
    #[serde(rename = "promise.made.v1")]
    Made {
        giver: OrganisationId,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        claimed: bool,
    },
    #[serde(rename = "promise.kept.v1")]
    Kept { giver: OrganisationId },
    #[serde(rename = "promise.broken.v1")]
    Broken { giver: OrganisationId },
}
