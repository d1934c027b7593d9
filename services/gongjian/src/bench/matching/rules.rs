//! What no flow can say: needs that are taken whole, and needs with at most three partners. The
//! relaxed optimum is the bound; what is lost against it is the proven gap.

use std::time::Instant;

use ::matching::engine::certificate;
use ::matching::engine::levels::{self, Options};
use ::matching::engine::live::Live;
use ::matching::engine::model::Model;
use ::matching::engine::objective::Policy;
use ::matching::engine::side_rules::{self, Rule};
use anyhow::{anyhow, ensure};
use serde::Serialize;

/// At most so many partners serve a need.
const PARTNERS_MAX: u32 = 3;
/// Every so many-th need is taken whole.
const WHOLE_EVERY: usize = 3;

#[derive(Serialize)]
pub(super) struct Rules {
    /// Needs that are taken whole; the others have at most three partners.
    whole: usize,
    /// Needs that broke their rule in the relaxed optimum and were settled.
    settled: usize,
    /// At the first aim, in per cent of its bound: no plan that keeps the rules loses less than
    /// nothing, and this one loses no more.
    gap_percent: f64,
    /// From the instance on, with the relaxed optimum and its proof.
    seconds: f64,
}

impl Rules {
    pub(super) fn words(&self) -> String {
        format!(
            "{} 项需求须一家整体承接、其余至多 {PARTNERS_MAX} 家：调整 {} 项，与上界相差 {:.3}%，\
             {:.1} 秒",
            self.whole, self.settled, self.gap_percent, self.seconds
        )
    }
}

pub(super) fn measure(model: &Model, policy: &Policy) -> anyhow::Result<Rules> {
    let whole = |at: usize| at.is_multiple_of(WHOLE_EVERY);
    let rule = |at: usize| Rule { whole: whole(at), partners: PARTNERS_MAX, least: 0 };
    let rules: Vec<_> = (0..model.needs().len()).map(rule).collect();
    let started = Instant::now();
    let plan = levels::solve(model, policy, Options::default(), &mut |_| true)?;
    let proofs =
        certificate::check(model, &plan).map_err(|fault| anyhow!("证书不成立：{fault}"))?;
    let mut live = Live::new(model, policy, &plan);
    let settled = side_rules::keep(&mut live, &rules, &mut |_| true)?;
    let seconds = started.elapsed().as_secs_f64();
    let lines = live.lines();
    certificate::feasible(model, &lines).map_err(|fault| anyhow!("计划不可行：{fault}"))?;
    let asked: Vec<_> = model.needs().iter().map(|need| need.lots).collect();
    let broken = side_rules::broken(&rules, &asked, &lines);
    ensure!(broken.is_none(), "需求 {broken:?} 没有照规则安排");
    let (bound, (_, reached)) = (proofs[0].dual, live.values()[0]);
    ensure!(reached <= bound, "越过了上界：{reached} 比 {bound} 多");
    let gap_percent = 100.0 * (bound - reached) as f64 / bound.max(1) as f64;
    let whole = rules.iter().filter(|rule| rule.whole).count();
    Ok(Rules { whole, settled, gap_percent, seconds })
}
