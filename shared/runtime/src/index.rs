//! Which lines of a list there are of a kind, in the order that is asked for, without looking at
//! the others.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use contracts::{Directory, ListOrder, Place};
use values::{AreaCode, OrganisationId, Timestamp, Uuid};

/// When a line was begun, among all of its list: later ones have greater numbers.
type Order = usize;

/// Seconds since 1970 at which something is to have happened.
type Due = u64;

/// The lines of a list, filed under every kind somebody may ask for.
///
/// A kind is what a question names at once: an owner and a status, say. What a question asks for
/// is found in logarithmic time, and counted without looking at it.
pub struct Index<I, K> {
    filed: HashMap<K, Filed>,
    begun: Vec<I>,
    due_of: HashMap<Order, Due>,
}

/// What is filed of an organisation, and of what was merged into it.
pub fn all_of<K>(
    directory: &Directory,
    organisation: OrganisationId,
    kind: fn(OrganisationId) -> K,
) -> Vec<K> {
    directory.same_as(organisation).into_iter().map(kind).collect()
}

/// What is filed of whoever works in an area, or in a part of it.
pub fn all_in<K>(directory: &Directory, area: AreaCode, kind: fn(OrganisationId) -> K) -> Vec<K> {
    directory.within(area).into_iter().map(kind).collect()
}

/// The lines of one kind.
#[derive(Default)]
struct Filed {
    orders: BTreeSet<Order>,
    /// Those of them that are due, the soonest first.
    due: BTreeSet<(Due, Order)>,
}

impl<I, K> Default for Index<I, K> {
    fn default() -> Self {
        Self { filed: HashMap::new(), begun: Vec::new(), due_of: HashMap::new() }
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
            self.unfile(order, before);
            self.file(order, after);
        }
    }

    /// The line at `order`, which was of `kinds`, is found no more.
    pub fn take_out(&mut self, order: usize, kinds: impl IntoIterator<Item = K>) {
        self.unfile(order, kinds);
        self.due_of.remove(&order);
    }

    /// The line at `order`, which is of `kinds`, is due then, or no more.
    pub fn set_due(
        &mut self,
        order: usize,
        kinds: impl IntoIterator<Item = K>,
        at: Option<Timestamp>,
    ) {
        let due = at.map(|at| Due::try_from(at.as_second()).unwrap_or(0));
        let before = match due {
            Some(due) => self.due_of.insert(order, due),
            None => self.due_of.remove(&order),
        };
        if before == due {
            return;
        }
        for kind in kinds {
            if let Some(filed) = self.filed.get_mut(&kind) {
                before.map(|before| filed.due.remove(&(before, order)));
                filed.due.extend(due.map(|due| (due, order)));
            }
        }
    }

    /// The lines of any of `kinds` with their places, newest first, each once, and how many there
    /// are: one that is of two of them counts twice.
    pub fn newest<'i>(
        &'i self,
        kinds: impl IntoIterator<Item = K>,
    ) -> (usize, impl Iterator<Item = (Place, I)> + 'i) {
        self.ordered(ListOrder::Newest, kinds)
    }

    /// The same in the order that is asked for.
    pub fn ordered<'i>(
        &'i self,
        order: ListOrder,
        kinds: impl IntoIterator<Item = K>,
    ) -> (usize, impl Iterator<Item = (Place, I)> + 'i) {
        let filed = self.any(kinds);
        let total = filed.iter().map(|filed| filed.orders.len()).sum();
        let found = self.orders(order, filed);
        (total, found.filter_map(|(place, order)| self.placed(place, order)))
    }

    /// The lines that are of any kind of each of `asked`, newest first, with their places; of `all`
    /// when nothing is asked for. And how many there are, where that is known without looking: of
    /// one kind alone.
    pub fn find<'i>(
        &'i self,
        asked: Vec<Vec<K>>,
        all: K,
    ) -> (Option<usize>, impl Iterator<Item = (Place, I)> + 'i) {
        self.find_ordered(ListOrder::Newest, asked, all)
    }

    /// The same in the order that is asked for.
    pub fn find_ordered<'i>(
        &'i self,
        order: ListOrder,
        asked: Vec<Vec<K>>,
        all: K,
    ) -> (Option<usize>, impl Iterator<Item = (Place, I)> + 'i) {
        let mut groups = asked.into_iter();
        let first = groups.next().unwrap_or_else(|| vec![all]);
        let is_one_kind = first.len() == 1;
        let first = self.any(first);
        let others: Vec<_> = groups.map(|kinds| self.any(kinds)).collect();
        let is_counted = is_one_kind && others.is_empty();
        let total = is_counted.then(|| first.iter().map(|filed| filed.orders.len()).sum());
        let found = self
            .orders(order, first)
            .filter(move |(_, order)| others.iter().all(|any| is_in(any, *order)));
        (total, found.filter_map(|(place, order)| self.placed(place, order)))
    }

    /// What stands in any of `filed`, each once, with its place in the order that is asked for.
    fn orders<'i>(
        &'i self,
        order: ListOrder,
        filed: Vec<&'i Filed>,
    ) -> Box<dyn Iterator<Item = (Place, Order)> + 'i> {
        match order {
            ListOrder::Newest => Box::new(merged(filed).map(|order| (Place::newest(order), order))),
            ListOrder::Oldest => {
                Box::new(merged_oldest(filed).map(|order| (Place::oldest(order), order)))
            }
            ListOrder::Due => {
                let dated = merged_due(filed.clone());
                let dated = dated.map(|(due, order)| (place_of_due(due, order), order));
                let others = merged(filed).filter(|order| !self.due_of.contains_key(order));
                let others = others.map(|order| (place_of_undated(order), order));
                Box::new(dated.chain(others))
            }
        }
    }

    fn placed(&self, place: Place, order: Order) -> Option<(Place, I)> {
        self.begun.get(order).map(|id| (place, *id))
    }

    fn any(&self, kinds: impl IntoIterator<Item = K>) -> Vec<&Filed> {
        kinds.into_iter().filter_map(|kind| self.filed.get(&kind)).collect()
    }

    fn file(&mut self, order: Order, kinds: impl IntoIterator<Item = K>) {
        let due = self.due_of.get(&order).copied();
        for kind in kinds {
            let filed = self.filed.entry(kind).or_default();
            filed.orders.insert(order);
            filed.due.extend(due.map(|due| (due, order)));
        }
    }

    fn unfile(&mut self, order: Order, kinds: impl IntoIterator<Item = K>) {
        let due = self.due_of.get(&order).copied();
        for kind in kinds {
            if let Some(filed) = self.filed.get_mut(&kind) {
                filed.orders.remove(&order);
                due.map(|due| filed.due.remove(&(due, order)));
                if filed.orders.is_empty() {
                    self.filed.remove(&kind);
                }
            }
        }
    }
}

