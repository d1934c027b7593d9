//! A plan: which need gets how many lots of which offer, and what proves that no plan is better.

use std::sync::{Mutex, PoisonError};

use super::objective::Level;

/// So many lots of an offer for a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub need: u32,
    pub offer: u32,
    pub lots: u32,
}

/// A level as it was solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solved {
    pub level: Level,
    /// Of level tie: which of its hashes. 0 but for instances whose first hashes are tied.
    pub round: u32,
    /// Of needs, offers, limits and groups, in this order: what a lot costs from there on. With
    /// the plan they are the level's optimality certificate.
    pub potentials: Vec<i64>,
}

/// The best plan of an instance, level by level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In order of need and offer; accepted pairs among them.
    pub lines: Vec<Line>,
    pub levels: Vec<Solved>,
    pub pivots: u64,
}

/// The run was cancelled by whoever watches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the run was cancelled")]
pub struct Cancelled;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub level: Level,
    /// Levels that are solved.
    pub done: usize,
    pub levels: usize,
    pub pivots: u64,
}

/// Looks on while a plan is made; false cancels the run.
pub struct Watch<'w>(Mutex<Seen<'w>>);

struct Seen<'w> {
    on: &'w mut (dyn FnMut(Progress) -> bool + Send),
    at: Progress,
}

impl<'w> Watch<'w> {
    pub(crate) fn new(
        on: &'w mut (dyn FnMut(Progress) -> bool + Send),
        levels: usize,
    ) -> Watch<'w> {
        let at = Progress { level: Level::Urgent, done: 0, levels, pivots: 0 };
        Watch(Mutex::new(Seen { on, at }))
    }

    pub(crate) fn level(&self, level: Level, done: usize) -> Result<(), Cancelled> {
        self.tell(|at| (at.level, at.done) = (level, done))
    }

    /// So many more than before.
    pub(crate) fn pivots(&self, more: u64) -> Result<(), Cancelled> {
        self.tell(|at| at.pivots += more)
    }

    fn tell(&self, change: impl FnOnce(&mut Progress)) -> Result<(), Cancelled> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut seen.at);
        let at = seen.at;
        if (seen.on)(at) { Ok(()) } else { Err(Cancelled) }
    }
}
