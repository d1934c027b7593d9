//! One occasion 评价事项: a claim that was delivered, a service that was confirmed, or what was sent
//! up and answered, and what those who took part in it say.
//!
//! Ratings are mutual and sealed 互盲 until both are in or the window ends; then they stay as they
//! are. Residents rate the result by ballots 评价码 that name nobody; whoever raised what was sent up
//! is shown like them.

use serde::{Deserialize, Serialize};
use values::{
    ClaimId, Date, Fingerprint, NeedId, OccasionId, OrganisationId, PersonId, ProjectId, RecordId,
    Sealed, Text, Timestamp, Uuid, ids,
};

use crate::projects::record::Attendance;
use crate::{Claimer, Position};

/// What was done together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A claim was delivered and accepted: its two sides rate each other.
    Claim { claim: ClaimId, project: ProjectId },
    /// A service was confirmed: who came and who was served rate each other.
    Service { record: RecordId, project: ProjectId, date: Date },
    /// A need was sent up to `handler`, whose answer came back down: whoever sent it up and whoever
    /// raised it rate how it was handled there, once.
    Handling { need: NeedId, handler: OrganisationId },
}

impl About {
    /// The occasion of it.
    pub fn id(self) -> OccasionId {
        match self {
            About::Claim { claim, .. } => of_claim(claim),
            About::Service { record, .. } => of_record(record),
            About::Handling { need, handler } => of_handling(need, handler),
        }
    }
}

/// The occasion of a claim.
pub fn of_claim(claim: ClaimId) -> OccasionId {
    id(claim.into())
}

/// The occasion of a service record.
pub fn of_record(record: RecordId) -> OccasionId {
    id(record.into())
}

/// The occasion of what `handler` answered of a need.
pub fn of_handling(need: NeedId, handler: OrganisationId) -> OccasionId {
    OccasionId(ids::of_text("occasion", &format!("{need} {handler}")))
}

fn id(of: Uuid) -> OccasionId {
    OccasionId(ids::of_text("occasion", &of.to_string()))
}

/// Who rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rater {
    Organisation(OrganisationId),
    Person(PersonId),
    /// A resident, by the ballot of this number: nobody knows whose it is.
    Ballot(u32),
    /// Whoever raised the need, who is named to nobody.
    Raiser,
}

impl From<Claimer> for Rater {
    fn from(claimer: Claimer) -> Self {
        match claimer {
            Claimer::Organisation(organisation) => Rater::Organisation(organisation),
            Claimer::Person(person) => Rater::Person(person),
        }
    }
}

/// Which rating of an occasion: there is one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Pairing {
    pub rater: Rater,
    /// Absent where residents rate, the result or how it was handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rated: Option<Claimer>,
}

/// What a rating says; sealed until it is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// 1 to [`STARS_MAX`].
    pub stars: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Text<300>>,
}

/// A rating that was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub pairing: Pairing,
    pub stars: u8,
}

/// What the residents say together, from [`RESIDENTS_MIN`] up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    pub raters: u32,
    /// All their stars together.
    pub stars: u32,
}

/// `cmd.evaluation.occasion.rate`: by somebody who took part, about who took part on the other
/// side; once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rate {
    pub occasion: OccasionId,
    pub rated: Claimer,
    /// 1 to 5.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub stars: u8,
    /// Read by both sides; by everybody once it was reviewed.
    #[serde(default)]
    pub comment: Option<Text<300>>,
}

/// `cmd.evaluation.occasion.rate-handling`: how `handler` handled a need that was sent up to it, by
/// whoever sent it up and by whoever raised it, without an account by the need's code; once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RateHandling {
    pub need: NeedId,
    pub handler: OrganisationId,
    /// 1 to 5.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub stars: u8,
    /// Read by everybody once it was reviewed; whoever raised the need is not named.
    #[serde(default)]
    pub comment: Option<Text<300>>,
}

/// `cmd.evaluation.occasion.issue-ballots` 发放评价码: the asking side hands them to residents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IssueBallots {
    pub occasion: OccasionId,
    /// How many there are to be in all, 1 to 500; never fewer than before.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 500))]
    pub ballots: u32,
}

/// `cmd.evaluation.occasion.rate-by-ballot` 凭评价码评价: a resident rates the result; once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RateByBallot {
    pub occasion: OccasionId,
    pub code: Text<32>,
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub stars: u8,
    #[serde(default)]
    pub comment: Option<Text<300>>,
}

/// `cmd.evaluation.occasion.review-comment` 审核评语: whoever stands above the asking side lets
/// everybody read it, or nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReviewComment {
    pub occasion: OccasionId,
    pub pairing: Pairing,
    /// Why nobody else is to read it; public when absent.
    #[serde(default)]
    pub withheld: Option<Text<200>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `projects` says that a claim was delivered, or `needs` that what was sent up was answered.
    Deliver {
        about: About,
        giving: Claimer,
        asking: OrganisationId,
        raiser: Option<PersonId>,
        rate_until: Timestamp,
    },
    /// `projects` says that a service was recorded.
    Note {
        about: About,
        giving: Claimer,
        asking: OrganisationId,
        service: Served,
    },
    /// The record was confirmed.
    Confirm,
    /// The record was countered: what was said of it counts no more.
    Void {
        reason: Text<200>,
    },
    /// The opinion is sealed; the other side's own, where that is in.
    Rate {
        rated: Claimer,
        rating: SealedOpinion,
        stars: u8,
        answer: Option<Opinion>,
    },
    IssueBallots {
        ballots: u32,
    },
    /// The code was right: it is the ballot of this number.
    RateByBallot {
        ballot: u32,
        rating: SealedOpinion,
    },
    /// The comment, unsealed.
    ReviewComment {
        pairing: Pairing,
        comment: Text<300>,
        withheld: Option<Text<200>>,
    },
    /// An objection to it was upheld.
    Strike {
        pairing: Pairing,
        reason: Text<200>,
    },
    /// An objection of who is said not to have come was upheld.
    StrikeNoShow {
        person: PersonId,
        reason: Text<200>,
    },
    /// The window is over soon, or it is: the next ratings to open, or what the ballots say.
    Due {
        opened: Vec<Opened>,
        residents: Tally,
    },
}

