//! One organisation, as far as it is matched and found.

use std::convert::Infallible;

use contracts::Context;
use contracts::matching::party::{self, Command, Event};
use contracts::registry::organisation;
use decider::Decider;

/// The rules of a party.
pub struct Party;

impl Decider for Party {
    /// None before it is registered.
    type State = Option<Box<party::Party>>;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Infallible;

    fn decide(
        state: &Self::State,
        _: &Context,
        Command(told): Command,
    ) -> Result<Vec<Event>, Infallible> {
        let mut after = state.clone();
        for event in told {
            change(&mut after, event);
        }
        Ok(match after {
            Some(party) if Some(&party) != state.as_ref() => vec![Event::Described { party }],
            Some(_) | None => vec![],
        })
    }

    fn evolve(_: Self::State, event: &Event) -> Self::State {
        match event {
            Event::Described { party } => Some(party.clone()),
        }
    }
}

fn change(state: &mut Option<Box<party::Party>>, event: organisation::Event) {
    use organisation::Event;
    if let Event::Registered(register) = event {
        *state = Some(Box::new(party::Party {
            name: register.name,
            aliases: Vec::new(),
            level: register.level,
            nature: register.nature,
            area: register.area,
            in_operation: true,
        }));
        return;
    }
    let Some(party) = state else { return };
    match event {
        Event::Edited { name, nature, .. } => {
            party.name = name.unwrap_or_else(|| party.name.clone());
            party.nature = nature.or(party.nature);
        }
        Event::AliasAdded { alias } => party.aliases.push(alias),
        Event::Placed { area, .. } => party.area = Some(area),
        Event::Resumed {} | Event::Unmerged { .. } => party.in_operation = true,
        Event::Suspended { .. } | Event::Ended { .. } | Event::Merged { .. } => {
            party.in_operation = false;
        }
        Event::Applied(_)
        | Event::Refused { .. }
        | Event::Registered(_)
        | Event::Certified { .. }
        | Event::CertificationDue {}
        | Event::CertificationLapsed {}
        | Event::Affiliated { .. }
        | Event::Appointed { .. }
        | Event::HouseholdsCounted { .. }
        | Event::Distinguished { .. }
        | Event::Undistinguished { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::registry;
    use contracts::registry::organisation::Level;
    use contracts::testing::{SOMEBODY, by, registered};
    use decider::given;
    use values::Text;

    use super::*;

    fn told() -> organisation::Event {
        let recorded = registered(SOMEBODY, Level::Unit, "371002001001");
        let registry::Event::Organisation(event) = recorded.event else {
            panic!("{recorded:?}");
        };
        event
    }

    #[test]
    fn what_changes_nothing_that_is_matched_is_not_written_down() {
        let system = by(Actor::System);
        let mut party = None;
        change(&mut party, told());
        let described = Event::Described { party: party.unwrap() };
        given::<Party>([]).when(&system, Command(vec![told()])).then([described.clone()]);
        let counted = organisation::Event::HouseholdsCounted { households: 3 };
        given::<Party>([described]).when(&system, Command(vec![counted])).then_already_so();
    }

    #[test]
    fn who_is_merged_or_ended_does_nothing_any_more() {
        let mut party = None;
        change(&mut party, told());
        change(&mut party, organisation::Event::AliasAdded { alias: Text::new("一院").unwrap() });
        change(&mut party, organisation::Event::Suspended { reason: Text::new("搬迁").unwrap() });
        let known = party.clone().unwrap();
        assert!(!known.in_operation && known.aliases.len() == 1);
        change(&mut party, organisation::Event::Resumed {});
        assert!(party.unwrap().in_operation);
    }
}
