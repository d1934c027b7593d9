//! Repair: what a change has upset is sent along shortest paths until the plan is the best again.
//!
//! A change leaves some nodes with lots too many (*excess*) or too few (*deficit*) and no residual
//! arc with a reduced cost below 0. Each such node is joined with its like, or with the root, by a
//! shortest path in the residual network, by Dijkstra on reduced costs; lots go along it, and the
//! potentials of the nodes that were reached nearer than the path's end move by the difference
//! (*successive shortest paths*, Ahuja, Magnanti, Orlin, ch. 9.7). The invariant holds again after
//! each path.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::lex::Lex;
use super::live::{ByNode, Live, Node};
use super::model::Model;

/// A residual arc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// One lot more on the pair, or fewer.
    Pair { need: u32, offer: u32, score: u16, is_more: bool },
    /// One lot more on the home arc of this node, or fewer.
    Home { node: Node, is_more: bool },
}

/// Which way a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From an excess along residual arcs to the root.
    Out,
    /// From a deficit against residual arcs to the root.
    In,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Label {
    distance: Lex,
    /// The arc by which the node was reached, and from where.
    by: Option<(Step, Node)>,
    is_final: bool,
}

/// What a search uses, kept for the next one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    pub(crate) labels: ByNode<Option<Label>>,
    labelled: Vec<Node>,
    /// The nearest first; of those as near, the one nearer home: it is often the last.
    heap: BinaryHeap<(Reverse<Lex>, Node)>,
}

impl Scratch {
    pub(crate) fn of(model: &Model) -> Scratch {
        let labels = ByNode::filled(model, None);
        Scratch { labels, ..Scratch::default() }
    }

    fn clear(&mut self) {
        for node in self.labelled.drain(..) {
            *self.labels.at_mut(node) = None;
        }
        self.heap.clear();
    }

    fn label(&mut self, node: Node, distance: Lex, by: Option<(Step, Node)>) {
        let label = self.labels.at_mut(node).replace(Label { distance, by, is_final: false });
        if label.is_none() {
            self.labelled.push(node);
        }
        self.heap.push((Reverse(distance), node));
    }
}

/// Lots that nodes have too many (above 0) or too few.
pub(crate) type Imbalances = BTreeMap<Node, i64>;

impl Live {
    /// Joins every excess with a deficit or the root, and every deficit with the root.
    pub(crate) fn balance(&mut self, mut imbalances: Imbalances) {
        // What the root has too many or too few, it has not sent or got yet: it takes anything.
        imbalances.remove(&Node::Root);
        imbalances.retain(|_, lots| *lots != 0);
        while let Some((node, lots)) = imbalances.first_key_value().map(|(at, lots)| (*at, *lots)) {
            let way = if lots > 0 { Way::Out } else { Way::In };
            let (end, sent) = self.send(node, way, &imbalances);
            let mut settle = |node, by: i64| {
                let left = imbalances.entry(node).or_default();
                *left += by;
                if *left == 0 {
                    imbalances.remove(&node);
                }
            };
            let sent = if way == Way::Out { sent } else { -sent };
            settle(node, -sent);
            if end != Node::Root {
                settle(end, sent);
            }
        }
    }

