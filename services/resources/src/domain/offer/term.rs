//! How long an offer stands: to a day, or until somebody must confirm it.

use std::time::Duration;

use contracts::resources::offer::{
    CONFIRM_MONTHS, Event, NOTICE_DAYS, Rejection, TERM_YEARS_MAX, Term,
};
use values::{Date, Timestamp, time};

/// The last millisecond of a term is still in time.
const NEXT: Duration = Duration::from_millis(1);

/// The term on which an offer is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Running {
    /// None before the first begins.
    term: Option<Term>,
    /// How many days were left when its owner was last told.
    noticed: Option<i32>,
}

/// The term that begins now.
pub(super) fn begin(now: Timestamp, until: Option<Date>) -> Result<Term, Rejection> {
    let today = time::date_at(now);
    match until {
        Some(until) => {
            let latest = time::plus_months(today, 12 * TERM_YEARS_MAX);
            if until < today || until > latest {
                return Err(Rejection::UntilOutOfRange);
            }
            Ok(Term::Dated { until, ends_at: time::end_of(until) })
        }
        None => {
            let confirm_by = time::end_of(time::plus_months(today, CONFIRM_MONTHS));
            Ok(Term::Standing { confirm_by })
        }
    }
}

impl Running {
    pub(super) fn begun(term: Term) -> Self {
        Self { term: Some(term), noticed: None }
    }

    pub(super) fn is(&self, term: Term) -> bool {
        self.term == Some(term)
    }

    pub(super) fn noticed(&mut self, days_left: i32) {
        self.noticed = Some(days_left);
    }

    /// When something is to be decided next.
    pub(super) fn due_at(&self) -> Option<Timestamp> {
        Some(match self.term? {
            Term::Standing { confirm_by } => confirm_by + NEXT,
            Term::Dated { until, ends_at } => match self.next_notice() {
                Some(days) => time::start_of(time::plus_days(until, -days)),
                None => ends_at + NEXT,
            },
        })
    }

    /// What is to be decided at `now`: nothing before it is due.
    pub(super) fn due(&self, now: Timestamp) -> Option<Event> {
        if self.due_at().is_none_or(|due| now < due) {
            return None;
        }
        Some(match self.term? {
            Term::Standing { .. } => Event::WentDormant {},
            Term::Dated { ends_at, .. } if now > ends_at => Event::Expired {},
            Term::Dated { until, .. } => {
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
