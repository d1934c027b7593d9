//! The wiring.

use std::collections::{BTreeSet, HashMap};

use contracts::matching::party::Party as Told;
use contracts::matching::{Event, bond, listing, plan, promise, quota};
use contracts::registry::pair;
use contracts::registry::taxonomy::Category;
use contracts::{Commit, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Question, Reactions, Service};
use values::{ClaimId, OrganisationId, PlanId, Timestamp, Uuid};

use crate::agreements::Agreements;
use crate::dealings::Dealings;
use crate::domain::listing::{State as Line, is_of_amounts};
use crate::domain::plan::{Open, State as PlanState};
use crate::domain::{Bond, Listing, Party, Plan, Promise, Quota, Venture};
use crate::equity::{Part, Years};
use crate::planning::{Kept, Lists};
use crate::quotas::Quotas;
use crate::rarity::Rarity;
use crate::score::Known;
use crate::views::View;
use crate::words::Words;
use crate::{commands, reactions, views};

/// The service.
pub struct Matching;

/// All aggregates, and what planning finds them by.
#[derive(Default)]
pub struct State {
    pub listings: Aggregates<Listing>,
    pub parties: Aggregates<Party>,
    pub bonds: Aggregates<Bond>,
    pub promises: Aggregates<Promise>,
    pub ventures: Aggregates<Venture>,
    pub plans: Aggregates<Plan>,
    pub limits: Aggregates<Quota>,
    listed: HashMap<Category, BTreeSet<Uuid>>,
    dealings: Dealings,
    years: Years,
    rarity: Rarity,
    quotas: Quotas,
    agreements: Agreements,
    open: BTreeSet<PlanId>,
    kept: Kept,
    /// Whose claims carry which plan out.
    claims: HashMap<ClaimId, PlanId>,
    deadlines: Deadlines,
}

runtime::aggregates!(State {
    listings: Listing,
    parties: Party,
    bonds: Bond,
    promises: Promise,
    ventures: Venture,
    plans: Plan,
    limits: Quota,
});

impl State {
    /// The plan that this claim carries out.
    pub(crate) fn plan_of(&self, claim: ClaimId) -> Option<PlanId> {
        self.claims.get(&claim).copied()
    }

    /// The plan of which something is due first, and when.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, PlanId)> {
        self.deadlines.next().map(|(at, plan)| (at, PlanId(plan)))
    }

    fn apply_listing(&mut self, id: Uuid, version: u64, event: &listing::Event) {
        // What stands on the list is otherwise only by the others.
        let is_same = is_of_amounts(event);
        let on_list =
            |line: &Line| line.listing().filter(|_| line.is_listed() && !is_same).cloned();
        let line = self.listings.state(id);
        let (before, part) = (on_list(line), Part::of(line));
        self.listings.apply(id, version, event);
        let line = self.listings.state(id);
        self.kept.hear(event);
        let after = on_list(line);
        self.years.change(part, Part::of(line));
        self.quotas.apply(id, line.listing(), event);
        if before != after {
            before.iter().for_each(|listing| self.rarity.leave(&Words::all_of(listing)));
            after.iter().for_each(|listing| self.rarity.enter(&Words::all_of(listing)));
        }
        let [before, after] = [before, after].map(|line| line.map(|listing| listing.category));
        if before != after {
            before.and_then(|before| self.listed.get_mut(&before)).map(|ids| ids.remove(&id));
            after.map(|after| self.listed.entry(after).or_default().insert(id));
        }
    }

    fn apply_quota(&mut self, id: Uuid, version: u64, event: &quota::Event) {
        let quota::Event::Set { organisation, quota } = event;
        self.quotas.set(*organisation, quota);
        self.kept.forget();
        self.limits.apply(id, version, event);
    }

    fn apply_bond(&mut self, id: Uuid, version: u64, event: &bond::Event) {
        self.agreements.apply(event);
        self.kept.forget();
        self.bonds.apply(id, version, event);
    }

    fn apply_promise(&mut self, id: Uuid, version: u64, event: &promise::Event) {
        let is_no = matches!(event, promise::Event::Declined { .. });
        if self.dealings.apply(event).is_some() || is_no {
            self.kept.forget();
        }
        self.promises.apply(id, version, event);
    }

    fn apply_plan(&mut self, id: Uuid, version: u64, event: &plan::Event) {
        if let plan::Event::LineDeclined { pair, until: Some(until), .. } = event {
            self.dealings.decline(pair.need.into(), pair.offer.into(), *until);
            self.kept.forget_others(PlanId(id));
        }
        if let plan::Event::CarriedOut { orders } = event {
            self.claims.extend(orders.iter().map(|order| (order.claim, PlanId(id))));
        }
        self.plans.apply(id, version, event);
        let plan = self.plans.state(id);
        self.deadlines.set(id, plan.due_at());
        if matches!(plan, PlanState::Open(_)) {
            self.open.insert(PlanId(id));
        } else if self.open.remove(&PlanId(id)) {
            self.kept.end(PlanId(id));
        }
    }
}

