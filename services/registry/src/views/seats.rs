//! Seats, in the order they were first filled, by body and by unit.

use std::collections::HashMap;

use contracts::registry::seat::Event;
use contracts::registry::{SeatLine, SeatStatus, Seats};
use contracts::{Page, oldest_first};
use values::{OrganisationId, PersonId, Timestamp, Uuid, time};

#[derive(Default)]
pub(crate) struct View {
    lines: HashMap<Uuid, SeatLine>,
    filled: Vec<Uuid>,
    by_body: HashMap<OrganisationId, Vec<Uuid>>,
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
                if self.lines.insert(id, line).is_none() {
                    self.filled.push(id);
                    self.by_body.entry(*body).or_default().push(id);
                }
            }
            Event::TermOver {} => self.change(id, SeatStatus::TermOver),
            Event::Vacated { .. } => self.change(id, SeatStatus::Vacated),
        }
    }

    fn change(&mut self, id: Uuid, status: SeatStatus) {
        if let Some(line) = self.lines.get_mut(&id) {
            line.status = status;
        }
    }

    /// Where `person` sits or sat, in the order they were first filled.
    pub(super) fn of(&self, person: PersonId) -> Vec<SeatLine> {
        let lines = self.filled.iter().filter_map(|id| self.lines.get(id));
        lines.filter(|line| line.person == person).cloned().collect()
    }

    pub(crate) fn page(&self, query: &Seats) -> Page<SeatLine> {
        let ids = match query.body {
            Some(body) => self.by_body.get(&body),
            None => Some(&self.filled),
        };
        let wanted = |line: &SeatLine| {
            query.unit.is_none_or(|unit| line.unit == unit)
                && query.status.is_none_or(|status| line.status == status)
        };
        let ids = oldest_first(ids.into_iter().flatten());
        let lines = ids.filter_map(|(at, id)| Some((at, self.lines.get(id)?)));
        let lines = lines.filter(|(_, line)| wanted(line));
        Page::of(query.page, lines, SeatLine::clone)
    }
}
