//! What can be asked of `resources`.

use serde::{Deserialize, Serialize};
use values::{Amount, AreaCode, Date, Money, OfferId, OrganisationId, Text, Timestamp};

use super::offer::Category;
use crate::{Hold, Page, PageRequest};

/// How an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OfferStatus {
    /// 在列
    Listed,
    /// 暂停
    Paused,
    /// 已到期
    Expired,
    /// 待确认: a standing offer that nobody confirmed for six months.
    Dormant,
    /// 已撤回
    Withdrawn,
}

/// `qry.resources.offers`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Offers {
    pub owner: Option<OrganisationId>,
    pub category: Option<Category>,
    pub status: Option<OfferStatus>,
    /// Part of the title.
    pub text: Option<String>,
    pub page: PageRequest,
}

/// `qry.resources.offer`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub offer: OfferId,
}

/// An offer as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfferLine {
    pub id: OfferId,
    pub owner: OrganisationId,
    pub title: Text<60>,
    pub content: Option<Text<500>>,
    pub category: Category,
    pub amount: Amount,
    /// Set aside for claims, not yet used.
    pub held: u64,
    /// Used up by delivered claims.
    pub used: u64,
    pub price: Option<Money>,
    pub area: Option<AreaCode>,
    pub place: Option<Text<200>>,
    pub available: Option<Text<200>>,
    /// The last day of its term; a standing offer has none.
    pub until: Option<Date>,
    /// Until when a standing offer must be confirmed.
    pub confirm_by: Option<Timestamp>,
    pub status: OfferStatus,
    /// Who holds how much, and since when.
    pub holds: Vec<Hold>,
    pub listed_at: Timestamp,
}

crate::request::queries! {
    Offers => "qry.resources.offers" -> Page<OfferLine>,
    Offer => "qry.resources.offer" -> Option<OfferLine>,
}
