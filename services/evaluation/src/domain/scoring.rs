//! A card, scored from what its facts count: a pure function, so that the same facts and the same
//! rules give the same card for ever.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contracts::evaluation::rules::{Band, CardRules, Extra, Item, ItemRule, KnownBy, Measure};

/// What the facts of one subject and year count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    by_quarter: [BTreeMap<Measure, i64>; 4],
    /// How many quarters are over.
    pub quarters_over: usize,
    /// How many activities were attended.
    attended: i64,
    /// Of what is a standing, the last.
    standing: BTreeMap<Measure, i64>,
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

    /// How something stands that was said now, whatever was said of it before.
    pub fn stand(&mut self, measure: Measure, quantity: i64) {
        self.standing.insert(measure, quantity);
    }

    /// Counts an activity that was attended.
    pub fn attend(&mut self) {
        self.attended += 1;
    }

    /// How many of it there are in the whole year, or how it stands.
    pub fn all(&self, measure: Measure) -> i64 {
        let standing = self.standing.get(&measure).copied();
        standing.unwrap_or_else(|| (0..4).map(|at| self.in_quarter(at, measure)).sum())
    }

    /// What somebody gave; none where nobody did.
    fn given(&self, measure: Measure) -> Option<i64> {
        let given = self.all(measure);
        (given > 0 || self.standing.contains_key(&measure)).then_some(given)
    }

    fn in_quarter(&self, quarter: usize, measure: Measure) -> i64 {
        if measure == Measure::AttendedAll {
            return i64::from(quarter == 3 && self.attended_all());
        }
        let Some(counts) = self.by_quarter.get(quarter) else { return 0 };
        measure.behind().iter().filter_map(|part| counts.get(part)).sum()
    }

    /// Nobody knows before the year is over; whoever was invited to nothing attended nothing.
    fn attended_all(&self) -> bool {
        self.quarters_over == 4 && self.attended > 0 && self.all(Measure::MeetingAbsence) == 0
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
    card.item.iter().all(|other| !other.rule.parts().contains(&item.key))
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
        ItemRule::Entered { measure } => {
            counts.given(*measure).map(|given| whole * given.min(100) / 100)
        }
        ItemRule::Sum { .. } => {
            let scored = parts(card, item).into_iter();
            let scored: Vec<_> =
                scored.map(|part| (part, item_score(card, part, counts))).collect();
            let (score, weight) = group(scored.iter().map(|(part, score)| (*part, score)))?;
            Some(item.weight * score / weight)
        }
    }
}

fn extra_score(extra: &Extra, counts: &Counts) -> i64 {
    let points = extra.each * counts.all(extra.measure).max(0);
    points.min(extra.max.unwrap_or(i64::MAX / 100)) * 100
}

/// What an item rests on: the facts that it opens to.
pub fn rests_on(card: &CardRules, item: &Item) -> Vec<Measure> {
    let excused: Vec<_> = item.excused_by.into_iter().collect();
    let parts = parts(card, item);
    let measures = match parts.is_empty() {
        true => item.rule.measures().into_iter().flat_map(Measure::behind).collect(),
        false => parts.into_iter().flat_map(|part| rests_on(card, part)).collect(),
    };
    [excused, measures].concat()
}

/// Where the facts that an item is scored by come from.
pub fn basis(card: &CardRules, item: &Item) -> KnownBy {
    let measures = item.rule.measures().into_iter().map(Measure::basis);
    let parts = parts(card, item).into_iter().map(|part| basis(card, part));
    measures.chain(parts).reduce(KnownBy::and).unwrap_or(KnownBy::Counted)
}

/// What it is the sum of.
fn parts<'c>(card: &'c CardRules, item: &Item) -> Vec<&'c Item> {
    let keys = item.rule.parts();
    card.item.iter().filter(|part| keys.contains(&part.key)).collect()
}
