//! Why a plan is as it is: prices, what speaks for and against a pair, what is missing.
//!
//! All of it is read from the plan and its certificate. The *price* of an offer is its potential:
//! what a lot taken from it costs everybody else. A pair that the plan does not use has a *reduced
//! cost*, level by level: the first level at which it is not 0 has decided against it, and by so
//! much at least a plan would be worse for each lot of it (Ahuja, Magnanti, Orlin, ch. 9.3). What a
//! change would cost exactly, [`super::live::Live::cost_of`] tells by one repair.

use super::model::{Edge, Model, count};
use super::network::Nodes;
use super::objective::Level;
use super::plan::{Line, Plan, Solved};

/// A plan with what is left of everything, for questions about it.
pub struct Explanation<'p> {
    model: &'p Model,
    plan: &'p Plan,
    numbers: Nodes,
    /// Lots that nobody took, by need, offer and limit.
    unserved: Vec<u32>,
    offers_left: Vec<u32>,
    limits_left: Vec<u32>,
}

/// What is to be said about a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Lots that the plan gives it.
    pub lots: u32,
    /// None if the two do not fit each other.
    pub score: Option<u16>,
    pub verdict: Verdict,
    /// What a lot of the offer costs the others, by level.
    pub prices: Vec<(Level, i64)>,
    /// The needs that have lots of this offer, with how many: who competes for it.
    pub competitors: Vec<(u32, u32)>,
    /// The offers that serve this need, with how many lots.
    pub alternatives: Vec<(u32, u32)>,
}

/// Why a pair has its lots, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Both sides have accepted it.
    Accepted,
    /// Some best plan has it, and this one does.
    Planned,
    /// The two do not fit each other.
    NoPair,
    /// This level would lose at least so much with each lot.
    Worse { level: Level, by: i64 },
    /// As good as what was planned instead.
    AsGood,
}

/// Why a need has lots unserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bottleneck {
    /// No offer fits it at all.
    NothingFits,
    /// Every offer that fits is given away.
    OffersSpent,
    /// Offers that fit have lots, but their units, or a wider limit, have reached theirs.
    LimitsReached,
    /// There would be room: a level has decided so.
    NotWorthIt,
}

/// A need with lots unserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    pub need: u32,
    pub lots: u32,
    pub bottleneck: Bottleneck,
}

