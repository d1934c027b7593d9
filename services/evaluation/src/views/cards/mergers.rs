//! Which organisation stood for which, and between which positions that is known: so that a merger
//! after a year was closed changes none of its cards.

use std::collections::{BTreeMap, BTreeSet};

use contracts::evaluation::merger::Event;
use contracts::registry::organisation::Level;
use contracts::{Directory, Position, Standing};
use values::OrganisationId;

#[derive(Default)]
pub(in crate::views) struct Mergers {
    /// Since when which one stands for it, in order.
    noted: BTreeMap<OrganisationId, Vec<(Position, Option<OrganisationId>)>>,
    /// Which ones ever stood under each.
    under: BTreeMap<OrganisationId, BTreeSet<OrganisationId>>,
}

impl Mergers {
    /// What is told of `id`; says of which ones the cards change by it.
    pub(super) fn apply(
        &mut self,
        id: OrganisationId,
        event: &Event,
        at: Position,
    ) -> Vec<OrganisationId> {
        let noted = self.noted.entry(id).or_default();
        let before = noted.last().and_then(|(_, kept)| *kept);
        let (was, is) = match event {
            Event::Made { kept } => (before, Some(*kept)),
            Event::Undone { kept } => (before.or(*kept), None),
        };
        // Since when, nobody noted.
        noted.extend(was.filter(|_| before.is_none()).map(|kept| (0, Some(kept))));
        noted.push((at, is));
        let kept: Vec<_> = was.into_iter().chain(is).collect();
        for kept in &kept {
            self.under.entry(*kept).or_default().insert(id);
        }
        [vec![id], kept].concat()
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
        let mut all = vec![id];
        let mut next = 0;
        while let Some(kept) = all.get(next).copied() {
            let noted = self.under.get(&kept).into_iter().flatten().copied();
            let others: BTreeSet<_> = noted.chain(directory.stood_for(kept)).collect();
            let under = others.into_iter().filter(|other| {
                !all.contains(other) && self.kept(directory, *other, at) == Some(kept)
            });
            let under: Vec<_> = under.collect();
            all.extend(under);
            next += 1;
        }
        all
    }

    /// What stood for `id` then: itself, or what it had been merged into, be it through others.
    pub(super) fn resolve(
        &self,
        directory: &Directory,
        id: OrganisationId,
        at: Position,
    ) -> OrganisationId {
        let mut passed = vec![id];
        let mut own = id;
        while let Some(kept) = self.kept(directory, own, at).filter(|kept| !passed.contains(kept)) {
            passed.push(kept);
            own = kept;
        }
        own
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
