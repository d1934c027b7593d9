//! A suggestion with everything there is to say about it.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use contracts::matching::listing::{Listing, Particulars};
use contracts::matching::{
    AimCost, COMPETITORS_MAX, Competitor, SUGGESTIONS_MAX, ScorePart, SuggestedNeed,
    SuggestedOffer, Suggestion,
};
use values::{NeedId, OfferId, Uuid};

use super::{Line, View};
use crate::engine::lex::Lex;
use crate::lots::quantity;
use crate::planning::aim_of;
use crate::score::{self, Known, Side};
use crate::words::Said;

/// A pair that fits, by its numbers in the plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) need: u32,
    pub(super) offer: u32,
    pub(super) score: u16,
}

/// The best pairs of a line, at most [`SUGGESTIONS_MAX`], and how many there are.
#[derive(Default)]
pub(super) struct Ranked {
    pub(super) best: Vec<Pair>,
    pub(super) total: usize,
}

impl View {
    /// The pairs of a need, the best for the whole first: what choosing them costs, then how well
    /// they fit.
    pub(super) fn pairs_of_need(&self, need: u32) -> Ranked {
        let pairs = self.market.live().pairs_of_need(need);
        self.ranked(pairs.map(|(offer, score)| Pair { need, offer, score }))
    }

    /// See [`View::pairs_of_need`].
    pub(super) fn pairs_of_offer(&self, offer: u32) -> Ranked {
        let pairs = self.market.live().pairs_of_offer(offer);
        self.ranked(pairs.map(|(need, score)| Pair { need, offer, score }))
    }

    /// Behind the pairs of a line, where they are few, those that no plan has and people may.
    pub(super) fn with_unlike(&self, id: Uuid, mut ranked: Ranked) -> Ranked {
        if ranked.total >= SUGGESTIONS_MAX {
            return ranked;
        }
        let Some(number) = self.market.number(id) else { return ranked };
        let is_need = self.market.is_need(id);
        let unlike = self.market.unlike(id, self.known(), |other| self.line(other));
        let unlike = unlike.into_iter().map(|(other, score)| {
            let (need, offer) = if is_need { (number, other) } else { (other, number) };
            Pair { need, offer, score }
        });
        let is_claimable = |pair: &Pair| self.market.is_claimable(pair.need, pair.offer);
        let mut unlike: Vec<_> = unlike.filter(is_claimable).collect();
        unlike.sort_by_key(|pair| Reverse(pair.score));
        ranked.total += unlike.len();
        ranked.best.extend(unlike);
        ranked.best.truncate(SUGGESTIONS_MAX);
        ranked
    }

    fn ranked(&self, pairs: impl Iterator<Item = Pair>) -> Ranked {
        let live = self.market.live();
        let mut total = 0;
        // The worst of the best on top: most pairs are worse than that, and no more is done.
        let mut best = BinaryHeap::with_capacity(SUGGESTIONS_MAX);
        for pair in pairs.filter(|pair| self.market.is_claimable(pair.need, pair.offer)) {
            total += 1;
            let cost = live.reduced_cost(pair.need, pair.offer, pair.score);
            let place = (cost, Reverse(pair.score), pair.need, pair.offer);
            if best.len() < SUGGESTIONS_MAX {
                best.push(place);
            } else if let Some(mut worst) = best.peek_mut()
                && place < *worst
            {
                *worst = place;
            }
        }
        let pair = |(_, Reverse(score), need, offer)| Pair { need, offer, score };
        Ranked { best: best.into_sorted_vec().into_iter().map(pair).collect(), total }
    }

