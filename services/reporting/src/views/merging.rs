//! Figures of parts, side by side: what people did who would stand out among fewer than five is
//! told of no part. It is merged with others, so that it is not what is left of the whole either.
//! Where no person stands behind a figure nothing is merged, however few the organisations are;
//! where enough organisations stand beside the one person, nobody stands out.

use std::collections::{BTreeMap, BTreeSet};

use contracts::Claimer;
use contracts::reporting::course::{Counted, Entry};
use contracts::reporting::{Figure, PartFigures, Rate};
/// What was counted of fewer than this is merged with others, where people are among them.
const TOGETHER_MIN: usize = 5;

/// One part: an area, a nature, a level.
#[derive(Default)]
pub(super) struct Part(BTreeMap<Counted, Cell>);

/// One figure of one part, and who stands behind it.
#[derive(Default)]
struct Cell {
    count: i64,
    amount: i64,
    /// How often each was counted, less what was taken back.
    subjects: BTreeMap<Claimer, i64>,
    /// Those who rated by a code: nobody knows who they are, only how many.
    raters: i64,
}

impl Part {
    pub(super) fn add(&mut self, entry: &Entry) {
        let cell = self.0.entry(entry.counted).or_default();
        cell.count += entry.count;
        cell.amount += entry.amount;
        *cell.subjects.entry(entry.subject).or_default() += entry.count;
        if entry.counted == Counted::ResidentRating {
            cell.raters += entry.count;
        }
    }

    /// How many stand behind a figure, where people are among them.
    fn together(&self, counted: Counted) -> Option<usize> {
        let cell = self.0.get(&counted).filter(|cell| cell.has_people())?;
        Some(cell.together())
    }
}

impl Cell {
    fn there(&self) -> impl Iterator<Item = Claimer> + '_ {
        self.subjects.iter().filter(|(_, count)| **count != 0).map(|(subject, _)| *subject)
    }

    fn has_people(&self) -> bool {
        self.raters > 0 || self.there().any(|subject| subject.organisation().is_none())
    }

    /// How many stand behind it. Raters are people, and whom they rated is none of them.
    fn together(&self) -> usize {
        match usize::try_from(self.raters) {
            Ok(raters) if raters > 0 => raters,
            Ok(_) | Err(_) => self.there().count(),
        }
    }

    fn take_in(&mut self, other: &Cell) {
        self.count += other.count;
        self.amount += other.amount;
        self.raters += other.raters;
        for (subject, count) in &other.subjects {
            *self.subjects.entry(*subject).or_default() += count;
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
        let told = together.filter(|cell| cell.together() >= TOGETHER_MIN);
        others.extend(told.and_then(|cell| cell.figure(counted)));
    }
    let shown =
        |(key, part): (K, Part)| (key, shown(&part, hidden.remove(&key).unwrap_or_default()));
    (parts.into_iter().map(shown).collect(), others)
}

/// Of which parts a figure is merged, and what they come to: those of too few, and then those of
/// the next fewest, until there are enough.
fn too_few<K: Ord + Copy>(parts: &BTreeMap<K, Part>, counted: Counted) -> (Vec<K>, Option<Cell>) {
    let mut with_people: Vec<(usize, K)> =
        parts.iter().filter_map(|(key, part)| Some((part.together(counted)?, *key))).collect();
    with_people.sort_unstable();
    let (mut of, mut together) = (Vec::new(), None::<Cell>);
    for (there, key) in with_people {
        let enough = together.as_ref().is_none_or(|cell| cell.together() >= TOGETHER_MIN);
        if there >= TOGETHER_MIN && enough {
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
    use values::{OrganisationId, PersonId, Uuid};

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
    fn a_person_among_many_organisations_does_not_stand_out_and_among_few_does() {
        let with_units = |units: u128| {
            let mut part = part([1]);
            for n in 0..units {
                let unit = OrganisationId(Uuid::from_u128(0x900 + n));
                part.add(&entry(unit.into(), Counted::Volunteered, 1));
            }
            part
        };
        let others = || part(20..30);
        assert_eq!(of([with_units(4), others()]), (vec![Some(5), Some(10)], None));
        assert_eq!(of([with_units(3), others()]), (vec![None, None], Some(14)));
        let mut taken_back = with_units(1);
        let person = PersonId(Uuid::from_u128(1)).into();
        taken_back.add(&entry(person, Counted::Volunteered, -1));
        assert_eq!(of([taken_back, others()]), (vec![Some(1), Some(10)], None), "of one unit");
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
