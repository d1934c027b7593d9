//! Which lines of a list there are of a kind, in the order that is asked for, without looking at
//! the others.

mod filed;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use contracts::{Directory, ListOrder, Page, PageRequest, Place};
use values::{AreaCode, OrganisationId, PersonId, Timestamp};

use filed::{All, Due, Filed, Order, count_once, in_order};
pub use text::{Letters, letters};

/// Under what lines are filed: what a question names at once, an owner and a status, say.
///
/// A kind that is an organisation's is found by what that stands for now, and by every area in
/// which it works, as far as [`Index::settle`] was told.
pub trait Kind: Clone + Hash + Eq {
    /// Whose lines they are, if an organisation's.
    fn whose(&self) -> Option<OrganisationId> {
        None
    }

    /// The same kind of another organisation.
    #[must_use]
    fn of(&self, organisation: OrganisationId) -> Self {
        let _ = organisation;
        self.clone()
    }

    /// The same kind of whoever works in `area`, if that is ever asked for.
    fn within(&self, area: AreaCode) -> Option<Self> {
        let _ = area;
        None
    }
}

impl Kind for &'static str {}
impl Kind for PersonId {}

/// An organisation's, or all, where none is named.
impl Kind for Option<OrganisationId> {
    fn whose(&self) -> Option<OrganisationId> {
        *self
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        self.map(|_| organisation)
    }
}

impl<K: Kind, S: Clone + Hash + Eq> Kind for (K, S) {
    fn whose(&self) -> Option<OrganisationId> {
        self.0.whose()
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        (self.0.of(organisation), self.1.clone())
    }

    fn within(&self, area: AreaCode) -> Option<Self> {
        Some((self.0.within(area)?, self.1.clone()))
    }
}

/// The lines of a list, filed under every kind somebody may ask for.
///
/// What a question asks for is found in logarithmic time, and counted without looking at it; of
/// several things at once, among the lines of the one that has the fewest.
pub struct Index<I, K> {
    filed: HashMap<K, Filed>,
    begun: Vec<I>,
    due_of: HashMap<Order, Due>,
    /// Which lines are an organisation's own, whatever it stands for: they follow it.
    own: HashMap<OrganisationId, HashMap<K, BTreeSet<Order>>>,
    settled: HashMap<OrganisationId, Settled>,
}

/// What an organisation stands for, and where that works.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Settled {
    stands_for: OrganisationId,
    area: Option<AreaCode>,
}

impl<I, K> Default for Index<I, K> {
    fn default() -> Self {
        Self {
            filed: HashMap::new(),
            begun: Vec::new(),
            due_of: HashMap::new(),
            own: HashMap::new(),
            settled: HashMap::new(),
        }
    }
}

impl<I: Copy, K: Kind> Index<I, K> {
    /// Files a new line, the newest of all; hands back its place in the order.
    pub fn add(&mut self, id: I, kinds: impl IntoIterator<Item = K>) -> usize {
        let order = self.begun.len();
        self.begun.push(id);
        self.file(order, kinds);
        order
    }

    /// The line at `order` is of `after` now, and was of `before`.
    pub fn refile(&mut self, order: usize, before: Vec<K>, after: Vec<K>) {
        if before == after {
            return;
        }
        self.unfile(order, missing(&before, &after));
        self.file(order, missing(&after, &before));
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
        let found_by: Vec<_> = kinds.into_iter().flat_map(|kind| self.found_by(&kind)).collect();
        for found_by in found_by {
            if let Some(filed) = self.filed.get_mut(&found_by) {
                before.map(|before| filed.due.remove(&(before, order)));
                filed.due.extend(due.map(|due| (due, order)));
            }
        }
    }

    /// The lines of `organisation` are found by what it stands for now, and by where that works.
    pub fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        let stands_for = directory.resolve(organisation);
        let now = Settled { stands_for, area: directory.works_in(organisation) };
        if self.settled.get(&organisation) == Some(&now) {
            return;
        }
        let own = self.own.remove(&organisation).unwrap_or_default();
        for (kind, orders) in &own {
            orders.iter().for_each(|order| self.take(*order, kind));
        }
        self.settled.insert(organisation, now);
        for (kind, orders) in &own {
            orders.iter().for_each(|order| self.put(*order, kind));
        }
        if !own.is_empty() {
            self.own.insert(organisation, own);
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
        self.found(order, None, kinds.into_iter().map(|kind| vec![kind]))
    }

