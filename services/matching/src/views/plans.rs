//! Plans as people read them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::matching::listing::{Listing, Particulars};
use contracts::matching::plan::{
    AimToward, CategoryWeights, DECISIONS_MAX, Event, LimitedUnit, LogRead, Pair, PlanDecision,
    PlanDetail, PlanStatus, PlanSummary, Plans, Priced, Scope, Unserved,
};
use contracts::matching::{AimCost, AimReached};
use contracts::registry::taxonomy::Category;
use contracts::{Commit, ListOrder, Page, Position, Role, matching};
use decider::Decider;
use runtime::{Index, Queries, Question};
use values::{NeedId, OrganisationId, PlanId, Timestamp, Uuid};

use super::View;
use crate::Matching;
use crate::domain::Plan;
use crate::domain::plan::{Open, State};
use crate::score::{self, Known};

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    use contracts::matching::plan::Plan as One;
    table.on(|question: &Question<'_, View>, query: Plans| plans(question, &query)).on(
        |question: &Question<'_, View>, One { plan }| {
            let seen = readable(question, plan)?;
            Some(question.view.plan(plan, seen))
        },
    )
}

/// One plan, with what its rules forget.
pub(crate) struct Seen {
    pub(super) state: State,
    pub(super) scope: Scope,
    needs: usize,
    /// What the lines gave each need when they could change last.
    served: BTreeMap<NeedId, u64>,
    as_of: Position,
    logs_read: Vec<LogRead>,
    computed_at: Timestamp,
    answer_until: Option<Timestamp>,
    status: PlanStatus,
    /// As they were when its lines could change last.
    pub(super) aims: Vec<AimReached>,
    pub(super) unserved: BTreeMap<NeedId, Unserved>,
    prices: Vec<Priced>,
    /// Without the names of who decided: they are those of the day on which somebody asks.
    decisions: Vec<PlanDecision>,
    /// Who plans, and whose lines it ever had.
    concerned: BTreeSet<OrganisationId>,
    order: usize,
}

/// What a list of plans is asked for by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    All,
    Status(PlanStatus),
    Concerns(OrganisationId),
}

impl runtime::Kind for Kind {}

/// Every plan, and how they are found.
#[derive(Default)]
pub(crate) struct Planned {
    pub(super) all: HashMap<PlanId, Seen>,
    /// Parts of plans that are not computed.
    begun: HashMap<PlanId, State>,
    open: BTreeSet<PlanId>,
    index: Index<PlanId, Kind>,
    /// How far each log was read, by what concerned this service.
    logs_read: BTreeMap<String, Position>,
}

impl Seen {
    fn kinds(&self) -> Vec<Kind> {
        let concerned = self.concerned.iter().copied().map(Kind::Concerns);
        [Kind::All, Kind::Status(self.status)].into_iter().chain(concerned).collect()
    }

    pub(super) fn shares(&self) -> BTreeMap<Pair, u64> {
        match &self.state {
            State::Open(open) => open.lines.clone(),
            State::Published(published) => {
                published.lines.iter().map(|(share, _)| (share.pair(), share.quantity)).collect()
            }
            State::Uncomputed(_) | State::Withdrawn => BTreeMap::new(),
        }
    }

    /// What the offer of a line was worth to others when that was drawn.
    pub(super) fn price(&self, line: Pair) -> Option<AimCost> {
        match &self.state {
            State::Open(open) => open.prices.get(&line).copied(),
            State::Published(published) => {
                let mut lines = published.lines.iter();
                lines.find(|(share, _)| share.pair() == line)?.0.price
            }
            State::Uncomputed(_) | State::Withdrawn => None,
        }
    }

    /// What of each need nobody held when the lines were drawn last, as far as it is known.
    pub(super) fn left(&self) -> BTreeMap<NeedId, u64> {
        let mut left = self.served.clone();
        for unserved in self.unserved.values() {
            *left.entry(unserved.need).or_default() += unserved.quantity;
        }
        left
    }

    fn agreed(&self) -> usize {
        match &self.state {
            State::Open(open) => open.agreed().count(),
            State::Published(published) => published.lines.len(),
            State::Uncomputed(_) | State::Withdrawn => 0,
        }
    }

    fn lines(&self) -> usize {
        match &self.state {
            State::Open(open) => open.lines.len(),
            State::Published(published) => published.lines.len(),
            State::Uncomputed(_) | State::Withdrawn => 0,
        }
    }
}

impl Planned {
    pub(super) fn read(&mut self, commit: &Commit<matching::Event>) {
        if let Some(cause) = &commit.cause {
            self.logs_read.insert(cause.source.clone(), cause.position);
        }
    }

    pub(super) fn open(&self) -> Vec<(PlanId, &Open)> {
        let open = self.open.iter();
        open.filter_map(|plan| Some((*plan, self.all.get(plan)?.state.open().ok()?))).collect()
    }

