//! The wiring.

use contracts::notices::Event;
use contracts::{Commit, Recorded};
use runtime::{Aggregates, Commands, Queries, Reactions, Service};

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
            .to(reactions::on_resources)
            .to(reactions::on_needs)
            .to(reactions::on_projects)
            .to(reactions::on_evaluation)
            .to(reactions::on_reporting)
            .to(reactions::on_matching)
    }

    fn queries() -> Queries<Self> {
        views::table()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let Event::Notice(event) = &recorded.event;
        state.notices.apply(recorded.aggregate, recorded.version, event);
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }
}
