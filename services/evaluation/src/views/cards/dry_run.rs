//! What rules that are proposed would have made of another year.

use std::collections::BTreeMap;

use contracts::evaluation::rules::{CardKind, CardRules, Measure};
use contracts::evaluation::{DryRun, DryRunBand, DryRunCard, DryRunLine};
use contracts::registry::organisation::Level;
use contracts::{Actor, Claimer, Role};
use runtime::Question;
use values::{OrganisationId, Text};

use super::facts::Fact;
use super::{Cards, counts};
use crate::domain::posting::worth;
use crate::domain::scoring::score;
use crate::views::View;

/// The most organisations that are named.
const NAMED_MAX: usize = 200;

/// For whoever may set the rules.
pub(super) fn answer(question: &Question<'_, View>, query: DryRun) -> Option<DryRunLine> {
    let may = match question.actor {
        Actor::System => true,
        Actor::Person { role, .. } => role.decides_for_the_city() || *role == Role::Auditor,
    };
    if may { question.view.cards.dry_run(question, query) } else { None }
}

#[derive(Default)]
struct Tried {
    scored: usize,
    moved: usize,
    organisations: Vec<OrganisationId>,
    bands: BTreeMap<Text<20>, (usize, usize)>,
}

impl Cards {
    fn dry_run(&self, question: &Question<'_, View>, query: DryRun) -> Option<DryRunLine> {
        let (proposed, _) = self.proposed.get(&query.year)?;
        let in_force = self.in_force.of(query.on);
        let mut tried: BTreeMap<CardKind, Tried> = BTreeMap::new();
        let mut line = DryRunLine::default();
        for who in self.facts.subjects(query.on) {
            let Some(kind) = kind_of(question, who) else { continue };
            let facts = self.known(question, who, query.on);
            let counted = counts(query.on, question, &facts);
            let band = |card: &CardRules| score(card, &counted).band.map(|band| band.title.clone());
            let (before, after) = (band(in_force.card(kind)), band(proposed.card(kind)));
            tried.entry(kind).or_default().take_in(who, before, after);
            if kind == CardKind::Member {
                line.points_before += earned(&facts, in_force.points);
                line.points_after += earned(&facts, proposed.points);
            }
        }
        line.cards = tried.into_iter().map(|(card, tried)| tried.line(card)).collect();
        Some(line)
    }
}

/// Of what was merged only the kept one has a card.
fn kind_of(question: &Question<'_, View>, who: Claimer) -> Option<CardKind> {
    let Claimer::Organisation(organisation) = who else { return Some(CardKind::Member) };
    let directory = question.directory;
    if directory.resolve(organisation) != organisation {
        return None;
    }
    match directory.level(organisation)? {
        Level::Unit => Some(CardKind::Unit),
        Level::Community => Some(CardKind::Community),
        Level::City
        | Level::District
        | Level::Street
        | Level::Grid
        | Level::SectorCommittee
        | Level::AreaBranch => None,
    }
}

fn earned(facts: &[&Fact], rules: contracts::evaluation::posting::PointRules) -> i64 {
    let minutes = facts.iter().filter(|fact| fact.measure == Measure::Minutes);
    let points = minutes.map(|fact| {
        let minutes = u32::try_from(fact.quantity).unwrap_or(u32::MAX);
        worth(rules, minutes, fact.organiser)
    });
    points.sum()
}

impl Tried {
    fn take_in(&mut self, who: Claimer, before: Option<Text<20>>, after: Option<Text<20>>) {
        self.scored += usize::from(after.is_some());
        if before != after {
            self.moved += 1;
            let named = self.organisations.len() < NAMED_MAX;
            self.organisations.extend(who.organisation().filter(|_| named));
        }
        if let Some(before) = before {
            self.bands.entry(before).or_default().0 += 1;
        }
        if let Some(after) = after {
            self.bands.entry(after).or_default().1 += 1;
        }
    }

    fn line(self, card: CardKind) -> DryRunCard {
        let band = |(title, (before, after)): (Text<20>, _)| DryRunBand { title, before, after };
        DryRunCard {
            card,
            scored: self.scored,
            moved: self.moved,
            bands: self.bands.into_iter().map(band).collect(),
            organisations: self.organisations,
        }
    }
}
