//! The serial numbers of one area's projects in one year: 1, 2, 3 …

use serde::{Deserialize, Serialize};
use values::{AreaCode, Uuid, ids};

/// One series for each area and year.
pub fn id(area: AreaCode, year: i16) -> Uuid {
    ids::of_text("serial", &format!("{area} {year}"))
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "serial.taken.v1")]
    Taken { number: u64 },
}
