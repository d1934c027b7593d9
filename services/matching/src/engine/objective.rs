//! What each level wants, in integers: the statement of the problem, which the solver, the repair
//! and the checker of certificates read alike.

use std::fmt;
use std::str::FromStr;

use super::model::{Model, Need};

/// One aim of a plan. Each is reached on the plans that are best for all aims before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Most lots of tier 1.
    Urgent,
    /// Most lots.
    Cover,
    /// Least Σ unserved² / demand over the groups.
    Fair,
    /// Most value.
    Value,
    /// Most score.
    Quality,
    /// Least Σ [`hash20`]: nobody's aim, so that the plan depends on the instance alone.
    Tie,
}

impl Level {
    pub const ALL: [Level; 6] =
        [Level::Urgent, Level::Cover, Level::Fair, Level::Value, Level::Quality, Level::Tie];

    pub fn name(self) -> &'static str {
        match self {
            Level::Urgent => "urgent",
            Level::Cover => "cover",
            Level::Fair => "fair",
            Level::Value => "value",
            Level::Quality => "quality",
            Level::Tie => "tie",
        }
    }

    /// Whether more of it is better.
    pub fn is_maximised(self) -> bool {
        match self {
            Level::Urgent | Level::Cover | Level::Value | Level::Quality => true,
            Level::Fair | Level::Tie => false,
        }
    }

    /// What a lot of this need costs when it stays unserved.
    pub(crate) fn cost_unserved(self, need: &Need) -> i64 {
        match self {
            Level::Urgent => i64::from(need.tier == 1),
            Level::Cover => 1,
            Level::Value => i64::from(need.value),
            Level::Fair | Level::Quality | Level::Tie => 0,
        }
    }

    /// What a lot of the pair of these names costs.
    pub(crate) fn cost_edge(self, round: u32, need: u32, offer: u32, score: u16) -> i32 {
        match self {
            Level::Quality => -i32::from(score),
            Level::Tie => hash20(need, offer, round),
            Level::Urgent | Level::Cover | Level::Fair | Level::Value => 0,
        }
    }

    pub(crate) fn has_edge_costs(self) -> bool {
        matches!(self, Level::Quality | Level::Tie)
    }

    /// The cost of a plan at this level as people read it: what is served, not what is missed.
    pub(crate) fn value_of(self, model: &Model, cost: i128) -> i128 {
        match self {
            Level::Urgent | Level::Cover | Level::Value => {
                let all = model.needs.iter();
                let all: i64 =
                    all.map(|need| self.cost_unserved(need) * i64::from(need.lots)).sum();
                i128::from(all) - cost
            }
            Level::Quality => -cost,
            Level::Fair | Level::Tie => cost,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = NoLevel;

    fn from_str(name: &str) -> Result<Self, NoLevel> {
        Level::ALL.into_iter().find(|level| level.name() == name).ok_or(NoLevel)
    }
}

/// The name is no level's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a level is urgent, cover, fair, value, quality or tie")]
pub struct NoLevel;

/// The levels of a plan in their order, none twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy(Vec<Level>);

impl Policy {
    /// `None` without levels, or with one that stands twice.
    pub fn new(levels: Vec<Level>) -> Option<Policy> {
        let twice = levels.iter().enumerate().any(|(at, level)| levels[..at].contains(level));
        (!levels.is_empty() && !twice).then_some(Policy(levels))
    }

    pub fn levels(&self) -> &[Level] {
        &self.0
    }
}

impl Default for Policy {
    /// All levels, as `MATCHING.md` orders them.
    fn default() -> Self {
        Policy(Level::ALL.to_vec())
    }
}

impl FromStr for Policy {
    type Err = NoLevel;

    /// Names with commas between them.
    fn from_str(names: &str) -> Result<Self, NoLevel> {
        let levels: Result<Vec<_>, _> = names.split(',').map(|name| name.trim().parse()).collect();
        Policy::new(levels?).ok_or(NoLevel)
    }
}

/// What the `lot`-th unserved lot of a group costs at level fair, counted from 1: lots that were
/// carried over came before it.
pub(crate) fn cost_of_unserved_lot(model: &Model, group: usize, lot: i64) -> i64 {
    let (carried, demand) = (i64::from(model.carried[group]), i64::from(model.demand[group]));
    1_000_000 * (2 * (carried + lot) - 1) / demand.max(1)
}

/// Twenty bits that depend on the pair and the round alone (the finaliser of SplitMix64).
pub(crate) fn hash20(need: u32, offer: u32, round: u32) -> i32 {
    let mut bits = ((u64::from(need) << 32) | u64::from(offer))
        .wrapping_add(u64::from(round + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    i32::try_from(bits >> 44).expect("twenty bits")
}
