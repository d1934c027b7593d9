//! For how long something stands that must be renewed: check-ins, certifications, seats.

use serde::{Deserialize, Serialize};
use values::{Date, Timestamp, time};

/// How long before its end a renewal is due.
const DUE_DAYS: i32 = 30;

/// 有效期: computed once, and kept in the event that begins it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Validity {
    /// The last day.
    pub until: Date,
    /// From when it may be renewed, and is said to be due: 30 days before.
    pub due_at: Timestamp,
    /// The end of the last day.
    pub ends_at: Timestamp,
}

impl Validity {
    /// So many months, of which `first` is the first day.
    pub fn months(first: Date, months: i32) -> Self {
        Self::to(time::plus_days(time::plus_months(first, months), -1))
    }

    /// To the end of the day `until`.
    pub fn to(until: Date) -> Self {
        Self {
            until,
            due_at: time::start_of(time::plus_days(until, -DUE_DAYS)),
            ends_at: time::end_of(until),
        }
    }

    /// So many months more, without a gap.
    pub fn renewed(&self, months: i32) -> Self {
        Self::months(time::plus_days(self.until, 1), months)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_ends_the_day_before_its_day_and_is_renewed_without_a_gap() {
        let year = Validity::months(date("2026-03-02"), 12);
        assert_eq!(year.until, date("2027-03-01"));
        assert_eq!(year.due_at, time::start_of(date("2027-01-30")));
        assert_eq!(year.ends_at, time::end_of(date("2027-03-01")));
        assert_eq!(year.renewed(12).until, date("2028-03-01"));
        assert_eq!(Validity::months(date("2026-08-31"), 6).until, date("2027-02-27"));
    }
}
