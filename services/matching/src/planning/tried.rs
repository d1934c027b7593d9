//! What is tried with a plan: something otherwise than it is, and nothing is changed.

use contracts::matching::listing::{Listing, OfNeed, OfOffer, Particulars};
use contracts::matching::plan::{ADDED, PlanTrial};
use contracts::matching::quota::Quota;
use values::{Amount, Date, OrganisationId, Text, Uuid};

use crate::lots;
use crate::quotas::{Left, Quotas};
use crate::score::Weights;

/// By default everything is as it is.
#[derive(Debug, Default)]
pub(crate) struct Tried {
    /// The aims stand in another order.
    aims: bool,
    pub(super) weights: Option<Weights>,
    /// An offer more, which fits whatever asks for its kind.
    pub(super) added: Option<Listing>,
    /// When that offer is there first.
    pub(super) added_from: Option<Date>,
    quota: Option<(OrganisationId, Quota)>,
}

impl Tried {
    /// None of what cannot be tried: an offer without an amount, or a score of nothing.
    pub(crate) fn of(trial: &PlanTrial, quotas: &Quotas) -> Option<Tried> {
        Some(Tried {
            aims: trial.aims.is_some(),
            weights: Some(Weights::of(trial)?).filter(|weights| !weights.is_nothing()),
            added: added(trial)?,
            added_from: trial.added_from,
            quota: trial.quota_of.map(|unit| (unit, quota(trial, quotas.of(unit)))),
        })
    }

    /// Everything is as it is.
    pub(super) fn is_nothing(&self) -> bool {
        let Tried { aims, weights, added, added_from: _, quota } = self;
        !aims && weights.is_none() && added.is_none() && quota.is_none()
    }

    /// Whether the offer that is tried fits the need: nobody has described it yet, so it is for all
    /// of its subcategory, or of its category.
    pub(super) fn fits(&self, need: &Listing, offer: &Listing) -> bool {
        let is_of_kind = offer.subcategory.is_none() || offer.subcategory == need.subcategory;
        match &need.particulars {
            Particulars::Need(of_need) => is_of_kind && self.is_in_time(of_need),
            Particulars::Offer(_) => false,
        }
    }

    /// The offer that is tried is there in time for the need: on one of the days on which that is
    /// wanted, or before it is due. A need that names no day waits.
    fn is_in_time(&self, need: &OfNeed) -> bool {
        let wanted = lots::wanted_by(need);
        self.added_from.zip(wanted).is_none_or(|(from, wanted)| from <= wanted)
    }

    /// What is left of a unit's quota, as it is or as it is tried.
    pub(super) fn left(&self, quotas: &Quotas, unit: OrganisationId, today: Date) -> Option<Left> {
        match &self.quota {
            Some((of, quota)) if *of == unit => Some(quotas.left_of(quota, unit, today)),
            Some(_) | None => quotas.left(unit, today),
        }
    }
}

/// Of whom it is, nobody knows: nothing speaks for it but that it is there.
fn added(trial: &PlanTrial) -> Option<Option<Listing>> {
    let Some(category) = trial.added_category else { return Some(None) };
    let (quantity, unit) = trial.added_quantity.zip(trial.added_unit)?;
    Some(Some(Listing {
        owner: OrganisationId(Uuid::from(ADDED)),
        title: Text::new("added").expect("it is short"),
        content: None,
        category,
        subcategory: trial.added_subcategory.clone(),
        amount: Amount::new(quantity, unit).ok()?,
        place: None,
        particulars: Particulars::Offer(OfOffer {
            serves: trial.added_area,
            until: trial.added_until,
            ..OfOffer::default()
        }),
    }))
}

fn quota(trial: &PlanTrial, now: Option<&Quota>) -> Quota {
    let mut quota = now.cloned().unwrap_or_default();
    match (trial.quota_category, trial.quota_lots) {
        (None, lots) => quota.lots = lots,
        (Some(category), Some(lots)) => {
            quota.categories.insert(category, lots);
        }
        (Some(category), None) => {
            quota.categories.remove(&category);
        }
    }
    quota
}
