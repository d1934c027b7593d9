//! The best whole of what stands on the lists, its proof, and what a change of it would cost.
//!
//! Nothing here changes anything: people decide by claims.

use serde::{Deserialize, Serialize};
use values::{NeedId, OfferId, OrganisationId, Text};

use super::{Aim, Suggestion};
use crate::{PageRequest, Place};

/// `qry.matching.whole`: the best whole, as far as it concerns the needs of an organisation and of
/// all that lies in its area.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BestWhole {
    pub organisation: Option<OrganisationId>,
    pub page: PageRequest,
}

/// What an aim reaches over all lists, and what no whole passes. Of fairness less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AimReached {
    pub aim: Aim,
    pub reached: i64,
    pub bound: i64,
}

/// How much of what an organisation asks for the whole serves, in lots: 100 yuan, or one of any
/// other unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fill {
    pub organisation: OrganisationId,
    pub name: Option<Text<60>>,
    pub asked: u64,
    pub served: u64,
}

/// The best whole. It is a flow, and knows no needs that one partner takes whole, or of which few
/// take a part, but that it gives nothing where no offer has all or no partner may come: where it
/// breaks such a rule still, what it reaches is a bound, and no plan may look so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Whole {
    /// By each aim in its order; each is reached on the wholes that are best for all before it.
    pub aims: Vec<AimReached>,
    /// The certificate holds, and every need is served as it may be: no whole is better by these
    /// aims. Checked for this answer, by code that shares none with the search.
    pub proved: bool,
    /// So many needs, of all lists, are served as they may not be: one that is taken whole in part
    /// or by several, or one by more partners than may come. Then nothing is proved but the bound.
    #[serde(default)]
    pub relaxed: usize,
    /// The needs that are served in whole, in part, and not at all.
    pub served: usize,
    pub partly: usize,
    pub unserved: usize,
    /// The least served first.
    pub fills: Vec<Fill>,
    pub items: Vec<Suggestion>,
    pub total: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_offset: Option<usize>,
    /// The cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Place>,
}

/// `qry.matching.what_if`: what if this pair had exactly so much (0: never), or this offer had so
/// much left, or this need asked for so much?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WhatIf {
    #[serde(default)]
    pub need: Option<NeedId>,
    #[serde(default)]
    pub offer: Option<OfferId>,
    pub quantity: u64,
}

/// An aim before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AimChanged {
    pub aim: Aim,
    pub before: i64,
    pub after: i64,
}

/// A pair before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PairChanged {
    pub need: NeedId,
    pub need_title: Text<60>,
    pub offer: OfferId,
    pub offer_title: Text<60>,
    pub before: u64,
    pub after: u64,
}

/// What would follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consequence {
    /// The aims that would be reached otherwise; none when the change costs nothing.
    pub aims: Vec<AimChanged>,
    /// At most [`PAIRS_CHANGED_MAX`].
    pub pairs: Vec<PairChanged>,
    /// How many there are.
    pub changed: usize,
}

/// The most changed pairs that are named.
pub const PAIRS_CHANGED_MAX: usize = 200;

crate::request::queries! {
    BestWhole => "qry.matching.whole" -> Whole,
    WhatIf => "qry.matching.what_if" -> Option<Consequence>,
}
