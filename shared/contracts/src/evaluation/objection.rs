//! One objection 异议、申诉: whoever is rated, scored or proposed may object, and is answered within a
//! limit. Upheld, what it is about counts no more.

use serde::{Deserialize, Serialize};
use values::{
    ActivityId, Date, FactId, ObjectionId, OccasionId, OrganisationId, PersonId, PostingId, Text,
    Timestamp, ids,
};

use super::exclusion::{CountedFact, Happened};
use super::occasion::Pairing;
use super::recognition::OnList;
use crate::Claimer;

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A rating: by who was rated.
    Rating { occasion: OccasionId, pairing: Pairing },
    /// A fact that was entered by hand: by whom it is about.
    Fact(FactId),
    /// Whether somebody came to an activity: by whom it is about.
    Attendance { activity: ActivityId, who: Claimer },
    /// That somebody did not come to a service: by whom it is about.
    NoShow { occasion: OccasionId, person: PersonId },
    /// Points that were added or taken by hand: by whose they are.
    Posting(PostingId),
    /// A star that is published: by anybody.
    Star(PersonId),
    /// That a star was revoked, which bars until then: by whose it was.
    Revocation { person: PersonId, barred_until: Date },
    /// Somebody on a list of recognition that is published: by anybody.
    Candidate(OnList),
    /// What follows from something that happened: by whom it is counted for.
    Counted(CountedFact),
}

impl Target {
    /// What an objection to it is called in Chinese.
    pub fn chinese(&self) -> &'static str {
        match self {
            Target::Rating { .. } => "一次评价",
            Target::Fact(_) => "人工登记的评分事实",
            Target::Attendance { .. } => "活动出席登记",
            Target::NoShow { .. } => "服务缺席登记",
            Target::Posting(_) => "手工加减的积分",
            Target::Star(_) => "公示中的星级",
            Target::Revocation { .. } => "被撤销的星级",
            Target::Candidate(_) => "公示中的表彰名单",
            Target::Counted(counted) => match counted.happened {
                Happened::Occasion(_) => "由合作事项计入的评分",
                Happened::Need(_) => "由需求办理结果计入的评分",
            },
        }
    }
}

/// `cmd.evaluation.objection.raise`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Raise {
    pub target: Target,
    pub reason: Text<300>,
}

/// `cmd.evaluation.objection.answer`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub objection: ObjectionId,
    /// What it is about counts no more.
    pub upheld: bool,
    pub answer: Text<300>,
}

/// Of one person about one thing there is one objection.
pub fn id(target: Target, by: PersonId) -> ObjectionId {
    let target = serde_json::to_string(&target).expect("a target has text keys only");
    ObjectionId(ids::of_text("objection", &format!("{target} {by}")))
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// That it may be raised was judged by what it is about.
    Raise {
        target: Target,
        reason: Text<300>,
        answerer: Option<OrganisationId>,
    },
    Answer {
        upheld: bool,
        answer: Text<300>,
    },
    /// The limit passed.
    Due,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "objection.raised.v1")]
    Raised {
        target: Target,
        reason: Text<300>,
        by: PersonId,
        /// Who answers; the city's officers where it is nobody's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answerer: Option<OrganisationId>,
        answer_until: Timestamp,
    },
    /// 逾期未答复
    #[serde(rename = "objection.overdue.v1")]
    Overdue {},
    #[serde(rename = "objection.answered.v1")]
    Answered { upheld: bool, answer: Text<300>, by: PersonId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such objection.
    Unknown,
    /// The actor may not object to this, or not answer this.
    NotAuthorised,
    /// There is nothing to object to.
    NothingThere,
    /// It was raised before, in other words.
    AlreadyRaised,
    /// It was answered before.
    AlreadyAnswered,
    /// Nobody answers their own objection.
    OwnObjection,
}

/// Within how many working days it is answered.
pub const ANSWER_WORKING_DAYS: u32 = 5;

crate::request::commands! {
    Raise => "cmd.evaluation.objection.raise",
    Answer => "cmd.evaluation.objection.answer",
}
