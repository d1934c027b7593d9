//! What can be asked of `resources`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{Amount, AreaCode, ClaimId, Date, Money, OfferId, OrganisationId, Text, Timestamp};

use super::offer::{Category, Contact};
use super::schedule::Schedule;
use crate::registry::taxonomy::SubcategoryCode;
use crate::{Hold, ListOrder, Named, Page, PageRequest, Slot};

/// How an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OfferStatus {
    /// 草稿: only its owner sees it.
    Draft,
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
    /// 一次性: it stands for one claim alone.
    OneOff,
}

impl OfferStatus {
    /// Every way in which an offer may stand.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Listed,
        Self::Paused,
        Self::Expired,
        Self::Dormant,
        Self::Withdrawn,
        Self::OneOff,
    ];
}

/// 无偿 or 低偿.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriceKind {
    /// 无偿
    Free,
    /// 低偿
    Low,
}

/// `qry.resources.offers`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Offers {
    pub owner: Option<OrganisationId>,
    /// Those that this organisation manages for their owners.
    pub manager: Option<OrganisationId>,
    pub category: Option<Category>,
    pub subcategory: Option<SubcategoryCode>,
    /// Those that serve this area: it alone, an area around it, or everybody.
    pub area: Option<AreaCode>,
    pub status: Option<OfferStatus>,
    pub price: Option<PriceKind>,
    /// 即将到期: those that end, or must be confirmed, by the end of this day.
    pub ends_by: Option<Date>,
    /// Part of the title.
    pub text: Option<String>,
    pub order: ListOrder,
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
    pub subcategory: Option<SubcategoryCode>,
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
    pub manager: Option<OrganisationId>,
    pub contact: Option<Contact>,
    pub conditions: Vec<Text<100>>,
    /// When it can be booked; one that has none is claimed without a slot.
    pub schedule: Option<Box<Schedule>>,
    pub status: OfferStatus,
    /// Who holds how much, and since when.
    pub holds: Vec<Hold>,
    /// A draft: when it was drafted.
    pub listed_at: Timestamp,
}

/// `qry.resources.slots`: what is free and what is booked of an offer that is booked by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Slots {
    pub offer: OfferId,
    /// The first day.
    pub from: Date,
    /// The last day; a week from the first when absent. The answer holds [`SLOT_DAYS_MAX`] days at
    /// most, and says where the next ones begin.
    #[serde(default)]
    pub to: Option<Date>,
}

/// The most days in one answer about slots.
pub const SLOT_DAYS_MAX: i32 = 31;

/// What is free and what is booked, by its beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfferSlots {
    /// Within the opening times, whether they lie ahead or not; nothing while it is not listed.
    pub free: Vec<FreeSlot>,
    pub booked: Vec<BookedSlot>,
    /// The first day of the next answer, when more days were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Date>,
}

/// A time that can be booked, as a whole or in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FreeSlot {
    pub slot: Slot,
    /// How much can be had during it.
    pub left: u64,
}

/// A time that somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookedSlot {
    pub slot: Slot,
    pub claim: ClaimId,
    pub quantity: u64,
}

/// `qry.resources.names`: what these offers are called, for lists of other services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferNames {
    /// At most [`crate::NAMES_MAX`].
    #[serde(deserialize_with = "crate::names::read")]
    pub offers: Vec<OfferId>,
}

crate::request::queries! {
    OfferNames => "qry.resources.names" -> BTreeMap<OfferId, Named>,
    Offers => "qry.resources.offers" -> Page<OfferLine>,
    Offer => "qry.resources.offer" -> Option<OfferLine>,
    Slots => "qry.resources.slots" -> Option<OfferSlots>,
}
