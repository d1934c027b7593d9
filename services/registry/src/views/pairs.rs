//! Pairs, in the order in which they were first made.

use std::collections::HashMap;

use contracts::registry::pair::Event;
use contracts::registry::{PairLine, PairStatus, Pairs};
use contracts::{Directory, ListOrder, Page};
use runtime::Index;
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

impl runtime::Kind for Kind {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::Unit(one) | Self::Community(one) => Some(*one),
            Self::All => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::Unit(_) => Self::Unit(organisation),
            Self::Community(_) => Self::Community(organisation),
            Self::All => Self::All,
        }
    }
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

    pub(crate) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

    /// A unit's or a community's with those of what was merged into it.
    pub(crate) fn page(&self, directory: &Directory, query: &Pairs) -> Page<PairLine> {
        let asked = [
            query.unit.map(|unit| Kind::Unit(directory.resolve(unit))),
            query.community.map(|community| Kind::Community(directory.resolve(community))),
        ];
        let asked = asked.into_iter().flatten().map(|kind| (kind, query.status));
        let asked = (asked, (Kind::All, query.status));
        let line = |id| self.pairs.get(&id).map(|known| &known.line);
        self.index.page(query.page, ListOrder::Oldest, asked, line, PairLine::clone)
    }
}
