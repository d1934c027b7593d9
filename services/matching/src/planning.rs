//! The best whole of a plan's needs as the lists stand: computed once, and again around every
//! answer. What people have set is accepted in it, what they declined is no candidate, and what
//! other open plans were promised is gone.
//!
//! Pure: the same lists and the same answers lead to the same plan, whoever asks, so what is shown
//! before an answer is what the answer does.

mod checks;
mod explained;
mod instance;
mod tried;

use std::collections::{BTreeMap, BTreeSet};

use contracts::matching::listing::Particulars;
use contracts::matching::plan::{Drawn, Pair, Priced, Scope, Share, Unserved};
use contracts::matching::{Aim, AimReached, Bottleneck};
use contracts::needs::need::Kind;
use contracts::registry::taxonomy::Category;
use values::{Date, NeedId, OfferId, PlanId, Uuid};

use crate::domain::listing::State as Line;
use crate::domain::plan::Open;
use crate::engine::certificate::{self, Proof};
use crate::engine::levels::{Options, solve};
use crate::engine::live::Live;
use crate::engine::objective::{Level, Policy};
use crate::engine::side_rules::{self, Rule};
use crate::lots;
use crate::rarity::Rarity;
use crate::score::Known;
pub(crate) use checks::check;
pub(crate) use explained::{Explained, Other};
use instance::Instance;
pub(crate) use tried::Tried;

/// The lists, and the plans that are open.
pub(crate) trait Lists: Known {
    fn line(&self, id: Uuid) -> Option<&Line>;
    /// What stands on the lists, of this category or of every one, in order.
    fn listed(&self, category: Option<Category>) -> Vec<Uuid>;
    fn open_plans(&self) -> Vec<(PlanId, &Open)>;
    /// How rare words are on them.
    fn rarity(&self) -> &Rarity;
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

    /// The best whole of the needs, whatever side rules say, with its proof.
    fn relaxed<'a>(&'a self, lists: &'a impl Lists) -> (Instance<'a>, Live, Vec<Proof>) {
        let instance = Instance::of(self, lists);
        let levels = self.scope.aims.iter().map(|aim| level_of(*aim));
        let policy = Policy::new(levels.chain([Level::Tie]).collect()).unwrap_or_default();
        let plan = solve(&instance.model, &policy, Options::default(), &mut |_| true)
            .expect("nobody cancels it");
        let proofs = certificate::check(&instance.model, &plan)
            .expect("the solver's own proof holds: else nothing here is to be believed");
        let live = Live::new(&instance.model, &policy, &plan);
        (instance, live, proofs)
    }

    /// The best lines there are.
    pub(crate) fn outline(&self, lists: &impl Lists) -> Outline {
        let (instance, mut live, proofs) = self.relaxed(lists);
        // The prices of the relaxed whole, whose proof holds.
        let prices = instance.prices(&live);
        keep(&mut live, &instance.rules);
        let reached = live.values();
        let aims = proofs.iter().filter(|proof| proof.round == 0).filter_map(|proof| {
            let reached = reached.iter().find(|(level, _)| *level == proof.level)?.1;
            Some(AimReached { aim: aim_of(proof.level)?, reached, bound: proof.dual })
        });
        let aims = aims.collect();
        let lines = live.lines();
        certificate::feasible(&instance.model, &lines).expect("side rules keep the plan a plan");
        let shares = instance.shares(self, &lines);
        let unserved = instance.unserved(&shares, &live);
        Outline { shares, aims, unserved, prices }
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
    pub(crate) unserved: Vec<Unserved>,
    pub(crate) prices: Vec<Priced>,
}

impl Outline {
    /// What is other than it was.
    pub(crate) fn since(self, before: &BTreeMap<Pair, u64>) -> Drawn {
        let gone = before.keys().filter(|pair| !self.shares.contains_key(pair));
        let gone = gone.map(|pair| (*pair, 0)).collect::<Vec<_>>();
        let news = self.shares.iter().filter(|(pair, lots)| before.get(pair) != Some(lots));
        let news = news.map(|(pair, quantity)| (*pair, *quantity));
        let shares = gone.into_iter().chain(news).map(|(Pair { need, offer }, quantity)| Share {
            need,
            offer,
            quantity,
        });
        Drawn { shares: shares.collect(), aims: self.aims, unserved: self.unserved }
    }
}

/// The pair of two lines.
pub(crate) fn pair(need: Uuid, offer: Uuid) -> Pair {
    Pair { need: NeedId(need), offer: OfferId(offer) }
}

/// What keeps a need from being served, as far as side rules do.
fn rule_bottleneck(rule: Rule, partners: u32) -> Bottleneck {
    if rule.whole {
        Bottleneck::NoneHasAllOfIt
    } else if partners >= rule.partners {
        Bottleneck::PartnersFull
    } else {
        Bottleneck::NotWorthIt
    }
}