    /// One shortest path between the node and a node with the opposite imbalance, or the root. Its
    /// end, and how many lots went along it.
    fn send(&mut self, node: Node, way: Way, imbalances: &Imbalances) -> (Node, i64) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let wanted = |node: Node| match imbalances.get(&node) {
            Some(lots) if way == Way::Out => (-lots).max(0),
            Some(lots) => (*lots).max(0),
            None if node == Node::Root => i64::MAX,
            None => 0,
        };
        let (end, far) = self.search(node, way, &mut scratch, |node| wanted(node) > 0);
        for reached in &scratch.labelled {
            let Some(Label { distance, is_final: true, .. }) = *scratch.labels.at(*reached) else {
                continue;
            };
            if distance < far {
                let (by, old) = (far - distance, *self.potential.at(*reached));
                self.set_potential(*reached, if way == Way::Out { old + by } else { old - by });
            }
        }
        let mut steps = Vec::new();
        let mut at = end;
        while let Some((step, before)) = scratch.labels.at(at).and_then(|label| label.by) {
            steps.push(step);
            at = before;
        }
        let most = wanted(end).min(imbalances[&node].abs());
        let lots = steps.iter().map(|step| self.residual(*step)).fold(most, i64::min);
        for step in steps {
            self.push(step, lots);
        }
        self.scratch = scratch;
        (end, lots)
    }

    /// Labels nodes by their distance until one is an end; it, and how far it is.
    fn search(
        &self,
        start: Node,
        way: Way,
        scratch: &mut Scratch,
        is_end: impl Fn(Node) -> bool,
    ) -> (Node, Lex) {
        scratch.clear();
        scratch.label(start, Lex::ZERO, None);
        let mut nearest: Option<(Node, Lex)> = None;
        while let Some((Reverse(distance), node)) = scratch.heap.pop() {
            if let Some((end, far)) = nearest.filter(|(_, far)| *far <= distance) {
                return (end, far);
            }
            let Some(label) = scratch.labels.at_mut(node) else { continue };
            if std::mem::replace(&mut label.is_final, true) {
                continue;
            }
            self.arcs(node, way, |step, other, reduced| {
                let distance = distance + reduced;
                // Nothing as far as an end is of use.
                let is_far = nearest.is_some_and(|(_, far)| far <= distance);
                let known = scratch.labels.at(other);
                if !is_far && known.is_none_or(|known| distance < known.distance) {
                    scratch.label(other, distance, Some((step, node)));
                    if is_end(other) {
                        nearest = Some((other, distance));
                    }
                }
            });
        }
        unreachable!("nothing served is a plan, so what is too much somewhere has a way");
    }

    /// The residual arcs out of the node, or into it, with their reduced costs.
    fn arcs(&self, node: Node, way: Way, mut see: impl FnMut(Step, Node, Lex)) {
        // The home arc: out of the node with one lot more, into it with one fewer.
        let mut home = |of: Node, is_more: bool, other: Node| {
            let step = Step::Home { node: of, is_more };
            if self.residual(step) > 0 {
                see(step, other, self.reduced(step));
            }
        };
        let is_out = way == Way::Out;
        if node != Node::Root {
            home(node, is_out, self.home(node));
        }
        // The home arcs that lead here, the other way round.
        match node {
            Node::Limit(limit) => {
                for offer in &self.offers_of_limit[limit as usize] {
                    home(Node::Offer(*offer), !is_out, Node::Offer(*offer));
                }
                for inner in &self.limits_of_limit[limit as usize] {
                    home(Node::Limit(*inner), !is_out, Node::Limit(*inner));
                }
            }
            Node::Group(group) => {
                for need in &self.needs_of_group[group as usize] {
                    home(Node::Need(*need), !is_out, Node::Need(*need));
                }
            }
            Node::Need(_) | Node::Offer(_) | Node::Root => {}
        }
        let mut pair = |need, offer, score, other| {
            let is_more = matches!(node, Node::Need(_)) == is_out;
            let step = Step::Pair { need, offer, score, is_more };
            see(step, other, self.reduced(step));
        };
        match (node, way) {
            (Node::Need(need), Way::Out) => {
                for to in &self.rows[need as usize] {
                    pair(need, to.other, to.score, Node::Offer(to.other));
                }
            }
            (Node::Offer(offer), Way::In) => {
                for from in &self.columns[offer as usize] {
                    pair(from.other, offer, from.score, Node::Need(from.other));
                }
            }
            (Node::Need(need), Way::In) => {
                for (offer, _) in &self.gets[need as usize] {
                    let score = self.score_of(need, *offer).unwrap_or(0);
                    pair(need, *offer, score, Node::Offer(*offer));
                }
            }
            (Node::Offer(offer), Way::Out) => {
                for (need, _) in &self.gives[offer as usize] {
                    let score = self.score_of(*need, offer).unwrap_or(0);
                    pair(*need, offer, score, Node::Need(*need));
                }
            }
            (Node::Limit(_) | Node::Group(_) | Node::Root, _) => {}
        }
    }

    /// What one lot along the residual arc costs more than the potentials say.
    fn reduced(&self, step: Step) -> Lex {
        let (cost, tail, head, is_more) = match step {
            Step::Pair { need, offer, score, is_more } => {
                let cost = self.cost_of_pair(need, offer, score);
                (cost, Node::Need(need), Node::Offer(offer), is_more)
            }
            Step::Home { node, is_more } => {
                (self.cost_of_home(node, is_more), node, self.home(node), is_more)
            }
        };
        let reduced = cost - *self.potential.at(tail) + *self.potential.at(head);
        if is_more { reduced } else { -reduced }
    }

    /// How many lots go along the residual arc at this cost.
    fn residual(&self, step: Step) -> i64 {
        match step {
            Step::Pair { is_more: true, .. } => i64::MAX,
            Step::Pair { need, offer, is_more: false, .. } => self.lots_of(need, offer),
            Step::Home { node, is_more } => {
                let flow = *self.flow.at(node);
                let left = match (node, is_more) {
                    (Node::Offer(_) | Node::Limit(_), true) => self.capacity.at(node) - flow,
                    (Node::Need(_) | Node::Group(_) | Node::Root, true) => i64::MAX,
                    (_, false) => flow,
                };
                // The next lot of a group has another cost.
                let is_piece = matches!(node, Node::Group(_)) && self.fair.is_some();
                if is_piece { left.min(1) } else { left }
            }
        }
    }

    fn push(&mut self, step: Step, lots: i64) {
        match step {
            Step::Pair { need, offer, score, is_more } => {
                self.push_pair(need, offer, score, if is_more { lots } else { -lots });
            }
            Step::Home { node, is_more } => {
                self.push_home(node, if is_more { lots } else { -lots });
            }
        }
    }

    /// What is upset at the home arc of a node once its cost or its capacity has changed: lots
    /// beyond the capacity are taken back, lots that pay for themselves are sent.
    pub(crate) fn settle_home(&mut self, node: Node, imbalances: &mut Imbalances) {
        loop {
            let flow = *self.flow.at(node);
            let over = match node {
                Node::Offer(_) | Node::Limit(_) => flow - self.capacity.at(node),
                Node::Need(_) | Node::Group(_) | Node::Root => 0,
            };
            let lots = if over > 0 {
                -over
            } else {
                let pays = |is_more| {
                    let step = Step::Home { node, is_more };
                    let left = self.residual(step);
                    (left > 0 && self.reduced(step) < Lex::ZERO).then_some(left)
                };
                match (pays(true), pays(false)) {
                    (Some(more), _) => more,
                    (None, Some(fewer)) => -fewer,
                    (None, None) => return,
                }
            };
            self.push_home(node, lots);
            *imbalances.entry(node).or_default() -= lots;
            *imbalances.entry(self.home(node)).or_default() += lots;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::certificate::check;
    use super::super::changes::Change;
    use super::super::levels::{Options, solve};
    use super::super::model::{Need, Offer};
    use super::super::objective::Policy;
    use super::super::samples::{SMALL, models, policies};
    use super::*;

    /// A change drawn at random; its indices are taken modulo what is there.
    #[derive(Debug, Clone)]
    enum Event {
        Change(Change),
        AddNeed(Need, Vec<(u32, u16)>),
        AddOffer(Offer, Vec<(u32, u16)>),
    }

    fn events() -> impl Strategy<Value = Event> {
        let index = || 0..1000_u32;
        let fits = || prop::collection::btree_map(index(), 0..=1000_u16, 0..8);
        let need = (0..1000_u32, 1..=4_u8, 0..9_u32, 0..6_u32);
        let need = need.prop_map(|(group, tier, lots, value)| Need {
            group,
            tier,
            lots,
            value,
            name: group,
        });
        let offer =
            (index(), 0..9_u32).prop_map(|(limit, lots)| Offer { limit, lots, name: limit });
        prop_oneof![
            (index(), index(), 0..5_u32).prop_map(|(need, offer, lots)| Event::Change(
                Change::Accept { need, offer, lots }
            )),
            (index(), index())
                .prop_map(|(need, offer)| Event::Change(Change::Decline { need, offer })),
            (index(), index())
                .prop_map(|(need, offer)| Event::Change(Change::Release { need, offer })),
            index().prop_map(|need| Event::Change(Change::WithdrawNeed { need })),
            index().prop_map(|offer| Event::Change(Change::WithdrawOffer { offer })),
            (index(), 0..9_u32).prop_map(|(need, lots)| Event::Change(Change::Lots { need, lots })),
            (index(), 0..9_u32)
                .prop_map(|(offer, lots)| Event::Change(Change::OfferLots { offer, lots })),
            (need, fits())
                .prop_map(|(need, fits)| Event::AddNeed(need, fits.into_iter().collect())),
            (offer, fits())
                .prop_map(|(offer, fits)| Event::AddOffer(offer, fits.into_iter().collect())),
        ]
    }

    /// The change with indices that point at something, or none if it would break its promise.
    fn aimed(live: &Live, change: Change) -> Option<Change> {
        let needs = u32::try_from(live.model.needs.len()).unwrap();
        let offers = u32::try_from(live.model.offers.len()).unwrap();
        // Pairs that are there, rather than any two.
        let pair = |need: u32, offer: u32| {
            let need = need % needs;
            let row = &live.rows[need as usize];
            let at = offer as usize % row.len().max(1);
            row.get(at).map(|pair| (need, pair.other))
        };
        let accepted = |of: &dyn Fn(&(u32, u32)) -> bool| -> u32 {
            let pairs = live.frozen.iter().filter(|(pair, _)| of(pair));
            pairs.map(|(_, accepted)| accepted.lots).sum()
        };
        Some(match change {
            Change::Accept { need, offer, lots } => {
                let (need, offer) = pair(need, offer)?;
                Change::Accept { need, offer, lots }
            }
            Change::Decline { need, offer } => {
                let (need, offer) = pair(need, offer)?;
                Change::Decline { need, offer }
            }
            Change::Release { need, .. } => {
                let pairs: Vec<_> = live.frozen.keys().collect();
                let (need, offer) = **pairs.get(need as usize % pairs.len().max(1))?;
                Change::Release { need, offer }
            }
            Change::WithdrawNeed { need } => Change::WithdrawNeed { need: need % needs },
            Change::WithdrawOffer { offer } => Change::WithdrawOffer { offer: offer % offers },
            Change::Lots { need, lots } => {
                let need = need % needs;
                Change::Lots { need, lots: lots.max(accepted(&|(of, _)| *of == need)) }
            }
            Change::OfferLots { offer, lots } => {
                let offer = offer % offers;
                Change::OfferLots { offer, lots: lots.max(accepted(&|(_, of)| *of == offer)) }
            }
        })
    }

    fn happens(live: &mut Live, event: &Event) {
        let modulo = |fits: &[(u32, u16)], count: usize| {
            let count = u32::try_from(count).unwrap();
            let fits: BTreeMap<_, _> =
                fits.iter().map(|(index, score)| (index % count, *score)).collect();
            fits.into_iter().collect::<Vec<_>>()
        };
        match event {
            Event::Change(change) => {
                if let Some(change) = aimed(live, *change) {
                    let before = (live.lines(), live.total);
                    let cost = live.cost_of(change);
                    assert_eq!((live.lines(), live.total), before, "a trial leaves no trace");
                    let done = live.apply(change);
                    assert_eq!(cost, done.map(|()| live.total - before.1));
                }
            }
            Event::AddNeed(need, fits) => {
                let group = need.group % u32::try_from(live.model.groups()).unwrap();
                let fits = modulo(fits, live.model.offers.len());
                live.add_need(Need { group, ..*need }, &fits).unwrap();
            }
            Event::AddOffer(offer, fits) => {
                let limit = offer.limit % u32::try_from(live.model.limits.len()).unwrap();
                let fits = modulo(fits, live.model.needs.len());
                live.add_offer(Offer { limit, ..*offer }, &fits);
            }
        }
    }

    /// A residual arc that pays for itself, or a node that keeps lots: there is none.
    fn upset(live: &Live) -> Option<String> {
        let all = |count: usize| 0..u32::try_from(count).unwrap();
        let needs = all(live.model.needs.len()).map(Node::Need);
        let offers = all(live.model.offers.len()).map(Node::Offer);
        let limits = all(live.model.limits.len()).map(Node::Limit);
        let groups = all(live.model.groups()).map(Node::Group);
        let mut kept: BTreeMap<Node, i64> = BTreeMap::new();
        let mut found = None;
        for node in needs.chain(offers).chain(limits).chain(groups) {
            live.arcs(node, Way::Out, |step, to, reduced| {
                if reduced < Lex::ZERO {
                    found = Some(format!("{step:?} to {to:?}: {reduced:?}"));
                }
            });
            *kept.entry(node).or_default() -= live.flow.at(node);
            *kept.entry(live.home(node)).or_default() += live.flow.at(node);
            if let Node::Need(need) = node {
                let accepted: u32 =
                    live.frozen.iter().filter(|(p, _)| p.0 == need).map(|(_, a)| a.lots).sum();
                *kept.entry(node).or_default() +=
                    i64::from(live.model.needs[need as usize].lots - accepted);
                for (offer, lots) in &live.gets[need as usize] {
                    *kept.entry(node).or_default() -= lots;
                    *kept.entry(Node::Offer(*offer)).or_default() += lots;
                }
            }
        }
        kept.remove(&Node::Root);
        kept.retain(|_, lots| *lots != 0);
        found.or_else(|| kept.first_key_value().map(|at| format!("kept {at:?}")))
    }

    fn solved(model: &Model, policy: &Policy) -> Live {
        let plan = solve(model, policy, Options::default(), &mut |_| true).unwrap();
        Live::new(model, policy, &plan)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_plan_that_was_taken_up_is_the_plan(model in models(SMALL), policy in policies()) {
            let plan = solve(&model, &policy, Options::default(), &mut |_| true).unwrap();
            let live = Live::new(&model, &policy, &plan);
            prop_assert_eq!(upset(&live), None);
            prop_assert_eq!(live.lines(), plan.lines);
            prop_assert_eq!(Model::new(live.to_parts()), Ok(model));
        }

        #[test]
        fn a_repaired_plan_is_proved_and_as_good_as_a_fresh_one(
            model in models(SMALL),
            policy in policies(),
            events in prop::collection::vec(events(), 1..12),
        ) {
            let mut live = solved(&model, &policy);
            for event in &events {
                happens(&mut live, event);
                prop_assert_eq!(upset(&live), None, "{:?}", event);
                let now = Model::new(live.to_parts()).unwrap();
                let proofs = check(&now, &live.plan())
                    .map_err(|fault| TestCaseError::fail(format!("{event:?}: {fault}")))?;
                let proved: Vec<_> =
                    proofs.iter().map(|proof| (proof.level, proof.value)).collect();
                prop_assert_eq!(&live.values(), &proved);
                prop_assert_eq!(solved(&now, &policy).values(), proved);
            }
        }
    }
}
