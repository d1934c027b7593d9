//! The wiring.

use contracts::matching::Event;
use contracts::{Commit, Recorded};
use runtime::{Aggregates, Commands, Queries, Reactions, Service};

use crate::domain::{Bond, Listing, Party, Promise, Venture};
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Matching;

/// All aggregates.
#[derive(Default)]
pub struct State {
    pub listings: Aggregates<Listing>,
    pub parties: Aggregates<Party>,
    pub bonds: Aggregates<Bond>,
    pub promises: Aggregates<Promise>,
    pub ventures: Aggregates<Venture>,
}

runtime::aggregates!(State {
    listings: Listing,
    parties: Party,
    bonds: Bond,
    promises: Promise,
    ventures: Venture,
});

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
            Event::Listing(event) => state.listings.apply(id, version, event),
            Event::Party(event) => state.parties.apply(id, version, event),
            Event::Bond(event) => state.bonds.apply(id, version, event),
            Event::Promise(event) => state.promises.apply(id, version, event),
            Event::Venture(event) => state.ventures.apply(id, version, event),
        }
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }
}
