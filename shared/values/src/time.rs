//! Time: instants in UTC inside, civil dates of Asia/Shanghai at the edge.

use std::sync::LazyLock;

pub use jiff::Timestamp;
pub use jiff::civil::Date;
use jiff::tz::TimeZone;

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

/// `instant` as people read it: `2026-03-02 09:30`.
pub fn show(instant: Timestamp) -> String {
    instant.to_zoned(shanghai()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_evening_in_utc_is_the_next_day_in_shanghai() {
        let instant: Timestamp = "2026-03-01T16:30:00Z".parse().unwrap();
        assert_eq!(date_at(instant), jiff::civil::date(2026, 3, 2));
        assert_eq!(show(instant), "2026-03-02 00:30");
    }
}
