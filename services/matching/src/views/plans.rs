//! Plans as people read them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::matching::listing::{Listing, Particulars};
use contracts::matching::plan::{
    ADDED, Accepted, AimToward, CarriedOut, ComparePlans, Event, LimitedUnit, LogRead, Pair,
    PlanDecision, PlanDetail, PlanLine, PlanPreview, PlanStatus, PlanSummary, Plans, Priced, Scope,
    Unserved,
};
use contracts::matching::{AimChanged, AimReached, Consequence, PAIRS_CHANGED_MAX, PairChanged};
use contracts::registry::taxonomy::Category;
use contracts::{Commit, ListOrder, Page, Position, Role, Slot, matching};
use decider::Decider;
use runtime::{Index, Queries, Question};
use values::{Date, NeedId, OrganisationId, PlanId, Text, Timestamp, Uuid};

use super::{Line, View};
use crate::Matching;
use crate::dealings::Dealings;
use crate::domain::Plan;
use crate::domain::plan::{Open, State};
use crate::equity::Years;
use crate::planning::{Lists, Task};
use crate::quotas::Quotas;
use crate::rarity::Rarity;
use crate::score::{self, Known};

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    use contracts::matching::plan::Plan as One;
    table
        .on(|question: &Question<'_, View>, query: Plans| plans(question, &query))
        .on(|question: &Question<'_, View>, One { plan }| {
            let seen = readable(question, plan)?;
            Some(question.view.plan(plan, seen))
        })
        .on(|question: &Question<'_, View>, query: PlanPreview| {
            readable(question, query.plan)?;
            question.view.preview(query, values::time::date_at(question.now))
        })
        .on(|question: &Question<'_, View>, ComparePlans { plan, other }| {
            let (before, after) = (readable(question, plan)?, readable(question, other)?);
            let aims = aims_changed(&before.aims, &after.aims);
            Some(question.view.consequence(aims, &before.shares(), &after.shares()))
        })
}

/// One plan, with what its rules forget.
pub(crate) struct Seen {
    pub(super) state: State,
    scope: Scope,
    needs: usize,
    /// What of each need nobody held when the lines were drawn last, as far as it is known.
    pub(super) left: BTreeMap<NeedId, u64>,
    as_of: Position,
    logs_read: Vec<LogRead>,
    computed_at: Timestamp,
    answer_until: Option<Timestamp>,
    status: PlanStatus,
    /// As they were when its lines could change last.
    aims: Vec<AimReached>,
    pub(super) unserved: Vec<Unserved>,
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
    all: HashMap<PlanId, Seen>,
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
            State::Uncomputed | State::Withdrawn => BTreeMap::new(),
        }
    }

    fn agreed(&self) -> usize {
        match &self.state {
            State::Open(open) => open.agreed().count(),
            State::Published(published) => published.lines.len(),
            State::Uncomputed | State::Withdrawn => 0,
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
        if let Event::Computed { scope, as_of, needs, prices, .. } = event {
            let logs_read = self.logs_read.iter().map(|(service, position)| LogRead {
                service: service.clone(),
                position: *position,
            });
            let seen = Seen {
                state: State::Uncomputed,
                scope: scope.clone(),
                needs: needs.len(),
                left: BTreeMap::new(),
                as_of: *as_of,
                logs_read: logs_read.collect(),
                computed_at: at,
                answer_until: None,
                status: PlanStatus::Computed,
                aims: Vec::new(),
                unserved: Vec::new(),
                prices: prices.clone(),
                decisions: Vec::new(),
                concerned: BTreeSet::from([scope.organisation]),
                order: self.index.add(id, []),
            };
            self.all.insert(id, seen);
        }
        let Some(seen) = self.all.get_mut(&id) else { return };
        let before = if matches!(event, Event::Computed { .. }) { vec![] } else { seen.kinds() };
        seen.state = Plan::evolve(std::mem::take(&mut seen.state), event);
        match event {
            Event::Computed { .. } | Event::CarriedOut { .. } | Event::Settled { .. } => {}
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
            (seen.aims, seen.unserved) = (open.aims.clone(), open.unserved.clone());
            seen.left = left(open);
            let lines = open.lines.keys().flat_map(|pair| [pair.need.into(), pair.offer.into()]);
            seen.concerned.extend(lines.filter_map(owner));
        } else {
            self.open.remove(&id);
        }
        let (order, after) = (seen.order, seen.kinds());
        self.index.refile(order, before, after);
    }
}

