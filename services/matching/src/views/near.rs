//! Open needs around a community: found ring by ring, so that a question looks at
//! hardly more of them than it is told.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use contracts::needs::need::Urgency;
use values::area::AreaLevel;
use values::{AreaCode, Uuid};

/// What is wanted, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) area: Option<AreaCode>,
    pub(super) urgency: Urgency,
    /// Who may claim it.
    pub(super) by_persons: bool,
    pub(super) by_units: bool,
}

/// Where it is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ring {
    /// An area with all that lies in it.
    In(AreaCode),
    /// Nobody knows where it is.
    Unknown,
    Anywhere,
}

/// The needs of each ring, the most urgent first.
#[derive(Default)]
pub(super) struct Near(BTreeSet<(Ring, Reverse<u8>, Uuid)>);

impl Wanted {
    fn rings(self) -> impl Iterator<Item = Ring> {
        let areas = std::iter::successors(self.area, |area| area.parent()).map(Ring::In);
        let unknown = self.area.is_none().then_some(Ring::Unknown);
        areas.chain(unknown).chain([Ring::Anywhere])
    }
}

/// The rings around an area, as near as [`nearness`](crate::score::nearness) has them: whoever has
/// none is as near to everything.
fn around(area: Option<AreaCode>) -> impl Iterator<Item = Ring> {
    let of_level = move |level: AreaLevel| {
        let mut areas = std::iter::successors(area, |area| area.parent());
        areas.find(|area| area.level() == level).map(Ring::In)
    };
    let near = [AreaLevel::Community, AreaLevel::Street, AreaLevel::County];
    let near = near.into_iter().filter_map(of_level);
    let unknown = area.map(|_| Ring::Unknown);
    near.chain(unknown).chain(of_level(AreaLevel::City)).chain([Ring::Anywhere])
}

impl Near {
    pub(super) fn insert(&mut self, id: Uuid, wanted: Wanted) {
        self.0.extend(wanted.rings().map(|ring| (ring, Reverse(wanted.urgency as u8), id)));
    }

    pub(super) fn contains(&self, id: Uuid, wanted: Wanted) -> bool {
        self.0.contains(&(Ring::Anywhere, Reverse(wanted.urgency as u8), id))
    }

    pub(super) fn remove(&mut self, id: Uuid, wanted: Wanted) {
        for ring in wanted.rings() {
            self.0.remove(&(ring, Reverse(wanted.urgency as u8), id));
        }
    }

    /// Every need, the nearest first, and of those the most urgent.
    pub(super) fn around(&self, area: Option<AreaCode>) -> impl Iterator<Item = Uuid> + '_ {
        let of_ring = |ring| {
            let first = (ring, Reverse(u8::MAX), Uuid::nil());
            self.0.range(first..).take_while(move |(of, ..)| *of == ring)
        };
        let mut found = HashSet::new();
        let all = around(area).flat_map(of_ring).map(|(.., id)| *id);
        all.filter(move |id| found.insert(*id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::nearness;

    fn wanted(area: Option<AreaCode>, urgency: Urgency) -> Wanted {
        Wanted { area, urgency, by_persons: true, by_units: false }
    }

    /// What a look at all of them says.
    #[test]
    fn rings_are_the_order_of_nearness_and_urgency() {
        let areas = [
            None,
            Some("371002001001"),
            Some("371002001002"),
            Some("371002002001"),
            Some("371003001001"),
            Some("371002001"),
            Some("370102001001"),
            Some("310115005001"),
        ];
        let areas = areas.map(|area| area.map(|area| area.parse::<AreaCode>().unwrap()));
        let mut near = Near::default();
        let mut all = Vec::new();
        for (n, area) in (0_u128..).zip(areas.into_iter().cycle().take(40)) {
            let urgency = [Urgency::Ordinary, Urgency::Hard, Urgency::Emergency];
            let urgency = urgency[usize::try_from(n * 7 % 3).unwrap()];
            near.insert(Uuid::from_u128(n), wanted(area, urgency));
            all.push((area, urgency, Uuid::from_u128(n)));
        }
        let (area, urgency, gone) = all.remove(9);
        near.remove(gone, wanted(area, urgency));
        for home in areas {
            all.sort_by_key(|(area, urgency, id)| {
                (Reverse((nearness(home, *area), *urgency as u8)), *id)
            });
            let looked_at: Vec<_> = all.iter().map(|(.., id)| *id).collect();
            assert_eq!(near.around(home).collect::<Vec<_>>(), looked_at, "{home:?}");
        }
    }
}
