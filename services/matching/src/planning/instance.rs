//! The lists as an instance of the engine, and its lines as lines of the plan.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use contracts::matching::listing::{Listing, OfNeed, Particulars};
use contracts::matching::plan::{ADDED, Pair, Priced, Unserved};
use contracts::matching::{AimCost, Bottleneck};
use contracts::needs::need::Kind;
use contracts::registry::taxonomy::Category;
use values::{NeedId, OfferId, OrganisationId, Unit, Uuid};

use super::{Lists, Task, aim_of, pair, rule_bottleneck};
use crate::domain::listing::State as Line;
use crate::engine::lex::Lex;
use crate::engine::live::Live;
use crate::engine::model::{
    self, CAPACITY_LOTS_MAX, Edge, Frozen, GROUP_LOTS_MAX, Limit, Model, Need, Offer, Parts,
};
use crate::engine::plan;
use crate::engine::side_rules::Rule;
use crate::lots;
use crate::score::Side;
use crate::words::Said;

/// More than this is not carried over from earlier in the year: no group asks for more.
const CARRIED_MAX: u64 = 100_000;

/// One list's lines with their numbers in the instance.
#[derive(Clone)]
struct Stand {
    id: Uuid,
    owner: OrganisationId,
    category: Category,
    unit: Unit,
    /// What nobody holds and no other plan was promised.
    left: u64,
    /// Of a need: so many partners may come yet.
    partners: u32,
}

#[derive(Clone)]
pub(super) struct Instance {
    /// With amounts as they were when it was made.
    pub(super) model: Model,
    pub(super) rules: Vec<Rule>,
    needs: Vec<Stand>,
    offers: Vec<Stand>,
    need_numbers: HashMap<Uuid, u32>,
    offer_numbers: HashMap<Uuid, u32>,
}

/// So much of each line was promised by the other open plans.
pub(super) fn promised_elsewhere(task: &Task<'_>, lists: &impl Lists) -> HashMap<Uuid, u64> {
    let mut promised: HashMap<Uuid, u64> = HashMap::new();
    for (plan, open) in lists.open_plans() {
        if task.plan != Some(plan) {
            for (pair, answer) in &open.answers {
                *promised.entry(pair.need.into()).or_default() += answer.quantity;
                *promised.entry(pair.offer.into()).or_default() += answer.quantity;
            }
        }
    }
    promised
}

/// What the line says; of the offer that is tried, what is tried.
fn listing_of<'l>(task: &'l Task<'_>, lists: &'l impl Lists, id: Uuid) -> Option<&'l Listing> {
    match id == Uuid::from(ADDED) {
        true => task.tried.added.as_ref(),
        false => lists.line(id)?.listing(),
    }
}

fn numbers(stands: &[Stand]) -> HashMap<Uuid, u32> {
    stands.iter().map(|stand| stand.id).zip(0..).collect()
}

fn of_need(listing: &Listing) -> Option<&OfNeed> {
    match &listing.particulars {
        Particulars::Need(need) => Some(need),
        Particulars::Offer(_) => None,
    }
}

impl Instance {
    pub(super) fn of(task: &Task<'_>, lists: &impl Lists) -> Instance {
        let stand = |id: Uuid| {
            let listing = listing_of(task, lists, id)?;
            let is_there = id == Uuid::from(ADDED) || lists.line(id)?.is_listed();
            let Listing { owner, category, amount, .. } = listing;
            let (owner, category, unit) = (*owner, *category, amount.unit);
            is_there.then_some(Stand { id, owner, category, unit, left: 0, partners: 0 })
        };
        let needs: Vec<_> = task.needs.iter().filter_map(|need| stand((*need).into())).collect();
        let is_offer = |id: &Uuid| {
            let listing = lists.line(*id).and_then(|line| line.listing());
            listing.is_some_and(|listing| of_need(listing).is_none())
        };
        let listed = lists.listed(task.scope.category).into_iter().filter(is_offer);
        let added = task.tried.added.as_ref().map(|_| Uuid::from(ADDED));
        let offers: Vec<_> = listed.chain(added).filter_map(stand).collect();
        let mut instance = Instance {
            model: Model::new(Parts::default()).expect("nothing is wrong with nothing"),
            rules: Vec::new(),
            need_numbers: numbers(&needs),
            offer_numbers: numbers(&offers),
            needs,
            offers,
        };
        let mut parts = instance.amounts(task, lists);
        let edges = instance.edges(task, lists);
        let fits = |need, offer| {
            let found = edges.binary_search_by_key(&(need, offer), |edge| (edge.need, edge.offer));
            found.is_ok()
        };
        parts.frozen = instance.frozen(task, &mut parts, fits);
        parts.edges = edges;
        instance.model = Model::new(parts).expect("every amount was cut to what a model takes");
        instance
    }

