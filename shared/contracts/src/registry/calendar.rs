//! The holidays and make-up workdays of the years.

use serde::{Deserialize, Serialize};
use values::{Uuid, calendar::Entry as DayEntry, ids};

/// There is one calendar.
pub fn id() -> Uuid {
    ids::of_text("calendar", "")
}

/// `cmd.registry.calendar.set-year`: replaces what is known of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetYear {
    pub year: i16,
    /// The days that differ from an ordinary week, in order; at most [`DAYS_MAX`].
    pub days: Vec<DayEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "calendar.year_set.v1")]
    YearSet { year: i16, days: Vec<DayEntry> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// Only the operator changes the calendar.
    NotAuthorised,
    /// No day of the year, a day of another year, one named twice, or more days than a year has.
    DaysOutOfPlace,
}

/// The most days that one year's table names.
pub const DAYS_MAX: usize = 366;

crate::request::commands! {
    SetYear => "cmd.registry.calendar.set-year",
}