impl<'p> Explanation<'p> {
    pub fn new(model: &'p Model, plan: &'p Plan) -> Explanation<'p> {
        let mut unserved: Vec<u32> = model.needs().iter().map(|need| need.lots).collect();
        let mut offers_left: Vec<u32> = model.offers().iter().map(|offer| offer.lots).collect();
        let mut limits_left: Vec<u32> = model.limits().iter().map(|limit| limit.lots).collect();
        for Line { need, offer, lots } in &plan.lines {
            unserved[*need as usize] -= lots;
            offers_left[*offer as usize] -= lots;
            for limit in model.limits_of(*offer) {
                limits_left[limit as usize] -= lots;
            }
        }
        let numbers = Nodes::of(model);
        Explanation { model, plan, numbers, unserved, offers_left, limits_left }
    }

    /// Lots that nobody serves, by need.
    pub fn unserved(&self) -> &[u32] {
        &self.unserved
    }

    /// Lots that an offer, and a limit, have left.
    pub fn left(&self) -> (&[u32], &[u32]) {
        (&self.offers_left, &self.limits_left)
    }

    /// By offer, what a lot of it costs the others at this level; empty if the plan has no such.
    pub fn prices(&self, level: Level) -> &'p [i64] {
        let solved = self.plan.levels.iter().find(|solved| solved.level == level);
        let (from, to) = (self.numbers.offers as usize, self.numbers.limits as usize);
        solved.map_or(&[], |solved| &solved.potentials[from..to])
    }

    /// What speaks for and against this pair.
    pub fn why(&self, need: u32, offer: u32) -> Why {
        let of_need = |line: &&Line| line.need == need && line.offer != offer;
        let of_offer = |line: &&Line| line.offer == offer && line.need != need;
        let lines = || self.plan.lines.iter();
        let own = lines().find(|line| line.need == need && line.offer == offer);
        let lots = own.map_or(0, |line| line.lots);
        let score = self.model.score(need, offer);
        let first = self.plan.levels.iter().filter(|solved| solved.round == 0);
        let potential_of = |solved: &Solved| solved.potentials[self.numbers.offer(offer) as usize];
        Why {
            lots,
            score,
            verdict: self.verdict(need, offer, lots, score),
            prices: first.map(|solved| (solved.level, potential_of(solved))).collect(),
            competitors: lines().filter(of_offer).map(|line| (line.need, line.lots)).collect(),
            alternatives: lines().filter(of_need).map(|line| (line.offer, line.lots)).collect(),
        }
    }

    fn verdict(&self, need: u32, offer: u32, lots: u32, score: Option<u16>) -> Verdict {
        let Some(score) = score else { return Verdict::NoPair };
        let mut frozen = self.model.frozen().iter();
        if frozen.any(|frozen| frozen.need == need && frozen.offer == offer) {
            return Verdict::Accepted;
        }
        if lots > 0 {
            return Verdict::Planned;
        }
        let of_need = self.model.needs()[need as usize].name;
        let names = (of_need, self.model.offers()[offer as usize].name);
        for solved in &self.plan.levels {
            let Solved { level, round, potentials } = solved;
            let cost = i64::from(level.cost_edge(*round, names.0, names.1, score));
            let reduced =
                cost - potentials[need as usize] + potentials[self.numbers.offer(offer) as usize];
            if reduced != 0 {
                return Verdict::Worse { level: *level, by: reduced };
            }
        }
        Verdict::AsGood
    }

    /// The needs with lots unserved, and what keeps them so.
    pub fn missing(&self) -> Vec<Missing> {
        let needs = (0..count(self.unserved.len())).zip(&self.unserved);
        let missing = needs.filter(|(_, lots)| **lots > 0);
        missing
            .map(|(need, lots)| Missing { need, lots: *lots, bottleneck: self.bottleneck(need) })
            .collect()
    }

    fn bottleneck(&self, need: u32) -> Bottleneck {
        let mut found = Bottleneck::NothingFits;
        for Edge { offer, .. } in self.model.edges_of(need) {
            let mut limits = self.model.limits_of(offer);
            let one = match self.offers_left[offer as usize] {
                0 => Bottleneck::OffersSpent,
                _ if limits.any(|limit| self.limits_left[limit as usize] == 0) => {
                    Bottleneck::LimitsReached
                }
                _ => Bottleneck::NotWorthIt,
            };
            found = found.max(one);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::changes::Change;
    use super::super::levels::{Options, solve};
    use super::super::live::Live;
    use super::super::objective::Policy;
    use super::super::samples::{SMALL, models};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn no_change_costs_less_than_the_explanation_says(
            model in models(SMALL),
            edge in any::<prop::sample::Index>(),
        ) {
            prop_assume!(model.edge_count() > 0);
            let policy = Policy::default();
            let plan = solve(&model, &policy, Options::default(), &mut |_| true).unwrap();
            let edge = edge.index(model.edge_count());
            let Edge { need, offer, .. } = model.edges().nth(edge).unwrap();
            let explanation = Explanation::new(&model, &plan);
            let why = explanation.why(need, offer);
            let mut live = Live::new(&model, &policy, &plan);
            let cost = live.cost_of(Change::Accept { need, offer, lots: 1 });
            if let (Verdict::Worse { level, by }, Ok(cost)) = (why.verdict, cost) {
                let at = policy.levels().iter().position(|of| *of == level).unwrap();
                let before = cost.0[..at].iter().find(|cost| **cost != 0);
                let is_dearer = before.map_or(cost.0[at] >= by, |cost| *cost > 0);
                prop_assert!(is_dearer, "{:?} {:?}", cost, why);
            }
        }

        #[test]
        fn under_full_coverage_nothing_is_missing_that_could_be_had(model in models(SMALL)) {
            let policy: Policy = "cover".parse().unwrap();
            let plan = solve(&model, &policy, Options::default(), &mut |_| true).unwrap();
            let explanation = Explanation::new(&model, &plan);
            let missing = explanation.missing();
            let is_possible = |missing: &Missing| missing.bottleneck == Bottleneck::NotWorthIt;
            prop_assert!(!missing.iter().any(is_possible) || !model.frozen().is_empty());
            let lots: u32 = missing.iter().map(|missing| missing.lots).sum();
            prop_assert_eq!(lots, explanation.unserved().iter().sum::<u32>());
        }
    }

    #[test]
    fn the_offer_that_is_short_has_a_price_and_its_competitors() {
        let text = "u 0 9\no 0 0 1\no 1 0 5\nn 0 0 1 1 8\nn 1 0 1 1 3\ne 0 0 900\ne 1 0 900\n";
        let model = super::super::instance::read(text.as_bytes()).unwrap();
        let policy: Policy = "value".parse().unwrap();
        let plan = solve(&model, &policy, Options::default(), &mut |_| true).unwrap();
        let explanation = Explanation::new(&model, &plan);
        // Between what the loser would pay and what the winner does.
        let prices = explanation.prices(Level::Value);
        assert!((3..=8).contains(&prices[0]) && prices[1] == 0);
        let why = explanation.why(1, 0);
        assert_eq!((why.lots, why.competitors), (0, vec![(0, 1)]));
        assert_eq!(explanation.why(0, 0).verdict, Verdict::Planned);
        assert_eq!(explanation.why(0, 1).verdict, Verdict::NoPair);
        let missing = Missing { need: 1, lots: 1, bottleneck: Bottleneck::OffersSpent };
        assert_eq!(explanation.missing(), [missing]);
    }
}
