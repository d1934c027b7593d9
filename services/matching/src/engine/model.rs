//! What is asked for, what is given, and which pairs fit.
//!
//! Invariant of a [`Model`]: every index points at something, no pair stands twice, and no sum of a
//! level leaves 53 bits. [`Model::new`] refuses everything else, so nothing after it
//! checks again.

use std::ops::Range;

/// More lots than this no need asks for.
pub const NEED_LOTS_MAX: u32 = 500_000;
/// More lots than this no offer and no limit has: beyond it, say "unlimited" with this number.
pub const CAPACITY_LOTS_MAX: u32 = 1_000_000_000;
/// The greatest value of a lot.
pub const VALUE_MAX: u32 = 1_000_000;
/// The greatest score of a pair.
pub const SCORE_MAX: u16 = 1000;
/// The tiers run from 1, urgent, to this.
pub const TIER_MAX: u8 = 4;
/// Unserved and asked-for lots of one group; below it, the pieces of fairness differ in cost.
pub const GROUP_LOTS_MAX: u64 = 500_000;
/// All lots that are asked for.
pub const DEMAND_LOTS_MAX: u64 = 1 << 30;
/// What JSON readers take for an exact integer. The bounds above keep every level's sum below.
pub const SUM_MAX: u64 = 1 << 53;
const _: () = assert!(DEMAND_LOTS_MAX * (VALUE_MAX as u64) < SUM_MAX);
/// More needs, offers, limits or groups than this no instance has.
pub const COUNT_MAX: u32 = 50_000_000;
/// More pairs than this no instance has.
pub const EDGES_MAX: usize = 1 << 31;

/// At most `lots` a period for everything attached to it: a unit, a street, a quota, a slot cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub lots: u32,
    /// The wider limit that this one counts against, too. So limits are laminar.
    pub within: Option<u32>,
}

/// What somebody gives: an offer 资源.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    pub limit: u32,
    pub lots: u32,
    /// What ties are decided by: as long as it stays, they do, whatever number the offer has.
    pub name: u32,
}

/// What somebody asks for: a need 需求, with its verified amount 核实数量.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The community and kind that it counts for in fairness.
    pub group: u32,
    /// 1 urgent … 4.
    pub tier: u8,
    pub lots: u32,
    /// Of one lot.
    pub value: u32,
    /// See [`Offer::name`].
    pub name: u32,
}

/// A pair that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub need: u32,
    pub offer: u32,
    /// How well, 0…1000.
    pub score: u16,
}

/// An accepted pair: exactly so many lots, whatever the optimum would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Frozen {
    pub need: u32,
    pub offer: u32,
    pub lots: u32,
}

/// The parts of a model, in any order, as nobody has checked them yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    pub limits: Vec<Limit>,
    pub offers: Vec<Offer>,
    pub needs: Vec<Need>,
    /// By group, lots left unserved earlier this year; groups beyond its end have none.
    pub carried: Vec<u32>,
    pub edges: Vec<Edge>,
    pub frozen: Vec<Frozen>,
}

/// One of the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Limit(u32),
    Offer(u32),
    Need(u32),
    Group(u32),
    /// By its place in [`Parts::edges`].
    Edge(usize),
    /// By its place in [`Parts::frozen`].
    Frozen(usize),
}

/// Why the parts are no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{part:?}: {fault}")]
pub struct Refusal {
    pub part: Part,
    pub fault: Fault,
}

/// What is wrong with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("there is no {kind} {index}")]
    Dangling { kind: &'static str, index: u32 },
    #[error("{name} {amount} is above {max}")]
    TooLarge { name: &'static str, amount: u64, max: u64 },
    #[error("a tier is 1 to 4")]
    NoTier,
    #[error("need {need} and offer {offer} stand here for the second time")]
    Twice { need: u32, offer: u32 },
    #[error("limit {limit} is within itself")]
    Circular { limit: u32 },
    #[error("need {need} and offer {offer} are frozen, but do not fit each other")]
    NoPair { need: u32, offer: u32 },
    #[error(
        "need {need} and offer {offer} are frozen with {lots} lots, but {whose} {index} \
         has only {left} left"
    )]
    Infeasible { need: u32, offer: u32, lots: u32, whose: &'static str, index: u32, left: u32 },
}

