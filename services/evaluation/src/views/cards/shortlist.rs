//! A shortlist: the units or communities of one territory by their cards, best first.

use std::collections::BTreeMap;

use contracts::evaluation::rules::{CardKind, CardRules};
use contracts::evaluation::{Shortlist, ShortlistLine, UnmetThreshold};
use contracts::registry::organisation::Level;
use contracts::{Page, oldest_first};
use runtime::Question;
use values::{OrganisationId, Text};

use super::Cards;
use crate::domain::scoring::{Counts, score};
use crate::views::View;
use crate::views::occasions::reads_everything;

/// For the body alone: nobody is ranked in public.
pub(super) fn answer(question: &Question<'_, View>, query: Shortlist) -> Page<ShortlistLine> {
    let may = question.asker().may_act_for(query.body) || reads_everything(question.actor);
    let cards = &question.view.cards;
    let lines = if may { cards.shortlist(question, query) } else { Vec::new() };
    Page::counted(query.page, lines.len(), oldest_first(&lines), ShortlistLine::clone)
}

impl Cards {
    /// Of all that the city has a card of, those of the body's territory. In years that were closed
    /// before the quota was the city's, each body has its own.
    fn shortlist(&self, question: &Question<'_, View>, query: Shortlist) -> Vec<ShortlistLine> {
        let card = self.in_force.of(query.year).card(query.card);
        let directory = question.directory;
        let body = directory.resolve(query.body);
        let there = |line: &ShortlistLine| {
            directory.seniors(line.organisation).any(|senior| senior == body)
        };
        if self.in_force.city_quota(query.year) {
            let mut lines = self.ranked(question, card, query.card, query.year);
            lines.retain(there);
            lines
        } else {
            let mut lines = self.sorted(question, card, query.card, query.year);
            lines.retain(there);
            within_quotas(card, &mut lines, Edge::ById);
            lines
        }
    }

    /// Every organisation of which anything of that year is known, best first, by these rules. The
    /// quota of a band is the city's, as its rules are: so it is the same on every card and list,
    /// whatever moves from street to street. Of a closed year it is what was known then.
    pub(super) fn ranked(
        &self,
        question: &Question<'_, View>,
        card: &CardRules,
        kind: CardKind,
        year: i16,
    ) -> Vec<ShortlistLine> {
        let mut lines = self.sorted(question, card, kind, year);
        within_quotas(card, &mut lines, Edge::Shared);
        lines
    }

    /// The same, with their bands before any quota.
    fn sorted(
        &self,
        question: &Question<'_, View>,
        card: &CardRules,
        kind: CardKind,
        year: i16,
    ) -> Vec<ShortlistLine> {
        let level = match kind {
            CardKind::Unit => Level::Unit,
            CardKind::Community => Level::Community,
            CardKind::Member => return Vec::new(),
        };
        let at = self.in_force.closed_at(year).unwrap_or(self.at);
        let is_of_level = |organisation: &OrganisationId| {
            self.mergers.level(question.directory, *organisation, at) == Some(level)
        };
        let all = self.facts.subjects(year).filter_map(contracts::Claimer::organisation);
        let lines = all.filter(is_of_level);
        let mut lines: Vec<_> =
            lines.filter_map(|one| self.listed(question, card, one, year)).collect();
        lines.sort_by_key(|line| (line.vetoed, -line.total, line.organisation));
        lines
    }

    fn listed(
        &self,
        question: &Question<'_, View>,
        card: &CardRules,
        organisation: OrganisationId,
        year: i16,
    ) -> Option<ShortlistLine> {
        let facts = self.known(question, organisation.into(), year);
        if facts.is_empty() {
            return None;
        }
        let counts = self.counts(year, question, &facts);
        let scored = score(card, &counts);
        let unmet = unmet(card, &counts);
        Some(ShortlistLine {
            organisation,
            total: scored.total?,
            band: scored.band.map(|band| band.title.clone()),
            vetoed: scored.vetoed,
            eligible: !scored.vetoed && unmet.iter().all(|threshold| !threshold.in_force),
            unmet,
        })
    }
}

/// Thresholds ship switched off: then they are shown, and keep nobody off.
fn unmet(card: &CardRules, counts: &Counts) -> Vec<UnmetThreshold> {
    let missed = card.threshold.iter().filter(|one| counts.all(one.measure) < one.at_least);
    let line = |threshold: &contracts::evaluation::rules::Threshold| UnmetThreshold {
        title: threshold.title.clone(),
        in_force: threshold.in_force,
    };
    missed.map(line).collect()
}

/// Who is in where several have the total of the last place of a band.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// All of them: then there are more than the quota.
    Shared,
    /// Those with the lower ids, as in years that were closed before the quota was the city's.
    ById,
}

/// Whoever is beyond the quota of a band, best first, is of the next one. Where the edge is shared,
/// whoever has the total of the last place is within it too; a quota of no place at all has none.
fn within_quotas(card: &CardRules, lines: &mut [ShortlistLine], edge: Edge) {
    let all = lines.len();
    // How many are within it, and the total of the last of them.
    let mut taken: BTreeMap<Text<20>, (usize, i64)> = BTreeMap::new();
    for line in lines {
        let own = card.band.iter().position(|band| Some(&band.title) == line.band.as_ref());
        let bands = own.map_or(&[][..], |own| &card.band[own..]);
        let open = bands.iter().find(|band| match band.quota_percent {
            None => true,
            Some(percent) => {
                let places = all * usize::try_from(percent).unwrap_or(100) / 100;
                match taken.get(&band.title) {
                    None => places > 0,
                    Some((count, last)) => {
                        *count < places || edge == Edge::Shared && *last == line.total
                    }
                }
            }
        });
        if let Some(band) = open {
            let (count, last) = taken.entry(band.title.clone()).or_default();
            (*count, *last) = (*count + 1, line.total);
            line.band = Some(band.title.clone());
        }
    }
}
