//! One need 需求 (or wish 微心愿, or post 岗位): raised, verified, classified, posted, held in part
//! or whole, delivered, accepted, reviewed, closed.

mod asked;
mod handled;
mod wish;

use serde::{Deserialize, Serialize};
use values::{Amount, ClaimId, Money, NeedId, OrganisationId, Text, Timestamp};

use crate::projects::claim::HoldRequest;
use crate::registry::taxonomy::Category;
use crate::{Claimer, HoldRefusal};

pub use asked::*;
pub use handled::*;
pub use wish::*;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Raise {
        asked: Raise,
        /// Who told it without an account, already sealed.
        told_by: Option<Raiser>,
    },
    EraseRaiser,
    Verify {
        amount: Amount,
    },
    /// `cap`: what a wish may cost at most.
    VerifyWish {
        wish: Wish,
        cap: Money,
    },
    EraseBeneficiary,
    /// A claim on a wish was accepted: its claimer learns whose wish it is. Only the saga asks.
    Entrust {
        claim: ClaimId,
    },
    ShowResult {
        pictures: Vec<Picture>,
    },
    Return {
        reason: Text<200>,
    },
    Resubmit {
        wording: Wording,
    },
    Classify {
        classification: Classification,
    },
    ConfirmUrgency,
    Deliberate {
        deliberation: Deliberation,
    },
    Post {
        terms: Terms,
    },
    Accept,
    Refuse {
        claim: ClaimId,
        stands: u64,
        reason: Text<200>,
    },
    /// `main_done`: of a duplicate, whether the need it follows was accepted or closed.
    Review {
        opinion: Opinion,
        main_done: bool,
    },
    Close {
        outcome: Outcome,
    },
    Reopen {
        reason: Text<200>,
    },
    SplitOff {
        reason: Text<200>,
    },
    /// `told`: whether that other need was told apart from this one.
    Distinguish {
        from: NeedId,
        told: bool,
    },
    Undistinguish {
        from: NeedId,
    },
    /// It went one level up: that is something done about a need that nobody claimed.
    Escalate,
    /// A time limit passed: nobody claimed it, nobody acted on that, nobody reviewed it.
    Due,
    /// 一次性条目: what `claim` asks for, which stands on the list for it alone. Only the saga asks
    /// for this.
    PostOnce {
        claim: ClaimId,
        asked: Box<Raise>,
    },
    /// Set `amount` aside for `claim` of `claimer`, who either owns this need (`own`) or offers to
    /// answer somebody else's. Only the saga asks for this.
    Hold {
        claim: ClaimId,
        claimer: Claimer,
        own: bool,
        amount: Amount,
    },
    /// A claim that is over asks only whether the need falls short for it, too.
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
    /// Of what `claim` holds, `quantity` was delivered; the rest is open again.
    Deliver {
        claim: ClaimId,
        quantity: u64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "need.raised.v1")]
    Raised {
        asked: Raise,
        /// Absent when its owner raised it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raiser: Option<Raiser>,
    },
    /// The key of who told it without an account is destroyed.
    #[serde(rename = "need.raiser_erased.v1")]
    RaiserErased {},
    #[serde(rename = "need.verified.v1")]
    Verified {
        amount: Amount,
        /// Whose wish it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<Wish>,
    },
    /// The claimer whose claim was accepted learns whose wish it is, as long as it holds it.
    #[serde(rename = "need.wish_entrusted.v1")]
    WishEntrusted { claim: ClaimId },
    /// The key of whose wish it was is destroyed.
    #[serde(rename = "need.beneficiary_erased.v1")]
    BeneficiaryErased {},
    #[serde(rename = "need.result_shown.v1")]
    ResultShown { pictures: Vec<Picture> },
    #[serde(rename = "need.returned.v1")]
    Returned { reason: Text<200> },
    #[serde(rename = "need.resubmitted.v1")]
    Resubmitted { wording: Wording },
    #[serde(rename = "need.classified.v1")]
    Classified { classification: Classification },
    /// 确认紧急: a street, or whoever stands above, says so, too. Until then no plan puts it before
    /// all others; classified anew, it waits for that again.
    #[serde(rename = "need.urgency_confirmed.v1")]
    UrgencyConfirmed { by: OrganisationId },
    #[serde(rename = "need.deliberated.v1")]
    Deliberated { deliberation: Deliberation },
    #[serde(rename = "need.posted.v1")]
    Posted { terms: Terms },
    /// 无人认领: its deadline passed without a claim. Until `act_by` it is posted again, escalated
    /// or closed.
    #[serde(rename = "need.went_unclaimed.v1")]
    WentUnclaimed { act_by: Timestamp },
    /// Nobody did anything about it until then.
    #[serde(rename = "need.unclaimed_overdue.v1")]
    UnclaimedOverdue {},
    /// It went one level up in time: whoever has it there acts on it.
    #[serde(rename = "need.unclaimed_escalated.v1")]
    UnclaimedEscalated {},
    /// 一次性条目: its owner asked for it by `claim`, which holds all of it; nobody else can claim it,
    /// and it ends with that claim.
    #[serde(rename = "need.posted_once.v1")]
    PostedOnce { claim: ClaimId, asked: Box<Raise> },
    #[serde(rename = "need.held.v1")]
    Held {
        claim: ClaimId,
        claimer: Claimer,
        owner: OrganisationId,
        category: Category,
        quantity: u64,
    },
    #[serde(rename = "need.hold_refused.v1")]
    HoldRefused { claim: ClaimId, reason: HoldRefusal },
    /// What `claim` holds of its own line is tentative no more: its other line is held, too.
    #[serde(rename = "need.hold_confirmed.v1")]
    HoldConfirmed { claim: ClaimId },
    /// 候补: `claim` waits for an amount.
    #[serde(rename = "need.wait_begun.v1")]
    WaitBegun { claim: ClaimId, request: HoldRequest },
    /// `claim` waits no more, and holds nothing.
    #[serde(rename = "need.wait_ended.v1")]
    WaitEnded { claim: ClaimId },
    /// What `claim` holds is another claimer's from now on.
    #[serde(rename = "need.hold_passed_on.v1")]
    HoldPassedOn { claim: ClaimId, to: Claimer },
    #[serde(rename = "need.released.v1")]
    Released { claim: ClaimId },
    #[serde(rename = "need.delivered.v1")]
    Delivered { claim: ClaimId, quantity: u64 },
    /// What was delivered is accepted; who raised it reviews it until `review_until`.
    #[serde(rename = "need.delivery_accepted.v1")]
    DeliveryAccepted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review_until: Option<Timestamp>,
    },
    /// This much of what `claim` delivered is open again.
    #[serde(rename = "need.delivery_refused.v1")]
    DeliveryRefused { claim: ClaimId, quantity: u64, reason: Text<200> },
    #[serde(rename = "need.reviewed.v1")]
    Reviewed { opinion: Opinion },
    /// 未评价: silence is no satisfaction.
    #[serde(rename = "need.not_reviewed.v1")]
    NotReviewed {},
    #[serde(rename = "need.closed.v1")]
    Closed {
        outcome: Outcome,
        reopen_until: Timestamp,
        /// Until when who raised it may say how it went, if nobody asked before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review_until: Option<Timestamp>,
    },
    #[serde(rename = "need.reopened.v1")]
    Reopened { reason: Text<200> },
    /// A duplicate is a need of its own again.
    #[serde(rename = "need.split_off.v1")]
    SplitOff { reason: Text<200> },
    /// 不是同一件: neither is suggested as a duplicate of the other.
    #[serde(rename = "need.distinguished.v1")]
    Distinguished { from: NeedId },
    /// They may be the same after all.
    #[serde(rename = "need.undistinguished.v1")]
    Undistinguished { from: NeedId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such need.
    Unknown,
    /// The identifier stands for another need.
    AlreadyRaised,
    /// The actor may not do this for the need's owner.
    NotAuthorised,
    /// Only who raised the need, or speaks for it, may do this.
    NotTheRaiser,
    /// Nothing personal is kept of who raised it.
    NothingSealed,
    /// A resident tells a community.
    NotACommunity,
    /// It was verified or returned before.
    NotRaised,
    /// Only what was returned, or is not yet verified, is resubmitted.
    NotToResubmit,
    /// Only a verified need can be posted.
    NotVerified,
    /// What was heard from others is classified before it is posted.
    NotClassified,
    /// Only what is classified as an emergency is confirmed to be one.
    NotAnEmergency,
    /// A wish stays a wish, a post a post, any other need one of the two kinds of need.
    OtherList,
    /// The category has no such subcategory, or it is retired.
    UnknownSubcategory,
    /// It concerns many: a meeting deliberates it before it is posted.
    NotDeliberated,
    /// It does not concern many, or is past that step.
    NotToDeliberate,
    /// A meeting lies in the past.
    MeetingInTheFuture,
    /// It is on the list, and its deadline has not passed.
    AlreadyPosted,
    /// The verified amount counts in another unit than the raised one.
    OtherUnit,
    /// 1 to 100 partners.
    PartnersOutOfRange,
    /// A wish has exactly one claimer, who takes it whole.
    WishIsWhole,
    /// It is no wish.
    NotAWish,
    /// A wish is verified with whose it is and what it costs.
    WishParticularsMissing,
    /// A wish costs more than nothing, and at most so many yuan.
    WishOverCap { max_yuan: i64 },
    /// A minor's guardian agrees first.
    GuardianMissing,
    /// A public text holds no number that names a person: no phone, no identity card.
    TextNotPublic,
    /// So many pictures at most.
    TooManyPictures { max: usize },
    /// No minor is on a picture.
    MinorOnPicture,
    /// Skills are asked for of posts, so many at most.
    SkillsOutOfPlace { max: usize },
    /// A deadline lies in the future.
    DeadlinePassed,
    /// A window begins before it ends, and does not lie in the past.
    WindowOutOfOrder,
    /// It is closed.
    Closed,
    /// It is not closed.
    NotClosed,
    /// Claims hold a part of it: they come to their end first.
    StillHeld { held: u64 },
    /// Nothing was delivered that could be accepted.
    NothingDelivered,
    /// More is to stand than that claim delivered.
    MoreThanDelivered { delivered: u64 },
    /// Closed as solved, but not all of it was delivered.
    NotAllDelivered { delivered: u64, asked: u64 },
    /// Closed as partly solved or unsolved, against what was delivered.
    OutcomeContradicts { delivered: u64, asked: u64 },
    /// Somebody raised it: what was delivered is accepted before it is closed.
    NotAccepted,
    /// Who raised it has until then to review it.
    ReviewAwaited { until: Timestamp },
    /// Who raised it says that it is not solved.
    RaiserSaysUnsolved,
    /// There is nothing to review yet.
    NothingToReview,
    /// The time for the review is over, or it was reviewed otherwise.
    ReviewOver,
    /// A need is no duplicate of itself, nor of its own duplicate.
    DuplicateOfItself,
    /// It is no duplicate.
    NotADuplicate,
    /// A duplicate is split off, not reopened.
    DuplicateIsSplit,
    /// It was told apart from so many others already.
    TooManyDistinguished { max: usize },
    /// It may be reopened until then.
    ReopenOver { until: Timestamp },
    /// It was reopened as often as it may be.
    ReopenedTooOften { max: u32 },
}

