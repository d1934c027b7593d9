//! Level fair: the arc of a group costs more with every lot that stays unserved.
//!
//! A convex cost is a row of parallel arcs, *pieces*, that fill in order (Ahuja, Magnanti, Orlin,
//! ch. 14.4). No piece is ever stored: of a group's pieces only the one above its flow and the one
//! below it can enter. A basic group stands in one piece, and its home arc has that piece's bounds
//! and cost, so the basis knows nothing of all this.
//!
//! Pieces of one lot are exact, but a lot at a time is slow. So the level is solved with wide
//! pieces first, then with half the width, down to one lot: the basis that was best for wide pieces
//! is nearly best for narrow ones (the scaling of ch. 14.5; D. S. Hochbaum, J. G. Shanthikumar,
//! *Convex separable optimization is not much harder than linear optimization*, 1990).

use super::basis::{Basis, Bound};
use super::model::Model;
use super::network::Nodes;
use super::objective::cost_of_unserved_lot;

/// How many of the widest pieces the largest group has at most.
const WIDEST_PIECES: i32 = 32;

pub(crate) struct Pieces<'m> {
    model: &'m Model,
    first: u32,
    /// What the groups' flows may be at this level.
    bounds: Vec<(i32, i32)>,
    width: i32,
}

impl<'m> Pieces<'m> {
    pub(crate) fn new(model: &'m Model, numbers: Nodes, basis: &Basis) -> Pieces<'m> {
        let groups = &basis.home[numbers.groups as usize..numbers.root as usize];
        let bounds: Vec<_> = groups.iter().map(|home| (home.lower, home.upper)).collect();
        let widest = bounds.iter().map(|(lower, upper)| upper - lower).max().unwrap_or(1);
        let mut width = 1;
        while widest / width > WIDEST_PIECES {
            width *= 2;
        }
        Pieces { model, first: numbers.groups, bounds, width }
    }

    /// Half the width; false if it is one lot, and cannot be halved.
    pub(crate) fn halve(&mut self) -> bool {
        if self.width == 1 {
            return false;
        }
        self.width /= 2;
        true
    }

    /// Gives every basic group the piece that its flow stands in.
    pub(crate) fn set(&self, basis: &mut Basis) {
        for group in self.first..self.first + u32::try_from(self.bounds.len()).unwrap_or(0) {
            if basis.is_home_basic(group) {
                self.enter(basis, group, true);
            }
        }
    }

    /// The costs of the pieces above and below the group's flow, where there are such.
    pub(crate) fn costs(&self, basis: &Basis, group: u32) -> (Option<i64>, Option<i64>) {
        let flow = basis.home[group as usize].flow;
        let cost = |above| self.piece(group, flow, above).map(|piece| self.cost(group, piece));
        (cost(true), cost(false))
    }

    /// The home arc of the group takes the piece above its flow, or the one below.
    pub(crate) fn enter(&self, basis: &mut Basis, group: u32, above: bool) {
        let home = &mut basis.home[group as usize];
        let (lower, upper) = self
            .piece(group, home.flow, above)
            .expect("a strongly feasible tree has room above, and what enters has a piece");
        (home.lower, home.upper) = (lower, upper);
        basis.home_cost[group as usize] = self.cost(group, (lower, upper));
    }

    /// The bounds of the piece above this flow, or below.
    fn piece(&self, group: u32, flow: i32, above: bool) -> Option<(i32, i32)> {
        let (lower, upper) = self.bounds[(group - self.first) as usize];
        let inside = if above { flow } else { flow - 1 };
        if inside < lower || inside >= upper {
            return None;
        }
        let from = inside / self.width * self.width;
        Some((from.max(lower), (from + self.width).min(upper)))
    }

    /// What one lot of the piece costs: the middle lot's cost, exact for a piece of one lot.
    fn cost(&self, group: u32, (lower, upper): (i32, i32)) -> i64 {
        let middle = lower + (upper - lower + 1) / 2;
        cost_of_unserved_lot(self.model, (group - self.first) as usize, i64::from(middle))
    }

    /// Leaves each group the flows that are as fair, and no others.
    pub(crate) fn fix(self, basis: &mut Basis, root: u32) {
        for group in self.first..root {
            if !basis.is_home_basic(group) {
                let (above, below) = self.costs(basis, group);
                let price = basis.potential[group as usize];
                let home = &mut basis.home[group as usize];
                home.lower = home.flow - i32::from(below == Some(price));
                home.upper = home.flow + i32::from(above == Some(price));
                home.at = match (home.flow > home.lower, home.flow < home.upper) {
                    (false, true) => Bound::Lower,
                    (true, false) => Bound::Upper,
                    // Two pieces never cost the same: a group asks for too few lots.
                    (false, false) | (true, true) => Bound::Basic,
                };
            }
            basis.home_cost[group as usize] = 0;
        }
    }
}
