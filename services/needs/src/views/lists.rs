//! Where needs are found without looking at all of them: by owner, by status, by both.

use std::collections::{BTreeSet, HashMap};

use contracts::needs::NeedStatus;
use values::{NeedId, OrganisationId};

/// Every need by its place, which is its number in the order of raising.
#[derive(Default)]
pub(super) struct Lists {
    raised: Vec<NeedId>,
    places: HashMap<NeedId, usize>,
    by_owner: HashMap<OrganisationId, Vec<usize>>,
    by_status: HashMap<NeedStatus, BTreeSet<usize>>,
    by_both: HashMap<(OrganisationId, NeedStatus), BTreeSet<usize>>,
}

impl Lists {
    pub(super) fn add(&mut self, id: NeedId, owner: OrganisationId, status: NeedStatus) {
        let place = self.raised.len();
        self.raised.push(id);
        self.places.insert(id, place);
        self.by_owner.entry(owner).or_default().push(place);
        self.put(place, owner, status);
    }

    /// `id` stands otherwise than before.
    pub(super) fn moved(
        &mut self,
        id: NeedId,
        owner: OrganisationId,
        before: NeedStatus,
        after: NeedStatus,
    ) {
        if before == after {
            return;
        }
        let Some(place) = self.places.get(&id).copied() else { return };
        let lists = [self.by_status.get_mut(&before), self.by_both.get_mut(&(owner, before))];
        for list in lists.into_iter().flatten() {
            list.remove(&place);
        }
        self.put(place, owner, after);
    }

    fn put(&mut self, place: usize, owner: OrganisationId, status: NeedStatus) {
        self.by_status.entry(status).or_default().insert(place);
        self.by_both.entry((owner, status)).or_default().insert(place);
    }

    /// How many there are of that owner and status, and which, newest first.
    pub(super) fn find(
        &self,
        owner: Option<OrganisationId>,
        status: Option<NeedStatus>,
    ) -> (usize, Box<dyn Iterator<Item = NeedId> + '_>) {
        let of_places = |places: &'_ BTreeSet<usize>| places.len();
        match (owner, status) {
            (None, None) => (self.raised.len(), Box::new(self.raised.iter().rev().copied())),
            (Some(owner), None) => {
                let places = self.by_owner.get(&owner);
                let ids = places.into_iter().flatten().rev().map(|place| self.raised[*place]);
                (places.map_or(0, Vec::len), Box::new(ids))
            }
            (owner, Some(status)) => {
                let places = match owner {
                    Some(owner) => self.by_both.get(&(owner, status)),
                    None => self.by_status.get(&status),
                };
                let ids = places.into_iter().flatten().rev().map(|place| self.raised[*place]);
                (places.map_or(0, of_places), Box::new(ids))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, SOMEBODY};
    use values::Uuid;

    use super::*;

    fn need(n: u128) -> NeedId {
        NeedId(Uuid::from_u128(n))
    }

    #[test]
    fn a_need_is_found_by_where_it_stands_now_newest_first() {
        let mut lists = Lists::default();
        for n in 1..=4 {
            let owner = if n == 3 { SOMEBODY } else { OWNER };
            lists.add(need(n), owner, NeedStatus::Raised);
        }
        lists.moved(need(2), OWNER, NeedStatus::Raised, NeedStatus::Posted);
        lists.moved(need(2), OWNER, NeedStatus::Posted, NeedStatus::Posted);
        let found = |owner, status| {
            let (total, ids) = lists.find(owner, status);
            let ids: Vec<_> = ids.map(|id| id.0.as_u128()).collect();
            assert_eq!(total, ids.len());
            ids
        };
        assert_eq!(found(None, None), [4, 3, 2, 1]);
        assert_eq!(found(Some(OWNER), None), [4, 2, 1]);
        assert_eq!(found(None, Some(NeedStatus::Raised)), [4, 3, 1]);
        assert_eq!(found(Some(OWNER), Some(NeedStatus::Raised)), [4, 1]);
        assert_eq!(found(Some(SOMEBODY), Some(NeedStatus::Posted)), []);
    }
}
