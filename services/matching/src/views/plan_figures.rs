//! A plan in figures.

use std::collections::BTreeMap;

use contracts::matching::Bottleneck;
use contracts::matching::listing::{Listing, OfNeed, Particulars};
use contracts::matching::plan::{
    CategoryServed, Kept, OrganisationServed, PlanFigures, PlanInFigures, Served, TierServed,
    Unserved, UnservedNeed,
};
use contracts::registry::taxonomy::Category;
use runtime::{Queries, Question};
use values::{NeedId, OrganisationId, Unit};

use super::plans::{self, Seen};
use super::{Line, View};
use crate::{Matching, lots};

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table.on(|question: &Question<'_, View>, PlanFigures { plan }| {
        let seen = plans::readable(question, plan)?;
        Some(question.view.figures(seen))
    })
}

fn add(to: &mut Served, Served { asked, before, planned }: Served) {
    to.asked += asked;
    to.before += before;
    to.planned += planned;
}

/// What the need asks for in all, had of it before, and has by the plan.
fn served(listing: &Listing, left: u64, planned: u64) -> Served {
    let unit = listing.amount.unit;
    let asked = in_lots(listing.amount.quantity.max(left), unit);
    Served { asked, before: asked - in_lots(left, unit), planned: in_lots(planned, unit) }
}

impl View {
    fn need_of(&self, need: NeedId) -> Option<(&Listing, &OfNeed)> {
        let listing = self.line(need.into()).and_then(Line::listing)?;
        match &listing.particulars {
            Particulars::Need(of_need) => Some((listing, of_need)),
            Particulars::Offer(_) => None,
        }
    }

    fn figures(&self, seen: &Seen) -> PlanInFigures {
        let mut planned: BTreeMap<NeedId, u64> = BTreeMap::new();
        for (pair, quantity) in seen.shares() {
            *planned.entry(pair.need).or_default() += quantity;
        }
        let mut all = Served::default();
        let mut tiers: BTreeMap<u8, Served> = BTreeMap::new();
        let mut categories: BTreeMap<Category, Served> = BTreeMap::new();
        let mut organisations: BTreeMap<OrganisationId, (u64, Served)> = BTreeMap::new();
        for (need, left) in &seen.left() {
            let Some((listing, of_need)) = self.need_of(*need) else { continue };
            let one = served(listing, *left, planned.get(need).copied().unwrap_or(0));
            let tier = lots::tier(of_need);
            let (urgent, of_owner) = organisations.entry(listing.owner).or_default();
            *urgent += if tier == 1 { one.asked } else { 0 };
            add(of_owner, one);
            add(&mut all, one);
            add(tiers.entry(tier).or_default(), one);
            add(categories.entry(listing.category).or_default(), one);
        }
        let mut organisations: Vec<_> = organisations
            .into_iter()
            .map(|(organisation, (urgent, served))| OrganisationServed {
                organisation,
                name: self.name_of(organisation),
                urgent,
                served,
            })
            .collect();
        let share =
            |Served { asked, before, planned }: Served| 1000 * (before + planned) / asked.max(1);
        organisations.sort_by_key(|one| (share(one.served), one.organisation));
        PlanInFigures {
            all,
            tiers: tiers.into_iter().map(|(tier, served)| TierServed { tier, served }).collect(),
            categories: categories
                .into_iter()
                .map(|(category, served)| CategoryServed { category, served })
                .collect(),
            organisations,
            bottlenecks: self.kept_by(seen),
        }
    }

    fn kept_by(&self, seen: &Seen) -> Vec<Kept> {
        let mut kept: BTreeMap<Bottleneck, (u64, usize)> = BTreeMap::new();
        for Unserved { need, quantity, bottleneck } in seen.unserved.values() {
            let Some((listing, _)) = self.need_of(*need) else { continue };
            let (lots, needs) = kept.entry(*bottleneck).or_default();
            *lots += in_lots(*quantity, listing.amount.unit);
            *needs += 1;
        }
        let kept = kept.into_iter();
        kept.map(|(bottleneck, (lots, needs))| Kept { bottleneck, lots, needs }).collect()
    }

    pub(super) fn unserved_need(&self, unserved: &Unserved) -> Option<UnservedNeed> {
        let (listing, _) = self.need_of(unserved.need)?;
        Some(UnservedNeed {
            need: unserved.need,
            title: listing.title.clone(),
            owner: listing.owner,
            owner_name: self.name_of(listing.owner),
            category: listing.category,
            quantity: unserved.quantity,
            unit: listing.amount.unit,
            bottleneck: unserved.bottleneck,
        })
    }
}

fn in_lots(quantity: u64, unit: Unit) -> u64 {
    u64::from(lots::asked(quantity, unit))
}
