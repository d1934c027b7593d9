//! The same import, asked for in the portal instead of at the command line.

use std::sync::Arc;

use contracts::{Actor, Role};
use gateway::{
    FailedRow, ImportedList, Importer, Importing, Outcome, Progress, RefusedRows, Verdict,
};
use runtime::Client;
use sheets::{Limits, RowNumber, Table};
use values::Hash;

use super::carrying_out::Taker;
use super::kinds::names_people;
use super::known::Known;
use super::plan::{Own, Plan};
use super::planner::Options;
use super::spans::spans;
use super::{Before, Job, before, kinds, roster, show, take};
use crate::text;

/// How many of the things it would make are named.
const FIRST_MAX: usize = 10;
/// How many notices are shown.
const NOTICES_MAX: usize = 50;
/// How much of a row stands beside its complaint, in cells and characters.
const CELLS_SHOWN_MAX: usize = 8;
const SAID_CHARS_MAX: usize = 80;

/// Takes lists in for the portal's visitors.
pub(crate) struct Portal {
    pub(crate) client: Client,
    /// Where the files of lists are kept that name nobody.
    pub(crate) kept: files::Files,
}

/// A list as it was read and planned.
enum Read {
    /// It cannot be planned as it is; said in Chinese.
    Not(String),
    Planned(Box<(Job, Plan)>),
}

impl Importer for Portal {
    fn judge(&self, actor: Actor, list: Arc<ImportedList>) -> Importing<'_, Verdict> {
        Box::pin(async move {
            match self.read(&actor, list).await.map_err(|error| text::chain(&error))? {
                Read::Not(why) => Ok(Verdict::unreadable(why)),
                Read::Planned(planned) => Ok(verdict(&planned.0.table, &planned.1)),
            }
        })
    }

    fn take(
        &self,
        actor: Actor,
        list: Arc<ImportedList>,
        progress: Arc<Progress>,
    ) -> Importing<'_, Outcome> {
        Box::pin(async move {
            let taken = self.taken(&actor, list, &progress).await;
            taken.map_err(|error| text::chain(&error))
        })
    }
}

impl Portal {
    /// Reads and plans it; what is not of the visitor's own organisation is refused, unless the
    /// visitor is the operator.
    async fn read(&self, actor: &Actor, list: Arc<ImportedList>) -> anyhow::Result<Read> {
        let job = tokio::task::spawn_blocking({
            let list = Arc::clone(&list);
            let actor = actor.clone();
            move || job(&list, &actor)
        });
        let job = match job.await? {
            Ok(job) => job,
            Err(error) => return Ok(Read::Not(error.chinese())),
        };
        let at = before(&self.client, job.id).await?.judged_at();
        let known = Known::ask(&self.client, job.kind, job.options.under, at).await?;
        let own = Own::of(actor, &known);
        let planned = tokio::task::spawn_blocking(move || {
            let plan = kinds::plan(job.kind, &job.table, job.id, &known, job.options.clone());
            plan.map(|plan| (job, plan))
        });
        Ok(match planned.await? {
            Ok((job, mut plan)) => {
                if let Some(own) = own {
                    plan.refuse_all_but_of(own);
                }
                roster::leave_out_known(&self.client, actor, &mut plan).await?;
                Read::Planned(Box::new((job, plan)))
            }
            Err(error) => Read::Not(error.to_string()),
        })
    }

    async fn taken(
        &self,
        actor: &Actor,
        list: Arc<ImportedList>,
        progress: &Progress,
    ) -> anyhow::Result<Outcome> {
        let bytes = list.bytes.clone();
        let (job, plan) = match self.read(actor, list).await? {
            Read::Not(why) => return Ok(Outcome::Refused(Verdict::unreadable(why))),
            Read::Planned(planned) => *planned,
        };
        if let Before::Finished { taken, failed } = before(&self.client, job.id).await? {
            return Ok(Outcome::Before { taken, failed });
        }
        if !plan.refused.is_empty() {
            return Ok(Outcome::Refused(verdict(&job.table, &plan)));
        }
        if !names_people(job.kind) {
            self.kept.keep(&bytes)?;
        }
        let by = Taker { client: &self.client, actor };
        let outcome = take(by, &job, &plan, &|done, of| progress.tell(done, of)).await?;
        let failed = outcome.failed.iter();
        Ok(Outcome::Taken {
            taken: outcome.taken,
            makes: show::counted(&plan),
            failed: failed
                .map(|(row, reason)| FailedRow {
                    row: row.to_string(),
                    said: reason.said.clone(),
                    code: reason.code.clone(),
                })
                .collect(),
        })
    }
}

fn job(list: &ImportedList, actor: &Actor) -> Result<Job, sheets::Error> {
    let table = Table::read_within(&list.bytes, &list.name, &Limits::UPLOAD)?;
    let table = match list.year {
        Some(year) => table.in_year(year),
        None => table,
    };
    let options = Options {
        owner: list.owner.clone(),
        under: list.under,
        sessions: list.sessions,
        roster_only: actor.role() != Some(Role::Operator),
        ..Options::default()
    };
    let file = Hash::of(&list.bytes);
    let id = contracts::registry::import::id(list.kind.name(), file, actor);
    Ok(Job { kind: list.kind, id, file, name: list.name.clone(), table, options })
}

/// The complaints beside what they are about.
pub(super) fn refused(table: &Table, plan: &Plan) -> Vec<RefusedRows> {
    let beside = |refusal: &sheets::Refusal| RefusedRows {
        rows: spans(&refusal.rows),
        said: refusal.rows.first().map_or_else(String::new, |row| said(table, *row)),
        refusal: refusal.clone(),
    };
    plan.refused.iter().map(beside).collect()
}

fn verdict(table: &Table, plan: &Plan) -> Verdict {
    let notices = plan.notices.iter().take(NOTICES_MAX).map(|notice| notice.message.clone());
    let first = plan.steps.iter().filter_map(|step| Some((step.row, step.what.shown()?)));
    let first = first.take(FIRST_MAX).map(|(row, shown)| match row {
        Some(row) => format!("第{row}行：{shown}"),
        None => shown,
    });
    Verdict {
        rows: plan.rows,
        refused: refused(table, plan),
        notices: notices.collect(),
        makes: show::counted(plan),
        first: first.collect(),
        unreadable: None,
    }
}

/// What stands in a row, so that whoever mends it finds it.
fn said(table: &Table, number: RowNumber) -> String {
    let row = table.row(number);
    let cells = (0..CELLS_SHOWN_MAX).filter_map(|at| Some(row?.cell(at).text()));
    let cells: Vec<_> = cells.filter(|text| !text.is_empty()).collect();
    cells.join("｜").chars().take(SAID_CHARS_MAX).collect()
}
