//! Figures of parts, side by side: what fewer than five people did is told of no part. It is merged
//! with others, so that it is not what is left of the whole either.

use std::collections::{BTreeMap, BTreeSet};

use contracts::Claimer;
use contracts::reporting::course::{Counted, Entry};
use contracts::reporting::{Figure, PartFigures, Rate};
use values::PersonId;

/// What was counted of fewer people than this is merged with others.
const PEOPLE_MIN: usize = 5;

/// One part: an area, a nature, a level.
#[derive(Default)]
pub(super) struct Part(BTreeMap<Counted, Cell>);

/// One figure of one part, and how many people there are in it.
#[derive(Default)]
struct Cell {
    count: i64,
    amount: i64,
    /// How often each was counted, less what was taken back.
    people: BTreeMap<PersonId, i64>,
    /// Those who rated by a code: nobody knows who they are, only how many.
    raters: i64,
}

impl Part {
    pub(super) fn add(&mut self, entry: &Entry) {
        let cell = self.0.entry(entry.counted).or_default();
        cell.count += entry.count;
        cell.amount += entry.amount;
        if let Claimer::Person(person) = entry.subject {
            *cell.people.entry(person).or_default() += entry.count;
        }
        if entry.counted == Counted::ResidentRating {
            cell.raters += entry.count;
        }
    }

    fn people(&self, counted: Counted) -> usize {
        self.0.get(&counted).map_or(0, Cell::people)
    }
}

impl Cell {
    fn people(&self) -> usize {
        let there = self.people.values().filter(|count| **count != 0).count();
        there + usize::try_from(self.raters).unwrap_or(0)
    }

    fn take_in(&mut self, other: &Cell) {
        self.count += other.count;
        self.amount += other.amount;
        self.raters += other.raters;
        for (person, count) in &other.people {
            *self.people.entry(*person).or_default() += count;
        }
    }

    fn figure(&self, counted: Counted) -> Option<Figure> {
        let some = (self.count, self.amount) != (0, 0);
        some.then_some(Figure { counted, count: self.count, amount: self.amount })
    }
}

/// Each part as it is shown, and what was merged of all of them.
pub(super) fn merged<K: Ord + Copy>(
    parts: BTreeMap<K, Part>,
) -> (Vec<(K, PartFigures)>, Vec<Figure>) {
    let every: BTreeSet<Counted> = parts.values().flat_map(|part| part.0.keys()).copied().collect();
    let mut hidden: BTreeMap<K, Vec<Counted>> = BTreeMap::new();
    let mut others = Vec::new();
    for counted in every {
        let (of, together) = too_few(&parts, counted);
        of.into_iter().for_each(|key| hidden.entry(key).or_default().push(counted));
        let told = together.filter(|cell| cell.people() >= PEOPLE_MIN);
        others.extend(told.and_then(|cell| cell.figure(counted)));
    }
    let shown =
        |(key, part): (K, Part)| (key, shown(&part, hidden.remove(&key).unwrap_or_default()));
    (parts.into_iter().map(shown).collect(), others)
}

/// Of which parts a figure is merged, and what they come to: those of too few people, and then
/// those of the next fewest, until there are enough.
fn too_few<K: Ord + Copy>(parts: &BTreeMap<K, Part>, counted: Counted) -> (Vec<K>, Option<Cell>) {
    let mut with_people: Vec<(usize, K)> = parts
        .iter()
        .map(|(key, part)| (part.people(counted), *key))
        .filter(|(people, _)| *people > 0)
        .collect();
    with_people.sort_unstable();
    let (mut of, mut together) = (Vec::new(), None::<Cell>);
    for (people, key) in with_people {
        let enough = together.as_ref().is_none_or(|cell| cell.people() >= PEOPLE_MIN);
        if people >= PEOPLE_MIN && enough {
            break;
        }
        together.get_or_insert_default().take_in(&parts[&key].0[&counted]);
        of.push(key);
    }
    (of, together)
}

