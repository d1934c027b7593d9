//! The lines that are on their lists, and the best whole of them, kept by repair.
//!
//! A line whose content changes leaves and comes back; one of which more or less is left only
//! changes its lots. So the same log leads to the same plan.

mod asks;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contracts::matching::AimReached;
use contracts::matching::listing::{OfNeed, Particulars};
use contracts::needs::need::Kind;
use contracts::registry::taxonomy::Category;
use values::{AreaCode, Date, OrganisationId, Unit, Uuid};

use super::Line;
use super::near::{Near, Wanted};
use crate::engine::lex::Lex;
use crate::engine::live::{Live, Moved};
use crate::engine::model::{CAPACITY_LOTS_MAX, Limit, Need, Offer};
use crate::engine::objective::Policy;
use crate::engine::standing::UNLIMITED;
use crate::lots;
use crate::planning::{is_planned, pair};
use crate::quotas::Left;
use crate::rarity::Rarity;
use crate::score::{self, Known, Side};
use crate::words::{Said, Words};
use asks::{Asks, in_lots};

/// At most so many lines are looked at for what people may pair and no plan does.
const UNLIKE_LOOKED_AT_MAX: usize = 200;

/// What can be one for the other: nothing else is looked at.
type Shelf = (Category, Unit);

/// A line on the market.
struct Stand {
    /// Its number in the plan; a need that is too much for a plan has none.
    number: Option<u32>,
    is_need: bool,
    shelf: Shelf,
    /// When it came in: its value is judged by that day.
    since: Date,
    said: Said,
    /// Of a need: who may claim it, and where.
    wanted: Option<Wanted>,
}

/// The limits in the plan of a unit that has said how much it takes on: of all that it gives, and
/// within it of each category.
struct Limits {
    all: u32,
    categories: [(Category, u32); Category::ALL.len()],
}

impl Limits {
    fn of(&self, category: Category) -> u32 {
        let found = self.categories.iter().find(|(of, _)| *of == category);
        found.map_or(self.all, |(_, limit)| *limit)
    }
}

/// A line that comes in.
struct Comer<'l> {
    id: Uuid,
    is_need: bool,
    side: Side<'l>,
    today: Date,
}

/// Something of it is left, and a partner may come.
fn is_to_be_claimed(line: &Line) -> bool {
    line.left() > 0 && line.partners_left() > 0
}

/// The lines on the shelves of one kind.
#[derive(Default)]
struct Shelved {
    needs: BTreeSet<Uuid>,
    offers: BTreeSet<Uuid>,
}

pub(crate) struct Market {
    live: Live,
    stands: HashMap<Uuid, Stand>,
    shelves: HashMap<Shelf, Shelved>,
    rarity: Rarity,
    groups: HashMap<(OrganisationId, Kind), u32>,
    limits: HashMap<OrganisationId, Limits>,
    /// Whose numbers in the plan these are.
    needs: Vec<Uuid>,
    offers: Vec<Uuid>,
    /// By number in the plan.
    asks: Vec<Asks>,
    /// By offer, what is left of it, if that makes a lot.
    has: Vec<u64>,
    /// The needs that may miss something else, or for another reason, than before.
    changed: BTreeSet<Uuid>,
    /// What persons may claim, of which anything is left.
    near: Near,
    /// What organisations may.
    near_units: Near,
    worked: Mutex<Worked>,
}

/// What was worked out of the plan as it stands: kept until it changes.
#[derive(Default)]
struct Worked {
    /// Something can be tried on it.
    copy: Option<Live>,
    /// What every aim reaches; none where the proof does not hold.
    aims: Option<Option<Vec<AimReached>>>,
}

impl Default for Market {
    fn default() -> Self {
        let mut live = Live::empty(&Policy::default());
        live.watch();
        Self {
            live,
            stands: HashMap::new(),
            shelves: HashMap::new(),
            rarity: Rarity::default(),
            groups: HashMap::new(),
            limits: HashMap::new(),
            needs: Vec::new(),
            offers: Vec::new(),
            asks: Vec::new(),
            has: Vec::new(),
            changed: BTreeSet::new(),
            near: Near::default(),
            near_units: Near::default(),
            worked: Mutex::default(),
        }
    }
}

impl Market {
    pub(crate) fn live(&self) -> &Live {
        &self.live
    }

    /// To change it: what was worked out of it holds no more.
    fn live_mut(&mut self) -> &mut Live {
        *self.worked.get_mut().unwrap_or_else(PoisonError::into_inner) = Worked::default();
        &mut self.live
    }

