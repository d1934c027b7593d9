//! Pairs, in the order in which they were first made.

use std::collections::HashMap;

use contracts::registry::pair::Event;
use contracts::registry::{PairLine, PairStatus, Pairs};
use contracts::{Directory, ListOrder, Page};
use runtime::{Index, all_of};
use values::{OrganisationId, Timestamp, Uuid, time};

#[derive(Default)]
pub(crate) struct View {
    pairs: HashMap<Uuid, Kept>,
    index: Index<Uuid, Filed>,
}

/// A kind of pairs, and how one stands: whatever it is, where nothing is said.
type Filed = (Kind, Option<PairStatus>);

/// A kind of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    All,
    Unit(OrganisationId),
    Community(OrganisationId),
}

struct Kept {
    /// Its place in the index.
    order: usize,
    line: PairLine,
}

fn filed_under(line: &PairLine) -> Vec<Filed> {
    [Kind::All, Kind::Unit(line.unit), Kind::Community(line.community)]
        .into_iter()
        .flat_map(|kind| [(kind, None), (kind, Some(line.status))])
        .collect()
}

impl View {
    pub(super) fn apply(&mut self, id: Uuid, event: &Event, at: Timestamp) {
        let day = time::date_at(at);
        match event {
            Event::Made { unit, community } => {
                let (unit, community, status) = (*unit, *community, PairStatus::Made);
                let (ended, reason) = (None, None);
                let line = PairLine { id, unit, community, status, since: day, ended, reason };
                if self.pairs.contains_key(&id) {
                    self.change(id, |known| *known = line);
                } else {
                    let order = self.index.add(id, filed_under(&line));
                    self.pairs.insert(id, Kept { order, line });
                }
            }
            Event::Ended { reason } => self.change(id, |line| {
                line.status = PairStatus::Ended;
                (line.ended, line.reason) = (Some(day), Some(reason.clone()));
            }),
        }
    }

    fn change(&mut self, id: Uuid, change: impl FnOnce(&mut PairLine)) {
        if let Some(Kept { order, line }) = self.pairs.get_mut(&id) {
            let before = filed_under(line);
            change(line);
            self.index.refile(*order, before, filed_under(line));
        }
    }

    /// A unit's or a community's with those of what was merged into it.
    pub(crate) fn page(&self, directory: &Directory, query: &Pairs) -> Page<PairLine> {
        let asked = [
            query.unit.map(|unit| all_of(directory, unit, Kind::Unit)),
            query.community.map(|community| all_of(directory, community, Kind::Community)),
        ];
        let filed = |kinds: Vec<Kind>| kinds.into_iter().map(|kind| (kind, query.status)).collect();
        let asked = asked.into_iter().flatten().map(filed).collect();
        let all = (Kind::All, query.status);
        let (total, ids) = self.index.find_ordered(ListOrder::Oldest, asked, all);
        let lines = ids.filter_map(|(at, id)| Some((at, &self.pairs.get(&id)?.line)));
        Page::found(query.page, total, lines, PairLine::clone)
    }
}
