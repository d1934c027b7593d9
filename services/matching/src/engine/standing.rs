//! What a kept plan says of its parts as they stand, and how parts come in that no instance had.
//!
//! The names are those of [`super::explanation`], read from the kept flow and potentials instead of
//! a plan on paper: nothing is solved or built for an answer.

use super::changes::TooMuch;
use super::levels::{Options, solve};
use super::lex::Lex;
use super::live::{Live, Moved, Node, Pair};
use super::model::{CAPACITY_LOTS_MAX, COUNT_MAX, Limit, Model, Parts, count};
use super::objective::{Level, Policy};

/// What something costs at the first level where it costs anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelCost {
    pub level: Level,
    pub by: i64,
}

/// The first limit of [`Live::empty`]: it binds nobody.
pub const UNLIMITED: u32 = 0;

impl Live {
    /// A plan of nothing, to which everything comes by changes. It has the limit [`UNLIMITED`].
    pub fn empty(policy: &Policy) -> Live {
        let limits = vec![Limit { lots: CAPACITY_LOTS_MAX, within: None }];
        let model = Model::new(Parts { limits, ..Parts::default() }).expect("nothing is wrong");
        let plan =
            solve(&model, policy, Options::default(), &mut |_| true).expect("nobody cancels it");
        Live::new(&model, policy, &plan)
    }

    /// From now on it is remembered what moves.
    pub fn watch(&mut self) {
        self.moved = Some(Moved::default());
    }

    /// What is otherwise since this was asked last.
    pub fn take_moved(&mut self) -> Moved {
        self.moved.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// A group comes in, for which nobody asks for anything yet.
    pub fn add_group(&mut self) -> Result<u32, TooMuch> {
        let group = count(self.model.groups());
        if group == COUNT_MAX {
            return Err(TooMuch { group });
        }
        self.model.demand.push(0);
        self.model.carried.push(0);
        self.needs_of_group.push(Vec::new());
        self.flow.groups.push(0);
        self.capacity.groups.push(0);
        self.scratch.labels.groups.push(None);
        self.potential.groups.push(Lex::ZERO);
        // Its arc to the root costs nothing less than nothing.
        let dearest = self.cost_of_home(Node::Group(group), true) + self.potential.root;
        self.potential.groups[group as usize] = dearest;
        Ok(group)
    }

    /// A limit comes in, perhaps within a wider one that is there. Nothing stands under it yet.
    pub fn add_limit(&mut self, limit: Limit) -> u32 {
        let index = count(self.model.limits.len());
        self.model.limits.push(Limit { lots: 0, ..limit });
        self.offers_of_limit.push(Vec::new());
        self.limits_of_limit.push(Vec::new());
        if let Some(within) = limit.within {
            self.limits_of_limit[within as usize].push(index);
        }
        self.flow.limits.push(0);
        self.capacity.limits.push(0);
        self.scratch.labels.limits.push(None);
        // Its arc to its home costs nothing.
        let home = self.home(Node::Limit(index));
        let potential = *self.potential.at(home);
        self.potential.limits.push(potential);
        self.set_limit_lots(index, limit.lots);
        index
    }

    /// The offers that stand under a limit itself, not under one within it.
    pub fn offers_under(&self, limit: u32) -> &[u32] {
        &self.offers_of_limit[limit as usize]
    }

    pub fn limit_lots(&self, limit: u32) -> u32 {
        self.model.limits[limit as usize].lots
    }

    /// So many lots the limits of the offer have at most, whatever the whole gives of it.
    pub fn lots_within_limits(&self, offer: u32) -> u32 {
        let lots = self.model.limits_of(offer).map(|limit| self.limit_lots(limit));
        lots.min().unwrap_or(CAPACITY_LOTS_MAX)
    }

    /// A limit of the offer has no lots left.
    pub fn is_full(&self, offer: u32) -> bool {
        let is_full =
            |limit: u32| self.capacity.limits[limit as usize] <= self.flow.limits[limit as usize];
        self.model.limits_of(offer).any(is_full)
    }

    /// A need is withdrawn, and its pairs are no candidates any more.
    pub fn forget_need(&mut self, need: u32) {
        self.withdraw_need(need);
        for offer in self.rows[need as usize].iter().map(|pair| pair.other).collect::<Vec<_>>() {
            self.decline(need, offer);
        }
    }

    /// An offer is withdrawn, and its pairs are no candidates any more.
    pub fn forget_offer(&mut self, offer: u32) {
        self.withdraw_offer(offer);
        for need in self.columns[offer as usize].iter().map(|pair| pair.other).collect::<Vec<_>>() {
            self.decline(need, offer);
        }
    }

    /// The pairs of a need, with their scores.
    pub fn pairs_of_need(&self, need: u32) -> impl Iterator<Item = (u32, u16)> + '_ {
        self.rows[need as usize].iter().map(|pair| (pair.other, pair.score))
    }

