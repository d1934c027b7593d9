//! The wiring.

use contracts::evaluation::posting::{self, PointRules};
use contracts::evaluation::star::{self, StarRules};
use contracts::evaluation::{Event, fact, hearing, objection, occasion, recognition, rules};
use contracts::{Commit, Directory, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Reactions, Service};
use values::{OccasionId, OrganisationId, Timestamp, Uuid};

use crate::domain::fact::Entry;
use crate::domain::{
    Belonging, Entered, Exclusion, Fact, Gathering, Hearing, Hours, Leave, Ledger, Matter, Merger,
    Objection, Occasion, Posting, Recognition, Reward, Rules, Star,
};
use crate::rules::InForce;
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Evaluation;

/// All aggregates, and when which is due.
#[derive(Default)]
pub struct State {
    pub occasions: Aggregates<Occasion>,
    pub belongings: Aggregates<Belonging>,
    pub postings: Aggregates<Posting>,
    pub rewards: Aggregates<Reward>,
    pub ledger: Ledger,
    pub rules: Aggregates<Rules>,
    pub facts: Aggregates<Fact>,
    pub exclusions: Aggregates<Exclusion>,
    pub matters: Aggregates<Matter>,
    pub mergers: Aggregates<Merger>,
    pub gatherings: Aggregates<Gathering>,
    pub leaves: Aggregates<Leave>,
    pub objections: Aggregates<Objection>,
    pub stars: Aggregates<Star>,
    pub recognitions: Aggregates<Recognition>,
    pub hearings: Aggregates<Hearing>,
    pub hours: Hours,
    pub entered: Entered,
    pub(crate) in_force: InForce,
    deadlines: Deadlines,
}

impl State {
    /// What is due first: the last moment in time, and of what.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, Uuid)> {
        self.deadlines.next()
    }

    /// How minutes become points in that year.
    pub(crate) fn point_rules(&self, year: i16) -> PointRules {
        self.in_force.of(year).points
    }

    fn apply_rules(&mut self, id: Uuid, version: u64, event: &rules::Event) {
        self.rules.apply(id, version, event);
        self.in_force.apply(event);
    }

    fn apply_posting(&mut self, id: Uuid, version: u64, event: &posting::Event) {
        self.postings.apply(id, version, event);
        self.ledger.apply(self.postings.state(id));
    }

    /// What is known of a closed year stays.
    fn apply_fact(&mut self, id: Uuid, version: u64, event: &fact::Event) {
        let before = self.facts.state(id).stands();
        self.facts.apply(id, version, event);
        let after = self.facts.state(id).stands();
        let is_open = |entry: &Entry| self.in_force.closed_at(entry.on.year()).is_none();
        if let Some(entry) = before.filter(is_open) {
            self.entered.strike(id, entry);
        }
        if let Some(entry) = after.filter(is_open) {
            self.entered.add(id, entry);
        }
    }

    /// The ladder, and its publicity: of the newest rules.
    pub(crate) fn star_rules(&self) -> StarRules {
        self.in_force.of(i16::MAX).stars.clone()
    }

    fn apply_occasion(&mut self, id: Uuid, version: u64, event: &occasion::Event) {
        let moves =
            matches!(event, occasion::Event::Opened { .. } | occasion::Event::Voided { .. });
        let before = self.occasions.state(id).parties().filter(|_| moves).cloned();
        self.occasions.apply(id, version, event);
        let after = self.occasions.state(id);
        self.hours.take_in(OccasionId(id), before.as_ref(), after);
        self.deadlines.set(id, after.due_at());
    }

    fn apply_objection(&mut self, id: Uuid, version: u64, event: &objection::Event) {
        self.objections.apply(id, version, event);
        self.deadlines.set(id, self.objections.state(id).due_at());
    }

    fn apply_star(&mut self, id: Uuid, version: u64, event: &star::Event) {
        self.stars.apply(id, version, event);
        self.deadlines.set(id, self.stars.state(id).due_at());
    }

    fn apply_recognition(&mut self, id: Uuid, version: u64, event: &recognition::Event) {
        self.recognitions.apply(id, version, event);
        self.deadlines.set(id, self.recognitions.state(id).due_at());
    }

    fn apply_hearing(&mut self, id: Uuid, version: u64, event: &hearing::Event) {
        self.hearings.apply(id, version, event);
        self.deadlines.set(id, self.hearings.state(id).due_at());
    }
}

runtime::aggregates!(State {
    occasions: Occasion,
    belongings: Belonging,
    postings: Posting,
    rewards: Reward,
    rules: Rules,
    facts: Fact,
    exclusions: Exclusion,
    matters: Matter,
    mergers: Merger,
    gatherings: Gathering,
    leaves: Leave,
    objections: Objection,
    stars: Star,
    recognitions: Recognition,
    hearings: Hearing,
});

impl Service for Evaluation {
    type Event = Event;
    type State = State;
    type View = View;

    fn commands() -> Commands<Self> {
        commands::table()
    }

    fn reactions() -> Reactions<Self> {
        Reactions::default()
            .to(reactions::on_projects)
            .to(reactions::on_registry)
            .to(reactions::on_needs)
    }

    fn queries() -> Queries<Self> {
        views::table()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let (id, version) = (recorded.aggregate, recorded.version);
        match &recorded.event {
            Event::Occasion(event) => state.apply_occasion(id, version, event),
            Event::Belonging(event) => state.belongings.apply(id, version, event),
            Event::Posting(event) => state.apply_posting(id, version, event),
            Event::Reward(event) => state.rewards.apply(id, version, event),
            Event::Rules(event) => state.apply_rules(id, version, event),
            Event::Fact(event) => state.apply_fact(id, version, event),
            Event::Exclusion(event) => state.exclusions.apply(id, version, event),
            Event::Matter(event) => state.matters.apply(id, version, event),
            Event::Merger(event) => state.mergers.apply(id, version, event),
            Event::Gathering(event) => state.gatherings.apply(id, version, event),
            Event::Leave(event) => state.leaves.apply(id, version, event),
            Event::Objection(event) => state.apply_objection(id, version, event),
            Event::Star(event) => state.apply_star(id, version, event),
            Event::Recognition(event) => state.apply_recognition(id, version, event),
            Event::Hearing(event) => state.apply_hearing(id, version, event),
        }
    }

    /// The first moment at which a deadline has passed.
    fn next_due(state: &State) -> Option<Timestamp> {
        let (last_moment, _) = state.next_due()?;
        Some(last_moment + std::time::Duration::from_millis(1))
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

    fn settled(view: &mut View, organisation: OrganisationId, directory: &Directory) {
        view.settle(organisation, directory);
    }
}
