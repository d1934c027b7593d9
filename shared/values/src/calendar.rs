//! Working days in China: weekends, holidays and make-up working days, and deadlines over them.
//!
//! The State Council publishes each year's days off in the November before. So the table can be
//! replaced year by year, and a year that is missing counts weekends only, and says so
//! ([`Deadline::table_missing`]).

use std::sync::LazyLock;

use jiff::civil::{Date, Time, Weekday, date, time};
use jiff::{Timestamp, ToSpan};

use crate::time::shanghai;

mod bits;
mod table;

use bits::Half;
pub use table::{DayKind, Entry, LineError, Reason, parse_table};

/// The most working days that a deadline may lie ahead, about fifteen years. More are taken as
/// this many, so a command costs what a command may cost; settings and commands should refuse them.
pub const WORKING_DAYS_MAX: u32 = 3660;

/// The most days that an entry of a year's table may lie outside that year.
const DAYS_OUTSIDE_MAX: i32 = 31;

const NOON: Time = time(12, 0, 0, 0);
const END_OF_DAY: Time = time(23, 59, 59, 999_000_000);

static SHIPPED: LazyLock<Calendar> = LazyLock::new(|| {
    let entries = parse_table(include_str!("../data/holidays.tsv"))
        .expect("a test reads every line of the table");
    Calendar::of(entries, |_| true)
});

/// Which days are worked. Cheap to ask: a look-up in a bitmap, nothing is allocated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    entries: Vec<Entry>,    // sorted by date, no date twice
    years: Vec<bits::Year>, // sorted, no year twice
}

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Deadline {
    /// The last millisecond that is still in time.
    pub at: Timestamp,
    /// A year on the way has no table: its holidays were counted as working days.
    pub table_missing: bool,
}

/// Why a table cannot stand for a year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoYear {
    /// A table without entries would turn every holiday into a working day.
    #[error("the table of {year} has no day of that year")]
    Empty { year: i16 },
    /// An entry belongs to another year.
    #[error("{date} is more than {DAYS_OUTSIDE_MAX} days outside {year}")]
    OtherYear { year: i16, date: Date },
    /// A date is given twice.
    #[error("{date} is there twice")]
    Twice { date: Date },
}

impl Calendar {
    /// The table this program comes with: 2004 to 2026.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// This calendar with another table for `year`, in place of the one it had.
    ///
    /// A notice also speaks of some days around the year's ends: they replace just these days, and
    /// the year they lie in is not covered by them.
    ///
    /// # Errors
    /// When no entry lies in the year, one lies far outside, or a date is given twice.
    pub fn with_year(&self, year: i16, entries: &[Entry]) -> Result<Self, NoYear> {
        if !entries.iter().any(|entry| entry.date.year() == year) {
            return Err(NoYear::Empty { year });
        }
        if let Some(entry) = entries.iter().find(|entry| !is_near(entry.date, year)) {
            return Err(NoYear::OtherYear { year, date: entry.date });
        }
        let mut dates: Vec<_> = entries.iter().map(|entry| entry.date).collect();
        dates.sort_unstable();
        if let Some(pair) = dates.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(NoYear::Twice { date: pair[0] });
        }
        let stays =
            |entry: &&Entry| entry.date.year() != year && dates.binary_search(&entry.date).is_err();
        let kept = self.entries.iter().filter(stays).chain(entries).cloned().collect();
        Ok(Self::of(kept, |other| other == year || self.covers(other)))
    }

    fn of(mut entries: Vec<Entry>, covered: impl Fn(i16) -> bool) -> Self {
        entries.sort_unstable_by_key(|entry| entry.date);
        let of_one_year = |a: &Entry, b: &Entry| a.date.year() == b.date.year();
        let years = entries.chunk_by(of_one_year).map(|entries| {
            let year = entries[0].date.year();
            bits::Year::new(year, entries, covered(year))
        });
        Self { years: years.collect(), entries }
    }

    /// Whether the table of `year` is known. If not, only its weekends are days off.
    pub fn covers(&self, year: i16) -> bool {
        self.year(year).is_some_and(|year| year.covered)
    }

    /// What differs from plain weeks in `year`, by date.
    pub fn entries(&self, year: i16) -> &[Entry] {
        let from = self.entries.partition_point(|entry| entry.date.year() < year);
        let to = self.entries.partition_point(|entry| entry.date.year() <= year);
        &self.entries[from..to]
    }

    /// Whether anybody works on `date`, be it half the day.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.works(date, Half::Morning)
    }

    /// The end of the `days`-th working day after the day of `from`, in Shanghai.
    ///
    /// The day of `from` does not count. 0 days is the end of that day, or of the next working day
    /// if it is none. A day of which half is worked counts as a day. At most
    /// [`WORKING_DAYS_MAX`] days; at the end of time the deadline is the end of time.
    pub fn add_working_days(&self, from: Timestamp, days: u32) -> Deadline {
        let mut walk = Walk::from(self, from);
        walk.half = Half::Morning;
        if days == 0 {
            while !walk.works() && walk.next_day() {}
        }
        for _ in 0..days.min(WORKING_DAYS_MAX) {
            while walk.next_day() && !walk.works() {}
        }
        walk.ends(END_OF_DAY)
    }

    /// The end of the `halves`-th half working day after the half day of `from`, in Shanghai.
    ///
    /// Half days end at 12:00 and with the day. The half of `from` does not count: one half from
    /// a morning at work is the end of that day. 0 halves is the end of that half, or of the next
    /// one that is worked. A day of [`DayKind::Half`] has a morning only. At most twice
    /// [`WORKING_DAYS_MAX`].
    pub fn add_half_days(&self, from: Timestamp, halves: u32) -> Deadline {
        let mut walk = Walk::from(self, from);
        if halves == 0 {
            while !walk.works() && walk.next_half() {}
        }
        for _ in 0..halves.min(2 * WORKING_DAYS_MAX) {
            while walk.next_half() && !walk.works() {}
        }
        let time = match walk.half {
            Half::Morning => NOON,
            Half::Afternoon => END_OF_DAY,
        };
        walk.ends(time)
    }

    /// How many working days lie after `a`, up to and with `b`; none if `b` is not later.
    ///
    /// So it undoes [`Calendar::add_working_days`]. Half days count as days. A missing year counts
    /// weekends only.
    pub fn working_days_between(&self, a: Date, b: Date) -> u32 {
        let Ok(mut from) = a.tomorrow() else { return 0 };
        let mut days = 0;
        while from <= b {
            let to = b.min(date(from.year(), 12, 31));
            days += match self.year(from.year()) {
                Some(year) => year.mornings(from, to),
                None => weekdays(from, to),
            };
            let Ok(next) = to.tomorrow() else { break };
            from = next;
        }
        days
    }

    fn works(&self, date: Date, half: Half) -> bool {
        match self.year(date.year()) {
            Some(year) => year.works(date, half),
            None => is_weekday(date),
        }
    }

    fn year(&self, year: i16) -> Option<&bits::Year> {
        let place = self.years.binary_search_by_key(&year, |known| known.number).ok()?;
        Some(&self.years[place])
    }
}

