//! The wiring.

use contracts::notices::{Event, channel};
use contracts::{Commit, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Reactions, Service};
use values::{PersonId, Timestamp, Uuid};

use crate::domain::{Channel, Notice};
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Notices;

/// All aggregates, and when something is to be told, or to be done about channels.
#[derive(Default)]
pub struct State {
    pub notices: Aggregates<Notice>,
    pub channels: Aggregates<Channel>,
    deadlines: Deadlines,
}

runtime::aggregates!(State { notices: Notice, channels: Channel });

impl State {
    /// Of what something is due first, a line or a channel, and when.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, Uuid)> {
        self.deadlines.next()
    }
}

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
            .to_commits(reactions::on_registry)
    }

    fn queries() -> Queries<Self> {
        views::table()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let (id, version) = (recorded.aggregate, recorded.version);
        match &recorded.event {
            Event::Notice(event) => {
                state.notices.apply(id, version, event);
                state.deadlines.set(id, state.notices.state(id).due_at());
            }
            Event::Channel(event) => {
                state.channels.apply(id, version, event);
                state.deadlines.set(id, state.channels.state(id).due_at());
            }
        }
    }

    /// The key of what a channel went to goes when that is replaced or removed.
    fn forgets(state: &State, recorded: &Recorded<Event>) -> Option<PersonId> {
        let Event::Channel(channel::Event::Set(_) | channel::Event::Removed {}) = &recorded.event
        else {
            return None;
        };
        let standing = state.channels.state(recorded.aggregate).standing()?;
        Some(standing.place.target.person)
    }

    fn next_due(state: &State) -> Option<Timestamp> {
        state.next_due().map(|(at, _)| at)
    }

    fn due(decision: &mut Decision<'_, Self>) -> Result<(), Rejection> {
        reactions::on_due(decision)
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }
}
