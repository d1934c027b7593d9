//! The changes that a plan is kept through. After each the plan is the best again.

use super::lex::Lex;
use super::live::{Accepted, Live, Node, Pair, Undo};
use super::model::{GROUP_LOTS_MAX, Need, Offer, count};
use super::repair::Imbalances;

/// Why a pair cannot be accepted with so many lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAccepted {
    #[error("need {need} and offer {offer} do not fit each other")]
    NoPair { need: u32, offer: u32 },
    #[error("need {need} and offer {offer} with {lots} lots: {whose} {index} has only {left} left")]
    Infeasible { need: u32, offer: u32, lots: u32, whose: &'static str, index: u32, left: i64 },
    #[error("{whose} {index} with {lots} lots has {left} beside what is accepted")]
    TooFew { lots: u32, whose: &'static str, index: u32, left: i64 },
}

/// A change among what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Accept {
        need: u32,
        offer: u32,
        lots: u32,
    },
    Decline {
        need: u32,
        offer: u32,
    },
    Release {
        need: u32,
        offer: u32,
    },
    WithdrawNeed {
        need: u32,
    },
    WithdrawOffer {
        offer: u32,
    },
    /// Not below what is accepted.
    Lots {
        need: u32,
        lots: u32,
    },
    /// Not below what is accepted.
    OfferLots {
        offer: u32,
        lots: u32,
    },
}

/// The group asks for more than a model may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("group {group} would ask for more than {GROUP_LOTS_MAX} lots")]
pub struct TooMuch {
    pub group: u32,
}

impl Live {
    /// A need comes in, with the offers that fit it. Its group is one that exists.
    pub fn add_need(&mut self, need: Need, fits: &[(u32, u16)]) -> Result<u32, TooMuch> {
        let group = need.group;
        let demand = u64::from(self.model.demand[group as usize]) + u64::from(need.lots);
        if demand > GROUP_LOTS_MAX {
            return Err(TooMuch { group });
        }
        let index = count(self.model.needs.len());
        self.model.needs.push(Need { lots: 0, ..need });
        self.rows.push(Vec::new());
        self.gets.push(Vec::new());
        self.flow.needs.push(0);
        self.scratch.labels.needs.push(None);
        self.capacity.needs.push(0);
        self.needs_of_group[group as usize].push(index);
        for (offer, score) in fits {
            self.rows[index as usize].push(Pair { other: *offer, score: *score });
            self.columns[*offer as usize].push(Pair { other: index, score: *score });
        }
        self.potential.needs.push(Lex::ZERO);
        self.potential.needs[index as usize] = self.cheapest_way(index);
        self.set_lots(index, need.lots);
        Ok(index)
    }

    /// A need is withdrawn: it asks for nothing any more, and what was accepted is given back.
    pub fn withdraw_need(&mut self, need: u32) {
        let accepted: Vec<_> =
            self.frozen.range((need, 0)..=(need, u32::MAX)).map(|(pair, _)| *pair).collect();
        for (need, offer) in accepted {
            self.release(need, offer);
        }
        self.set_lots(need, 0);
    }

    /// An offer comes in, with the needs that it fits. Its limit is one that exists.
    pub fn add_offer(&mut self, offer: Offer, fits: &[(u32, u16)]) -> u32 {
        let index = count(self.model.offers.len());
        self.model.offers.push(Offer { lots: 0, ..offer });
        self.columns.push(Vec::new());
        self.gives.push(Vec::new());
        self.flow.offers.push(0);
        self.scratch.labels.offers.push(None);
        self.capacity.offers.push(0);
        self.offers_of_limit[offer.limit as usize].push(index);
        // The cheapest potential under which no pair costs less than nothing.
        let mut best = self.potential.limits[offer.limit as usize];
        for (need, score) in fits {
            self.rows[*need as usize].push(Pair { other: index, score: *score });
            self.columns[index as usize].push(Pair { other: *need, score: *score });
            let cost = self.cost_of_pair(*need, index, *score);
            best = best.max(self.potential.needs[*need as usize] - cost);
        }
        self.potential.offers.push(best);
        self.set_offer_lots(index, offer.lots);
        index
    }

