//! The lists as an instance of the engine, and its lines as lines of the plan.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::matching::listing::{Listing, OfNeed, Particulars};
use contracts::matching::plan::{ADDED, Pair, Priced, Unserved};
use contracts::matching::{AimCost, Bottleneck, ScorePart, WhyNot};
use contracts::needs::need::Kind;
use contracts::registry::taxonomy::Category;
use values::{NeedId, OrganisationId, Unit, Uuid};

use super::{Lists, Task, aim_of, pair, rule_bottleneck};
use crate::engine::lex::Lex;
use crate::engine::live::Live;
use crate::engine::model::{
    self, CAPACITY_LOTS_MAX, Edge, Frozen, GROUP_LOTS_MAX, Limit, Model, Need, Offer, Parts,
};
use crate::engine::plan::Line;
use crate::engine::side_rules::Rule;
use crate::lots;
use crate::score::{self, Side};
use crate::words::Said;

/// One list's lines with their numbers in the instance.
struct Stand<'l> {
    id: Uuid,
    listing: &'l Listing,
    said: Said,
    /// What nobody holds and no other plan was promised.
    left: u64,
    /// Of a need: so many partners may come yet.
    partners: u32,
}

impl Stand<'_> {
    fn side(&self) -> Side<'_> {
        Side { listing: self.listing, said: &self.said }
    }
}

pub(super) struct Instance<'l> {
    pub(super) model: Model,
    pub(super) rules: Vec<Rule>,
    needs: Vec<Stand<'l>>,
    offers: Vec<Stand<'l>>,
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

/// An offer that nobody has described yet is for all of its subcategory, or of its category.
fn is_of_kind(need: &Listing, offer: &Listing) -> bool {
    offer.subcategory.is_none() || offer.subcategory == need.subcategory
}

