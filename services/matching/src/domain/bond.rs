//! Whether one pair 结对 stands.

use std::convert::Infallible;

use contracts::Context;
use contracts::matching::bond::{Command, Event};
use contracts::registry::pair;
use decider::Decider;
use values::OrganisationId;

/// The rules of a bond.
pub struct Bond;

/// Whom it ties, and whether it does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct State {
    pub sides: Option<(OrganisationId, OrganisationId)>,
    pub stands: bool,
}

impl Decider for Bond {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Infallible;

    fn decide(state: &State, _: &Context, command: Command) -> Result<Vec<Event>, Infallible> {
        let mut after = *state;
        let mut events = Vec::new();
        for told in command.0 {
            let event = match told {
                pair::Event::Made { unit, community } if !after.stands => {
                    Event::Tied { unit, community }
                }
                pair::Event::Ended { .. } if after.stands => match after.sides {
                    Some((unit, community)) => Event::Untied { unit, community },
                    None => continue,
                },
                pair::Event::Made { .. } | pair::Event::Ended { .. } => continue,
            };
            after = Self::evolve(after, &event);
            events.push(event);
        }
        Ok(events)
    }

    fn evolve(_: State, event: &Event) -> State {
        match event {
            Event::Tied { unit, community } => {
                State { sides: Some((*unit, *community)), stands: true }
            }
            Event::Untied { unit, community } => {
                State { sides: Some((*unit, *community)), stands: false }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::testing::{OWNER, SOMEBODY, by};
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
        given::<Bond>([]).when(&system, Command(vec![made.clone()])).then([tied.clone()]);
        given::<Bond>([tied.clone()])
            .when(&system, Command(vec![ended, made]))
            .then([untied, tied]);
    }
}