/// What each need gets, and what it misses.
fn left(open: &Open) -> BTreeMap<NeedId, u64> {
    let mut left = BTreeMap::new();
    let served = open.lines.iter().map(|(pair, quantity)| (pair.need, *quantity));
    let missing = open.unserved.iter().map(|unserved| (unserved.need, unserved.quantity));
    for (need, quantity) in served.chain(missing) {
        *left.entry(need).or_default() += quantity;
    }
    left
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

fn aims_changed(before: &[AimReached], after: &[AimReached]) -> Vec<AimChanged> {
    let changed = before.iter().filter_map(|was| {
        let is = after.iter().find(|is| is.aim == was.aim)?;
        let (before, after) = (was.reached, is.reached);
        (before != after).then_some(AimChanged { aim: was.aim, before, after })
    });
    changed.collect()
}

impl Known for View {
    fn party(&self, organisation: OrganisationId) -> Option<&matching::party::Party> {
        self.known().party(organisation)
    }

    fn are_paired(&self, one: OrganisationId, other: OrganisationId) -> bool {
        self.known().are_paired(one, other)
    }

    fn dealings(&self) -> &Dealings {
        self.known().dealings()
    }

    fn years(&self) -> &Years {
        self.known().years()
    }

    fn quotas(&self) -> &Quotas {
        self.known().quotas()
    }
}

impl Lists for View {
    fn line(&self, id: Uuid) -> Option<&Line> {
        self.lines.get(&id)
    }

    fn listed(&self, category: Option<Category>) -> Vec<Uuid> {
        self.market.listed(category)
    }

    fn open_plans(&self) -> Vec<(PlanId, &Open)> {
        self.planned.open()
    }

    fn rarity(&self) -> &Rarity {
        self.market.rarity()
    }
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
            lines: seen.shares().len(),
            agreed: seen.agreed(),
        }
    }

    fn plan(&self, id: PlanId, seen: &Seen) -> PlanDetail {
        let decisions = seen.decisions.iter().map(|decision| PlanDecision {
            by_name: self.name_of(decision.by),
            ..decision.clone()
        });
        PlanDetail {
            summary: self.summary(id, seen),
            as_of: seen.as_of,
            logs_read: seen.logs_read.clone(),
            aims: toward(&seen.aims),
            proved: seen.aims.iter().all(|aim| aim.reached == aim.bound),
            lines: self.plan_lines(seen),
            unserved: seen.unserved.clone(),
            decisions: decisions.collect(),
            weights: score::weights(),
            limited: self.limited(seen),
        }
    }

    /// Units with limits and something on the list that the plan could draw on.
    fn limited(&self, seen: &Seen) -> Vec<LimitedUnit> {
        let is_of_plan = |listing: &Listing| {
            let category = seen.scope.category;
            matches!(listing.particulars, Particulars::Offer(_))
                && category.is_none_or(|category| category == listing.category)
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

    fn plan_lines(&self, seen: &Seen) -> Vec<PlanLine> {
        match &seen.state {
            State::Open(open) => {
                let line = |(pair, quantity): (&Pair, &u64)| {
                    let answer = open.answers.get(pair);
                    let slot = answer.and_then(|answer| answer.slot);
                    let accepted = answer.map(|answer| answer.accepted).unwrap_or_default();
                    self.plan_line(*pair, *quantity, slot, answer.is_some(), accepted, None)
                };
                open.lines.iter().map(line).collect()
            }
            State::Published(published) => {
                let both = Accepted { asking: true, giving: true };
                let line =
                    |(at, (share, slot)): (usize, &(matching::plan::Share, Option<Slot>))| {
                        let claim = published.claims.get(at);
                        let carried_out = claim.map(|(claim, outcome)| CarriedOut {
                            claim: *claim,
                            outcome: outcome.clone(),
                        });
                        self.plan_line(share.pair(), share.quantity, *slot, true, both, carried_out)
                    };
                published.lines.iter().enumerate().map(line).collect()
            }
            State::Uncomputed | State::Withdrawn => Vec::new(),
        }
    }

    fn plan_line(
        &self,
        Pair { need, offer }: Pair,
        quantity: u64,
        slot: Option<Slot>,
        fixed: bool,
        accepted: Accepted,
        carried_out: Option<CarriedOut>,
    ) -> PlanLine {
        let asked = self.lines.get(&need.into()).and_then(Line::listing);
        let given = self.lines.get(&offer.into()).and_then(Line::listing);
        let asking = asked.map(|listing| listing.owner);
        let giving = given.map(|listing| listing.owner);
        PlanLine {
            need,
            offer,
            need_title: asked.map(|listing| listing.title.clone()),
            asking,
            asking_name: asking.and_then(|owner| self.name_of(owner)),
            offer_title: given.map(|listing| listing.title.clone()),
            giving,
            giving_name: giving.and_then(|owner| self.name_of(owner)),
            quantity,
            unit: asked.map(|listing| listing.amount.unit),
            slot,
            fixed,
            accepted,
            carried_out,
        }
    }

    fn preview(&self, query: PlanPreview, today: Date) -> Option<Consequence> {
        let seen = self.planned.all.get(&query.plan)?;
        let State::Open(open) = &seen.state else { return None };
        let pair = Pair { need: query.need, offer: query.offer };
        let mut task = Task::of(query.plan, open, today);
        let before = task.outline(self);
        if query.quantity == 0 {
            task.fixed.remove(&pair);
            task.declined.insert(pair);
        } else {
            task.fixed.insert(pair, query.quantity);
        }
        let after = task.outline(self);
        // What cannot be set so has no consequence.
        if query.quantity > 0 && after.shares.get(&pair) != Some(&query.quantity) {
            return None;
        }
        let aims = aims_changed(&before.aims, &after.aims);
        Some(self.consequence(aims, &open.lines, &after.shares))
    }

    /// In what the lines differ.
    pub(super) fn consequence(
        &self,
        aims: Vec<AimChanged>,
        before: &BTreeMap<Pair, u64>,
        after: &BTreeMap<Pair, u64>,
    ) -> Consequence {
        let mut pairs: BTreeMap<Pair, (u64, u64)> = BTreeMap::new();
        for (pair, quantity) in before {
            pairs.entry(*pair).or_default().0 = *quantity;
        }
        for (pair, quantity) in after {
            pairs.entry(*pair).or_default().1 = *quantity;
        }
        pairs.retain(|_, (before, after)| before != after);
        let named = pairs.iter().filter_map(|(pair, (before, after))| {
            let title = |id: Uuid| Some(self.lines.get(&id)?.listing()?.title.clone());
            let tried = || (pair.offer == ADDED).then(|| Text::new("added").ok()).flatten();
            Some(PairChanged {
                need: pair.need,
                need_title: title(pair.need.into())?,
                offer: pair.offer,
                offer_title: title(pair.offer.into()).or_else(tried)?,
                before: *before,
                after: *after,
            })
        });
        let named = named.take(PAIRS_CHANGED_MAX).collect();
        Consequence { aims, pairs: named, changed: pairs.len() }
    }

    pub(super) fn apply_plan(&mut self, id: PlanId, event: &Event, at: Timestamp) {
        if let Event::LineDeclined { pair, until: Some(until), .. } = event {
            let (asking, giving) = (pair.need.into(), pair.offer.into());
            self.facts.dealings.decline(asking, giving, *until);
            self.score_pair_again((asking, giving), values::time::date_at(at));
        }
        let lines = &self.lines;
        let owner = |id: Uuid| Some(lines.get(&id)?.listing()?.owner);
        self.planned.apply(id, event, at, owner);
        let Some(seen) = self.planned.all.get(&id) else { return };
        let organisation = seen.scope.organisation;
        let area = self.facts.party(organisation).and_then(|party| party.area);
        if let (Event::Published { .. }, Some(area)) = (event, area) {
            let day = values::time::date_at(at);
            self.standing.take((organisation, area), day, &seen.prices);
        }
    }
}
