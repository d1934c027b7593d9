//! One level after the other, each component on a basis of its own.

use rayon::prelude::*;

use super::basis::{Arc, Basis, Bound, Entering};
use super::components::Component;
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

/// To begin with a component has its price.
const COMPONENT: usize = 1 << 10;

/// How a plan is looked for. What is found does not depend on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// How many arcs are read before a pivot.
    pub block: Option<usize>,
    /// How many nodes components are put together to.
    pub component: Option<usize>,
}

/// The best plan of the instance. `watch` is called often, from one thread at a time, and cancels
/// with false.
pub fn solve(
    model: &Model,
    policy: &Policy,
    options: Options,
    watch: &mut (dyn FnMut(Progress) -> bool + Send),
) -> Result<Plan, Cancelled> {
    let watch = Watch::new(watch, policy.levels().len());
    let components = Component::all(model, options.component.unwrap_or(COMPONENT));
    let mut runs: Vec<_> = components.iter().map(|part| Run::new(part, options)).collect();
    let mut solved = Vec::new();
    for (done, level) in policy.levels().iter().enumerate() {
        watch.level(*level, done)?;
        for round in 0..TIE_ROUNDS_MAX {
            runs.par_iter_mut().try_for_each(|run| run.solve(*level, round, &watch))?;
            let potentials = potentials(&runs, Nodes::of(model));
            solved.push(Solved { level: *level, round, potentials });
            if *level != Level::Tie || runs.iter().all(|run| run.simplex.is_unique()) {
                break;
            }
        }
    }
    let mut lines: Vec<_> = runs.iter().flat_map(Run::lines).collect();
    lines.sort_unstable();
    Ok(Plan { lines, levels: solved, pivots: runs.iter().map(|run| run.simplex.pivots).sum() })
}

/// By node of the whole instance.
fn potentials(runs: &[Run<'_>], numbers: Nodes) -> Vec<i64> {
    let mut potentials = vec![0; numbers.root as usize];
    for run in runs {
        for (node, own) in run.component.nodes(numbers).zip(run.potentials()) {
            potentials[node as usize] = own;
        }
    }
    potentials
}

/// A component on its way through the levels.
struct Run<'c> {
    component: &'c Component,
    closed: Vec<bool>,
    simplex: Simplex,
}

impl<'c> Run<'c> {
    fn new(component: &'c Component, options: Options) -> Run<'c> {
        let model = &component.model;
        let numbers = Nodes::of(model);
        let (basis, rows) = (Basis::new(model, numbers), Rows::new(model, numbers));
        let simplex = Simplex::new(numbers, basis, rows, options.block);
        Run { component, closed: face::closed(model), simplex }
    }

    /// Solves one level and leaves only its optimal face free.
    fn solve(&mut self, level: Level, round: u32, watch: &Watch<'_>) -> Result<(), Cancelled> {
        let Run { component, simplex, .. } = self;
        let (model, numbers) = (&component.model, simplex.numbers);
        simplex.basis.home_cost.fill(0);
        for (cost, need) in simplex.basis.home_cost.iter_mut().zip(&model.needs) {
            *cost = level.cost_unserved(need);
        }
        simplex.rows.price(model, level, round);
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

    /// By node. What gives nothing costs more than any need would pay: the simplex never looked at
    /// it.
    fn potentials(&self) -> Vec<i64> {
        let Simplex { numbers, basis, .. } = &self.simplex;
        let mut potentials = basis.potential[..numbers.root as usize].to_vec();
        let dear = potentials.iter().max().map_or(0, |dearest| (*dearest).max(0)) + DEAR;
        for (potential, closed) in
            potentials[numbers.offers as usize..].iter_mut().zip(&self.closed)
        {
            if *closed {
                *potential = dear;
            }
        }
        potentials
    }

    /// In the numbers of the whole instance, in no order.
    fn lines(&self) -> impl Iterator<Item = Line> {
        let Component { model, needs, offers, .. } = self.component;
        let frozen = model.frozen.iter().map(|frozen| (frozen.need, frozen.offer, frozen.lots));
        let lines = frozen.chain(self.simplex.flows()).filter(|(_, _, lots)| *lots > 0);
        lines.map(|(need, offer, lots)| Line {
            need: needs[need as usize],
            offer: offers[offer as usize],
            lots,
        })
    }
}

impl Simplex {
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

    /// By need and offer, of the pairs in the tree.
    fn flows(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        let basic = (0..).zip(&self.basis.nodes).filter(|(_, at)| at.arc.edge().is_some());
        basic.map(|(node, at)| {
            let (need, offer) =
                if at.arc.is_down() { (at.parent, node) } else { (node, at.parent) };
            (need, offer - self.numbers.offers, unsigned(at.flow))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::brute::{best, is_feasible, reached};
    use super::super::certificate::{Fault, check};
    use super::super::generator::{TOWN, cities};
    use super::super::instance;
    use super::super::model::count;
    use super::super::samples::{SMALL, TINY, models, policies};
    use super::*;

    fn solved(model: &Model, policy: &Policy) -> Plan {
        solved_with(model, policy, Options::default())
    }

    fn solved_with(model: &Model, policy: &Policy, options: Options) -> Plan {
        solve(model, policy, options, &mut |_| true).expect("nobody cancels")
    }

    /// Each component by itself, however small.
    const APART: Options = Options { block: None, component: Some(1) };

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_plan_is_better(model in models(TINY), policy in policies()) {
            for options in [Options::default(), APART] {
                let plan = solved_with(&model, &policy, options);
                prop_assert!(is_feasible(&model, &plan.lines));
                prop_assert_eq!(reached(&model, &plan.lines, &policy), best(&model, &policy));
            }
        }

        #[test]
        fn every_plan_is_proved(
            model in models(SMALL),
            policy in policies(),
            options in prop::sample::select(vec![Options::default(), APART]),
        ) {
            let plan = solved_with(&model, &policy, options);
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
        fn the_plan_depends_on_the_instance_alone(
            model in models(SMALL),
            block in 1..200_usize,
            component in 1..200_usize,
        ) {
            let policy = Policy::default();
            let options = Options { block: Some(block), component: Some(component) };
            let other = solved_with(&model, &policy, options);
            prop_assert_eq!(solved(&model, &policy).lines, other.lines);
        }

        /// Ties are decided by names, whatever number a need or an offer has.
        #[test]
        fn the_plan_does_not_depend_on_the_numbers(model in models(SMALL)) {
            let (needs, offers) = (count(model.needs.len()), count(model.offers.len()));
            let mut parts = model.to_parts();
            parts.needs.reverse();
            parts.offers.reverse();
            for edge in &mut parts.edges {
                (edge.need, edge.offer) = (needs - 1 - edge.need, offers - 1 - edge.offer);
            }
            for frozen in &mut parts.frozen {
                (frozen.need, frozen.offer) =
                    (needs - 1 - frozen.need, offers - 1 - frozen.offer);
            }
            let other = Model::new(parts).unwrap();
            let policy = Policy::default();
            let back = |line: &Line| Line {
                need: needs - 1 - line.need,
                offer: offers - 1 - line.offer,
                ..*line
            };
            let mut lines: Vec<_> = solved(&other, &policy).lines.iter().map(back).collect();
            lines.sort_unstable();
            prop_assert_eq!(lines, solved(&model, &policy).lines);
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
            let options = Options { block: Some(block), ..Options::default() };
            let other = solved_with(&model, &Policy::default(), options);
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
