//! Bands with a quota: so many percent of all, and whoever is beyond is of the next one.

use std::collections::BTreeMap;

use contracts::evaluation::ShortlistLine;
use contracts::evaluation::rules::CardRules;
use values::Text;

/// Who is in where several have the total of the last place of a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// All of them: then there are more than the quota.
    Shared,
    /// Those with the lower ids, as in years that were closed before the quota was the city's.
    ById,
}

/// The bands of a card, while they are filled.
pub(super) struct Quotas<'c> {
    card: &'c CardRules,
    all: usize,
    edge: Edge,
    /// How many are within each, and the total of the last of them.
    taken: BTreeMap<usize, (usize, i64)>,
}

impl<'c> Quotas<'c> {
    /// Of so many.
    pub(super) fn of(card: &'c CardRules, all: usize, edge: Edge) -> Self {
        Self { card, all, edge, taken: BTreeMap::new() }
    }

    /// The band of whoever comes next, best first: `own`, or the next one with a place. Where the
    /// edge is shared, whoever has the total of the last place is within it too; a quota of no
    /// place at all has none.
    pub(super) fn next(&mut self, own: Option<&Text<20>>, total: i64) -> Option<Text<20>> {
        let bands = &self.card.band;
        let first = bands.iter().position(|band| Some(&band.title) == own);
        let mut from_own = first.map_or(0..0, |first| first..bands.len());
        let open = from_own.find(|at| match bands[*at].quota_percent {
            None => true,
            Some(percent) => {
                let places = self.all * usize::try_from(percent).unwrap_or(100) / 100;
                match self.taken.get(at) {
                    None => places > 0,
                    Some((count, last)) => {
                        *count < places || self.edge == Edge::Shared && *last == total
                    }
                }
            }
        });
        let Some(open) = open else { return own.cloned() };
        let (count, last) = self.taken.entry(open).or_default();
        (*count, *last) = (*count + 1, total);
        Some(bands[open].title.clone())
    }
}

/// The bands of all of these, best first.
pub(super) fn within_quotas(card: &CardRules, lines: &mut [ShortlistLine], edge: Edge) {
    let mut quotas = Quotas::of(card, lines.len(), edge);
    for line in lines {
        line.band = quotas.next(line.band.as_ref(), line.total);
    }
}
