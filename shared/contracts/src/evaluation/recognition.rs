//! One list of recognition 好单位 好党员 好书记: shortlisted from data, published with time for
//! objections, confirmed without those against whom one was upheld.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use values::{ObjectionId, OrganisationId, PersonId, RecognitionId, Text, Timestamp};

use crate::Claimer;

/// Somebody on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub who: Claimer,
    /// What they did 事迹.
    pub merits: Text<300>,
}

/// `cmd.evaluation.recognition.publish` 公示: by a street, a district or the city, of its territory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecognitionList {
    pub body: OrganisationId,
    pub title: Text<60>,
    /// 1 to 100, each once.
    pub candidates: Vec<Candidate>,
    /// 5 to 20.
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 20))]
    pub working_days: u32,
    /// By the rules and facts of which year they are eligible; else of that of the publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `kept_off`: whom a veto keeps off, or a threshold that is in force.
    Publish {
        list: RecognitionList,
        kept_off: BTreeSet<Claimer>,
    },
    Object {
        who: Claimer,
        objection: ObjectionId,
    },
    SettleObjection {
        objection: ObjectionId,
        upheld: bool,
    },
    /// The publicity is over.
    Due,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "recognition.published.v1")]
    Published {
        list: RecognitionList,
        until: Timestamp,
        /// Who stands above the body, and answers objections.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        senior: Option<OrganisationId>,
        by: PersonId,
    },
    #[serde(rename = "recognition.objected.v1")]
    Objected { who: Claimer, objection: ObjectionId },
    /// Upheld, they are off the list.
    #[serde(rename = "recognition.objection_settled.v1")]
    ObjectionSettled { objection: ObjectionId, upheld: bool },
    /// 表彰: those who are left.
    #[serde(rename = "recognition.confirmed.v1")]
    Confirmed { recognised: BTreeSet<Claimer> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such list, or nobody of that name on it.
    Unknown,
    /// The identifier stands for another list.
    AlreadyPublished,
    /// A street, a district or the city recognises, in its own territory.
    NotAuthorised,
    /// An organisation works outside the territory.
    OutsideTerritory,
    /// By the rules of this year or the last.
    YearOutOfRange { min: i16, max: i16 },
    /// A veto keeps them off, or a threshold that is in force.
    NotEligible { who: BTreeSet<Claimer> },
    /// 1 to so many candidates, each once.
    CandidatesOutOfRange { max: usize },
    /// 5 to 20 working days.
    PublicityOutOfRange { min: u32, max: u32 },
    /// The publicity is over.
    PublicityOver,
}

/// The most candidates of one list.
pub const CANDIDATES_MAX: usize = 100;
/// The shortest and the longest publicity, in working days.
pub const PUBLICITY_WORKING_DAYS: std::ops::RangeInclusive<u32> = 5..=20;

/// Names the list by its id, for objections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OnList {
    pub recognition: RecognitionId,
    pub who: Claimer,
}

crate::request::commands! {
    RecognitionList => "cmd.evaluation.recognition.publish",
}
