//! When an offer can be had: its weekly opening times, closed days and make-up days.

use serde::{Deserialize, Serialize};
use values::{Amount, Date, DayTime, Timestamp, time};

use crate::{HoldRefusal, Slot};

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

    /// Whether `slot` can be had, whoever has booked it, of an offer that stands to the end of
    /// `until`.
    ///
    /// # Errors
    /// When it has begun, lies behind the term, or is not open all the time.
    pub fn judge(
        &self,
        until: Option<Date>,
        now: Timestamp,
        slot: Slot,
    ) -> Result<(), HoldRefusal> {
        if slot.starts_at() <= now {
            return Err(HoldRefusal::SlotPast);
        }
        let after = |until: &Date| slot.ends_at() > time::start_of(time::plus_days(*until, 1));
        if let Some(until) = until.filter(after) {
            return Err(HoldRefusal::SlotAfterTerm { until });
        }
        if self.is_open(slot) { Ok(()) } else { Err(HoldRefusal::SlotClosed) }
    }

    /// Opening times that meet are one, over midnight too.
    fn is_open(&self, slot: Slot) -> bool {
        let around = (-1..=1).map(|days| time::plus_days(slot.date, days));
        let openings = around.flat_map(|date| self.openings(date));
        let mut open: Vec<_> = openings.map(|one| (one.starts_at(), one.ends_at())).collect();
        open.sort_unstable();
        let reached = open.iter().fold(slot.starts_at(), |reached, (start, end)| {
            if *start <= reached { reached.max(*end) } else { reached }
        });
        reached >= slot.ends_at()
    }

    /// Whether `asked` finds room during `slot` beside what others have `booked`, in any order:
    /// each a time and how much.
    ///
    /// # Errors
    /// When somebody has that time of what is exclusive, or less is left.
    pub fn has_room(
        &self,
        booked: impl IntoIterator<Item = (Slot, u64)>,
        slot: Slot,
        asked: Amount,
    ) -> Result<(), HoldRefusal> {
        let (start, end) = (slot.starts_at(), slot.ends_at());
        let meets = |other: &Slot| other.starts_at() < end && start < other.ends_at();
        let mut during = booked.into_iter().filter(|(other, _)| meets(other));
        let Some(capacity) = self.capacity else {
            return match during.next() {
                Some((by, _)) => Err(HoldRefusal::SlotTaken { by }),
                None => Ok(()),
            };
        };
        let mut changes = Vec::new();
        for (other, quantity) in during {
            changes.push((other.starts_at().max(start), true, quantity));
            changes.push((other.ends_at(), false, quantity));
        }
        // At one moment what ends comes first: its time is free for what begins.
        changes.sort_unstable();
        let (mut level, mut most) = (0, 0);
        for (_, begins, quantity) in changes {
            level = if begins { level + quantity } else { level - quantity };
            most = most.max(level);
        }
        let left = capacity.saturating_sub(most);
        if asked.quantity > left {
            return Err(HoldRefusal::SlotFull { asked: asked.quantity, left, unit: asked.unit });
        }
        Ok(())
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
