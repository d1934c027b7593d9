//! Which lines of a list there are of a kind, newest first, without looking at the others.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use contracts::Place;

/// When a line was begun, among all of its list: later ones have greater numbers.
type Order = usize;

/// The lines of a list, filed under every kind somebody may ask for.
///
/// A kind is what a question names at once: an owner and a status, say. What a question asks for
/// is found in logarithmic time, and counted without looking at it.
pub struct Index<I, K> {
    filed: HashMap<K, BTreeSet<Order>>,
    begun: Vec<I>,
}

impl<I, K> Default for Index<I, K> {
    fn default() -> Self {
        Self { filed: HashMap::new(), begun: Vec::new() }
    }
}

impl<I: Copy, K: Hash + Eq> Index<I, K> {
    /// Files a new line, the newest of all; hands back its place in the order.
    pub fn add(&mut self, id: I, kinds: impl IntoIterator<Item = K>) -> usize {
        let order = self.begun.len();
        self.begun.push(id);
        self.file(order, kinds);
        order
    }

    /// The line at `order` is of `after` now, and was of `before`.
    pub fn refile(&mut self, order: usize, before: Vec<K>, after: Vec<K>) {
        if before != after {
            self.take_out(order, before);
            self.file(order, after);
        }
    }

    /// The line at `order`, which was of `kinds`, is found no more.
    pub fn take_out(&mut self, order: usize, kinds: impl IntoIterator<Item = K>) {
        for kind in kinds {
            if let Some(filed) = self.filed.get_mut(&kind) {
                filed.remove(&order);
                if filed.is_empty() {
                    self.filed.remove(&kind);
                }
            }
        }
    }

    /// The lines of any of `kinds` with their places, newest first, each once, and how many there
    /// are: one that is of two of them counts twice.
    pub fn newest<'i>(
        &'i self,
        kinds: impl IntoIterator<Item = K>,
    ) -> (usize, impl Iterator<Item = (Place, I)> + 'i) {
        let filed = self.any(kinds);
        let total = filed.iter().map(|filed| filed.len()).sum();
        (total, merged(filed).filter_map(|order| self.placed(order)))
    }

    /// The lines that are of any kind of each of `asked`, newest first, with their places; of `all`
    /// when nothing is asked for. And how many there are, where that is known without looking: of
    /// one kind alone.
    pub fn find<'i>(
        &'i self,
        asked: Vec<Vec<K>>,
        all: K,
    ) -> (Option<usize>, impl Iterator<Item = (Place, I)> + 'i) {
        let mut groups = asked.into_iter();
        let first = groups.next().unwrap_or_else(|| vec![all]);
        let is_one_kind = first.len() == 1;
        let first = self.any(first);
        let others: Vec<_> = groups.map(|kinds| self.any(kinds)).collect();
        let is_counted = is_one_kind && others.is_empty();
        let total = is_counted.then(|| first.iter().map(|filed| filed.len()).sum());
        let orders = merged(first);
        let found = orders.filter(move |order| {
            others.iter().all(|any| any.iter().any(|filed| filed.contains(order)))
        });
        (total, found.filter_map(|order| self.placed(order)))
    }

    fn placed(&self, order: Order) -> Option<(Place, I)> {
        self.begun.get(order).map(|id| (Place::newest(order), *id))
    }

    fn any(&self, kinds: impl IntoIterator<Item = K>) -> Vec<&BTreeSet<Order>> {
        kinds.into_iter().filter_map(|kind| self.filed.get(&kind)).collect()
    }

    fn file(&mut self, order: Order, kinds: impl IntoIterator<Item = K>) {
        for kind in kinds {
            self.filed.entry(kind).or_default().insert(order);
        }
    }
}

/// What stands in any of `filed`, the greatest first, each once.
fn merged<'i>(filed: Vec<&'i BTreeSet<Order>>) -> impl Iterator<Item = Order> + 'i {
    let newest_of = |filed: &'i BTreeSet<Order>| filed.iter().rev().copied().peekable();
    let mut each: Vec<_> = filed.into_iter().map(newest_of).collect();
    std::iter::from_fn(move || {
        let order = each.iter_mut().filter_map(|orders| orders.peek().copied()).max()?;
        for orders in &mut each {
            orders.next_if_eq(&order);
        }
        Some(order)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_what_it_is_now_newest_first() {
        let mut index = Index::default();
        let places: Vec<_> = [("a", 1), ("a", 2), ("b", 1), ("a", 1)]
            .into_iter()
            .zip(1..)
            .map(|(kind, id)| index.add(id, [kind]))
            .collect();
        index.refile(places[1], vec![("a", 2)], vec![("a", 3)]);
        index.refile(places[1], vec![("a", 3)], vec![("a", 3)]);
        let found = |kinds: &[(&'static str, i32)]| {
            let (total, ids) = index.newest(kinds.iter().copied());
            let ids: Vec<_> = ids.map(|(_, id)| id).collect();
            assert_eq!(total, ids.len());
            ids
        };
        assert_eq!(found(&[("a", 1), ("a", 2), ("a", 3), ("b", 1)]), [4, 3, 2, 1]);
        assert_eq!(found(&[("a", 1), ("a", 3)]), [4, 2, 1]);
        assert_eq!(found(&[("a", 2)]), [0; 0]);
        assert_eq!(found(&[]), [0; 0]);
    }

    #[test]
    fn a_line_of_two_kinds_comes_once() {
        let mut index = Index::default();
        for id in 1..=3 {
            index.add(id, if id == 2 { vec!["a", "b"] } else { vec!["a"] });
        }
        let (total, ids) = index.newest(["a", "b"]);
        let ids: Vec<_> = ids.map(|(_, id)| id).collect();
        assert_eq!((total, ids), (4, vec![3, 2, 1]));
    }

    #[test]
    fn what_is_asked_for_at_once_is_found_of_each_group_any() {
        let mut index = Index::default();
        for (id, kinds) in
            [(1, vec!["all", "a"]), (2, vec!["all", "b", "x"]), (3, vec!["all", "a", "x"])]
        {
            index.add(id, kinds);
        }
        let found = |asked: Vec<Vec<&'static str>>| {
            let (total, ids) = index.find(asked, "all");
            (total, ids.map(|(_, id)| id).collect::<Vec<_>>())
        };
        assert_eq!(found(vec![]), (Some(3), vec![3, 2, 1]));
        assert_eq!(found(vec![vec!["a"]]), (Some(2), vec![3, 1]));
        assert_eq!(found(vec![vec!["a", "b", "x"]]), (None, vec![3, 2, 1]));
        assert_eq!(found(vec![vec!["x"], vec!["a", "none"]]), (None, vec![3]));
        assert_eq!(found(vec![vec!["none"]]), (Some(0), vec![]));
    }

    #[test]
    fn what_is_taken_out_is_found_no_more_and_keeps_no_room() {
        let mut index = Index::default();
        let place = index.add(7, ["a", "b"]);
        index.take_out(place, ["a", "b"]);
        assert_eq!(index.newest(["a", "b"]).0, 0);
        assert!(index.filed.is_empty());
    }
}
