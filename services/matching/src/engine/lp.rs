//! Every level as a linear program, solved by a library that knows no flows: what the engine is
//! compared with on instances that are too large to try every plan of.
//!
//! A level's optimum is a constraint of the next. Nothing is rounded: the programs have whole
//! optima, because they are flows.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Variable};
use proptest::prelude::*;

use super::certificate;
use super::levels::{Options, solve};
use super::model::Model;
use super::objective::{Level, Policy};
use super::samples::{SMALL, models};

/// One program: the pairs' lots, and of each group the lots that stay unserved, one after another.
struct Program<'m> {
    model: &'m Model,
    problem: Problem,
    pairs: Vec<(u32, u32, u16, Variable)>,
    /// What the lot costs at level fair.
    unserved: Vec<(f64, Variable)>,
}

fn wide(lots: u32) -> f64 {
    f64::from(lots)
}

impl<'m> Program<'m> {
    /// What it is about: the costs of its variables come with the level.
    fn of(model: &'m Model, level: Level) -> Program<'m> {
        let problem = Problem::new(OptimizationDirection::Maximize);
        let mut program = Program { model, problem, pairs: Vec::new(), unserved: Vec::new() };
        for edge in model.edges() {
            let mut of_pair = model.frozen().iter();
            let set = of_pair.find(|one| (one.need, one.offer) == (edge.need, edge.offer));
            let need = model.needs()[edge.need as usize].lots;
            let bounds = set.map_or((0.0, wide(need)), |set| (wide(set.lots), wide(set.lots)));
            let gain = gain(model, level, edge.need, edge.score);
            let lots = program.problem.add_var(gain, bounds);
            program.pairs.push((edge.need, edge.offer, edge.score, lots));
        }
        program.amounts();
        program.groups(level);
        program
    }

    fn at_most(&mut self, most: u32, of: impl Fn(u32, u32) -> bool) {
        let pairs = self.pairs.iter().filter(|(need, offer, ..)| of(*need, *offer));
        let sum: Vec<_> = pairs.map(|(.., lots)| (*lots, 1.0)).collect();
        self.problem.add_constraint(&sum, ComparisonOp::Le, wide(most));
    }

    /// Nobody gets or gives more than there is.
    fn amounts(&mut self) {
        let model = self.model;
        for (at, need) in (0..).zip(model.needs()) {
            self.at_most(need.lots, |need, _| need == at);
        }
        for (at, offer) in (0..).zip(model.offers()) {
            self.at_most(offer.lots, |_, offer| offer == at);
        }
        for (at, limit) in (0..).zip(model.limits()) {
            self.at_most(limit.lots, |_, offer| model.limits_of(offer).any(|of| of == at));
        }
    }

    /// What of a group is unserved is a sum of lots, each dearer than the one before.
    fn groups(&mut self, level: Level) {
        for group in 0..self.model.groups() {
            let needs = self.model.needs();
            let is_of = |need: u32| needs[need as usize].group as usize == group;
            let asked: u32 =
                needs.iter().filter(|need| need.group as usize == group).map(|one| one.lots).sum();
            let mut sum = LinearExpr::empty();
            for (need, _, _, lots) in &self.pairs {
                if is_of(*need) {
                    sum.add(*lots, 1.0);
                }
            }
            for lot in 1..=asked {
                let carried = i64::from(self.model.carried[group]);
                let odd = 2 * (carried + i64::from(lot)) - 1;
                let cost = 1_000_000 * odd / i64::from(self.model.demand(group).max(1));
                let cost = f64::from(i32::try_from(cost).unwrap());
                let gain = if level == Level::Fair { -cost } else { 0.0 };
                let unserved = self.problem.add_var(gain, (0.0, 1.0));
                sum.add(unserved, 1.0);
                self.unserved.push((cost, unserved));
            }
            self.problem.add_constraint(sum, ComparisonOp::Eq, wide(asked));
        }
    }

    /// An earlier level stays as good as it can be. Exactly as much is not asked for: floats might
    /// say that there is no such plan.
    fn keep(&mut self, level: Level, reached: f64) {
        let mut sum = LinearExpr::empty();
        if level == Level::Fair {
            self.unserved.iter().for_each(|(cost, lot)| sum.add(*lot, -cost));
        } else {
            for (need, _, score, lots) in &self.pairs {
                sum.add(*lots, gain(self.model, level, *need, *score));
            }
        }
        self.problem.add_constraint(sum, ComparisonOp::Ge, reached - slack(level));
    }
}

/// How much worse an earlier level may be: more than the errors of floats, and so little that no
/// later level gains half a unit by it. Lots are not whole here, so half a unit of coverage would
/// be traded for many of another level. Fairness counts in millionths, and its sums err by more.
fn slack(level: Level) -> f64 {
    match level {
        Level::Fair => 1e-5,
        Level::Urgent | Level::Cover | Level::Value | Level::Quality | Level::Tie => 1e-8,
    }
}

/// What a lot of a pair brings at a level that is not fairness.
fn gain(model: &Model, level: Level, need: u32, score: u16) -> f64 {
    let need = model.needs()[need as usize];
    match level {
        Level::Urgent => f64::from(u8::from(need.tier == 1)),
        Level::Cover => 1.0,
        Level::Value => f64::from(need.value),
        Level::Quality => f64::from(score),
        Level::Fair | Level::Tie => 0.0,
    }
}

/// The best that each level can reach after those before it; of fairness negated.
fn best(model: &Model, levels: &[Level]) -> Vec<f64> {
    let mut reached: Vec<f64> = Vec::new();
    for (at, level) in levels.iter().enumerate() {
        let mut program = Program::of(model, *level);
        for (earlier, value) in levels[..at].iter().zip(&reached) {
            program.keep(*earlier, *value);
        }
        let solved = program.problem.solve().unwrap().into_solution().unwrap();
        reached.push(solved.objective().round());
    }
    reached
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_level_is_what_a_linear_program_reaches(
        model in models(SMALL),
        order in Just(Level::ALL[..5].to_vec()).prop_shuffle(),
        is_usual in any::<bool>(),
    ) {
        let levels = if is_usual { Level::ALL[..5].to_vec() } else { order };
        let policy = Policy::new(levels.clone()).unwrap();
        let plan = solve(&model, &policy, Options::default(), &mut |_| true).unwrap();
        let proofs = certificate::check(&model, &plan).unwrap();
        for (proof, best) in proofs.iter().zip(best(&model, &levels)) {
            let value = if proof.level.is_maximised() { proof.value } else { -proof.value };
            prop_assert_eq!(value as f64, best, "{} of {:?}", proof.level, levels);
        }
    }
}
