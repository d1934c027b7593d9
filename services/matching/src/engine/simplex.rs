//! The primal network simplex: price, pivot, until nothing is cheaper.
//!
//! *Pricing* goes round the needs' rows, the other home arcs among them, in blocks of about
//! 0.12 · √arcs arcs, and takes the cheapest arc of the first block that has one (block search, as
//! in Z. Király, P. Kovács, *Efficient implementations of minimum-cost flow algorithms*, 2012). It
//! reads a head and a cost for each pair, and no state: basic pairs have reduced cost 0, and fixed
//! ones stand behind their row's end.

use super::basis::{Basis, Bound, Entering};
use super::face::Rows;
use super::fairness::Pieces;
use super::network::Nodes;
use super::plan::{Cancelled, Watch};

/// After how many pivots the watcher is asked.
const WATCHED_EVERY: u64 = 4096;

pub(crate) struct Simplex {
    pub(crate) numbers: Nodes,
    pub(crate) basis: Basis,
    pub(crate) rows: Rows,
    /// Arcs read before a pivot.
    pub(crate) block: usize,
    pub(crate) pivots: u64,
    /// The node whose arcs are read next.
    next: u32,
}

impl Simplex {
    pub(crate) fn new(numbers: Nodes, basis: Basis, rows: Rows, block: Option<usize>) -> Simplex {
        let arcs = rows.live_total() + numbers.root as usize;
        let block = block.unwrap_or_else(|| (arcs.isqrt() * 12 / 100).max(32));
        Simplex { numbers, basis, rows, block: block.max(1), pivots: 0, next: 0 }
    }

    /// Pivots until no arc is cheaper than the tree.
    pub(crate) fn optimise(
        &mut self,
        pieces: Option<&Pieces<'_>>,
        watch: &Watch<'_>,
    ) -> Result<(), Cancelled> {
        let mut told = self.pivots;
        while let Some((entering, cost)) = self.price(pieces) {
            if let Some(pieces) = pieces {
                match entering {
                    Entering::HomeMore { node } if self.numbers.is_group(node) => {
                        pieces.enter(&mut self.basis, node, true);
                    }
                    Entering::HomeLess { node } if self.numbers.is_group(node) => {
                        pieces.enter(&mut self.basis, node, false);
                    }
                    Entering::Edge { .. }
                    | Entering::HomeMore { .. }
                    | Entering::HomeLess { .. } => {}
                }
            }
            self.basis.pivot(entering, cost);
            self.pivots += 1;
            if self.pivots.is_multiple_of(WATCHED_EVERY) {
                watch.pivots(self.pivots - told)?;
                told = self.pivots;
            }
        }
        watch.pivots(self.pivots - told)
    }

    /// The entering arc and its cost; none at the optimum.
    fn price(&mut self, pieces: Option<&Pieces<'_>>) -> Option<(Entering, i64)> {
        let mut best = 0;
        let mut entering = None;
        let (mut read, mut quiet) = (0, 0);
        while quiet < self.numbers.root {
            let node = self.next;
            self.next = if node + 1 == self.numbers.root { 0 } else { node + 1 };
            quiet += 1;
            if pieces.is_some() && self.numbers.is_group(node) {
                self.price_pieces(node, pieces, &mut best, &mut entering);
            } else {
                self.price_home(node, &mut best, &mut entering);
            }
            read += 1;
            if self.numbers.is_need(node) {
                read += self.rows.live(node);
                let own = self.basis.potential[node as usize];
                let found = self.rows.cheapest(node, &self.basis.potential, own + best);
                if let Some((edge, price)) = found {
                    best = price - own;
                    let offer_node = self.rows.head(edge);
                    let arc = Entering::Edge { need: node, offer_node, edge };
                    entering = Some((arc, self.rows.cost(edge)));
                }
            }
            if read >= self.block {
                if entering.is_some() {
                    break;
                }
                read = 0;
            }
        }
        entering
    }

    fn price_home(&self, node: u32, best: &mut i64, entering: &mut Option<(Entering, i64)>) {
        let home = &self.basis.home[node as usize];
        let cost = self.basis.home_cost[node as usize];
        let (arc, sign) = match home.at {
            Bound::Basic => return,
            Bound::Lower => (Entering::HomeMore { node }, 1),
            Bound::Upper => (Entering::HomeLess { node }, -1),
        };
        let reduced = sign * self.basis.reduced_cost(arc, cost);
        if reduced < *best {
            (*best, *entering) = (reduced, Some((arc, cost)));
        }
    }

    fn price_pieces(
        &self,
        node: u32,
        pieces: Option<&Pieces<'_>>,
        best: &mut i64,
        entering: &mut Option<(Entering, i64)>,
    ) {
        let Some(pieces) = pieces else { return };
        if self.basis.is_home_basic(node) {
            return;
        }
        let (above, below) = pieces.costs(&self.basis, node);
        let price = self.basis.potential[node as usize];
        let more = above.map(|cost| (cost - price, Entering::HomeMore { node }, cost));
        let less = below.map(|cost| (price - cost, Entering::HomeLess { node }, cost));
        for (reduced, arc, cost) in more.into_iter().chain(less) {
            if reduced < *best {
                (*best, *entering) = (reduced, Some((arc, cost)));
            }
        }
    }
}
