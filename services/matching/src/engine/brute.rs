//! Tries every plan of a tiny instance: what the solver is compared with.

use super::model::Model;
use super::objective::{Level, Policy, cost_of_unserved_lot, hash20};
use super::plan::Line;

/// What the best plan reaches, level by level, in the sense of each (costs negated: more is
/// better).
pub(crate) fn best(model: &Model, policy: &Policy) -> Vec<i64> {
    let edges: Vec<_> = model.edges().map(|edge| (edge.need, edge.offer)).collect();
    let mut search = Search { model, policy, edges, lines: Vec::new(), best: None };
    search.from(0);
    search.best.expect("an instance whose accepted pairs fit has a plan")
}

/// What a plan reaches, written down apart from every other code.
pub(crate) fn reached(model: &Model, lines: &[Line], policy: &Policy) -> Vec<i64> {
    let served = |need: usize| -> i64 {
        let of_need = lines.iter().filter(|line| line.need as usize == need);
        of_need.map(|line| i64::from(line.lots)).sum()
    };
    let needs = || model.needs().iter().enumerate();
    let over_lines = |of: &dyn Fn(&Line) -> i64| -> i64 {
        lines.iter().map(|line| of(line) * i64::from(line.lots)).sum()
    };
    let of_level = |level: &Level| match level {
        Level::Urgent => needs().filter(|(_, n)| n.tier == 1).map(|(at, _)| served(at)).sum(),
        Level::Cover => needs().map(|(at, _)| served(at)).sum(),
        Level::Value => needs().map(|(at, n)| served(at) * i64::from(n.value)).sum(),
        Level::Quality => over_lines(&|line| {
            i64::from(model.score(line.need, line.offer).expect("a line's pair fits"))
        }),
        Level::Tie => -over_lines(&|line| i64::from(hash20(line.need, line.offer, 0))),
        Level::Fair => {
            let mut sum = 0;
            for group in 0..model.groups() {
                let of_group = needs().filter(|(_, need)| need.group as usize == group);
                let unserved: i64 =
                    of_group.map(|(at, need)| i64::from(need.lots) - served(at)).sum();
                sum += (1..=unserved).map(|m| cost_of_unserved_lot(model, group, m)).sum::<i64>();
            }
            -sum
        }
    };
    policy.levels().iter().map(of_level).collect()
}

/// Whether nobody gets or gives too much.
pub(crate) fn is_feasible(model: &Model, lines: &[Line]) -> bool {
    let sum = |of: &dyn Fn(&Line) -> bool| -> u64 {
        lines.iter().filter(|line| of(line)).map(|line| u64::from(line.lots)).sum()
    };
    let needs = (0..).zip(model.needs());
    let offers = (0..).zip(model.offers());
    let limits = (0..).zip(model.limits());
    needs.clone().all(|(at, need)| sum(&|line| line.need == at) <= u64::from(need.lots))
        && offers.clone().all(|(at, offer)| sum(&|line| line.offer == at) <= u64::from(offer.lots))
        && limits.clone().all(|(at, limit)| {
            sum(&|line| model.limits_of(line.offer).any(|of| of == at)) <= u64::from(limit.lots)
        })
        && model.frozen().iter().all(|frozen| {
            let of_pair = |line: &Line| line.need == frozen.need && line.offer == frozen.offer;
            sum(&of_pair) == u64::from(frozen.lots)
        })
}

struct Search<'m> {
    model: &'m Model,
    policy: &'m Policy,
    edges: Vec<(u32, u32)>,
    lines: Vec<Line>,
    best: Option<Vec<i64>>,
}

impl Search<'_> {
    fn from(&mut self, at: usize) {
        let Some((need, offer)) = self.edges.get(at).copied() else {
            if is_feasible(self.model, &self.lines) {
                let reached = reached(self.model, &self.lines, self.policy);
                if self.best.as_ref().is_none_or(|best| reached > *best) {
                    self.best = Some(reached);
                }
            }
            return;
        };
        self.from(at + 1);
        let most =
            self.model.needs()[need as usize].lots.min(self.model.offers()[offer as usize].lots);
        for lots in 1..=most {
            self.lines.push(Line { need, offer, lots });
            self.from(at + 1);
            self.lines.pop();
        }
    }
}
