//! The document numbers of one issuer in one year: 1, 2, 3 …

use serde::{Deserialize, Serialize};
use values::{OrganisationId, Uuid, ids};

/// One series for each issuer and year.
pub fn id(issuer: OrganisationId, year: i16) -> Uuid {
    ids::of_text("numbering", &format!("{issuer} {year}"))
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "numbering.taken.v1")]
    Taken { serial: u32 },
}
