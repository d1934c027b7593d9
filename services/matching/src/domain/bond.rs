//! Whether one pair 结对 or one agreement 共建协议 stands.

use std::convert::Infallible;

use contracts::Context;
use contracts::matching::bond::{Command, Event};
use contracts::projects::agreement;
use contracts::registry::pair;
use decider::Decider;
use values::OrganisationId;

/// The rules of a bond.
pub struct Bond;

/// Whom it ties, and whether it does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Of a pair the unit first; of an agreement those of its last draft.
    parties: Vec<OrganisationId>,
    /// Of an agreement: those whom it ties, while a draft of others may wait.
    agreed: Vec<OrganisationId>,
    pub stands: bool,
}

/// Tells one thing after another, each by the state that the ones before led to.
#[derive(Default)]
struct Telling {
    state: State,
    events: Vec<Event>,
}

impl Telling {
    fn tell(&mut self, events: Vec<Event>) {
        for event in events {
            self.state = Bond::evolve(std::mem::take(&mut self.state), &event);
            self.events.push(event);
        }
    }
}

impl Decider for Bond {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Infallible;

    fn decide(state: &State, _: &Context, command: Command) -> Result<Vec<Event>, Infallible> {
        let mut telling = Telling { state: state.clone(), events: Vec::new() };
        match command {
            Command::Pair(told) => {
                for event in &told {
                    telling.tell(of_pair(&telling.state, event));
                }
            }
            Command::Agreement(told) => {
                for event in &told {
                    telling.tell(of_agreement(&telling.state, event));
                }
            }
        }
        Ok(telling.events)
    }

    fn evolve(state: State, event: &Event) -> State {
        match event {
            Event::Tied { unit, community } => {
                State { parties: vec![*unit, *community], stands: true, ..state }
            }
            Event::Untied { unit, community } => {
                State { parties: vec![*unit, *community], stands: false, ..state }
            }
            Event::Drafted { parties } => State { parties: parties.clone(), ..state },
            Event::Agreed { parties } => State { agreed: parties.clone(), stands: true, ..state },
            Event::AgreementEnded { .. } => State { agreed: vec![], stands: false, ..state },
        }
    }
}

fn of_pair(state: &State, event: &pair::Event) -> Vec<Event> {
    match (event, state.parties.as_slice()) {
        (pair::Event::Made { unit, community }, _) if !state.stands => {
            vec![Event::Tied { unit: *unit, community: *community }]
        }
        (pair::Event::Ended { .. }, [unit, community]) if state.stands => {
            vec![Event::Untied { unit: *unit, community: *community }]
        }
        (pair::Event::Made { .. } | pair::Event::Ended { .. }, _) => vec![],
    }
}

fn of_agreement(state: &State, event: &agreement::Event) -> Vec<Event> {
    use agreement::Event as E;
    let ended = || {
        let parties = state.agreed.clone();
        state.stands.then_some(Event::AgreementEnded { parties })
    };
    match event {
        E::Drafted { parties, .. } if *parties != state.parties => {
            vec![Event::Drafted { parties: parties.clone() }]
        }
        E::Concluded {} if state.agreed != state.parties => {
            let agreed = Event::Agreed { parties: state.parties.clone() };
            ended().into_iter().chain([agreed]).collect()
        }
        E::Ended { .. } | E::Broken { .. } => ended().into_iter().collect(),
        E::Drafted { .. }
        | E::Concluded {}
        | E::Delegated { .. }
        | E::Signed { .. }
        | E::Lapsed {}
        | E::Published {}
        | E::QuarterRecorded { .. }
        | E::ReportingBegan { .. }
        | E::QuarterAsked { .. }
        | E::QuarterCarded { .. }
        | E::Reviewed { .. }
        | E::EndAsked { .. } => vec![],
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::testing::{OWNER, SOMEBODY, STRANGER, by};
    use decider::given;
    use values::Text;

    use super::*;

    #[test]
    fn a_pair_ties_until_it_ends() {
        let system = by(Actor::System);
        let (unit, community) = (SOMEBODY, OWNER);
        let made = pair::Event::Made { unit, community };
        let ended = pair::Event::Ended { reason: Text::new("到期").unwrap() };
        let (tied, untied) = (Event::Tied { unit, community }, Event::Untied { unit, community });
        given::<Bond>([]).when(&system, Command::Pair(vec![made.clone()])).then([tied.clone()]);
        given::<Bond>([tied.clone()])
            .when(&system, Command::Pair(vec![ended, made]))
            .then([untied, tied]);
    }

    #[test]
    fn an_agreement_ties_its_parties_from_the_last_signature_to_its_end() {
        use agreement::Event as E;
        let system = by(Actor::System);
        let told = |events: &[E]| Command::Agreement(events.to_vec());
        let two = vec![OWNER, SOMEBODY];
        let three = vec![OWNER, SOMEBODY, STRANGER];
        let drafted = |parties: &Vec<_>| Event::Drafted { parties: parties.clone() };
        let agreed = |parties: &Vec<_>| Event::Agreed { parties: parties.clone() };
        let over = |parties: &Vec<_>| Event::AgreementEnded { parties: parties.clone() };
        let ended = E::Ended { by_consent: true };
        given::<Bond>([drafted(&two)]).when(&system, told(&[E::Lapsed {}])).then_already_so();
        given::<Bond>([drafted(&two)]).when(&system, told(&[E::Concluded {}])).then([agreed(&two)]);
        let stands = [drafted(&two), agreed(&two)];
        // A supplement between the same says nothing new.
        given::<Bond>(stands.clone()).when(&system, told(&[E::Concluded {}])).then_already_so();
        let joined = [drafted(&two), agreed(&two), drafted(&three)];
        given::<Bond>(joined).when(&system, told(&[E::Concluded {}, ended.clone()])).then([
            over(&two),
            agreed(&three),
            over(&three),
        ]);
        given::<Bond>(stands).when(&system, told(std::slice::from_ref(&ended))).then([over(&two)]);
        given::<Bond>([]).when(&system, told(&[ended])).then_already_so();
    }
}