    /// The pairs of an offer, with their scores.
    pub fn pairs_of_offer(&self, offer: u32) -> impl Iterator<Item = (u32, u16)> + '_ {
        self.columns[offer as usize].iter().map(|pair| (pair.other, pair.score))
    }

    /// Lots that the plan gives the pair.
    pub fn planned(&self, need: u32, offer: u32) -> u32 {
        unsigned(self.lots_of(need, offer))
    }

    /// The needs that have lots of this offer, with how many.
    pub fn takers(&self, offer: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.gives[offer as usize].iter().map(|(need, lots)| (*need, unsigned(*lots)))
    }

    /// Lots of a need that no offer serves.
    pub fn unserved(&self, need: u32) -> u32 {
        unsigned(self.flow.needs[need as usize])
    }

    /// Lots that a need asks for in all.
    pub fn need_lots(&self, need: u32) -> u32 {
        self.model.needs[need as usize].lots
    }

    /// Lots that an offer has in all.
    pub fn offer_lots(&self, offer: u32) -> u32 {
        self.model.offers[offer as usize].lots
    }

    /// Lots of an offer that nobody has.
    pub fn spare(&self, offer: u32) -> u32 {
        unsigned(self.capacity.offers[offer as usize] - self.flow.offers[offer as usize])
    }

    /// What a lot of the offer costs the others.
    pub fn price(&self, offer: u32) -> Lex {
        self.potential.offers[offer as usize] - self.potential.root
    }

    /// What a lot more of the offer would bring the whole, at most.
    pub fn worth(&self, offer: u32) -> Lex {
        if self.spare(offer) > 0 {
            return Lex::ZERO;
        }
        let worth = |Pair { other: need, score }: &Pair| {
            let cost = self.cost_of_pair(*need, offer, *score) + self.potential.root;
            self.potential.needs[*need as usize] - cost
        };
        self.columns[offer as usize].iter().map(worth).fold(Lex::ZERO, Lex::max)
    }

    /// What a lot of a pair costs the whole, at least: never below 0, and 0 where the plan has it.
    pub fn reduced_cost(&self, need: u32, offer: u32, score: u16) -> Lex {
        self.cost_of_pair(need, offer, score) - self.potential.needs[need as usize]
            + self.potential.offers[offer as usize]
    }

    /// The first level at which this costs anything; ties are nobody's aim.
    pub fn first_cost(&self, cost: Lex) -> Option<LevelCost> {
        let levels = self.policy.levels().iter().copied().zip(cost.0);
        let mut aims = levels.filter(|(level, _)| *level != Level::Tie);
        let (level, by) = aims.find(|(_, by)| *by != 0)?;
        Some(LevelCost { level, by })
    }
}