/// The most partners one need may have.
pub const PARTNERS_MAX: u32 = 100;
/// From how many others one need is told apart at most.
pub const DISTINGUISHED_MAX: usize = 100;
/// The most skills that a post asks for.
pub const SKILLS_MAX: usize = 10;
/// How many days who raised a need has to review the result.
pub const REVIEW_DAYS: i32 = 7;
/// How many days after its closing a need may be reopened.
pub const REOPEN_DAYS: i32 = 30;
/// How often a need may be reopened.
pub const REOPENED_MAX: u32 = 2;
/// Within how many working days something is done about a need that nobody claimed.
pub const UNCLAIMED_DAYS: u32 = 3;

crate::request::commands! {
    Raise => "cmd.needs.need.raise",
    TakeReport => "cmd.needs.need.report",
    EraseRaiser => "cmd.needs.need.erase_raiser",
    Verify => "cmd.needs.need.verify",
    VerifyWish => "cmd.needs.need.verify_wish",
    EraseBeneficiary => "cmd.needs.need.erase_beneficiary",
    ShowResult => "cmd.needs.need.show_result",
    Return => "cmd.needs.need.return",
    Resubmit => "cmd.needs.need.resubmit",
    Classify => "cmd.needs.need.classify",
    ConfirmUrgency => "cmd.needs.need.confirm_urgency",
    Deliberate => "cmd.needs.need.deliberate",
    Post => "cmd.needs.need.post",
    Accept => "cmd.needs.need.accept",
    Refuse => "cmd.needs.need.refuse",
    Review => "cmd.needs.need.review",
    Close => "cmd.needs.need.close",
    Reopen => "cmd.needs.need.reopen",
    SplitOff => "cmd.needs.need.split_off",
    Distinguish => "cmd.needs.need.distinguish",
    Undistinguish => "cmd.needs.need.undistinguish",
}
