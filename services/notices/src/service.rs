//! The wiring.

use std::collections::{BTreeSet, HashMap};

use contracts::notices::{Event, channel, notice};
use contracts::{Commit, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Reactions, Service};
use values::{NeedId, PersonId, Timestamp, Uuid};

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
    /// The duplicates of each need that are told what becomes of it.
    followers: HashMap<NeedId, BTreeSet<NeedId>>,
}

runtime::aggregates!(State { notices: Notice, channels: Channel });

impl State {
    /// Of what something is due first, a line or a channel, and when.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, Uuid)> {
        self.deadlines.next()
    }

    /// The duplicates of a need, and theirs.
    pub(crate) fn followers(&self, main: NeedId) -> BTreeSet<NeedId> {
        let (mut all, mut next) = (BTreeSet::new(), vec![main]);
        while let Some(need) = next.pop() {
            let new = self.followers.get(&need).into_iter().flatten();
            next.extend(new.copied().filter(|follower| all.insert(*follower)));
        }
        all
    }

    /// The need follows `after` from now on, where it followed `before`.
    fn follow(&mut self, need: NeedId, before: Option<NeedId>, after: Option<NeedId>) {
        if let Some(followers) = before.and_then(|before| self.followers.get_mut(&before)) {
            followers.remove(&need);
        }
        if let Some(after) = after {
            self.followers.entry(after).or_default().insert(need);
        }
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
                if let notice::Event::Follows { main } = event {
                    state.follow(NeedId(id), state.notices.state(id).follows(), *main);
                }
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