/// A walk over half days that notices years without a table.
struct Walk<'c> {
    calendar: &'c Calendar,
    date: Date,
    half: Half,
    table_missing: bool,
}

impl<'c> Walk<'c> {
    fn from(calendar: &'c Calendar, start: Timestamp) -> Self {
        let start = shanghai().to_datetime(start);
        let half = if start.time() < NOON { Half::Morning } else { Half::Afternoon };
        Self { calendar, date: start.date(), half, table_missing: false }
    }

    /// To the same half of the next day; false at the end of time.
    fn next_day(&mut self) -> bool {
        let Ok(next) = self.date.tomorrow() else {
            return false;
        };
        self.date = next;
        true
    }

    /// To the next half day; false at the end of time.
    fn next_half(&mut self) -> bool {
        match self.half {
            Half::Morning => self.half = Half::Afternoon,
            Half::Afternoon => {
                if !self.next_day() {
                    return false;
                }
                self.half = Half::Morning;
            }
        }
        true
    }

    fn works(&mut self) -> bool {
        self.table_missing |= !self.calendar.covers(self.date.year());
        self.calendar.works(self.date, self.half)
    }

    fn ends(self, time: Time) -> Deadline {
        let end = shanghai().to_timestamp(self.date.to_datetime(time));
        // Fails in the last hours of the year 9999 only.
        Deadline { at: end.unwrap_or(Timestamp::MAX), table_missing: self.table_missing }
    }
}

fn is_near(date: Date, year: i16) -> bool {
    let days = DAYS_OUTSIDE_MAX.days();
    let inside = |moved: Result<Date, jiff::Error>| moved.is_ok_and(|moved| moved.year() == year);
    date.year() == year || inside(date.checked_add(days)) || inside(date.checked_sub(days))
}

fn is_weekday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The days from Monday to Friday in `from..=to`, counted without walking over them.
fn weekdays(from: Date, to: Date) -> u32 {
    let before = from.weekday().to_monday_zero_offset().unsigned_abs().into();
    let days = (to - from).get_days().unsigned_abs() + 1;
    // From the Monday before `from`, and back again.
    let since_monday = |days: u32| days / 7 * 5 + (days % 7).min(5);
    since_monday(before + days) - since_monday(before)
}

#[cfg(test)]
mod tests;