/// A checked instance, its pairs in rows by need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub(crate) limits: Vec<Limit>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) needs: Vec<Need>,
    pub(crate) carried: Vec<u32>,
    /// Lots asked for by group, with what was carried over.
    pub(crate) demand: Vec<u32>,
    /// Where the row of a need begins; one more than there are needs.
    pub(crate) starts: Vec<u32>,
    /// By edge, in order within a row.
    pub(crate) heads: Vec<u32>,
    pub(crate) scores: Vec<u16>,
    /// In order of need and offer.
    pub(crate) frozen: Vec<Frozen>,
}

impl Model {
    /// Checks the parts and puts the pairs in rows. Of several faults it names the first.
    pub fn new(parts: Parts) -> Result<Model, Refusal> {
        check_limits(&parts.limits)?;
        check_offers(&parts)?;
        let (carried, demand) = check_needs(&parts)?;
        let (starts, heads, scores) = rows(&parts)?;
        let Parts { limits, offers, needs, frozen, .. } = parts;
        let mut model =
            Model { limits, offers, needs, carried, demand, starts, heads, scores, frozen };
        model.check_frozen()?;
        model.frozen.sort_unstable();
        Ok(model)
    }

    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    pub fn limits(&self) -> &[Limit] {
        &self.limits
    }

    pub fn groups(&self) -> usize {
        self.demand.len()
    }

    /// Lots that a group asks for, with what was carried over.
    pub fn demand(&self, group: usize) -> u32 {
        self.demand[group]
    }

    pub fn frozen(&self) -> &[Frozen] {
        &self.frozen
    }

    pub fn edge_count(&self) -> usize {
        self.heads.len()
    }

    /// Where the row of a need stands among the edges.
    pub(crate) fn row(&self, need: u32) -> Range<usize> {
        self.starts[need as usize] as usize..self.starts[need as usize + 1] as usize
    }

    /// The pairs of a need, by offer.
    pub fn edges_of(&self, need: u32) -> impl Iterator<Item = Edge> + '_ {
        self.row(need).map(move |edge| Edge {
            need,
            offer: self.heads[edge],
            score: self.scores[edge],
        })
    }

    pub fn edges(&self) -> impl Iterator<Item = Edge> + '_ {
        (0..count(self.needs.len())).flat_map(|need| self.edges_of(need))
    }

    /// The accepted pairs of a need, by offer.
    pub(crate) fn frozen_of(&self, need: u32) -> &[Frozen] {
        let start = self.frozen.partition_point(|frozen| frozen.need < need);
        let end = self.frozen.partition_point(|frozen| frozen.need <= need);
        &self.frozen[start..end]
    }

    /// Where a pair stands among the edges, if it fits.
    pub(crate) fn find(&self, need: u32, offer: u32) -> Option<usize> {
        let row = self.row(need);
        self.heads[row.clone()].binary_search(&offer).ok().map(|at| row.start + at)
    }

    /// How well a pair fits, if it does.
    pub fn score(&self, need: u32, offer: u32) -> Option<u16> {
        self.find(need, offer).map(|edge| self.scores[edge])
    }

    /// The limits that an offer counts against, the narrowest first.
    pub fn limits_of(&self, offer: u32) -> impl Iterator<Item = u32> + '_ {
        let first = Some(self.offers[offer as usize].limit);
        std::iter::successors(first, |limit| self.limits[*limit as usize].within)
    }

    /// The parts again: what a changed model is made of.
    pub fn to_parts(&self) -> Parts {
        Parts {
            limits: self.limits.clone(),
            offers: self.offers.clone(),
            needs: self.needs.clone(),
            carried: self.carried.clone(),
            edges: self.edges().collect(),
            frozen: self.frozen.clone(),
        }
    }

    /// What accepted pairs leave of each need, offer and limit.
    pub(crate) fn left(&self) -> Left {
        let mut left = Left {
            needs: self.needs.iter().map(|need| need.lots).collect(),
            offers: self.offers.iter().map(|offer| offer.lots).collect(),
            limits: self.limits.iter().map(|limit| limit.lots).collect(),
        };
        for Frozen { need, offer, lots } in &self.frozen {
            left.needs[*need as usize] -= lots;
            left.offers[*offer as usize] -= lots;
            for limit in self.limits_of(*offer) {
                left.limits[limit as usize] -= lots;
            }
        }
        left
    }

    /// In the order in which they were given, so that the first that does not fit is named.
    fn check_frozen(&self) -> Result<(), Refusal> {
        let mut left = Model { frozen: Vec::new(), ..self.without_edges() }.left();
        let mut seen = std::collections::BTreeSet::new();
        for (at, Frozen { need, offer, lots }) in self.frozen.iter().copied().enumerate() {
            let refuse = |fault| Err(Refusal { part: Part::Frozen(at), fault });
            for (kind, index, count) in
                [("need", need, self.needs.len()), ("offer", offer, self.offers.len())]
            {
                if index as usize >= count {
                    return refuse(Fault::Dangling { kind, index });
                }
            }
            if !seen.insert((need, offer)) {
                return refuse(Fault::Twice { need, offer });
            }
            if self.find(need, offer).is_none() {
                return refuse(Fault::NoPair { need, offer });
            }
            let take = |whose, index: u32, left: &mut u32| match left.checked_sub(lots) {
                Some(rest) => {
                    *left = rest;
                    Ok(())
                }
                None => {
                    let left = *left;
                    refuse(Fault::Infeasible { need, offer, lots, whose, index, left })
                }
            };
            take("need", need, &mut left.needs[need as usize])?;
            take("offer", offer, &mut left.offers[offer as usize])?;
            for limit in self.limits_of(offer) {
                take("limit", limit, &mut left.limits[limit as usize])?;
            }
        }
        Ok(())
    }

    fn without_edges(&self) -> Model {
        Model {
            limits: self.limits.clone(),
            offers: self.offers.clone(),
            needs: self.needs.clone(),
            carried: Vec::new(),
            demand: Vec::new(),
            starts: Vec::new(),
            heads: Vec::new(),
            scores: Vec::new(),
            frozen: Vec::new(),
        }
    }
}

