//! The basis: a spanning tree, its flows and its potentials.
//!
//! Each node but the root hangs from a parent by one *basic* arc. A subtree is cut out and hung up
//! elsewhere ([`super::preorder`]) in as many steps as the stem between has nodes. The potential of
//! a node is what one lot costs on its way along the tree to the root, so a basic arc has reduced
//! cost 0; those of a subtree that was moved all change alike.
//!
//! Invariant: the tree is *strongly feasible* (W. H. Cunningham, *A network simplex method*, 1976):
//! from every node that a pair can reach, at least one more lot fits along the tree to the root.
//! Then no sequence of pivots repeats itself. [`super::simplex`] chooses the leaving arc so that it
//! stays so.

use super::model::Model;
use super::network::{NONE, Nodes, UNBOUNDED, signed};
use super::preorder::Preorder;

/// The arc between a node and its parent: a pair by its number, or the home arc of one of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arc(u32);

const HOME: u32 = u32::MAX >> 1;
const DOWN: u32 = 1 << 31;

impl Arc {
    /// The node's own home arc.
    pub(crate) const HOME_UP: Arc = Arc(HOME);
    /// The parent's home arc, which leads to the node.
    pub(crate) const HOME_DOWN: Arc = Arc(HOME | DOWN);

    /// The pair of a need with its parent, an offer.
    pub(crate) fn edge_up(edge: usize) -> Arc {
        Arc(u32::try_from(edge).expect("a model has at most 2^31 pairs"))
    }

    /// The pair of an offer with its parent, a need.
    pub(crate) fn edge_down(edge: usize) -> Arc {
        Arc(Arc::edge_up(edge).0 | DOWN)
    }

    /// Whether it leads from the parent to the node.
    pub(crate) fn is_down(self) -> bool {
        self.0 & DOWN != 0
    }

    pub(crate) fn edge(self) -> Option<usize> {
        let edge = self.0 & !DOWN;
        (edge != HOME).then_some(edge as usize)
    }

    fn flipped(self) -> Arc {
        Arc(self.0 ^ DOWN)
    }
}

/// A node in the tree.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) parent: u32,
    pub(crate) arc: Arc,
    /// Of its subtree, in nodes.
    size: u32,
    /// On the arc to the parent, if that is a pair. A pair outside the tree has none.
    pub(crate) flow: i32,
}

/// Where a home arc stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i8)]
pub(crate) enum Bound {
    Lower = 1,
    /// In the tree, or fixed by a level before: no candidate.
    Basic = 0,
    Upper = -1,
}

/// A home arc.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) head: u32,
    pub(crate) flow: i32,
    pub(crate) lower: i32,
    pub(crate) upper: i32,
    pub(crate) at: Bound,
}

/// Which arc comes into the tree, and the way the flow on it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entering {
    Edge { need: u32, offer_node: u32, edge: usize },
    HomeMore { node: u32 },
    HomeLess { node: u32 },
}

pub(crate) struct Basis {
    pub(crate) nodes: Vec<Node>,
    order: Preorder,
    pub(crate) potential: Vec<i64>,
    /// By tail.
    pub(crate) home: Vec<Home>,
    /// By tail.
    pub(crate) home_cost: Vec<i64>,
    /// Of the pivot under way: from the entering arc up to the leaving one.
    stem: Vec<u32>,
}

/// Where the flow around a cycle is stopped first.
enum Leaving {
    /// The entering arc itself goes from one bound to the other.
    Entering,
    /// The arc above this node, on the side of the entering arc's tail.
    BeforeTail(u32),
    /// The arc above this node, on the side of its head.
    AfterHead(u32),
}

impl Basis {
    /// The natural start: nothing is served, every home arc is basic.
    pub(crate) fn new(model: &Model, numbers: Nodes) -> Basis {
        let left = model.left();
        let mut home: Vec<Home> = numbers
            .homes(model)
            .into_iter()
            .map(|head| Home { head, flow: 0, lower: 0, upper: UNBOUNDED, at: Bound::Basic })
            .collect();
        for (arc, lots) in home.iter_mut().zip(&left.needs) {
            arc.flow = signed(*lots);
        }
        for (group, demand) in (numbers.groups..).zip(&model.demand) {
            // One more than can come, so that there is always room for one more.
            home[group as usize].upper = signed(*demand) + 1;
        }
        for (need, lots) in model.needs.iter().zip(&left.needs) {
            home[numbers.group(need.group) as usize].flow += signed(*lots);
        }
        let capacities = left.offers.iter().chain(&left.limits);
        for (arc, lots) in home[numbers.offers as usize..].iter_mut().zip(capacities) {
            arc.upper = signed(*lots);
        }
        let count = numbers.root as usize + 1;
        let lone = Node { parent: NONE, arc: Arc::HOME_UP, size: 1, flow: 0 };
        let home_cost = vec![0; home.len()];
        let mut basis = Basis {
            nodes: vec![lone; count],
            order: Preorder::of_single_nodes(numbers.root + 1),
            potential: vec![0; count],
            home,
            home_cost,
            stem: Vec::new(),
        };
        for node in 0..numbers.root {
            basis.hang(node, basis.home[node as usize].head, NONE);
        }
        basis
    }