fn number_of(stands: &[Stand<'_>], id: Uuid) -> Option<u32> {
    stands.iter().position(|stand| stand.id == id).map(model::count)
}

fn of_need(listing: &Listing) -> Option<&OfNeed> {
    match &listing.particulars {
        Particulars::Need(need) => Some(need),
        Particulars::Offer(_) => None,
    }
}

impl<'l> Instance<'l> {
    pub(super) fn of<L: Lists>(task: &'l Task<'_>, lists: &'l L) -> Instance<'l> {
        let promised = promised_elsewhere(task, lists);
        let stand = |id: Uuid| {
            let line = lists.line(id).filter(|line| line.is_listed())?;
            let listing = line.listing()?;
            let left = line.left().saturating_sub(promised.get(&id).copied().unwrap_or(0));
            let said = Said::of_listing(listing, lists.rarity());
            Some(Stand { id, listing, said, left, partners: line.partners_left() })
        };
        let needs: Vec<_> = task.needs.iter().filter_map(|need| stand((*need).into())).collect();
        let is_offer = |id: &Uuid| {
            let listing = lists.line(*id).and_then(|line| line.listing());
            listing.is_some_and(|listing| of_need(listing).is_none())
        };
        let listed = lists.listed(task.scope.category).into_iter();
        let mut offers: Vec<_> = listed.filter(is_offer).filter_map(stand).collect();
        offers.extend(task.tried.added.as_ref().map(|listing| Stand {
            id: ADDED.into(),
            listing,
            said: Said::default(),
            left: listing.amount.quantity,
            partners: 0,
        }));
        let mut instance = Instance {
            model: Model::new(Parts::default()).expect("nothing is wrong with nothing"),
            rules: Vec::new(),
            needs,
            offers,
        };
        let parts = instance.parts(task, lists);
        instance.model = Model::new(parts).expect("every amount was cut to what a model takes");
        instance
    }

    fn parts(&mut self, task: &Task<'_>, lists: &impl Lists) -> Parts {
        let mut parts = Parts::default();
        let limits = self.limits(task, lists, &mut parts);
        for offer in &self.offers {
            let lots = lots::given(offer.left, offer.listing.amount.unit);
            let of = (offer.listing.owner, offer.listing.category);
            let limit = limits.get(&of).copied().unwrap_or(0);
            parts.offers.push(Offer { limit, lots });
        }
        let mut groups: HashMap<(OrganisationId, Kind), (u32, u64)> = HashMap::new();
        for stand in &self.needs {
            let Some(need) = of_need(stand.listing) else { continue };
            let next = model::count(groups.len());
            let group = groups.entry((stand.listing.owner, need.kind)).or_insert((next, 0));
            // With whom it has all the partners that it may have, it waits.
            let left = if stand.partners == 0 { 0 } else { stand.left };
            let asked = lots::asked(left, stand.listing.amount.unit);
            // Of a group that asks for more than a plan can hold, what comes last waits.
            let room = u32::try_from(GROUP_LOTS_MAX - group.1).unwrap_or(0);
            let lots = asked.min(room);
            group.1 += u64::from(lots);
            let tier = lots::tier(need);
            let equity = lists.years().equity(stand.listing.owner, task.today);
            let value = lots::value(tier, equity, need, task.today);
            parts.needs.push(Need { group: group.0, tier, lots, value });
            self.rules.push(Rule { whole: need.is_whole(), partners: stand.partners });
        }
        parts.edges = self.edges(task, lists);
        parts.frozen = self.frozen(task, &parts);
        // What people set goes beyond what a unit takes on by itself.
        let mut set: HashMap<u32, u32> = HashMap::new();
        for Frozen { offer, lots, .. } in &parts.frozen {
            let first = Some(parts.offers[*offer as usize].limit);
            let limits = std::iter::successors(first, |limit| parts.limits[*limit as usize].within);
            limits.for_each(|limit| *set.entry(limit).or_default() += lots);
        }
        for (limit, lots) in set {
            let limit = &mut parts.limits[limit as usize];
            limit.lots = limit.lots.max(lots);
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
        let owners: BTreeSet<_> = self.offers.iter().map(|offer| offer.listing.owner).collect();
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
        let need = number_of(&self.needs, line.need.into())?;
        let offer = number_of(&self.offers, line.offer.into())?;
        self.model.score(need, offer).map(|_| (need, offer))
    }

    pub(super) fn id_of_offer(&self, offer: u32) -> Uuid {
        self.offers[offer as usize].id
    }

    /// How well the two fit, and why.
    pub(super) fn scored(
        &self,
        lists: &impl Lists,
        (need, offer): (u32, u32),
    ) -> (u16, Vec<ScorePart>) {
        let (need, offer) = (&self.needs[need as usize], &self.offers[offer as usize]);
        let parts = score::parts(need.side(), offer.side(), lists);
        (score::total(&parts), parts.to_vec())
    }

    /// In order of need and offer.
    fn edges(&self, task: &Task<'_>, lists: &impl Lists) -> Vec<Edge> {
        let mut shelves: HashMap<(Category, Unit), Vec<u32>> = HashMap::new();
        for (number, offer) in (0..).zip(&self.offers) {
            let shelf = (offer.listing.category, offer.listing.amount.unit);
            shelves.entry(shelf).or_default().push(number);
        }
        let mut edges = Vec::new();
        for (need, stand) in (0..).zip(&self.needs) {
            let shelf = (stand.listing.category, stand.listing.amount.unit);
            for offer in shelves.get(&shelf).into_iter().flatten() {
                let other = &self.offers[*offer as usize];
                let pair = pair(stand.id, other.id);
                // Who has set it is not asked any more.
                let is_set = task.fixed.contains_key(&pair);
                let is_moot = |why: &WhyNot| is_set && *why == WhyNot::OwnerOverAsked;
                let misfits = score::misfits(pair, stand.listing, other.listing, lists, task.today);
                let fits = !task.declined.contains(&pair) && misfits.iter().all(is_moot);
                let are_alike = || match other.id == Uuid::from(ADDED) {
                    true => {
                        let is_in_time = |need| task.tried.is_in_time(need);
                        is_of_kind(stand.listing, other.listing)
                            && of_need(stand.listing).is_some_and(is_in_time)
                    }
                    false => score::are_alike(stand.side(), other.side()),
                };
                if fits && (is_set || are_alike()) {
                    let parts = score::parts(stand.side(), other.side(), lists);
                    let weights = task.tried.weights;
                    let parts = weights.map_or(parts, |weights| weights.weigh(parts));
                    let score = score::total(&parts);
                    edges.push(Edge { need, offer: *offer, score });
                }
            }
        }
        edges
    }

    /// What was set and still can be; the rest falls.
    fn frozen(&self, task: &Task<'_>, parts: &Parts) -> Vec<Frozen> {
        let mut needs: Vec<u32> = parts.needs.iter().map(|need| need.lots).collect();
        let mut offers: Vec<u32> = parts.offers.iter().map(|offer| offer.lots).collect();
        let mut frozen = Vec::new();
        for (pair, quantity) in &task.fixed {
            let need = number_of(&self.needs, pair.need.into());
            let offer = number_of(&self.offers, pair.offer.into());
            let Some((need, offer)) = need.zip(offer) else { continue };
            let unit = self.needs[need as usize].listing.amount.unit;
            let lots = lots::asked(*quantity, unit);
            let (of_need, of_offer) = (&mut needs[need as usize], &mut offers[offer as usize]);
            let fits =
                parts.edges.binary_search_by_key(&(need, offer), |edge| (edge.need, edge.offer));
            let fits = fits.is_ok();
            if fits && *of_need >= lots && *of_offer >= lots {
                *of_need -= lots;
                *of_offer -= lots;
                frozen.push(Frozen { need, offer, lots });
            }
        }
        frozen
    }

    /// The engine's lines as people read them. What somebody has set stays exactly so.
    pub(super) fn shares(&self, task: &Task<'_>, lines: &[Line]) -> BTreeMap<Pair, u64> {
        let share = |line: &Line| {
            let (need, offer) =
                (&self.needs[line.need as usize], &self.offers[line.offer as usize]);
            let pair = pair(need.id, offer.id);
            let drawn = lots::quantity(line.lots, need.listing.amount.unit);
            let set = task.fixed.get(&pair).copied();
            (pair, set.unwrap_or(drawn.min(need.left).min(offer.left)))
        };
        lines.iter().map(share).collect()
    }

    /// What is missing of every need, and what keeps it so.
    pub(super) fn unserved(&self, shares: &BTreeMap<Pair, u64>, live: &Live) -> Vec<Unserved> {
        let mut served: HashMap<NeedId, (u64, u32)> = HashMap::new();
        for (pair, quantity) in shares {
            let (sum, partners) = served.entry(pair.need).or_default();
            *sum += quantity;
            *partners += 1;
        }
        let missing = (0..).zip(&self.needs).filter_map(|(number, stand)| {
            let (sum, partners) = served.get(&NeedId(stand.id)).copied().unwrap_or_default();
            let quantity = stand.left.saturating_sub(sum);
            let bottleneck = self.bottleneck(number, partners, live);
            (quantity > 0).then_some(Unserved { need: NeedId(stand.id), quantity, bottleneck })
        });
        missing.collect()
    }

    /// How scarce each kind of what fits a need is.
    pub(super) fn prices(&self, live: &Live) -> Vec<Priced> {
        let mut fits = vec![false; self.offers.len()];
        self.model.edges().for_each(|edge| fits[edge.offer as usize] = true);
        let mut kinds: BTreeMap<(Category, Unit), (u64, u64, Lex)> = BTreeMap::new();
        for (number, stand) in (0..).zip(&self.offers) {
            let unit = stand.listing.amount.unit;
            let there = lots::quantity(live.offer_lots(number), unit);
            if there == 0 || !fits[number as usize] {
                continue;
            }
            let worth = live.worth(number);
            let (quantity, short, price) = kinds.entry((stand.listing.category, unit)).or_default();
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

    fn bottleneck(&self, need: u32, partners: u32, live: &Live) -> Bottleneck {
        let fits: Vec<u32> = self.model.edges_of(need).map(|edge| edge.offer).collect();
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
            rule_bottleneck(self.rules[need as usize], partners)
        }
    }
}
