//! One posting 积分凭证 of the points ledger: what some accounts lose, others gain, so that points are
//! neither made nor lost. A wrong one is taken back by a counter-entry, never edited.

use serde::{Deserialize, Serialize};
use values::{
    Date, OccasionId, OrganisationId, PersonId, PostingId, RecordId, RewardId, Text, ids,
};

use crate::Role;

/// Which points; the two are never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// 公益积分: for a service anywhere.
    Public,
    /// 报到积分: for a service to the community where the person is checked in.
    CheckIn,
}

/// Whose points they are. Each has one account a kind and year: with the year the account ends,
/// and nothing is carried over 年度清零.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// 发放: where all points come from; it owes what all the others have.
    Issue,
    Person(PersonId),
    /// 兑换: what was given for a reward.
    Reward(RewardId),
}

/// What one account gains, or loses when it is negative, in hundredths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    pub account: Account,
    pub hundredths: i64,
}

/// What it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A confirmed service.
    Service {
        record: RecordId,
        occasion: OccasionId,
    },
    Redemption {
        reward: RewardId,
        quantity: u32,
    },
    /// 加分、扣分 by hand.
    Adjustment {
        reason: Text<200>,
        /// For which organisation it was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation: Option<OrganisationId>,
    },
}

/// Who adds and takes points by hand: whoever signs for a community, and officers; each of the
/// people who are checked in there, or in its area.
pub fn is_adjusted_by(role: Role) -> bool {
    role.is_officer() || matches!(role, Role::CommunitySecretary | Role::Operator)
}

/// `cmd.evaluation.posting.adjust` 加分、扣分: a community secretary or an officer, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Adjust {
    pub person: PersonId,
    pub kind: PointKind,
    /// In hundredths of a point: 1 to 10,000 either way.
    pub hundredths: i64,
    pub reason: Text<200>,
}

/// `cmd.evaluation.posting.counter` 冲正: what was adjusted is taken back by a counter-entry, by
/// whoever adjusted it or stands above that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Counter {
    pub posting: PostingId,
    pub reason: Text<200>,
}

/// The posting of a service record: one of each kind.
pub fn of_record(record: RecordId, kind: PointKind) -> PostingId {
    let kind = match kind {
        PointKind::Public => "public",
        PointKind::CheckIn => "check_in",
    };
    PostingId(ids::of_text("posting", &format!("{record} {kind}")))
}

/// What a person did in one service, as the ledger stands: the most they may earn for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earned {
    pub person: PersonId,
    pub minutes: u32,
    /// Who organises earns more.
    pub organiser: bool,
    /// What the caps of the day and the month leave, in hundredths.
    pub room: i64,
}

/// How minutes become points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PointRules {
    /// How many minutes are one point.
    pub minutes_a_point: u32,
    /// The most minutes of one service that count.
    pub service_minutes_max: u32,
    /// What who organises earns, in percent of the others.
    pub organiser_percent: u32,
    /// The most points a day.
    pub day_max: u32,
    /// The most points a month.
    pub month_max: u32,
}

impl Default for PointRules {
    fn default() -> Self {
        Self {
            minutes_a_point: 60,
            service_minutes_max: 120,
            organiser_percent: 120,
            day_max: 6,
            month_max: 60,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A service was confirmed.
    Award { kind: PointKind, on: Date, basis: Basis, earned: Vec<Earned>, rules: PointRules },
    /// `left`: what the person has of this year.
    Redeem {
        person: PersonId,
        kind: PointKind,
        reward: RewardId,
        quantity: u32,
        price: i64,
        left: i64,
    },
    Adjust {
        adjust: Adjust,
        /// The person is checked in where the actor answers for it.
        in_area: bool,
    },
    /// By hand.
    Counter {
        reason: Text<200>,
        /// The same, which decides where nobody noted down for whom it was adjusted.
        in_area: bool,
    },
    /// What it was for did not happen, or was called off.
    TakeBack { reason: Text<200> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "posting.posted.v1")]
    Posted {
        kind: PointKind,
        /// Its year is the year of the accounts.
        on: Date,
        basis: Basis,
        /// They sum up to nothing.
        entries: Vec<Entry>,
        /// Who earned less than the service is worth, by the caps.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        capped: Vec<PersonId>,
    },
    /// The same the other way round, on the same day's accounts.
    #[serde(rename = "posting.countered.v1")]
    Countered { reason: Text<200> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such posting.
    Unknown,
    /// The actor may not do this.
    NotAuthorised,
    /// The person is checked in neither with the actor's community nor with one of the area; or
    /// what was adjusted was adjusted elsewhere.
    OutOfArea,
    /// Nobody adjusts their own points.
    OwnPoints,
    /// 1 to 10,000 hundredths, more or less.
    OutOfRange { max: i64 },
    /// So many hundredths of a point are left, and it costs more.
    TooFewPoints { left: i64, price: i64 },
    /// A service is countered by its record, a redemption by calling it off.
    NotAnAdjustment,
    /// It was countered before.
    Countered,
}

/// The most that is adjusted at once, in hundredths of a point.
pub const ADJUSTED_MAX: i64 = 10_000;

crate::request::commands! {
    Adjust => "cmd.evaluation.posting.adjust",
    Counter => "cmd.evaluation.posting.counter",
}
