//! The lists that one person saved 常用视图: what was asked for, each under a name of their own.
//!
//! What somebody looks for says something of them and of others: names and addresses stand here
//! sealed, and are compared by keyed fingerprints.

use serde::{Deserialize, Serialize};
use values::{Fingerprint, PersonId, Sealed, Text, Timestamp, Uuid, ids};

/// All views of one person.
pub fn id(person: PersonId) -> Uuid {
    ids::of_text("saved_views", &person.to_string())
}

/// The view that a person saved under the name with this fingerprint.
pub fn view_id(person: PersonId, name: &Fingerprint) -> Uuid {
    ids::of_text("saved_view", &format!("{person} {}", name.0))
}

/// `cmd.registry.saved_views.save`: under the same name once more it replaces the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Save {
    pub person: PersonId,
    pub name: Text<30>,
    /// Its path with what is asked for, `/needs?status=posted`.
    pub address: Text<500>,
}

/// `cmd.registry.saved_views.delete`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Delete {
    pub person: PersonId,
    pub view: Uuid,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Save { person: PersonId, view: Uuid, content: Sealed, digest: Fingerprint },
    Delete { person: PersonId, view: Uuid },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "saved_views.saved.v1")]
    Saved {
        person: PersonId,
        view: Uuid,
        /// A [`SavedView`].
        content: Sealed,
        /// To see that it is the same once more.
        digest: Fingerprint,
    },
    #[serde(rename = "saved_views.deleted.v1")]
    Deleted { person: PersonId, view: Uuid },
}

/// What is sealed of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub name: Text<30>,
    pub address: Text<500>,
}

impl SavedView {
    /// What is sealed.
    #[must_use]
    pub fn said(&self) -> String {
        serde_json::to_string(self).expect("it has text keys only")
    }

    /// What was sealed, read again.
    #[must_use]
    pub fn read(said: &str) -> Option<Self> {
        serde_json::from_str(said).ok()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// Everybody saves their own.
    NotAuthorised,
    /// It is no path of this portal.
    AddressUnfit,
    /// So many at most.
    TooMany { max: usize },
    /// The person was erased.
    Erased,
}

/// The most views that one person saves.
pub const VIEWS_MAX: usize = 20;

/// `qry.registry.saved_views`: a person's own, in the order in which they were first saved; nothing
/// of anybody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SavedViews {
    pub person: PersonId,
}

/// A view as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedViewLine {
    pub view: Uuid,
    pub name: Text<30>,
    pub address: Text<500>,
    pub saved_at: Timestamp,
}

crate::request::commands! {
    Save => "cmd.registry.saved_views.save",
    Delete => "cmd.registry.saved_views.delete",
}

crate::request::queries! {
    SavedViews => "qry.registry.saved_views" -> Vec<SavedViewLine>,
}