    /// All potentials anew, after costs have changed.
    pub(crate) fn price(&mut self, root: u32, cost_of_edge: impl Fn(usize) -> i64) {
        self.potential[root as usize] = 0;
        for node in self.order.subtree(root).skip(1) {
            let Node { parent, arc, .. } = self.nodes[node as usize];
            let cost = match arc.edge() {
                Some(edge) => cost_of_edge(edge),
                None if arc.is_down() => self.home_cost[parent as usize],
                None => self.home_cost[node as usize],
            };
            let above = self.potential[parent as usize];
            self.potential[node as usize] = if arc.is_down() { above - cost } else { above + cost };
        }
    }

    /// Whether the home arc of this node is in the tree.
    pub(crate) fn is_home_basic(&self, node: u32) -> bool {
        let Home { head, .. } = self.home[node as usize];
        let (own, head) = (&self.nodes[node as usize], &self.nodes[head as usize]);
        own.arc == Arc::HOME_UP || (head.parent == node && head.arc == Arc::HOME_DOWN)
    }

    /// What `entering` costs more than the way along the tree.
    pub(crate) fn reduced_cost(&self, entering: Entering, cost: i64) -> i64 {
        let (tail, head) = self.ends(entering);
        cost - self.potential[tail as usize] + self.potential[head as usize]
    }

    /// Tail and head of the arc, whichever way the flow on it goes.
    fn ends(&self, entering: Entering) -> (u32, u32) {
        match entering {
            Entering::Edge { need, offer_node, .. } => (need, offer_node),
            Entering::HomeMore { node } | Entering::HomeLess { node } => {
                (node, self.home[node as usize].head)
            }
        }
    }

    /// One pivot: sends what fits around the cycle that `entering` closes, and lets the arc leave
    /// that stops it. `cost` is that of the arc, whichever way the flow goes.
    pub(crate) fn pivot(&mut self, entering: Entering, cost: i64) {
        let (tail, head) = self.ends(entering);
        let (from, to, own) = match entering {
            Entering::Edge { .. } => (tail, head, UNBOUNDED),
            Entering::HomeMore { node } => {
                let Home { flow, upper, .. } = self.home[node as usize];
                (tail, head, upper - flow)
            }
            Entering::HomeLess { node } => {
                let Home { flow, lower, .. } = self.home[node as usize];
                (head, tail, flow - lower)
            }
        };
        let (apex, lots, leaving) = self.blocking(from, to, own);
        self.send(from, to, apex, lots);
        match entering {
            Entering::Edge { .. } => {}
            Entering::HomeMore { node } => self.home[node as usize].flow += lots,
            Entering::HomeLess { node } => self.home[node as usize].flow -= lots,
        }
        let (cut, inside, outside) = match leaving {
            Leaving::Entering => return self.settle(entering),
            Leaving::BeforeTail(cut) => (cut, from, to),
            Leaving::AfterHead(cut) => (cut, to, from),
        };
        let reduced = self.reduced_cost(entering, cost);
        let by = if inside == tail { reduced } else { -reduced };
        self.leave(cut);
        let (arc, flow) = match entering {
            Entering::Edge { edge, .. } if inside == tail => (Arc::edge_up(edge), lots),
            Entering::Edge { edge, .. } => (Arc::edge_down(edge), lots),
            Entering::HomeMore { node } | Entering::HomeLess { node } => {
                self.home[node as usize].at = Bound::Basic;
                (if inside == tail { Arc::HOME_UP } else { Arc::HOME_DOWN }, 0)
            }
        };
        self.cut(cut, apex);
        self.turn(inside, cut);
        let at = &mut self.nodes[inside as usize];
        (at.arc, at.flow) = (arc, flow);
        self.hang(inside, outside, apex);
        let potential = &mut self.potential[..];
        for node in self.order.subtree(inside) {
            potential[node as usize] += by;
        }
    }

