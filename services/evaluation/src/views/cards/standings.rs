//! How all units and communities stand beside each other in a year. Each is scored once, and again
//! when anything about it changed: no card and no list waits until the whole city is scored.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use contracts::evaluation::ShortlistLine;
use contracts::evaluation::rules::{CardKind, CardRules};
use contracts::{Claimer, Directory};
use runtime::Question;
use values::{OrganisationId, Text};

use super::Cards;
use super::quotas::{Edge, Quotas};
use crate::views::View;

/// Of each year that anybody asked about. Questions share it, so that one of them scores what
/// changed for all.
#[derive(Default)]
pub(super) struct Standings(Mutex<BTreeMap<i16, YearStanding>>);

/// How all stand in one year.
#[derive(Default)]
struct YearStanding {
    /// What was scored rests on it; nothing was scored yet.
    basis: Option<Basis>,
    /// Whose facts changed since they were scored.
    touched: BTreeSet<OrganisationId>,
    units: Standing,
    communities: Standing,
    /// How many cards were scored, ever.
    #[cfg(test)]
    scored: usize,
}

/// What all cards of a year rest on beside facts and rules: once it changes, all are scored again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Basis {
    organised: u64,
    quarters_over: usize,
}

/// The veto, the total, and the id: best first.
type Rank = (bool, Reverse<i64>, OrganisationId);

/// A veto and a total.
type Cut = (bool, Reverse<i64>);

/// How all with the same kind of card stand.
#[derive(Default)]
pub(super) struct Standing {
    /// With their bands before any quota.
    lines: HashMap<OrganisationId, ShortlistLine>,
    everybody: BTreeSet<Rank>,
    /// Those of each body's territory.
    below: HashMap<OrganisationId, BTreeSet<Rank>>,
    /// From which veto and total on which band is reached, best first; nothing since any changed.
    bands: Option<Vec<(Cut, Option<Text<20>>)>>,
}

fn rank(line: &ShortlistLine) -> Rank {
    (line.vetoed, Reverse(line.total), line.organisation)
}

impl Standings {
    /// Whoever is of these changed in that year.
    pub(super) fn touch(&mut self, touched: BTreeSet<(i16, OrganisationId)>) {
        let years = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (year, organisation) in touched {
            if let Some(standing) = years.get_mut(&year) {
                standing.touched.insert(organisation);
            }
        }
    }

    /// They changed in every year.
    pub(super) fn touch_always(&mut self, organisations: &[OrganisationId]) {
        let years = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        years.values_mut().for_each(|standing| standing.touched.extend(organisations));
    }

    /// Other rules hold, or what was known of a year holds for ever.
    pub(super) fn forget(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    #[cfg(test)]
    pub(super) fn scored(&self) -> usize {
        let years = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        years.values().map(|standing| standing.scored).sum()
    }
}

impl YearStanding {
    fn of(&mut self, kind: CardKind) -> Option<&mut Standing> {
        match kind {
            CardKind::Unit => Some(&mut self.units),
            CardKind::Community => Some(&mut self.communities),
            CardKind::Member => None,
        }
    }
}

impl Cards {
    /// Looks at how all with that kind of card stand in that year; there is nothing to look at
    /// where nothing of the year is known, or where nobody is ranked.
    pub(super) fn standing<T>(
        &self,
        question: &Question<'_, View>,
        (kind, year): (CardKind, i16),
        look: impl FnOnce(&mut Standing) -> T,
    ) -> Option<T> {
        self.facts.subjects(year).next()?;
        let mut years = self.standings.0.lock().unwrap_or_else(PoisonError::into_inner);
        let standing = years.entry(year).or_default();
        self.score_again(question, year, standing);
        standing.of(kind).map(look)
    }