    /// An offer is withdrawn: it gives nothing any more, and what was accepted is asked for again.
    pub fn withdraw_offer(&mut self, offer: u32) {
        let all = self.frozen.keys().filter(|(_, of)| *of == offer);
        for (need, offer) in all.copied().collect::<Vec<_>>() {
            self.release(need, offer);
        }
        self.set_offer_lots(offer, 0);
    }

    /// A need asks for another number of lots. Accepted ones are among them.
    pub fn set_lots(&mut self, need: u32, lots: u32) {
        let old = self.model.needs[need as usize].lots;
        let more = i64::from(lots) - i64::from(old);
        let mut imbalances = Imbalances::new();
        self.change_lots(need, lots);
        *imbalances.entry(Node::Need(need)).or_default() += more;
        let group = Node::Group(self.model.needs[need as usize].group);
        self.settle_home(group, &mut imbalances);
        self.balance(imbalances);
    }

    /// An offer has another number of lots, at least those accepted.
    pub fn set_offer_lots(&mut self, offer: u32, lots: u32) {
        let old = self.model.offers[offer as usize].lots;
        self.note(Undo::OfferLots { offer, lots: old });
        self.model.offers[offer as usize].lots = lots;
        let node = Node::Offer(offer);
        self.set_capacity(node, self.capacity.at(node) + i64::from(lots) - i64::from(old));
        let mut imbalances = Imbalances::new();
        self.settle_home(node, &mut imbalances);
        self.balance(imbalances);
    }

    /// A limit has another number of lots, at least those accepted under it.
    pub fn set_limit_lots(&mut self, limit: u32, lots: u32) {
        let old = self.model.limits[limit as usize].lots;
        self.note(Undo::LimitLots { limit, lots: old });
        self.model.limits[limit as usize].lots = lots;
        let node = Node::Limit(limit);
        self.set_capacity(node, self.capacity.at(node) + i64::from(lots) - i64::from(old));
        let mut imbalances = Imbalances::new();
        self.settle_home(node, &mut imbalances);
        self.balance(imbalances);
    }

    /// One side declines: the pair is no candidate any more.
    pub fn decline(&mut self, need: u32, offer: u32) {
        let mut imbalances = Imbalances::new();
        self.close(need, offer, &mut imbalances);
        self.balance(imbalances);
    }

    /// Both sides accept: the pair has exactly so many lots from now on.
    pub fn accept(&mut self, need: u32, offer: u32, lots: u32) -> Result<(), NotAccepted> {
        let Some(score) = self.score_of(need, offer) else {
            return Err(NotAccepted::NoPair { need, offer });
        };
        self.has_left(need, offer, lots)?;
        let mut imbalances = Imbalances::new();
        self.close(need, offer, &mut imbalances);
        self.set_frozen(need, offer, Some(Accepted { lots, score }));
        let lots = i64::from(lots);
        self.set_total(self.total + self.cost_of_pair(need, offer, score) * lots);
        // The need sends these lots no more, and they need no room any more.
        *imbalances.entry(Node::Need(need)).or_default() -= lots;
        for node in self.capacities_of(offer) {
            self.set_capacity(node, self.capacity.at(node) - lots);
            self.settle_home(node, &mut imbalances);
        }
        self.balance(imbalances);
        Ok(())
    }

    /// What was accepted is open again.
    pub fn release(&mut self, need: u32, offer: u32) {
        let Some(Accepted { lots, score }) = self.frozen.get(&(need, offer)).copied() else {
            return;
        };
        let lots = i64::from(lots);
        self.set_frozen(need, offer, None);
        self.set_total(self.total - self.cost_of_pair(need, offer, score) * lots);
        let mut imbalances = Imbalances::from([(Node::Need(need), lots)]);
        for node in self.capacities_of(offer) {
            self.set_capacity(node, self.capacity.at(node) + lots);
            self.settle_home(node, &mut imbalances);
        }
        self.balance(imbalances);
        self.reopen(need, offer, score);
    }

    /// Makes one change.
    pub fn apply(&mut self, change: Change) -> Result<(), NotAccepted> {
        match change {
            Change::Accept { need, offer, lots } => self.accept(need, offer, lots)?,
            Change::Decline { need, offer } => self.decline(need, offer),
            Change::Release { need, offer } => self.release(need, offer),
            Change::WithdrawNeed { need } => self.withdraw_need(need),
            Change::WithdrawOffer { offer } => self.withdraw_offer(offer),
            Change::Lots { need, lots } => self.set_lots(need, lots),
            Change::OfferLots { offer, lots } => self.set_offer_lots(offer, lots),
        }
        Ok(())
    }