/// Lots by need, offer and limit.
#[derive(Debug, Clone)]
pub(crate) struct Left {
    pub(crate) needs: Vec<u32>,
    pub(crate) offers: Vec<u32>,
    pub(crate) limits: Vec<u32>,
}

/// A count of parts as the index type: the models' bounds keep it below 2^32.
pub(crate) fn count(len: usize) -> u32 {
    u32::try_from(len).expect("a model has at most COUNT_MAX parts of a kind")
}

fn at_most(part: Part, name: &'static str, amount: u64, max: u64) -> Result<(), Refusal> {
    if amount > max {
        return Err(Refusal { part, fault: Fault::TooLarge { name, amount, max } });
    }
    Ok(())
}

fn there(part: Part, kind: &'static str, index: u32, len: usize) -> Result<(), Refusal> {
    if index as usize >= len {
        return Err(Refusal { part, fault: Fault::Dangling { kind, index } });
    }
    Ok(())
}

fn check_limits(limits: &[Limit]) -> Result<(), Refusal> {
    for (index, limit) in (0..).zip(limits) {
        let part = Part::Limit(index);
        at_most(part, "count", u64::from(index), u64::from(COUNT_MAX))?;
        at_most(part, "lots", u64::from(limit.lots), u64::from(CAPACITY_LOTS_MAX))?;
        if let Some(within) = limit.within {
            there(part, "limit", within, limits.len())?;
        }
    }
    // Widening from a limit on, one comes back to a limit only on a circle.
    let mut known = vec![0_u32; limits.len()];
    for (index, mark) in (0..count(limits.len())).zip(1..) {
        let mut at = index;
        while known[at as usize] == 0 {
            known[at as usize] = mark;
            let Some(within) = limits[at as usize].within else { break };
            at = within;
            if known[at as usize] == mark {
                return Err(Refusal {
                    part: Part::Limit(index),
                    fault: Fault::Circular { limit: at },
                });
            }
        }
    }
    Ok(())
}

fn check_offers(parts: &Parts) -> Result<(), Refusal> {
    for (index, offer) in (0..).zip(&parts.offers) {
        let part = Part::Offer(index);
        at_most(part, "count", u64::from(index), u64::from(COUNT_MAX))?;
        at_most(part, "lots", u64::from(offer.lots), u64::from(CAPACITY_LOTS_MAX))?;
        there(part, "limit", offer.limit, parts.limits.len())?;
    }
    Ok(())
}

