//! The nodes of the flow and their numbers; the arc that leads each of them home.
//!
//! Every node but the root has one *home arc*, on the way that a lot takes when nothing fits:
//! need → group (unserved), offer → limit, limit → wider limit or root, group → root. All other
//! arcs are the pairs, need → offer. So an arc is named by its tail alone, or is a pair.

use super::model::{Model, count};

/// No node, no child, no sibling.
pub(crate) const NONE: u32 = u32::MAX;

/// More than any flow: the residual capacity of arcs that only their neighbours bound.
pub(crate) const UNBOUNDED: i32 = i32::MAX;

/// Numbers of nodes: needs from 0, then offers, limits, groups, the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nodes {
    /// The number of needs, and the number of the first offer.
    pub(crate) offers: u32,
    pub(crate) limits: u32,
    pub(crate) groups: u32,
    pub(crate) root: u32,
}

impl Nodes {
    pub(crate) fn of(model: &Model) -> Nodes {
        let offers = count(model.needs.len());
        let limits = offers + count(model.offers.len());
        let groups = limits + count(model.limits.len());
        Nodes { offers, limits, groups, root: groups + count(model.groups()) }
    }

    pub(crate) fn offer(self, offer: u32) -> u32 {
        self.offers + offer
    }

    pub(crate) fn limit(self, limit: u32) -> u32 {
        self.limits + limit
    }

    pub(crate) fn group(self, group: u32) -> u32 {
        self.groups + group
    }

    pub(crate) fn is_need(self, node: u32) -> bool {
        node < self.offers
    }

    pub(crate) fn is_group(self, node: u32) -> bool {
        (self.groups..self.root).contains(&node)
    }

    /// Where the home arc of each node leads, the root left out.
    pub(crate) fn homes(self, model: &Model) -> Vec<u32> {
        let needs = model.needs.iter().map(|need| self.group(need.group));
        let offers = model.offers.iter().map(|offer| self.limit(offer.limit));
        let limits = model
            .limits
            .iter()
            .map(|limit| limit.within.map_or(self.root, |within| self.limit(within)));
        let groups = (self.groups..self.root).map(|_| self.root);
        needs.chain(offers).chain(limits).chain(groups).collect()
    }
}

/// Lots as the signed numbers that flows are counted in: the model's bounds keep them below 2^30.
pub(crate) fn signed(lots: u32) -> i32 {
    i32::try_from(lots).expect("a model has at most 2^30 lots")
}

/// Lots again.
pub(crate) fn unsigned(flow: i32) -> u32 {
    u32::try_from(flow).expect("a flow is never negative")
}
