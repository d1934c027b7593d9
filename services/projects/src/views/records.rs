//! Service records, newest first, by project, by who is concerned, by who is named.

use std::collections::{BTreeMap, HashMap};

use contracts::projects::record::Event;
use contracts::projects::{Record, RecordLine, RecordNames, RecordStatus, Records as Query};
use contracts::{Directory, ListOrder, Page};
use runtime::{Index, Queries, Question};
use values::{OrganisationId, PersonId, ProjectId, RecordId, Text, Timestamp};

use super::View;
use crate::Projects;

pub(super) fn add_to(table: Queries<Projects>) -> Queries<Projects> {
    table
        .on(|question: &Question<'_, View>, query: Query| {
            question.view.records(question.directory, &query)
        })
        .on(|question: &Question<'_, View>, Record { record }| question.view.records.get(record))
        .on(|question: &Question<'_, View>, RecordNames { records }| {
            question.view.records.names(records)
        })
}

#[derive(Default)]
pub(super) struct Records {
    lines: HashMap<RecordId, Known>,
    index: Index<RecordId, Filed>,
}

/// A kind of records, and how one stands: whatever it is, where nothing is said.
type Filed = (Kind, Option<RecordStatus>);

/// A kind of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    All,
    Of(ProjectId),
    /// Who gives or asks.
    Party(OrganisationId),
    /// Who came, and who did not.
    Names(PersonId),
}

impl runtime::Kind for Kind {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::Party(party) => Some(*party),
            Self::All | Self::Of(_) | Self::Names(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::Party(_) => Self::Party(organisation),
            Self::All | Self::Of(_) | Self::Names(_) => *self,
        }
    }
}

struct Known {
    /// Its place in the index.
    order: usize,
    line: RecordLine,
}

fn filed_under(line: &RecordLine) -> Vec<Filed> {
    let parties = line.giving.organisation().into_iter().chain([line.asking]);
    let came = line.service.attendance.iter().map(|attended| attended.person);
    let named = came.chain(line.service.no_shows.iter().copied());
    let kinds = [Kind::All, Kind::Of(line.project)].into_iter();
    let kinds = kinds.chain(parties.map(Kind::Party)).chain(named.map(Kind::Names));
    kinds.flat_map(|kind| [(kind, None), (kind, Some(line.status))]).collect()
}

impl Records {
    pub(super) fn get(&self, record: RecordId) -> Option<RecordLine> {
        self.lines.get(&record).map(|known| known.line.clone())
    }

    /// What was done by them, those that there are.
    fn names(&self, records: Vec<RecordId>) -> BTreeMap<RecordId, Text<200>> {
        let named = |record| Some((record, self.lines.get(&record)?.line.service.what.clone()));
        records.into_iter().filter_map(named).collect()
    }

    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

    /// An organisation's with those of what was merged into it.
    pub(super) fn page(&self, directory: &Directory, query: &Query) -> Page<RecordLine> {
        let asked = [
            query.person.map(Kind::Names),
            query.project.map(Kind::Of),
            query.organisation.map(|party| Kind::Party(directory.resolve(party))),
        ];
        let asked = asked.into_iter().flatten().map(|kind| (kind, query.status));
        let asked = (asked, (Kind::All, query.status));
        let line = |id| self.lines.get(&id).map(|known| &known.line);
        self.index.page(query.page, ListOrder::Newest, asked, line, RecordLine::clone)
    }

    pub(super) fn apply(&mut self, id: RecordId, event: &Event, time: Timestamp) {
        match event {
            Event::Recorded { project, giving, asking, service, by, corrects, .. } => {
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
                let order = self.index.add(id, filed_under(&line));
                self.lines.insert(id, Known { order, line });
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
        if let Some(Known { order, line }) = self.lines.get_mut(&id) {
            let before = filed_under(line);
            change(line);
            self.index.refile(*order, before, filed_under(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::PageRequest;
    use contracts::projects::record::Service;
    use contracts::registry::organisation::Level;
    use contracts::testing::{OWNER, SOMEBODY, STRANGER, directory, merged, monday, registered};
    use values::Uuid;

    use super::*;

    const PROJECT: ProjectId = ProjectId(Uuid::from_u128(1));
    const ABSENT: PersonId = PersonId(Uuid::from_u128(7));

    fn recorded(giving: OrganisationId) -> Event {
        let service = Service {
            what: Text::new("义诊").unwrap(),
            date: "2026-03-01".parse().unwrap(),
            minutes: 90,
            people: 2,
            attendance: Vec::new(),
            no_shows: vec![ABSENT],
            quantity: 1,
            duty: None,
        };
        Event::Recorded {
            project: PROJECT,
            giving: giving.into(),
            asking: OWNER,
            service,
            duty: None,
            by: None,
            corrects: None,
        }
    }

    #[test]
    fn records_are_found_by_project_sides_and_people_as_they_stand() {
        let mut records = Records::default();
        for (n, giving) in [(1, SOMEBODY), (2, STRANGER)] {
            let id = RecordId(Uuid::from_u128(n));
            records.apply(id, &recorded(giving), monday());
        }
        records.apply(RecordId(Uuid::from_u128(2)), &Event::Confirmed { by: None }, monday());
        let found = |directory: &Directory, query: Query| records.page(directory, &query).total;
        let nothing = Directory::default();
        let of = |organisation| Query { organisation: Some(organisation), ..Query::default() };
        let confirmed = Some(RecordStatus::Confirmed);
        for (query, count) in [
            (Query::default(), 2),
            (Query { status: confirmed, ..Query::default() }, 1),
            (Query { project: Some(PROJECT), ..Query::default() }, 2),
            (Query { person: Some(ABSENT), status: confirmed, ..Query::default() }, 1),
            (of(OWNER), 2),
            (of(SOMEBODY), 1),
            (Query { person: Some(ABSENT), ..of(STRANGER) }, 1),
            (Query { status: confirmed, ..of(SOMEBODY) }, 0),
        ] {
            assert_eq!(found(&nothing, query.clone()), count, "{query:?}");
        }
        let merged = directory([
            registered(SOMEBODY, Level::Unit, ""),
            registered(STRANGER, Level::Unit, ""),
            merged(SOMEBODY, STRANGER),
        ]);
        records.settle(SOMEBODY, &merged);
        let found = |query: Query| records.page(&merged, &query).total;
        assert_eq!(found(of(STRANGER)), 2, "what was merged into it counts, too");
        assert_eq!(found(of(SOMEBODY)), 2, "by whichever it is asked for");
        let newest = records.page(&nothing, &Query { page: PageRequest::first(1), ..of(OWNER) });
        assert_eq!(newest.items[0].id, RecordId(Uuid::from_u128(2)));
    }
}
