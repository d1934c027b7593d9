//! Whether one organisation stands for another, as `registry` says: noted, so that the cards of a
//! year that was closed before stay with whose they were. Its id is that of the merged one.

use serde::{Deserialize, Serialize};
use values::OrganisationId;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "merger.made.v1")]
    Made { kept: OrganisationId },
    #[serde(rename = "merger.undone.v1")]
    Undone {
        /// Into which one it had been merged before mergers were noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<OrganisationId>,
    },
}
