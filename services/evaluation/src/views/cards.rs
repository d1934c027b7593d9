//! Scorecards: what the facts of a year come to by its rules, made anew whenever somebody asks.

mod dry_run;
mod facts;
mod gatherings;
mod mergers;
mod quotas;
mod shortlist;
mod standings;
mod taking_in;

use std::collections::{BTreeMap, HashMap};

use contracts::evaluation::merger::Event as Merger;
use contracts::evaluation::rules::{CardKind, CardRules, Event, Extra, Measure, RuleSet};
use contracts::evaluation::{
    ExtraLine, FactLine, FactSource, Facts as FactsQuery, ItemLine, Rules, RulesLine, Scorecard,
    ScorecardLine,
};
use contracts::{Claimer, Page, Position, newest_first};
use runtime::{Queries, Question};
use values::{ActivityId, OccasionId, OrganisationId, PersonId, Text, Timestamp, time};

use super::View;
use super::occasions::{may_ask_about, reads_everything};
use crate::Evaluation;
use crate::domain::scoring::{Counts, basis, rests_on, score};
use crate::rules::{InForce, shipped_text};
use facts::{Fact, Facts};
use standings::Standing;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table
        .on(|question: &Question<'_, View>, Rules { year }| question.view.cards.rules(year))
        .on(|question: &Question<'_, View>, query: Scorecard| {
            let (card, year) = (query.card, query.year);
            let who = subject(question, query.organisation, query.person)?;
            Some(question.view.cards.scorecard(question, card, who, year))
        })
        .on(|question: &Question<'_, View>, query: FactsQuery| behind(question, &query))
        .on(dry_run::answer)
        .on(shortlist::answer)
}

#[derive(Default)]
pub(super) struct Cards {
    facts: Facts,
    /// Whence there are facts beside the occasion itself: ratings, and who did not come.
    sources: HashMap<OccasionId, Vec<FactSource>>,
    /// Who came to what, as long as it is not confirmed.
    gatherings: HashMap<ActivityId, gatherings::Gathering>,
    mergers: mergers::Mergers,
    standings: standings::Standings,
    in_force: InForce,
    proposed: BTreeMap<i16, (RuleSet, Text<20_000>)>,
    adopted_texts: BTreeMap<i16, Text<20_000>>,
    /// The last commit that was taken in.
    at: Position,
}

/// Whose card it is, where whoever asks may see it: their own, that of a unit or community below
/// them in the territory or that belongs to them.
fn subject(
    question: &Question<'_, View>,
    organisation: Option<OrganisationId>,
    person: Option<PersonId>,
) -> Option<Claimer> {
    let who = person.map(Claimer::from).or(organisation.map(Claimer::from))?;
    let may = match who {
        Claimer::Person(person) => may_ask_about(question.actor, person),
        Claimer::Organisation(organisation) => {
            let (asker, directory) = (question.asker(), question.directory);
            let own = directory.resolve(organisation);
            let mut above = directory.seniors(own).chain(directory.affiliations(own));
            reads_everything(question.actor)
                || asker.may_act_for(own)
                || above.any(|senior| asker.may_act_for(senior))
        }
    };
    may.then_some(who)
}

/// The facts that an item opens to.
fn behind(question: &Question<'_, View>, query: &FactsQuery) -> Page<FactLine> {
    let cards = &question.view.cards;
    let Some(who) = subject(question, query.organisation, query.person) else {
        return Page::empty();
    };
    let card = cards.in_force.of(query.year).card(query.card);
    let measures = query.item.as_ref().map(|key| {
        let item = card.item.iter().find(|item| item.key == *key);
        item.map_or_else(Vec::new, |item| rests_on(card, item))
    });
    let wanted =
        |fact: &Fact| measures.as_ref().is_none_or(|measures| measures.contains(&fact.measure));
    let facts = cards.known(question, who, query.year);
    let facts = newest_first(&facts).filter(|(_, fact)| wanted(fact));
    Page::of(query.page, facts, |fact| fact.line())
}

impl Cards {
    /// The rules in force, as they were written.
    fn text(&self, year: i16) -> Text<20_000> {
        let adopted = self.adopted_texts.range(..=year).next_back();
        let shipped = || shipped_text(year, self.in_force.of(year));
        adopted.map_or_else(shipped, |(_, text)| text.clone())
    }

    fn rules(&self, year: i16) -> RulesLine {
        RulesLine {
            in_force: self.in_force.of(year).clone(),
            proposed: self.proposed.get(&year).map(|(rules, _)| rules.clone()),
            text: self.text(year),
            closed_at: self.in_force.closed_at(year),
        }
    }

    /// Up to where what is known of that year counts.
    fn known_at(&self, year: i16) -> Position {
        self.in_force.closed_at(year).unwrap_or(self.at)
    }

