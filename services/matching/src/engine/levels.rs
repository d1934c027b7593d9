//! One level after the other, on one basis.

use super::basis::{Arc, Basis, Bound, Entering};
use super::face::{self, Rows};
use super::fairness::Pieces;
use super::model::{Model, SCORE_MAX};
use super::network::{Nodes, unsigned};
use super::objective::{Level, Policy};
use super::plan::{Cancelled, Line, Plan, Progress, Solved, Watch};
use super::simplex::Simplex;

/// More hashes than this no instance needs: each leaves one tie in a million.
const TIE_ROUNDS_MAX: u32 = 8;

/// More than a pair saves at any level.
const DEAR: i64 = SCORE_MAX as i64 + 1;

/// How a plan is looked for. What is found does not depend on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// How many arcs are read before a pivot.
    pub block: Option<usize>,
}

/// The best plan of the instance. `watch` is called often, and cancels with false.
pub fn solve(
    model: &Model,
    policy: &Policy,
    options: Options,
    watch: &mut dyn FnMut(Progress) -> bool,
) -> Result<Plan, Cancelled> {
    let mut watch = Watch::new(watch, policy.levels().len());
    let numbers = Nodes::of(model);
    let rows = Rows::new(model, numbers);
    let closed = face::closed(model);
    let mut simplex = Simplex::new(numbers, Basis::new(model, numbers), rows, options.block);
    let mut solved = Vec::new();
    for (done, level) in policy.levels().iter().enumerate() {
        watch.level(*level, done)?;
        let mut round = 0;
        loop {
            run(&mut simplex, model, *level, round, &mut watch)?;
            let potentials = simplex.potentials(&closed);
            solved.push(Solved { level: *level, round, potentials });
            round += 1;
            let again = *level == Level::Tie && round < TIE_ROUNDS_MAX && !simplex.is_unique();
            if !again {
                break;
            }
        }
    }
    Ok(Plan { lines: simplex.lines(model), levels: solved, pivots: simplex.pivots })
}

/// Solves one level and leaves only its optimal face free.
fn run(
    simplex: &mut Simplex,
    model: &Model,
    level: Level,
    round: u32,
    watch: &mut Watch<'_>,
) -> Result<(), Cancelled> {
    let numbers = simplex.numbers;
    simplex.basis.home_cost.fill(0);
    for (cost, need) in simplex.basis.home_cost.iter_mut().zip(&model.needs) {
        *cost = level.cost_unserved(need);
    }
    simplex.rows.price(level, round);
    if level == Level::Fair {
        let mut pieces = Pieces::new(model, numbers, &simplex.basis);
        loop {
            pieces.set(&mut simplex.basis);
            simplex.reprice();
            simplex.optimise(Some(&pieces), watch)?;
            if !pieces.halve() {
                break;
            }
        }
        pieces.fix(&mut simplex.basis, numbers.root);
    } else {
        simplex.reprice();
        simplex.optimise(None, watch)?;
    }
    simplex.fix(level);
    Ok(())
}

impl Simplex {
    /// By node. What gives nothing costs more than any need would pay: the simplex never looked at
    /// it.
    fn potentials(&self, closed: &[bool]) -> Vec<i64> {
        let mut potentials = self.basis.potential[..self.numbers.root as usize].to_vec();
        let dear = potentials.iter().max().map_or(0, |dearest| (*dearest).max(0)) + DEAR;
        for (potential, closed) in potentials[self.numbers.offers as usize..].iter_mut().zip(closed)
        {
            if *closed {
                *potential = dear;
            }
        }
        potentials
    }

    fn reprice(&mut self) {
        let rows = &self.rows;
        self.basis.price(self.numbers.root, |edge| rows.cost(edge));
    }

    /// Fixes every arc outside the tree whose reduced cost is not 0.
    fn fix(&mut self, level: Level) {
        let groups = self.numbers.groups;
        for node in 0..self.numbers.root {
            // Fairness has fixed its groups itself.
            if level == Level::Fair && node >= groups {
                break;
            }
            let cost = self.basis.home_cost[node as usize];
            if self.basis.reduced_cost(Entering::HomeMore { node }, cost) != 0 {
                self.basis.home[node as usize].at = Bound::Basic;
            }
        }
        self.rows.fix(&self.basis.potential);
        for node in 0..self.numbers.root {
            self.find_again(node);
        }
    }

    /// The pair above the node may stand elsewhere in its row now.
    fn find_again(&mut self, node: u32) {
        let at = &mut self.basis.nodes[node as usize];
        if at.arc.edge().is_none() {
            return;
        }
        let (need, offer) = if at.arc.is_down() { (at.parent, node) } else { (node, at.parent) };
        let edge = self.rows.find(need, offer).expect("a basic pair has reduced cost 0");
        at.arc = if at.arc.is_down() { Arc::edge_down(edge) } else { Arc::edge_up(edge) };
    }

    /// Whether the face is down to one plan.
    fn is_unique(&self) -> bool {
        let basic = self.basis.nodes.iter().filter(|node| node.arc.edge().is_some()).count();
        let home = self.basis.home.iter().all(|home| home.at == Bound::Basic);
        home && self.rows.live_total() == basic
    }

