//! Small random instances for the tests.

use proptest::prelude::*;

use super::model::{Edge, Frozen, Limit, Model, Need, Offer, Parts};
use super::objective::{Level, Policy};

/// How large the instances are.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) needs: usize,
    pub(crate) offers: usize,
    pub(crate) lots: u32,
    pub(crate) edges: usize,
}

/// So small that every plan can be tried.
pub(crate) const TINY: Size = Size { needs: 4, offers: 3, lots: 3, edges: 6 };
pub(crate) const SMALL: Size = Size { needs: 30, offers: 20, lots: 9, edges: 150 };

/// Instances with nested limits, carried lots and accepted pairs.
pub(crate) fn models(size: Size) -> impl Strategy<Value = Model> {
    let lots = size.lots;
    let limit = (0..=lots * 3, any::<Option<prop::sample::Index>>());
    let offer = (any::<prop::sample::Index>(), 0..=lots);
    let need = (0..4_u32, 1..=4_u8, 0..=lots, 0..6_u32);
    let edge = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..=4_u16);
    (
        prop::collection::vec(limit, 1..=5),
        prop::collection::vec(offer, 1..=size.offers),
        prop::collection::vec(need, 1..=size.needs),
        prop::collection::vec(0..=2_u32, 0..=4),
        prop::collection::vec(edge, 0..=size.edges),
        prop::collection::vec((any::<prop::sample::Index>(), 0..=2_u32), 0..=2),
    )
        .prop_map(|(limits, offers, needs, carried, edges, frozen)| {
            let limits: Vec<_> = limits
                .into_iter()
                .enumerate()
                .map(|(at, (lots, within))| {
                    // Within an earlier one, so no circle.
                    let within = within.filter(|_| at > 0);
                    let within = within.map(|within| to_u32(within.index(at)));
                    Limit { lots, within }
                })
                .collect();
            let offers: Vec<_> = offers
                .into_iter()
                .zip(0..)
                .map(|((limit, lots), name)| {
                    let limit = to_u32(limit.index(limits.len()));
                    Offer { limit, lots, name }
                })
                .collect();
            let needs: Vec<_> = needs
                .into_iter()
                .zip(0..)
                .map(|((group, tier, lots, value), name)| Need { group, tier, lots, value, name })
                .collect();
            let mut edges: Vec<_> = edges
                .into_iter()
                .map(|(need, offer, score)| Edge {
                    need: to_u32(need.index(needs.len())),
                    offer: to_u32(offer.index(offers.len())),
                    score: score * 250,
                })
                .collect();
            edges.sort_unstable();
            edges.dedup_by_key(|edge| (edge.need, edge.offer));
            let parts = Parts { limits, offers, needs, carried, edges, frozen: Vec::new() };
            with_frozen(parts, &frozen)
        })
}

/// Accepts what can be accepted of these.
fn with_frozen(mut parts: Parts, frozen: &[(prop::sample::Index, u32)]) -> Model {
    if parts.edges.is_empty() {
        return Model::new(parts).expect("only what fits was put in");
    }
    for (edge, lots) in frozen {
        let Edge { need, offer, .. } = parts.edges[edge.index(parts.edges.len())];
        let mut tried = parts.clone();
        tried.frozen.push(Frozen { need, offer, lots: *lots });
        if Model::new(tried.clone()).is_ok() {
            parts = tried;
        }
    }
    Model::new(parts).expect("only what fits was put in")
}

/// Policies of any levels in any order.
pub(crate) fn policies() -> impl Strategy<Value = Policy> {
    let all = Just(Level::ALL.to_vec()).prop_shuffle();
    (all, 1..=Level::ALL.len()).prop_map(|(mut levels, count)| {
        levels.truncate(count);
        Policy::new(levels).expect("no level stands twice")
    })
}

fn to_u32(index: usize) -> u32 {
    u32::try_from(index).expect("small")
}
