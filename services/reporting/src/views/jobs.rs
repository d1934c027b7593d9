//! Jobs in the background: one's own, and what is to be worked.

use std::collections::{BTreeSet, HashMap};

use contracts::reporting::job::{Asked, Event, Made};
use contracts::reporting::{Job, JobLine, JobStatus, JobToDo, JobWork, Jobs as Query};
use contracts::{Actor, ListOrder, Page};
use runtime::{Index, Queries, Question};
use values::{JobId, PersonId, Timestamp};

use super::View;
use crate::Reporting;

pub(super) fn add_to(table: Queries<Reporting>) -> Queries<Reporting> {
    table.on(jobs).on(job).on(to_do)
}

#[derive(Default)]
pub(super) struct Jobs {
    kept: HashMap<JobId, (JobLine, Actor)>,
    index: Index<JobId, PersonId>,
    /// In the order in which they were asked for.
    under_way: BTreeSet<(Timestamp, JobId)>,
}

impl Jobs {
    pub(super) fn apply(&mut self, id: JobId, event: &Event, time: Timestamp) {
        match event {
            Event::LedgersAsked { asked, by } => {
                self.add(id, Asked::Ledgers(asked.clone()), time, by);
            }
            Event::ReportsAsked { asked, by } => {
                self.add(id, Asked::Reports(asked.clone()), time, by)
            }
            Event::LedgerKept { part } => self.change(id, |line| line.parts.push(*part)),
            Event::LedgersFinished { file, bytes } => {
                self.finish(id, Made::Ledgers { file: *file, bytes: *bytes });
            }
            Event::ReportsFinished { outcome } => self.finish(id, Made::Reports(outcome.clone())),
            Event::LedgersCancelled {} | Event::ReportsCancelled {} => {
                self.change(id, |line| line.status = JobStatus::Cancelled);
            }
            Event::LedgersGivenUp { reason } | Event::ReportsGivenUp { reason } => {
                self.change(id, |line| {
                    (line.status, line.reason) = (JobStatus::GivenUp, Some(reason.clone()));
                });
            }
            Event::LedgersResumed {} | Event::ReportsResumed {} => {
                self.change(id, |line| (line.status, line.reason) = (JobStatus::UnderWay, None));
            }
        }
    }

    fn add(&mut self, id: JobId, asked: Asked, asked_at: Timestamp, by: &Actor) {
        let (status, parts, made, reason) = (JobStatus::UnderWay, Vec::new(), None, None);
        let line = JobLine { id, asked, asked_at, status, parts, made, reason };
        self.index.add(id, by.person());
        self.under_way.insert((asked_at, id));
        self.kept.insert(id, (line, by.clone()));
    }

    fn change(&mut self, id: JobId, change: impl FnOnce(&mut JobLine)) {
        let Some((line, _)) = self.kept.get_mut(&id) else { return };
        change(line);
        if line.status == JobStatus::UnderWay {
            self.under_way.insert((line.asked_at, id));
        } else {
            self.under_way.remove(&(line.asked_at, id));
        }
    }

    fn finish(&mut self, id: JobId, made: Made) {
        self.change(id, |line| (line.status, line.made) = (JobStatus::Finished, Some(made)));
    }
}

fn jobs(question: &Question<'_, View>, query: Query) -> Page<JobLine> {
    let jobs = &question.view.jobs;
    let asked = question.actor.person().map(|person| vec![person]);
    let kept = |id| jobs.kept.get(&id);
    let line = |(line, _): &(JobLine, Actor)| line.clone();
    jobs.index.page_of_any(query.page, ListOrder::Newest, asked, kept, line)
}

fn job(question: &Question<'_, View>, Job { job }: Job) -> Option<JobLine> {
    let (line, by) = question.view.jobs.kept.get(&job)?;
    let own = *question.actor == Actor::System || question.actor.person() == by.person();
    own.then(|| line.clone())
}

fn to_do(question: &Question<'_, View>, _: JobToDo) -> Option<JobWork> {
    let jobs = &question.view.jobs;
    let (_, next) = jobs.under_way.first().filter(|_| *question.actor == Actor::System)?;
    let (line, by) = jobs.kept.get(next)?;
    Some(JobWork { line: line.clone(), by: by.clone() })
}
