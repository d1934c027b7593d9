//! When an offer can be had: its weekly opening times, closed days and make-up days.

use serde::{Deserialize, Serialize};
use values::{Date, DayTime};

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Open every week on this day. Not later than `from`, `to` stands for the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub weekday: Weekday,
    pub from: DayTime,
    pub to: DayTime,
}

/// 开放安排: when it is open, and how many may use it at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// At most [`SCHEDULE_LINES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekly: Vec<Opening>,
    /// 停用日: nothing of the week opens on these days; at most [`SCHEDULE_LINES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Date>,
    /// 补开日: open besides, whatever the week says; at most [`SCHEDULE_LINES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<crate::Slot>,
    /// How much of it may be held at the same time; without one it is exclusive 独占: one claim at
    /// a time, whatever it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u64>,
}

/// The most lines of one kind in a schedule.
pub const SCHEDULE_LINES_MAX: usize = 100;
