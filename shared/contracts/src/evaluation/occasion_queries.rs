//! What can be asked about occasions and ratings.

use serde::{Deserialize, Serialize};
use values::{OccasionId, OrganisationId, PersonId, Text, Timestamp};

use super::occasion::{About, Pairing, Tally};
use crate::{Claimer, Page, PageRequest};

/// How an occasion stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OccasionStatus {
    /// 待确认: the record is not confirmed.
    Noted,
    /// 评价中
    Open,
    /// 已评
    Rated,
    /// 未评
    Unrated,
    /// 已作废: the record was countered.
    Void,
}

/// `qry.evaluation.occasions`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Occasions {
    pub status: Option<OccasionStatus>,
    /// In which this organisation took part.
    pub organisation: Option<OrganisationId>,
    /// In which this person took part.
    pub person: Option<PersonId>,
    pub page: PageRequest,
}

/// `qry.evaluation.occasion`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occasion {
    pub occasion: OccasionId,
}

/// An occasion as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OccasionLine {
    pub id: OccasionId,
    pub about: About,
    pub giving: Claimer,
    pub asking: OrganisationId,
    /// How many people are known by name to have come.
    pub people: usize,
    pub status: OccasionStatus,
    /// Until when those who took part may rate.
    pub rate_until: Option<Timestamp>,
    /// How many ratings are in, sealed ones too.
    pub ratings: usize,
    pub ballots_issued: u32,
    /// How many residents rated, once the window is over and from five up.
    pub residents: Option<Tally>,
    /// Why it counts no more.
    pub reason: Option<Text<200>>,
}

/// `qry.evaluation.counterparts` 评价对象: whom whoever asks may rate now, in their own name or that of
/// the organisation they act for; what ends soonest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Counterparts {
    /// On this occasion alone.
    pub occasion: Option<OccasionId>,
    /// Only whom they have not rated yet; or only whom they have.
    pub owed: Option<bool>,
    pub page: PageRequest,
}

/// One whom somebody may rate on one occasion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CounterpartLine {
    pub occasion: OccasionId,
    pub about: About,
    /// In whose name.
    pub rater: Claimer,
    pub rated: Claimer,
    /// The last moment for it.
    pub rate_until: Timestamp,
    /// When it was given; absent while it is owed.
    pub given_at: Option<Timestamp>,
}

/// How a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CommentStatus {
    /// 待审核
    Waiting,
    /// 已公开
    Public,
    /// 不公开
    Withheld,
}

/// `qry.evaluation.ratings`: the ratings of one occasion, or of one who was rated; newest first.
/// What is sealed is seen by who gave it alone; what a raiser said, by who reviews it and by
/// auditors: others read it in [`RatingSums`], without what it was said of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Ratings {
    pub occasion: Option<OccasionId>,
    /// About this organisation.
    pub organisation: Option<OrganisationId>,
    /// About this person: for them, for who rated them, for auditors.
    pub person: Option<PersonId>,
    /// Whose words wait for this organisation to review them.
    pub reviewer: Option<OrganisationId>,
    pub page: PageRequest,
}

/// A rating as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingLine {
    pub occasion: OccasionId,
    pub about: About,
    pub pairing: Pairing,
    /// Absent while it is sealed, and of residents always.
    pub stars: Option<u8>,
    /// Where whoever asks may read it.
    pub comment: Option<Text<300>>,
    pub comment_status: Option<CommentStatus>,
    pub given_at: Timestamp,
    pub opened_at: Option<Timestamp>,
}

/// `qry.evaluation.rating-sums`: what was said of somebody in one year, from opened ratings alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RatingSums {
    #[serde(default)]
    pub organisation: Option<OrganisationId>,
    /// For them, and for auditors.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// The civil year in which the ratings were opened.
    pub year: i16,
}

/// Sums of ratings, each with its number of raters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingSumLine {
    /// By those who took part.
    pub raters: u32,
    pub stars: u32,
    /// How many gave one star, two, … five.
    pub by_stars: [u32; 5],
    /// The residents of occasions that at least five of them rated.
    pub residents: u32,
    pub resident_stars: u32,
    pub occasions: u32,
    /// Whoever raised what was sent up to it; nothing below five, as of residents.
    pub raisers: u32,
    pub raiser_stars: u32,
    /// What they said in words that were reviewed, of those who are counted, at most
    /// [`RAISER_WORDS_MAX`]. Neither whose they are nor of what nor when, in no order of theirs:
    /// from the need, whoever handled it would know who raised it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raiser_words: Vec<Text<300>>,
    /// Occasions that ended without a rating of it.
    pub unrated: u32,
}

/// The most words of raisers that a sum holds: the latest.
pub const RAISER_WORDS_MAX: usize = 100;

/// `qry.evaluation.ballots`: the codes to hand out; for the asking side alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballots {
    pub occasion: OccasionId,
}

/// The codes of an occasion's ballots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BallotLines {
    pub codes: Vec<Text<32>>,
    /// How many were used: never which.
    pub used: usize,
    pub rate_until: Timestamp,
}

crate::request::queries! {
    Occasions => "qry.evaluation.occasions" -> Page<OccasionLine>,
    Occasion => "qry.evaluation.occasion" -> Option<OccasionLine>,
    Counterparts => "qry.evaluation.counterparts" -> Page<CounterpartLine>,
    Ratings => "qry.evaluation.ratings" -> Page<RatingLine>,
    RatingSums => "qry.evaluation.rating-sums" -> RatingSumLine,
    Ballots => "qry.evaluation.ballots" -> Option<BallotLines>,
}
