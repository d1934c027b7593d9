//! One person's stars 星级: applied for one step at a time, reviewed, published, granted; revoked
//! where the hours were false.

use serde::{Deserialize, Serialize};
use values::{Date, ObjectionId, OrganisationId, PersonId, Text, Timestamp, Uuid, ids};

/// The ladder 阶梯 and its publicity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StarRules {
    /// How many confirmed hours each star needs, from the first on.
    pub hours: Vec<u32>,
    /// How many working days a star is published, 5 at least.
    pub publicity_working_days: u32,
}

impl Default for StarRules {
    fn default() -> Self {
        Self { hours: vec![100, 300, 600, 1000, 1500], publicity_working_days: 5 }
    }
}

/// `cmd.evaluation.star.apply`: for the next star, in one's own name, with a community that one
/// served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Apply {
    pub community: OrganisationId,
}

/// `cmd.evaluation.star.review` 审核: by that community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Review {
    pub person: PersonId,
    /// Why it is returned; published when absent.
    #[serde(default)]
    pub returned: Option<Text<200>>,
}

/// `cmd.evaluation.star.revoke` 撤销: hours were false. By whoever stands above the community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    pub person: PersonId,
    pub reason: Text<200>,
    /// For how many months none can be applied for, 12 to 36.
    #[cfg_attr(feature = "openapi", schema(minimum = 12, maximum = 36))]
    pub barred_months: u32,
}

/// The stars of that person.
pub fn id(person: PersonId) -> Uuid {
    ids::of_text("star", &person.to_string())
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `minutes`: what is confirmed.
    Apply {
        community: OrganisationId,
        minutes: u64,
        rules: StarRules,
    },
    Review {
        returned: Option<Text<200>>,
        rules: StarRules,
    },
    Object {
        objection: ObjectionId,
    },
    SettleObjection {
        objection: ObjectionId,
        upheld: bool,
    },
    Revoke {
        reason: Text<200>,
        barred_months: u32,
    },
    /// What was revoked and bars until then is given back.
    Reinstate {
        barred_until: Date,
    },
    /// The publicity is over.
    Due,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "star.applied.v1")]
    Applied {
        person: PersonId,
        /// Which star: the first, the second …
        star: u8,
        community: OrganisationId,
        /// Who stands above it, answers objections, and may revoke.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        senior: Option<OrganisationId>,
        minutes: u64,
    },
    #[serde(rename = "star.returned.v1")]
    Returned { reason: Text<200>, by: PersonId },
    /// 公示
    #[serde(rename = "star.published.v1")]
    Published { until: Timestamp, by: PersonId },
    #[serde(rename = "star.objected.v1")]
    Objected { objection: ObjectionId },
    /// Upheld, the application is at its end.
    #[serde(rename = "star.objection_settled.v1")]
    ObjectionSettled { objection: ObjectionId, upheld: bool },
    #[serde(rename = "star.granted.v1")]
    Granted { star: u8 },
    /// One star less, and none to apply for until then.
    #[serde(rename = "star.revoked.v1")]
    Revoked { star: u8, reason: Text<200>, barred_until: Date, by: PersonId },
    /// 恢复: an objection to the revocation was upheld.
    #[serde(rename = "star.reinstated.v1")]
    Reinstated {
        /// How many they have again.
        star: u8,
        /// How many were revoked after it, and still are.
        #[serde(default, skip_serializing_if = "is_none")]
        revoked_after: u8,
    },
}

/// Nothing was revoked since.
fn is_none(revoked_after: &u8) -> bool {
    *revoked_after == 0
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// Nothing was applied for, or nothing is published.
    NotApplied,
    /// The actor may not do this.
    NotAuthorised,
    /// It is no community.
    NotACommunity,
    /// One application at a time.
    AlreadyApplied,
    /// So many hours are confirmed, and so many are needed.
    TooFewHours { hours: u64, needed: u32 },
    /// There is no higher star.
    HighestStar,
    /// Hours were false: none can be applied for until then.
    Barred { until: Date },
    /// It is published already, or not yet.
    OutOfTurn,
    /// There is no star to revoke.
    NoStar,
    /// 12 to 36 months.
    MonthsOutOfRange { min: u32, max: u32 },
}

/// For how many months at least, and at most, none can be applied for.
pub const BARRED_MONTHS: std::ops::RangeInclusive<u32> = 12..=36;

/// The shortest publicity, in working days.
pub const PUBLICITY_WORKING_DAYS_MIN: u32 = 5;

crate::request::commands! {
    Apply => "cmd.evaluation.star.apply",
    Review => "cmd.evaluation.star.review",
    Revoke => "cmd.evaluation.star.revoke",
}
