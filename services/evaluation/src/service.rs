//! The wiring.

use contracts::evaluation::posting::{self, PointRules};
use contracts::evaluation::{Event, occasion};
use contracts::{Commit, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Reactions, Service};
use values::{Timestamp, Uuid};

use crate::domain::{Belonging, Ledger, Occasion, Posting, Reward};
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
    deadlines: Deadlines,
}

impl State {
    /// What is due first: the last moment in time, and of what.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, Uuid)> {
        self.deadlines.next()
    }

    /// How minutes become points in that year.
    pub(crate) fn point_rules(&self, _year: i16) -> PointRules {
        PointRules::default()
    }

    fn apply_posting(&mut self, id: Uuid, version: u64, event: &posting::Event) {
        self.postings.apply(id, version, event);
        self.ledger.apply(self.postings.state(id));
    }

    fn apply_occasion(&mut self, id: Uuid, version: u64, event: &occasion::Event) {
        self.occasions.apply(id, version, event);
        match self.occasions.state(id).due_at() {
            Some(last_moment) => self.deadlines.set(id, last_moment),
            None => self.deadlines.clear(id),
        }
    }
}

runtime::aggregates!(State {
    occasions: Occasion,
    belongings: Belonging,
    postings: Posting,
    rewards: Reward,
});

impl Service for Evaluation {
    type Event = Event;
    type State = State;
    type View = View;

    fn commands() -> Commands<Self> {
        commands::table()
    }

    fn reactions() -> Reactions<Self> {
        Reactions::default().to(reactions::on_projects).to(reactions::on_registry)
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
        }
    }

    /// The first moment at which a deadline has passed.
    fn next_due(state: &State) -> Option<Timestamp> {
        let (last_moment, _) = state.next_due()?;
        Some(last_moment + std::time::Duration::from_millis(1))
    }

    fn due(decision: &mut Decision<'_, Self>) -> Result<(), Rejection> {
        reactions::on_due(decision)
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }
}
