//! Proves a plan, or says what is wrong with it. Nothing of the solver is used here.
//!
//! For each level, in order: with the level's potentials π as prices of the nodes, no plan on the
//! face of the levels before costs less than
//!
//! ```text
//!   Σ_needs lots · π(need)  +  Σ_arcs min { (c − π(tail) + π(head)) · x : x within its bounds }
//! ```
//!
//! (weak duality). If the plan costs just that, it is the best, and so are exactly those plans that
//! agree with it on every arc whose reduced cost is not 0: these bounds are closed, and the next
//! level is looked at. All of it takes a few steps for each arc.

use super::model::{Model, count};
use super::objective::{Level, cost_of_unserved_lot};
use super::plan::{Line, Plan, Solved};

/// A level and the bound that nothing passes: equal, or [`check`] would have refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    pub level: Level,
    pub round: u32,
    /// What the plan reaches.
    pub value: i64,
    /// What no plan passes.
    pub dual: i64,
}

/// Why this is no plan, or no proof of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("need {need} and offer {offer} do not fit, stand twice, or are out of order")]
    NoLine { need: u32, offer: u32 },
    #[error("need {need} and offer {offer} are accepted with other lots than planned")]
    NotFrozen { need: u32, offer: u32 },
    #[error("{whose} {index} is overdrawn")]
    Overdrawn { whose: &'static str, index: u32 },
    #[error("level {level} has potentials for another instance")]
    NoPotentials { level: Level },
    #[error("level {level} costs {primal}, and its bound is {dual}")]
    Gap { level: Level, primal: i64, dual: i64 },
    #[error("level {level} is out of range")]
    OutOfRange { level: Level },
}

/// Checks the plan against the instance, and each level's bound against the plan.
pub fn check(model: &Model, plan: &Plan) -> Result<Vec<Proof>, Fault> {
    let flow = Flow::of(model, &plan.lines)?;
    let mut face = Face::of(model, &flow);
    plan.levels.iter().map(|solved| face.prove(model, &flow, solved)).collect()
}

/// Checks that these lines are a plan of the instance, be it the best or not.
pub fn feasible(model: &Model, lines: &[Line]) -> Result<(), Fault> {
    Flow::of(model, lines).map(drop)
}

/// The plan as a flow on every arc.
struct Flow {
    edges: Vec<u32>,
    unserved: Vec<u32>,
    offers: Vec<u32>,
    limits: Vec<u32>,
    groups: Vec<u32>,
}

impl Flow {
    fn of(model: &Model, lines: &[Line]) -> Result<Flow, Fault> {
        let mut flow = Flow {
            edges: vec![0; model.edge_count()],
            unserved: model.needs().iter().map(|need| need.lots).collect(),
            offers: vec![0; model.offers().len()],
            limits: vec![0; model.limits().len()],
            groups: vec![0; model.groups()],
        };
        for (at, Line { need, offer, lots }) in lines.iter().copied().enumerate() {
            let fits = (need as usize) < model.needs().len();
            let edge = fits.then(|| model.find(need, offer)).flatten();
            let follows = at == 0 || (lines[at - 1].need, lines[at - 1].offer) < (need, offer);
            let (Some(edge), true) = (edge, follows && lots > 0) else {
                return Err(Fault::NoLine { need, offer });
            };
            flow.edges[edge] = lots;
            let overdrawn = |whose, index| Fault::Overdrawn { whose, index };
            let unserved = &mut flow.unserved[need as usize];
            *unserved = unserved.checked_sub(lots).ok_or(overdrawn("need", need))?;
            let drawn = &mut flow.offers[offer as usize];
            *drawn = drawn.saturating_add(lots);
            if *drawn > model.offers()[offer as usize].lots {
                return Err(overdrawn("offer", offer));
            }
            for limit in model.limits_of(offer) {
                let drawn = &mut flow.limits[limit as usize];
                *drawn = drawn.saturating_add(lots);
                if *drawn > model.limits()[limit as usize].lots {
                    return Err(overdrawn("limit", limit));
                }
            }
        }
        for (need, lots) in model.needs().iter().zip(&flow.unserved) {
            flow.groups[need.group as usize] += lots;
        }
        for frozen in model.frozen() {
            let (need, offer) = (frozen.need, frozen.offer);
            if model.find(need, offer).map(|edge| flow.edges[edge]) != Some(frozen.lots) {
                return Err(Fault::NotFrozen { need, offer });
            }
        }
        Ok(flow)
    }
}