    /// What the change would cost at every level, the plan left as it is.
    pub fn cost_of(&mut self, change: Change) -> Result<Lex, NotAccepted> {
        let (answer, cost) = self.tried(|live| live.apply(change));
        answer.map(|()| cost)
    }

    /// The answer of `change` and its cost, everything taken back.
    pub(crate) fn tried<T>(&mut self, change: impl FnOnce(&mut Live) -> T) -> (T, Lex) {
        let outer = self.journal.replace(Vec::new());
        let before = self.total;
        let answer = change(self);
        let cost = self.total - before;
        let journal = self.journal.take().unwrap_or_default();
        for undo in journal.into_iter().rev() {
            self.take_back(undo);
        }
        self.journal = outer;
        (answer, cost)
    }

    /// A limit, an offer or a need could have so few lots: at least those accepted.
    pub(crate) fn fits_limit(&self, limit: u32, lots: u32) -> Result<(), NotAccepted> {
        let old = self.model.limits[limit as usize].lots;
        self.fits("limit", limit, self.capacity.limits[limit as usize], (old, lots))
    }

    /// See [`Live::fits_limit`].
    pub(crate) fn fits_offer(&self, offer: u32, lots: u32) -> Result<(), NotAccepted> {
        let old = self.model.offers[offer as usize].lots;
        self.fits("offer", offer, self.capacity.offers[offer as usize], (old, lots))
    }

    /// See [`Live::fits_limit`].
    pub(crate) fn fits_need(&self, need: u32, lots: u32) -> Result<(), NotAccepted> {
        let old = self.model.needs[need as usize].lots;
        self.fits("need", need, i64::from(old) - self.accepted_of(need), (old, lots))
    }

    fn fits(
        &self,
        whose: &'static str,
        index: u32,
        left: i64,
        (old, lots): (u32, u32),
    ) -> Result<(), NotAccepted> {
        let left = left + i64::from(lots) - i64::from(old);
        if left < 0 { Err(NotAccepted::TooFew { lots, whose, index, left }) } else { Ok(()) }
    }

    fn accepted_of(&self, need: u32) -> i64 {
        let accepted = self.frozen.range((need, 0)..=(need, u32::MAX));
        accepted.map(|(_, accepted)| i64::from(accepted.lots)).sum()
    }

    fn capacities_of(&self, offer: u32) -> Vec<Node> {
        let limits = self.model.limits_of(offer).map(Node::Limit);
        std::iter::once(Node::Offer(offer)).chain(limits).collect()
    }

    fn has_left(&self, need: u32, offer: u32, lots: u32) -> Result<(), NotAccepted> {
        let left = i64::from(self.model.needs[need as usize].lots) - self.accepted_of(need);
        let refuse = |whose, index, left| {
            Err(NotAccepted::Infeasible { need, offer, lots, whose, index, left })
        };
        if left < i64::from(lots) {
            return refuse("need", need, left);
        }
        for node in self.capacities_of(offer) {
            let left = *self.capacity.at(node);
            if left < i64::from(lots) {
                return match node {
                    Node::Limit(limit) => refuse("limit", limit, left),
                    Node::Offer(_) | Node::Need(_) | Node::Group(_) | Node::Root => {
                        refuse("offer", offer, left)
                    }
                };
            }
        }
        Ok(())
    }

    /// Takes the pair out of the rows. What went along it, both ends have too many and too few.
    pub(crate) fn close(&mut self, need: u32, offer: u32, imbalances: &mut Imbalances) {
        let Some(score) = self.score_of(need, offer) else { return };
        let lots = self.lots_of(need, offer);
        if lots > 0 {
            self.push_pair(need, offer, score, -lots);
            *imbalances.entry(Node::Need(need)).or_default() += lots;
            *imbalances.entry(Node::Offer(offer)).or_default() -= lots;
        }
        self.remove_pair(need, offer);
        self.note(Undo::InsertPair { need, offer, score });
    }

