//! The parts of an instance that share nothing, each solved by itself.
//!
//! Cities share nothing, and within a city kinds that no unit gives together do not. A component
//! is small; and since it is numbered as a walk meets it, what stands near one another in the flow
//! does so in memory, and a pivot finds it in the processor's cache.

use std::collections::VecDeque;

use super::model::{Frozen, Limit, Model, Need, Offer, count};
use super::network::Nodes;

/// A part of an instance, as an instance of its own.
pub(crate) struct Component {
    pub(crate) model: Model,
    /// By its own needs, which need of the whole instance that is; and so on.
    pub(crate) needs: Vec<u32>,
    pub(crate) offers: Vec<u32>,
    limits: Vec<u32>,
    groups: Vec<u32>,
}

impl Component {
    /// The whole instance, in components that are put together until they have `nodes_min` nodes.
    pub(crate) fn all(model: &Model, nodes_min: usize) -> Vec<Component> {
        let numbers = Nodes::of(model);
        // What each node of the whole is in its component.
        let mut own = vec![0; numbers.root as usize];
        walks(model, numbers, nodes_min)
            .into_iter()
            .map(|walk| Component::of(model, numbers, &walk, &mut own))
            .collect()
    }

    fn of(model: &Model, numbers: Nodes, walk: &[u32], own: &mut [u32]) -> Component {
        let mut of_kind = |first, end| {
            let nodes = walk.iter().copied().filter(|node| (first..end).contains(node));
            let named = nodes.zip(0..).map(|(node, at)| {
                own[node as usize] = at;
                node - first
            });
            named.collect::<Vec<u32>>()
        };
        let needs = of_kind(0, numbers.offers);
        let offers = of_kind(numbers.offers, numbers.limits);
        let limits = of_kind(numbers.limits, numbers.groups);
        let groups = of_kind(numbers.groups, numbers.root);
        let offer = |offer| own[numbers.offer(offer) as usize];
        let limit = |limit| own[numbers.limit(limit) as usize];
        let group = |group| own[numbers.group(group) as usize];

        let mut starts = vec![0];
        let (mut heads, mut scores) = (Vec::new(), Vec::new());
        let mut row = Vec::new();
        for need in &needs {
            row.extend(model.edges_of(*need).map(|edge| (offer(edge.offer), edge.score)));
            row.sort_unstable();
            for (head, score) in row.drain(..) {
                heads.push(head);
                scores.push(score);
            }
            starts.push(count(heads.len()));
        }
        let frozen = needs.iter().flat_map(|need| model.frozen_of(*need));
        let frozen = frozen.map(|frozen| Frozen {
            need: own[frozen.need as usize],
            offer: offer(frozen.offer),
            lots: frozen.lots,
        });
        let mut frozen: Vec<_> = frozen.collect();
        frozen.sort_unstable();
        let needs_of = needs.iter().map(|need| model.needs[*need as usize]);
        let offers_of = offers.iter().map(|offer| model.offers[*offer as usize]);
        let limits_of = limits.iter().map(|limit| model.limits[*limit as usize]);
        let lots_of = |lots: &[u32]| groups.iter().map(|group| lots[*group as usize]).collect();
        let model = Model {
            limits: limits_of.map(|of| Limit { within: of.within.map(limit), ..of }).collect(),
            offers: offers_of.map(|of| Offer { limit: limit(of.limit), ..of }).collect(),
            needs: needs_of.map(|of| Need { group: group(of.group), ..of }).collect(),
            carried: lots_of(&model.carried),
            demand: lots_of(&model.demand),
            starts,
            heads,
            scores,
            frozen,
        };
        Component { model, needs, offers, limits, groups }
    }

    /// What its nodes are in the whole instance, whose numbers these are.
    pub(crate) fn nodes(&self, whole: Nodes) -> impl Iterator<Item = u32> + '_ {
        let offers = self.offers.iter().map(move |offer| whole.offer(*offer));
        let limits = self.limits.iter().map(move |limit| whole.limit(*limit));
        let groups = self.groups.iter().map(move |group| whole.group(*group));
        self.needs.iter().copied().chain(offers).chain(limits).chain(groups)
    }
}

/// All nodes, breadth first, cut where a walk has met all that it can and is long enough.
fn walks(model: &Model, numbers: Nodes, nodes_min: usize) -> Vec<Vec<u32>> {
    let neighbours = Neighbours::of(model, numbers);
    let mut is_met = vec![false; numbers.root as usize];
    let (mut walks, mut walk) = (Vec::new(), Vec::new());
    let mut ahead = VecDeque::new();
    for start in 0..numbers.root {
        ahead.push_back(start);
        while let Some(node) = ahead.pop_front() {
            if std::mem::replace(&mut is_met[node as usize], true) {
                continue;
            }
            walk.push(node);
            ahead.extend(neighbours.of_node(node).iter().filter(|node| !is_met[**node as usize]));
        }
        if walk.len() >= nodes_min || start + 1 == numbers.root {
            walks.push(std::mem::take(&mut walk));
        }
    }
    walks
}

/// Whom each node is joined with by a pair or a home arc, the root left out.
struct Neighbours {
    starts: Vec<u32>,
    nodes: Vec<u32>,
}

impl Neighbours {
    fn of(model: &Model, numbers: Nodes) -> Neighbours {
        let homes = numbers.homes(model);
        let homes = || (0..).zip(homes.iter().copied()).filter(|(_, head)| *head != numbers.root);
        let pairs = || model.edges().map(|edge| (edge.need, numbers.offer(edge.offer)));
        let arcs = || homes().chain(pairs()).flat_map(|(tail, head)| [(tail, head), (head, tail)]);
        let mut starts = vec![0; numbers.root as usize + 1];
        for (node, _) in arcs() {
            starts[node as usize + 1] += 1;
        }
        for node in 0..numbers.root as usize {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut nodes = vec![0; starts[numbers.root as usize] as usize];
        for (node, neighbour) in arcs() {
            nodes[next[node as usize] as usize] = neighbour;
            next[node as usize] += 1;
        }
        Neighbours { starts, nodes }
    }

    fn of_node(&self, node: u32) -> &[u32] {
        &self.nodes[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }
}
