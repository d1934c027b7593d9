//! A plan that is kept: its flow and its potentials, with all levels at once.
//!
//! Here the flow has no basis. What is stored is what repair needs: for every pair that is used its
//! lots, for every home arc its flow, for every node its potential. Every change of them goes
//! through the few functions of this file, which keep the total cost and a journal, so that a
//! change can be tried and taken back.
//!
//! Invariant between two changes: the flow is feasible, and no residual arc has a reduced cost
//! below 0 (Ahuja, Magnanti, Orlin, theorem 9.3), compared level by level. So it is the best plan.

use std::collections::BTreeMap;

use super::lex::Lex;
use super::model::{Edge, Frozen, Left, Model, Parts};
use super::network::Nodes;
use super::objective::{Level, Policy, cost_of_unserved_lot};
use super::plan::{Line, Plan, Solved};
use super::repair::Scratch;
use super::standing::UNLIMITED;

/// A pair in the row of its need, and in the row of its offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) other: u32,
    pub(crate) score: u16,
}

/// What one node is, by its index among its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Node {
    Need(u32),
    Offer(u32),
    Limit(u32),
    Group(u32),
    Root,
}

/// A flow, or a potential, by kind of node.
#[derive(Debug, Clone, Default)]
pub(crate) struct ByNode<T> {
    pub(crate) needs: Vec<T>,
    pub(crate) offers: Vec<T>,
    pub(crate) limits: Vec<T>,
    pub(crate) groups: Vec<T>,
    pub(crate) root: T,
}

impl<T: Clone> ByNode<T> {
    pub(crate) fn at(&self, node: Node) -> &T {
        match node {
            Node::Need(index) => &self.needs[index as usize],
            Node::Offer(index) => &self.offers[index as usize],
            Node::Limit(index) => &self.limits[index as usize],
            Node::Group(index) => &self.groups[index as usize],
            Node::Root => &self.root,
        }
    }

    pub(crate) fn at_mut(&mut self, node: Node) -> &mut T {
        match node {
            Node::Need(index) => &mut self.needs[index as usize],
            Node::Offer(index) => &mut self.offers[index as usize],
            Node::Limit(index) => &mut self.limits[index as usize],
            Node::Group(index) => &mut self.groups[index as usize],
            Node::Root => &mut self.root,
        }
    }

    pub(crate) fn filled(model: &Model, with: T) -> ByNode<T> {
        ByNode {
            needs: vec![with.clone(); model.needs.len()],
            offers: vec![with.clone(); model.offers.len()],
            limits: vec![with.clone(); model.limits.len()],
            groups: vec![with.clone(); model.groups()],
            root: with,
        }
    }
}

/// An accepted pair, which stands in no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub(crate) lots: u32,
    pub(crate) score: u16,
}

/// What is otherwise than before, some of it twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// The needs whose unserved lots moved.
    pub needs: Vec<u32>,
    /// The limits, other than [`UNLIMITED`], under which lots moved or became more or fewer.
    pub limits: Vec<u32>,
}

/// How a change is taken back.
#[derive(Debug, Clone)]
pub(crate) enum Undo {
    Potential(Node, Lex),
    Pair { need: u32, offer: u32, lots: i64 },
    Home(Node, i64),
    Capacity(Node, i64),
    Lots { need: u32, lots: u32 },
    OfferLots { offer: u32, lots: u32 },
    LimitLots { limit: u32, lots: u32 },
    RemovePair { need: u32, offer: u32 },
    InsertPair { need: u32, offer: u32, score: u16 },
    Frozen { need: u32, offer: u32, before: Option<Accepted> },
    Total(Lex),
}

/// A plan under repair.
#[derive(Debug, Clone)]
pub struct Live {
    pub(crate) policy: Policy,
    /// Needs, offers, limits and carried lots as they are now; its rows are those below.
    pub(crate) model: Model,
    /// By need and by offer, the pairs that are open.
    pub(crate) rows: Vec<Vec<Pair>>,
    pub(crate) columns: Vec<Vec<Pair>>,
    pub(crate) frozen: BTreeMap<(u32, u32), Accepted>,
    /// By need and by offer, the pairs that are used, with their lots. Few each.
    pub(crate) gets: Vec<Vec<(u32, i64)>>,
    pub(crate) gives: Vec<Vec<(u32, i64)>>,
    pub(crate) flow: ByNode<i64>,
    /// Of offers and limits; what accepted pairs take is taken off.
    pub(crate) capacity: ByNode<i64>,
    pub(crate) potential: ByNode<Lex>,
    pub(crate) needs_of_group: Vec<Vec<u32>>,
    pub(crate) offers_of_limit: Vec<Vec<u32>>,
    pub(crate) limits_of_limit: Vec<Vec<u32>>,
    pub(crate) total: Lex,
    pub(crate) journal: Option<Vec<Undo>>,
    /// What moved, where somebody keeps count of it.
    pub(crate) moved: Option<Moved>,
    /// Where level fair stands in the policy.
    pub(crate) fair: Option<usize>,
    /// The levels at which pairs cost something, and where they stand.
    pub(crate) edge_levels: Vec<(usize, Level)>,
    pub(crate) scratch: Scratch,
}

