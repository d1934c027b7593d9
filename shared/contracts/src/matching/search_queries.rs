//! Search over everything that has a name: needs, offers, units, projects.
//!
//! `GET /search?text=…` takes Chinese text, pinyin (`weihaiyiyuan`, every reading of a character
//! counts) or initials (`whyy`), forgives a wrong character, and answers
//!
//! ```json
//! {"items": [{"what": "offer", "id": "…", "title": "…", "owner": "…", "owner_name": "…",
//!             "category": "venue", "listed": true, "score": 870}],
//!  "total": 12, "next_offset": 10,
//!  "facets": {"what": [["need", 7], ["offer", 5]], "category": [["venue", 12]], "listed": 9}}
//! ```

use serde::{Deserialize, Serialize};
use values::{OrganisationId, Text, Uuid};

use crate::registry::taxonomy::Category;
use crate::{PageRequest, Place};

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FoundKind {
    Need,
    Offer,
    Organisation,
    Project,
}

/// `qry.matching.search`: the best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Chinese text, pinyin or initials.
    pub text: Text<100>,
    #[serde(default)]
    pub what: Option<FoundKind>,
    #[serde(default)]
    pub category: Option<Category>,
    /// Lines of this organisation.
    #[serde(default)]
    pub owner: Option<OrganisationId>,
    /// Only what can be claimed now.
    #[serde(default)]
    pub listed: Option<bool>,
    #[serde(default)]
    pub page: PageRequest,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundItem {
    pub what: FoundKind,
    pub id: Uuid,
    pub title: Text<60>,
    pub owner: Option<OrganisationId>,
    pub owner_name: Option<Text<60>>,
    pub category: Option<Category>,
    /// It can be claimed; an organisation is in operation.
    pub listed: bool,
    /// How well it answers the text, 0 to 1000.
    pub score: u16,
}

/// How many were found of each sort, before the page and the filters of that sort.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facets {
    pub what: Vec<(FoundKind, usize)>,
    pub category: Vec<(Category, usize)>,
    pub listed: usize,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Found {
    pub items: Vec<FoundItem>,
    pub total: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_offset: Option<usize>,
    /// The cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Place>,
    pub facets: Facets,
}

/// Of so many that answer the text the best are looked at.
pub const FOUND_MAX: usize = 1000;

crate::request::queries! {
    Search => "qry.matching.search" -> Found,
}
