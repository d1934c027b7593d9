//! Goes through batches 全部汇编 in the background: every report that an issuer owes for one period
//! is compiled as whoever asked for it.
//!
//! Whoever has their report is passed over, so that after a crash, or once it is resumed, nothing
//! is compiled twice; whoever could not be reported on is tried again, and counted by the reason.

use std::collections::BTreeMap;

use contracts::reporting::batch::{Ask, Finish, GiveUp, Outcome, Refused};
use contracts::reporting::report::{self, Compile};
use contracts::reporting::{
    Batch, BatchLine, BatchStatus, BatchToMake, BatchWork, Reportable, ReportableLine,
};
use contracts::{Actor, PageRequest, Position};
use tokio_util::sync::CancellationToken;
use values::{BatchId, CommandId, Text, ids};

use super::Visit;
use super::background::{self, reason, tell};
use crate::problem::Problem;
use crate::queries::ask_as_system;
use crate::state::Gateway;

/// The batch that is gone through, and how far that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Compiling {
    pub(crate) batch: BatchId,
    pub(crate) done: usize,
    pub(crate) total: usize,
}

/// Goes through whatever is asked for, until `cancel`.
pub(crate) async fn compile(gateway: Gateway, cancel: CancellationToken) {
    background::go_on(gateway, cancel, |gateway, seen| Box::pin(compile_waiting(gateway, seen)))
        .await;
}

/// One after another, the oldest first.
async fn compile_waiting(gateway: &Gateway, seen: Option<Position>) {
    let mut seen = seen;
    while let Ok(Some(BatchWork { line, by })) = ask_as_system(gateway, seen, &BatchToMake {}).await
    {
        let batch = line.id;
        let gone_through = go_through(gateway, &line, by).await;
        gateway.set_compiling(None);
        let told = match gone_through {
            Ok(Some(outcome)) => tell(gateway, &Finish { batch, outcome }).await,
            Ok(None) => Ok(None),
            Err(problem) => {
                let (_, detail) = problem.words();
                tracing::error!(%batch, code = problem.code(), detail, "reports were not compiled");
                tell(gateway, &GiveUp { batch, reason: reason(&problem) }).await
            }
        };
        match told {
            Ok(position) => seen = position.max(seen),
            // Nobody answers, or it was cancelled meanwhile: it is looked at again.
            Err(_) => return,
        }
    }
}

/// Everybody to be reported on; nothing where it is not wanted any more.
async fn go_through(
    gateway: &Gateway,
    line: &BatchLine,
    by: Actor,
) -> Result<Option<Outcome>, Problem> {
    let Ask { issuer, period, persons } = line.asked;
    let visit = Visit::in_the_background(gateway.clone(), by);
    let (mut outcome, mut refused) = (Outcome::default(), BTreeMap::new());
    let mut cursor = None;
    loop {
        let page = PageRequest::behind(cursor, PageRequest::LIMIT_MAX);
        let found = visit.ask(&Reportable { issuer, period, persons, page }).await?;
        for one in &found.items {
            if !is_wanted(gateway, line.id).await? {
                return Ok(None);
            }
            match compile_one(&visit, line, one).await? {
                None => outcome.compiled += 1,
                Some(code) => *refused.entry(code).or_insert(0) += 1,
            }
            outcome.subjects += 1;
            let (batch, total) = (line.id, found.total);
            let done = usize::try_from(outcome.subjects).unwrap_or(total);
            gateway.set_compiling(Some(Compiling { batch, done, total }));
        }
        cursor = found.next;
        if cursor.is_none() {
            break;
        }
    }
    outcome.refused = refused.into_iter().map(|(code, count)| Refused { code, count }).collect();
    Ok(Some(outcome))
}

/// The report about one of them, unless there is one; the code of the reason where the rules are
/// against it.
async fn compile_one(
    visit: &Visit,
    line: &BatchLine,
    one: &ReportableLine,
) -> Result<Option<Text<60>>, Problem> {
    if one.report.is_some() {
        return Ok(None);
    }
    let Ask { issuer, period, .. } = line.asked;
    // Sent once more after a crash, it is the same command.
    let report = report::id(one.subject, period);
    let command = CommandId(ids::of_text("batch", &format!("{} {report}", line.id)));
    match visit.send(command, &Compile { subject: one.subject, period, issuer }).await {
        Ok(_) => Ok(None),
        Err(problem) if problem.status().is_client_error() => {
            Ok(Some(Text::new(problem.code()).expect("a code is short and plain")))
        }
        Err(problem) => Err(problem),
    }
}

/// Does whoever asked still want it?
async fn is_wanted(gateway: &Gateway, batch: BatchId) -> Result<bool, Problem> {
    let stands = ask_as_system(gateway, None, &Batch { batch }).await?;
    Ok(stands.is_some_and(|line| line.status == BatchStatus::Compiling))
}
