//! What makes a set of rules sound: every item is there once, weights add up, nothing is a part of
//! itself.

use std::collections::BTreeMap;

use contracts::evaluation::posting::PointRules;
use contracts::evaluation::rules::{CardKind, CardRules, Extra, Fault, Item, ItemRule, RuleSet};
use contracts::evaluation::star::{PUBLICITY_WORKING_DAYS_MIN, StarRules};

/// Where something is wrong: the parts of each kind are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Points,
    Stars,
    Item(CardKind, usize),
    Bonus(CardKind, usize),
    Deduction(CardKind, usize),
    Band(CardKind, usize),
}

type Wrong = (Place, Fault);

/// The most items, bands or extras of a card.
const PARTS_MAX: usize = 50;

/// What the weights of a group add up to.
const WHOLE: i64 = 100;

/// Is `rules` sound?
///
/// # Errors
/// The first thing that is wrong, and where.
pub fn check(rules: &RuleSet) -> Result<(), Wrong> {
    points(rules.points).map_err(|name| (Place::Points, out_of_range(name)))?;
    stars(&rules.stars).map_err(|name| (Place::Stars, out_of_range(name)))?;
    CardKind::ALL.into_iter().try_for_each(|kind| card(kind, rules.card(kind)))
}

fn out_of_range(name: &str) -> Fault {
    Fault::OutOfRange { name: name.to_owned() }
}

fn points(rules: PointRules) -> Result<(), &'static str> {
    let day = 1..=1440;
    let ranges = [
        ("minutes_a_point", day.contains(&rules.minutes_a_point)),
        ("service_minutes_max", day.contains(&rules.service_minutes_max)),
        ("organiser_percent", (1..=500).contains(&rules.organiser_percent)),
        ("day_max", (1..=1000).contains(&rules.day_max)),
        ("month_max", (rules.day_max..=31_000).contains(&rules.month_max)),
    ];
    ranges.into_iter().try_for_each(|(name, fits)| if fits { Ok(()) } else { Err(name) })
}

/// Each star needs more hours than the one before.
fn stars(rules: &StarRules) -> Result<(), &'static str> {
    let rises = rules.hours.windows(2).all(|pair| pair[0] < pair[1]);
    let some = (1..=10).contains(&rules.hours.len());
    let days = PUBLICITY_WORKING_DAYS_MIN..=60;
    match (rises && some, days.contains(&rules.publicity_working_days)) {
        (false, _) => Err("hours"),
        (true, false) => Err("publicity_working_days"),
        (true, true) => Ok(()),
    }
}

fn card(kind: CardKind, card: &CardRules) -> Result<(), Wrong> {
    let places = by_key(kind, card)?;
    for (number, item) in card.item.iter().enumerate() {
        in_range(item).map_err(|name| (Place::Item(kind, number), out_of_range(name)))?;
    }
    let parents = parents(kind, card, &places)?;
    no_cycle(kind, card, &parents)?;
    weights(kind, card, &places, &parents)?;
    extras(&card.bonus, |number| Place::Bonus(kind, number))?;
    extras(&card.deduction, |number| Place::Deduction(kind, number))?;
    bands(kind, card)
}

/// Where each item stands.
fn by_key(kind: CardKind, card: &CardRules) -> Result<BTreeMap<&str, usize>, Wrong> {
    let mut places = BTreeMap::new();
    for (number, item) in card.item.iter().enumerate() {
        let place = Place::Item(kind, number);
        if number >= PARTS_MAX {
            return Err((place, out_of_range("item")));
        }
        if places.insert(item.key.as_str(), number).is_some() {
            return Err((place, Fault::SameKey { key: item.key.to_string() }));
        }
    }
    Ok(places)
}