    /// Where somebody else's trial broke off, it is begun anew.
    fn worked(&self) -> MutexGuard<'_, Worked> {
        self.worked.lock().unwrap_or_else(|broken| {
            self.worked.clear_poison();
            let mut worked = broken.into_inner();
            *worked = Worked::default();
            worked
        })
    }

    /// The answer of something that is tried on a copy and taken back, and what it costs.
    pub(crate) fn tried<T>(&self, attempt: impl FnOnce(&mut Live) -> T) -> (T, Lex) {
        let mut worked = self.worked();
        let copy = worked.copy.get_or_insert_with(|| self.live.clone());
        let tried = copy.tried(attempt);
        copy.take_moved();
        tried
    }

    /// What every aim reaches, as `prove` finds it.
    pub(crate) fn aims(
        &self,
        prove: impl FnOnce(&Live) -> Option<Vec<AimReached>>,
    ) -> Option<Vec<AimReached>> {
        self.worked().aims.get_or_insert_with(|| prove(&self.live)).clone()
    }

    /// What persons may claim around an area, the nearest first, and of those the most urgent.
    pub(crate) fn near(&self, area: Option<AreaCode>) -> impl Iterator<Item = Uuid> + '_ {
        self.near.around(area)
    }

    /// The same that organisations may claim.
    pub(crate) fn near_units(&self, area: Option<AreaCode>) -> impl Iterator<Item = Uuid> + '_ {
        self.near_units.around(area)
    }

    /// An organisation may claim it now.
    pub(crate) fn is_open_to_units(&self, id: Uuid) -> bool {
        let stand = self.stands.get(&id);
        let wanted = stand.and_then(|stand| stand.wanted).filter(|wanted| wanted.by_units);
        wanted.is_some_and(|wanted| self.near_units.contains(id, wanted))
    }

    /// What stands on the market says so, as it was weighed when it came in.
    pub(crate) fn said(&self, id: Uuid) -> Option<&Said> {
        self.stands.get(&id).map(|stand| &stand.said)
    }

    /// How rare words are there.
    pub(crate) fn rarity(&self) -> &Rarity {
        &self.rarity
    }

    /// What a first lot of the pair, or of a need that is taken whole all, would cost the whole,
    /// exactly, by one repair; nothing where it cannot be had.
    pub(crate) fn cost_of(&self, need: u32, offer: u32) -> Option<Lex> {
        if self.live.planned(need, offer) > 0 {
            return Some(Lex::ZERO);
        }
        let lots = self.asks[need as usize].at_once();
        let (accepted, cost) = self.tried(|live| live.accept(need, offer, lots));
        accepted.ok().map(|()| cost)
    }

    /// Its number in the plan.
    pub(crate) fn number(&self, id: Uuid) -> Option<u32> {
        self.stands.get(&id)?.number
    }

    pub(crate) fn is_need(&self, id: Uuid) -> bool {
        self.stands.get(&id).is_some_and(|stand| stand.is_need)
    }

    pub(crate) fn need_of(&self, number: u32) -> Uuid {
        self.needs[number as usize]
    }

    pub(crate) fn offer_of(&self, number: u32) -> Uuid {
        self.offers[number as usize]
    }

    /// When it came in; none of what is not on the market.
    pub(crate) fn entered(&self, id: Uuid) -> Option<Date> {
        self.stands.get(&id).map(|stand| stand.since)
    }

    /// What stands on the market, of this category or of every one, in order.
    pub(crate) fn listed(&self, category: Option<Category>) -> Vec<Uuid> {
        let shelves = self.shelves.iter();
        let shelves = shelves.filter(|((of, _), _)| category.is_none_or(|asked| asked == *of));
        let lines = shelves.flat_map(|(_, shelved)| shelved.needs.iter().chain(&shelved.offers));
        let mut lines: Vec<_> = lines.copied().collect();
        lines.sort_unstable();
        lines
    }

    /// The unit takes on no more than this.
    pub(crate) fn limit(&mut self, unit: OrganisationId, left: &Left) {
        if !self.limits.contains_key(&unit) {
            let lots = CAPACITY_LOTS_MAX;
            let all = self.live_mut().add_limit(Limit { lots, within: None });
            let within = Limit { lots, within: Some(all) };
            let categories =
                Category::ALL.map(|category| (category, self.live_mut().add_limit(within)));
            self.limits.insert(unit, Limits { all, categories });
        }
        let Some(Limits { all, categories }) = self.limits.get(&unit) else { return };
        let of =
            |(category, limit): &(Category, u32)| (*limit, left.categories.get(category).copied());
        let each = categories.iter().map(of);
        for (limit, left) in each.chain([(*all, left.all)]).collect::<Vec<_>>() {
            let lots = lots::limited(left);
            if self.live.limit_lots(limit) != lots {
                self.live_mut().set_limit_lots(limit, lots);
            }
        }
    }

    /// The needs that may miss something else, or for another reason, since this was asked last.
    pub(crate) fn take_changed(&mut self) -> BTreeSet<Uuid> {
        let Moved { needs, limits } = self.live.take_moved();
        self.changed.extend(needs.into_iter().map(|need| self.needs[need as usize]));
        if limits.is_empty() {
            return std::mem::take(&mut self.changed);
        }
        // What a unit keeps back is the reason for others, or no more.
        let limits: BTreeSet<u32> = limits.into_iter().collect();
        let units = self.limits.values().filter(|unit| {
            let of = unit.categories.iter().map(|(_, limit)| limit);
            of.chain([&unit.all]).any(|limit| limits.contains(limit))
        });
        let under = units.flat_map(|unit| unit.categories.iter().map(|(_, limit)| *limit));
        let offers = under.flat_map(|limit| self.live.offers_under(limit).iter().copied());
        let needs = offers.flat_map(|offer| self.live.pairs_of_offer(offer));
        self.changed.extend(needs.map(|(need, _)| self.needs[need as usize]));
        std::mem::take(&mut self.changed)
    }

    /// Every need on the market.
    pub(crate) fn needs(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.shelves.values().flat_map(|shelved| shelved.needs.iter().copied())
    }

    /// More or less of it is left.
    pub(crate) fn set_left(&mut self, id: Uuid, line: &Line) {
        let Some(stand) = self.stands.get(&id) else { return };
        let Stand { number, is_need, shelf: (_, unit), wanted, .. } = *stand;
        self.wants(id, wanted, is_to_be_claimed(line));
        let Some(number) = number else {
            self.changed.insert(id);
            return;
        };
        if is_need {
            let mut asks = Asks::of(line, unit);
            let fits = self.live.pairs_of_need(number);
            asks.count(fits.map(|(offer, _)| self.has[offer as usize]));
            self.live_mut().set_lots(number, asks.of_flow());
            self.asks[number as usize] = asks;
            self.changed.insert(id);
        } else {
            self.live_mut().set_offer_lots(number, lots::given(line.left(), unit));
            self.set_has(number, in_lots(line.left(), unit));
        }
    }

    /// It may be claimed from now on, or not any more.
    fn wants(&mut self, id: Uuid, wanted: Option<Wanted>, is_open: bool) {
        let Some(wanted) = wanted else { return };
        let by_each =
            [(&mut self.near, wanted.by_persons), (&mut self.near_units, wanted.by_units)];
        for (near, _) in by_each.into_iter().filter(|(_, may)| *may) {
            if is_open { near.insert(id, wanted) } else { near.remove(id, wanted) }
        }
    }

    /// It is on its list no more; what it said, if it was.
    pub(crate) fn leave(&mut self, id: Uuid) -> Option<Said> {
        let stand = self.stands.remove(&id)?;
        self.rarity.leave(&stand.said.all);
        self.wants(id, stand.wanted, false);
        if let Some(shelved) = self.shelves.get_mut(&stand.shelf) {
            shelved.needs.remove(&id);
            shelved.offers.remove(&id);
        }
        match (stand.number, stand.is_need) {
            (Some(number), true) => {
                self.live_mut().forget_need(number);
                self.asks[number as usize] = Asks::default();
                self.changed.insert(id);
            }
            (Some(number), false) => {
                self.set_has(number, 0);
                self.live_mut().forget_offer(number);
            }
            (None, true) => {
                self.changed.insert(id);
            }
            (None, false) => {}
        }
        Some(stand.said)
    }

    /// It is on its list `since` then, and says what it says today. Where it was there and says the
    /// same still, its words weigh what they weighed.
    pub(crate) fn enter<'l>(
        &mut self,
        id: Uuid,
        line: &Line,
        (since, today): (Date, Date),
        known: &impl Known,
        line_of: impl Fn(Uuid) -> Option<&'l Line>,
    ) {
        let Some(listing) = line.listing() else { return };
        let shelf = (listing.category, listing.amount.unit);
        let before = self.leave(id).filter(|said| said.is_of(listing));
        self.rarity.enter(&Words::all_of(listing));
        let said = before.unwrap_or_else(|| Said::of_listing(listing, &self.rarity));
        let is_need = matches!(listing.particulars, Particulars::Need(_));
        let one = Comer { id, is_need, side: Side { listing, said: &said }, today };
        let fits = self.fits(&one, shelf, known, line_of);
        let shelved = self.shelves.entry(shelf).or_default();
        let number = match &listing.particulars {
            Particulars::Need(need) => {
                shelved.needs.insert(id);
                let group = self.group(listing.owner, need.kind);
                let tier = lots::tier(need);
                let mut asks = Asks::of(line, shelf.1);
                asks.count(fits.iter().map(|(offer, _)| self.has[*offer as usize]));
                let equity = known.years().equity(listing.owner, since);
                let value = lots::value(tier, equity, need, since);
                let (lots, name) = (asks.of_flow(), lots::name(id));
                let need = group.map(|group| Need { group, tier, lots, value, name });
                let number = need.and_then(|need| self.live_mut().add_need(need, &fits).ok());
                self.asks.extend(number.map(|_| asks));
                number
            }
            Particulars::Offer(_) => {
                shelved.offers.insert(id);
                let limits = self.limits.get(&listing.owner);
                let limit = limits.map_or(UNLIMITED, |limits| limits.of(listing.category));
                let lots = lots::given(line.left(), shelf.1);
                let offer = Offer { limit, lots, name: lots::name(id) };
                Some(self.live_mut().add_offer(offer, &fits))
            }
        };
        match number {
            Some(_) if is_need => {
                self.needs.push(id);
                self.changed.insert(id);
            }
            Some(offer) => {
                self.offers.push(id);
                self.has.push(0);
                self.set_has(offer, in_lots(line.left(), shelf.1));
            }
            None => {
                self.changed.insert(id);
            }
        }
        let wanted = match &listing.particulars {
            Particulars::Need(OfNeed { kind, urgency, .. }) => {
                let area = known.party(listing.owner).and_then(|party| party.area);
                let (by_persons, by_units) = (kind.is_for_persons(), is_planned(*kind));
                Some(Wanted { area, urgency: *urgency, by_persons, by_units })
            }
            Particulars::Offer(_) => None,
        };
        self.wants(id, wanted, is_to_be_claimed(line));
        self.stands.insert(id, Stand { number, is_need, shelf, since, said, wanted });
    }

    /// The numbers of what a plan may give it, with the scores, in the order of their ids.
    fn fits<'l>(
        &self,
        one: &Comer<'_>,
        shelf: Shelf,
        known: &impl Known,
        line_of: impl Fn(Uuid) -> Option<&'l Line>,
    ) -> Vec<(u32, u16)> {
        let Some(shelved) = self.shelves.get(&shelf) else { return Vec::new() };
        let others = if one.is_need { &shelved.offers } else { &shelved.needs };
        let fits = others.iter().filter_map(|other| self.judge(one, *other, true, known, &line_of));
        fits.collect()
    }

    /// The same of what no plan gives it, though people may: of the newest lines on its shelf those
    /// that nothing says to be about the same.
    pub(crate) fn unlike<'l>(
        &self,
        id: Uuid,
        known: &impl Known,
        line_of: impl Fn(Uuid) -> Option<&'l Line>,
    ) -> Vec<(u32, u16)> {
        let found = || {
            let Stand { is_need, shelf, since, said, .. } = self.stands.get(&id)?;
            let side = Side { listing: line_of(id)?.listing()?, said };
            let one = Comer { id, is_need: *is_need, side, today: *since };
            let shelved = self.shelves.get(shelf)?;
            let others = if *is_need { &shelved.offers } else { &shelved.needs };
            let newest = others.iter().rev().take(UNLIKE_LOOKED_AT_MAX);
            let unlike =
                newest.filter_map(|other| self.judge(&one, *other, false, known, &line_of));
            Some(unlike.collect())
        };
        found().unwrap_or_default()
    }

    /// How well another line fits it, with its number; none of what does not, or is not as alike as
    /// asked for. Most of a shelf is not, so that is asked first.
    fn judge<'l>(
        &self,
        one: &Comer<'_>,
        other: Uuid,
        alike: bool,
        known: &impl Known,
        line_of: impl Fn(Uuid) -> Option<&'l Line>,
    ) -> Option<(u32, u16)> {
        let stand = self.stands.get(&other)?;
        let number = stand.number?;
        let side = Side { listing: line_of(other)?.listing()?, said: &stand.said };
        let (pair, need, offer) = if one.is_need {
            (pair(one.id, other), one.side, side)
        } else {
            (pair(other, one.id), side, one.side)
        };
        if score::are_alike(need, offer) != alike {
            return None;
        }
        if !score::misfits(pair, need.listing, offer.listing, known, one.today).is_empty() {
            return None;
        }
        Some((number, score::total(&score::parts(need, offer, known))))
    }

    fn group(&mut self, owner: OrganisationId, kind: Kind) -> Option<u32> {
        if let Some(group) = self.groups.get(&(owner, kind)) {
            return Some(*group);
        }
        let group = self.live_mut().add_group().ok()?;
        self.groups.insert((owner, kind), group);
        Some(group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_stays_as_it_is_leaves_what_was_worked_out() {
        let mut market = Market::default();
        let unit = OrganisationId(Uuid::nil());
        let left = Left { all: Some(3), ..Left::default() };
        market.limit(unit, &left);
        market.aims(|_| None);
        market.limit(unit, &left);
        assert_eq!(market.aims(|_| unreachable!("it is known")), None);
    }
}
