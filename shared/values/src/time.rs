//! Time: instants in UTC inside, civil dates of Asia/Shanghai at the edge.

use std::sync::LazyLock;

pub use jiff::Timestamp;
use jiff::ToSpan;
pub use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::DayTime;

static SHANGHAI: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZone::get("Asia/Shanghai").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(8)))
});

/// The zone in which people here live. Where the machine has no zone table: UTC+8, which it has
/// been since 1991.
pub fn shanghai() -> TimeZone {
    SHANGHAI.clone()
}

/// The civil date in Shanghai at `instant`.
pub fn date_at(instant: Timestamp) -> Date {
    instant.to_zoned(shanghai()).date()
}

/// The last millisecond of `date` in Shanghai; the end of time for a date beyond it.
pub fn end_of(date: Date) -> Timestamp {
    let last = date.at(23, 59, 59, 999_000_000).to_zoned(shanghai());
    last.map_or(Timestamp::MAX, |last| last.timestamp())
}

/// The first millisecond of `date` in Shanghai; the beginning of time for a date before it.
pub fn start_of(date: Date) -> Timestamp {
    date.to_zoned(shanghai()).map_or(Timestamp::MIN, |first| first.timestamp())
}

/// That time of `date` in Shanghai; the end of time for a date beyond it.
pub fn at(date: Date, time: DayTime) -> Timestamp {
    let moment = date.at(time.hour(), time.minute(), 0, 0).to_zoned(shanghai());
    moment.map_or(Timestamp::MAX, |moment| moment.timestamp())
}

/// The date and the time of the day in Shanghai at `instant`, without its seconds.
pub fn date_and_time_at(instant: Timestamp) -> (Date, DayTime) {
    let moment = instant.to_zoned(shanghai());
    let time = DayTime::new(moment.hour(), moment.minute()).unwrap_or(DayTime::MIDNIGHT);
    (moment.date(), time)
}

/// `days` after `date`, or before it; no further than there are dates.
pub fn plus_days(date: Date, days: i32) -> Date {
    date.saturating_add(days.days())
}

/// `months` after `date`, or before it; of a shorter month its last day.
pub fn plus_months(date: Date, months: i32) -> Date {
    date.saturating_add(months.months())
}

/// How many days `to` lies after `from`.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours().div_euclid(24).try_into().unwrap_or(i32::MAX)
}

/// `instant` as people read it: `2026-03-02 09:30`.
pub fn show(instant: Timestamp) -> String {
    instant.to_zoned(shanghai()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The instant that [`show`] shows so: the first of its minute.
pub fn read(shown: &str) -> Option<Timestamp> {
    let moment = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M", shown.trim()).ok()?;
    moment.to_zoned(shanghai()).ok().map(|moment| moment.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_evening_in_utc_is_the_next_day_in_shanghai() {
        let instant: Timestamp = "2026-03-01T16:30:00Z".parse().unwrap();
        assert_eq!(date_at(instant), jiff::civil::date(2026, 3, 2));
        assert_eq!(show(instant), "2026-03-02 00:30");
        assert_eq!(read("2026-03-02 00:30"), Some(instant));
        assert_eq!((read("2026-03-02"), read("2026-03-02 24:30")), (None, None));
    }

    #[test]
    fn a_day_ends_with_its_last_millisecond_in_shanghai() {
        let end = end_of(jiff::civil::date(2026, 3, 1));
        assert_eq!(end.to_string(), "2026-03-01T15:59:59.999Z");
        assert_eq!(end_of(Date::MAX), Timestamp::MAX, "there is nothing behind it");
        let next = start_of(jiff::civil::date(2026, 3, 2));
        assert_eq!(next.as_millisecond() - end.as_millisecond(), 1);
    }

    #[test]
    fn a_time_of_a_day_is_a_moment_and_back() {
        let date = jiff::civil::date(2026, 3, 2);
        let moment = at(date, "00:30".parse().unwrap());
        assert_eq!(moment.to_string(), "2026-03-01T16:30:00Z");
        assert_eq!(date_and_time_at(moment), (date, "00:30".parse().unwrap()));
        assert_eq!(at(Date::MAX, "23:00".parse().unwrap()), Timestamp::MAX);
    }

    #[test]
    fn days_and_months_are_counted_on_the_calendar() {
        let date = jiff::civil::date;
        assert_eq!(plus_days(date(2026, 3, 1), -1), date(2026, 2, 28));
        assert_eq!(plus_months(date(2025, 8, 31), 6), date(2026, 2, 28));
        assert_eq!(plus_days(Date::MAX, 1), Date::MAX);
        assert_eq!(days_between(date(2026, 2, 27), date(2026, 3, 2)), 3);
        assert_eq!(days_between(date(2026, 3, 2), date(2026, 2, 27)), -3);
    }
}