/// What evaluation keeps of a service that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// How long, in minutes.
    pub minutes: u32,
    /// How many people served.
    pub people: u32,
    /// Who organised and recorded it; nobody, where a ledger kept before names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organiser: Option<PersonId>,
    /// Those of them who are known by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendance: Vec<Attendance>,
    /// Who was expected and did not come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_shows: Vec<PersonId>,
}

/// An opinion that nobody reads yet, and where it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedOpinion {
    pub content: Sealed,
    pub at: Position,
    /// To tell the same again from another one.
    pub digest: Fingerprint,
    /// It has a comment, to be reviewed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub commented: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It happened; nobody may rate it before it is confirmed or accepted.
    #[serde(rename = "occasion.noted.v1")]
    Noted {
        about: About,
        giving: Claimer,
        asking: OrganisationId,
        /// Who stands above the asking side, and reviews the words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reviewer: Option<OrganisationId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<Box<Served>>,
        /// Who raised what was sent up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raiser: Option<PersonId>,
    },
    /// It is proved: who took part may rate until `rate_until`.
    #[serde(rename = "occasion.opened.v1")]
    Opened { rate_until: Timestamp },
    /// The window is over in a few days: for who may rate and has rated nobody, so many at a time.
    #[serde(rename = "occasion.end_noticed.v1")]
    EndNoticed {
        giving: Claimer,
        asking: OrganisationId,
        raters: Vec<Claimer>,
        rate_until: Timestamp,
    },
    #[serde(rename = "occasion.rated.v1")]
    Rated { pairing: Pairing, rating: SealedOpinion },
    /// Both are in, or the window is over: they stay as they are.
    #[serde(rename = "occasion.ratings_opened.v1")]
    RatingsOpened { about: About, ratings: Vec<Opened> },
    /// There are so many ballots in all.
    #[serde(rename = "occasion.ballots_issued.v1")]
    BallotsIssued { ballots: u32, by: PersonId },
    #[serde(rename = "occasion.comment_reviewed.v1")]
    CommentReviewed {
        pairing: Pairing,
        by: PersonId,
        /// What everybody may read; absent when it is withheld.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Text<300>>,
        /// Why it is withheld.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        withheld: Option<Text<200>>,
    },
    /// The window is over.
    #[serde(rename = "occasion.closed.v1")]
    Closed {
        about: About,
        /// Somebody who took part rated.
        rated: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        residents: Option<Tally>,
    },
    /// The rating counts no more: an objection to it was upheld.
    #[serde(rename = "occasion.rating_struck.v1")]
    RatingStruck { pairing: Pairing, reason: Text<200> },
    /// That somebody did not come counts no more: an objection to it was upheld.
    #[serde(rename = "occasion.no_show_struck.v1")]
    NoShowStruck { person: PersonId, reason: Text<200> },
    #[serde(rename = "occasion.voided.v1")]
    Voided { reason: Text<200> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such occasion.
    Unknown,
    /// Only who took part may rate, and only the other side.
    NotAuthorised,
    /// The record is not confirmed yet.
    NotConfirmed,
    /// 1 to 5 stars.
    StarsOutOfRange { max: u8 },
    /// It was rated before, in other words.
    AlreadyRated,
    /// The window is over.
    Over { rate_until: Timestamp },
    /// The record was countered.
    Void,
    /// 1 to that many ballots, and never fewer than were issued.
    BallotsOutOfRange { issued: u32, max: u32 },
    /// No ballot has this code.
    CodeNotGood,
    /// There is no such comment, or it cannot be read yet.
    NoComment,
    /// It was reviewed before.
    AlreadyReviewed,
}

/// How many stars there are at most.
pub const STARS_MAX: u8 = 5;

/// The most ballots of one occasion.
pub const BALLOTS_MAX: u32 = 500;

/// Fewer residents than this are never shown.
pub const RESIDENTS_MIN: u32 = 5;

/// How many working days who took part may rate a confirmed service, or what was answered.
pub const RATE_WORKING_DAYS: u32 = 10;

/// How many days before the last one of the window who has not rated is told.
pub const END_NOTICED_DAYS: i32 = 3;

/// The most raters who are told so in one commit: whoever takes it in tells each of them.
pub const END_NOTICED_MAX: usize = 100;

/// The most ratings that one commit opens.
pub const OPENED_MAX: usize = 200;

crate::request::commands! {
    Rate => "cmd.evaluation.occasion.rate",
    RateHandling => "cmd.evaluation.occasion.rate-handling",
    IssueBallots => "cmd.evaluation.occasion.issue-ballots",
    RateByBallot => "cmd.evaluation.occasion.rate-by-ballot",
    ReviewComment => "cmd.evaluation.occasion.review-comment",
}
