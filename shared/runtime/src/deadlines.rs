//! What is due when.

use std::collections::{BTreeSet, HashMap};

use values::{Timestamp, Uuid};

/// One deadline for each of many things, found by time. Part of a service's state: rebuilt from
/// events, so due times survive a restart.
#[derive(Debug, Default)]
pub struct Deadlines {
    /// All but those that were set aside.
    by_time: BTreeSet<(Timestamp, Uuid)>,
    by_id: HashMap<Uuid, Timestamp>,
}

impl Deadlines {
    /// `id` is due at `at`, whatever it was before; or no longer.
    pub fn set(&mut self, id: impl Into<Uuid>, at: Option<Timestamp>) {
        let id = id.into();
        let before = match at {
            Some(at) => self.by_id.insert(id, at),
            None => self.by_id.remove(&id),
        };
        if let Some(before) = before {
            self.by_time.remove(&(before, id));
        }
        self.by_time.extend(at.map(|at| (at, id)));
    }

    /// What is due first, and when.
    pub fn next(&self) -> Option<(Timestamp, Uuid)> {
        self.by_time.first().copied()
    }

    /// Sets what is due first aside, and says what it was: it is not next again before its deadline
    /// is set again or taken back.
    pub fn set_aside(&mut self) -> Option<Uuid> {
        self.by_time.pop_first().map(|(_, id)| id)
    }

    /// `id` is due when it was before it was set aside.
    pub fn take_back(&mut self, id: Uuid) {
        self.by_time.extend(self.by_id.get(&id).map(|at| (*at, id)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_is_next_and_a_new_time_replaces_the_old() {
        let at = |second| Some(Timestamp::from_second(second).unwrap());
        let [a, b] = [1, 2].map(Uuid::from_u128);
        let mut deadlines = Deadlines::default();
        deadlines.set(a, at(10));
        deadlines.set(b, at(20));
        assert_eq!(deadlines.next(), at(10).map(|at| (at, a)));
        deadlines.set(a, at(30));
        assert_eq!(deadlines.next(), at(20).map(|at| (at, b)));
        deadlines.set(b, None);
        deadlines.set(b, None);
        assert_eq!(deadlines.next(), at(30).map(|at| (at, a)));
    }

    #[test]
    fn what_is_set_aside_is_not_next_until_it_is_set_again_or_taken_back() {
        let at = |second| Some(Timestamp::from_second(second).unwrap());
        let [a, b] = [1, 2].map(Uuid::from_u128);
        let mut deadlines = Deadlines::default();
        deadlines.set(a, at(10));
        deadlines.set(b, at(20));
        assert_eq!(deadlines.set_aside(), Some(a));
        assert_eq!(deadlines.next(), at(20).map(|at| (at, b)));
        deadlines.set(a, at(10));
        assert_eq!(deadlines.next(), at(10).map(|at| (at, a)));
        assert_eq!(deadlines.set_aside(), Some(a));
        deadlines.take_back(a);
        assert_eq!(deadlines.next(), at(10).map(|at| (at, a)));
        assert_eq!(deadlines.set_aside(), Some(a));
        deadlines.set(a, None);
        deadlines.take_back(a);
        assert_eq!(deadlines.set_aside(), Some(b));
        assert_eq!(deadlines.set_aside(), None);
    }
}
