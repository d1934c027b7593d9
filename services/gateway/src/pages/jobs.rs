//! Works jobs 后台任务 in the background, one after another, whenever `reporting` hears that one is
//! wanted.
//!
//! It has no memory of its own but how far the one under way is: what is asked for and not done
//! stands in the log, so that after a crash it goes on where it was.

mod ledgers;
mod packing;
mod reading;
mod reports;
mod slips;

use std::time::Duration;

use contracts::reporting::job::{Asked, Finish, GiveUp, Made};
use contracts::reporting::ledger::Ledger;
use contracts::reporting::{Event, Job, JobLine, JobStatus, JobToDo, JobWork};
use contracts::{Actor, Command, Position, ServiceEvent as _};
use runtime::fresh_command;
use tokio_util::sync::CancellationToken;
use values::{JobId, Text};

use super::Visit;
use crate::commands::{done, send_as_system};
use crate::problem::Problem;
use crate::queries::ask_as_system;
use crate::state::Gateway;
pub(super) use ledgers::file;
pub(crate) use slips::Slips;
pub(super) use slips::slips;

/// What the ledgers of a job are read for; some of them name people.
pub(crate) const LEDGERS: &str = "取台账";
/// Where jobs are.
const JOBS: &str = "/jobs";
/// After so long it looks again, whatever it heard.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How many commits of the mirror it takes at once.
const BATCH: usize = 256;

/// The job that is worked, and how far that is: lines of a ledger, organisations of its area, or
/// reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UnderWay {
    pub(crate) job: JobId,
    /// The ledger that is read, where the job makes ledgers.
    pub(crate) ledger: Option<Ledger>,
    pub(crate) done: usize,
    pub(crate) total: usize,
}

/// Works whatever is asked for, until `cancel`.
pub(crate) async fn work(gateway: Gateway, cancel: CancellationToken) {
    tokio::select! {
        () = whenever_heard(&gateway) => {}
        () = cancel.cancelled() => {}
    }
}

async fn whenever_heard(gateway: &Gateway) {
    let mut again = tokio::time::interval(LOOK_AGAIN);
    let mut follower = loop {
        again.tick().await;
        match gateway.client().follow_from_now(Event::SERVICE).await {
            Ok(follower) => break follower,
            Err(error) => tracing::warn!(%error, "work in the background hears of nothing yet"),
        }
    };
    let mut seen = None;
    loop {
        work_all(gateway, seen).await;
        if let Ok(batch) = tokio::time::timeout(LOOK_AGAIN, follower.next_batch(BATCH)).await {
            seen = batch.last().map(|(position, _)| *position);
        }
    }
}

/// All that wait, the oldest first, as far as the log was seen.
async fn work_all(gateway: &Gateway, mut seen: Option<Position>) {
    while let Ok(Some(JobWork { line, by })) = ask_as_system(gateway, seen, &JobToDo {}).await {
        let job = line.id;
        let worked = work_one(gateway, line, by).await;
        gateway.set_under_way(None);
        let told = match worked {
            Ok(Some(made)) => tell(gateway, &Finish { job, made }).await,
            Ok(None) => continue,
            Err(problem) => {
                let (_, detail) = problem.words();
                tracing::error!(%job, code = problem.code(), detail, "a job was not done");
                tell(gateway, &GiveUp { job, reason: reason(&problem) }).await
            }
        };
        match told {
            Ok(position) => seen = Some(position).max(seen),
            // Nobody answers, or it was cancelled meanwhile: it is looked at again.
            Err(_) => return,
        }
    }
}

/// What it makes; nothing where it is not wanted any more.
async fn work_one(gateway: &Gateway, line: JobLine, by: Actor) -> Result<Option<Made>, Problem> {
    let visit = Visit::in_the_background(gateway.clone(), by, format!("{JOBS}/{}", line.id));
    match line.asked.clone() {
        Asked::Ledgers(asked) => ledgers::make(&visit, line, asked).await,
        Asked::Reports(asked) => reports::work(&visit, line.id, asked).await,
    }
}

/// Does whoever asked still want it?
async fn is_wanted(gateway: &Gateway, job: JobId) -> Result<bool, Problem> {
    let stands = ask_as_system(gateway, None, &Job { job }).await?;
    Ok(stands.is_some_and(|line| line.status == JobStatus::UnderWay))
}

/// Says what was done; up to where the log says it.
async fn tell<C: Command + Sync>(gateway: &Gateway, command: &C) -> Result<Position, Problem> {
    Ok(done(send_as_system(gateway, fresh_command(), command).await?)?.position)
}

/// Why it is given up, in words that whoever asked reads.
fn reason(problem: &Problem) -> Text<200> {
    let (_, detail) = problem.words();
    let reason: String = detail.chars().take(200).collect();
    let reason = Text::new(&reason).or_else(|_| Text::new("出错"));
    reason.expect("the second is short")
}