/// An arc whose flow may still change, within bounds.
#[derive(Clone, Copy)]
struct Open {
    lower: i64,
    upper: i64,
}

impl Open {
    fn up_to(upper: u32) -> Open {
        Open { lower: 0, upper: i64::from(upper) }
    }

    /// Closes the arc at `flow` if another flow would cost more; what the cheapest flow costs.
    fn cheapest(&mut self, reduced: i64, flow: u32) -> i128 {
        let at = if reduced > 0 { self.lower } else { self.upper };
        let cheapest = i128::from(reduced) * i128::from(at);
        if reduced != 0 {
            (self.lower, self.upper) = (i64::from(flow), i64::from(flow));
        }
        cheapest
    }
}

/// What the levels so far leave open.
struct Face {
    /// Pairs that no level has closed. An open one has bounds 0 and what its ends have.
    edges: Vec<bool>,
    unserved: Vec<Open>,
    offers: Vec<Open>,
    limits: Vec<Open>,
    groups: Vec<Open>,
}

impl Face {
    fn of(model: &Model, flow: &Flow) -> Face {
        let mut face = Face {
            edges: vec![true; flow.edges.len()],
            unserved: model.needs().iter().map(|need| Open::up_to(need.lots)).collect(),
            offers: model.offers().iter().map(|offer| Open::up_to(offer.lots)).collect(),
            limits: model.limits().iter().map(|limit| Open::up_to(limit.lots)).collect(),
            groups: vec![Open::up_to(0); model.groups()],
        };
        // Whatever else happens, accepted lots are served, and go all their way.
        for frozen in model.frozen() {
            let lots = i64::from(frozen.lots);
            if let Some(edge) = model.find(frozen.need, frozen.offer) {
                face.edges[edge] = false;
            }
            face.unserved[frozen.need as usize].upper -= lots;
            face.offers[frozen.offer as usize].lower += lots;
            for limit in model.limits_of(frozen.offer) {
                face.limits[limit as usize].lower += lots;
            }
        }
        for (need, unserved) in model.needs().iter().zip(&face.unserved) {
            face.groups[need.group as usize].upper += unserved.upper;
        }
        face
    }

    fn prove(&mut self, model: &Model, flow: &Flow, solved: &Solved) -> Result<Proof, Fault> {
        let Solved { level, round, potentials } = solved;
        let level = *level;
        let prices = Prices::of(model, potentials).ok_or(Fault::NoPotentials { level })?;
        let sums = [
            self.needs(model, flow, level, *round, &prices),
            self.capacities(model, flow, &prices),
            self.groups(model, flow, level, &prices),
        ];
        let primal = sums.iter().map(|(primal, _)| primal).sum();
        let dual = sums.iter().map(|(_, dual)| dual).sum();
        let small = |sum: i128| i64::try_from(sum).map_err(|_| Fault::OutOfRange { level });
        if primal != dual {
            return Err(Fault::Gap { level, primal: small(primal)?, dual: small(dual)? });
        }
        let value = small(level.value_of(model, primal))?;
        Ok(Proof { level, round: *round, value, dual: small(level.value_of(model, dual))? })
    }

