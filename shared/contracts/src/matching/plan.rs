//! One plan 匹配方案: the best whole of a body's open needs, proved when it was computed, answered by
//! the people concerned line by line, published, and carried out as claims.
//!
//! A *line* gives so much of one offer to one need; its two sides are the owners of the two. A line
//! is agreed when both sides have accepted it. Silence accepts nothing.

mod explained;
mod figures;
mod queries;
mod requests;
mod trial;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use values::{
    Amount, AreaCode, ClaimId, Date, NeedId, OfferId, OrganisationId, PlanId, Text, Timestamp,
    Unit, ids,
};

pub use explained::*;
pub use figures::*;
pub use queries::*;
pub use requests::*;
pub use trial::*;

use super::{Aim, AimCost, AimReached, Bottleneck, WhyNot};
use crate::registry::taxonomy::Category;
use crate::{HoldRefusal, Position, Slot};

/// A need and an offer for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pair {
    pub need: NeedId,
    pub offer: OfferId,
}

/// So much of the offer for the need; as a change, 0 is no more of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Share {
    pub need: NeedId,
    pub offer: OfferId,
    pub quantity: u64,
    /// What a lot of the offer was worth to others when the line was drawn; absent where there was
    /// enough of it, and of a line that people have set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<AimCost>,
}

impl Share {
    /// A line that nobody has priced.
    pub fn of(Pair { need, offer }: Pair, quantity: u64) -> Self {
        Self { need, offer, quantity, price: None }
    }

    pub fn pair(self) -> Pair {
        Pair { need: self.need, offer: self.offer }
    }
}

/// What nobody gives the need, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unserved {
    pub need: NeedId,
    pub quantity: u64,
    pub bottleneck: Bottleneck,
}

/// What is planned: the open needs of a body and of all that lies in its area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Scope {
    /// Who plans.
    pub organisation: OrganisationId,
    /// Of this category only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Only what is wanted by this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Date>,
    /// The aims in their order; each is reached on the plans that are best for all before it.
    pub aims: Vec<Aim>,
}

/// What came of planning: the lines, how far every aim is reached, what is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The shares that are not what they were before: of a new plan, all of them.
    pub shares: Vec<Share>,
    pub aims: Vec<AimReached>,
    pub unserved: Vec<Unserved>,
    /// `unserved` names only what is missing otherwise than before: 0 is nothing any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub since: bool,
}

/// How scarce a kind of resource was in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priced {
    pub category: Category,
    pub unit: Unit,
    /// Of all offers that fit a need of the plan.
    pub quantity: u64,
    /// Of those of which more was asked for than there is.
    pub short: u64,
    /// What a lot more would have brought at most, at the first aim where it brings anything;
    /// absent where there was enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<AimCost>,
}

/// A line that is carried out as a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub claim: ClaimId,
    pub need: NeedId,
    pub offer: OfferId,
    pub giving: OrganisationId,
    pub asking: OrganisationId,
    pub amount: Amount,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// Where it will be carried out.
    pub area: AreaCode,
}

/// What became of a line's claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LineOutcome {
    /// 已成立: held on both lists and accepted.
    Taken,
    /// 候补: too little is left for the moment.
    Waiting,
    /// 未能占用: a list refused it.
    Refused { reason: HoldRefusal },
    /// 已撤回: it was withdrawn before it was held.
    Withdrawn,
}

/// The `n`-th claim that carries a plan out.
pub fn claim(plan: PlanId, n: u64) -> ClaimId {
    ClaimId(ids::derive(plan.into(), n))
}

/// What a plan's rules judge. Who owns the lines, and what follows for the others, was looked up
/// and computed before.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Compute {
        scope: Scope,
        as_of: Position,
        needs: Vec<NeedId>,
        drawn: Drawn,
        /// How scarce what it planned with is.
        prices: Vec<Priced>,
    },
    Propose {
        /// Whose lines are in it.
        asked: BTreeSet<OrganisationId>,
    },
    /// The next of those whose lines are in it are asked.
    Ask {
        asked: BTreeSet<OrganisationId>,
    },
    Accept {
        share: Share,
        slot: Option<Slot>,
        sides: Sides,
        drawn: Drawn,
        /// Whose lines are in what was drawn.
        drawn_of: BTreeSet<OrganisationId>,
    },
    Decline {
        pair: Pair,
        reason: Text<200>,
        sides: Sides,
        drawn: Drawn,
        /// Whose lines are in what was drawn.
        drawn_of: BTreeSet<OrganisationId>,
    },
    Publish,
    Withdraw {
        reason: Text<200>,
    },
    CarryOut {
        orders: Vec<Order>,
    },
    Settle {
        outcomes: Vec<(ClaimId, LineOutcome)>,
    },
}

/// Whose a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    pub asking: OrganisationId,
    pub giving: OrganisationId,
}

/// Who has accepted a line as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Accepted {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asking: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub giving: bool,
}