    fn lines(&self, model: &Model) -> Vec<Line> {
        let frozen = model.frozen.iter().filter(|frozen| frozen.lots > 0);
        let mut lines: Vec<_> = frozen
            .map(|frozen| Line { need: frozen.need, offer: frozen.offer, lots: frozen.lots })
            .collect();
        for (node, at) in (0..).zip(&self.basis.nodes) {
            if at.arc.edge().is_some() && at.flow > 0 {
                let (need, offer) =
                    if at.arc.is_down() { (at.parent, node) } else { (node, at.parent) };
                let offer = offer - self.numbers.offers;
                lines.push(Line { need, offer, lots: unsigned(at.flow) });
            }
        }
        lines.sort_unstable();
        lines
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::brute::{best, is_feasible, reached};
    use super::super::certificate::{Fault, check};
    use super::super::generator::{TOWN, cities};
    use super::super::instance;
    use super::super::samples::{SMALL, TINY, models, policies};
    use super::*;

    fn solved(model: &Model, policy: &Policy) -> Plan {
        solve(model, policy, Options::default(), &mut |_| true).expect("nobody cancels")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_plan_is_better(model in models(TINY), policy in policies()) {
            let plan = solved(&model, &policy);
            prop_assert!(is_feasible(&model, &plan.lines));
            prop_assert_eq!(reached(&model, &plan.lines, &policy), best(&model, &policy));
        }

        #[test]
        fn every_plan_is_proved(model in models(SMALL), policy in policies()) {
            let plan = solved(&model, &policy);
            let proofs = check(&model, &plan);
            let proofs = proofs.map_err(|fault| TestCaseError::fail(fault.to_string()))?;
            let values: Vec<_> = proofs
                .iter()
                .filter(|proof| proof.round == 0)
                .map(|proof| if proof.level.is_maximised() { proof.value } else { -proof.value })
                .collect();
            prop_assert_eq!(values, reached(&model, &plan.lines, &policy));
            prop_assert!(proofs.iter().all(|proof| proof.value == proof.dual));
        }

        #[test]
        fn the_plan_depends_on_the_instance_alone(model in models(SMALL), block in 1..200_usize) {
            let policy = Policy::default();
            let options = Options { block: Some(block) };
            let other = solve(&model, &policy, options, &mut |_| true).expect("nobody cancels");
            prop_assert_eq!(solved(&model, &policy).lines, other.lines);
        }

        #[test]
        fn a_plan_that_was_tampered_with_is_not_proved(
            model in models(SMALL),
            line in any::<prop::sample::Index>(),
        ) {
            let mut plan = solved(&model, &Policy::default());
            prop_assume!(!plan.lines.is_empty());
            let line = line.index(plan.lines.len());
            plan.lines[line].lots -= 1;
            plan.lines.retain(|line| line.lots > 0);
            prop_assert!(check(&model, &plan).is_err());
        }

        #[test]
        fn a_proof_that_was_tampered_with_proves_nothing(model in models(SMALL)) {
            let policy = Policy::new(vec![Level::Cover]).expect("one level");
            let mut plan = solved(&model, &policy);
            let asked: u32 = model.needs().iter().map(|need| need.lots).sum();
            let served: u32 = plan.lines.iter().map(|line| line.lots).sum();
            prop_assume!(served < asked);
            plan.levels[0].potentials.fill(0);
            let (level, primal) = (Level::Cover, i64::from(asked - served));
            prop_assert_eq!(check(&model, &plan), Err(Fault::Gap { level, primal, dual: 0 }));
            plan.levels[0].potentials.pop();
            prop_assert_eq!(check(&model, &plan), Err(Fault::NoPotentials { level }));
        }
    }

    #[test]
    fn a_town_is_planned_alike_with_every_block_and_every_order_of_lines() {
        let model = cities(TOWN, 2, 5);
        let plan = solved(&model, &Policy::default());
        check(&model, &plan).unwrap();
        for block in [1, 37, 5000] {
            let options = Options { block: Some(block) };
            let other = solve(&model, &Policy::default(), options, &mut |_| true).unwrap();
            assert_eq!(other.lines, plan.lines);
        }
        let mut text = Vec::new();
        instance::write(&model, "a town", &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let mut lines: Vec<_> = text.lines().collect();
        lines.sort_by_key(|line| line.bytes().rev().collect::<Vec<_>>());
        let again = instance::read(lines.join("\n").as_bytes()).unwrap();
        assert_eq!(solved(&again, &Policy::default()).lines, plan.lines);
    }

    /// The optima that OR-tools found.
    #[test]
    fn a_known_instance_has_its_known_optima() {
        let model = instance::read(include_bytes!("../../fixtures/small-7.txt")).unwrap();
        let of = |policy: &str| -> Vec<i64> {
            let plan = solved(&model, &policy.parse().unwrap());
            check(&model, &plan).unwrap().into_iter().map(|proof| proof.value).collect()
        };
        assert_eq!(of("urgent,cover,fair")[..], [367, 1984, 1_978_964_858]);
        assert_eq!(of("value,quality")[..], [35_373, 933_339]);
    }

    #[test]
    fn whoever_watches_can_cancel() {
        let model = cities(TOWN, 1, 5);
        let mut seen = Vec::new();
        let cancelled = solve(&model, &Policy::default(), Options::default(), &mut |progress| {
            seen.push(progress.level);
            progress.done < 2
        });
        assert_eq!(cancelled.unwrap_err(), Cancelled);
        assert!(seen.starts_with(&[Level::Urgent]) && seen.ends_with(&[Level::Fair]));
    }
}
