//! Links and codes of reports that were delivered 送达 all at once: told to whoever asked, and kept
//! nowhere but in memory, for an hour. The log has a keyed fingerprint of each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::http::StatusCode;
use contracts::reporting::Job;
use contracts::reporting::report::DELIVERY_DAYS;
use values::{JobId, Timestamp};

use crate::pages::look::{Place, Shell};
use crate::pages::{Answer, Visit, html};

/// For so many seconds they can be looked at.
const KEPT_SECONDS: i64 = 3600;

/// What opens one report.
pub(crate) struct Slip {
    pub(crate) number: String,
    /// To whom it goes.
    pub(crate) to: String,
    pub(crate) slip: String,
    pub(crate) code: String,
}

/// Of the jobs that were done within the hour.
#[derive(Default)]
pub(crate) struct Slips(Mutex<HashMap<JobId, Kept>>);

/// Since when they are kept, and what they are.
type Kept = (Timestamp, Arc<Vec<Slip>>);

fn is_kept(since: Timestamp, now: Timestamp) -> bool {
    now.as_second() - since.as_second() < KEPT_SECONDS
}

impl Slips {
    pub(crate) fn keep(&self, job: JobId, slips: Vec<Slip>, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (since, _)| is_kept(*since, now));
        kept.insert(job, (now, Arc::new(slips)));
    }

    pub(crate) fn of(&self, job: JobId, now: Timestamp) -> Option<Arc<Vec<Slip>>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, slips) = kept.get(&job)?;
        is_kept(*since, now).then(|| Arc::clone(slips))
    }
}

#[derive(Template)]
#[template(path = "slips.html")]
struct SlipsPage {
    shell: Shell,
    job: String,
    days: i32,
    origin: String,
    /// Nothing once they are told no more.
    slips: Option<Arc<Vec<Slip>>>,
}

/// For whoever asked for the job, and nobody else.
pub(crate) async fn slips(visit: &Visit) -> Answer {
    let job = visit.id("job")?;
    visit.find(&Job { job }).await?;
    let called = visit.called([]).await?;
    let page = SlipsPage {
        shell: Shell::new(visit, Place::Elsewhere, "送达清单", &called),
        job: job.to_string(),
        days: DELIVERY_DAYS,
        origin: visit.origin().to_string(),
        slips: visit.gateway.slips().of(job, visit.now()),
    };
    Ok(html(StatusCode::OK, &page))
}

#[cfg(test)]
mod tests {
    use values::Uuid;

    use super::*;

    #[test]
    fn they_are_kept_for_an_hour_and_of_their_own_job() {
        let (slips, job) = (Slips::default(), JobId(Uuid::from_u128(1)));
        let said = |text: &str| text.to_owned();
        let (number, to) = (said("鲸园街〔2026〕7号"), said("市卫生健康委党组"));
        let one = Slip { number, to, slip: said("a"), code: said("b") };
        let done = "2026-03-02T01:00:00Z".parse().unwrap();
        slips.keep(job, vec![one], done);
        let later = |text: &str| text.parse::<Timestamp>().unwrap();
        let almost = later("2026-03-02T01:59:59Z");
        assert_eq!(slips.of(job, almost).map(|slips| slips.len()), Some(1));
        assert!(slips.of(JobId(Uuid::from_u128(2)), almost).is_none());
        assert!(slips.of(job, later("2026-03-02T02:00:00Z")).is_none());
    }
}
