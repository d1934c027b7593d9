//! A span of time that can be booked.

use std::fmt;

use serde::{Deserialize, Serialize};
use values::{Date, DayTime, Timestamp, time};

/// 时段: on `date`, from one time of the day to another. One that is not later stands for the next
/// day, so that no slot is longer than a day: 18:00 to 07:00 is a night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Slot {
    pub date: Date,
    pub from: DayTime,
    pub to: DayTime,
}

impl Slot {
    /// The slot between two moments that lie at most a day apart.
    pub fn between(start: Timestamp, end: Timestamp) -> Self {
        let (date, from) = time::date_and_time_at(start);
        Self { date, from, to: time::date_and_time_at(end).1 }
    }

    /// Its first moment.
    pub fn starts_at(self) -> Timestamp {
        time::at(self.date, self.from)
    }

    /// The first moment after it.
    pub fn ends_at(self) -> Timestamp {
        let days = i32::from(self.to <= self.from);
        time::at(time::plus_days(self.date, days), self.to)
    }
}

impl fmt::Display for Slot {
    /// `2026-03-02 18:00–21:00`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}–{}", self.date, self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(from: &str, to: &str) -> Slot {
        let date = "2026-03-02".parse().unwrap();
        Slot { date, from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    #[test]
    fn a_slot_ends_on_its_day_or_on_the_next() {
        for (from, to, end) in [
            ("09:00", "11:30", "2026-03-02T03:30:00Z"),
            ("18:00", "07:00", "2026-03-02T23:00:00Z"),
            ("18:00", "00:00", "2026-03-02T16:00:00Z"),
            ("09:00", "09:00", "2026-03-03T01:00:00Z"),
        ] {
            let slot = slot(from, to);
            assert_eq!(slot.ends_at().to_string(), end);
            assert_eq!(Slot::between(slot.starts_at(), slot.ends_at()), slot);
        }
        assert_eq!(slot("18:00", "07:00").to_string(), "2026-03-02 18:00–07:00");
    }
}
