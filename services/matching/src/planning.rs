//! The best whole of a plan's needs as the lists stand: computed once, and repaired around every
//! answer. What people have set is accepted in it, what they declined is no candidate, and what
//! other open plans were promised is gone.
//!
//! The same lists and the same answers lead to the same plan, whoever asks: what is [`kept`] from
//! one answer to the next saves the work and decides nothing, ties are by the ids of the lines. So
//! what is shown before an answer is what the answer does.

mod checks;
mod explained;
mod instance;
mod kept;
mod tried;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use contracts::matching::listing::Particulars;
use contracts::matching::plan::{ADDED, Drawn, Pair, Priced, Scope, Share, Unserved};
use contracts::matching::{Aim, AimCost, AimReached, Bottleneck, WhyNot};
use contracts::needs::need::Kind;
use contracts::registry::taxonomy::Category;
use values::{Date, NeedId, OfferId, PlanId, Uuid};

use crate::domain::listing::State as Line;
use crate::domain::plan::Open;
use crate::engine::live::Live;
use crate::engine::objective::Level;
use crate::engine::side_rules::{self, Rule};
use crate::lots;
use crate::rarity::Rarity;
use crate::score::{self, Known, Side};
pub(crate) use checks::check;
pub(crate) use explained::{Explained, Other};
pub(crate) use kept::Kept;
use kept::Worked;
pub(crate) use tried::Tried;

/// The lists, and the plans that are open.
pub(crate) trait Lists: Known + Sync {
    fn line(&self, id: Uuid) -> Option<&Line>;
    /// What stands on the lists, of this category or of every one, in order.
    fn listed(&self, category: Option<Category>) -> Vec<Uuid>;
    fn open_plans(&self) -> Vec<(PlanId, &Open)>;
    /// How rare words are on them.
    fn rarity(&self) -> &Rarity;
    /// What plans were worked out with.
    fn kept(&self) -> &Kept;
}

/// The level that an aim is.
pub(crate) fn level_of(aim: Aim) -> Level {
    match aim {
        Aim::Urgent => Level::Urgent,
        Aim::Cover => Level::Cover,
        Aim::Fair => Level::Fair,
        Aim::Value => Level::Value,
        Aim::Quality => Level::Quality,
    }
}

/// The aim that a level is; ties are nobody's.
pub(crate) fn aim_of(level: Level) -> Option<Aim> {
    match level {
        Level::Urgent => Some(Aim::Urgent),
        Level::Cover => Some(Aim::Cover),
        Level::Fair => Some(Aim::Fair),
        Level::Value => Some(Aim::Value),
        Level::Quality => Some(Aim::Quality),
        Level::Tie => None,
    }
}

/// Posts, pair help and teams are for persons: no offer is planned for them.
pub(crate) fn is_planned(kind: Kind) -> bool {
    match kind {
        Kind::Common | Kind::Individual | Kind::Wish => true,
        Kind::Post | Kind::PairHelp | Kind::Team => false,
    }
}

/// The open needs of this scope that are in no open plan.
pub(crate) fn needs_of(lists: &impl Lists, scope: &Scope) -> Vec<NeedId> {
    let within = lists.party(scope.organisation).and_then(|party| party.area);
    let plans = lists.open_plans();
    let concerns = |id: &Uuid| {
        let line = lists.line(*id).filter(|line| line.left() > 0)?;
        let listing = line.listing()?;
        let Particulars::Need(need) = &listing.particulars else { return None };
        let area = lists.party(listing.owner).and_then(|party| party.area);
        let inside = within.zip(area).is_some_and(|(within, area)| within.contains(area));
        let is_theirs = listing.owner == scope.organisation || inside;
        let is_in_time =
            scope.by.is_none_or(|by| lots::wanted_by(need).is_some_and(|wanted| wanted <= by));
        let is_free = plans.iter().all(|(_, plan)| !plan.needs.contains(&NeedId(*id)));
        (is_theirs && is_in_time && is_free && is_planned(need.kind)).then_some(())
    };
    let listed = lists.listed(scope.category).into_iter();
    listed.filter(|id| concerns(id).is_some()).map(NeedId).collect()
}

/// What is to be planned.
pub(crate) struct Task<'t> {
    /// None before there is one.
    pub(crate) plan: Option<PlanId>,
    pub(crate) scope: &'t Scope,
    pub(crate) needs: &'t BTreeSet<NeedId>,
    pub(crate) declined: BTreeSet<Pair>,
    pub(crate) fixed: BTreeMap<Pair, u64>,
    /// The value of a need depends on how soon it is wanted.
    pub(crate) today: Date,
    pub(crate) tried: Tried,
}

impl<'t> Task<'t> {
    /// A plan as it stands.
    pub(crate) fn of(plan: PlanId, open: &'t Open, today: Date) -> Task<'t> {
        let fixed = open.answers.iter().map(|(pair, answer)| (*pair, answer.quantity));
        Task {
            plan: Some(plan),
            scope: &open.scope,
            needs: &open.needs,
            declined: open.declined.clone(),
            fixed: fixed.collect(),
            today,
            tried: Tried::default(),
        }
    }

    /// The same with an answer more: the pair has so much, or nothing any more.
    fn with(&self, pair: Pair, quantity: Option<u64>) -> Task<'t> {
        let Task { plan, scope, needs, today, .. } = *self;
        let (mut declined, mut fixed) = (self.declined.clone(), self.fixed.clone());
        match quantity {
            Some(quantity) => {
                fixed.insert(pair, quantity);
            }
            None => {
                fixed.remove(&pair);
                declined.insert(pair);
            }
        }
        Task { plan, scope, needs, declined, fixed, today, tried: Tried::default() }
    }

