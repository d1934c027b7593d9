//! What units take on a calendar month at most, and what of it they have.
//!
//! A claim counts for the month in which it was held, with what it holds or has used; what it gives
//! back is free again. Months that are over are forgotten.

use std::collections::{BTreeMap, HashMap};

use contracts::matching::listing::{Event, Listing, Particulars};
use contracts::matching::quota::{Quota, QuotaStanding};
use contracts::registry::taxonomy::Category;
use values::{ClaimId, Date, OrganisationId, Unit, Uuid};

use crate::lots;

/// What a claim has of a unit's offer.
struct Taken {
    owner: OrganisationId,
    category: Category,
    unit: Unit,
    lots: u64,
}

#[derive(Default)]
pub(crate) struct Quotas {
    /// In order: what is limited anew first decides which of equally good wholes it is.
    quotas: BTreeMap<OrganisationId, Quota>,
    /// The first day of the month that the rest is about.
    month: Option<Date>,
    /// By line and claim.
    claims: HashMap<(Uuid, ClaimId), Taken>,
    taken: HashMap<OrganisationId, BTreeMap<Category, u64>>,
}

impl Quotas {
    pub(crate) fn set(&mut self, organisation: OrganisationId, quota: &Quota) {
        self.quotas.insert(organisation, quota.clone());
    }

    /// Whoever has ever set one, in order.
    pub(crate) fn organisations(&self) -> impl Iterator<Item = OrganisationId> {
        self.quotas.keys().copied()
    }

    pub(crate) fn of(&self, organisation: OrganisationId) -> Option<&Quota> {
        self.quotas.get(&organisation)
    }

    /// Another month has begun by that day: nothing is taken of it yet.
    pub(crate) fn turn(&mut self, today: Date) -> bool {
        let month = today.first_of_month();
        let is_over = self.month.is_some_and(|before| before < month);
        if is_over {
            self.claims.clear();
            self.taken.clear();
        }
        self.month = self.month.max(Some(month));
        is_over
    }

    /// Takes in what happened to a line that says this; whose is it, if that changes what is left?
    pub(crate) fn apply(
        &mut self,
        line: Uuid,
        listing: Option<&Listing>,
        event: &Event,
    ) -> Option<OrganisationId> {
        let listing = listing?;
        let Particulars::Offer(_) = listing.particulars else { return None };
        match event {
            Event::Held { claim, quantity, on: Some(on), .. } => {
                self.turn(*on);
                self.give_back(line, *claim, 0);
                let (owner, category) = (listing.owner, listing.category);
                let unit = listing.amount.unit;
                let lots = u64::from(lots::asked(*quantity, unit));
                *self.taken.entry(owner).or_default().entry(category).or_default() += lots;
                self.claims.insert((line, *claim), Taken { owner, category, unit, lots });
                Some(owner)
            }
            Event::Released { claim, used } => self.give_back(line, *claim, *used),
            // Before there were quotas, nobody wrote down when something was held.
            Event::Held { on: None, .. }
            | Event::Described { .. }
            | Event::Listed { .. }
            | Event::Unlisted { .. }
            | Event::Returned { .. } => None,
        }
    }

    /// The claim has only what it used.
    fn give_back(&mut self, line: Uuid, claim: ClaimId, used: u64) -> Option<OrganisationId> {
        let Taken { owner, category, unit, lots } = self.claims.remove(&(line, claim))?;
        let given_back = lots.saturating_sub(u64::from(lots::asked(used, unit)));
        let taken = self.taken.entry(owner).or_default().entry(category).or_default();
        *taken = taken.saturating_sub(given_back);
        Some(owner)
    }

    fn taken(&self, organisation: OrganisationId, today: Date) -> BTreeMap<Category, u64> {
        let is_now = self.month == Some(today.first_of_month());
        let taken = is_now.then(|| self.taken.get(&organisation)).flatten();
        taken.cloned().unwrap_or_default()
    }

    /// What is left of a quota on that day, in all and of each category; none where nothing is
    /// limited.
    pub(crate) fn left(&self, organisation: OrganisationId, today: Date) -> Option<Left> {
        let quota = self.quotas.get(&organisation)?;
        Some(Left::of(quota, &self.taken(organisation, today)))
    }

    /// The same of another quota than the unit's own.
    pub(crate) fn left_of(&self, quota: &Quota, organisation: OrganisationId, today: Date) -> Left {
        Left::of(quota, &self.taken(organisation, today))
    }

    /// So many lots are left of the unit's quota.
    pub(crate) fn leaves(
        &self,
        organisation: OrganisationId,
        category: Category,
        lots: u64,
        today: Date,
    ) -> bool {
        self.left(organisation, today).is_none_or(|left| left.of_category(category) >= lots)
    }

    pub(crate) fn standing(&self, organisation: OrganisationId, today: Date) -> QuotaStanding {
        let taken_of = self.taken(organisation, today);
        let quota = self.quotas.get(&organisation).cloned().unwrap_or_default();
        QuotaStanding { quota, taken: taken_of.values().sum(), taken_of }
    }
}

/// Lots that a unit still takes on; none is no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) all: Option<u64>,
    pub(crate) categories: BTreeMap<Category, u64>,
}

impl Left {
    fn of(quota: &Quota, taken: &BTreeMap<Category, u64>) -> Left {
        let sum: u64 = taken.values().sum();
        let of = |(category, lots): (&Category, &u32)| {
            let taken = taken.get(category).copied().unwrap_or(0);
            (*category, u64::from(*lots).saturating_sub(taken))
        };
        Left {
            all: quota.lots.map(|lots| u64::from(lots).saturating_sub(sum)),
            categories: quota.categories.iter().map(of).collect(),
        }
    }

    pub(crate) fn of_category(&self, category: Category) -> u64 {
        let of_it = self.categories.get(&category).copied();
        self.all.into_iter().chain(of_it).min().unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rebuilt view limits them anew in the same order, and so comes to the same prices.
    #[test]
    fn units_come_in_order() {
        let mut quotas = Quotas::default();
        let units = |n: u128| OrganisationId(Uuid::from_u128(n * 7 % 31));
        (0..31).map(units).for_each(|unit| quotas.set(unit, &Quota::default()));
        assert!(quotas.organisations().is_sorted());
    }
}
