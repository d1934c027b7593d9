//! Units that may be one and the same: by credit code, by spellings of a name, by telephone.
//!
//! Those that bear a mark are a group, as far as people did not tell them apart: whoever is in it
//! may be one with some other of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::registry::{DuplicateBy, DuplicateLine};
use contracts::{Page, PageRequest, Place};
use runtime::Apart;
use values::{CreditCode, Fingerprint, OrganisationId, Uuid, ids};

#[derive(Default)]
pub(super) struct Twins {
    marks: HashMap<OrganisationId, BTreeSet<Mark>>,
    bearers: HashMap<Mark, BTreeSet<OrganisationId>>,
    apart: Apart<OrganisationId>,
    /// By their mark, and by who comes first.
    groups: BTreeMap<Place, DuplicateLine>,
}

/// What only one unit should have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Mark {
    CreditCode(CreditCode),
    Name(String),
    Phone(Fingerprint),
}

impl Mark {
    fn by(&self) -> DuplicateBy {
        match self {
            Self::CreditCode(_) => DuplicateBy::CreditCode,
            Self::Name(_) => DuplicateBy::Name,
            Self::Phone(_) => DuplicateBy::Phone,
        }
    }

    /// Of the group that begins with `first`; those of a kind of mark stand together.
    fn place(&self, first: impl Into<Uuid>) -> Place {
        let (kind, text) = match self {
            Self::CreditCode(code) => (0, code.to_string()),
            Self::Name(name) => (1, name.clone()),
            Self::Phone(phone) => (2, phone.0.clone()),
        };
        Place::of(kind, ids::of_text("mark", &text), first)
    }
}

impl Twins {
    /// `organisation` bears these marks from now on, and no others.
    pub(super) fn set(&mut self, organisation: OrganisationId, marks: BTreeSet<Mark>) {
        let was = self.marks.remove(&organisation).unwrap_or_default();
        for mark in was.difference(&marks) {
            self.change(mark, |bearers| bearers.remove(&organisation));
        }
        for mark in marks.difference(&was) {
            self.change(mark, |bearers| bearers.insert(organisation));
        }
        if !marks.is_empty() {
            self.marks.insert(organisation, marks);
        }
    }

    fn change(&mut self, mark: &Mark, change: impl FnOnce(&mut BTreeSet<OrganisationId>) -> bool) {
        let bearers = self.bearers.entry(mark.clone()).or_default();
        change(bearers);
        if bearers.is_empty() {
            self.bearers.remove(mark);
        }
        self.group(mark);
    }

    pub(super) fn tell_apart(&mut self, one: OrganisationId, other: OrganisationId) {
        self.apart.tell(one, other);
        self.group_shared(one, other);
    }

    pub(super) fn take_back(&mut self, one: OrganisationId, other: OrganisationId) {
        self.apart.take_back(one, other);
        self.group_shared(one, other);
    }

    pub(super) fn apart_from(
        &self,
        organisation: OrganisationId,
    ) -> impl Iterator<Item = OrganisationId> {
        self.apart.from(organisation)
    }

    /// Groups anew whatever has a mark that both bear.
    fn group_shared(&mut self, one: OrganisationId, other: OrganisationId) {
        let marks = |unit| self.marks.get(&unit).into_iter().flatten();
        let others: BTreeSet<_> = marks(other).collect();
        let shared: Vec<_> = marks(one).filter(|mark| others.contains(mark)).cloned().collect();
        for mark in shared {
            self.group(&mark);
        }
    }

    /// Groups anew whoever bears `mark`.
    fn group(&mut self, mark: &Mark) {
        let of_mark = mark.place(Uuid::nil())..=mark.place(Uuid::max());
        let before: Vec<_> = self.groups.range(of_mark).map(|(place, _)| *place).collect();
        for place in before {
            self.groups.remove(&place);
        }
        let mut left = self.bearers.get(mark).cloned().unwrap_or_default();
        while let Some(first) = left.pop_first() {
            let organisations = self.reached(first, &mut left);
            if organisations.len() > 1 {
                let line = DuplicateLine { by: mark.by(), organisations };
                self.groups.insert(mark.place(first), line);
            }
        }
    }

    /// Takes out of `left` whoever may be one with `first`, or with somebody who may. The one that
    /// follows `first` may be one with it.
    fn reached(
        &self,
        first: OrganisationId,
        left: &mut BTreeSet<OrganisationId>,
    ) -> Vec<OrganisationId> {
        let (mut reached, mut looked_at) = (vec![first], 0);
        while let Some(&one) = reached.get(looked_at) {
            let apart: BTreeSet<_> = self.apart.from(one).collect();
            let kept = left.iter().copied().filter(|other| apart.contains(other)).collect();
            let found = std::mem::replace(left, kept);
            reached.extend(found.difference(left));
            looked_at += 1;
        }
        reached
    }

    pub(super) fn page(&self, page: PageRequest) -> Page<DuplicateLine> {
        let lines = self.groups.iter().map(|(place, line)| (*place, line));
        Page::counted(page, self.groups.len(), lines, DuplicateLine::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(n: u128) -> OrganisationId {
        OrganisationId(Uuid::from_u128(n))
    }

    /// So many units of one name, told apart from each other in these pairs.
    fn twins(units: u128, apart: &[(u128, u128)]) -> Twins {
        let mut twins = Twins::default();
        for n in 1..=units {
            twins.set(unit(n), [Mark::Name("听涛医院".to_owned())].into());
        }
        for (one, other) in apart {
            twins.tell_apart(unit(*one), unit(*other));
        }
        twins
    }

    fn groups(twins: &Twins) -> Vec<Vec<u128>> {
        let lines = twins.page(PageRequest::default()).items.into_iter();
        let units = |line: DuplicateLine| {
            line.organisations.iter().map(|organisation| organisation.0.as_u128()).collect()
        };
        lines.map(units).collect()
    }

    #[test]
    fn whoever_was_told_apart_is_in_a_group_only_with_others_between() {
        for (apart, expected) in [
            (vec![], vec![vec![1, 2, 3, 4]]),
            (vec![(1, 2)], vec![vec![1, 3, 4, 2]]),
            (vec![(1, 2), (1, 3)], vec![vec![1, 4, 2, 3]]),
            (vec![(1, 2), (1, 3), (1, 4)], vec![vec![2, 3, 4]]),
            (vec![(1, 2), (4, 1), (2, 3), (3, 4)], vec![vec![1, 3], vec![2, 4]]),
        ] {
            assert_eq!(groups(&twins(4, &apart)), expected, "{apart:?}");
        }
        assert!(groups(&twins(2, &[(2, 1)])).is_empty());
    }

    #[test]
    fn whoever_gets_the_mark_later_is_grouped_by_what_was_said_before() {
        let mut twins = twins(2, &[(1, 2), (3, 1)]);
        twins.set(unit(3), [Mark::Name("听涛医院".to_owned())].into());
        assert_eq!(groups(&twins), [vec![2, 3]]);
        twins.take_back(unit(1), unit(3));
        assert_eq!(groups(&twins), [vec![1, 3, 2]]);
        twins.set(unit(3), BTreeSet::new());
        assert!(groups(&twins).is_empty());
        assert_eq!(twins.apart_from(unit(2)).collect::<Vec<_>>(), [unit(1)]);
    }
}
