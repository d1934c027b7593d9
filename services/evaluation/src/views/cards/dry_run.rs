//! What rules that are proposed would have made of another year.

use std::collections::{BTreeMap, BTreeSet};

use contracts::evaluation::posting::PointRules;
use contracts::evaluation::rules::{CardKind, CardRules, Measure, RuleSet};
use contracts::evaluation::{
    DryRun, DryRunBand, DryRunCard, DryRunLine, DryRunStar, ShortlistLine,
};
use contracts::{Actor, Claimer, Role};
use runtime::Question;
use values::{Date, OrganisationId, Text};

use super::Cards;
use super::facts::Fact;
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
        let of_card = |kind| {
            let bands = |rules: &RuleSet| self.bands(question, rules.card(kind), kind, query.on);
            let (mut before, mut after) = (bands(in_force), bands(proposed));
            let all: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
            let mut tried = Tried::default();
            for who in all {
                tried.take_in(who, before.remove(&who), after.remove(&who));
            }
            (tried.scored > 0 || tried.moved > 0).then(|| tried.line(kind))
        };
        let cards = CardKind::ALL.into_iter().filter_map(of_card).collect();
        let people = || self.facts.subjects(query.on).filter(|who| who.organisation().is_none());
        let points = |rules: PointRules| {
            people().map(|who| earned(&self.known(question, who, query.on), rules)).sum::<i64>()
        };
        Some(DryRunLine {
            cards,
            points_before: points(in_force.points),
            points_after: points(proposed.points),
            stars: self.ladder(&in_force.stars.hours, &proposed.stars.hours),
        })
    }

    /// The band of everybody with that card.
    fn bands(
        &self,
        question: &Question<'_, View>,
        card: &CardRules,
        kind: CardKind,
        year: i16,
    ) -> BTreeMap<Claimer, Text<20>> {
        let of_organisation =
            |line: ShortlistLine| Some((Claimer::from(line.organisation), line.band?));
        let of_person = |who: Claimer| {
            let counts = self.counts(year, question, &self.known(question, who, year));
            Some((who, score(card, &counts).band?.title.clone()))
        };
        match kind {
            CardKind::Unit | CardKind::Community => {
                let ranked = self.ranked(question, card, kind, year).into_iter();
                ranked.filter_map(of_organisation).collect()
            }
            CardKind::Member => {
                let people = self.facts.subjects(year);
                people.filter(|who| who.organisation().is_none()).filter_map(of_person).collect()
            }
        }
    }

    fn ladder(&self, before: &[u32], after: &[u32]) -> Vec<DryRunStar> {
        let minutes = self.facts.minutes(self.at);
        let reach = |hours: Option<&u32>| {
            let enough =
                |minutes: &&i64| hours.is_some_and(|hours| **minutes >= i64::from(*hours) * 60);
            minutes.values().filter(enough).count()
        };
        let step = |at: usize| DryRunStar {
            stars: at + 1,
            before: reach(before.get(at)),
            after: reach(after.get(at)),
        };
        (0..before.len().max(after.len())).map(step).collect()
    }
}

/// What one person's services earned, each day and month up to its cap.
fn earned(facts: &[&Fact], rules: PointRules) -> i64 {
    let mut by_day: BTreeMap<Date, i64> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.measure == Measure::Minutes) {
        let minutes = u32::try_from(fact.quantity).unwrap_or(u32::MAX);
        *by_day.entry(fact.on).or_default() += worth(rules, minutes, fact.organiser);
    }
    let mut by_month: BTreeMap<Date, i64> = BTreeMap::new();
    for (day, hundredths) in by_day {
        let earned = hundredths.min(i64::from(rules.day_max) * 100);
        *by_month.entry(day.first_of_month()).or_default() += earned;
    }
    by_month.into_values().map(|month| month.min(i64::from(rules.month_max) * 100)).sum()
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
