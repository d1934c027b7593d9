//! Plans as they were worked out, kept from one answer to the next: an answer repairs the plan
//! instead of solving it anew.
//!
//! Nothing here is a fact: what is kept can be worked out from the lists and the answers at any
//! time, and is, after a restart or once the lists say something else of what it was made of. Only
//! what amounts are left of lines is followed as it changes, and what people answered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use contracts::matching::AimReached;
use contracts::matching::listing;
use contracts::matching::plan::Pair;
use values::{Date, PlanId};

use super::instance::Instance;
use super::{Lists, Outline, Task, aim_of, keep, level_of};
use crate::domain::listing::is_of_amounts;
use crate::engine::certificate;
use crate::engine::changes::NotAccepted;
use crate::engine::levels::{Options, solve};
use crate::engine::live::Live;
use crate::engine::model::{Model, Parts};
use crate::engine::objective::{Level, Policy};

/// So many plans are kept; of more, all are worked out anew.
const PLANS_MAX: usize = 8;

#[derive(Default)]
pub(crate) struct Kept(Mutex<BTreeMap<PlanId, Arc<Worked>>>);

impl Kept {
    /// The plan as it stands.
    pub(super) fn of(&self, plan: PlanId, task: &Task<'_>, lists: &impl Lists) -> Arc<Worked> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken out meanwhile, so that one whose repair ends in a panic is kept no more.
        if let Some(mut worked) = kept.remove(&plan)
            && Arc::make_mut(&mut worked).follow(task, lists)
        {
            kept.insert(plan, Arc::clone(&worked));
            return worked;
        }
        let worked = Arc::new(Worked::anew(task, lists));
        if kept.len() >= PLANS_MAX {
            kept.clear();
        }
        kept.insert(plan, Arc::clone(&worked));
        worked
    }

    /// Something that scores are made of is otherwise.
    pub(crate) fn forget(&mut self) {
        self.retain(|_, _| false);
    }

    /// Something happened to a line. Also of one that no plan has: words weigh by how rare they
    /// are among all.
    pub(crate) fn hear(&mut self, event: &listing::Event) {
        if !is_of_amounts(event) {
            self.forget();
        }
    }

    /// Every plan but this.
    pub(crate) fn forget_others(&mut self, than: PlanId) {
        self.retain(|plan, _| plan == than);
    }

    /// The plan is over.
    pub(crate) fn end(&mut self, over: PlanId) {
        self.retain(|plan, _| plan != over);
    }

    fn retain(&mut self, keep: impl Fn(PlanId, &Worked) -> bool) {
        let kept = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|plan, worked| keep(*plan, worked));
    }
}

/// A plan as it was worked out.
#[derive(Clone)]
pub(super) struct Worked {
    pub(super) instance: Instance,
    /// The best whole whatever side rules say, and as they are kept.
    pub(super) relaxed: Live,
    pub(super) kept: Live,
    /// No plan passes these, level by level.
    bounds: Vec<(Level, i64)>,
    today: Date,
    declined: BTreeSet<Pair>,
}

/// Lots by pair, as people have set them.
type Set = BTreeMap<(u32, u32), u32>;

fn set(live: &Live) -> Set {
    live.frozen.iter().map(|(pair, accepted)| (*pair, accepted.lots)).collect()
}

impl Worked {
    pub(super) fn anew(task: &Task<'_>, lists: &impl Lists) -> Worked {
        let instance = Instance::of(task, lists);
        let levels = task.scope.aims.iter().map(|aim| level_of(*aim));
        let policy = Policy::new(levels.chain([Level::Tie]).collect()).unwrap_or_default();
        let plan = solve(&instance.model, &policy, Options::default(), &mut |_| true)
            .expect("nobody cancels it");
        let relaxed = Live::new(&instance.model, &policy, &plan);
        let proofs = certificate::check(&instance.model, &plan)
            .expect("the solver's own proof holds: else nothing here is to be believed");
        let first = proofs.iter().filter(|proof| proof.round == 0);
        let bounds = first.map(|proof| (proof.level, proof.dual)).collect();
        let mut kept = relaxed.clone();
        keep(&mut kept, &instance.rules);
        certificate::feasible(&instance.model, &kept.lines())
            .expect("side rules keep the plan a plan");
        let (today, declined) = (task.today, task.declined.clone());
        Worked { instance, relaxed, kept, bounds, today, declined }
    }

    /// Repairs it until it is what the lists and the answers say now; false where it has to be
    /// worked out anew.
    pub(super) fn follow(&mut self, task: &Task<'_>, lists: &impl Lists) -> bool {
        self.today == task.today && self.followed(task, lists).is_some()
    }

    fn followed(&mut self, task: &Task<'_>, lists: &impl Lists) -> Option<()> {
        let before = self.instance.rules.clone();
        let mut target = self.instance.amounts(task, lists);
        if !self.is_of_shape(&target) {
            return None;
        }
        let set_before = set(&self.relaxed);
        let fits = |need, offer| {
            set_before.contains_key(&(need, offer)) || self.relaxed.score_of(need, offer).is_some()
        };
        // What people pair and no plan would, is no pair of it yet.
        let both = |pair: &Pair| self.instance.both(*pair);
        if !task.fixed.keys().filter_map(both).all(|(need, offer)| fits(need, offer)) {
            return None;
        }
        let frozen = self.instance.frozen(task, &mut target, fits);
        let set_after: Set =
            frozen.iter().map(|frozen| ((frozen.need, frozen.offer), frozen.lots)).collect();
        if !self.declined.is_subset(&task.declined) {
            return None;
        }
        let declined: Vec<_> = task.declined.difference(&self.declined).collect();
        let declined: Vec<_> = declined.into_iter().filter_map(both).collect();
        let change = Change { target, set_before, set_after, declined };
        let ruled_otherwise = |need: &u32| {
            let need = *need as usize;
            before[need] != self.instance.rules[need]
        };
        let needs = 0..u32::try_from(before.len()).ok()?;
        if change.is_nothing(&self.relaxed) && !needs.into_iter().any(|need| ruled_otherwise(&need))
        {
            return Some(());
        }
        change.make(&mut self.relaxed).ok()?;
        // Side rules are kept anew, whatever they were kept with before the answer.
        self.kept = self.relaxed.clone();
        self.declined.clone_from(&task.declined);
        keep(&mut self.kept, &self.instance.rules);
        self.prove()
    }

