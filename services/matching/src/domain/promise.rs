//! What became of one claim: whether what was promised was kept, whom it waits for, and who turned
//! whom down.

use std::convert::Infallible;

use contracts::Context;
use contracts::matching::promise::{Command, Event};
use contracts::projects::claim::{self, Side};
use decider::Decider;
use values::{Date, NeedId, OfferId, OrganisationId, Uuid};

use super::declined_until;

/// The rules of a promise.
pub struct Promise;

/// Whether it still may be kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody claimed.
    #[default]
    Unclaimed,
    Made(Made),
    /// It was kept, broken or declined: it counts once.
    Over,
}

/// Who promises what to whom, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    side: Side,
    /// None where that is a person.
    claimer: Option<OrganisationId>,
    /// The other side, once it is asked.
    counterpart: Option<OrganisationId>,
    need: Option<NeedId>,
    offer: Option<OfferId>,
    /// The other side has not answered.
    waits: bool,
}

impl Made {
    fn giver(&self) -> Option<OrganisationId> {
        match self.side {
            Side::Giving => self.claimer,
            Side::Asking => self.counterpart,
        }
    }

    fn asker(&self) -> Option<OrganisationId> {
        match self.side {
            Side::Giving => self.counterpart,
            Side::Asking => self.claimer,
        }
    }

    fn declined(&self, until: Date) -> Option<Event> {
        let asking = self.need.map(Uuid::from).or(self.asker().map(Uuid::from))?;
        let giving = self.offer.map(Uuid::from).or(self.giver().map(Uuid::from))?;
        Some(Event::Declined { asking, giving, until })
    }

    fn answered(&self) -> Option<Event> {
        self.counterpart.filter(|_| self.waits).map(|by| Event::Answered { by })
    }

    fn asked(&self, of: OrganisationId) -> Option<Event> {
        (!self.waits || self.counterpart != Some(of)).then_some(Event::Asked { of })
    }
}

impl Decider for Promise {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Infallible;

    fn decide(
        state: &State,
        context: &Context,
        Command(told): Command,
    ) -> Result<Vec<Event>, Infallible> {
        let mut after = *state;
        let mut events = Vec::new();
        for event in &told {
            for event in judged(after, event, declined_until(context)) {
                after = Self::evolve(after, &event);
                events.push(event);
            }
        }
        Ok(events)
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Claimed { side, claimer, need, offer }, _) => State::Made(Made {
                side: *side,
                claimer: *claimer,
                counterpart: None,
                need: *need,
                offer: *offer,
                waits: false,
            }),
            (Event::Asked { of }, State::Made(made)) => {
                State::Made(Made { counterpart: Some(*of), waits: true, ..made })
            }
            (Event::PassedOn { to }, State::Made(made)) => {
                State::Made(Made { claimer: *to, ..made })
            }
            (Event::Answered { .. }, State::Made(made)) => {
                State::Made(Made { waits: false, ..made })
            }
            (Event::Declined { .. } | Event::Kept { .. } | Event::Broken { .. }, _) => State::Over,
            (
                Event::Asked { .. } | Event::PassedOn { .. } | Event::Answered { .. },
                state @ (State::Unclaimed | State::Over),
            ) => decider::corrupt(&state, event),
        }
    }
}

fn judged(state: State, event: &claim::Event, until: Date) -> Vec<Event> {
    match (state, event) {
        (State::Unclaimed, claim::Event::Proposed(proposal)) => vec![Event::Claimed {
            side: proposal.side,
            claimer: proposal.claimer.organisation(),
            need: proposal.need,
            offer: proposal.offer,
        }],
        (State::Made(made), event) => of_made(made, event, until),
        (State::Unclaimed | State::Over, _) => vec![],
    }
}

