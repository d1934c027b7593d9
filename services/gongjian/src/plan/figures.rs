//! What a plan comes to, counted.

use std::collections::BTreeMap;

use matching::engine::explanation::{Bottleneck, Missing};
use matching::engine::model::Model;
use matching::engine::plan::{Line, Plan};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Figures {
    pub(super) levels: Vec<LevelFigures>,
    pub(super) certificate: &'static str,
    pub(super) seconds: Seconds,
    pub(super) lots: u64,
    pub(super) min_group_fill: f64,
}

#[derive(Serialize)]
pub(super) struct LevelFigures {
    pub(super) name: String,
    pub(super) value: i64,
    pub(super) dual: i64,
}

#[derive(Serialize, Clone, Copy)]
pub(super) struct Seconds {
    pub(super) read: f64,
    pub(super) build: f64,
    pub(super) solve: f64,
}

/// Lots asked for and served.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Fill {
    pub(super) asked: u64,
    pub(super) served: u64,
}

impl Fill {
    /// None where nothing is asked for.
    pub(super) fn share(self) -> Option<f64> {
        (self.asked > 0).then(|| self.served as f64 / self.asked as f64)
    }

    fn add(&mut self, asked: u32, served: u64) {
        self.asked += u64::from(asked);
        self.served += served;
    }
}

fn served(model: &Model, plan: &Plan) -> Vec<u64> {
    let mut served = vec![0; model.needs().len()];
    for Line { need, lots, .. } in &plan.lines {
        served[*need as usize] += u64::from(*lots);
    }
    served
}

/// By group.
pub(super) fn fills(model: &Model, plan: &Plan) -> Vec<Fill> {
    let mut fills = vec![Fill::default(); model.groups()];
    for (need, served) in model.needs().iter().zip(served(model, plan)) {
        fills[need.group as usize].add(need.lots, served);
    }
    fills
}

/// By tier, from 1.
pub(super) fn tiers(model: &Model, plan: &Plan) -> [Fill; 4] {
    let mut fills = [Fill::default(); 4];
    for (need, served) in model.needs().iter().zip(served(model, plan)) {
        fills[usize::from(need.tier) - 1].add(need.lots, served);
    }
    fills
}

/// Lots that are missing, by what keeps them so.
pub(super) fn by_bottleneck(missing: &[Missing]) -> BTreeMap<Bottleneck, u64> {
    let mut sums = BTreeMap::new();
    for missing in missing {
        *sums.entry(missing.bottleneck).or_default() += u64::from(missing.lots);
    }
    sums
}
