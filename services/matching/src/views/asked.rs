//! Suggestions, as people ask for them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use contracts::matching::listing::Particulars;
use contracts::matching::{
    self, ForNeed, ForOffer, ForOrganisation, Near, NearNeed, OrganisationSuggestions,
    PairExplained, SUGGESTIONS_A_LINE_MAX, SUGGESTIONS_MAX, Suggestion, Suggestions, Why, quota,
};
use runtime::{Queries, Question};
use values::{AreaCode, Date, NeedId, OfferId, OrganisationId, Uuid};

use super::suggesting::{Pair, Ranked};
use super::{Line, View};
use crate::Matching;
use crate::lots::quantity;
use crate::score::{self, Known, nearness};

/// The most lines of one organisation that are looked at for it.
const LINES_LOOKED_AT_MAX: usize = 200;

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table
        .on(|question: &Question<'_, View>, ForNeed { need }| question.view.for_need(need))
        .on(|question: &Question<'_, View>, ForOffer { offer }| question.view.for_offer(offer))
        .on(|question: &Question<'_, View>, ForOrganisation { organisation }| {
            let same = question.directory.same_as(organisation);
            question.view.for_organisation(organisation, &same)
        })
        .on(|question: &Question<'_, View>, Near { organisation }| question.view.near(organisation))
        .on(|question: &Question<'_, View>, quota::OfOrganisation { organisation }| {
            question.view.quota(organisation, values::time::date_at(question.now))
        })
        .on(|question: &Question<'_, View>, Why { need, offer }| {
            question.view.why(need, offer, values::time::date_at(question.now))
        })
}

impl View {
    /// None of what is not, or never was, on its list.
    fn public(&self, id: Uuid) -> Option<&Line> {
        self.line(id).filter(|_| self.is_public(id))
    }

    /// It was on its list once.
    pub(crate) fn is_public(&self, id: Uuid) -> bool {
        self.search.contains(id)
    }

    /// Which offers fit this need.
    pub fn for_need(&self, need: NeedId) -> Option<Suggestions> {
        let listing = self.public(need.into())?.listing()?;
        let Particulars::Need(_) = listing.particulars else { return None };
        let number = self.market.number(need.into());
        let pairs = number.map(|number| self.pairs_of_need(number)).unwrap_or_default();
        let mut suggestions = self.suggested(&self.with_unlike(need.into(), pairs));
        if let Some(number) = number {
            let unserved = self.market.unserved(number);
            suggestions.unserved = quantity(unserved, listing.amount.unit);
            suggestions.bottleneck = self.market.bottleneck(number);
        }
        Some(suggestions)
    }

    /// Which needs this offer fits.
    pub fn for_offer(&self, offer: OfferId) -> Option<Suggestions> {
        let listing = self.public(offer.into())?.listing()?;
        let Particulars::Offer(_) = listing.particulars else { return None };
        let number = self.market.number(offer.into());
        let pairs = number.map(|number| self.pairs_of_offer(number)).unwrap_or_default();
        Some(self.suggested(&self.with_unlike(offer.into(), pairs)))
    }

    fn suggested(&self, pairs: &Ranked) -> Suggestions {
        let items = pairs.best.iter().filter_map(|pair| self.suggestion(*pair)).collect();
        Suggestions { items, total: pairs.total, unserved: 0, bottleneck: None }
    }

