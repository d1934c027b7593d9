//! Limits against a calendar of our own: a list of dates from the State Council's notices, walked
//! day by day and half day by half day.

use std::sync::LazyLock;

use contracts::testing::monday;
use values::{Date, Timestamp};

use super::*;

/// Days off on weekdays, and weekends that make up for them, as the notices for 2025 and 2026 say.
const OFF: [(&str, i32); 14] = [
    ("2025-01-01", 1),
    ("2025-01-28", 8),
    ("2025-04-04", 3),
    ("2025-05-01", 5),
    ("2025-05-31", 3),
    ("2025-10-01", 8),
    ("2026-01-01", 3),
    ("2026-02-15", 9),
    ("2026-04-04", 3),
    ("2026-05-01", 5),
    ("2026-06-19", 3),
    ("2026-09-25", 3),
    ("2026-10-01", 7),
    ("2024-12-31", 0),
];
const MADE_UP: [&str; 11] = [
    "2025-01-26",
    "2025-02-08",
    "2025-04-27",
    "2025-09-28",
    "2025-10-11",
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn is_worked(date: Date) -> bool {
    let off = |(first, days): &(&str, i32)| {
        (0..*days).any(|after| time::plus_days(day(first), after) == date)
    };
    // 29 December 2024 was a Sunday.
    let weekday = time::days_between(day("2024-12-29"), date).rem_euclid(7);
    let weekend = weekday == 0 || weekday == 6;
    MADE_UP.iter().any(|made_up| day(made_up) == date) || (!weekend && !OFF.iter().any(off))
}

/// Every day at work from the last of 2024 to the last of 2026.
static DAYS: LazyLock<Vec<Date>> = LazyLock::new(|| {
    let days = (0..731).map(|after| time::plus_days(day("2024-12-31"), after));
    days.filter(|date| is_worked(*date)).collect()
});

fn noon(date: Date) -> Timestamp {
    time::start_of(date) + HOUR * 12
}

/// The ends of the half days at work: noon, evening, noon …
static HALVES: LazyLock<Vec<Timestamp>> =
    LazyLock::new(|| DAYS.iter().flat_map(|date| [noon(*date), time::end_of(*date)]).collect());

static EVENINGS: LazyLock<Vec<Timestamp>> =
    LazyLock::new(|| DAYS.iter().map(|date| time::end_of(*date)).collect());

/// Those of `ends` that come after `moment`.
fn after(ends: &[Timestamp], moment: Timestamp) -> &[Timestamp] {
    &ends[ends.iter().take_while(|end| **end <= moment).count()..]
}

/// The ends of all half days at work after the half day of `from`.
fn halves_after(from: Timestamp) -> &'static [Timestamp] {
    let first = time::date_at(from);
    let this_half = if from < noon(first) { noon(first) } else { time::end_of(first) };
    after(&HALVES, this_half)
}

/// The ends of the working days after the day of `from`.
fn days_after(from: Timestamp) -> &'static [Timestamp] {
    after(&EVENINGS, time::end_of(time::date_at(from)))
}

/// Every day of a year and a half with all its holidays: in the morning, the afternoon, at night.
fn starts() -> impl Iterator<Item = Timestamp> {
    let days = (0..540).map(|after| time::plus_days(day("2025-01-01"), after));
    days.flat_map(|date| [0, 9, 12, 15, 23].map(|hour| time::start_of(date) + HOUR * hour))
}

#[test]
fn a_year_of_limits_over_real_holidays_is_that_of_an_independent_calendar() {
    let calendar = Calendar::shipped();
    for from in starts() {
        let days = days_after(from);
        for limit in [1, 2, 3, 5, 7, 15, 20] {
            let clock = begun(calendar, from, Limit::WorkingDays(limit));
            let due = days[limit as usize - 1];
            assert_eq!(clock.due_at, due, "{from} {limit}");
            // A fifth of the half days of the limit, at least one, is left at the yellow card.
            let left = (2 * limit / 5).max(1) as usize;
            let last = HALVES.iter().position(|half| *half == due).unwrap();
            assert_eq!(clock.yellow_at, HALVES[last - left], "{from} {limit}");
            assert!(
                from < clock.yellow_at && clock.yellow_at < clock.due_at && !clock.table_missing
            );
        }
    }
}

#[test]
fn standing_still_moves_a_limit_by_the_half_days_that_passed() {
    let calendar = Calendar::shipped();
    for from in starts().step_by(7) {
        let clock = begun(calendar, from, Limit::WorkingDays(7));
        for hours in [0, 3, 6, 30, 54, 100, 140] {
            let (stopped, now) = (from + HOUR, from + HOUR * (hours + 1));
            let passed = HALVES.iter().filter(|end| **end >= stopped && **end <= now).count();
            let moved = moved(calendar, clock, stopped, now);
            let later = |end: Timestamp| match passed {
                0 => end,
                passed => halves_after(end - NEXT)[passed - 1],
            };
            assert_eq!(moved.due_at, later(clock.due_at), "{from} {hours}");
            assert_eq!(moved.yellow_at, later(clock.yellow_at), "{from} {hours}");
        }
    }
}

#[test]
fn an_extension_adds_working_days_to_the_end() {
    let calendar = Calendar::shipped();
    for from in starts().step_by(11) {
        let clock = begun(calendar, from, Limit::WorkingDays(7));
        let longer = extended(calendar, clock, 5).unwrap();
        assert_eq!(longer.due_at, days_after(from)[11], "{from}");
        assert!(clock.yellow_at < longer.yellow_at && longer.yellow_at < longer.due_at);
    }
}

#[test]
fn an_emergency_runs_day_and_night() {
    // Friday evening before the Spring Festival.
    let from = time::start_of(day("2026-02-14")) + HOUR * 20;
    let calendar = Calendar::shipped();
    let clock = begun(calendar, from, Limit::Hours(24));
    assert_eq!(clock.due_at, from + HOUR * 24);
    assert_eq!(clock.yellow_at + HOUR * 24 / 5, clock.due_at);
    let still = moved(calendar, clock, from + HOUR, from + HOUR * 3);
    assert_eq!(still.due_at, clock.due_at + HOUR * 2);
    assert_eq!(extended(calendar, clock, 10).unwrap().due_at, clock.due_at + HOUR * 10);
}

#[test]
fn the_hotlines_own_limit_is_moved_by_nothing() {
    let end = monday() + HOUR * 100;
    let clock = until(monday(), end);
    assert_eq!((clock.due_at, clock.yellow_at), (end, monday() + HOUR * 80));
    assert_eq!(moved(Calendar::shipped(), clock, monday(), monday() + HOUR * 50), clock);
    assert_eq!((extended(Calendar::shipped(), clock, 1), extension_max(&clock)), (None, None));
    assert_eq!(until(end, monday()).due_at, end, "it is over");
}

#[test]
fn a_year_without_a_table_says_so() {
    let from = time::start_of(day("2026-12-28"));
    assert!(begun(Calendar::shipped(), from, Limit::WorkingDays(7)).table_missing);
}