    /// Follows the cycle up to its apex. Of the arcs that stop the flow, the last one met from the
    /// apex along the cycle leaves: this keeps the tree strongly feasible.
    fn blocking(&self, from: u32, to: u32, own: i32) -> (u32, i32, Leaving) {
        let (mut down, mut up) = (from, to);
        let (mut before, mut after) = (own, UNBOUNDED);
        let (mut cut_before, mut cut_after) = (NONE, NONE);
        while down != up {
            let (left, right) = (&self.nodes[down as usize], &self.nodes[up as usize]);
            // Of two subtrees the smaller one does not hold the other.
            if left.size < right.size {
                let residual = self.residual_down(down, left);
                if residual < before {
                    (before, cut_before) = (residual, down);
                }
                down = left.parent;
            } else {
                let residual = self.residual_up(up, right);
                if residual <= after {
                    (after, cut_after) = (residual, up);
                }
                up = right.parent;
            }
        }
        if after <= before && cut_after != NONE {
            (up, after, Leaving::AfterHead(cut_after))
        } else if cut_before == NONE {
            (up, before, Leaving::Entering)
        } else {
            (up, before, Leaving::BeforeTail(cut_before))
        }
    }

    /// How many more lots go from the node to its parent.
    fn residual_up(&self, node: u32, at: &Node) -> i32 {
        match (at.arc.edge(), at.arc.is_down()) {
            (Some(_), false) => UNBOUNDED,
            (Some(_), true) => at.flow,
            (None, false) => self.home[node as usize].upper - self.home[node as usize].flow,
            (None, true) => {
                let home = &self.home[at.parent as usize];
                home.flow - home.lower
            }
        }
    }

    /// How many more lots go from the parent to the node.
    fn residual_down(&self, node: u32, at: &Node) -> i32 {
        match (at.arc.edge(), at.arc.is_down()) {
            (Some(_), false) => at.flow,
            (Some(_), true) => UNBOUNDED,
            (None, false) => self.home[node as usize].flow - self.home[node as usize].lower,
            (None, true) => {
                let home = &self.home[at.parent as usize];
                home.upper - home.flow
            }
        }
    }

    fn send(&mut self, from: u32, to: u32, apex: u32, lots: i32) {
        if lots == 0 {
            return;
        }
        for (start, lots) in [(from, -lots), (to, lots)] {
            climb(&mut self.nodes, start, apex, |node, at| {
                let signed = if at.arc.is_down() { -lots } else { lots };
                match at.arc.edge() {
                    Some(_) => at.flow += signed,
                    None if at.arc.is_down() => self.home[at.parent as usize].flow += signed,
                    None => self.home[node as usize].flow += signed,
                }
            });
        }
    }

    /// A home arc that is out of the tree stands at one of its bounds.
    fn settle(&mut self, entering: Entering) {
        if let Entering::HomeMore { node } | Entering::HomeLess { node } = entering {
            let home = &mut self.home[node as usize];
            home.at = if home.flow == home.lower { Bound::Lower } else { Bound::Upper };
        }
    }

    /// The arc above `cut` is out of the tree from now on.
    fn leave(&mut self, cut: u32) {
        let Node { parent, arc, .. } = self.nodes[cut as usize];
        if arc.edge().is_none() {
            let node = if arc.is_down() { parent } else { cut };
            self.settle(Entering::HomeMore { node });
        }
    }

    /// Cuts the subtree of `top` out. Above the apex it will count again.
    fn cut(&mut self, top: u32, apex: u32) {
        let Node { parent, size, .. } = self.nodes[top as usize];
        self.order.cut(top, upward(&self.nodes, parent));
        climb(&mut self.nodes, parent, apex, |_, at| at.size -= size);
    }

    /// Hangs a tree from a node of another, whose subtrees count it up to the apex.
    fn hang(&mut self, top: u32, from: u32, apex: u32) {
        self.nodes[top as usize].parent = from;
        let size = self.nodes[top as usize].size;
        self.order.hang(top, from, upward(&self.nodes, from));
        climb(&mut self.nodes, from, apex, |_, at| at.size += size);
    }

    /// Turns the tree over that was cut out at `cut`, so that it can hang from `top`.
    fn turn(&mut self, top: u32, cut: u32) {
        let total = self.nodes[cut as usize].size;
        self.stem.clear();
        let (mut node, mut below) = (top, None);
        loop {
            self.stem.push(node);
            let at = &mut self.nodes[node as usize];
            let old = at.clone();
            match below {
                None => at.size = total,
                Some((child, Node { arc, flow, size, .. })) => {
                    *at = Node { parent: child, arc: arc.flipped(), flow, size: total - size };
                }
            }
            if node == cut {
                break;
            }
            (node, below) = (old.parent, Some((node, old)));
        }
        self.order.turn(&self.stem);
    }
}

/// The nodes from this one up to the root.
fn upward(nodes: &[Node], node: u32) -> impl Iterator<Item = u32> + '_ {
    let parent = |node: &u32| Some(nodes[*node as usize].parent).filter(|node| *node != NONE);
    std::iter::successors(Some(node), parent)
}

/// Changes each node from this one up to the apex, but for the apex itself.
#[inline]
fn climb(nodes: &mut [Node], mut node: u32, apex: u32, mut change: impl FnMut(u32, &mut Node)) {
    while node != apex {
        let at = &mut nodes[node as usize];
        change(node, at);
        node = at.parent;
    }
}