fn in_range(item: &Item) -> Result<(), &'static str> {
    let points = 1..=WHOLE;
    let rule = match &item.rule {
        ItemRule::Deduct { each, .. } => points.contains(each),
        ItemRule::Quarterly { expected, each, .. } => {
            points.contains(each) && points.contains(expected)
        }
        ItemRule::Count { each, per, .. } => points.contains(each) && (1..=100_000).contains(per),
        ItemRule::Sum { items } => !items.is_empty(),
        ItemRule::Share { .. } | ItemRule::Entered { .. } => true,
    };
    match (points.contains(&item.weight), rule) {
        (false, _) => Err("weight"),
        (true, false) => Err("rule"),
        (true, true) => Ok(()),
    }
}

/// Of which sum each item is a part, as far as it is of one.
fn parents(
    kind: CardKind,
    card: &CardRules,
    places: &BTreeMap<&str, usize>,
) -> Result<BTreeMap<usize, usize>, Wrong> {
    let mut parents = BTreeMap::new();
    for (number, item) in card.item.iter().enumerate() {
        let ItemRule::Sum { items } = &item.rule else { continue };
        for key in items {
            let key_text = key.to_string();
            let place = Place::Item(kind, number);
            let part = places.get(key.as_str());
            let part = *part.ok_or((place, Fault::UnknownItem { key: key_text.clone() }))?;
            if parents.insert(part, number).is_some() {
                return Err((place, Fault::CountedTwice { key: key_text }));
            }
        }
    }
    Ok(parents)
}

/// Whoever goes from part to sum comes to an end: each is a part of one sum at most.
fn no_cycle(
    kind: CardKind,
    card: &CardRules,
    parents: &BTreeMap<usize, usize>,
) -> Result<(), Wrong> {
    for (number, item) in card.item.iter().enumerate() {
        let chain = std::iter::successors(Some(number), |at| parents.get(at).copied());
        if chain.skip(1).take(card.item.len()).any(|at| at == number) {
            let key = item.key.to_string();
            return Err((Place::Item(kind, number), Fault::Cycle { key }));
        }
    }
    Ok(())
}

fn weights(
    kind: CardKind,
    card: &CardRules,
    places: &BTreeMap<&str, usize>,
    parents: &BTreeMap<usize, usize>,
) -> Result<(), Wrong> {
    let top = card.item.iter().enumerate().filter(|(number, _)| !parents.contains_key(number));
    adds_up(Place::Item(kind, 0), top.map(|(_, item)| item.weight).sum())?;
    for (number, item) in card.item.iter().enumerate() {
        let ItemRule::Sum { items } = &item.rule else { continue };
        let parts = items.iter().filter_map(|key| card.item.get(*places.get(key.as_str())?));
        adds_up(Place::Item(kind, number), parts.map(|part| part.weight).sum())?;
    }
    Ok(())
}

fn adds_up(place: Place, sum: i64) -> Result<(), Wrong> {
    if sum == WHOLE { Ok(()) } else { Err((place, Fault::Weights { sum })) }
}

fn extras(extras: &[Extra], place: impl Fn(usize) -> Place) -> Result<(), Wrong> {
    for (number, extra) in extras.iter().enumerate() {
        let points = 1..=WHOLE;
        let fits = number < PARTS_MAX
            && points.contains(&extra.each)
            && extra.max.is_none_or(|max| points.contains(&max));
        if !fits {
            return Err((place(number), out_of_range("each")));
        }
    }
    Ok(())
}

fn bands(kind: CardKind, card: &CardRules) -> Result<(), Wrong> {
    let place = |number| Place::Band(kind, number);
    for (number, pair) in card.band.windows(2).enumerate() {
        if pair[0].from <= pair[1].from {
            return Err((place(number), Fault::Bands));
        }
    }
    let last = card.band.last();
    if last.is_none_or(|last| last.from != 0) || card.band.len() > PARTS_MAX {
        return Err((place(card.band.len().saturating_sub(1)), Fault::Bands));
    }
    let quota = |percent: Option<u32>| percent.is_none_or(|percent| (1..=100).contains(&percent));
    match card.band.iter().position(|band| !quota(band.quota_percent)) {
        Some(number) => Err((place(number), out_of_range("quota_percent"))),
        None => Ok(()),
    }
}
