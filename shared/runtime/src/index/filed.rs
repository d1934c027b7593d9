//! The lines of one kind, and what is of several at once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use contracts::{ListOrder, Place};
use values::Uuid;

/// When a line was begun, among all of its list: later ones have greater numbers.
pub(super) type Order = usize;

/// Seconds since 1970 at which something is to have happened.
pub(super) type Due = u64;

/// The lines of one kind.
#[derive(Default)]
pub(super) struct Filed {
    /// For how many reasons each stands here: as of both its sides, who work in one area, say.
    pub(super) orders: BTreeMap<Order, u16>,
    /// Those of them that are due, the soonest first.
    pub(super) due: BTreeSet<(Due, Order)>,
}

impl Filed {
    pub(super) fn put(&mut self, order: Order, due: Option<Due>) {
        *self.orders.entry(order).or_default() += 1;
        self.due.extend(due.map(|due| (due, order)));
    }

    pub(super) fn take(&mut self, order: Order, due: Option<Due>) {
        let Some(reasons) = self.orders.get_mut(&order) else { return };
        *reasons -= 1;
        if *reasons == 0 {
            self.orders.remove(&order);
            due.map(|due| self.due.remove(&(due, order)));
        }
    }
}

/// Lines that are of all of these kinds.
#[derive(Clone)]
pub(super) struct All<'i> {
    fewest: &'i Filed,
    others: Vec<&'i Filed>,
}

impl<'i> All<'i> {
    /// What is in each of `filed`: looked for among the fewest.
    pub(super) fn of(mut filed: Vec<&'i Filed>) -> Option<Self> {
        filed.sort_by_key(|filed| Reverse(filed.orders.len()));
        Some(Self { fewest: filed.pop()?, others: filed })
    }

    fn has(&self, order: Order) -> bool {
        self.others.iter().all(|filed| filed.orders.contains_key(&order))
    }

    pub(super) fn count(&self) -> usize {
        if self.others.is_empty() {
            return self.fewest.orders.len();
        }
        self.orders().count()
    }

    fn orders(&self) -> impl Iterator<Item = Order> {
        self.fewest.orders.keys().copied().filter(move |order| self.has(*order))
    }

    fn holds(&self, order: Order) -> bool {
        self.fewest.orders.contains_key(&order) && self.has(order)
    }
}

/// How many lines are of any of `asked`, each once: the most of them are not looked at.
pub(super) fn count_once(asked: &[All<'_>]) -> usize {
    let mut counted: Vec<_> = asked.iter().map(|all| (all.count(), all)).collect();
    counted.sort_by_key(|(count, _)| Reverse(*count));
    let Some((&(most, first), others)) = counted.split_first() else { return 0 };
    let mut before = vec![first];
    let mut total = most;
    for &(_, all) in others {
        let is_new = |order: &Order| before.iter().all(|other| !other.holds(*order));
        total += all.orders().filter(is_new).count();
        before.push(all);
    }
    total
}

/// What is of any of `asked`, each once, behind that place in the order that is asked for.
pub(super) fn in_order<'i>(
    order: ListOrder,
    behind: Option<Place>,
    asked: Vec<All<'i>>,
    has_due: impl Fn(Order) -> bool + 'i,
) -> Box<dyn Iterator<Item = (Place, Order)> + 'i> {
    let number = behind.map(|place| place.parts().0);
    let position = |number: u64| Order::try_from(number).unwrap_or(Order::MAX);
    match order {
        ListOrder::Newest => {
            let before = number.map_or(Order::MAX, |number| position(u64::MAX - number));
            Box::new(newest(asked, before).map(|order| (Place::newest(order), order)))
        }
        ListOrder::Oldest => {
            let from = number.map_or(0, |number| position(number).saturating_add(1));
            let each = asked.into_iter().map(move |all| {
                let orders = all.fewest.orders.range(from..).map(|(order, _)| *order);
                orders.filter(move |order| all.has(*order))
            });
            Box::new(at_once(each, Order::min).map(|order| (Place::oldest(order), order)))
        }
        ListOrder::Due => {
            let (after, before) = due_behind(behind);
            let dated = asked.clone().into_iter().map(move |all| {
                let due = all.fewest.due.range((after, Bound::Unbounded)).copied();
                due.filter(move |(_, order)| all.has(*order))
            });
            let dated = at_once(dated, Ord::min);
            let dated = dated.map(|(due, order)| (place_of_due(due, order), order));
            let undated = newest(asked, before).filter(move |order| !has_due(*order));
            Box::new(dated.chain(undated.map(|order| (place_of_undated(order), order))))
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

/// What is due behind `place`, and before which order those stand that are not due.
fn due_behind(place: Option<Place>) -> (Bound<(Due, Order)>, Order) {
    let order = |number: u128| Order::try_from(number).unwrap_or(Order::MAX);
    match place.map(|place| place.parts()) {
        None => (Bound::Unbounded, Order::MAX),
        Some((Due::MAX, id, _)) => {
            (Bound::Excluded((Due::MAX, Order::MAX)), order(u128::MAX - id.as_u128()))
        }
        Some((due, id, _)) => (Bound::Excluded((due, order(id.as_u128()))), Order::MAX),
    }
}

/// What is of any of `asked` and was begun before, the newest first, each once.
fn newest<'i>(asked: Vec<All<'i>>, before: Order) -> impl Iterator<Item = Order> + 'i {
    let each = asked.into_iter().map(move |all| {
        let orders = all.fewest.orders.range(..before).rev().map(|(order, _)| *order);
        orders.filter(move |order| all.has(*order))
    });
    at_once(each, Order::max)
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
