//! What was counted, and the reports that say so, as people ask for them, built from events alone.

mod book;
mod figures;
mod jobs;
mod reports;
mod rolling_up;

use std::collections::BTreeMap;

use contracts::reporting::course::Counted;
use contracts::reporting::{Event, course};
use contracts::{Claimer, Commit};
use runtime::Queries;
use values::{JobId, ReportId};

use crate::Reporting;
use book::Book;
use jobs::Jobs;
use reports::Reports;

pub(crate) fn table() -> Queries<Reporting> {
    let table = jobs::add_to(Queries::default());
    reports::add_to(rolling_up::add_to(figures::add_to(table)))
}

/// The read models.
#[derive(Default)]
pub struct View {
    book: Book,
    reports: Reports,
    jobs: Jobs,
}

impl View {
    /// What stands, of whom: how often, and how much.
    pub fn standing(&self) -> BTreeMap<(Claimer, Counted), (i64, i64)> {
        self.book.standing()
    }

    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        self.book.reach(commit);
        for recorded in &commit.events {
            let id = recorded.aggregate;
            match &recorded.event {
                Event::Course(course::Event::Described { what }) => self.book.name(id, what),
                Event::Course(course::Event::Counted { entries }) => {
                    self.book.enter(id, entries, commit);
                }
                Event::Report(event) => {
                    self.reports.apply(ReportId(id), event, commit.time, &self.book);
                }
                Event::Job(event) => self.jobs.apply(JobId(id), event, commit.time),
                Event::Course(
                    course::Event::Joined { .. }
                    | course::Event::Left { .. }
                    | course::Event::Attended { .. },
                )
                | Event::Dossier(_)
                | Event::Numbering(_) => {}
            }
        }
    }
}