impl Live {
    /// Takes up the best plan of this model under this policy, with its potentials.
    pub fn new(model: &Model, policy: &Policy, plan: &Plan) -> Live {
        let Left { offers, limits, .. } = model.left();
        let wide = |lots: Vec<u32>| lots.into_iter().map(i64::from).collect();
        let mut capacity = ByNode::filled(model, 0);
        (capacity.offers, capacity.limits) = (wide(offers), wide(limits));
        let mut live = Live {
            policy: policy.clone(),
            rows: vec![Vec::new(); model.needs.len()],
            columns: vec![Vec::new(); model.offers.len()],
            frozen: BTreeMap::new(),
            gets: vec![Vec::new(); model.needs.len()],
            gives: vec![Vec::new(); model.offers.len()],
            flow: ByNode::filled(model, 0),
            capacity,
            potential: ByNode::filled(model, Lex::ZERO),
            needs_of_group: vec![Vec::new(); model.groups()],
            offers_of_limit: vec![Vec::new(); model.limits.len()],
            limits_of_limit: vec![Vec::new(); model.limits.len()],
            total: Lex::ZERO,
            journal: None,
            moved: None,
            fair: policy.levels().iter().position(|level| *level == Level::Fair),
            edge_levels: policy
                .levels()
                .iter()
                .copied()
                .enumerate()
                .filter(|(_, level)| level.has_edge_costs())
                .collect(),
            scratch: Scratch::of(model),
            model: model.clone(),
        };
        live.take_rows();
        live.take_potentials(&plan.levels);
        live.take_flow(&plan.lines);
        live
    }

    fn take_rows(&mut self) {
        for Frozen { need, offer, lots } in self.model.frozen.clone() {
            let score = self.model.score(need, offer).expect("an accepted pair fits");
            self.frozen.insert((need, offer), Accepted { lots, score });
        }
        for Edge { need, offer, score } in self.model.edges() {
            if !self.frozen.contains_key(&(need, offer)) {
                self.rows[need as usize].push(Pair { other: offer, score });
                self.columns[offer as usize].push(Pair { other: need, score });
            }
        }
        for (index, need) in (0..).zip(&self.model.needs) {
            self.needs_of_group[need.group as usize].push(index);
        }
        for (index, offer) in (0..).zip(&self.model.offers) {
            self.offers_of_limit[offer.limit as usize].push(index);
        }
        for (index, limit) in (0..).zip(&self.model.limits) {
            if let Some(within) = limit.within {
                self.limits_of_limit[within as usize].push(index);
            }
        }
        // From here on the rows are the ones above.
        self.model.heads = Vec::new();
        self.model.scores = Vec::new();
        self.model.starts = Vec::new();
        self.model.frozen = Vec::new();
    }

    fn take_potentials(&mut self, levels: &[Solved]) {
        let numbers = Nodes::of(&self.model);
        for (at, level) in self.policy.levels().iter().enumerate() {
            let solved = levels.iter().find(|solved| solved.level == *level && solved.round == 0);
            let Some(Solved { potentials, .. }) = solved else { continue };
            let potential = &mut self.potential;
            let from = |start: u32, nodes: &mut Vec<Lex>| {
                for (node, value) in nodes.iter_mut().zip(&potentials[start as usize..]) {
                    node.0[at] = *value;
                }
            };
            from(0, &mut potential.needs);
            from(numbers.offers, &mut potential.offers);
            from(numbers.limits, &mut potential.limits);
            from(numbers.groups, &mut potential.groups);
        }
    }