impl Accepted {
    /// Both sides have.
    pub fn is_by_both(self) -> bool {
        self.asking && self.giving
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A part of what is drawn, where it is more than one commit takes: the first is number 1. It
    /// says nothing until the event behind it takes it in; parts that none took in never count.
    #[serde(rename = "plan.part_drawn.v1")]
    PartDrawn {
        part: u32,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        needs: Vec<NeedId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        shares: Vec<Share>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unserved: Vec<Unserved>,
    },
    /// The best whole of these needs as matching knew the lists at `as_of` in its own log.
    #[serde(rename = "plan.computed.v1")]
    Computed {
        scope: Scope,
        as_of: Position,
        needs: Vec<NeedId>,
        drawn: Drawn,
        /// How scarce each kind of what fits a need was, before anybody answered.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        prices: Vec<Priced>,
        /// So many parts before it are of it, too.
        #[serde(default, skip_serializing_if = "is_none")]
        parts: u32,
    },
    /// The sides may answer until then.
    #[serde(rename = "plan.proposed.v1")]
    Proposed {
        answer_until: Timestamp,
        /// Whose lines are in it.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        asked: BTreeSet<OrganisationId>,
        /// They are more: the others are asked next.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        asks_on: bool,
    },
    /// These are asked, too.
    #[serde(rename = "plan.asked.v1")]
    Asked {
        asked: BTreeSet<OrganisationId>,
        answer_until: Timestamp,
        /// See [`Event::Proposed`].
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        asks_on: bool,
    },
    /// The line has exactly so much from now on, and the rest was planned again. `accepted` by a
    /// side, or by none: whoever plans has set it.
    #[serde(rename = "plan.line_accepted.v1")]
    LineAccepted {
        share: Share,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<Slot>,
        accepted: Accepted,
        by: OrganisationId,
        drawn: Drawn,
        /// Who is asked now that nobody asked before: lines of theirs came into the plan by it.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        asked: BTreeSet<OrganisationId>,
        /// See [`Event::Proposed`].
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        asks_on: bool,
        /// See [`Event::Computed`].
        #[serde(default, skip_serializing_if = "is_none")]
        parts: u32,
    },
    /// The pair is in this plan no more, and the rest was planned again.
    #[serde(rename = "plan.line_declined.v1")]
    LineDeclined {
        pair: Pair,
        reason: Text<200>,
        by: OrganisationId,
        drawn: Drawn,
        /// Where a side said so: up to that day the two are neither suggested nor planned anywhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
        /// See [`Event::LineAccepted`].
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        asked: BTreeSet<OrganisationId>,
        /// See [`Event::Proposed`].
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        asks_on: bool,
        /// See [`Event::Computed`].
        #[serde(default, skip_serializing_if = "is_none")]
        parts: u32,
    },
    /// What both sides have accepted is carried out from then on; the rest is no line any more.
    #[serde(rename = "plan.published.v1")]
    Published { lines: usize, from: Timestamp },
    /// These lines are claims.
    #[serde(rename = "plan.carried_out.v1")]
    CarriedOut { orders: Vec<Order> },
    #[serde(rename = "plan.settled.v1")]
    Settled { claim: ClaimId, outcome: LineOutcome },
    #[serde(rename = "plan.withdrawn.v1")]
    Withdrawn { reason: Text<200> },
}

impl Event {
    /// See [`crate::ServiceEvent::is_part`].
    pub fn is_part(&self) -> bool {
        matches!(self, Self::PartDrawn { .. })
    }
}

/// No part: whatever fits one commit.
fn is_none(parts: &u32) -> bool {
    *parts == 0
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such plan.
    Unknown,
    /// The identifier stands for another plan.
    AlreadyComputed,
    /// The actor neither plans nor has a part in the line.
    NotAuthorised,
    /// Communities, streets, districts and cities plan.
    NotABody,
    /// No aim, or one that stands twice.
    AimsOutOfPlace,
    /// No need of theirs is open, or all are in another plan.
    NothingToPlan,
    /// One plan takes so many needs.
    TooManyNeeds { needs: usize, max: usize },
    /// No line came of it.
    NothingPlanned,
    /// The sides are not asked yet.
    NotProposed,
    /// It was published or withdrawn.
    Over,
    /// The time to answer ended then.
    AnswerOver { answer_until: Timestamp },
    /// The need is in another plan or in none, or there is no such offer.
    NotInPlan,
    /// The two do not fit each other.
    DoesNotFit { why_not: Vec<WhyNot> },
    /// So much of each is not promised to others.
    TooLittleLeft { need_left: u64, offer_left: u64 },
    /// The need is taken whole or not at all.
    OnlyWhole { whole: u64 },
    /// As many partners have accepted lines of the need as it may have.
    TooManyPartners { max: u32 },
    /// The offer is booked by time: name a slot.
    SlotMissing,
    /// The offer is not booked by time.
    NoSlots,
    /// The slot cannot be had, as its ledger would say of a claim; of claims held before slots were
    /// told here, the ledger alone knows.
    SlotUnfit { reason: HoldRefusal },
    /// The line was declined before.
    Declined,
    /// Lines wait for an answer until then.
    Unanswered { lines: usize, answer_until: Timestamp },
    /// No line was accepted by both sides.
    NothingAccepted,
}

/// The most needs of one plan: those of a city in a year, and more.
pub const NEEDS_MAX: usize = 20_000;

/// How many are asked at once.
pub const ASKED_AT_ONCE: usize = 50;

/// How many working days the sides may answer.
pub const ANSWER_WORKING_DAYS: u32 = 5;

/// How many lines become claims at once.
pub const ORDERS_AT_ONCE: usize = 10;

crate::request::commands! {
    Compute => "cmd.matching.plan.compute",
    Propose => "cmd.matching.plan.propose",
    Accept => "cmd.matching.plan.accept",
    Decline => "cmd.matching.plan.decline",
    Publish => "cmd.matching.plan.publish",
    Withdraw => "cmd.matching.plan.withdraw",
}