    /// Takes in what happened; `owner` says whose a line is.
    pub(super) fn apply(
        &mut self,
        id: PlanId,
        event: &Event,
        at: Timestamp,
        owner: impl Fn(Uuid) -> Option<OrganisationId>,
    ) {
        if let (Event::PartDrawn { .. }, None) = (event, self.all.get(&id)) {
            let begun = self.begun.entry(id).or_default();
            *begun = Plan::evolve(std::mem::take(begun), event);
            return;
        }
        if let Event::Computed { scope, as_of, prices, .. } = event {
            let logs_read = self.logs_read.iter().map(|(service, position)| LogRead {
                service: service.clone(),
                position: *position,
            });
            let seen = Seen {
                state: self.begun.remove(&id).unwrap_or_default(),
                scope: scope.clone(),
                needs: 0,
                served: BTreeMap::new(),
                as_of: *as_of,
                logs_read: logs_read.collect(),
                computed_at: at,
                answer_until: None,
                status: PlanStatus::Computed,
                aims: Vec::new(),
                unserved: BTreeMap::new(),
                prices: prices.clone(),
                decisions: Vec::new(),
                concerned: BTreeSet::from([scope.organisation]),
                order: self.index.add(id, []),
            };
            self.all.insert(id, seen);
        }
        let Some(seen) = self.all.get_mut(&id) else { return };
        let is_new = matches!(event, Event::Computed { .. });
        let before = if is_new { vec![] } else { seen.kinds() };
        seen.state = Plan::evolve(std::mem::take(&mut seen.state), event);
        match event {
            Event::PartDrawn { .. }
            | Event::Computed { .. }
            | Event::Asked { .. }
            | Event::CarriedOut { .. }
            | Event::Settled { .. } => {}
            Event::Proposed { answer_until, .. } => {
                (seen.status, seen.answer_until) = (PlanStatus::Proposed, Some(*answer_until));
            }
            Event::LineAccepted { share, by, .. } => {
                let (by, pair, quantity) = (*by, share.pair(), Some(share.quantity));
                let decision = PlanDecision { at, by, by_name: None, pair, quantity, reason: None };
                seen.decisions.push(decision);
            }
            Event::LineDeclined { pair, reason, by, .. } => {
                let (by, pair, reason) = (*by, *pair, Some(reason.clone()));
                let decision = PlanDecision { at, by, by_name: None, pair, quantity: None, reason };
                seen.decisions.push(decision);
            }
            Event::Published { .. } => seen.status = PlanStatus::Published,
            Event::Withdrawn { .. } => seen.status = PlanStatus::Withdrawn,
        }
        if let State::Open(open) = &seen.state {
            self.open.insert(id);
            seen.needs = open.needs.len();
            if !is_drawn(event) {
                return self.index.refile(seen.order, before, seen.kinds());
            }
            (seen.aims, seen.unserved) = (open.aims.clone(), open.unserved.clone());
            seen.served = served(open);
            let lines = open.lines.keys().flat_map(|pair| [pair.need.into(), pair.offer.into()]);
            seen.concerned.extend(lines.filter_map(owner));
        } else {
            self.open.remove(&id);
        }
        let (order, after) = (seen.order, seen.kinds());
        self.index.refile(order, before, after);
    }
}

/// Lines may be otherwise by it.
fn is_drawn(event: &Event) -> bool {
    match event {
        Event::Computed { .. } | Event::LineAccepted { .. } | Event::LineDeclined { .. } => true,
        Event::PartDrawn { .. }
        | Event::Proposed { .. }
        | Event::Asked { .. }
        | Event::Published { .. }
        | Event::CarriedOut { .. }
        | Event::Settled { .. }
        | Event::Withdrawn { .. } => false,
    }
}

/// What the lines give each need.
fn served(open: &Open) -> BTreeMap<NeedId, u64> {
    let mut served = BTreeMap::new();
    for (pair, quantity) in &open.lines {
        *served.entry(pair.need).or_default() += quantity;
    }
    served
}

/// A draft is read by who may act for whoever plans it, and by auditors; the rest by everybody.
fn may_read(question: &Question<'_, View>, seen: &Seen) -> bool {
    seen.answer_until.is_some() || may_read_drafts(question, seen)
}

pub(super) fn may_read_drafts(question: &Question<'_, View>, seen: &Seen) -> bool {
    let is_auditor = matches!(question.actor, contracts::Actor::Person { role: Role::Auditor, .. });
    is_auditor || question.directory.may_act_for(question.actor, seen.scope.organisation)
}

/// A plan with which something is tried: it is worked out anew each time, and not for everybody.
pub(super) fn triable<'v>(question: &Question<'v, View>, plan: PlanId) -> Option<&'v Seen> {
    let seen = question.view.planned.all.get(&plan)?;
    may_read_drafts(question, seen).then_some(seen)
}

pub(super) fn readable<'v>(question: &Question<'v, View>, plan: PlanId) -> Option<&'v Seen> {
    let seen = question.view.planned.all.get(&plan)?;
    may_read(question, seen).then_some(seen)
}