    /// The certificate of the repaired whole, and that what side rules leave of it is a plan.
    fn prove(&mut self) -> Option<()> {
        let model = Model::new(self.relaxed.to_parts()).ok()?;
        let proofs = certificate::check(&model, &self.relaxed.plan()).ok()?;
        certificate::feasible(&model, &self.kept.lines()).ok()?;
        self.bounds = proofs.iter().map(|proof| (proof.level, proof.dual)).collect();
        Some(())
    }

    /// The same needs and offers, worth the same, under the same limits.
    fn is_of_shape(&self, target: &Parts) -> bool {
        let model = &self.relaxed.model;
        let needs = model.needs.iter().zip(&target.needs);
        let offers = model.offers.iter().zip(&target.offers);
        let limits = model.limits.iter().zip(&target.limits);
        let carried = model.carried.iter().zip(&target.carried);
        let counts = [target.needs.len(), target.offers.len(), target.limits.len()];
        [model.needs.len(), model.offers.len(), model.limits.len()] == counts
            && needs.into_iter().all(|(one, other)| {
                (one.group, one.tier, one.value) == (other.group, other.tier, other.value)
            })
            && offers.into_iter().all(|(one, other)| one.limit == other.limit)
            && limits.into_iter().all(|(one, other)| one.within == other.within)
            && carried.into_iter().all(|(one, other)| one == other)
    }

    pub(super) fn outline(&self, task: &Task<'_>) -> Outline {
        let reached = self.kept.values();
        let aims = self.bounds.iter().filter_map(|(level, bound)| {
            let reached = reached.iter().find(|(of, _)| of == level)?.1;
            Some(AimReached { aim: aim_of(*level)?, reached, bound: *bound })
        });
        let shares = self.instance.shares(task, &self.kept.lines());
        let unserved = self.instance.unserved(&shares, &self.relaxed, &self.kept);
        let offers: BTreeSet<_> = shares.keys().map(|pair| pair.offer).collect();
        let worth = offers.into_iter();
        let worth =
            worth.filter_map(|offer| Some((offer, self.instance.worth(&self.relaxed, offer)?)));
        Outline {
            aims: aims.collect(),
            unserved: unserved.into_iter().map(|one| (one.need, one)).collect(),
            // The prices of the relaxed whole, whose proof holds.
            prices: self.instance.prices(&self.relaxed),
            worth: worth.collect(),
            shares,
        }
    }
}

/// From what it was to what it is.
struct Change {
    target: Parts,
    set_before: Set,
    set_after: Set,
    declined: Vec<(u32, u32)>,
}

impl Change {
    fn is_nothing(&self, live: &Live) -> bool {
        let Parts { needs, offers, limits, .. } = &self.target;
        self.declined.is_empty()
            && self.set_before == self.set_after
            && needs.iter().zip(&live.model.needs).all(|(one, other)| one.lots == other.lots)
            && offers.iter().zip(&live.model.offers).all(|(one, other)| one.lots == other.lots)
            && limits.iter().zip(&live.model.limits).all(|(one, other)| one.lots == other.lots)
    }

    /// Makes room first, and takes it last: what people have set fits all the time.
    fn make(&self, live: &mut Live) -> Result<(), NotAccepted> {
        for ((need, offer), lots) in &self.set_before {
            if self.set_after.get(&(*need, *offer)) != Some(lots) {
                live.release(*need, *offer);
            }
        }
        for (need, offer) in &self.declined {
            live.decline(*need, *offer);
        }
        self.resize(live, true)?;
        for ((need, offer), lots) in &self.set_after {
            if self.set_before.get(&(*need, *offer)) != Some(lots) {
                live.accept(*need, *offer, *lots)?;
            }
        }
        self.resize(live, false)
    }

    /// What grows, or what shrinks.
    fn resize(&self, live: &mut Live, grows: bool) -> Result<(), NotAccepted> {
        let Parts { needs, offers, limits, .. } = &self.target;
        let is_due = |before: u32, after: u32| if grows { before < after } else { before > after };
        for (limit, after) in (0..).zip(limits) {
            if is_due(live.limit_lots(limit), after.lots) {
                live.fits_limit(limit, after.lots)?;
                live.set_limit_lots(limit, after.lots);
            }
        }
        for (offer, after) in (0..).zip(offers) {
            if is_due(live.offer_lots(offer), after.lots) {
                live.fits_offer(offer, after.lots)?;
                live.set_offer_lots(offer, after.lots);
            }
        }
        for (need, after) in (0..).zip(needs) {
            if is_due(live.need_lots(need), after.lots) {
                live.fits_need(need, after.lots)?;
                live.set_lots(need, after.lots);
            }
        }
        Ok(())
    }
}