/// Of what is due then, those that were begun first.
fn place_of_due(due: Due, order: Order) -> Place {
    Place::of(due, Uuid::from_u128(order as u128), Uuid::nil())
}

/// Behind all that is due, the newest first.
fn place_of_undated(order: Order) -> Place {
    Place::of(Due::MAX, Uuid::from_u128(u128::MAX - order as u128), Uuid::nil())
}

fn is_in(any: &[&Filed], order: Order) -> bool {
    any.iter().any(|filed| filed.orders.contains(&order))
}

/// What stands in any of `filed`, the newest first, each once.
fn merged<'i>(filed: Vec<&'i Filed>) -> impl Iterator<Item = Order> + 'i {
    at_once(filed.into_iter().map(|filed| filed.orders.iter().rev().copied()), Order::max)
}

/// The same, the oldest first.
fn merged_oldest<'i>(filed: Vec<&'i Filed>) -> impl Iterator<Item = Order> + 'i {
    at_once(filed.into_iter().map(|filed| filed.orders.iter().copied()), Order::min)
}

/// What of it is due, the soonest first.
fn merged_due<'i>(filed: Vec<&'i Filed>) -> impl Iterator<Item = (Due, Order)> + 'i {
    at_once(filed.into_iter().map(|filed| filed.due.iter().copied()), Ord::min)
}

/// All of `each` at once, each item once: of those that come next, the one that `first` says.
fn at_once<T: Copy + PartialEq, O: Iterator<Item = T>>(
    each: impl Iterator<Item = O>,
    first: fn(T, T) -> T,
) -> impl Iterator<Item = T> {
    let mut each: Vec<_> = each.map(Iterator::peekable).collect();
    std::iter::from_fn(move || {
        let item = each.iter_mut().filter_map(|items| items.peek().copied()).reduce(first)?;
        for items in &mut each {
            items.next_if_eq(&item);
        }
        Some(item)
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
    fn lines_come_in_the_order_that_is_asked_for_and_keep_their_places_in_it() {
        let mut index = Index::default();
        let at = |seconds| Some(Timestamp::from_second(seconds).unwrap());
        for (id, due) in [(1, at(30)), (2, None), (3, at(20)), (4, at(30)), (5, None), (6, at(5))] {
            let kinds = if id == 3 { vec!["all", "x"] } else { vec!["all"] };
            let order = index.add(id, kinds.clone());
            index.set_due(order, kinds, due);
        }
        index.take_out(5, ["all"]);
        index.set_due(0, ["all"], at(40));
        index.set_due(3, ["all"], None);
        index.refile(0, vec!["all"], vec!["all", "y"]);
        let found = |order, asked: Vec<Vec<&'static str>>| {
            let (total, lines) = index.find_ordered(order, asked, "all");
            let lines: Vec<_> = lines.collect();
            assert!(lines.is_sorted_by(|one, other| one.0 < other.0), "{lines:?}");
            (total, lines.into_iter().map(|(_, id)| id).collect::<Vec<_>>())
        };
        assert_eq!(found(ListOrder::Newest, vec![]), (Some(5), vec![5, 4, 3, 2, 1]));
        assert_eq!(found(ListOrder::Oldest, vec![]), (Some(5), vec![1, 2, 3, 4, 5]));
        assert_eq!(found(ListOrder::Due, vec![]), (Some(5), vec![3, 1, 5, 4, 2]));
        assert_eq!(found(ListOrder::Due, vec![vec!["all"], vec!["x"]]), (None, vec![3]));
        assert_eq!(found(ListOrder::Due, vec![vec!["x", "y"]]), (None, vec![3, 1]));
        assert_eq!(found(ListOrder::Oldest, vec![vec!["x"]]), (Some(1), vec![3]));
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
