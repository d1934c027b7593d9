//! One offer 资源: put on the list once for a term, held piece by piece, used, renewed, or
//! withdrawn.

use serde::{Deserialize, Serialize};
use values::{
    Amount, AreaCode, ClaimId, Date, Money, OfferId, OrganisationId, PersonId, Text, Timestamp,
};

use super::schedule::Schedule;
use crate::projects::claim::HoldRequest;
pub use crate::registry::taxonomy::Category;
use crate::registry::taxonomy::SubcategoryCode;
use crate::{Claimer, HoldRefusal, Slot};

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
    /// Live in its category, by the taxonomy of the city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<SubcategoryCode>,
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
    /// The last day on which it stands; without one it is a standing offer 长期, to be confirmed
    /// every six months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Who manages it 管理单位, where that is not the owner: the community manages a unit's room. It
    /// may pause, resume and renew the offer, and say when it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<OrganisationId>,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// 使用条件: what whoever takes it keeps to; at most [`CONDITIONS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Text<100>>,
    /// When it can be booked. An offer that has one is claimed slot by slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Box<Schedule>>,
}

impl List {
    /// A free standing offer for everybody, of which nothing more is said.
    pub fn new(owner: OrganisationId, title: Text<60>, category: Category, amount: Amount) -> Self {
        Self {
            owner,
            title,
            content: None,
            category,
            subcategory: None,
            amount,
            price: None,
            area: None,
            place: None,
            available: None,
            until: None,
            manager: None,
            contact: None,
            conditions: Vec::new(),
            schedule: None,
        }
    }
}

/// Whom to ask about an offer 联系人. How to reach them is known to `registry` alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    Organisation(OrganisationId),
    Person(PersonId),
}

/// `cmd.resources.offer.draft` 存草稿: keeps an offer for its owner alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub offer: Box<List>,
}

/// `cmd.resources.offer.list-draft` 发布草稿: puts a draft on the list as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ListDraft {
    pub offer: OfferId,
}

/// `cmd.resources.offer.edit` 修改: from now on it says this. All of a draft may change; of what
/// was listed, only what claims do not rest on, and the amount down to what they have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub offer: OfferId,
    pub to: Box<List>,
}

/// `cmd.resources.offer.set-schedule` 调整开放安排: from now on it is open then; without a schedule it
/// is booked by time no more. What is booked stays booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetSchedule {
    pub offer: OfferId,
    #[serde(default)]
    pub schedule: Option<Box<Schedule>>,
}

/// What stays as it was first listed: claims rest on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fixed {
    /// Of a draft too.
    Owner,
    Category,
    Unit,
    Price,
    Area,
    /// Renewing changes it.
    Until,
}

/// `cmd.resources.offer.renew` 续期: it stands anew, to the end of `until` or as a standing offer;
/// back on the list if it had expired or was dormant. A pause goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Renew {
    pub offer: OfferId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// `cmd.resources.offer.renew-many` 批量续期: all of them, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenewMany {
    /// At most [`RENEW_MANY_MAX`].
    pub offers: Vec<OfferId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// `cmd.resources.offer.pause` 暂停: takes no new claims for a while. What is held stays held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Pause {
    pub offer: OfferId,
    #[serde(default)]
    pub reason: Option<Text<200>>,
}