impl Known for State {
    fn party(&self, organisation: OrganisationId) -> Option<&Told> {
        self.parties.state(organisation).as_deref()
    }

    fn are_paired(&self, one: OrganisationId, other: OrganisationId) -> bool {
        [(one, other), (other, one)]
            .into_iter()
            .any(|(unit, community)| self.bonds.state(pair::id(unit, community)).stands)
    }

    fn have_agreed(&self, one: OrganisationId, other: OrganisationId) -> bool {
        self.agreements.stands(one, other)
    }

    fn dealings(&self) -> &Dealings {
        &self.dealings
    }

    fn years(&self) -> &Years {
        &self.years
    }

    fn quotas(&self) -> &Quotas {
        &self.quotas
    }
}

impl Lists for State {
    fn line(&self, id: Uuid) -> Option<&Line> {
        self.listings.contains(id).then(|| self.listings.state(id))
    }

    fn listed(&self, category: Option<Category>) -> Vec<Uuid> {
        match category {
            Some(category) => self.listed.get(&category).into_iter().flatten().copied().collect(),
            None => {
                let mut all: Vec<_> = self.listed.values().flatten().copied().collect();
                all.sort_unstable();
                all
            }
        }
    }

    fn open_plans(&self) -> Vec<(PlanId, &Open)> {
        let open = self.open.iter();
        open.filter_map(|plan| Some((*plan, self.plans.state(*plan).open().ok()?))).collect()
    }

    fn rarity(&self) -> &Rarity {
        &self.rarity
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }
}

impl Service for Matching {
    type Event = Event;
    type State = State;
    type View = View;

    fn commands() -> Commands<Self> {
        commands::table()
    }

    fn reactions() -> Reactions<Self> {
        Reactions::default()
            .to_commits(reactions::on_registry)
            .to_commits(reactions::on_resources)
            .to_commits(reactions::on_needs)
            .to_commits(reactions::on_projects)
    }

    fn queries() -> Queries<Self> {
        views::table()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let (id, version) = (recorded.aggregate, recorded.version);
        match &recorded.event {
            Event::Listing(event) => state.apply_listing(id, version, event),
            Event::Party(event) => {
                state.kept.forget();
                state.parties.apply(id, version, event);
            }
            Event::Bond(event) => state.apply_bond(id, version, event),
            Event::Promise(event) => state.apply_promise(id, version, event),
            Event::Venture(event) => state.ventures.apply(id, version, event),
            Event::Plan(event) => state.apply_plan(id, version, event),
            Event::Quota(event) => state.apply_quota(id, version, event),
        }
    }

    fn next_due(state: &State) -> Option<Timestamp> {
        state.next_due().map(|(at, _)| at)
    }

    fn deadlines(state: &mut State) -> Option<&mut Deadlines> {
        Some(&mut state.deadlines)
    }

    fn due(decision: &mut Decision<'_, Self>) -> Result<(), Rejection> {
        reactions::on_due(decision)
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }

    /// Of a plan, to whoever may read it; of a line that was never on its list, to whoever sees all
    /// work.
    fn tells(question: &Question<'_, View>, aggregate: Uuid, event: &Event) -> bool {
        match event {
            Event::Plan(_) => views::tells_of_plan(question, PlanId(aggregate)),
            Event::Listing(_) => {
                question.view.is_public(aggregate) || question.asker().sees_all_work()
            }
            Event::Party(_)
            | Event::Bond(_)
            | Event::Promise(_)
            | Event::Venture(_)
            | Event::Quota(_) => true,
        }
    }
}
