//! One family in one community: it has one live wish 微心愿 at a time.

use serde::{Deserialize, Serialize};
use values::{Fingerprint, NeedId, OrganisationId, Uuid, ids};

/// One for each family that a community knows, by the keyed fingerprint of its number.
pub fn id(community: OrganisationId, family: &Fingerprint) -> Uuid {
    ids::of_text("family", &format!("{community} {}", family.0))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// `wish` becomes the family's live wish.
    TakeUp { wish: NeedId },
    /// `wish` came to its end.
    LetGo { wish: NeedId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "family.wish_taken_up.v1")]
    WishTakenUp { wish: NeedId },
    #[serde(rename = "family.wish_let_go.v1")]
    WishLetGo { wish: NeedId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// The family has another live wish.
    HasAnother { wish: NeedId },
}
