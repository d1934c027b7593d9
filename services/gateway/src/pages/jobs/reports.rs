//! Every report that an issuer owes for one period 全部汇编, compiled as whoever asked for it.
//!
//! Whoever has their report is passed over, so that after a crash, or once it is resumed, nothing
//! is compiled twice; whoever could not be reported on is tried again, and counted by the reason.

use std::collections::BTreeMap;

use contracts::PageRequest;
use contracts::reporting::job::{AskReports, Made, Outcome, Refused};
use contracts::reporting::report::{self, Compile};
use contracts::reporting::{Reportable, ReportableLine};
use values::{CommandId, JobId, Text, ids};

use super::{UnderWay, is_wanted};
use crate::pages::Visit;
use crate::problem::Problem;

/// Everybody to be reported on; nothing where it is not wanted any more.
pub(super) async fn compile(
    visit: &Visit,
    job: JobId,
    asked: AskReports,
) -> Result<Option<Made>, Problem> {
    let AskReports { issuer, period, persons } = asked;
    let (mut outcome, mut refused) = (Outcome::default(), BTreeMap::new());
    let mut cursor = None;
    loop {
        let page = PageRequest::behind(cursor, PageRequest::LIMIT_MAX);
        let found = visit.ask(&Reportable { issuer, period, persons, page }).await?;
        for one in &found.items {
            if !is_wanted(&visit.gateway, job).await? {
                return Ok(None);
            }
            match compile_one(visit, job, asked, one).await? {
                None => outcome.compiled += 1,
                Some(code) => *refused.entry(code).or_insert(0) += 1,
            }
            outcome.subjects += 1;
            let total = found.total;
            let done = usize::try_from(outcome.subjects).unwrap_or(total);
            visit.gateway.set_under_way(Some(UnderWay { job, ledger: None, done, total }));
        }
        cursor = found.next;
        if cursor.is_none() {
            break;
        }
    }
    outcome.refused = refused.into_iter().map(|(code, count)| Refused { code, count }).collect();
    Ok(Some(Made::Reports(outcome)))
}

/// The report about one of them, unless there is one; the code of the reason where the rules are
/// against it.
async fn compile_one(
    visit: &Visit,
    job: JobId,
    AskReports { issuer, period, .. }: AskReports,
    one: &ReportableLine,
) -> Result<Option<Text<60>>, Problem> {
    if one.report.is_some() {
        return Ok(None);
    }
    // Sent once more after a crash, it is the same command.
    let report = report::id(one.subject, period);
    let command = CommandId(ids::of_text("job", &format!("{job} {report}")));
    match visit.send(command, &Compile { subject: one.subject, period, issuer }).await {
        Ok(_) => Ok(None),
        Err(problem) if problem.status().is_client_error() => {
            Ok(Some(Text::new(problem.code()).expect("a code is short and plain")))
        }
        Err(problem) => Err(problem),
    }
}
