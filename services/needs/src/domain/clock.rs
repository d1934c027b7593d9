//! Time limits 时限: when a step's cards are due, over working days and half days, or hours.
//!
//! Invariant: a clock begins before its yellow card, and has that before its red one; standing
//! still moves both by the working half days that passed meanwhile, never back.

#[cfg(test)]
mod tests;

use std::time::Duration;

use contracts::needs::handling::{ASKED_DAYS_MAX, Clock};
use contracts::needs::limits::Limit;
use values::{Calendar, Timestamp, time};

/// A card is due in the first millisecond that is too late.
pub const NEXT: Duration = Duration::from_millis(1);

const HOUR: Duration = Duration::from_secs(60 * 60);
const HALVES_A_DAY: u32 = 2;
/// The yellow card comes when this part of the limit is left.
const LEFT_WHEN_YELLOW: u32 = 5;

/// The clock of a step that begins at `from`.
pub fn begun(calendar: &Calendar, from: Timestamp, limit: Limit) -> Clock {
    let limit_held = Some(limit);
    match limit {
        Limit::WorkingDays(days) => {
            let due = calendar.add_working_days(from, days);
            // At least half a day before the end.
            let left = (HALVES_A_DAY * days / LEFT_WHEN_YELLOW).max(1);
            let yellow_at = before_end(calendar, from, days, left);
            let (due_at, table_missing) = (due.at, due.table_missing);
            Clock { limit: limit_held, from, yellow_at, due_at, table_missing }
        }
        Limit::Hours(hours) => {
            let whole = HOUR * hours;
            let yellow_at = from + (whole - whole / LEFT_WHEN_YELLOW);
            let due_at = from + whole;
            Clock { limit: limit_held, from, yellow_at, due_at, table_missing: false }
        }
    }
}

/// The clock of a step that must be done by `until`, whoever said so.
pub fn until(from: Timestamp, until: Timestamp) -> Clock {
    let due_at = until.max(from);
    let whole = Duration::try_from(due_at.duration_since(from)).unwrap_or_default();
    let yellow_at = from + (whole - whole / LEFT_WHEN_YELLOW);
    Clock { limit: None, from, yellow_at, due_at, table_missing: false }
}

/// `left` half days before the end of the `days`-th working day after that of `from`.
fn before_end(calendar: &Calendar, from: Timestamp, days: u32, left: u32) -> Timestamp {
    let end_of = |days| match days {
        0 => time::end_of(time::date_at(from)),
        days => calendar.add_working_days(from, days).at,
    };
    let whole = left / HALVES_A_DAY;
    if left.is_multiple_of(HALVES_A_DAY) {
        return end_of(days - whole);
    }
    // The noon of a working day, which is the first half after the end of the one before.
    calendar.add_half_days(end_of(days - whole - 1), 1).at
}

/// The clock after it stood still from `stopped` to `now`. A limit in hours moves by what passed,
/// one in working days by the half days that ended meanwhile; the hotline's own does not move.
pub fn moved(calendar: &Calendar, clock: Clock, stopped: Timestamp, now: Timestamp) -> Clock {
    match clock.limit {
        None => clock,
        Some(Limit::Hours(_)) => {
            let passed = Duration::try_from(now.duration_since(stopped)).unwrap_or_default();
            let (yellow_at, due_at) = (clock.yellow_at + passed, clock.due_at + passed);
            Clock { yellow_at, due_at, ..clock }
        }
        Some(Limit::WorkingDays(_)) => {
            let halves = halves_during(calendar, stopped, now);
            let (yellow_at, due_at) =
                (later(calendar, clock.yellow_at, halves), later(calendar, clock.due_at, halves));
            Clock { yellow_at, due_at, ..clock }
        }
    }
}

/// The end of a half day, and `halves` half days at work after it.
fn later(calendar: &Calendar, end: Timestamp, halves: u32) -> Timestamp {
    // Noon itself already lies in the afternoon.
    if halves == 0 { end } else { calendar.add_half_days(end - NEXT, halves).at }
}

/// How many half days at work ended from `from` to `to`: at most as many as a question may wait.
fn halves_during(calendar: &Calendar, from: Timestamp, to: Timestamp) -> u32 {
    let most = HALVES_A_DAY * (ASKED_DAYS_MAX + 1);
    let end = |halves| calendar.add_half_days(from, halves).at;
    let after = (1..=most).find(|halves| end(*halves) > to).map_or(most, |halves| halves - 1);
    // The half of `from` itself, when it is worked: otherwise its end is that of the next.
    let own = end(0) < end(1) && end(0) <= to;
    after + u32::from(own)
}

/// The clock with `by` more, in its own measure; none for the hotline's own limit. The yellow card
/// comes as long before the end as it would have.
pub fn extended(calendar: &Calendar, clock: Clock, by: u32) -> Option<Clock> {
    Some(match clock.limit? {
        Limit::Hours(_) => {
            let more = HOUR * by;
            Clock { yellow_at: clock.yellow_at + more, due_at: clock.due_at + more, ..clock }
        }
        Limit::WorkingDays(_) => {
            let due = calendar.add_working_days(clock.due_at, by);
            // A day of which half is worked is a day of the limit.
            let yellow_at = later(calendar, clock.yellow_at, HALVES_A_DAY * by).min(due.at);
            let table_missing = clock.table_missing || due.table_missing;
            Clock { yellow_at, due_at: due.at, table_missing, ..clock }
        }
    })
}

/// How much an extension of `clock` may be at most.
pub fn extension_max(clock: &Clock) -> Option<u32> {
    clock.limit.map(|limit| match limit {
        Limit::WorkingDays(most) | Limit::Hours(most) => most,
    })
}
