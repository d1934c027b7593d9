//! Where whoever checked in was, and from when until when: also where nothing else was done.

use std::collections::{BTreeSet, HashMap};

use contracts::Claimer;
use contracts::reporting::Period;
use contracts::reporting::course::{Counted, Entry};
use values::{Date, OrganisationId};

/// Everybody's check-ins 报到, by who they are and by where they were.
#[derive(Debug, Default)]
pub struct CheckedIn {
    stays: HashMap<Claimer, Vec<Stay>>,
    /// Whoever was checked in there at any time.
    came: HashMap<OrganisationId, BTreeSet<Claimer>>,
}

/// One check-in, from the day on which it was accepted to the one on which it was over.
#[derive(Debug)]
struct Stay {
    community: OrganisationId,
    from: Date,
    until: Option<Date>,
}

impl Stay {
    fn stands_in(&self, period: Period) -> bool {
        self.from <= period.until() && self.until.is_none_or(|over| period.from() <= over)
    }
}

impl CheckedIn {
    /// Takes a line in.
    pub fn take_in(&mut self, entry: &Entry) {
        let Some(community) = entry.with else { return };
        if entry.counted == Counted::CheckIn {
            let stay = Stay { community, from: entry.on, until: None };
            self.stays.entry(entry.subject).or_default().push(stay);
            self.came.entry(community).or_default().insert(entry.subject);
        } else if entry.counted == Counted::CheckInOver {
            let mut stays = self.stays.get_mut(&entry.subject).into_iter().flatten();
            let open = stays.find(|stay| stay.community == community && stay.until.is_none());
            if let Some(stay) = open {
                stay.until = Some(entry.on);
            }
        }
    }

    /// Where `subject` was checked in at some time in `period`.
    pub fn of(&self, subject: Claimer, period: Period) -> BTreeSet<OrganisationId> {
        let stays = self.stays.get(&subject).into_iter().flatten();
        stays.filter(|stay| stay.stands_in(period)).map(|stay| stay.community).collect()
    }

    /// Where `subject` is checked in at the end of `day`.
    pub fn on(&self, subject: Claimer, day: Date) -> BTreeSet<OrganisationId> {
        let stays = self.stays.get(&subject).into_iter().flatten();
        let stands = |stay: &&Stay| stay.from <= day && stay.until.is_none_or(|over| over > day);
        stays.filter(stands).map(|stay| stay.community).collect()
    }

    /// Whoever was checked in with `community` at some time in `period`.
    pub fn there(
        &self,
        community: OrganisationId,
        period: Period,
    ) -> impl Iterator<Item = Claimer> {
        let was_there = move |subject: &Claimer| {
            let mut stays = self.stays.get(subject).into_iter().flatten();
            stays.any(|stay| stay.community == community && stay.stands_in(period))
        };
        self.came.get(&community).into_iter().flatten().copied().filter(was_there)
    }
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, SOMEBODY, STRANGER};

    use super::*;

    fn line(counted: Counted, on: &str) -> Entry {
        Entry {
            subject: SOMEBODY.into(),
            with: Some(OWNER),
            area: None,
            nature: None,
            on: on.parse().unwrap(),
            counted,
            count: 1,
            amount: 0,
            of: None,
        }
    }

    #[test]
    fn a_check_in_stands_from_its_day_to_the_one_on_which_it_is_over() {
        let mut checked_in = CheckedIn::default();
        checked_in.take_in(&line(Counted::CheckIn, "2026-03-31"));
        checked_in.take_in(&line(Counted::CheckInRenewed, "2027-03-31"));
        checked_in.take_in(&line(Counted::CheckInOver, "2028-04-01"));
        for (period, is) in
            [("2025", 0), ("2026Q1", 1), ("2027", 1), ("2028Q2", 1), ("2028Q3", 0), ("2029", 0)]
        {
            let period = period.parse().unwrap();
            assert_eq!(checked_in.of(SOMEBODY.into(), period).len(), is, "{period:?}");
            assert_eq!(checked_in.there(OWNER, period).count(), is, "{period:?}");
            assert_eq!(checked_in.there(STRANGER, period).count(), 0, "{period:?}");
        }
        for (day, is) in [("2026-03-30", 0), ("2026-03-31", 1), ("2028-04-01", 0)] {
            assert_eq!(checked_in.on(SOMEBODY.into(), day.parse().unwrap()).len(), is, "{day}");
        }
    }
}