    fn take_flow(&mut self, lines: &[Line]) {
        for (index, need) in (0..).zip(self.model.needs.clone()) {
            self.push_home(Node::Need(index), i64::from(need.lots));
            self.push_home(Node::Group(need.group), i64::from(need.lots));
        }
        for Line { need, offer, lots } in lines {
            let (pair, lots) = ((*need, *offer), i64::from(*lots));
            self.push_home(Node::Need(*need), -lots);
            self.push_home(Node::Group(self.model.needs[*need as usize].group), -lots);
            if let Some(Accepted { score, .. }) = self.frozen.get(&pair).copied() {
                self.total += self.cost_of_pair(*need, *offer, score) * lots;
                continue;
            }
            let score = self.score_of(*need, *offer).expect("a line's pair is open");
            self.push_pair(*need, *offer, score, lots);
            self.push_home(Node::Offer(*offer), lots);
            for limit in self.model.limits_of(*offer).collect::<Vec<_>>() {
                self.push_home(Node::Limit(limit), lots);
            }
        }
    }

    pub(crate) fn score_of(&self, need: u32, offer: u32) -> Option<u16> {
        let pairs = self.rows.get(need as usize)?;
        pairs.iter().find(|pair| pair.other == offer).map(|pair| pair.score)
    }

    pub(crate) fn lots_of(&self, need: u32, offer: u32) -> i64 {
        let used = self.gets[need as usize].iter().find(|(other, _)| *other == offer);
        used.map_or(0, |(_, lots)| *lots)
    }

    /// Where the home arc of a node leads.
    pub(crate) fn home(&self, node: Node) -> Node {
        match node {
            Node::Need(need) => Node::Group(self.model.needs[need as usize].group),
            Node::Offer(offer) => Node::Limit(self.model.offers[offer as usize].limit),
            Node::Limit(limit) => {
                self.model.limits[limit as usize].within.map_or(Node::Root, Node::Limit)
            }
            Node::Group(_) | Node::Root => Node::Root,
        }
    }

    pub(crate) fn cost_of_pair(&self, need: u32, offer: u32, score: u16) -> Lex {
        let mut cost = Lex::ZERO;
        let name = self.model.needs[need as usize].name;
        let names = (name, self.model.offers[offer as usize].name);
        for (at, level) in &self.edge_levels {
            cost.0[*at] = i64::from(level.cost_edge(0, names.0, names.1, score));
        }
        cost
    }

    /// What the next lot on a home arc costs, or the last one.
    pub(crate) fn cost_of_home(&self, node: Node, is_next: bool) -> Lex {
        let mut cost = Lex::ZERO;
        match node {
            Node::Need(need) => {
                let need = &self.model.needs[need as usize];
                for (cost, level) in cost.0.iter_mut().zip(self.policy.levels()) {
                    *cost = level.cost_unserved(need);
                }
            }
            Node::Group(group) => {
                if let Some(at) = self.fair {
                    let lot = self.flow.groups[group as usize] + i64::from(is_next);
                    cost.0[at] = cost_of_unserved_lot(&self.model, group as usize, lot);
                }
            }
            Node::Offer(_) | Node::Limit(_) | Node::Root => {}
        }
        cost
    }

    pub(crate) fn note(&mut self, undo: Undo) {
        if let Some(journal) = &mut self.journal {
            journal.push(undo);
        }
    }

    pub(crate) fn set_potential(&mut self, node: Node, to: Lex) {
        let old = std::mem::replace(self.potential.at_mut(node), to);
        self.note(Undo::Potential(node, old));
    }

    pub(crate) fn set_total(&mut self, to: Lex) {
        let old = std::mem::replace(&mut self.total, to);
        self.note(Undo::Total(old));
    }

    /// So many lots more on a pair, or fewer.
    pub(crate) fn push_pair(&mut self, need: u32, offer: u32, score: u16, lots: i64) {
        self.move_pair(need, offer, lots);
        self.note(Undo::Pair { need, offer, lots });
        self.set_total(self.total + self.cost_of_pair(need, offer, score) * lots);
    }

    pub(crate) fn move_pair(&mut self, need: u32, offer: u32, lots: i64) {
        let shift = |used: &mut Vec<(u32, i64)>, other: u32| {
            match used.iter_mut().find(|(at, _)| *at == other) {
                Some((_, at)) => *at += lots,
                None => used.push((other, lots)),
            }
            used.retain(|(_, lots)| *lots != 0);
        };
        shift(&mut self.gets[need as usize], offer);
        shift(&mut self.gives[offer as usize], need);
        self.moves_under(self.model.offers[offer as usize].limit);
    }