    /// Everything but the pairs as the lists stand now.
    pub(super) fn amounts(&mut self, task: &Task<'_>, lists: &impl Lists) -> Parts {
        let promised = promised_elsewhere(task, lists);
        for stand in self.needs.iter_mut().chain(&mut self.offers) {
            let line = lists.line(stand.id).filter(|line| line.is_listed());
            let added = task.tried.added.as_ref().filter(|_| stand.id == Uuid::from(ADDED));
            let added = added.map(|added| added.amount.quantity);
            let left = line.map(Line::left).or(added).unwrap_or(0);
            stand.left = left.saturating_sub(promised.get(&stand.id).copied().unwrap_or(0));
            stand.partners = line.map_or(0, Line::partners_left);
        }
        let mut parts = Parts::default();
        let limits = self.limits(task, lists, &mut parts);
        for offer in &self.offers {
            let lots = lots::given(offer.left, offer.unit);
            let limit = limits.get(&(offer.owner, offer.category)).copied().unwrap_or(0);
            parts.offers.push(Offer { limit, lots, name: lots::name(offer.id) });
        }
        self.rules.clear();
        let mut groups: HashMap<(OrganisationId, Kind), (u32, u64)> = HashMap::new();
        for stand in &self.needs {
            let listing = listing_of(task, lists, stand.id);
            let Some(need) = listing.and_then(of_need) else { continue };
            let next = model::count(groups.len());
            let of = (stand.owner, need.kind);
            let group = groups.entry(of).or_insert_with(|| {
                let carried = lists.years().carried(of, task.today);
                let carried = carried.min(CARRIED_MAX);
                parts.carried.push(u32::try_from(carried).expect("at most CARRIED_MAX"));
                (next, carried)
            });
            // With whom it has all the partners that it may have, it waits.
            let left = if stand.partners == 0 { 0 } else { stand.left };
            let asked = lots::asked(left, stand.unit);
            // Of a group that asks for more than a plan can hold, what comes last waits.
            let room = u32::try_from(GROUP_LOTS_MAX - group.1).unwrap_or(0);
            let lots = asked.min(room);
            group.1 += u64::from(lots);
            let tier = lots::tier(need);
            let equity = lists.years().equity(stand.owner, task.today);
            let value = lots::value(tier, equity, need, task.today);
            let name = lots::name(stand.id);
            parts.needs.push(Need { group: group.0, tier, lots, value, name });
            let least = lots::least(lots);
            self.rules.push(Rule { whole: need.is_whole(), partners: stand.partners, least });
        }
        parts
    }

    /// The first limit binds nobody; behind it those of each unit that has said how much it takes
    /// on, by category.
    fn limits(
        &self,
        task: &Task<'_>,
        lists: &impl Lists,
        parts: &mut Parts,
    ) -> HashMap<(OrganisationId, Category), u32> {
        parts.limits.push(Limit { lots: CAPACITY_LOTS_MAX, within: None });
        let mut promised: HashMap<(OrganisationId, Category), u64> = HashMap::new();
        for (id, quantity) in promised_elsewhere(task, lists) {
            let Some(listing) = lists.line(id).and_then(|line| line.listing()) else { continue };
            if of_need(listing).is_none() {
                let lots = u64::from(lots::asked(quantity, listing.amount.unit));
                *promised.entry((listing.owner, listing.category)).or_default() += lots;
            }
        }
        let promised_of = |owner, category| promised.get(&(owner, category)).copied().unwrap_or(0);
        let owners: BTreeSet<_> = self.offers.iter().map(|offer| offer.owner).collect();
        let mut limits = HashMap::new();
        for owner in owners {
            let Some(left) = task.tried.left(lists.quotas(), owner, task.today) else { continue };
            let all = model::count(parts.limits.len());
            let of_all: u64 = Category::ALL.into_iter().map(|of| promised_of(owner, of)).sum();
            let lots = lots::limited(left.all.map(|left| left.saturating_sub(of_all)));
            parts.limits.push(Limit { lots, within: None });
            for category in Category::ALL {
                let left = left.categories.get(&category);
                let left = left.map(|left| left.saturating_sub(promised_of(owner, category)));
                limits.insert((owner, category), model::count(parts.limits.len()));
                parts.limits.push(Limit { lots: lots::limited(left), within: Some(all) });
            }
        }
        limits
    }

