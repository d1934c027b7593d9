//! What was counted of somebody from something that happened, and counts no more: an objection to
//! it was upheld.

use serde::{Deserialize, Serialize};
use values::{NeedId, OccasionId, Text, Uuid, ids};

use crate::Claimer;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// A service, a delivered claim, and what residents said of it.
    Occasion(OccasionId),
    /// How a need ended, and what its raiser said of that.
    Need(NeedId),
}

/// What of it is counted for `who`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CountedFact {
    pub happened: Happened,
    pub who: Claimer,
}

/// There is one of each.
pub fn id(counted: CountedFact) -> Uuid {
    let counted = serde_json::to_string(&counted).expect("it has text keys only");
    ids::of_text("exclusion", &counted)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclude {
    pub counted: CountedFact,
    pub reason: Text<200>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "exclusion.made.v1")]
    Made { counted: CountedFact, reason: Text<200> },
}
