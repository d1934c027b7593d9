//! One line of the need list or of the resource list, as far as it is matched and found: what it
//! says, whether it is on its list, and how much of it is left.
//!
//! Its id is that of the need or the offer.

use serde::{Deserialize, Serialize};
use values::{
    Amount, AreaCode, ClaimId, Date, Money, NeedId, OfferId, OrganisationId, Text, Timestamp, Uuid,
};

use crate::Slot;
use crate::needs::need::{self, Kind, Urgency, Window};
use crate::registry::taxonomy::{Category, SubcategoryCode};
use crate::resources::offer;
use crate::resources::schedule::Schedule;

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    pub owner: OrganisationId,
    pub title: Text<60>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Text<500>>,
    pub category: Category,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<SubcategoryCode>,
    pub amount: Amount,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text<200>>,
    pub particulars: Particulars,
}

/// What only a need says, or only an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Particulars {
    Need(OfNeed),
    Offer(OfOffer),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfNeed {
    pub kind: Kind,
    #[serde(default)]
    pub urgency: Urgency,
    /// Whoever stands above its owner says that it is an emergency, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgency_confirmed: bool,
    pub divisible: bool,
    pub partners_max: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Text<30>>,
}

impl OfNeed {
    /// One partner gives all that is left of it, or nobody gives anything. Of a post each volunteer
    /// takes one place.
    pub fn is_whole(&self) -> bool {
        match self.kind {
            Kind::Wish => true,
            Kind::Post => false,
            Kind::Common | Kind::Individual | Kind::PairHelp | Kind::Team => !self.divisible,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfOffer {
    /// The area it serves; everywhere when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serves: Option<AreaCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// It is booked by time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub booked: bool,
    /// When it is open, where it is booked by time and that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Box<Schedule>>,
}

/// What a ledger says happened to the line, in its order: the events of one of its commits.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Need(Vec<need::Event>),
    Offer(Vec<offer::Event>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It says this from now on.
    #[serde(rename = "listing.described.v1")]
    Described { listing: Box<Listing> },
    /// It is on its list: it can be claimed.
    #[serde(rename = "listing.listed.v1")]
    Listed { on: Date },
    /// It is not, or not any more; `paused` for a while, or `dropped`: nobody asks for it any more.
    #[serde(rename = "listing.unlisted.v1")]
    Unlisted {
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        paused: bool,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        dropped: bool,
    },
    #[serde(rename = "listing.held.v1")]
    Held {
        claim: ClaimId,
        quantity: u64,
        /// For whose month it counts, where its owner says how much it takes on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
        /// The time that it has of an offer that is booked by time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<Slot>,
    },
    /// The claim holds nothing of it any more: `used` was delivered, the rest is free.
    #[serde(rename = "listing.released.v1")]
    Released { claim: ClaimId, used: u64 },
    /// So much of what was delivered, by this claim or by all, is asked for again.
    #[serde(rename = "listing.returned.v1")]
    Returned {
        quantity: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        claim: Option<ClaimId>,
    },
}

/// The aggregate of a need.
pub fn of_need(need: NeedId) -> Uuid {
    need.into()
}

/// The aggregate of an offer.
pub fn of_offer(offer: OfferId) -> Uuid {
    offer.into()
}
