//! Makes instances of the size and shape of a city, from a seed, with integers alone.
//!
//! Communities, units and needs stand on a map of 100 × 100. A need fits the offers of its kind
//! that are near, and those of a sibling kind that are nearer still. Several cities are one
//! instance whose cities share nothing.

use runtime::Random;

use super::model::{Edge, Limit, Model, Need, Offer, Parts, count};

/// How large a city is.
#[derive(Debug, Clone, Copy)]
pub struct City {
    pub communities: u32,
    pub units: u32,
    pub needs: u32,
    pub offers: u32,
    pub kinds: u32,
    /// How far from the community an offer may be.
    pub radius: u32,
}

/// Weihai's size: the instance W1.
pub const WEIHAI: City =
    City { communities: 254, units: 1218, needs: 12_000, offers: 5_000, kinds: 40, radius: 28 };

/// Small enough for every test.
pub const TOWN: City =
    City { communities: 12, units: 40, needs: 300, offers: 120, kinds: 8, radius: 40 };

/// So many cities as one instance.
pub fn cities(city: City, cities: u32, seed: u64) -> Model {
    let mut parts = Parts::default();
    let mut dice = Dice::from_seed(seed);
    for number in 0..cities {
        add(city, number, &mut dice, &mut parts);
    }
    Model::new(parts).expect("what is made here is within every bound")
}

/// The same numbers on every machine.
pub struct Dice(Random);

impl Dice {
    pub fn from_seed(seed: u64) -> Self {
        Self(Random::from_seed(seed))
    }

    pub fn below(&mut self, end: u32) -> u32 {
        u32::try_from(((self.0.bits() >> 32) * u64::from(end)) >> 32).expect("below the end")
    }

    /// Small numbers often, large ones rarely.
    fn skewed(&mut self, end: u32) -> u32 {
        let end = 1 + self.below(end);
        let end = 1 + self.below(end);
        1 + self.below(end)
    }
}

struct Place {
    x: u32,
    y: u32,
}

impl Place {
    fn anywhere(dice: &mut Dice) -> Place {
        Place { x: dice.below(100), y: dice.below(100) }
    }

    fn distance(&self, other: &Place) -> u32 {
        let square = |a: u32, b: u32| a.abs_diff(b) * a.abs_diff(b);
        (square(self.x, other.x) + square(self.y, other.y)).isqrt()
    }
}

fn add(city: City, number: u32, dice: &mut Dice, parts: &mut Parts) {
    let communities: Vec<_> = (0..city.communities).map(|_| Place::anywhere(dice)).collect();
    let units: Vec<_> = (0..city.units).map(|_| Place::anywhere(dice)).collect();
    let first_unit = count(parts.limits.len());
    let first_offer = count(parts.offers.len());
    for _ in 0..city.units {
        parts.limits.push(Limit { lots: 4 + dice.skewed(160), within: None });
    }
    // By kind: the offers and where they are.
    let mut of_kind: Vec<Vec<(u32, u32)>> = vec![Vec::new(); city.kinds as usize];
    for offer in 0..city.offers {
        let unit = dice.below(city.units);
        let kind = dice.below(city.kinds);
        let (limit, lots) = (first_unit + unit, 1 + dice.skewed(60));
        parts.offers.push(Offer { limit, lots, name: first_offer + offer });
        of_kind[kind as usize].push((first_offer + offer, unit));
    }
    let mut needs: Vec<_> = (0..city.needs)
        .map(|_| (dice.below(city.kinds), dice.below(city.communities), 1 + dice.below(10)))
        .collect();
    needs.sort_unstable();
    for (kind, community, urgency) in needs {
        let index = count(parts.needs.len());
        let tier = [1, 2, 2, 2, 3, 3, 3, 3, 4, 4][(urgency - 1) as usize];
        let weight = [8, 4, 2, 1][usize::from(tier) - 1];
        let value = weight * (100 + community % 50) * (100 + dice.below(50)) / 5000;
        let group = number * city.communities + community;
        parts.needs.push(Need { group, tier, lots: dice.skewed(36), value, name: index });
        let here = &communities[community as usize];
        let sibling = kind ^ 1;
        for (kind, fit, radius) in [(kind, 1000, city.radius), (sibling, 600, city.radius / 3)] {
            for (offer, unit) in of_kind.get(kind as usize).into_iter().flatten() {
                let distance = here.distance(&units[*unit as usize]);
                if distance <= radius {
                    let near = 1000 * 10 / (10 + distance);
                    let score = (500 * fit + 300 * near + 200 * dice.below(1001)) / 1000;
                    let score = u16::try_from(score).expect("weights of 1000");
                    parts.edges.push(Edge { need: index, offer: *offer, score });
                }
            }
        }
    }
}
