//! Which of what is alike people said is not the same.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// Pairs that are told apart: neither is suggested as the same as the other.
#[derive(Debug)]
pub struct Apart<I> {
    of: HashMap<I, BTreeSet<I>>,
}

impl<I> Default for Apart<I> {
    fn default() -> Self {
        Self { of: HashMap::new() }
    }
}

impl<I: Copy + Eq + Hash + Ord> Apart<I> {
    /// They are two, whichever of them said so.
    pub fn tell(&mut self, one: I, other: I) {
        for (one, other) in [(one, other), (other, one)] {
            self.of.entry(one).or_default().insert(other);
        }
    }

    /// That is taken back.
    pub fn take_back(&mut self, one: I, other: I) {
        for (one, other) in [(one, other), (other, one)] {
            if let Some(others) = self.of.get_mut(&one) {
                others.remove(&other);
                if others.is_empty() {
                    self.of.remove(&one);
                }
            }
        }
    }

    /// What `one` is told apart from.
    pub fn from(&self, one: I) -> impl ExactSizeIterator<Item = I> {
        self.of.get(&one).map(BTreeSet::iter).unwrap_or_default().copied()
    }

    /// Are these told apart?
    pub fn are(&self, one: I, other: I) -> bool {
        self.of.get(&one).is_some_and(|others| others.contains(&other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_told_apart_either_way_until_that_is_taken_back_either_way() {
        let mut apart = Apart::default();
        apart.tell(1, 2);
        apart.tell(1, 3);
        assert!(apart.are(1, 2) && apart.are(2, 1) && !apart.are(2, 3));
        assert_eq!(apart.from(1).collect::<Vec<_>>(), [2, 3]);
        apart.take_back(2, 1);
        assert!(!apart.are(1, 2) && !apart.are(2, 1) && apart.are(3, 1));
        apart.take_back(1, 3);
        assert!(apart.of.is_empty());
    }
}
