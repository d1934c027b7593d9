//! One offer 资源: put on the list once, held piece by piece, used, or withdrawn.

use serde::{Deserialize, Serialize};
use values::{Amount, AreaCode, ClaimId, Money, OfferId, OrganisationId, Text};

use crate::HoldRefusal;

/// What kind of thing is offered or needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// 场地
    Venue,
    /// 人才
    Talent,
    /// 服务
    Service,
    /// 设施
    Facility,
    /// 物资
    Goods,
    /// 资金
    Funds,
    /// 信息
    Information,
    /// 文化
    Culture,
}

/// `cmd.resources.offer.list`: puts an offer on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The organisation that offers.
    pub owner: OrganisationId,
    pub title: Text<60>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Text<500>>,
    pub category: Category,
    /// How much there is in all.
    pub amount: Amount,
    /// 低偿: the price of one; free 无偿 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// The area it serves; everywhere when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text<200>>,
    /// When it can be had, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<Text<200>>,
}

/// `cmd.resources.offer.withdraw`: takes it off the list. What is held stays held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub offer: OfferId,
    #[serde(default)]
    pub reason: Option<Text<200>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    List(List),
    Withdraw {
        reason: Option<Text<200>>,
    },
    /// Set `amount` aside for `claim` of `claimer`, who either owns this offer (`own`) or asks for
    /// somebody else's. Only the saga asks for this.
    Hold {
        claim: ClaimId,
        claimer: OrganisationId,
        own: bool,
        amount: Amount,
    },
    /// Give back what `claim` holds. Only the saga asks for this.
    Release {
        claim: ClaimId,
    },
    /// Of what `claim` holds, `quantity` was delivered; the rest is given back.
    Use {
        claim: ClaimId,
        quantity: u64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "offer.listed.v1")]
    Listed(List),
    #[serde(rename = "offer.withdrawn.v1")]
    Withdrawn {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text<200>>,
    },
    #[serde(rename = "offer.held.v1")]
    Held { claim: ClaimId, owner: OrganisationId, quantity: u64 },
    #[serde(rename = "offer.hold_refused.v1")]
    HoldRefused { claim: ClaimId, reason: HoldRefusal },
    #[serde(rename = "offer.released.v1")]
    Released { claim: ClaimId },
    #[serde(rename = "offer.used.v1")]
    Used { claim: ClaimId, quantity: u64 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such offer.
    Unknown,
    /// The identifier stands for another offer.
    AlreadyListed,
    /// The actor may not do this for the offer's owner.
    NotAuthorised,
    /// A price is above zero.
    PriceOutOfRange,
}

crate::request::commands! {
    List => "cmd.resources.offer.list",
    Withdraw => "cmd.resources.offer.withdraw",
}
