//! One area of the administrative division, and what it is called.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Text, Uuid, ids};

/// An area's aggregate follows from its code: names repeat, codes do not.
pub fn id(code: AreaCode) -> Uuid {
    ids::of_text("area", &code.to_string())
}

/// `cmd.registry.area.add`: puts an area on the map, or gives it another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Add {
    pub code: AreaCode,
    pub name: Text<60>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "area.added.v1")]
    Added { code: AreaCode, name: Text<60> },
    #[serde(rename = "area.renamed.v1")]
    Renamed { name: Text<60> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// Whoever decides for the city changes the map, in the own area.
    NotAuthorised,
}

crate::request::commands! {
    Add => "cmd.registry.area.add",
}