    fn for_organisation(
        &self,
        organisation: OrganisationId,
        same: &[OrganisationId],
    ) -> Option<OrganisationSuggestions> {
        self.known().party(organisation)?;
        let (mut to_give, mut to_ask) = (Vec::new(), Vec::new());
        let lines = same.iter().filter_map(|owner| self.by_owner.get(owner)).flatten().rev();
        for id in lines.take(LINES_LOOKED_AT_MAX) {
            let Some(number) = self.market.number(*id) else { continue };
            let listing = self.line(*id).and_then(Line::listing);
            let (pairs, suggestions) = match listing.map(|listing| &listing.particulars) {
                Some(Particulars::Offer(_)) => (self.pairs_of_offer(number), &mut to_give),
                Some(Particulars::Need(_)) => (self.pairs_of_need(number), &mut to_ask),
                None => continue,
            };
            let few = pairs.best.iter().take(SUGGESTIONS_A_LINE_MAX);
            suggestions.extend(few.filter_map(|pair| self.suggestion(*pair)));
        }
        for suggestions in [&mut to_give, &mut to_ask] {
            suggestions.sort_by_key(|one: &Suggestion| {
                (one.cost.map(|cost| (cost.aim, cost.by)), Reverse(one.score))
            });
            suggestions.truncate(SUGGESTIONS_MAX);
        }
        let near = self.near_unit(organisation, same);
        Some(OrganisationSuggestions { to_give, to_ask, near })
    }

    /// Open wishes, posts, pair help and teams around a community.
    fn near(&self, community: OrganisationId) -> Option<Vec<NearNeed>> {
        let home = self.known().party(community)?.area;
        let near = self.market.near(home).take(SUGGESTIONS_MAX);
        Some(near.filter_map(|id| self.near_need(id, home, false)).collect())
    }

    /// What an organisation may claim without an offer: what its pairs need, the most urgent first,
    /// then what is needed around it.
    fn near_unit(&self, organisation: OrganisationId, same: &[OrganisationId]) -> Vec<NearNeed> {
        let Some(party) = self.known().party(organisation) else { return Vec::new() };
        let home = party.area;
        let pairs: BTreeSet<_> = same.iter().flat_map(|one| self.known().pairs_of(*one)).collect();
        let lines = pairs.iter().filter_map(|owner| self.by_owner.get(owner)).flatten();
        let open = lines.copied().filter(|id| self.market.is_open_to_units(*id));
        let mut paired: Vec<_> = open.filter_map(|id| self.near_need(id, home, true)).collect();
        paired.sort_by_key(|one| {
            (Reverse(one.need.urgency as u8), Reverse(one.nearness), one.need.id)
        });
        let is_other =
            |one: &NearNeed| !same.contains(&one.need.owner) && !pairs.contains(&one.need.owner);
        let around = self.market.near_units(home);
        let around = around.filter_map(|id| self.near_need(id, home, false)).filter(is_other);
        paired.into_iter().chain(around).take(SUGGESTIONS_MAX).collect()
    }

    fn near_need(&self, id: Uuid, home: Option<AreaCode>, paired: bool) -> Option<NearNeed> {
        let need = self.named_need(NeedId(id))?;
        let area = self.known().party(need.owner).and_then(|party| party.area);
        Some(NearNeed { need, nearness: nearness(home, area), paired })
    }

    /// How much the unit takes on, and has.
    fn quota(&self, organisation: OrganisationId, today: Date) -> Option<quota::QuotaStanding> {
        self.known().party(organisation)?;
        Some(self.known().quotas().standing(organisation, today))
    }

    /// Why these two fit each other, or not.
    fn why(&self, need: NeedId, offer: OfferId, today: Date) -> Option<PairExplained> {
        let (asked, given) = (self.public(need.into())?, self.public(offer.into())?);
        let (wanted, had) = (asked.listing()?, given.listing()?);
        let named = matching::plan::Pair { need, offer };
        let why_not = score::why_not(named, asked, given, self.known(), today);
        let parts = self.parts((need, wanted), (offer, had));
        let score = score::total(&parts);
        let numbers = self.market.number(need.into()).zip(self.market.number(offer.into()));
        let suggestion = match (why_not.is_empty(), numbers) {
            (true, Some((need, offer))) => {
                let exact = self.market.cost_of(need, offer).map(|cost| self.aim_cost(cost));
                let suggestion = self.suggestion(Pair { need, offer, score });
                suggestion.map(|one| Suggestion { cost: exact.unwrap_or(one.cost), ..one })
            }
            (true | false, _) => None,
        };
        let (parts, suggestion) = (parts.to_vec(), suggestion.map(Box::new));
        let facts = score::facts(wanted, had, self.known());
        Some(PairExplained { why_not, score, parts, facts, suggestion })
    }
}
