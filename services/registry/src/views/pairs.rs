//! Pairs, in the order in which they were first made.

use std::collections::HashMap;

use contracts::registry::pair::Event;
use contracts::registry::{PairLine, PairStatus, Pairs};
use contracts::{Page, oldest_first};
use values::{Timestamp, Uuid, time};

#[derive(Default)]
pub(crate) struct View {
    lines: HashMap<Uuid, PairLine>,
    made: Vec<Uuid>,
}

impl View {
    pub(super) fn apply(&mut self, id: Uuid, event: &Event, at: Timestamp) {
        let day = time::date_at(at);
        match event {
            Event::Made { unit, community } => {
                let (unit, community, status) = (*unit, *community, PairStatus::Made);
                let (ended, reason) = (None, None);
                let line = PairLine { id, unit, community, status, since: day, ended, reason };
                if self.lines.insert(id, line).is_none() {
                    self.made.push(id);
                }
            }
            Event::Ended { reason } => {
                if let Some(line) = self.lines.get_mut(&id) {
                    line.status = PairStatus::Ended;
                    (line.ended, line.reason) = (Some(day), Some(reason.clone()));
                }
            }
        }
    }

    pub(crate) fn page(&self, query: &Pairs) -> Page<PairLine> {
        let wanted = |line: &PairLine| {
            query.unit.is_none_or(|unit| line.unit == unit)
                && query.community.is_none_or(|community| line.community == community)
                && query.status.is_none_or(|status| line.status == status)
        };
        let lines = oldest_first(&self.made);
        let lines = lines.filter_map(|(at, id)| Some((at, self.lines.get(id)?)));
        Page::of(query.page, lines.filter(|(_, line)| wanted(line)), PairLine::clone)
    }
}