    /// Supplies, pairs and unserved lots: what they cost, and the least they could.
    fn needs(
        &mut self,
        model: &Model,
        flow: &Flow,
        level: Level,
        round: u32,
        prices: &Prices<'_>,
    ) -> (i128, i128) {
        let (mut primal, mut dual) = (0, 0);
        for (index, need) in (0..count(model.needs().len())).zip(model.needs()) {
            let price = prices.needs[index as usize];
            dual += i128::from(need.lots) * i128::from(price);
            let unserved = flow.unserved[index as usize];
            let cost = level.cost_unserved(need);
            primal += i128::from(cost) * i128::from(unserved);
            let reduced = cost - price + prices.groups[need.group as usize];
            dual += self.unserved[index as usize].cheapest(reduced, unserved);
            for edge in model.row(index) {
                let (offer, lots) = (model.heads[edge], flow.edges[edge]);
                let name = model.offers()[offer as usize].name;
                let cost = level.cost_edge(round, need.name, name, model.scores[edge]);
                primal += i128::from(cost) * i128::from(lots);
                let reduced = i64::from(cost) - price + prices.offers[offer as usize];
                let most = need.lots.min(model.offers()[offer as usize].lots);
                let mut arc = match self.edges[edge] {
                    true => Open::up_to(most),
                    false => Open { lower: i64::from(lots), upper: i64::from(lots) },
                };
                dual += arc.cheapest(reduced, lots);
                self.edges[edge] &= reduced == 0;
            }
        }
        (primal, dual)
    }

    fn capacities(&mut self, model: &Model, flow: &Flow, prices: &Prices<'_>) -> (i128, i128) {
        let mut dual = 0;
        for (index, offer) in model.offers().iter().enumerate() {
            let reduced = prices.limits[offer.limit as usize] - prices.offers[index];
            dual += self.offers[index].cheapest(reduced, flow.offers[index]);
        }
        for (index, limit) in model.limits().iter().enumerate() {
            let beyond = limit.within.map_or(0, |within| prices.limits[within as usize]);
            let reduced = beyond - prices.limits[index];
            dual += self.limits[index].cheapest(reduced, flow.limits[index]);
        }
        (0, dual)
    }

    fn groups(
        &mut self,
        model: &Model,
        flow: &Flow,
        level: Level,
        prices: &Prices<'_>,
    ) -> (i128, i128) {
        let (mut primal, mut dual) = (0, 0);
        for (index, unserved) in flow.groups.iter().enumerate() {
            let price = prices.groups[index];
            let arc = &mut self.groups[index];
            if level != Level::Fair {
                dual += arc.cheapest(-price, *unserved);
                continue;
            }
            let cost_of_lot = |lot: i64| i128::from(cost_of_unserved_lot(model, index, lot));
            let up_to = |lots: i64| (1..=lots).map(cost_of_lot).sum::<i128>();
            primal += up_to(i64::from(*unserved));
            let (least, most) = argmin(*arc, price, |lot| cost_of_unserved_lot(model, index, lot));
            dual += up_to(least) - i128::from(price) * i128::from(least);
            *arc = Open { lower: least, upper: most };
        }
        (primal, dual)
    }
}

/// The flows within the bounds where Σ cost of lots − price · flow is least: costs rise.
fn argmin(Open { lower, upper }: Open, price: i64, cost_of_lot: impl Fn(i64) -> i64) -> (i64, i64) {
    let mut least = lower;
    while least < upper && cost_of_lot(least + 1) < price {
        least += 1;
    }
    let mut most = least;
    while most < upper && cost_of_lot(most + 1) == price {
        most += 1;
    }
    (least, most)
}

/// Potentials by kind of node. The root's is 0.
struct Prices<'p> {
    needs: &'p [i64],
    offers: &'p [i64],
    limits: &'p [i64],
    groups: &'p [i64],
}

impl<'p> Prices<'p> {
    fn of(model: &Model, potentials: &'p [i64]) -> Option<Prices<'p>> {
        // Far beyond what a level can need, and far below what the sums above can hold.
        if potentials.iter().any(|price| price.unsigned_abs() > 1 << 61) {
            return None;
        }
        let (needs, rest) = potentials.split_at_checked(model.needs().len())?;
        let (offers, rest) = rest.split_at_checked(model.offers().len())?;
        let (limits, groups) = rest.split_at_checked(model.limits().len())?;
        (groups.len() == model.groups()).then_some(Prices { needs, offers, limits, groups })
    }
}