fn of_made(made: Made, event: &claim::Event, until: Date) -> Vec<Event> {
    match event {
        claim::Event::Held { counterpart, .. } => made.asked(*counterpart).into_iter().collect(),
        claim::Event::PassedOn { to, .. } => {
            let passed_on = Event::PassedOn { to: to.organisation() };
            let asked = made.counterpart.and_then(|of| made.asked(of));
            [passed_on].into_iter().chain(asked).collect()
        }
        claim::Event::Declined { .. } => {
            made.answered().into_iter().chain(made.declined(until)).collect()
        }
        claim::Event::Accepted {}
        | claim::Event::Withdrawn { .. }
        | claim::Event::Lapsed {}
        | claim::Event::Revoked { .. } => made.answered().into_iter().collect(),
        claim::Event::Delivered { .. } => {
            let asker = made.asker();
            made.giver().map(|giver| Event::Kept { giver, asker }).into_iter().collect()
        }
        claim::Event::Failed { .. } => {
            made.giver().map(|giver| Event::Broken { giver }).into_iter().collect()
        }
        claim::Event::Proposed(_)
        | claim::Event::Crossed { .. }
        | claim::Event::OwnLineHeld { .. }
        | claim::Event::WantedLineHeld { .. }
        | claim::Event::Waiting { .. }
        | claim::Event::Refused { .. }
        | claim::Event::AlsoRefused { .. }
        | claim::Event::AnswerLate { .. }
        | claim::Event::LeaseOver { .. }
        | claim::Event::Renewed { .. }
        | claim::Event::TransferAsked { .. }
        | claim::Event::TransferEnded { .. }
        | claim::Event::TakeoverAsked { .. }
        | claim::Event::TakeoverRefused {}
        | claim::Event::Agreed { .. }
        | claim::Event::CancelAsked { .. }
        | claim::Event::CancelRefused {}
        | claim::Event::Cancelled { .. }
        | claim::Event::Closed { .. } => vec![],
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::matching::DECLINED_DAYS;
    use contracts::projects::claim::Propose;
    use contracts::registry::taxonomy::Category;
    use contracts::testing::{OWNER, SOMEBODY, STRANGER, by, monday};
    use decider::given;
    use values::{Amount, Text, Unit, time};

    use super::*;

    const NEED: NeedId = NeedId(Uuid::from_u128(1));
    const OFFER: OfferId = OfferId(Uuid::from_u128(2));

    fn proposed(side: Side, offer: Option<OfferId>) -> claim::Event {
        claim::Event::Proposed(Propose {
            claimer: SOMEBODY.into(),
            side,
            need: Some(NEED),
            offer,
            amount: Amount::new(1, Unit::Session).unwrap(),
            slot: None,
            area: "371002001001".parse().unwrap(),
            message: None,
            wait: false,
        })
    }

    fn claimed(side: Side, offer: Option<OfferId>) -> Event {
        Event::Claimed { side, claimer: Some(SOMEBODY), need: Some(NEED), offer }
    }

    fn held() -> claim::Event {
        let (yellow_at, until) = (monday(), monday());
        let lease = claim::Lease { yellow_at, until, holidays_unknown: false };
        claim::Event::Held { counterpart: OWNER, category: Category::Service, lease }
    }

    fn failed() -> claim::Event {
        claim::Event::Failed { reason: Text::new("未到场").unwrap(), delivered: 0 }
    }

    fn declined() -> claim::Event {
        claim::Event::Declined { reason: Text::new("时间不合适").unwrap() }
    }

    fn told(events: &[claim::Event]) -> Command {
        Command(events.to_vec())
    }

    #[test]
    fn what_is_not_performed_counts_against_who_gives_and_once() {
        let system = by(Actor::System);
        let made = claimed(Side::Giving, None);
        given::<Promise>([])
            .when(&system, told(&[proposed(Side::Giving, None)]))
            .then([made.clone()]);
        given::<Promise>([made])
            .when(&system, told(&[failed(), failed()]))
            .then([Event::Broken { giver: SOMEBODY }]);
    }

    #[test]
    fn of_a_claim_on_an_offer_its_owner_gives() {
        let claim::Event::Held { lease, .. } = held() else { unreachable!() };
        let on = claim::Event::PassedOn { to: STRANGER.into(), released: None, lease };
        given::<Promise>([claimed(Side::Asking, Some(OFFER))])
            .when(&by(Actor::System), told(&[held(), on, failed()]))
            .then([
                Event::Asked { of: OWNER },
                Event::PassedOn { to: Some(STRANGER) },
                Event::Broken { giver: OWNER },
            ]);
    }

    #[test]
    fn the_other_side_is_waited_for_until_it_answers() {
        let system = by(Actor::System);
        let made = claimed(Side::Giving, None);
        given::<Promise>([made.clone()])
            .when(&system, told(&[held(), held()]))
            .then([Event::Asked { of: OWNER }]);
        given::<Promise>([made, Event::Asked { of: OWNER }])
            .when(&system, told(&[claim::Event::Lapsed {}, claim::Event::Lapsed {}]))
            .then([Event::Answered { by: OWNER }]);
    }

    #[test]
    fn who_was_turned_down_is_remembered_by_the_lines_that_were_named() {
        let system = by(Actor::System);
        let until = time::plus_days(time::date_at(monday()), DECLINED_DAYS);
        for (offer, giving) in [(Some(OFFER), OFFER.into()), (None, Uuid::from(SOMEBODY))] {
            given::<Promise>([claimed(Side::Giving, offer), Event::Asked { of: OWNER }])
                .when(&system, told(&[declined(), declined()]))
                .then([
                    Event::Answered { by: OWNER },
                    Event::Declined { asking: NEED.into(), giving, until },
                ]);
        }
    }
}
