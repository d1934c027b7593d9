//! Seats, in the order they were first filled, by body and by unit.

use std::collections::HashMap;

use contracts::registry::seat::Event;
use contracts::registry::{SeatLine, SeatStatus, Seats};
use contracts::{Directory, ListOrder, Page};
use runtime::Index;
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

impl runtime::Kind for Kind {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::On(one) | Self::Of(one) => Some(*one),
            Self::All | Self::Has(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::On(_) => Self::On(organisation),
            Self::Of(_) => Self::Of(organisation),
            Self::All | Self::Has(_) => *self,
        }
    }
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

    pub(crate) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

    /// A body's or a unit's with those of what was merged into it.
    pub(crate) fn page(&self, directory: &Directory, query: &Seats) -> Page<SeatLine> {
        let asked = [
            query.body.map(|body| Kind::On(directory.resolve(body))),
            query.unit.map(|unit| Kind::Of(directory.resolve(unit))),
        ];
        let asked = asked.into_iter().flatten().map(|kind| (kind, query.status));
        let asked = (asked, (Kind::All, query.status));
        let line = |id| self.seats.get(&id).map(|known| &known.line);
        self.index.page(query.page, ListOrder::Oldest, asked, line, SeatLine::clone)
    }
}