    pub(super) fn suggestion(&self, pair: Pair) -> Option<Suggestion> {
        let (need_id, offer_id) =
            (self.market.need_of(pair.need), self.market.offer_of(pair.offer));
        let (need, offer) = (self.line(need_id)?, self.line(offer_id)?);
        let (asked, given) = (need.listing()?, offer.listing()?);
        let live = self.market.live();
        let side = |id, listing| Some(Side { listing, said: self.market.said(id)? });
        let unit = asked.amount.unit;
        let takers = live.takers(pair.offer).filter(|(taker, _)| *taker != pair.need);
        let competitors = takers.take(COMPETITORS_MAX).filter_map(|(taker, lots)| {
            let id = self.market.need_of(taker);
            let title = self.line(id)?.listing()?.title.clone();
            Some(Competitor { need: NeedId(id), title, planned: quantity(lots, unit) })
        });
        // A pair that no plan has may seem to cost less than nothing.
        let cost = live.reduced_cost(pair.need, pair.offer, pair.score).max(Lex::ZERO);
        let within_limits = quantity(live.lots_within_limits(pair.offer), unit);
        let is_claimable = self.market.is_claimable(pair.need, pair.offer);
        let claimable =
            if is_claimable { need.left().min(offer.left()).min(within_limits) } else { 0 };
        let area = self.known().party(asked.owner).and_then(|party| party.area);
        Some(Suggestion {
            need: self.named_need(NeedId(need_id))?,
            offer: self.named_offer(OfferId(offer_id), offer, given),
            quantity: claimable,
            planned: quantity(live.planned(pair.need, pair.offer), unit).min(need.left()),
            score: pair.score,
            parts: score::parts(side(need_id, asked)?, side(offer_id, given)?, self.known())
                .to_vec(),
            price: self.aim_cost(live.price(pair.offer)),
            cost: self.aim_cost(cost),
            competitors: competitors.collect(),
            standing: self.standing_around(area, asked.category, unit),
        })
    }

    /// The parts of the score of two lines, on the market or not.
    pub(super) fn parts(
        &self,
        (need, asked): (NeedId, &Listing),
        (offer, given): (OfferId, &Listing),
    ) -> [ScorePart; 7] {
        let said = |id, listing| match self.market.said(id) {
            Some(said) => Cow::Borrowed(said),
            None => Cow::Owned(Said::of_listing(listing, self.market.rarity())),
        };
        let (wanted, had) = (said(need.into(), asked), said(offer.into(), given));
        let need = Side { listing: asked, said: &wanted };
        let offer = Side { listing: given, said: &had };
        score::parts(need, offer, self.known())
    }

    pub(super) fn named_need(&self, id: NeedId) -> Option<SuggestedNeed> {
        let line = self.line(id.into())?;
        let listing = line.listing()?;
        let Particulars::Need(need) = &listing.particulars else { return None };
        Some(SuggestedNeed {
            id,
            title: listing.title.clone(),
            owner: listing.owner,
            owner_name: self.name_of(listing.owner),
            kind: need.kind,
            urgency: need.urgency,
            category: listing.category,
            subcategory: listing.subcategory.clone(),
            unit: listing.amount.unit,
            open: line.left(),
            whole: need.is_whole(),
        })
    }

    fn named_offer(&self, id: OfferId, line: &Line, listing: &Listing) -> SuggestedOffer {
        let until = match &listing.particulars {
            Particulars::Offer(offer) => offer.until,
            Particulars::Need(_) => None,
        };
        SuggestedOffer {
            id,
            title: listing.title.clone(),
            owner: listing.owner,
            owner_name: self.name_of(listing.owner),
            category: listing.category,
            subcategory: listing.subcategory.clone(),
            unit: listing.amount.unit,
            left: line.left(),
            until,
        }
    }

    pub(super) fn name_of(&self, owner: values::OrganisationId) -> Option<values::Text<60>> {
        self.known().party(owner).map(|party| party.name.clone())
    }

    pub(super) fn aim_cost(&self, cost: Lex) -> Option<AimCost> {
        let first = self.market.live().first_cost(cost)?;
        let aim = aim_of(first.level)?;
        Some(AimCost { aim, by: first.by })
    }
}