fn unsigned(lots: i64) -> u32 {
    u32::try_from(lots).expect("a flow is never negative, and no model asks for more")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::certificate::check;
    use super::super::model::{Need, Offer};
    use super::super::samples::{SMALL, models};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn what_came_in_piece_by_piece_is_the_best_whole(model in models(SMALL)) {
            let policy = Policy::default();
            let mut live = Live::empty(&policy);
            for group in 0..model.groups() {
                prop_assert_eq!(live.add_group().unwrap() as usize, group);
            }
            for need in model.needs() {
                live.add_need(*need, &[]).unwrap();
            }
            for (offer, at) in model.offers().iter().zip(0..) {
                let all = model.edges().filter(|edge| edge.offer == at);
                let fits: Vec<_> = all.map(|edge| (edge.need, edge.score)).collect();
                live.add_offer(Offer { limit: UNLIMITED, ..*offer }, &fits);
            }
            for need in (0..count(model.needs().len())).step_by(3) {
                live.forget_need(need);
            }
            for offer in (0..count(model.offers().len())).step_by(4) {
                live.forget_offer(offer);
            }
            let now = Model::new(live.to_parts()).unwrap();
            prop_assert!(check(&now, &live.plan()).is_ok());
            for offer in 0..count(now.offers().len()) {
                let more = live.offer_lots(offer) + 1;
                let ((), cost) = live.tried(|live| live.set_offer_lots(offer, more));
                prop_assert!(cost <= Lex::ZERO && Lex::ZERO - cost <= live.worth(offer));
            }
            for edge in now.edges() {
                let reduced = live.reduced_cost(edge.need, edge.offer, edge.score);
                prop_assert!(reduced >= Lex::ZERO);
                prop_assert!(live.planned(edge.need, edge.offer) == 0 || reduced == Lex::ZERO);
            }
        }

        #[test]
        fn limits_that_come_in_and_change_leave_the_best_whole(
            model in models(SMALL),
            changes in prop::collection::vec(0_u32..6, 0..8),
        ) {
            let mut live = Live::empty(&Policy::default());
            for _ in 0..model.groups() {
                live.add_group().unwrap();
            }
            for need in model.needs() {
                live.add_need(*need, &[]).unwrap();
            }
            let all = live.add_limit(Limit { lots: 5, within: None });
            let within = Limit { lots: 3, within: Some(all) };
            let limits = [all, live.add_limit(within), live.add_limit(within)];
            for ((offer, at), limit) in model.offers().iter().zip(0..).zip(limits.iter().cycle()) {
                let all = model.edges().filter(|edge| edge.offer == at);
                let fits: Vec<_> = all.map(|edge| (edge.need, edge.score)).collect();
                live.add_offer(Offer { limit: *limit, ..*offer }, &fits);
            }
            for (lots, limit) in changes.into_iter().zip(limits.iter().cycle()) {
                live.set_limit_lots(*limit, lots);
                let now = Model::new(live.to_parts()).unwrap();
                prop_assert!(check(&now, &live.plan()).is_ok());
                let before = live.lines();
                let ((), cost) = live.tried(|live| live.set_limit_lots(*limit, lots + 1));
                prop_assert!(cost <= Lex::ZERO && live.lines() == before);
            }
            for offer in 0..count(model.offers().len()) {
                let limit = live.model.offers[offer as usize].limit;
                prop_assert!(live.offers_under(limit).contains(&offer));
                prop_assert!(live.lots_within_limits(offer) > 0 || live.is_full(offer));
            }
        }
    }

    #[test]
    fn what_is_short_has_a_price_and_what_is_not_has_none() {
        let mut live = Live::empty(&"value,quality".parse().unwrap());
        let group = live.add_group().unwrap();
        let need = |value| Need { group, tier: 4, lots: 1, value, name: value };
        let short = live.add_offer(Offer { limit: UNLIMITED, lots: 1, name: 1 }, &[]);
        let plenty = live.add_offer(Offer { limit: UNLIMITED, lots: 9, name: 9 }, &[]);
        let winner = live.add_need(need(8), &[(short, 500)]).unwrap();
        let loser = live.add_need(need(3), &[(short, 900)]).unwrap();
        let other = live.add_need(need(1), &[(plenty, 100)]).unwrap();
        assert_eq!((live.planned(winner, short), live.unserved(loser)), (1, 1));
        assert_eq!((live.planned(other, plenty), live.spare(plenty)), (1, 8));
        let price = live.first_cost(live.price(short)).unwrap();
        assert_eq!(price.level, Level::Value);
        assert_eq!(live.first_cost(live.price(plenty)), None);
        assert_eq!(live.first_cost(live.worth(short)), Some(price));
        assert_eq!(live.worth(plenty), Lex::ZERO);
        assert_eq!(live.takers(short).collect::<Vec<_>>(), [(winner, 1)]);
    }
}
