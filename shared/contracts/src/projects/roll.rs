//! One roll 签到簿 of one service: people sign in and out by a short-lived code 扫码签到签退, and the
//! minutes between make the service record.

use serde::{Deserialize, Serialize};
use values::{OrganisationId, PersonId, ProjectId, RecordId, RollId, Text, Timestamp};

use super::record::{Attendance, DutyDone};
use crate::Claimer;

/// `cmd.projects.roll.open`: whoever organises the service opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub project: ProjectId,
    /// Who is expected, 0 to 500: who does not come is a no-show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expected: Vec<PersonId>,
}

/// `cmd.projects.roll.sign-in` 签到: in the name of who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub roll: RollId,
    /// What the organiser shows: it changes every 30 seconds.
    pub code: Text<32>,
}

/// `cmd.projects.roll.sign-out` 签退
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignOut {
    pub roll: RollId,
    pub code: Text<32>,
}

/// `cmd.projects.roll.close`: the service record is made of it. Who did not sign out counts only
/// when the organiser settles for how long they were there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Close {
    pub roll: RollId,
    pub what: Text<200>,
    /// How much of the claimed amount was delivered.
    pub quantity: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<DutyDone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<Attendance>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Open {
        project: ProjectId,
        giving: Claimer,
        asking: OrganisationId,
        expected: Vec<PersonId>,
    },
    /// The code was right.
    SignIn,
    /// The code was right.
    SignOut,
    Close {
        settled: Vec<Attendance>,
        record: RecordId,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "roll.opened.v1")]
    Opened {
        project: ProjectId,
        giving: Claimer,
        asking: OrganisationId,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        expected: Vec<PersonId>,
        by: PersonId,
        at: Timestamp,
        /// No code is good any more after that.
        until: Timestamp,
    },
    #[serde(rename = "roll.signed_in.v1")]
    SignedIn { person: PersonId, at: Timestamp },
    #[serde(rename = "roll.signed_out.v1")]
    SignedOut { person: PersonId, minutes: u32 },
    #[serde(rename = "roll.closed.v1")]
    Closed {
        by: PersonId,
        /// For whom the organiser says how long they were there.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        settled: Vec<Attendance>,
        no_shows: Vec<PersonId>,
        /// The record of who came; none when nobody did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        record: Option<RecordId>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such roll.
    Unknown,
    /// The identifier stands for another roll.
    AlreadyOpened,
    /// The actor may not do this for this party.
    NotAuthorised,
    /// A roll names at most this many people, each once.
    TooManyNamed { max: usize },
    /// The code is not, or no longer, the one that is shown.
    CodeNotGood,
    /// It was open for a day, and is not any more.
    OutOfTime,
    /// It was closed.
    Closed,
    /// Who did not sign in does not sign out.
    NotSignedIn,
    /// Who signed out does not sign in again.
    SignedOut,
    /// Only who is on the roll and did not sign out is settled, once, with 1 to 1,440 minutes.
    SettledOutOfPlace,
}

/// The most people on one roll.
pub const NAMED_MAX: usize = 500;

/// For how long a code is shown; it is good until the next one has been shown as long.
pub const CODE_SECONDS: i64 = 30;

/// For how many hours people may sign in and out.
pub const OPEN_HOURS: u64 = 24;

crate::request::commands! {
    Open => "cmd.projects.roll.open",
    SignIn => "cmd.projects.roll.sign-in",
    SignOut => "cmd.projects.roll.sign-out",
    Close => "cmd.projects.roll.close",
}
