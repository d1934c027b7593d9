//! Whether one check-in 报到 stands, as `registry` says: it decides which points a service earns.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "belonging.begun.v1")]
    Begun {},
    #[serde(rename = "belonging.ended.v1")]
    Ended {},
}
