//! The wiring.

use contracts::notices::Event;
use contracts::{Commit, Recorded, Rejection};
use runtime::{Aggregates, Commands, Decision, Queries, Reactions, Service};
use values::Timestamp;

use crate::domain::Notice;
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Notices;

/// All aggregates.
#[derive(Default)]
pub struct State {
    pub notices: Aggregates<Notice>,
}

runtime::aggregates!(State { notices: Notice });

impl Service for Notices {
    type Event = Event;
    type State = State;
    type View = View;

    fn commands() -> Commands<Self> {
        commands::table()
    }

    fn reactions() -> Reactions<Self> {
        Reactions::default()
            .to_commits(reactions::on_resources)
            .to_commits(reactions::on_needs)
            .to_commits(reactions::on_projects)
            .to_commits(reactions::on_evaluation)
            .to_commits(reactions::on_reporting)
    }

    fn queries() -> Queries<Self> {
        views::table()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let Event::Notice(event) = &recorded.event;
        state.notices.apply(recorded.aggregate, recorded.version, event);
    }

    /// Whoever says something says it when it is time.
    fn next_due(_: &State) -> Option<Timestamp> {
        None
    }

    fn due(_: &mut Decision<'_, Self>) -> Result<(), Rejection> {
        Ok(())
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }
}