/// Returns, by group, what was carried over and what is asked for.
fn check_needs(parts: &Parts) -> Result<(Vec<u32>, Vec<u32>), Refusal> {
    let groups = parts.needs.iter().map(|need| need.group as usize + 1).max().unwrap_or(0);
    let mut carried = parts.carried.clone();
    let mut sum = 0_u64;
    for (group, lots) in (0..).zip(&carried) {
        let part = Part::Group(group);
        at_most(part, "count", u64::from(group), u64::from(COUNT_MAX))?;
        at_most(part, "lots carried over", u64::from(*lots), GROUP_LOTS_MAX)?;
        sum += u64::from(*lots);
        at_most(part, "sum of all lots up to here", sum, DEMAND_LOTS_MAX)?;
    }
    let mut demand: Vec<u64> = carried.iter().copied().map(u64::from).collect();
    if groups <= COUNT_MAX as usize {
        let groups = groups.max(carried.len());
        carried.resize(groups, 0);
        demand.resize(groups, 0);
    }
    for (index, need) in (0..).zip(&parts.needs) {
        let part = Part::Need(index);
        at_most(part, "count", u64::from(index), u64::from(COUNT_MAX))?;
        at_most(part, "group", u64::from(need.group), u64::from(COUNT_MAX) - 1)?;
        at_most(part, "lots", u64::from(need.lots), u64::from(NEED_LOTS_MAX))?;
        at_most(part, "value", u64::from(need.value), u64::from(VALUE_MAX))?;
        if need.tier == 0 || need.tier > TIER_MAX {
            return Err(Refusal { part, fault: Fault::NoTier });
        }
        sum += u64::from(need.lots);
        at_most(part, "sum of all lots up to here", sum, DEMAND_LOTS_MAX)?;
        let of_group = &mut demand[need.group as usize];
        *of_group += u64::from(need.lots);
        at_most(part, "sum of the group's lots up to here", *of_group, GROUP_LOTS_MAX)?;
    }
    let small = |lots| u32::try_from(lots).expect("at most GROUP_LOTS_MAX");
    let demand = demand.into_iter().map(small).collect();
    Ok((carried, demand))
}

type Rows = (Vec<u32>, Vec<u32>, Vec<u16>);

fn rows(parts: &Parts) -> Result<Rows, Refusal> {
    let (needs, offers) = (parts.needs.len(), parts.offers.len());
    let mut sizes = vec![0_u32; needs + 1];
    for (at, edge) in parts.edges.iter().enumerate() {
        let part = Part::Edge(at);
        at_most(part, "count", at as u64, EDGES_MAX as u64 - 1)?;
        there(part, "need", edge.need, needs)?;
        there(part, "offer", edge.offer, offers)?;
        at_most(part, "score", u64::from(edge.score), u64::from(SCORE_MAX))?;
        sizes[edge.need as usize] += 1;
    }
    let mut starts = Vec::with_capacity(needs + 1);
    let mut sum = 0;
    for size in &sizes {
        starts.push(sum);
        sum += size;
    }
    let mut next = starts.clone();
    // Place in a row by counting, then order within the row: no sort over all pairs.
    let mut places = vec![0_u32; parts.edges.len()];
    for (at, edge) in (0..).zip(&parts.edges) {
        let slot = &mut next[edge.need as usize];
        places[*slot as usize] = at;
        *slot += 1;
    }
    let mut twice: Option<usize> = None;
    for need in 0..needs {
        let row = &mut places[starts[need] as usize..starts[need + 1] as usize];
        row.sort_unstable_by_key(|at| (parts.edges[*at as usize].offer, *at));
        for pair in row.windows(2) {
            if parts.edges[pair[0] as usize].offer == parts.edges[pair[1] as usize].offer {
                let at = pair[1] as usize;
                twice = Some(twice.map_or(at, |first| first.min(at)));
            }
        }
    }
    if let Some(at) = twice {
        let Edge { need, offer, .. } = parts.edges[at];
        return Err(Refusal { part: Part::Edge(at), fault: Fault::Twice { need, offer } });
    }
    let heads = places.iter().map(|at| parts.edges[*at as usize].offer).collect();
    let scores = places.iter().map(|at| parts.edges[*at as usize].score).collect();
    Ok((starts, heads, scores))
}
