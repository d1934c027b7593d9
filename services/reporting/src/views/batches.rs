//! Batches of reports: one's own, and what is to be gone through.

use std::collections::{BTreeSet, HashMap};

use contracts::reporting::batch::Event;
use contracts::reporting::{
    Batch, BatchLine, BatchStatus, BatchToMake, BatchWork, Batches as Query,
};
use contracts::{Actor, Page};
use runtime::{Index, Queries, Question};
use values::{BatchId, PersonId, Timestamp};

use super::View;
use crate::Reporting;

pub(super) fn add_to(table: Queries<Reporting>) -> Queries<Reporting> {
    table.on(batches).on(batch).on(to_make)
}

#[derive(Default)]
pub(super) struct Batches {
    kept: HashMap<BatchId, (BatchLine, Actor)>,
    index: Index<BatchId, PersonId>,
    /// In the order in which they were asked for.
    compiling: BTreeSet<(Timestamp, BatchId)>,
}

impl Batches {
    pub(super) fn apply(&mut self, id: BatchId, event: &Event, time: Timestamp) {
        if let Event::Asked { asked, by } = event {
            self.index.add(id, by.person());
            self.compiling.insert((time, id));
            let line = BatchLine {
                id,
                asked: *asked,
                asked_at: time,
                status: BatchStatus::Compiling,
                outcome: None,
                reason: None,
            };
            self.kept.insert(id, (line, by.clone()));
            return;
        }
        let Some((line, _)) = self.kept.get_mut(&id) else { return };
        match event {
            Event::Asked { .. } => {}
            Event::Finished { outcome } => {
                line.status = BatchStatus::Finished;
                line.outcome = Some(outcome.clone());
            }
            Event::Cancelled {} => line.status = BatchStatus::Cancelled,
            Event::GivenUp { reason } => {
                line.status = BatchStatus::GivenUp;
                line.reason = Some(reason.clone());
            }
            Event::Resumed {} => {
                line.status = BatchStatus::Compiling;
                line.reason = None;
            }
        }
        if line.status == BatchStatus::Compiling {
            self.compiling.insert((line.asked_at, id));
        } else {
            self.compiling.remove(&(line.asked_at, id));
        }
    }
}

fn batches(question: &Question<'_, View>, query: Query) -> Page<BatchLine> {
    let batches = &question.view.batches;
    let (total, found) = batches.index.newest(question.actor.person());
    let lines = found.filter_map(|(place, id)| Some((place, batches.kept.get(&id)?)));
    Page::counted(query.page, total, lines, |(line, _)| line.clone())
}

fn batch(question: &Question<'_, View>, Batch { batch }: Batch) -> Option<BatchLine> {
    let (line, by) = question.view.batches.kept.get(&batch)?;
    let own = *question.actor == Actor::System || question.actor.person() == by.person();
    own.then(|| line.clone())
}

fn to_make(question: &Question<'_, View>, _: BatchToMake) -> Option<BatchWork> {
    let batches = &question.view.batches;
    let (_, next) = batches.compiling.first().filter(|_| *question.actor == Actor::System)?;
    let (line, by) = batches.kept.get(next)?;
    Some(BatchWork { line: line.clone(), by: by.clone() })
}
