//! Seats, in the order they were first filled, by body and by unit.

use std::collections::HashMap;

use contracts::registry::seat::Event;
use contracts::registry::{SeatLine, SeatStatus, Seats};
use contracts::{Directory, ListOrder, Page};
use runtime::{Index, all_of};
use values::{OrganisationId, PersonId, Timestamp, Uuid, time};

#[derive(Default)]
pub(crate) struct View {
    seats: HashMap<Uuid, Kept>,
    index: Index<Uuid, Filed>,
}

/// A kind of seats, and how one stands: whatever it is, where nothing is said.
type Filed = (Kind, Option<SeatStatus>);

/// A kind of seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    All,
    On(OrganisationId),
    Of(OrganisationId),
    Has(PersonId),
}

struct Kept {
    /// Its place in the index.
    order: usize,
    line: SeatLine,
}

fn filed_under(line: &SeatLine) -> Vec<Filed> {
    [Kind::All, Kind::On(line.body), Kind::Of(line.unit), Kind::Has(line.person)]
        .into_iter()
        .flat_map(|kind| [(kind, None), (kind, Some(line.status))])
        .collect()
}

impl View {
    pub(super) fn apply(&mut self, id: Uuid, event: &Event, at: Timestamp) {
        match event {
            Event::Filled { body, unit, person, validity } => {
                let line = SeatLine {
                    id,
                    body: *body,
                    unit: *unit,
                    person: *person,
                    since: time::date_at(at),
                    until: validity.until,
                    status: SeatStatus::Filled,
                };
                if self.seats.contains_key(&id) {
                    self.change(id, |known| *known = line);
                } else {
                    let order = self.index.add(id, filed_under(&line));
                    self.seats.insert(id, Kept { order, line });
                }
            }
            Event::TermOver {} => self.change(id, |line| line.status = SeatStatus::TermOver),
            Event::Vacated { .. } => self.change(id, |line| line.status = SeatStatus::Vacated),
        }
    }

    fn change(&mut self, id: Uuid, change: impl FnOnce(&mut SeatLine)) {
        if let Some(Kept { order, line }) = self.seats.get_mut(&id) {
            let before = filed_under(line);
            change(line);
            self.index.refile(*order, before, filed_under(line));
        }
    }

    /// Where `person` sits or sat, in the order they were first filled.
    pub(super) fn of(&self, person: PersonId) -> Vec<SeatLine> {
        let (_, ids) = self.index.ordered(ListOrder::Oldest, [(Kind::Has(person), None)]);
        ids.filter_map(|(_, id)| Some(self.seats.get(&id)?.line.clone())).collect()
    }

    /// A body's or a unit's with those of what was merged into it.
    pub(crate) fn page(&self, directory: &Directory, query: &Seats) -> Page<SeatLine> {
        let asked = [
            query.body.map(|body| all_of(directory, body, Kind::On)),
            query.unit.map(|unit| all_of(directory, unit, Kind::Of)),
        ];
        let filed = |kinds: Vec<Kind>| kinds.into_iter().map(|kind| (kind, query.status)).collect();
        let asked = asked.into_iter().flatten().map(filed).collect();
        let all = (Kind::All, query.status);
        let (total, ids) = self.index.find_ordered(ListOrder::Oldest, asked, all);
        let lines = ids.filter_map(|(at, id)| Some((at, &self.seats.get(&id)?.line)));
        Page::found(query.page, total, lines, SeatLine::clone)
    }
}
