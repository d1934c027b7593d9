//! The optimal face: which arcs may still change without giving up what a level has reached.
//!
//! Complementary slackness: at an optimum, an arc outside the tree whose reduced cost is not 0
//! stands at the same bound in *every* optimum. So after a level these arcs are fixed, the next
//! level's costs are set, and the same basis goes on. No weights are multiplied, no big M.

use super::model::{Model, count};
use super::network::Nodes;
use super::objective::Level;

/// The pairs in rows by need; within a row, those that may still change stand first.
pub(crate) struct Rows {
    starts: Vec<u32>,
    live: Vec<u32>,
    /// Nodes of offers.
    heads: Vec<u32>,
    scores: Vec<u16>,
    /// By pair, where the level has costs of pairs.
    costs: Vec<i32>,
    is_costed: bool,
    offers: u32,
}

/// By offer and then by limit, whether accepted pairs, or nobody at all, leave no lot to give.
pub(crate) fn closed(model: &Model) -> Vec<bool> {
    let left = model.left();
    let is_closed = |limit: u32| {
        let wider = |limit: &u32| model.limits[*limit as usize].within;
        std::iter::successors(Some(limit), wider).any(|limit| left.limits[limit as usize] == 0)
    };
    let offers = model.offers.iter().zip(&left.offers);
    let offers = offers.map(|(offer, left)| *left == 0 || is_closed(offer.limit));
    offers.chain((0..count(model.limits.len())).map(is_closed)).collect()
}

impl Rows {
    /// All pairs; those are fixed at once that are accepted, or whose offer has nothing left.
    pub(crate) fn new(model: &Model, numbers: Nodes) -> Rows {
        let closed = closed(model);
        let mut rows = Rows {
            starts: model.starts.clone(),
            live: model.starts[1..].to_vec(),
            heads: model.heads.iter().map(|offer| numbers.offer(*offer)).collect(),
            scores: model.scores.clone(),
            costs: Vec::new(),
            is_costed: false,
            offers: numbers.offers,
        };
        let frozen = |need, offer| {
            let pair = (need, offer);
            model.frozen.binary_search_by_key(&pair, |frozen| (frozen.need, frozen.offer)).is_ok()
        };
        for need in 0..numbers.offers {
            rows.keep(need, |node| {
                let offer = node - numbers.offers;
                !closed[offer as usize] && !frozen(need, offer)
            });
        }
        rows
    }

    pub(crate) fn price(&mut self, model: &Model, level: Level, round: u32) {
        self.is_costed = level.has_edge_costs();
        if !self.is_costed {
            return;
        }
        self.costs.resize(self.heads.len(), 0);
        let Model { needs, offers, .. } = model;
        for (need, (start, end)) in needs.iter().zip(self.starts.iter().zip(&self.live)) {
            for edge in *start as usize..*end as usize {
                let offer = offers[(self.heads[edge] - self.offers) as usize].name;
                self.costs[edge] = level.cost_edge(round, need.name, offer, self.scores[edge]);
            }
        }
    }

    pub(crate) fn cost(&self, edge: usize) -> i64 {
        if self.is_costed { i64::from(self.costs[edge]) } else { 0 }
    }

    pub(crate) fn head(&self, edge: usize) -> u32 {
        self.heads[edge]
    }

    /// How many pairs of this need are candidates.
    pub(crate) fn live(&self, need: u32) -> usize {
        (self.live[need as usize] - self.starts[need as usize]) as usize
    }

    /// The pair of this need by which a lot goes home most cheaply, if that is below `best`.
    pub(crate) fn cheapest(
        &self,
        need: u32,
        potential: &[i64],
        mut best: i64,
    ) -> Option<(usize, i64)> {
        let (start, end) = (self.starts[need as usize] as usize, self.live[need as usize] as usize);
        let heads = &self.heads[start..end];
        let mut found = None;
        if self.is_costed {
            for ((edge, head), cost) in (start..).zip(heads).zip(&self.costs[start..end]) {
                let price = i64::from(*cost) + potential[*head as usize];
                if price < best {
                    (best, found) = (price, Some(edge));
                }
            }
        } else {
            for (edge, head) in (start..).zip(heads) {
                let price = potential[*head as usize];
                if price < best {
                    (best, found) = (price, Some(edge));
                }
            }
        }
        found.map(|edge| (edge, best))
    }

    /// Fixes the pairs that cost more than the tree's way home.
    pub(crate) fn fix(&mut self, potential: &[i64]) {
        for need in 0..self.offers {
            let own = potential[need as usize];
            if self.is_costed {
                let mut end = self.live[need as usize] as usize;
                let mut edge = self.starts[need as usize] as usize;
                while edge < end {
                    let head = self.heads[edge] as usize;
                    if i64::from(self.costs[edge]) + potential[head] == own {
                        edge += 1;
                    } else {
                        end -= 1;
                        self.costs.swap(edge, end);
                        self.swap(edge, end);
                    }
                }
                self.live[need as usize] = u32::try_from(end).expect("below the row's old end");
            } else {
                self.keep(need, |head| potential[head as usize] == own);
            }
        }
    }

    fn keep(&mut self, need: u32, keep: impl Fn(u32) -> bool) {
        let mut end = self.live[need as usize] as usize;
        let mut edge = self.starts[need as usize] as usize;
        while edge < end {
            if keep(self.heads[edge]) {
                edge += 1;
            } else {
                end -= 1;
                self.swap(edge, end);
            }
        }
        self.live[need as usize] = u32::try_from(end).expect("below the row's old end");
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.heads.swap(a, b);
        self.scores.swap(a, b);
    }

    /// Where the pair stands now, if it may still change.
    pub(crate) fn find(&self, need: u32, offer_node: u32) -> Option<usize> {
        let (start, end) = (self.starts[need as usize] as usize, self.live[need as usize] as usize);
        let at = self.heads[start..end].iter().position(|head| *head == offer_node);
        at.map(|at| start + at)
    }

    pub(crate) fn live_total(&self) -> usize {
        (0..self.offers).map(|need| self.live(need)).sum()
    }
}
