//! The best whole as it stands, and what would follow from a change.

use std::collections::BTreeMap;

use contracts::matching::{
    AimChanged, AimReached, BestWhole, Consequence, Fill, PAIRS_CHANGED_MAX, PairChanged, WhatIf,
    Whole,
};
use contracts::{Page, Place};
use runtime::{Queries, Question};
use values::{AreaCode, NeedId, OfferId, OrganisationId, Text, Uuid};

use super::suggesting::Pair;
use super::{Line, View};
use crate::Matching;
use crate::engine::certificate;
use crate::engine::changes::Change;
use crate::engine::live::Live;
use crate::engine::model::Model;
use crate::lots::{self, quantity};
use crate::planning::aim_of;
use crate::score::Known;

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table
        .on(|question: &Question<'_, View>, query: BestWhole| question.view.whole(&query))
        .on(|question: &Question<'_, View>, query: WhatIf| question.view.what_if(query))
}

impl View {
    /// The best whole, with its proof.
    pub fn whole(&self, query: &BestWhole) -> Whole {
        let area = |organisation| self.known().party(organisation).and_then(|party| party.area);
        let within: Option<AreaCode> = query.organisation.and_then(area);
        let concerns = |owner: OrganisationId| {
            query.organisation.is_none_or(|asked| {
                asked == owner
                    || within
                        .is_some_and(|within| area(owner).is_some_and(|at| within.contains(at)))
            })
        };
        let live = self.market.live();
        let aims = self.market.aims(reached);
        let relaxed = self.market.relaxed();
        let mut pairs: Vec<(Place, Pair)> = live
            .lines()
            .iter()
            .filter(|line| {
                let need = self.line(self.market.need_of(line.need)).and_then(Line::listing);
                need.is_some_and(|need| concerns(need.owner))
            })
            .filter_map(|line| {
                let (need, offer) = (line.need, line.offer);
                let score = live.score_of(need, offer)?;
                let ids = (self.market.need_of(need), self.market.offer_of(offer));
                // The best first.
                let place = Place::of(u64::MAX - u64::from(score), ids.0, ids.1);
                Some((place, Pair { need, offer, score }))
            })
            .collect();
        pairs.sort_by_key(|(place, _)| *place);
        let count = pairs.len();
        let page =
            Page::counted(query.page, count, pairs.into_iter(), |pair| self.suggestion(pair));
        let Page { items, total, next_offset, next } = page;
        let mut whole = Whole {
            proved: aims.is_some() && relaxed == 0,
            relaxed,
            aims: aims.unwrap_or_default(),
            served: 0,
            partly: 0,
            unserved: 0,
            fills: Vec::new(),
            items: items.into_iter().flatten().collect(),
            total,
            next_offset,
            next,
        };
        self.fill(&mut whole, concerns);
        whole
    }

    fn fill(&self, whole: &mut Whole, concerns: impl Fn(OrganisationId) -> bool) {
        let mut fills: BTreeMap<OrganisationId, (u64, u64)> = BTreeMap::new();
        for id in self.market.needs() {
            let Some(number) = self.market.number(id) else { continue };
            let Some(line) = self.line(id) else { continue };
            let Some(listing) = line.listing().filter(|listing| concerns(listing.owner)) else {
                continue;
            };
            let asked = lots::asked(line.left(), listing.amount.unit);
            let unserved = self.market.unserved(number);
            match (asked, unserved) {
                (0, _) => continue,
                (_, 0) => whole.served += 1,
                (asked, unserved) if asked == unserved => whole.unserved += 1,
                (_, _) => whole.partly += 1,
            }
            let fill = fills.entry(listing.owner).or_default();
            fill.0 += u64::from(asked);
            fill.1 += u64::from(asked.saturating_sub(unserved));
        }
        whole.fills = fills
            .into_iter()
            .map(|(organisation, (asked, served))| Fill {
                organisation,
                name: self.name_of(organisation),
                asked,
                served,
            })
            .collect();
        whole.fills.sort_by_key(|fill| 1000 * fill.served / fill.asked.max(1));
    }

    /// What would follow: nothing is changed. None where it cannot be.
    pub fn what_if(&self, query: WhatIf) -> Option<Consequence> {
        let number = |id: Uuid| self.market.number(id);
        let unit = |id: Uuid| Some(self.line(id)?.listing()?.amount.unit);
        let change = match (query.need.map(Uuid::from), query.offer.map(Uuid::from)) {
            (Some(need), Some(offer)) => {
                let lots = lots::asked(query.quantity, unit(need)?);
                let (need, offer) = (number(need)?, number(offer)?);
                match lots {
                    0 => Change::Decline { need, offer },
                    lots => Change::Accept { need, offer, lots },
                }
            }
            (Some(need), None) => {
                let lots = lots::asked(query.quantity, unit(need)?);
                Change::Lots { need: number(need)?, lots }
            }
            (None, Some(offer)) => {
                let lots = lots::given(query.quantity, unit(offer)?);
                Change::OfferLots { offer: number(offer)?, lots }
            }
            (None, None) => return None,
        };
        let (difference, _) = self.market.tried(|after| {
            after.apply(change).ok()?;
            Some(self.difference(self.market.live(), after))
        });
        difference
    }

    fn difference(&self, before: &Live, after: &Live) -> Consequence {
        let both = before.values().into_iter().zip(after.values());
        let aims = both.filter_map(|((level, before), (_, after))| {
            let aim = aim_of(level)?;
            (before != after).then_some(AimChanged { aim, before, after })
        });
        let mut pairs: BTreeMap<(u32, u32), (u32, u32)> = BTreeMap::new();
        for line in before.lines() {
            pairs.entry((line.need, line.offer)).or_default().0 = line.lots;
        }
        for line in after.lines() {
            pairs.entry((line.need, line.offer)).or_default().1 = line.lots;
        }
        pairs.retain(|_, (before, after)| before != after);
        let named = pairs.iter().filter_map(|((need, offer), (before, after))| {
            let (need, offer) = (self.market.need_of(*need), self.market.offer_of(*offer));
            let title = |id| Some(self.line(id)?.listing()?.title.clone());
            let unit = self.line(need)?.listing()?.amount.unit;
            let (need_title, offer_title): (Text<60>, Text<60>) = (title(need)?, title(offer)?);
            Some(PairChanged {
                need: NeedId(need),
                need_title,
                offer: OfferId(offer),
                offer_title,
                before: quantity(*before, unit),
                after: quantity(*after, unit),
            })
        });
        let named = named.take(PAIRS_CHANGED_MAX).collect();
        Consequence { aims: aims.collect(), pairs: named, changed: pairs.len() }
    }
}

/// What every aim reaches, where the certificate holds.
fn reached(live: &Live) -> Option<Vec<AimReached>> {
    let model = Model::new(live.to_parts()).ok()?;
    let proofs = certificate::check(&model, &live.plan()).ok()?;
    let aims = proofs.into_iter().filter_map(|proof| {
        let aim = aim_of(proof.level)?;
        Some(AimReached { aim, reached: proof.value, bound: proof.dual })
    });
    Some(aims.collect())
}
