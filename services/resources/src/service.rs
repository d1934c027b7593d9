//! The wiring.

use std::collections::HashMap;

use contracts::resources::{Event, offer};
use contracts::{Commit, Directory, Recorded, Rejection};
use runtime::{Aggregates, Commands, Deadlines, Decision, Queries, Question, Reactions, Service};
use values::{ClaimId, OfferId, OrganisationId, Timestamp, Uuid};

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
    /// When which offer's term asks for something.
    pub(crate) terms: Deadlines,
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
            offer::Event::Held { claim, .. }
            | offer::Event::ListedOnce { claim, .. }
            | offer::Event::WaitBegun { claim, .. } => {
                state.holding.insert(*claim, OfferId(recorded.aggregate));
            }
            offer::Event::Released { claim }
            | offer::Event::Used { claim, .. }
            | offer::Event::WaitEnded { claim }
            | offer::Event::HoldRefused { claim, .. } => {
                state.holding.remove(claim);
            }
            offer::Event::Drafted { .. }
            | offer::Event::Edited { .. }
            | offer::Event::Listed { .. }
            | offer::Event::Withdrawn { .. }
            | offer::Event::Renewed { .. }
            | offer::Event::ExpiryNoticed { .. }
            | offer::Event::Expired {}
            | offer::Event::WentDormant {}
            | offer::Event::Paused { .. }
            | offer::Event::Resumed {}
            | offer::Event::HoldPassedOn { .. }
            | offer::Event::HoldConfirmed { .. } => {}
        }
        let offer = recorded.aggregate;
        state.offers.apply(offer, recorded.version, event);
        state.terms.set(offer, state.offers.state(offer).due_at());
    }

    fn next_due(state: &State) -> Option<Timestamp> {
        state.terms.next().map(|(at, _)| at)
    }

    fn deadlines(state: &mut State) -> Option<&mut Deadlines> {
        Some(&mut state.terms)
    }

    fn due(decision: &mut Decision<'_, Self>) -> Result<(), Rejection> {
        reactions::on_due(decision)
    }

    fn view(view: &mut View, commit: &Commit<Event>) {
        view.apply(commit);
    }

    fn tells(question: &Question<'_, View>, aggregate: Uuid, _event: &Event) -> bool {
        question.view.tells(OfferId(aggregate), question.asker())
    }

    fn settled(view: &mut View, organisation: OrganisationId, directory: &Directory) {
        view.settle(organisation, directory);
    }
}
