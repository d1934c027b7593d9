//! What `needs` suggests to whoever sorts what was raised 分类: people decide.

use serde::{Deserialize, Serialize};
use values::{NeedId, Text, Timestamp};

/// `qry.needs.suggestions`: for a need that was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestions {
    pub need: NeedId,
}

/// `qry.needs.suggestions_for`: for a text, before it is raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SuggestionsFor {
    pub text: Text<2000>,
}

/// What may be said of a text by comparing it with others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggested {
    /// The likeliest categories, the likeliest first; none without a model.
    pub categories: Vec<LikelyCategory>,
    /// Open needs that may ask for the same: the exact ones first, newest first, then the near
    /// ones by similarity.
    pub duplicates: Vec<LikelyDuplicate>,
}

/// A category of the model that the text may belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LikelyCategory {
    pub label: Text<30>,
    /// In thousandths; all categories of the model together make 1,000.
    pub confidence: u16,
}

/// An open need that may be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LikelyDuplicate {
    pub need: NeedId,
    pub title: Text<60>,
    pub raised_at: Timestamp,
    /// The same text, but for blanks.
    pub exact: bool,
    /// In thousandths.
    pub similarity: u16,
}

/// The most categories that are suggested.
pub const CATEGORIES_SUGGESTED_MAX: usize = 3;

/// The most exact duplicates, and the most near ones, that are suggested.
pub const DUPLICATES_SUGGESTED_MAX: usize = 10;

crate::request::queries! {
    Suggestions => "qry.needs.suggestions" -> Option<Suggested>,
    SuggestionsFor => "qry.needs.suggestions_for" -> Suggested,
}
