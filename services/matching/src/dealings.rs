//! What organisations did with what others asked of them: kept and broken promises, claims that
//! wait for their answer, and whom they turned down.

use std::collections::{BTreeSet, HashMap};

use contracts::matching::plan::Pair;
use contracts::matching::{UNANSWERED_MAX, promise};
use values::{Date, OrganisationId, Uuid};

use crate::score::reliability;

/// How much of what an organisation promised was carried out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Repute {
    pub(crate) kept: u32,
    pub(crate) broken: u32,
}

/// Who asks and who gives: each a line, or an organisation.
type Sides = (Uuid, Uuid);

#[derive(Default)]
pub(crate) struct Dealings {
    repute: HashMap<OrganisationId, Repute>,
    /// How many claims were carried out, by who gave and who asked.
    together: HashMap<(OrganisationId, OrganisationId), u32>,
    /// How many claims wait for whose answer.
    unanswered: HashMap<OrganisationId, u32>,
    declined: HashMap<Sides, Date>,
    /// The same, the earliest end first.
    ends: BTreeSet<(Date, Sides)>,
}

impl Dealings {
    pub(crate) fn repute(&self, organisation: OrganisationId) -> Repute {
        self.repute.get(&organisation).copied().unwrap_or_default()
    }

    /// So many claims of the two were carried out, the one giving to the other.
    pub(crate) fn together(&self, giver: OrganisationId, asker: OrganisationId) -> u32 {
        self.together.get(&(giver, asker)).copied().unwrap_or(0)
    }

    /// So many claims wait for its answer that it is asked for no more.
    pub(crate) fn is_over_asked(&self, organisation: OrganisationId) -> bool {
        self.unanswered.get(&organisation).is_some_and(|claims| *claims >= UNANSWERED_MAX)
    }

    /// One side of the pair said no to the other not long ago.
    pub(crate) fn are_apart(
        &self,
        pair: Pair,
        asker: OrganisationId,
        giver: OrganisationId,
        today: Date,
    ) -> bool {
        if self.declined.is_empty() {
            return false;
        }
        let (need, offer) = (Uuid::from(pair.need), Uuid::from(pair.offer));
        let sides = [(need, offer), (need, giver.into()), (asker.into(), offer)];
        sides.iter().any(|sides| self.declined.get(sides).is_some_and(|until| today <= *until))
    }

    /// Up to that day the two are apart.
    pub(crate) fn decline(&mut self, asking: Uuid, giving: Uuid, until: Date) {
        let sides = (asking, giving);
        if let Some(before) = self.declined.insert(sides, until) {
            self.ends.remove(&(before, sides));
        }
        self.ends.insert((until, sides));
    }

    /// Who is apart no more; they are forgotten.
    pub(crate) fn lapse(&mut self, today: Date) -> Vec<Sides> {
        let mut lapsed = Vec::new();
        while let Some((until, sides)) = self.ends.first().copied()
            && until < today
        {
            self.ends.remove(&(until, sides));
            self.declined.remove(&sides);
            lapsed.push(sides);
        }
        lapsed
    }

    /// Takes in what happened; whose lines fit otherwise from now on?
    pub(crate) fn apply(&mut self, event: &promise::Event) -> Option<OrganisationId> {
        match event {
            promise::Event::Claimed { .. } | promise::Event::PassedOn { .. } => None,
            promise::Event::Asked { of } => self.count(*of, |claims| claims + 1),
            promise::Event::Answered { by } => self.count(*by, |claims| claims.saturating_sub(1)),
            promise::Event::Declined { asking, giving, until } => {
                self.decline(*asking, *giving, *until);
                None
            }
            promise::Event::Kept { giver, asker } => {
                if let Some(asker) = asker {
                    *self.together.entry((*giver, *asker)).or_default() += 1;
                }
                self.turned_out(*giver, |repute| repute.kept += 1)
            }
            promise::Event::Broken { giver } => {
                self.turned_out(*giver, |repute| repute.broken += 1)
            }
        }
    }

    /// A promise of the giver turned out like that: its lines fit otherwise where it is more or
    /// less reliable than before.
    fn turned_out(
        &mut self,
        giver: OrganisationId,
        like: impl FnOnce(&mut Repute),
    ) -> Option<OrganisationId> {
        let repute = self.repute.entry(giver).or_default();
        let before = reliability(*repute);
        like(repute);
        (reliability(*repute) != before).then_some(giver)
    }

    fn count(&mut self, of: OrganisationId, change: impl Fn(u32) -> u32) -> Option<OrganisationId> {
        let before = self.is_over_asked(of);
        let claims = self.unanswered.entry(of).or_default();
        *claims = change(*claims);
        (self.is_over_asked(of) != before).then_some(of)
    }
}
