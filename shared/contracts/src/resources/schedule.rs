//! When an offer can be had: its weekly opening times, closed days and make-up days.

use serde::{Deserialize, Serialize};
use values::{Date, DayTime};

use crate::Slot;

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
    pub extra: Vec<Slot>,
    /// How much of it may be held at the same time; without one it is exclusive 独占: one claim at
    /// a time, whatever it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u64>,
}

/// The most lines of one kind in a schedule.
pub const SCHEDULE_LINES_MAX: usize = 100;

impl Schedule {
    /// The opening times that begin on `date`: those of the week unless it is a closed day, and
    /// those of a make-up day 补开日.
    pub fn openings(&self, date: Date) -> impl Iterator<Item = Slot> {
        let open = !self.closed.contains(&date);
        let of_the_week = self.of_the_week(date).filter(move |_| open);
        let besides = self.extra.iter().filter(move |slot| slot.date == date).copied();
        of_the_week.chain(besides)
    }

    /// What the week says of `date`, closed or not.
    pub fn of_the_week(&self, date: Date) -> impl Iterator<Item = Slot> {
        let openings = self.weekly.iter().filter(move |opening| opening.falls_on(date));
        openings.map(move |Opening { from, to, .. }| Slot { date, from: *from, to: *to })
    }
}

impl Opening {
    fn falls_on(&self, date: Date) -> bool {
        let number = match self.weekday {
            Weekday::Monday => 1,
            Weekday::Tuesday => 2,
            Weekday::Wednesday => 3,
            Weekday::Thursday => 4,
            Weekday::Friday => 5,
            Weekday::Saturday => 6,
            Weekday::Sunday => 7,
        };
        date.weekday().to_monday_one_offset() == number
    }
}
