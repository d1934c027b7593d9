//! A shortlist: the units or communities of one territory by their cards, best first.

use contracts::evaluation::rules::{CardKind, CardRules};
use contracts::evaluation::{Shortlist, ShortlistLine, UnmetThreshold};
use contracts::{Claimer, Directory, Page, Position, oldest_first};
use runtime::Question;
use values::OrganisationId;

use super::Cards;
use super::quotas::{Edge, within_quotas};
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
        let body = question.directory.resolve(query.body);
        let city_quota = self.in_force.city_quota(query.year);
        let lines = self.standing(question, (query.card, query.year), |standing| {
            if city_quota {
                return standing.shortlist(card, body);
            }
            let mut lines = standing.before_quotas(body);
            within_quotas(card, &mut lines, Edge::ById);
            lines
        });
        lines.unwrap_or_default()
    }

    /// Every organisation of which anything of that year is known, best first, as other rules would
    /// have it. The quota of a band is the city's, as its rules are: so it is the same on every
    /// card and list, whatever moves from street to street.
    pub(super) fn ranked(
        &self,
        question: &Question<'_, View>,
        card: &CardRules,
        kind: CardKind,
        year: i16,
    ) -> Vec<ShortlistLine> {
        let at = self.known_at(year);
        let all = self.facts.subjects(year).filter_map(Claimer::organisation);
        let all = all.filter(|one| self.kind(question.directory, *one, at) == Some(kind));
        let mut lines: Vec<_> =
            all.filter_map(|one| self.listed(question, card, one, year)).collect();
        lines.sort_by_key(|line| (line.vetoed, -line.total, line.organisation));
        within_quotas(card, &mut lines, Edge::Shared);
        lines
    }

    /// Which card `organisation` has; of what was merged then only the kept one has any.
    pub(super) fn kind(
        &self,
        directory: &Directory,
        organisation: OrganisationId,
        at: Position,
    ) -> Option<CardKind> {
        CardKind::of(self.mergers.level(directory, organisation, at)?)
    }

    /// How it stands by that card, with its band before any quota.
    pub(super) fn listed(
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
            eligible: is_eligible(scored.vetoed, &unmet),
            unmet,
        })
    }

    /// Whom of these the rules of that year keep off, be there anything of them or not.
    pub(in crate::views) fn not_eligible(
        &self,
        question: &Question<'_, View>,
        all: impl Iterator<Item = Claimer>,
        year: i16,
    ) -> Vec<Claimer> {
        let at = self.known_at(year);
        let is_kept_off = |who: &Claimer| {
            let kind = match who {
                Claimer::Organisation(one) => self.kind(question.directory, *one, at),
                Claimer::Person(_) => Some(CardKind::Member),
            };
            kind.is_some_and(|kind| {
                let card = self.in_force.of(year).card(kind);
                let counts = self.counts(year, question, &self.known(question, *who, year));
                !is_eligible(score(card, &counts).vetoed, &unmet(card, &counts))
            })
        };
        all.filter(is_kept_off).collect()
    }
}

fn is_eligible(vetoed: bool, unmet: &[UnmetThreshold]) -> bool {
    !vetoed && unmet.iter().all(|threshold| !threshold.in_force)
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