fn plans(question: &Question<'_, View>, query: &Plans) -> Page<PlanSummary> {
    let concerned = match query.organisation {
        Some(organisation) => {
            question.directory.same_as(organisation).into_iter().map(Kind::Concerns).collect()
        }
        None => vec![Kind::All],
    };
    let asked = concerned
        .into_iter()
        .map(|concerned| [concerned].into_iter().chain(query.status.map(Kind::Status)).collect());
    let planned = &question.view.planned;
    let (_, found) = planned.index.find_any(ListOrder::Newest, asked);
    let readable = found.filter_map(|(at, id)| {
        let seen = planned.all.get(&id)?;
        may_read(question, seen).then_some((at, (id, seen)))
    });
    Page::of(query.page, readable, |(id, seen)| question.view.summary(id, seen))
}

/// What is reached, with the bounds that hold: on the plans that reach all before it. Where an aim
/// gives way, a later one may reach more than its bound said.
fn toward(aims: &[AimReached]) -> Vec<AimToward> {
    let mut is_proved = true;
    let toward = aims.iter().map(|AimReached { aim, reached, bound }| {
        let bound_holds = is_proved;
        is_proved &= reached == bound;
        AimToward { aim: *aim, reached: *reached, bound: bound_holds.then_some(*bound) }
    });
    toward.collect()
}

/// Of each category that is planned.
fn weights(planned: Option<Category>) -> Vec<CategoryWeights> {
    let categories = Category::ALL.into_iter();
    let categories = categories.filter(|one| planned.is_none_or(|planned| planned == *one));
    let weights = |category| CategoryWeights { category, weights: score::weights(category) };
    categories.map(weights).collect()
}

impl View {
    fn summary(&self, id: PlanId, seen: &Seen) -> PlanSummary {
        PlanSummary {
            id,
            scope: seen.scope.clone(),
            organisation_name: self.name_of(seen.scope.organisation),
            status: seen.status,
            computed_at: seen.computed_at,
            answer_until: seen.answer_until,
            needs: seen.needs,
            lines: seen.lines(),
            agreed: seen.agreed(),
        }
    }

    fn plan(&self, id: PlanId, seen: &Seen) -> PlanDetail {
        let last = seen.decisions.iter().rev().take(DECISIONS_MAX);
        let decisions = last.map(|decision| PlanDecision {
            by_name: self.name_of(decision.by),
            ..decision.clone()
        });
        PlanDetail {
            summary: self.summary(id, seen),
            as_of: seen.as_of,
            logs_read: seen.logs_read.clone(),
            aims: toward(&seen.aims),
            proved: seen.aims.iter().all(|aim| aim.reached == aim.bound),
            decisions: decisions.collect(),
            decided: seen.decisions.len(),
            weights: weights(seen.scope.category),
            limited: self.limited(seen),
        }
    }

    /// Units with limits and something on the list that the plan could draw on: for its area.
    fn limited(&self, seen: &Seen) -> Vec<LimitedUnit> {
        let area = self.known().party(seen.scope.organisation).and_then(|party| party.area);
        let is_of_plan = |listing: &Listing| {
            let category = seen.scope.category;
            let Particulars::Offer(offer) = &listing.particulars else { return false };
            let serves = offer.serves.zip(area);
            category.is_none_or(|category| category == listing.category)
                && serves
                    .is_none_or(|(serves, area)| area.contains(serves) || serves.contains(area))
        };
        let has_offers = |unit: &OrganisationId| {
            let lines = self.by_owner.get(unit).into_iter().flatten();
            let mut listed =
                lines.filter_map(|id| self.lines.get(id)).filter(|line| line.is_listed());
            listed.any(|line| line.listing().is_some_and(is_of_plan))
        };
        let units = self.facts.quotas.organisations().filter(has_offers);
        let named = units.map(|unit| LimitedUnit { organisation: unit, name: self.name_of(unit) });
        named.collect()
    }

    pub(super) fn apply_plan(&mut self, id: PlanId, event: &Event, at: Timestamp) {
        if let Event::LineDeclined { pair, until: Some(until), .. } = event {
            let (asking, giving) = (pair.need.into(), pair.offer.into());
            self.facts.dealings.decline(asking, giving, *until);
            self.score_pair_again((asking, giving), values::time::date_at(at));
            self.kept.forget_others(id);
        }
        let lines = &self.lines;
        let owner = |id: Uuid| Some(lines.get(&id)?.listing()?.owner);
        self.planned.apply(id, event, at, owner);
        let Some(seen) = self.planned.all.get(&id) else { return };
        if !matches!(seen.state, State::Open(_)) {
            self.kept.end(id);
        }
        let organisation = seen.scope.organisation;
        let area = self.facts.party(organisation).and_then(|party| party.area);
        if let (Event::Published { .. }, Some(area)) = (event, area) {
            let day = values::time::date_at(at);
            self.standing.take((organisation, area), day, &seen.prices);
        }
    }
}