    /// Where the two lines stand, if both do and fit each other.
    pub(super) fn numbers_of(&self, line: Pair) -> Option<(u32, u32)> {
        let (need, offer) = self.both(line)?;
        self.model.score(need, offer).map(|_| (need, offer))
    }

    /// Where the two lines stand, if both do.
    pub(super) fn both(&self, line: Pair) -> Option<(u32, u32)> {
        let need = self.need_numbers.get(&line.need.into())?;
        Some((*need, *self.offer_numbers.get(&line.offer.into())?))
    }

    pub(super) fn id_of_offer(&self, offer: u32) -> Uuid {
        self.offers[offer as usize].id
    }

    /// In order of need and offer.
    fn edges(&self, task: &Task<'_>, lists: &impl Lists) -> Vec<Edge> {
        let said = |stand: &Stand| {
            let listing = listing_of(task, lists, stand.id).expect("it stood on its list");
            let is_added = stand.id == Uuid::from(ADDED);
            let said = (!is_added).then(|| Said::of_listing(listing, lists.rarity()));
            (listing, said.unwrap_or_default())
        };
        let offers: Vec<_> = self.offers.par_iter().map(said).collect();
        let mut shelves: HashMap<(Category, Unit), Vec<u32>> = HashMap::new();
        for (number, offer) in (0..).zip(&self.offers) {
            shelves.entry((offer.category, offer.unit)).or_default().push(number);
        }
        let of_need = |(need, stand): (u32, &Stand)| {
            let (listing, own) = said(stand);
            let side = Side { listing, said: &own };
            let shelf = shelves.get(&(stand.category, stand.unit)).into_iter().flatten();
            let edges = shelf.filter_map(|offer| {
                let (other, said) = &offers[*offer as usize];
                let pair = pair(stand.id, self.offers[*offer as usize].id);
                let score = task.score(lists, pair, side, Side { listing: other, said })?;
                Some(Edge { need, offer: *offer, score })
            });
            edges.collect::<Vec<_>>()
        };
        let needs: Vec<(u32, &Stand)> = (0..).zip(&self.needs).collect();
        needs.into_par_iter().map(of_need).collect::<Vec<_>>().concat()
    }

    /// What was set and still can be; the rest falls. What people set goes beyond what a unit takes
    /// on by itself.
    pub(super) fn frozen(
        &self,
        task: &Task<'_>,
        parts: &mut Parts,
        fits: impl Fn(u32, u32) -> bool,
    ) -> Vec<Frozen> {
        let mut needs: Vec<u32> = parts.needs.iter().map(|need| need.lots).collect();
        let mut offers: Vec<u32> = parts.offers.iter().map(|offer| offer.lots).collect();
        let mut frozen = Vec::new();
        for (pair, quantity) in &task.fixed {
            let Some((need, offer)) = self.both(*pair) else { continue };
            let lots = lots::asked(*quantity, self.needs[need as usize].unit);
            let (of_need, of_offer) = (&mut needs[need as usize], &mut offers[offer as usize]);
            if fits(need, offer) && *of_need >= lots && *of_offer >= lots {
                *of_need -= lots;
                *of_offer -= lots;
                frozen.push(Frozen { need, offer, lots });
            }
        }
        let mut set: HashMap<u32, u32> = HashMap::new();
        for Frozen { offer, lots, .. } in &frozen {
            let first = Some(parts.offers[*offer as usize].limit);
            let limits = std::iter::successors(first, |limit| parts.limits[*limit as usize].within);
            limits.for_each(|limit| *set.entry(limit).or_default() += lots);
        }
        for (limit, lots) in set {
            let limit = &mut parts.limits[limit as usize];
            limit.lots = limit.lots.max(lots);
        }
        frozen
    }

