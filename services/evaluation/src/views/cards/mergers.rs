//! Which organisation stood for which, and between which positions that is known: so that a merger
//! after a year was closed changes none of its cards.

use std::collections::BTreeMap;

use contracts::evaluation::merger::Event;
use contracts::registry::organisation::Level;
use contracts::{Directory, Position, Standing};
use values::OrganisationId;

#[derive(Default)]
pub(in crate::views) struct Mergers {
    /// Since when which one stands for it, in order.
    noted: BTreeMap<OrganisationId, Vec<(Position, Option<OrganisationId>)>>,
}

impl Mergers {
    pub(in crate::views) fn apply(&mut self, id: OrganisationId, event: &Event, at: Position) {
        let kept = match event {
            Event::Made { kept } => Some(*kept),
            Event::Undone {} => None,
        };
        self.noted.entry(id).or_default().push((at, kept));
    }

    /// Which one stood for it then. What happened before anybody noted it is told by today's
    /// directory.
    fn kept(
        &self,
        directory: &Directory,
        id: OrganisationId,
        at: Position,
    ) -> Option<OrganisationId> {
        match self.noted.get(&id) {
            Some(noted) => noted.iter().rev().find(|(since, _)| *since <= at)?.1,
            None => match directory.organisation(id)?.standing {
                Standing::Merged { kept } => Some(kept),
                Standing::InOperation | Standing::Suspended | Standing::Ended => None,
            },
        }
    }

    /// `id` and every one that had been merged into it then, be it through others.
    pub(super) fn stood_for(
        &self,
        directory: &Directory,
        id: OrganisationId,
        at: Position,
    ) -> Vec<OrganisationId> {
        let mut others = directory.stood_for(id);
        others.extend(self.noted.keys());
        others.sort_unstable();
        others.dedup();
        let mut all = vec![id];
        let mut next = 0;
        while let Some(kept) = all.get(next).copied() {
            let (merged, rest): (Vec<_>, Vec<_>) = others
                .into_iter()
                .partition(|other| *other != id && self.kept(directory, *other, at) == Some(kept));
            all.extend(merged);
            others = rest;
            next += 1;
        }
        all
    }

    /// The level of what stood for itself then; of what was merged only the kept one has a card.
    pub(super) fn level(
        &self,
        directory: &Directory,
        id: OrganisationId,
        at: Position,
    ) -> Option<Level> {
        let own = self.kept(directory, id, at).is_none();
        directory.level(id).filter(|_| own)
    }
}