    /// The lines that are of each of `asked`, newest first, with their places; of `all` when
    /// nothing is asked for. And how many there are.
    pub fn find<'i>(
        &'i self,
        order: ListOrder,
        asked: impl IntoIterator<Item = K>,
        all: K,
    ) -> (usize, impl Iterator<Item = (Place, I)> + 'i) {
        self.found(order, None, [or_all(asked, all)])
    }

    /// The lines that are of all of any of `asked`, each once. And how many there are: one that is
    /// of two of them counts twice.
    pub fn find_any<'i>(
        &'i self,
        order: ListOrder,
        asked: impl IntoIterator<Item = Vec<K>>,
    ) -> (usize, impl Iterator<Item = (Place, I)> + 'i) {
        self.found(order, None, asked)
    }

    /// The page that `request` asks for of the lines that are of each of `asked`, each made to an
    /// item only if it is on it: what stands before is not looked at.
    pub fn page<L, T>(
        &self,
        request: PageRequest,
        order: ListOrder,
        asked: (impl IntoIterator<Item = K>, K),
        line: impl Fn(I) -> Option<L>,
        item: impl Fn(L) -> T,
    ) -> Page<T> {
        self.page_of_any(request, order, [or_all(asked.0, asked.1)], line, item)
    }

    /// The same of what is of each of any of `asked`: no line may be of two of them.
    pub fn page_of_any<L, T>(
        &self,
        request: PageRequest,
        order: ListOrder,
        asked: impl IntoIterator<Item = Vec<K>>,
        line: impl Fn(I) -> Option<L>,
        item: impl Fn(L) -> T,
    ) -> Page<T> {
        paged(request, self.found(order, request.cursor, asked), line, item)
    }

    /// The same where a line may be of several of them: it is shown, and counted, once. That looks
    /// at what is of all but the most of them.
    pub fn page_of_either<L, T>(
        &self,
        request: PageRequest,
        order: ListOrder,
        asked: impl IntoIterator<Item = Vec<K>>,
        line: impl Fn(I) -> Option<L>,
        item: impl Fn(L) -> T,
    ) -> Page<T> {
        let asked = self.each(asked);
        let total = count_once(&asked);
        paged(request, (total, self.behind(order, request.cursor, asked)), line, item)
    }

    /// The lines behind a place that are of all of any of `asked`, each once; and how many there
    /// are before and behind it.
    fn found<'i>(
        &'i self,
        order: ListOrder,
        behind: Option<Place>,
        asked: impl IntoIterator<Item = Vec<K>>,
    ) -> (usize, impl Iterator<Item = (Place, I)> + 'i) {
        let asked = self.each(asked);
        (asked.iter().map(All::count).sum(), self.behind(order, behind, asked))
    }

    /// The lines of any of `asked`, each once, behind that place.
    fn behind<'i>(
        &'i self,
        order: ListOrder,
        behind: Option<Place>,
        asked: Vec<All<'i>>,
    ) -> impl Iterator<Item = (Place, I)> + 'i {
        let has_due = |order: Order| self.due_of.contains_key(&order);
        let found = in_order(order, behind, asked, has_due);
        found.filter_map(|(place, order)| Some((place, *self.begun.get(order)?)))
    }

    /// What is of all of each of `asked`, without those of which there is nothing.
    fn each(&self, asked: impl IntoIterator<Item = Vec<K>>) -> Vec<All<'_>> {
        asked.into_iter().filter_map(|kinds| self.all(&kinds)).collect()
    }

    /// What is of all of `kinds`; nothing where nothing is of one of them.
    fn all(&self, kinds: &[K]) -> Option<All<'_>> {
        All::of(kinds.iter().map(|kind| self.filed.get(kind)).collect::<Option<_>>()?)
    }

    fn file(&mut self, order: Order, kinds: impl IntoIterator<Item = K>) {
        for kind in kinds {
            let is_new = match kind.whose() {
                Some(whose) => {
                    let own = self.own.entry(whose).or_default();
                    own.entry(kind.clone()).or_default().insert(order)
                }
                None => {
                    let filed = self.filed.get(&kind);
                    filed.is_none_or(|filed| !filed.orders.contains_key(&order))
                }
            };
            if is_new {
                self.put(order, &kind);
            }
        }
    }

    fn unfile(&mut self, order: Order, kinds: impl IntoIterator<Item = K>) {
        for kind in kinds {
            if let Some(whose) = kind.whose() {
                let Some(own) = self.own.get_mut(&whose) else { continue };
                let Some(orders) = own.get_mut(&kind) else { continue };
                if !orders.remove(&order) {
                    continue;
                }
                if orders.is_empty() {
                    own.remove(&kind);
                }
                if own.is_empty() {
                    self.own.remove(&whose);
                }
            }
            self.take(order, &kind);
        }
    }

    /// By what a line of this kind is found: an organisation's by what that stands for now, and
    /// by where it works.
    fn found_by(&self, kind: &K) -> Vec<K> {
        let Some(whose) = kind.whose() else { return vec![kind.clone()] };
        let settled = self.settled.get(&whose);
        let stands_for = settled.map_or(whose, |settled| settled.stands_for);
        let area = settled.and_then(|settled| settled.area);
        let around = std::iter::successors(area, |area| area.parent());
        let within = around.filter_map(|area| kind.within(area));
        [kind.of(stands_for)].into_iter().chain(within).collect()
    }

    fn put(&mut self, order: Order, kind: &K) {
        let due = self.due_of.get(&order).copied();
        for found_by in self.found_by(kind) {
            self.filed.entry(found_by).or_default().put(order, due);
        }
    }

    fn take(&mut self, order: Order, kind: &K) {
        let due = self.due_of.get(&order).copied();
        for found_by in self.found_by(kind) {
            if let Some(filed) = self.filed.get_mut(&found_by) {
                filed.take(order, due);
                if filed.orders.is_empty() {
                    self.filed.remove(&found_by);
                }
            }
        }
    }
}

/// The page of what was found, of so many in all.
fn paged<I, L, T>(
    request: PageRequest,
    (total, found): (usize, impl Iterator<Item = (Place, I)>),
    line: impl Fn(I) -> Option<L>,
    item: impl Fn(L) -> T,
) -> Page<T> {
    Page::counted(request, total, found.filter_map(|(at, id)| Some((at, line(id)?))), item)
}

/// Those of `kinds` that are not among `others`; most stand at the same place in both.
fn missing<K: Kind>(kinds: &[K], others: &[K]) -> Vec<K> {
    let is_new =
        |(at, kind): &(usize, &K)| others.get(*at) != Some(*kind) && !others.contains(kind);
    kinds.iter().enumerate().filter(is_new).map(|(_, kind)| kind.clone()).collect()
}

fn or_all<K>(asked: impl IntoIterator<Item = K>, all: K) -> Vec<K> {
    let asked: Vec<_> = asked.into_iter().collect();
    if asked.is_empty() { vec![all] } else { asked }
}
