//! How long an offer stands: to a day, or until somebody must confirm it.

use std::time::Duration;

use contracts::resources::offer::{CONFIRM_MONTHS, Event, NOTICE_DAYS, Rejection, TERM_YEARS_MAX};
use values::{Date, Timestamp, time};

/// The last millisecond of a term is still in time.
const NEXT: Duration = Duration::from_millis(1);

/// The term on which an offer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// The last day of a dated offer; a standing one 长期 has none.
    pub(super) until: Option<Date>,
    /// The end of that day, or when a standing offer must have been confirmed.
    stands_to: Timestamp,
    /// How many days were left when its owner was last told.
    noticed: Option<i32>,
}

/// The last moment of a term that begins now.
pub(super) fn begin(now: Timestamp, until: Option<Date>) -> Result<Timestamp, Rejection> {
    let today = time::date_at(now);
    let Some(until) = until else {
        return Ok(time::end_of(time::plus_months(today, CONFIRM_MONTHS)));
    };
    let latest = time::plus_months(today, 12 * TERM_YEARS_MAX);
    if until < today || until > latest {
        return Err(Rejection::UntilOutOfRange);
    }
    Ok(time::end_of(until))
}

impl Term {
    pub(super) fn begun(until: Option<Date>, stands_to: Timestamp) -> Self {
        Self { until, stands_to, noticed: None }
    }

    pub(super) fn is(&self, until: Option<Date>, stands_to: Timestamp) -> bool {
        (self.until, self.stands_to) == (until, stands_to)
    }

    pub(super) fn noticed(&mut self, days_left: i32) {
        self.noticed = Some(days_left);
    }

    /// Is it over, whether the timer has fired or not?
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        now > self.stands_to
    }

    /// When something is to be decided next.
    pub(super) fn due_at(&self) -> Timestamp {
        match (self.until, self.next_notice()) {
            (Some(until), Some(days)) => time::start_of(time::plus_days(until, -days)),
            (Some(_), None) | (None, _) => self.stands_to + NEXT,
        }
    }

    /// What is to be decided at `now`: nothing before it is due.
    pub(super) fn due(&self, now: Timestamp) -> Option<Event> {
        if now < self.due_at() {
            return None;
        }
        Some(match self.until {
            None => Event::WentDormant {},
            Some(_) if self.is_over(now) => Event::Expired {},
            Some(until) => {
                let days_left = time::days_between(time::date_at(now), until);
                Event::ExpiryNoticed { days_left }
            }
        })
    }

    /// How many days before the end its owner is told next.
    fn next_notice(&self) -> Option<i32> {
        let told = self.noticed.unwrap_or(i32::MAX);
        NOTICE_DAYS.into_iter().find(|days| *days < told)
    }
}
