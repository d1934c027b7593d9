//! The wiring.

use std::collections::{BTreeSet, HashMap};

use contracts::projects::claim::Propose;
use contracts::projects::{Event, activity, agreement, claim, project, tender};
use contracts::{Commit, Directory, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Question, Reactions, Service};
use values::{
    ActivityId, AgreementId, ClaimId, Date, NeedId, OfferId, OrganisationId, ProjectId, Timestamp,
    Uuid,
};

use crate::domain::{Activity, Agreement, Claim, Project, Record, Roll, Serial, Tender};
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Projects;

/// All aggregates, and when which claim or draft is due.
#[derive(Default)]
pub struct State {
    pub claims: Aggregates<Claim>,
    pub agreements: Aggregates<Agreement>,
    pub projects: Aggregates<Project>,
    pub records: Aggregates<Record>,
    pub rolls: Aggregates<Roll>,
    pub serials: Aggregates<Serial>,
    pub activities: Aggregates<Activity>,
    pub tenders: Aggregates<Tender>,
    /// What stands on each organisation's menu, or stood there until it was held, by its day.
    menus: HashMap<OrganisationId, BTreeSet<(Date, ActivityId)>>,
    /// Claims that wait for an answer, by the pair of lines that they name.
    open_pairs: HashMap<(NeedId, OfferId), BTreeSet<ClaimId>>,
    by_agreement: HashMap<AgreementId, Vec<ProjectId>>,
    deadlines: Deadlines,
}

impl State {
    /// What is due first: the last moment in time, and of what.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, Uuid)> {
        self.deadlines.next()
    }

    /// The other side's claim on the same pair, of which `proposal` is the acceptance.
    pub(crate) fn crossing(&self, proposal: &Propose, now: Timestamp) -> Option<ClaimId> {
        let open = self.open_pairs.get(&proposal.pair()?)?;
        let crosses = |id: &&ClaimId| self.claims.state(**id).is_crossed_by(proposal, now);
        open.iter().find(crosses).copied()
    }

    /// Folds an event of a claim, and keeps what is found by its state.
    fn apply_claim(&mut self, id: Uuid, version: u64, event: &claim::Event) {
        let before = self.claims.state(id).open_pair();
        self.claims.apply(id, version, event);
        let claim = self.claims.state(id);
        let after = claim.open_pair();
        self.deadlines.set(id, claim.due_at());
        if before == after {
            return;
        }
        if let Some(pair) = before
            && let Some(open) = self.open_pairs.get_mut(&pair)
        {
            open.remove(&ClaimId(id));
            if open.is_empty() {
                self.open_pairs.remove(&pair);
            }
        }
        if let Some(pair) = after {
            self.open_pairs.entry(pair).or_default().insert(ClaimId(id));
        }
    }

    /// Every project that was ever opened or proposed under `agreement`.
    pub(crate) fn projects_under(&self, agreement: AgreementId) -> &[ProjectId] {
        self.by_agreement.get(&agreement).map_or(&[], Vec::as_slice)
    }

    fn apply_project(&mut self, id: Uuid, version: u64, event: &project::Event) {
        if let project::Event::Opened(terms) | project::Event::Proposed(terms) = event
            && let Some(agreement) = terms.agreement
        {
            let under = self.by_agreement.entry(agreement).or_default();
            if !under.contains(&ProjectId(id)) {
                under.push(ProjectId(id));
            }
        }
        self.projects.apply(id, version, event);
    }

    fn apply_agreement(&mut self, id: Uuid, version: u64, event: &agreement::Event) {
        self.agreements.apply(id, version, event);
        self.deadlines.set(id, self.agreements.state(id).due_at());
    }

    fn apply_tender(&mut self, id: Uuid, version: u64, event: &tender::Event) {
        self.tenders.apply(id, version, event);
        match event {
            tender::Event::Called(call) => self.deadlines.set(id, Some(call.deadline)),
            tender::Event::Opened {} | tender::Event::Annulled { .. } => {
                self.deadlines.set(id, None)
            }
            tender::Event::Proposed { .. }
            | tender::Event::ProposalWithdrawn { .. }
            | tender::Event::Declared { .. }
            | tender::Event::Scored { .. }
            | tender::Event::ScoringClosed { .. }
            | tender::Event::Publicised { .. }
            | tender::Event::Objected { .. }
            | tender::Event::ObjectionAnswered { .. }
            | tender::Event::Awarded { .. } => {}
        }
    }

    /// What stands on `organiser`'s menu in these days.
    pub(crate) fn menu_of(
        &self,
        organiser: OrganisationId,
        from: Date,
        until: Date,
    ) -> impl Iterator<Item = ActivityId> {
        let menu = self.menus.get(&organiser).filter(|_| from <= until);
        let days = (from, ActivityId(Uuid::nil()))..=(until, ActivityId(Uuid::max()));
        menu.into_iter().flat_map(move |menu| menu.range(days.clone())).map(|(_, id)| *id)
    }

    fn apply_activity(&mut self, id: Uuid, version: u64, event: &activity::Event) {
        let before = self.activities.state(id).on_menu_of();
        self.activities.apply(id, version, event);
        let after = self.activities.state(id).on_menu_of();
        if before == after {
            return;
        }
        if let Some((organiser, day)) = before
            && let Some(menu) = self.menus.get_mut(&organiser)
        {
            menu.remove(&(day, ActivityId(id)));
        }
        if let Some((organiser, day)) = after {
            self.menus.entry(organiser).or_default().insert((day, ActivityId(id)));
        }
    }
}

runtime::aggregates!(State {
    claims: Claim,
    agreements: Agreement,
    projects: Project,
    records: Record,
    rolls: Roll,
    serials: Serial,
    activities: Activity,
    tenders: Tender,
});

impl Service for Projects {
    type Event = Event;
    type State = State;
    type View = View;

    fn commands() -> Commands<Self> {
        commands::table()
    }

    fn reactions() -> Reactions<Self> {
        Reactions::default()
            .to(reactions::on_resources)
            .to(reactions::on_needs)
            .to(reactions::on_evaluation)
            .to(reactions::on_matching)
    }

    fn queries() -> Queries<Self> {
        views::table()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let (id, version) = (recorded.aggregate, recorded.version);
        match &recorded.event {
            Event::Claim(event) => state.apply_claim(id, version, event),
            Event::Agreement(event) => state.apply_agreement(id, version, event),
            Event::Project(event) => state.apply_project(id, version, event),
            Event::Record(event) => state.records.apply(id, version, event),
            Event::Roll(event) => state.rolls.apply(id, version, event),
            Event::Serial(event) => state.serials.apply(id, version, event),
            Event::Activity(event) => state.apply_activity(id, version, event),
            Event::Tender(event) => state.apply_tender(id, version, event),
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

    fn tells(question: &Question<'_, View>, aggregate: Uuid, event: &Event) -> bool {
        question.view.tells(question.asker(), aggregate, event)
    }

    fn settled(view: &mut View, organisation: OrganisationId, directory: &Directory) {
        view.settle(organisation, directory);
    }
}
