//! Service records, newest first, by project, by who is concerned, by who is named.

use std::collections::{BTreeMap, HashMap};

use contracts::projects::record::Event;
use contracts::projects::{Record, RecordLine, RecordNames, RecordStatus, Records as Query};
use contracts::{Page, newest_first};
use runtime::{Queries, Question};
use values::{OrganisationId, PersonId, ProjectId, RecordId, Text, Timestamp};

use super::View;
use crate::Projects;

pub(super) fn add_to(table: Queries<Projects>) -> Queries<Projects> {
    table
        .on(|question: &Question<'_, View>, query: Query| question.view.records(&query))
        .on(|question: &Question<'_, View>, Record { record }| question.view.records.get(record))
        .on(|question: &Question<'_, View>, RecordNames { records }| {
            question.view.records.names(records)
        })
}

#[derive(Default)]
pub(super) struct Records {
    lines: HashMap<RecordId, RecordLine>,
    recorded: Vec<RecordId>,
    by_project: HashMap<ProjectId, Vec<RecordId>>,
    /// By the organisations that give or ask.
    by_party: HashMap<OrganisationId, Vec<RecordId>>,
    /// By who came, and who did not.
    by_person: HashMap<PersonId, Vec<RecordId>>,
}

impl Records {
    pub(super) fn get(&self, record: RecordId) -> Option<RecordLine> {
        self.lines.get(&record).cloned()
    }

    /// What was done by them, those that there are.
    fn names(&self, records: Vec<RecordId>) -> BTreeMap<RecordId, Text<200>> {
        let named = |record| Some((record, self.lines.get(&record)?.service.what.clone()));
        records.into_iter().filter_map(named).collect()
    }

    pub(super) fn page(&self, query: &Query) -> Page<RecordLine> {
        let ids = match (query.person, query.project, query.organisation) {
            (Some(person), _, _) => self.by_person.get(&person),
            (None, Some(project), _) => self.by_project.get(&project),
            (None, None, Some(party)) => self.by_party.get(&party),
            (None, None, None) => Some(&self.recorded),
        };
        let wanted = |line: &RecordLine| {
            query.status.is_none_or(|status| line.status == status)
                && query.project.is_none_or(|project| line.project == project)
                && query
                    .organisation
                    .is_none_or(|party| line.giving == party.into() || line.asking == party)
        };
        let ids = ids.map_or(&[][..], Vec::as_slice);
        let lines = newest_first(ids).filter_map(|(at, id)| Some((at, self.lines.get(id)?)));
        let lines = lines.filter(|(_, line)| wanted(line));
        Page::of(query.page, lines, RecordLine::clone)
    }

    pub(super) fn apply(&mut self, id: RecordId, event: &Event, time: Timestamp) {
        match event {
            Event::Recorded { project, giving, asking, service, by, corrects, .. } => {
                self.recorded.push(id);
                self.by_project.entry(*project).or_default().push(id);
                for party in giving.organisation().into_iter().chain([*asking]) {
                    self.by_party.entry(party).or_default().push(id);
                }
                let came = service.attendance.iter().map(|attended| attended.person);
                for person in came.chain(service.no_shows.iter().copied()) {
                    self.by_person.entry(person).or_default().push(id);
                }
                let line = RecordLine {
                    id,
                    project: *project,
                    giving: *giving,
                    asking: *asking,
                    service: service.clone(),
                    status: RecordStatus::Recorded,
                    recorded_by: *by,
                    recorded_at: time,
                    confirmed_by: None,
                    reason: None,
                    corrects: *corrects,
                    instead: None,
                };
                self.lines.insert(id, line);
            }
            Event::Confirmed { by } => self.change(id, |line| {
                line.status = RecordStatus::Confirmed;
                line.confirmed_by = *by;
            }),
            Event::Countered { reason, instead, .. } => self.change(id, |line| {
                line.status = RecordStatus::Countered;
                line.reason = Some(reason.clone());
                line.instead = *instead;
            }),
        }
    }

    fn change(&mut self, id: RecordId, change: impl FnOnce(&mut RecordLine)) {
        if let Some(line) = self.lines.get_mut(&id) {
            change(line);
        }
    }
}
