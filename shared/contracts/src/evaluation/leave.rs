//! One leave 请假、免评: days on which no absence counts against a unit or a person, recorded with its
//! reason by somebody who answers for them, and lifted when it was recorded in error.

use serde::{Deserialize, Serialize};
use values::{Date, LeaveId, OrganisationId, PersonId, Text};

use crate::{Claimer, Page, PageRequest};

/// Why. A code and no text: nobody's illness stands in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// 公务冲突
    Duty,
    /// 应急值守
    Emergency,
    /// 外派、外出
    Away,
    /// 身体原因
    Health,
    /// 照护家人
    Care,
    /// 单位撤并中
    WindingDown,
}

/// `cmd.evaluation.leave.grant`: for a unit by whoever stands above it in the territory, for a
/// person by whoever answers for the community where they are checked in; never for oneself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LeaveTerms {
    pub who: Claimer,
    pub reason: LeaveReason,
    /// The first day; it may lie in the past, when the absence was excused afterwards.
    pub from: Date,
    /// The last day, at most 366 days in all.
    pub until: Date,
}

/// `cmd.evaluation.leave.lift`: it was recorded in error, and absences count again. By whoever
/// recorded it, or stands above that; never by whom it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Lift {
    pub leave: LeaveId,
    pub reason: Text<200>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Whether the actor answers for a person was looked up; for a unit the rule finds it out.
    Grant {
        grant: LeaveTerms,
        in_area: bool,
    },
    Lift {
        reason: Text<200>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "leave.granted.v1")]
    Granted {
        leave: LeaveTerms,
        by: PersonId,
        /// For which organisation they acted.
        organisation: OrganisationId,
    },
    #[serde(rename = "leave.lifted.v1")]
    Lifted { reason: Text<200>, by: PersonId },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No such leave.
    Unknown,
    /// The identifier stands for another leave.
    AlreadyGranted,
    /// Whoever answers for them records it, never they themselves.
    NotAuthorised,
    /// The last day is not before the first, and at most so many days are granted at once.
    DaysOutOfRange { max: i32 },
    /// It was lifted before.
    Lifted,
}

/// The most days of one leave.
pub const DAYS_MAX: i32 = 366;

/// `qry.evaluation.leaves`: newest first; one's own, those of one's organisation, and those that it
/// or an organisation of its area recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Leaves {
    pub page: PageRequest,
}

/// A leave as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeaveLine {
    pub id: LeaveId,
    pub leave: LeaveTerms,
    /// For which organisation it was recorded.
    pub organisation: OrganisationId,
    /// Why it was lifted.
    pub lifted: Option<Text<200>>,
    /// May whoever asks lift it?
    pub correctable: bool,
}

crate::request::commands! {
    LeaveTerms => "cmd.evaluation.leave.grant",
    Lift => "cmd.evaluation.leave.lift",
}

crate::request::queries! {
    Leaves => "qry.evaluation.leaves" -> Page<LeaveLine>,
}
