//! A card, scored from what its facts count: a pure function, so that the same facts and the same
//! rules give the same card for ever.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contracts::evaluation::rules::{Band, CardRules, Extra, Item, ItemRule, Measure};

/// What the facts of one subject and year count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    by_quarter: [BTreeMap<Measure, i64>; 4],
    /// How many quarters are over.
    pub quarters_over: usize,
}

impl Counts {
    /// Nothing so far, of a year of which so many quarters are over.
    pub fn of(quarters_over: usize) -> Self {
        Self { quarters_over: quarters_over.min(4), ..Self::default() }
    }

    /// Counts a fact of that month, 1 to 12.
    pub fn add(&mut self, measure: Measure, month: i8, quantity: i64) {
        let quarter = usize::from((month.clamp(1, 12) - 1).unsigned_abs()) / 3;
        if let Some(counts) = self.by_quarter.get_mut(quarter) {
            *counts.entry(measure).or_default() += quantity;
        }
    }

    /// How many of it there are in the whole year.
    pub fn all(&self, measure: Measure) -> i64 {
        (0..4).map(|quarter| self.in_quarter(quarter, measure)).sum()
    }

    fn in_quarter(&self, quarter: usize, measure: Measure) -> i64 {
        let counts = self.by_quarter.get(quarter);
        counts.and_then(|counts| counts.get(&measure)).copied().unwrap_or_default()
    }
}

/// What comes out, in hundredths of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score<'c> {
    /// One for each item of the card; none where it is left out.
    pub items: Vec<Option<i64>>,
    pub bonus: Vec<i64>,
    pub deductions: Vec<i64>,
    /// None where every item is left out.
    pub total: Option<i64>,
    pub vetoed: bool,
    /// Before any quota.
    pub band: Option<&'c Band>,
}

/// The score of what `counts`. The card is sound.
pub fn score<'c>(card: &'c CardRules, counts: &Counts) -> Score<'c> {
    let items: Vec<_> = card.item.iter().map(|item| item_score(card, item, counts)).collect();
    let whole = group(card.item.iter().zip(&items).filter(|(item, _)| is_top(card, item)));
    let bonus: Vec<_> = card.bonus.iter().map(|extra| extra_score(extra, counts)).collect();
    let deductions: Vec<_> =
        card.deduction.iter().map(|extra| extra_score(extra, counts)).collect();
    let total = whole.map(|(score, weight)| {
        let hundred = score * 100 / weight;
        (hundred + bonus.iter().sum::<i64>() - deductions.iter().sum::<i64>()).max(0)
    });
    let vetoed = card.veto.iter().any(|measure| counts.all(*measure) > 0);
    let band = total.and_then(|total| match vetoed {
        true => card.band.last(),
        false => card.band.iter().find(|band| total >= band.from * 100),
    });
    Score { items, bonus, deductions, total, vetoed, band }
}

/// Is no other item the sum of it and others?
fn is_top(card: &CardRules, item: &Item) -> bool {
    card.item.iter().all(|other| match &other.rule {
        ItemRule::Sum { items } => !items.contains(&item.key),
        ItemRule::Deduct { .. }
        | ItemRule::Quarterly { .. }
        | ItemRule::Count { .. }
        | ItemRule::Share { .. }
        | ItemRule::Entered { .. } => true,
    })
}

/// All scores and all weights of those that are not left out; nothing where all are.
fn group<'i>(parts: impl Iterator<Item = (&'i Item, &'i Option<i64>)>) -> Option<(i64, i64)> {
    let sums = parts.filter_map(|(item, score)| Some(((*score)?, item.weight)));
    let (score, weight) = sums.fold((0, 0), |all, part| (all.0 + part.0, all.1 + part.1));
    (weight > 0).then_some((score, weight))
}

fn item_score(card: &CardRules, item: &Item, counts: &Counts) -> Option<i64> {
    if item.excused_by.is_some_and(|measure| counts.all(measure) > 0) {
        return None;
    }
    let whole = item.weight * 100;
    let less = |points: i64| (whole - points * 100).max(0);
    match &item.rule {
        ItemRule::Deduct { measure, each } => Some(less(each * counts.all(*measure))),
        ItemRule::Quarterly { measure, expected, each } => {
            let short = |quarter: &usize| counts.in_quarter(*quarter, *measure) < *expected;
            let missed = (0..counts.quarters_over).filter(short).count();
            Some(less(each * i64::try_from(missed).unwrap_or(4)))
        }
        ItemRule::Count { measure, each, per } => {
            Some((each * 100 * counts.all(*measure) / per).clamp(0, whole))
        }
        ItemRule::Share { measure, of } => match counts.all(*of) {
            0 => None,
            all => Some((whole * counts.all(*measure) / all).clamp(0, whole)),
        },
        ItemRule::Entered { measure } => match counts.all(*measure) {
            0 => None,
            given => Some(whole * given.min(100) / 100),
        },
        ItemRule::Sum { items } => {
            let parts = card.item.iter().filter(|part| items.contains(&part.key));
            let scored: Vec<_> = parts.map(|part| (part, item_score(card, part, counts))).collect();
            let (score, weight) = group(scored.iter().map(|(part, score)| (*part, score)))?;
            Some(item.weight * score / weight)
        }
    }
}

fn extra_score(extra: &Extra, counts: &Counts) -> i64 {
    let points = extra.each * counts.all(extra.measure).max(0);
    points.min(extra.max.unwrap_or(i64::MAX / 100)) * 100
}

/// What an item or an extra rests on: the facts that it opens to.
pub fn rests_on(card: &CardRules, item: &Item) -> Vec<Measure> {
    let mut measures: Vec<_> = item.excused_by.into_iter().collect();
    match &item.rule {
        ItemRule::Deduct { measure, .. }
        | ItemRule::Quarterly { measure, .. }
        | ItemRule::Count { measure, .. }
        | ItemRule::Entered { measure } => measures.push(*measure),
        ItemRule::Share { measure, of } => measures.extend([*measure, *of]),
        ItemRule::Sum { items } => {
            let parts = card.item.iter().filter(|part| items.contains(&part.key));
            measures.extend(parts.flat_map(|part| rests_on(card, part)));
        }
    }
    measures
}
