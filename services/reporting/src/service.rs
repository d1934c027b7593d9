//! The wiring.

use contracts::reporting::{Event, course, job, report};
use contracts::{Commit, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Reactions, Service};
use values::{PersonId, Timestamp, Uuid};

use crate::domain::{CheckedIn, Concerned, Course, Dossier, Job, Numbering, Report, UnderWay};
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Reporting;

/// All aggregates, who has to do with whom, who is checked in where, what is under way, and what is
/// due.
#[derive(Default)]
pub struct State {
    pub courses: Aggregates<Course>,
    pub reports: Aggregates<Report>,
    pub dossiers: Aggregates<Dossier>,
    pub numberings: Aggregates<Numbering>,
    pub jobs: Aggregates<Job>,
    pub concerned: Concerned,
    pub checked_in: CheckedIn,
    pub under_way: UnderWay,
    deadlines: Deadlines,
}

impl State {
    /// What is due first: the last moment in time, and of what.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, Uuid)> {
        self.deadlines.next()
    }

    fn apply_course(&mut self, id: Uuid, version: u64, event: &course::Event) {
        self.courses.apply(id, version, event);
        if let course::Event::Counted { entries } = event {
            for entry in entries {
                self.concerned.take_in(entry);
                self.checked_in.take_in(entry);
            }
        }
    }

    fn apply_report(&mut self, id: Uuid, version: u64, event: &report::Event) {
        self.reports.apply(id, version, event);
        self.deadlines.set(id, self.reports.state(id).due_at());
    }

    fn apply_job(&mut self, id: Uuid, version: u64, event: &job::Event) {
        self.jobs.apply(id, version, event);
        self.under_way.set(id, self.jobs.state(id).under_way_for());
    }
}

runtime::aggregates!(State {
    courses: Course,
    reports: Report,
    dossiers: Dossier,
    numberings: Numbering,
    jobs: Job,
});

impl Service for Reporting {
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
            .to_commits(reactions::on_evaluation)
    }

    fn queries() -> Queries<Self> {
        views::table()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let (id, version) = (recorded.aggregate, recorded.version);
        match &recorded.event {
            Event::Course(event) => state.apply_course(id, version, event),
            Event::Report(event) => state.apply_report(id, version, event),
            Event::Dossier(event) => state.dossiers.apply(id, version, event),
            Event::Numbering(event) => state.numberings.apply(id, version, event),
            Event::Job(event) => state.apply_job(id, version, event),
        }
    }

    /// What opens the reports about a person goes with the person.
    fn forgets(_: &State, recorded: &Recorded<Event>) -> Option<PersonId> {
        let erased = matches!(recorded.event, Event::Course(course::Event::Erased {}));
        erased.then(|| recorded.aggregate.into())
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
}
