//! The wiring.

use std::collections::HashMap;

use contracts::resources::{Event, offer};
use contracts::{Commit, Recorded};
use runtime::{Aggregates, Commands, Queries, Reactions, Service};
use values::{ClaimId, OfferId};

use crate::domain::Offer;
use crate::views::View;
use crate::{commands, reactions, views};

/// The service.
pub struct Resources;

/// All offers, and which of them a claim holds a part of.
#[derive(Default)]
pub struct State {
    pub offers: Aggregates<Offer>,
    pub holding: HashMap<ClaimId, OfferId>,
}

runtime::aggregates!(State { offers: Offer });

impl Service for Resources {
    type Event = Event;
    type State = State;
    type View = View;

    fn commands() -> Commands<Self> {
        commands::table()
    }

    fn reactions() -> Reactions<Self> {
        Reactions::default().to(reactions::on_projects)
    }

    fn queries() -> Queries<Self> {
        views::table()
    }

    fn evolve(state: &mut State, recorded: &Recorded<Event>) {
        let Event::Offer(event) = &recorded.event;
        match event {
            offer::Event::Held { claim, .. } => {
                state.holding.insert(*claim, OfferId(recorded.aggregate));
            }
            offer::Event::Released { claim } | offer::Event::Used { claim, .. } => {
                state.holding.remove(claim);
            }
            offer::Event::Listed(_)
            | offer::Event::Withdrawn { .. }
            | offer::Event::HoldRefused { .. } => {}
        }
        state.offers.apply(recorded.aggregate, recorded.version, event);
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }
}
