//! What a wish may cost at most in this city.

use serde::{Deserialize, Serialize};
use values::{Money, Uuid, ids};

/// There is one for the city.
pub fn id() -> Uuid {
    ids::of_text("wish cap", "")
}

/// 500 yuan, unless the city says otherwise.
pub const DEFAULT: Money = Money { fen: 50_000 };

/// A cap is at most 10,000 yuan: beyond that it is no small wish.
pub const MAX: Money = Money { fen: 1_000_000 };

/// `cmd.needs.wish_cap.set`: for wishes that are verified from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// In fen.
    pub value: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "wish_cap.set.v1")]
    Set { value: Money },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// Only the city's officers and the operator set it.
    NotAuthorised,
    /// More than nothing, and at most so many yuan.
    OutOfRange { max_yuan: i64 },
}

crate::request::commands! {
    Set => "cmd.needs.wish_cap.set",
}
