//! One line of a plan explained: what decided it, what the offer is worth to others, and what every
//! other offer for the need would cost, each exactly, by repair of the plan.

use std::cmp::Reverse;

use contracts::matching::AimCost;
use contracts::matching::plan::{ALTERNATIVES_MAX, Pair};
use values::{NeedId, OfferId};

use super::kept::Worked;
use super::{Lists, Task, aim_of, keep, pair};
use crate::engine::lex::Lex;
use crate::engine::live::Live;
use crate::engine::side_rules::{self, Rule};

/// What is to be said of a line, as the lists stand; of one that is not planned any more, nothing.
#[derive(Default)]
pub(crate) struct Explained {
    /// What it has in the plan that is computed now.
    pub(crate) now: u64,
    pub(crate) price: Option<AimCost>,
    pub(crate) decided: Option<AimCost>,
    /// Other needs with lots of the same offer.
    pub(crate) competitors: Vec<(NeedId, u64)>,
    pub(crate) alternatives: Vec<Other>,
    /// How many other offers fit.
    pub(crate) fitting: usize,
}

/// Another offer for the need.
pub(crate) struct Other {
    pub(crate) offer: OfferId,
    pub(crate) score: u16,
    pub(crate) planned: u64,
    /// None where it cannot be had; of what costs nothing, nothing.
    pub(crate) cost: Option<Option<AimCost>>,
}

/// The plan before and after the side rules, and where the line stands in it.
struct Standing<'s> {
    relaxed: &'s Live,
    kept: &'s Live,
    rules: &'s [Rule],
    need: u32,
    offer: u32,
}

impl Task<'_> {
    /// None of a pair that is planned no more: the need is on no list, or the two do not fit.
    pub(crate) fn explained(&self, lists: &impl Lists, line: Pair) -> Option<Explained> {
        let worked = self.worked(lists);
        let Worked { instance, relaxed, kept, .. } = &*worked;
        let (need, offer) = instance.numbers_of(line)?;
        let price = cost(relaxed, relaxed.price(offer));
        let shares = instance.shares(self, &kept.lines());
        let of_offer = shares.iter().filter(|(pair, _)| pair.offer == line.offer);
        let others = of_offer.filter(|(pair, _)| pair.need != line.need);
        let competitors = others.map(|(pair, quantity)| (pair.need, *quantity)).collect();
        let now = shares.get(&line).copied().unwrap_or(0);
        let rules = &instance.rules;
        let standing = Standing { relaxed, kept, rules, need, offer };
        let is_set = self.fixed.contains_key(&line);
        let decided = (now > 0 && !is_set).then(|| standing.without()).flatten();
        let others = relaxed.pairs_of_need(need).filter(|(other, _)| *other != offer);
        let mut fitting: Vec<_> = others
            .map(|(other, score)| {
                let cost = relaxed.reduced_cost(need, other, score);
                ((cost, Reverse(score), other), (other, score))
            })
            .collect();
        fitting.sort_unstable_by_key(|(place, _)| *place);
        let cheapest = fitting.iter().take(ALTERNATIVES_MAX);
        let mut alternatives: Vec<_> = cheapest
            .map(|(_, (number, score))| {
                let other = pair(line.need.into(), instance.id_of_offer(*number));
                let lex = standing.with(*number);
                let planned = shares.get(&other).copied().unwrap_or(0);
                let cost = lex.map(|lex| cost(kept, lex));
                let other = Other { offer: other.offer, score: *score, planned, cost };
                ((lex.is_none(), lex, Reverse(*score)), other)
            })
            .collect();
        alternatives.sort_by_key(|(place, _)| *place);
        Some(Explained {
            now,
            price,
            decided,
            competitors,
            alternatives: alternatives.into_iter().map(|(_, other)| other).collect(),
            fitting: fitting.len(),
        })
    }
}

/// At the first aim where it costs anything.
fn cost(live: &Live, cost: Lex) -> Option<AimCost> {
    // What the side rules were settled with may be bettered by chance.
    let first = live.first_cost(cost.max(Lex::ZERO))?;
    Some(AimCost { aim: aim_of(first.level)?, by: first.by })
}

impl Standing<'_> {
    fn is_whole(&self) -> bool {
        self.rules[self.need as usize].whole
    }

    /// What the plan would lose without the line.
    fn without(&self) -> Option<AimCost> {
        let mut live = self.kept.clone();
        live.release(self.need, self.offer);
        live.decline(self.need, self.offer);
        keep(&mut live, self.rules);
        cost(self.kept, live.total - self.kept.total)
    }

    /// What it would lose if a lot more, or of a need that is taken whole all, came from `other`.
    fn with(&self, other: u32) -> Option<Lex> {
        let mut live = self.kept.clone();
        if self.is_whole() {
            live.release(self.need, self.offer);
        }
        let rule = self.rules[self.need as usize];
        if !self.take(&mut live, other) || side_rules::breaks(&live, self.need, rule) {
            // The need has partners enough: they are chosen anew around this one.
            live = self.relaxed.clone();
            if !self.take(&mut live, other) {
                return None;
            }
        }
        keep(&mut live, self.rules);
        Some(live.total - self.kept.total)
    }

    fn take(&self, live: &mut Live, other: u32) -> bool {
        let asked = live.need_lots(self.need);
        let more = live.planned(self.need, other) + 1;
        let lots = if self.is_whole() { asked } else { more.min(asked) };
        live.accept(self.need, other, lots).is_ok()
    }
}
