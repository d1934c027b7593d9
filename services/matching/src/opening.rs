//! When an offer is open within the days on which somebody wants it: on how many of them, and for
//! how long in all.
//!
//! Counted week by week and not day by day: a window of years costs no more than one of days.

use std::collections::BTreeSet;

use contracts::Slot;
use contracts::needs::need::Window;
use contracts::resources::schedule::Schedule;
use values::{Date, DayTime, time};

pub(crate) const MINUTES_A_DAY: u64 = 24 * 60;

/// How much of a window an offer is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) days: u64,
    pub(crate) minutes: u64,
}

/// The days of a window, its last one among them.
pub(crate) fn days(window: Window) -> u64 {
    u64::try_from(time::days_between(window.from, window.until) + 1).unwrap_or(0)
}

/// An opening time belongs to the day on which it begins.
pub(crate) fn within(schedule: &Schedule, window: Window) -> Open {
    let all = days(window);
    let mut open = Open::default();
    // The days of the first week stand for those of every week.
    for nth in 0..all.min(7) {
        let date = time::plus_days(window.from, i32::try_from(nth).expect("it is in a week"));
        let of_the_week = weekly(schedule, date);
        let weeks = 1 + (all - 1 - nth) / 7;
        open.days += weeks * of_the_week.days;
        open.minutes += weeks * of_the_week.minutes;
    }
    let is_within = |date: Date| window.from <= date && date <= window.until;
    let closed = schedule.closed.iter();
    let extra = schedule.extra.iter().map(|slot| &slot.date);
    // On these days the week does not tell.
    let special: BTreeSet<Date> =
        closed.chain(extra).copied().filter(|at| is_within(*at)).collect();
    for date in special {
        let (of_the_week, really) = (weekly(schedule, date), openings(schedule.openings(date)));
        open.days = open.days + really.days - of_the_week.days;
        open.minutes = open.minutes + really.minutes - of_the_week.minutes;
    }
    open
}

/// What a week says of that day.
fn weekly(schedule: &Schedule, date: Date) -> Open {
    openings(schedule.of_the_week(date))
}

fn openings(slots: impl Iterator<Item = Slot>) -> Open {
    let from_until = |Slot { from, to, .. }: Slot| {
        let begins =
            60 * u64::from(from.hour().unsigned_abs()) + u64::from(from.minute().unsigned_abs());
        (begins, begins + length(from, to))
    };
    let mut slots: Vec<_> = slots.map(from_until).collect();
    slots.sort_unstable();
    // What overlaps is open once.
    let (mut minutes, mut told) = (0, 0);
    for (begins, ends) in slots {
        minutes += ends.saturating_sub(begins.max(told));
        told = told.max(ends);
    }
    Open { days: u64::from(minutes > 0), minutes }
}

/// One that is not later stands for the next day.
fn length(from: DayTime, to: DayTime) -> u64 {
    let minute = |at: DayTime| 60 * i64::from(at.hour()) + i64::from(at.minute());
    let minutes = u64::try_from(minute(to) - minute(from)).unwrap_or(0);
    match minutes {
        0 => MINUTES_A_DAY.saturating_add_signed(minute(to) - minute(from)),
        minutes => minutes,
    }
}

#[cfg(test)]
mod tests {
    use contracts::resources::schedule::{Opening, Weekday};
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn window(from: &str, until: &str) -> Window {
        Window { from: date(from), until: date(until) }
    }

    fn opening(weekday: Weekday, from: &str, to: &str) -> Opening {
        Opening { weekday, from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn slot(day: &str, from: &str, to: &str) -> Slot {
        Slot { date: date(day), from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    /// Open on Saturdays, and of March 2026 not on the 14th, but on Sunday the 15th.
    fn saturdays() -> Schedule {
        Schedule {
            weekly: vec![opening(Weekday::Saturday, "09:00", "11:30")],
            closed: vec![date("2026-03-14"), date("2026-03-16")],
            extra: vec![slot("2026-03-15", "18:00", "00:00")],
            capacity: None,
        }
    }

    #[test]
    fn closed_days_and_make_up_days_count() {
        let march = window("2026-03-01", "2026-03-31");
        assert_eq!(within(&saturdays(), march), Open { days: 4, minutes: 3 * 150 + 360 });
        let weekdays = window("2026-03-02", "2026-03-06");
        assert_eq!(within(&saturdays(), weekdays), Open::default());
        let turned = window("2026-03-06", "2026-03-02");
        assert_eq!(within(&saturdays(), turned), Open::default());
    }

    #[test]
    fn opening_times_that_overlap_count_once() {
        let twice =
            [("14:00", "16:00"), ("09:00", "11:30"), ("10:00", "11:00"), ("11:00", "12:00")];
        let slots = twice.map(|(from, to)| slot("2026-03-07", from, to));
        assert_eq!(openings(slots.into_iter()), Open { days: 1, minutes: 180 + 120 });
        let nights = [("18:00", "02:00"), ("20:00", "06:00")];
        let slots = nights.map(|(from, to)| slot("2026-03-07", from, to));
        assert_eq!(openings(slots.into_iter()), Open { days: 1, minutes: 12 * 60 });
    }

    #[test]
    fn a_night_is_open_into_the_next_day() {
        let hours =
            [("18:00", "07:00"), ("09:00", "09:00"), ("09:00", "10:15"), ("00:00", "23:59")];
        let lengths = hours.map(|(from, to)| length(from.parse().unwrap(), to.parse().unwrap()));
        assert_eq!(lengths, [13 * 60, 24 * 60, 75, 24 * 60 - 1]);
    }

    proptest! {
        /// What a look at each day says.
        #[test]
        fn weeks_are_counted_as_their_days_are(
            from in 0_i32..40,
            length in 0_i32..120,
            closed in prop::collection::vec(0_i32..160, 0..12),
            extra in prop::collection::vec(0_i32..160, 0..12),
        ) {
            let day = |nth: i32| time::plus_days(date("2026-01-01"), nth);
            let weekly = [
                opening(Weekday::Monday, "09:00", "11:00"),
                opening(Weekday::Monday, "18:00", "02:00"),
                opening(Weekday::Friday, "14:00", "15:00"),
            ];
            let (from_time, to) = ("08:00".parse().unwrap(), "09:30".parse().unwrap());
            let schedule = Schedule {
                weekly: weekly.to_vec(),
                closed: closed.into_iter().map(day).collect(),
                extra: extra
                    .into_iter()
                    .map(|nth| Slot { date: day(nth), from: from_time, to })
                    .collect(),
                capacity: None,
            };
            let window = Window { from: day(from), until: day(from + length) };
            let mut seen = Open::default();
            for nth in from..=from + length {
                let open = openings(schedule.openings(day(nth)));
                seen.days += open.days;
                seen.minutes += open.minutes;
            }
            prop_assert_eq!(within(&schedule, window), seen);
        }
    }
}