    /// The engine's lines as people read them. What somebody has set stays exactly so.
    pub(super) fn shares(&self, task: &Task<'_>, lines: &[plan::Line]) -> BTreeMap<Pair, u64> {
        let share = |line: &plan::Line| {
            let (need, offer) =
                (&self.needs[line.need as usize], &self.offers[line.offer as usize]);
            let pair = pair(need.id, offer.id);
            let drawn = lots::quantity(line.lots, need.unit);
            let set = task.fixed.get(&pair).copied();
            (pair, set.unwrap_or(drawn.min(need.left).min(offer.left)))
        };
        lines.iter().map(share).collect()
    }

    /// What is missing of every need, and what keeps it so.
    pub(super) fn unserved(
        &self,
        shares: &BTreeMap<Pair, u64>,
        relaxed: &Live,
        kept: &Live,
    ) -> Vec<Unserved> {
        let mut served: HashMap<NeedId, (u64, u32)> = HashMap::new();
        for (pair, quantity) in shares {
            let (sum, partners) = served.entry(pair.need).or_default();
            *sum += quantity;
            *partners += 1;
        }
        let missing = (0..).zip(&self.needs).filter_map(|(number, stand)| {
            let (sum, partners) = served.get(&NeedId(stand.id)).copied().unwrap_or_default();
            let quantity = stand.left.saturating_sub(sum);
            let bottleneck = self.bottleneck(number, partners, relaxed, kept);
            (quantity > 0).then_some(Unserved { need: NeedId(stand.id), quantity, bottleneck })
        });
        missing.collect()
    }

    /// What a lot of each offer is worth to others, where it is worth anything.
    pub(super) fn worth(&self, live: &Live, offer: OfferId) -> Option<AimCost> {
        let number = *self.offer_numbers.get(&offer.into())?;
        let first = live.first_cost(live.price(number))?;
        Some(AimCost { aim: aim_of(first.level)?, by: first.by })
    }

    /// How scarce each kind of what fits a need is.
    pub(super) fn prices(&self, live: &Live) -> Vec<Priced> {
        let mut fits = vec![false; self.offers.len()];
        self.model.edges().for_each(|edge| fits[edge.offer as usize] = true);
        let mut kinds: BTreeMap<(Category, Unit), (u64, u64, Lex)> = BTreeMap::new();
        for (number, stand) in (0..).zip(&self.offers) {
            let unit = stand.unit;
            let there = lots::quantity(live.offer_lots(number), unit);
            if there == 0 || !fits[number as usize] {
                continue;
            }
            let worth = live.worth(number);
            let (quantity, short, price) = kinds.entry((stand.category, unit)).or_default();
            *quantity += there;
            *short += if live.first_cost(worth).is_some() { there } else { 0 };
            *price = worth.max(*price);
        }
        let priced = kinds.into_iter().map(|((category, unit), (quantity, short, price))| {
            let first = live.first_cost(price);
            let price =
                first.and_then(|cost| Some(AimCost { aim: aim_of(cost.level)?, by: cost.by }));
            Priced { category, unit, quantity, short, price }
        });
        priced.collect()
    }

    fn bottleneck(&self, need: u32, partners: u32, relaxed: &Live, live: &Live) -> Bottleneck {
        let set = relaxed.frozen.range((need, 0)..=(need, u32::MAX)).map(|((_, offer), _)| *offer);
        let fits: Vec<u32> =
            relaxed.pairs_of_need(need).map(|(offer, _)| offer).chain(set).collect();
        let mut with_spare = fits.iter().filter(|offer| live.spare(**offer) > 0).peekable();
        if self.needs[need as usize].partners == 0 {
            Bottleneck::PartnersFull
        } else if fits.is_empty() {
            Bottleneck::NothingFits
        } else if with_spare.peek().is_none() {
            Bottleneck::OffersSpent
        } else if with_spare.all(|offer| live.is_full(*offer)) {
            Bottleneck::QuotaReached
        } else {
            let rule = self.rules[need as usize];
            let rest = live.unserved(need);
            let could = |offer: &u32| live.planned(need, *offer) + live.spare(*offer).min(rest);
            let mut with_spare = fits.iter().filter(|offer| live.spare(**offer) > 0);
            let has_least = with_spare.any(|offer| could(offer) >= rule.least);
            rule_bottleneck(rule, partners, has_least)
        }
    }
}