    /// How well two lines fit, if they may be planned together: who has set them is not asked any
    /// more, and the offer that is tried fits whatever asks for its kind.
    fn score(
        &self,
        lists: &impl Lists,
        pair: Pair,
        need: Side<'_>,
        offer: Side<'_>,
    ) -> Option<u16> {
        if self.declined.contains(&pair) {
            return None;
        }
        let is_set = self.fixed.contains_key(&pair);
        let is_moot = |why: &WhyNot| is_set && *why == WhyNot::OwnerOverAsked;
        let misfits = score::misfits(pair, need.listing, offer.listing, lists, self.today);
        let are_alike = || match pair.offer == ADDED {
            true => self.tried.fits(need.listing, offer.listing),
            false => score::are_alike(need, offer),
        };
        let fits = misfits.iter().all(is_moot) && (is_set || are_alike());
        fits.then(|| {
            let parts = score::parts(need, offer, lists);
            let parts = self.tried.weights.map_or(parts, |weights| weights.weigh(parts));
            score::total(&parts)
        })
    }

    /// As it was worked out before, followed up to now, or anew.
    fn worked(&self, lists: &impl Lists) -> Arc<Worked> {
        match self.plan.filter(|_| self.tried.is_nothing()) {
            Some(plan) => lists.kept().of(plan, self, lists),
            None => Arc::new(Worked::anew(self, lists)),
        }
    }

    /// The best lines there are.
    pub(crate) fn outline(&self, lists: &impl Lists) -> Outline {
        self.worked(lists).outline(self)
    }

    /// The same without anything that was kept.
    #[cfg(test)]
    pub(crate) fn anew(&self, lists: &impl Lists) -> Outline {
        Worked::anew(self, lists).outline(self)
    }

    /// The best lines with an answer more, repaired from those without it; nothing is changed.
    pub(crate) fn answered(
        &self,
        lists: &impl Lists,
        pair: Pair,
        quantity: Option<u64>,
    ) -> Outline {
        let task = self.with(pair, quantity);
        let mut worked = Worked::clone(&self.worked(lists));
        if !worked.follow(&task, lists) {
            worked = Worked::anew(&task, lists);
        }
        worked.outline(&task)
    }
}

/// As the needs may be served.
fn keep(live: &mut Live, rules: &[Rule]) {
    side_rules::keep(live, rules, &mut |_| true).expect("nobody cancels it");
}

/// Lines with what they reach, what they miss, and how scarce what they draw on is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outline {
    pub(crate) shares: BTreeMap<Pair, u64>,
    pub(crate) aims: Vec<AimReached>,
    pub(crate) unserved: BTreeMap<NeedId, Unserved>,
    pub(crate) prices: Vec<Priced>,
    /// What a lot of each offer of a line is worth to others, where it is worth anything.
    pub(crate) worth: BTreeMap<OfferId, AimCost>,
}

impl Outline {
    /// All of it.
    pub(crate) fn drawn(self) -> Drawn {
        Drawn { since: false, ..self.since(&BTreeMap::new(), &BTreeMap::new()) }
    }

    /// What is other than it was.
    pub(crate) fn since(
        self,
        before: &BTreeMap<Pair, u64>,
        unserved: &BTreeMap<NeedId, Unserved>,
    ) -> Drawn {
        let gone = before.keys().filter(|pair| !self.shares.contains_key(pair));
        let gone = gone.map(|pair| Share::of(*pair, 0));
        let news = self.shares.iter().filter(|(pair, lots)| before.get(pair) != Some(lots));
        let news = news.map(|(pair, quantity)| {
            let price = self.worth.get(&pair.offer).copied();
            Share { price, ..Share::of(*pair, *quantity) }
        });
        let shares = gone.chain(news).collect();
        let served = unserved.values().filter(|one| !self.unserved.contains_key(&one.need));
        let served = served.map(|one| Unserved { quantity: 0, ..*one });
        let missing = self.unserved.values();
        let missing = missing.filter(|one| unserved.get(&one.need) != Some(one)).copied();
        let unserved = served.chain(missing).collect();
        Drawn { shares, aims: self.aims, unserved, since: true }
    }
}

/// The pair of two lines.
pub(crate) fn pair(need: Uuid, offer: Uuid) -> Pair {
    Pair { need: NeedId(need), offer: OfferId(offer) }
}

/// What keeps a need from being served, as far as side rules do; whether any offer that has
/// something left has the least that one gives.
fn rule_bottleneck(rule: Rule, partners: u32, has_least: bool) -> Bottleneck {
    if rule.whole {
        Bottleneck::NoneHasAllOfIt
    } else if partners >= rule.partners {
        Bottleneck::PartnersFull
    } else if !has_least {
        Bottleneck::TooLittleEach
    } else {
        Bottleneck::NotWorthIt
    }
}