    /// What was known of `who` when the year was closed; of an open year, what is known now.
    fn known<'v>(
        &'v self,
        question: &Question<'_, View>,
        who: Claimer,
        year: i16,
    ) -> Vec<&'v Fact> {
        let at = self.known_at(year);
        let subjects = match who {
            Claimer::Person(_) => vec![who],
            Claimer::Organisation(organisation) => {
                let stood_for = self.mergers.stood_for(question.directory, organisation, at);
                stood_for.into_iter().map(Claimer::from).collect()
            }
        };
        let no_shows = self.in_force.knows_no_shows(year);
        let facts = subjects.into_iter().flat_map(|who| self.facts.of(who, year, at));
        facts.filter(|fact| no_shows || !fact.is_no_show()).collect()
    }

    fn scorecard(
        &self,
        question: &Question<'_, View>,
        kind: CardKind,
        who: Claimer,
        year: i16,
    ) -> ScorecardLine {
        let rules = self.in_force.of(year);
        let (card, facts) = (rules.card(kind), self.known(question, who, year));
        let counts = self.counts(year, question, &facts);
        let scored = score(card, &counts);
        let band = match (who, scored.band) {
            (Claimer::Organisation(unit), Some(band))
                if band.quota_percent.is_some() && self.in_force.city_quota(year) =>
            {
                let own = |standing: &mut Standing| standing.band(card, unit);
                self.standing(question, (kind, year), own).flatten()
            }
            (Claimer::Organisation(_) | Claimer::Person(_), band) => {
                band.map(|band| band.title.clone())
            }
        };
        let extra = |extras: &[Extra], scores: &[i64]| {
            let lines = extras.iter().zip(scores).map(|(extra, hundredths)| ExtraLine {
                title: extra.title.clone(),
                hundredths: *hundredths,
                facts: of_measures(&facts, &extra.measure.behind()),
                basis: extra.measure.basis(),
            });
            lines.collect::<Vec<_>>()
        };
        ScorecardLine {
            card: kind,
            who,
            year,
            version: rules.version.clone(),
            at: self.known_at(year),
            closed: self.in_force.closed_at(year).is_some(),
            items: item_lines(card, &scored.items, &facts),
            bonus: extra(&card.bonus, &scored.bonus),
            deductions: extra(&card.deduction, &scored.deductions),
            total: scored.total,
            band,
            vetoed: scored.vetoed,
        }
    }

    /// What facts count, of a year of which so many quarters are over at the time of the question.
    fn counts(&self, year: i16, question: &Question<'_, View>, facts: &[&Fact]) -> Counts {
        let mut counts = Counts::of(quarters_over(year, question.now));
        let last_counts = self.in_force.last_counts(year);
        let mut standing: BTreeMap<Measure, &Fact> = BTreeMap::new();
        for fact in facts.iter().copied() {
            if fact.measure.is_standing() && last_counts {
                let last = standing.entry(fact.measure).or_insert(fact);
                if last.on <= fact.on {
                    *last = fact;
                }
            } else {
                counts.add(fact.measure, fact.on.month(), fact.quantity);
            }
            if fact.is_attendance() {
                counts.attend();
            }
        }
        standing.values().for_each(|fact| counts.stand(fact.measure, fact.quantity));
        counts
    }

    pub(super) fn apply_rules(&mut self, event: &Event) {
        match event {
            Event::Proposed { rules, text, .. } => {
                self.proposed.insert(rules.year, (RuleSet::clone(rules), text.clone()));
            }
            Event::Adopted { rules, .. } => {
                if let Some((_, text)) = self.proposed.remove(&rules.year) {
                    self.adopted_texts.insert(rules.year, text);
                }
            }
            Event::YearClosed { year, .. } => {
                self.proposed.remove(year);
            }
        }
        self.in_force.apply(event);
        self.standings.forget();
    }

    pub(super) fn apply_merger(&mut self, id: OrganisationId, event: &Merger, at: Position) {
        let changed = self.mergers.apply(id, event, at);
        self.standings.touch_always(&changed);
    }

    pub(super) fn reach(&mut self, position: Position) {
        self.at = position;
    }

    #[cfg(test)]
    pub(super) fn scored(&self) -> usize {
        self.standings.scored()
    }

    /// All of a commit was taken in.
    pub(super) fn settle(&mut self) {
        self.standings.touch(self.facts.take_touched());
    }
}

/// How many quarters of that year are over.
fn quarters_over(year: i16, now: Timestamp) -> usize {
    let today = time::date_at(now);
    match today.year().cmp(&year) {
        std::cmp::Ordering::Greater => 4,
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => usize::from((today.month() - 1).unsigned_abs()) / 3,
    }
}

fn item_lines(card: &CardRules, scores: &[Option<i64>], facts: &[&Fact]) -> Vec<ItemLine> {
    let line = |(item, score): (&contracts::evaluation::rules::Item, &Option<i64>)| ItemLine {
        key: item.key.clone(),
        title: item.title.clone(),
        weight: item.weight * 100,
        score: *score,
        facts: of_measures(facts, &rests_on(card, item)),
        basis: basis(card, item),
    };
    card.item.iter().zip(scores).map(line).collect()
}

fn of_measures(facts: &[&Fact], measures: &[Measure]) -> usize {
    facts.iter().filter(|fact| measures.contains(&fact.measure)).count()
}
