//! One answer to a written request 听取意见: before a unit admits or appoints somebody, it asks the
//! community what they did there. Confirmed service facts only: no score, no remarks. The person
//! sees it first and may reply; it expires after a year; no record implies nothing.

use serde::{Deserialize, Serialize};
use values::{Date, HearingId, OrganisationId, PersonId, Text, Timestamp};

/// Why it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HearingPurpose {
    /// 发展党员
    Admission,
    /// 选拔任用干部
    Appointment,
}

/// `cmd.evaluation.hearing.ask`: by the head of the unit, in writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HearingRequest {
    pub unit: OrganisationId,
    pub person: PersonId,
    /// Who answers, with the facts of its own: a community, or a street with those of all in it.
    pub community: OrganisationId,
    pub purpose: HearingPurpose,
    /// The number of the letter 来函文号.
    pub letter: Text<60>,
    /// From this day on, at most five years back.
    pub from: Date,
}

/// `cmd.evaluation.hearing.compile`: the community answers with what is confirmed; the person sees
/// it first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Compile {
    pub hearing: HearingId,
}

/// `cmd.evaluation.hearing.reply`: by the person, or that there is nothing to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub hearing: HearingId,
    #[serde(default)]
    pub words: Option<Text<300>>,
}

/// What is confirmed, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmedService {
    pub services: u32,
    pub minutes: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Ask(HearingRequest),
    /// What the records say.
    Compile {
        confirmed: ConfirmedService,
    },
    Reply {
        words: Option<Text<300>>,
    },
    /// The person's time is over, or the answer expired.
    Due,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "hearing.asked.v1")]
    Asked { asked: HearingRequest, by: PersonId },
    /// The person has until then to reply.
    #[serde(rename = "hearing.compiled.v1")]
    Compiled { confirmed: ConfirmedService, by: PersonId, reply_until: Timestamp },
    /// With their reply, where they gave one: the unit may read it until it expires.
    #[serde(rename = "hearing.issued.v1")]
    Issued {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<Text<300>>,
        expires_at: Timestamp,
    },
    #[serde(rename = "hearing.expired.v1")]
    Expired {},
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such request.
    Unknown,
    /// The identifier stands for another request.
    AlreadyAsked,
    /// The head of the unit asks, the community or street answers, the person replies.
    NotAuthorised,
    /// It is neither a community nor a street.
    NotACommunity,
    /// The person does not work for the unit that asks.
    NotOfTheUnit,
    /// From a day in the past, at most so many years back.
    PeriodOutOfRange { years_max: i32 },
    /// It is not at this step.
    OutOfTurn,
}

/// How many years back it may ask.
pub const YEARS_MAX: i32 = 5;
/// How many working days the person has to reply.
pub const REPLY_WORKING_DAYS: u32 = 5;
/// For how many months the answer may be read.
pub const STANDS_MONTHS: i32 = 12;

crate::request::commands! {
    HearingRequest => "cmd.evaluation.hearing.ask",
    Compile => "cmd.evaluation.hearing.compile",
    Reply => "cmd.evaluation.hearing.reply",
}