    fn moves_under(&mut self, limit: u32) {
        if let (false, Some(moved)) = (limit == UNLIMITED, &mut self.moved) {
            moved.limits.push(limit);
        }
    }

    /// So many lots more on a home arc, or fewer. Fairness is paid lot by lot.
    pub(crate) fn push_home(&mut self, node: Node, lots: i64) {
        let paid = match node {
            Node::Group(group) => {
                self.fair_cost_between(group, self.flow.groups[group as usize], lots)
            }
            Node::Need(_) => self.cost_of_home(node, true) * lots,
            Node::Offer(_) | Node::Limit(_) | Node::Root => Lex::ZERO,
        };
        *self.flow.at_mut(node) += lots;
        if let (Node::Need(need), Some(moved)) = (node, &mut self.moved) {
            moved.needs.push(need);
        }
        self.note(Undo::Home(node, lots));
        self.set_total(self.total + paid);
    }

    /// What a group's unserved lots cost more when `lots` join the first `flow`.
    pub(crate) fn fair_cost_between(&self, group: u32, flow: i64, lots: i64) -> Lex {
        let mut cost = Lex::ZERO;
        if let Some(at) = self.fair {
            let (from, to) = (flow.min(flow + lots), flow.max(flow + lots));
            let sum: i64 = (from + 1..=to)
                .map(|lot| cost_of_unserved_lot(&self.model, group as usize, lot))
                .sum();
            cost.0[at] = if lots < 0 { -sum } else { sum };
        }
        cost
    }

    pub(crate) fn set_capacity(&mut self, node: Node, to: i64) {
        match node {
            Node::Offer(offer) => self.moves_under(self.model.offers[offer as usize].limit),
            Node::Limit(limit) => self.moves_under(limit),
            Node::Need(_) | Node::Group(_) | Node::Root => {}
        }
        let old = std::mem::replace(self.capacity.at_mut(node), to);
        self.note(Undo::Capacity(node, old));
    }

    /// The lots of a plan, accepted pairs among them.
    pub fn lines(&self) -> Vec<Line> {
        let to_lots = |lots: i64| u32::try_from(lots).expect("a flow is never negative");
        let mut lines = Vec::new();
        for (need, used) in (0..).zip(&self.gets) {
            for (offer, lots) in used {
                lines.push(Line { need, offer: *offer, lots: to_lots(*lots) });
            }
        }
        for ((need, offer), accepted) in self.frozen.iter().filter(|(_, of)| of.lots > 0) {
            lines.push(Line { need: *need, offer: *offer, lots: accepted.lots });
        }
        lines.sort_unstable();
        lines
    }

    /// What every level has reached, as people read it.
    pub fn values(&self) -> Vec<(Level, i64)> {
        let levels = self.policy.levels().iter().zip(self.total.0);
        levels
            .map(|(level, cost)| {
                let value = level.value_of(&self.model, i128::from(cost));
                (*level, i64::try_from(value).expect("a model's sums fit"))
            })
            .collect()
    }

    /// The instance as it is now: what a fresh solve would be given.
    pub fn to_parts(&self) -> Parts {
        let mut edges: Vec<Edge> = Vec::new();
        for (need, row) in (0..).zip(&self.rows) {
            edges.extend(row.iter().map(|pair| Edge {
                need,
                offer: pair.other,
                score: pair.score,
            }));
        }
        let mut frozen = Vec::new();
        for ((need, offer), Accepted { lots, score }) in &self.frozen {
            edges.push(Edge { need: *need, offer: *offer, score: *score });
            frozen.push(Frozen { need: *need, offer: *offer, lots: *lots });
        }
        Parts {
            limits: self.model.limits.clone(),
            offers: self.model.offers.clone(),
            needs: self.model.needs.clone(),
            carried: self.model.carried.clone(),
            edges,
            frozen,
        }
    }

    /// The plan with its certificate, for [`super::certificate::check`].
    pub fn plan(&self) -> Plan {
        let potential = &self.potential;
        let nodes = || {
            let needs = potential.needs.iter().chain(&potential.offers);
            needs.chain(&potential.limits).chain(&potential.groups)
        };
        let levels = self.policy.levels().iter().enumerate();
        let levels = levels.map(|(at, level)| Solved {
            level: *level,
            round: 0,
            potentials: nodes().map(|costs| costs.0[at]).collect(),
        });
        Plan { lines: self.lines(), levels: levels.collect(), pivots: 0 }
    }
}