    /// Puts the pair back into the rows. It may be better than what the need has, so the need comes
    /// in anew: without lots under way its potential may be what the cheapest way costs.
    pub(crate) fn reopen(&mut self, need: u32, offer: u32, score: u16) {
        self.insert_pair(need, offer, score);
        self.note(Undo::RemovePair { need, offer });
        let node = Node::Need(need);
        let mut imbalances = Imbalances::new();
        for (other, lots) in self.gets[need as usize].clone() {
            let score = self.score_of(need, other).expect("what is used is open");
            self.push_pair(need, other, score, -lots);
            *imbalances.entry(Node::Offer(other)).or_default() -= lots;
            *imbalances.entry(node).or_default() += lots;
        }
        let unserved = self.flow.needs[need as usize];
        self.push_home(node, -unserved);
        *imbalances.entry(self.home(node)).or_default() -= unserved;
        *imbalances.entry(node).or_default() += unserved;
        let way = self.cheapest_way(need);
        self.set_potential(node, way);
        self.balance(imbalances);
    }

    /// The dearest potential under which no arc out of the need costs less than nothing.
    fn cheapest_way(&self, need: u32) -> Lex {
        let home = self.cost_of_home(Node::Need(need), true);
        let mut best = home + *self.potential.at(self.home(Node::Need(need)));
        for Pair { other, score } in &self.rows[need as usize] {
            let cost = self.cost_of_pair(need, *other, *score);
            best = best.min(cost + self.potential.offers[*other as usize]);
        }
        best
    }

    fn insert_pair(&mut self, need: u32, offer: u32, score: u16) {
        self.rows[need as usize].push(Pair { other: offer, score });
        self.columns[offer as usize].push(Pair { other: need, score });
    }

    fn remove_pair(&mut self, need: u32, offer: u32) {
        self.rows[need as usize].retain(|pair| pair.other != offer);
        self.columns[offer as usize].retain(|pair| pair.other != need);
    }

    /// Without a word to the flow: demand, lots and the price of fairness.
    fn change_lots(&mut self, need: u32, lots: u32) {
        let old = self.model.needs[need as usize].lots;
        self.note(Undo::Lots { need, lots: old });
        let group = self.model.needs[need as usize].group;
        let flow = self.flow.groups[group as usize];
        let before = self.fair_cost_between(group, 0, flow);
        self.put_lots(need, lots);
        let after = self.fair_cost_between(group, 0, flow);
        self.set_total(self.total - before + after);
    }

    fn put_lots(&mut self, need: u32, lots: u32) {
        let need = &mut self.model.needs[need as usize];
        let demand = &mut self.model.demand[need.group as usize];
        *demand = *demand - need.lots + lots;
        need.lots = lots;
    }

    fn set_frozen(&mut self, need: u32, offer: u32, to: Option<Accepted>) {
        let before = self.put_frozen(need, offer, to);
        self.note(Undo::Frozen { need, offer, before });
    }

    fn put_frozen(&mut self, need: u32, offer: u32, to: Option<Accepted>) -> Option<Accepted> {
        match to {
            Some(accepted) => self.frozen.insert((need, offer), accepted),
            None => self.frozen.remove(&(need, offer)),
        }
    }

    fn take_back(&mut self, undo: Undo) {
        match undo {
            Undo::Potential(node, old) => *self.potential.at_mut(node) = old,
            Undo::Pair { need, offer, lots } => self.move_pair(need, offer, -lots),
            Undo::Home(node, lots) => *self.flow.at_mut(node) -= lots,
            Undo::Capacity(node, old) => *self.capacity.at_mut(node) = old,
            Undo::Lots { need, lots } => self.put_lots(need, lots),
            Undo::OfferLots { offer, lots } => self.model.offers[offer as usize].lots = lots,
            Undo::LimitLots { limit, lots } => self.model.limits[limit as usize].lots = lots,
            Undo::RemovePair { need, offer } => self.remove_pair(need, offer),
            Undo::InsertPair { need, offer, score } => self.insert_pair(need, offer, score),
            Undo::Frozen { need, offer, before } => {
                self.put_frozen(need, offer, before);
            }
            Undo::Total(old) => self.total = old,
        }
    }
}
