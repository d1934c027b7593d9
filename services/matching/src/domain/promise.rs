//! What became of one claim, for the reliability of the side that gives.

use std::convert::Infallible;

use contracts::Context;
use contracts::matching::promise::{Command, Event};
use contracts::projects::claim::{self, Side};
use decider::Decider;
use values::OrganisationId;

/// The rules of a promise.
pub struct Promise;

/// Who gives, and whether that is who claimed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody that is known, or a person.
    #[default]
    Nobody,
    Made {
        giver: OrganisationId,
        claimed: bool,
    },
    /// It was kept or broken: it counts once.
    Over,
}

impl Decider for Promise {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Infallible;

    fn decide(
        state: &State,
        _: &Context,
        Command(told): Command,
    ) -> Result<Vec<Event>, Infallible> {
        let mut after = *state;
        let mut events = Vec::new();
        for event in &told {
            if let Some(event) = judged(after, event) {
                after = Self::evolve(after, &event);
                events.push(event);
            }
        }
        Ok(events)
    }

    fn evolve(_: State, event: &Event) -> State {
        match event {
            Event::Made { giver, claimed } => State::Made { giver: *giver, claimed: *claimed },
            Event::Kept { .. } | Event::Broken { .. } => State::Over,
        }
    }
}

fn judged(state: State, event: &claim::Event) -> Option<Event> {
    match (state, event) {
        (State::Nobody, claim::Event::Proposed(proposal)) => match proposal.side {
            Side::Giving => {
                Some(Event::Made { giver: proposal.claimer.organisation()?, claimed: true })
            }
            Side::Asking => None,
        },
        // Whoever claimed to give is known: it is somebody who asks, and the other side gives.
        (State::Nobody, claim::Event::Held { counterpart, .. }) => {
            Some(Event::Made { giver: *counterpart, claimed: false })
        }
        (State::Made { claimed: true, .. }, claim::Event::PassedOn { to, .. }) => {
            Some(Event::Made { giver: to.organisation()?, claimed: true })
        }
        (State::Made { giver, .. }, claim::Event::Delivered { .. }) => Some(Event::Kept { giver }),
        (State::Made { giver, .. }, claim::Event::Failed { .. }) => Some(Event::Broken { giver }),
        (State::Nobody | State::Made { .. } | State::Over, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::projects::claim::Propose;
    use contracts::registry::taxonomy::Category;
    use contracts::testing::{OWNER, SOMEBODY, STRANGER, by};
    use decider::given;
    use values::{Amount, Text, Unit};

    use super::*;

    fn proposed(side: Side) -> claim::Event {
        claim::Event::Proposed(Propose {
            claimer: SOMEBODY.into(),
            side,
            need: None,
            offer: None,
            amount: Amount::new(1, Unit::Session).unwrap(),
            slot: None,
            area: "371002001001".parse().unwrap(),
            message: None,
            wait: false,
        })
    }

    fn failed() -> claim::Event {
        claim::Event::Failed { reason: Text::new("未到场").unwrap(), delivered: 0 }
    }

    #[test]
    fn what_is_not_performed_counts_against_who_gives_and_once() {
        let system = by(Actor::System);
        let made = Event::Made { giver: SOMEBODY, claimed: true };
        given::<Promise>([])
            .when(&system, Command(vec![proposed(Side::Giving)]))
            .then([made.clone()]);
        given::<Promise>([made])
            .when(&system, Command(vec![failed(), failed()]))
            .then([Event::Broken { giver: SOMEBODY }]);
    }

    #[test]
    fn of_a_claim_on_an_offer_its_owner_gives() {
        let lease = claim::Lease {
            yellow_at: contracts::testing::monday(),
            until: contracts::testing::monday(),
            holidays_unknown: false,
        };
        let held = claim::Event::Held { counterpart: OWNER, category: Category::Service, lease };
        let on = claim::Event::PassedOn { to: STRANGER.into(), released: None, lease };
        let told = vec![proposed(Side::Asking), held, on, failed()];
        given::<Promise>([])
            .when(&by(Actor::System), Command(told))
            .then([Event::Made { giver: OWNER, claimed: false }, Event::Broken { giver: OWNER }]);
    }
}
