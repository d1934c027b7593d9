//! Which organisations have to do with whom in which month: those on the other side of what is
//! counted.

use std::collections::{BTreeMap, BTreeSet};

use contracts::Claimer;
use contracts::reporting::Period;
use contracts::reporting::course::Entry;
use values::{Date, OrganisationId, Uuid};

/// How many lines there are, by subject, month and the other side.
#[derive(Debug, Default)]
pub struct Concerned(BTreeMap<(Claimer, Date, OrganisationId), i64>);

impl Concerned {
    /// Takes a line in.
    pub fn take_in(&mut self, entry: &Entry) {
        let Some(with) = entry.with else { return };
        let key = (entry.subject, entry.on.first_of_month(), with);
        let lines = self.0.entry(key).or_default();
        *lines += entry.count;
        if *lines == 0 {
            self.0.remove(&key);
        }
    }

    /// Who has to do with `subject` in `period`.
    pub fn of(&self, subject: Claimer, period: Period) -> BTreeSet<OrganisationId> {
        let [first, last] = [Uuid::nil(), Uuid::max()].map(OrganisationId);
        let months = (subject, period.from(), first)..=(subject, period.until(), last);
        self.0.range(months).map(|((_, _, with), _)| *with).collect()
    }
}

#[cfg(test)]
mod tests {
    use contracts::reporting::course::Counted;
    use contracts::testing::{OWNER, SOMEBODY};

    use super::*;

    #[test]
    fn whoever_is_on_the_other_side_is_concerned_until_it_is_taken_back() {
        let entry = Entry {
            subject: SOMEBODY.into(),
            with: Some(OWNER),
            area: None,
            nature: None,
            on: "2026-03-31".parse().unwrap(),
            counted: Counted::Service,
            count: 1,
            amount: 60,
            of: None,
        };
        let mut concerned = Concerned::default();
        concerned.take_in(&entry);
        let of = |concerned: &Concerned, period: &str| {
            concerned.of(SOMEBODY.into(), period.parse().unwrap()).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(of(&concerned, "2026Q1"), [OWNER]);
        assert_eq!(of(&concerned, "2026Q2"), []);
        concerned.take_in(&entry.taken_back());
        assert_eq!(of(&concerned, "2026Q1"), []);
    }
}
