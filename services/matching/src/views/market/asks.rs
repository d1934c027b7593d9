//! What needs ask beside what a flow knows: that one partner gives all, or that few may give.
//!
//! What nobody can serve as it may be served is kept from the flow, so it takes nothing from
//! others. Where the flow breaks such a rule still, the whole is a bound and no plan.

use contracts::matching::Bottleneck;
use values::Unit;

use super::{Line, Market};
use crate::engine::side_rules::{self, Rule};
use crate::lots;

/// What a need of the plan asks, beside what a flow knows. By default it asks nothing.
#[derive(Default)]
pub(super) struct Asks {
    left: u64,
    /// The same in lots.
    lots: u32,
    /// How it may be served, beside those who have a part of it.
    rule: Rule,
    /// Of the offers that fit it, how many have anything left.
    open: u32,
    /// How many of those have as much as one partner must give.
    able: u32,
}

impl Asks {
    pub(super) fn of(line: &Line, unit: Unit) -> Asks {
        let left = line.left();
        // No least: what is suggested, people weigh one by one.
        let rule = Rule { whole: line.is_whole(), partners: line.partners_left(), least: 0 };
        Asks { left, lots: lots::asked(left, unit), rule, open: 0, able: 0 }
    }

    /// Counts the offers that fit it, by what they have.
    pub(super) fn count(&mut self, has: impl Iterator<Item = u64>) {
        for has in has {
            self.open += u32::from(has > 0);
            self.able += u32::from(self.is_enough(has));
        }
    }

    /// An offer with so much has enough for a partner.
    fn is_enough(&self, left: u64) -> bool {
        left > 0 && (!self.rule.whole || left >= self.left)
    }

    /// Nobody can serve it as it may be served: the flow, which does not know that, gives it
    /// nothing.
    fn is_out_of_reach(&self) -> bool {
        self.rule.partners == 0 || (self.rule.whole && self.able == 0)
    }

    /// So many lots one partner gives it at least.
    pub(super) fn at_once(&self) -> u32 {
        if self.rule.whole { self.lots } else { 1 }
    }

    /// What it asks the flow for.
    pub(super) fn of_flow(&self) -> u32 {
        if self.is_out_of_reach() { 0 } else { self.lots }
    }
}

/// What is left of an offer, if that makes a lot.
pub(super) fn in_lots(left: u64, unit: Unit) -> u64 {
    if lots::given(left, unit) > 0 { left } else { 0 }
}

impl Market {
    /// So many needs the plan serves as they may not be.
    pub(in crate::views) fn relaxed(&self) -> usize {
        let breaking = (0..).zip(&self.asks).filter(|(need, asks)| {
            !asks.is_out_of_reach() && side_rules::breaks(&self.live, *need, asks.rule)
        });
        breaking.count()
    }

    /// Lots of a need that nobody serves: of one that is taken whole all, or none.
    pub(in crate::views) fn unserved(&self, need: u32) -> u32 {
        let asks = &self.asks[need as usize];
        match self.live.unserved(need) {
            _ if asks.is_out_of_reach() => asks.lots,
            unserved @ 1.. if asks.rule.whole => asks.lots.max(unserved),
            unserved => unserved,
        }
    }

    /// The need takes something of the offer as things stand: its own ledger would not refuse it.
    pub(in crate::views) fn is_claimable(&self, need: u32, offer: u32) -> bool {
        let asks = &self.asks[need as usize];
        asks.left > 0
            && asks.rule.partners > 0
            && asks.is_enough(self.has[offer as usize])
            && self.live.lots_within_limits(offer) >= asks.at_once()
    }

    /// What keeps lots of a need unserved. An offer that fits it is spent: as most needs are to be
    /// covered, what it had to spare it would give.
    pub(in crate::views) fn bottleneck(&self, need: u32) -> Option<Bottleneck> {
        if self.unserved(need) == 0 {
            return None;
        }
        let asks = &self.asks[need as usize];
        let is_kept_back = |offer| self.live.spare(offer) > 0 && self.live.is_full(offer);
        let mut fits = self.live.pairs_of_need(need).map(|(offer, _)| offer);
        Some(if asks.rule.partners == 0 {
            Bottleneck::PartnersFull
        } else if asks.open == 0 {
            Bottleneck::NothingFits
        } else if asks.is_out_of_reach() {
            Bottleneck::NoneHasAllOfIt
        } else if !self.limits.is_empty() && fits.any(is_kept_back) {
            Bottleneck::QuotaReached
        } else {
            Bottleneck::OffersSpent
        })
    }

    /// So much is left of the offer: it may be enough for other needs than before.
    pub(super) fn set_has(&mut self, offer: u32, left: u64) {
        let had = std::mem::replace(&mut self.has[offer as usize], left);
        let mut reached = Vec::new();
        for (need, _) in self.live.pairs_of_offer(offer) {
            let asks = &mut self.asks[need as usize];
            let before = (asks.open > 0, asks.is_out_of_reach());
            asks.open = asks.open + u32::from(left > 0) - u32::from(had > 0);
            asks.able =
                asks.able + u32::from(asks.is_enough(left)) - u32::from(asks.is_enough(had));
            let after = (asks.open > 0, asks.is_out_of_reach());
            if before != after {
                self.changed.insert(self.needs[need as usize]);
            }
            if before.1 != after.1 {
                reached.push((need, asks.of_flow()));
            }
        }
        for (need, lots) in reached {
            self.live_mut().set_lots(need, lots);
        }
    }
}