fn shown(part: &Part, merged: Vec<Counted>) -> PartFigures {
    let told = part.0.iter().filter(|(counted, _)| !merged.contains(counted));
    let figures: Vec<Figure> = told.filter_map(|(counted, cell)| cell.figure(*counted)).collect();
    let whole = |rate: &Rate| rate.made_of().iter().all(|counted| !merged.contains(counted));
    let rates = Rate::ALL.into_iter().filter(whole).filter_map(|rate| rate.of(&figures)).collect();
    PartFigures { figures, merged, rates }
}

#[cfg(test)]
mod tests {
    use contracts::testing::SOMEBODY;
    use values::Uuid;

    use super::*;

    fn entry(subject: Claimer, counted: Counted, count: i64) -> Entry {
        Entry {
            subject,
            with: None,
            area: None,
            nature: None,
            on: "2026-03-31".parse().unwrap(),
            counted,
            count,
            amount: 10 * count,
            of: None,
        }
    }

    /// Each of these people once.
    fn part(people: impl IntoIterator<Item = u128>) -> Part {
        let mut part = Part::default();
        for n in people {
            let subject = PersonId(Uuid::from_u128(n)).into();
            part.add(&entry(subject, Counted::Volunteered, 1));
        }
        part
    }

    fn of(parts: impl IntoIterator<Item = Part>) -> (Vec<Option<i64>>, Option<i64>) {
        let (shown, others) = merged((1..).zip(parts).collect::<BTreeMap<u8, Part>>());
        let count = |figures: &[Figure]| figures.first().map(|figure| figure.count);
        (shown.iter().map(|(_, part)| count(&part.figures)).collect(), count(&others))
    }

    #[test]
    fn people_are_counted_once_and_what_few_did_is_merged_until_they_are_five() {
        // Seven times, by one.
        let mut often = part([]);
        for _ in 0..7 {
            let subject = PersonId(Uuid::from_u128(1)).into();
            often.add(&entry(subject, Counted::Volunteered, 1));
        }
        let (shown, others) = of([often, part(10..14), part(20..30)]);
        assert_eq!((shown, others), (vec![None, None, Some(10)], Some(11)));
    }

    #[test]
    fn what_is_left_of_the_whole_gives_nobody_away() {
        // One alone would be the whole less the others: the next fewest are merged with it.
        let (shown, others) = of([part([1]), part(10..15), part(20..30)]);
        assert_eq!((shown, others), (vec![None, None, Some(10)], Some(6)));
        // The same people in two parts are not ten.
        let (shown, others) = of([part(1..4), part(1..5), part(20..30)]);
        assert_eq!((shown, others), (vec![None, None, None], Some(17)));
        assert_eq!(of([part(1..4)]), (vec![None], None), "there is nothing to merge it with");
    }

    #[test]
    fn who_was_taken_back_is_nobody_and_organisations_are_no_people() {
        let mut part = part(1..6);
        let subject = PersonId(Uuid::from_u128(5)).into();
        part.add(&entry(subject, Counted::Volunteered, -1));
        part.add(&entry(SOMEBODY.into(), Counted::Service, 1));
        part.add(&entry(SOMEBODY.into(), Counted::ClaimDelivered, 1));
        let (shown, _) = merged(BTreeMap::from([(1, part)]));
        let counted: Vec<_> = shown[0].1.figures.iter().map(|figure| figure.counted).collect();
        assert_eq!(counted, [Counted::ClaimDelivered, Counted::Service]);
        assert_eq!(shown[0].1.merged, [Counted::Volunteered]);
        assert_eq!(shown[0].1.rates.len(), 1, "of what is not merged");
    }

    #[test]
    fn a_rate_that_a_merged_figure_is_part_of_is_not_told() {
        let mut part = Part::default();
        part.add(&entry(PersonId(Uuid::from_u128(1)).into(), Counted::ClaimDelivered, 1));
        part.add(&entry(SOMEBODY.into(), Counted::ClaimFailed, 1));
        let (shown, _) = merged(BTreeMap::from([(1, part)]));
        assert_eq!(shown[0].1.rates, []);
    }
}