    /// Whoever changed, or everybody where what all rests on did.
    fn score_again(&self, question: &Question<'_, View>, year: i16, all: &mut YearStanding) {
        let directory = question.directory;
        let at = self.known_at(year);
        let basis = Basis {
            organised: directory.organised(),
            quarters_over: super::quarters_over(year, question.now),
        };
        let subjects = || self.facts.subjects(year).filter_map(Claimer::organisation);
        let mut touched = std::mem::take(&mut all.touched);
        if all.basis != Some(basis) {
            all.basis = Some(basis);
            (all.units, all.communities) = (Standing::default(), Standing::default());
            touched = subjects().collect();
        }
        let own =
            |organisation: &OrganisationId| self.mergers.resolve(directory, *organisation, at);
        touched.extend(touched.iter().map(own).collect::<Vec<_>>());
        // Of a closed year those stand beside each other who did when it was closed.
        if self.in_force.closed_at(year).is_some() {
            let then: BTreeSet<_> = subjects().collect();
            touched.retain(|organisation| then.contains(organisation));
        }
        for organisation in touched {
            #[cfg(test)]
            {
                all.scored += 1;
            }
            let kind = self.kind(directory, organisation, at);
            for of in [CardKind::Unit, CardKind::Community] {
                let card = self.in_force.of(year).card(of);
                let wanted = kind == Some(of);
                let line = || self.listed(question, card, organisation, year);
                let line = wanted.then(line).flatten();
                if let Some(standing) = all.of(of) {
                    standing.set(directory, organisation, line);
                }
            }
        }
    }
}

impl Standing {
    fn set(
        &mut self,
        directory: &Directory,
        organisation: OrganisationId,
        line: Option<ShortlistLine>,
    ) {
        let before = self.lines.remove(&organisation);
        if before.is_none() && line.is_none() {
            return;
        }
        self.bands = None;
        // As long as these are kept they are the same: else all are scored again.
        let bodies: BTreeSet<_> = directory.seniors(organisation).collect();
        if let Some(before) = before.as_ref().map(rank) {
            self.everybody.remove(&before);
            for body in &bodies {
                self.below.get_mut(body).map(|ranks| ranks.remove(&before));
            }
        }
        if let Some(line) = line {
            self.everybody.insert(rank(&line));
            for body in bodies {
                self.below.entry(body).or_default().insert(rank(&line));
            }
            self.lines.insert(organisation, line);
        }
    }

    /// The band of that organisation, once the quotas of the city are kept.
    pub(super) fn band(
        &mut self,
        card: &CardRules,
        organisation: OrganisationId,
    ) -> Option<Text<20>> {
        let (vetoed, total, _) = self.lines.get(&organisation).map(rank)?;
        self.band_of(card, (vetoed, total))
    }

    /// Whoever has the same veto and total has the same band.
    fn band_of(&mut self, card: &CardRules, own: (bool, Reverse<i64>)) -> Option<Text<20>> {
        let Self { lines, everybody, bands, .. } = self;
        let bands = bands.get_or_insert_with(|| {
            let mut quotas = Quotas::of(card, everybody.len(), Edge::Shared);
            let mut bands = Vec::new();
            for (vetoed, total, organisation) in everybody.iter() {
                let before = lines.get(organisation).and_then(|line| line.band.as_ref());
                let band = quotas.next(before, total.0);
                if bands.last().is_none_or(|(_, last)| *last != band) {
                    bands.push(((*vetoed, *total), band));
                }
            }
            bands
        });
        let next = bands.partition_point(|(from, _)| *from <= own);
        bands.get(next.checked_sub(1)?).and_then(|(_, band)| band.clone())
    }

    /// Those of that body's territory, best first; their bands as the city's quotas leave them.
    pub(super) fn shortlist(
        &mut self,
        card: &CardRules,
        body: OrganisationId,
    ) -> Vec<ShortlistLine> {
        let mut lines = self.before_quotas(body);
        for line in &mut lines {
            line.band = self.band_of(card, (line.vetoed, Reverse(line.total)));
        }
        lines
    }

    /// The same with their bands before any quota.
    pub(super) fn before_quotas(&self, body: OrganisationId) -> Vec<ShortlistLine> {
        let ranks = self.below.get(&body).into_iter().flatten();
        ranks.filter_map(|(.., organisation)| self.lines.get(organisation).cloned()).collect()
    }
}
