//! What was counted, and the reports that say so, as people ask for them, built from events alone.

mod book;
mod figures;
mod jobs;
mod merging;
mod promises;
mod reports;
mod rolling_up;

use std::collections::{BTreeMap, HashSet};

use contracts::reporting::course::Counted;
use contracts::reporting::{Event, course};
use contracts::{Claimer, Commit};
use runtime::Queries;
use values::{JobId, PersonId, ReportId, Uuid};

use crate::Reporting;
use crate::domain::CheckedIn;
use book::Book;
use jobs::Jobs;
use promises::Promises;
use reports::Reports;

pub(crate) fn table() -> Queries<Reporting> {
    let table = jobs::add_to(Queries::default());
    reports::add_to(rolling_up::add_to(figures::add_to(table)))
}

/// The read models.
#[derive(Default)]
pub struct View {
    facts: Facts,
    reports: Reports,
    jobs: Jobs,
}

/// What reports are made of.
#[derive(Default)]
struct Facts {
    book: Book,
    checked_in: CheckedIn,
    promises: Promises,
    erased: HashSet<PersonId>,
}

impl Facts {
    fn apply(&mut self, id: Uuid, event: &course::Event, commit: &Commit<Event>) {
        match event {
            course::Event::Described { what } => {
                self.book.name(id, what);
                self.promises.describe(id, what);
            }
            course::Event::Concluded {} => self.promises.conclude(id),
            course::Event::Counted { entries } => {
                self.book.enter(id, entries, commit);
                for entry in entries {
                    self.checked_in.take_in(entry);
                    self.promises.take_in(id, entry);
                }
            }
            course::Event::Erased {} => {
                self.erased.insert(id.into());
            }
            course::Event::Joined { .. }
            | course::Event::Left { .. }
            | course::Event::Attended { .. } => {}
        }
    }
}

impl View {
    /// What stands, of whom: how often, and how much.
    pub fn standing(&self) -> BTreeMap<(Claimer, Counted), (i64, i64)> {
        self.facts.book.standing()
    }

    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        self.facts.book.reach(commit);
        for recorded in &commit.events {
            let id = recorded.aggregate;
            match &recorded.event {
                Event::Course(event) => {
                    self.facts.apply(id, event, commit);
                    if matches!(event, course::Event::Erased {}) {
                        self.reports.erase(id.into());
                    }
                }
                Event::Report(event) => {
                    let told = (commit.position, commit.time);
                    self.reports.apply(ReportId(id), event, told, &self.facts);
                }
                Event::Job(event) => self.jobs.apply(JobId(id), event, commit.time),
                Event::Dossier(_) | Event::Numbering(_) => {}
            }
        }
    }
}