/// `cmd.resources.offer.resume` 恢复: back on the list after a pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Resume {
    pub offer: OfferId,
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
    List(Box<List>),
    Draft(Box<List>),
    ListDraft,
    Edit {
        to: Box<List>,
    },
    SetSchedule {
        schedule: Option<Box<Schedule>>,
    },
    Withdraw {
        reason: Option<Text<200>>,
    },
    Pause {
        reason: Option<Text<200>>,
    },
    Resume,
    Renew {
        until: Option<Date>,
    },
    /// A notice, the end of the term, or the time to confirm has come.
    TermDue,
    /// 一次性条目: what is given by `claim`, which stands on the list for it alone. Only the saga asks
    /// for this.
    ListOnce {
        claim: ClaimId,
        offer: Box<List>,
    },
    /// Set `amount` aside for `claim` of `claimer`, who either owns this offer (`own`) or asks for
    /// somebody else's. Only the saga asks for this.
    Hold {
        claim: ClaimId,
        claimer: Claimer,
        own: bool,
        amount: Amount,
        slot: Option<Slot>,
    },
    /// A claim that is over asks only whether the offer falls short for it, too.
    Wonder {
        claim: ClaimId,
        request: HoldRequest,
    },
    /// Give back what `claim` holds. Only the saga asks for this.
    Release {
        claim: ClaimId,
    },
    /// Hold it when there is enough, and wait until then. Only the saga asks for this.
    Wait {
        claim: ClaimId,
        request: HoldRequest,
    },
    /// All lines of `claim` are held. Only the saga asks for this.
    Confirm {
        claim: ClaimId,
    },
    /// Another claims in the claimer's place. Only the saga asks for this.
    PassOn {
        claim: ClaimId,
        to: Claimer,
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
    #[serde(rename = "offer.drafted.v1")]
    Drafted { offer: Box<List> },
    /// From now on it says this.
    #[serde(rename = "offer.edited.v1")]
    Edited { offer: Box<List> },
    /// It stands to the end of `offer.until`, or is to be confirmed by then: `stands_to`.
    #[serde(rename = "offer.listed.v1")]
    Listed { offer: Box<List>, stands_to: Timestamp },
    /// Off the list for good; of a draft: thrown away.
    #[serde(rename = "offer.withdrawn.v1")]
    Withdrawn {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text<200>>,
    },
    /// 续期: another term began, to the end of `until` or, without one, as a standing offer.
    #[serde(rename = "offer.renewed.v1")]
    Renewed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
        stands_to: Timestamp,
    },
    /// Its owner is told that the term ends: 7 days before, and 1 day before.
    #[serde(rename = "offer.expiry_noticed.v1")]
    ExpiryNoticed { days_left: i32 },
    #[serde(rename = "offer.expired.v1")]
    Expired {},
    /// 待确认: a standing offer that nobody confirmed.
    #[serde(rename = "offer.went_dormant.v1")]
    WentDormant {},
    #[serde(rename = "offer.paused.v1")]
    Paused {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text<200>>,
    },
    #[serde(rename = "offer.resumed.v1")]
    Resumed {},
    /// 一次性条目: its owner gives it by `claim`, which holds all of it; nobody else can claim it.
    #[serde(rename = "offer.listed_once.v1")]
    ListedOnce { claim: ClaimId, offer: Box<List> },
    #[serde(rename = "offer.held.v1")]
    Held {
        claim: ClaimId,
        claimer: Claimer,
        owner: OrganisationId,
        category: Category,
        quantity: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<Slot>,
    },
    #[serde(rename = "offer.hold_refused.v1")]
    HoldRefused { claim: ClaimId, reason: HoldRefusal },
    /// What `claim` holds of its own line is tentative no more: its other line is held, too.
    #[serde(rename = "offer.hold_confirmed.v1")]
    HoldConfirmed { claim: ClaimId },
    /// 候补: `claim` waits for an amount.
    #[serde(rename = "offer.wait_begun.v1")]
    WaitBegun { claim: ClaimId, request: HoldRequest },
    /// `claim` waits no more, and holds nothing.
    #[serde(rename = "offer.wait_ended.v1")]
    WaitEnded { claim: ClaimId },
    /// What `claim` holds is another claimer's from now on.
    #[serde(rename = "offer.hold_passed_on.v1")]
    HoldPassedOn { claim: ClaimId, to: Claimer },
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
    /// The last day of a term lies ahead, at most [`TERM_YEARS_MAX`] years.
    UntilOutOfRange,
    /// The taxonomy has no such live subcategory in the category.
    UnknownSubcategory,
    /// It serves an area from a grid to the city.
    AreaTooWide,
    /// It has at most this many conditions.
    TooManyConditions { max: u64 },
    /// No such organisation could manage it.
    UnknownManager,
    /// This stays as it was first listed.
    FixedOnceListed { field: Fixed },
    /// Claims have that much of it: it cannot be less.
    AmountTaken { taken: u64 },
    /// What claims have booked at that time does not fit the schedule.
    SlotOverbooked { slot: Slot },
    /// So many are renewed at a time.
    TooManyAtOnce { max: u64 },
    /// A schedule has at most so many lines of one kind.
    ScheduleTooLong { max: u64 },
    /// A schedule opens at least once.
    NeverOpen,
    /// What may be held at the same time is between 1 and the amount.
    CapacityOutOfRange { max: u64 },
    /// It was withdrawn: list it anew.
    Withdrawn,
    /// Only what is on the list can be paused; what has expired or is dormant is renewed.
    NotOnTheList,
    /// 一次性条目: it goes with its claim, and nothing is done about it by itself.
    OneOff,
}

/// The longest term of a dated offer, in years.
pub const TERM_YEARS_MAX: i32 = 10;

/// The most conditions of an offer.
pub const CONDITIONS_MAX: usize = 10;

/// The most offers renewed by one command.
pub const RENEW_MANY_MAX: usize = 100;

/// After how many months a standing offer must be confirmed.
pub const CONFIRM_MONTHS: i32 = 6;

/// How many days before the end of its term an offer's owner is told, in order.
pub const NOTICE_DAYS: [i32; 2] = [7, 1];

crate::request::commands! {
    List => "cmd.resources.offer.list",
    Draft => "cmd.resources.offer.draft",
    ListDraft => "cmd.resources.offer.list-draft",
    Edit => "cmd.resources.offer.edit",
    SetSchedule => "cmd.resources.offer.set-schedule",
    Withdraw => "cmd.resources.offer.withdraw",
    Pause => "cmd.resources.offer.pause",
    Resume => "cmd.resources.offer.resume",
    Renew => "cmd.resources.offer.renew",
    RenewMany => "cmd.resources.offer.renew-many",
}
