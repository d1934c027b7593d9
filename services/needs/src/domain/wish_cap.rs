//! What a wish may cost at most in this city.

use contracts::needs::wish_cap::{DEFAULT, Event, MAX, Rejection, Set};
use contracts::{Actor, Context};
use decider::Decider;
use values::Money;

/// The rules of the cap.
pub struct WishCap;

/// The cap that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap(pub Money);

impl Default for Cap {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

impl Decider for WishCap {
    type State = Cap;
    type Context = Context;
    type Command = Set;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(Cap(cap): &Cap, context: &Context, set: Set) -> Result<Vec<Event>, Rejection> {
        let Set { value } = set;
        match context.actor {
            Actor::Person { role, .. } if role.decides_for_the_city() => {}
            Actor::Person { .. } | Actor::System => return Err(Rejection::NotAuthorised),
        }
        if value.fen <= 0 || value > MAX {
            return Err(Rejection::OutOfRange { max_yuan: MAX.fen / 100 });
        }
        Ok(if value == *cap { vec![] } else { vec![Event::Set { value }] })
    }

    fn evolve(_: Cap, event: &Event) -> Cap {
        let Event::Set { value } = event;
        Cap(*value)
    }
}

#[cfg(test)]
mod tests {
    use contracts::Role;
    use contracts::testing::{OWNER, by, clerk_of, operator, person};
    use decider::{deciding_again_changes_nothing, given};

    use super::*;

    fn set(yuan: i64) -> Set {
        Set { value: Money::from_yuan(yuan).unwrap() }
    }

    #[test]
    fn a_wish_costs_at_most_500_yuan_until_the_city_says_otherwise() {
        assert_eq!(Cap::default().0.to_string(), "500.00元");
        let city = by(person(Role::CityOfficer, OWNER));
        let state =
            given::<WishCap>([]).when(&city, set(800)).then([Event::Set { value: set(800).value }]);
        deciding_again_changes_nothing::<WishCap>(state, &city, set(800));
        given::<WishCap>([])
            .when(&by(clerk_of(OWNER)), set(800))
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn a_cap_is_more_than_nothing_and_at_most_10_000_yuan() {
        for yuan in [0, -5, 10_001] {
            given::<WishCap>([])
                .when(&by(operator()), set(yuan))
                .then_rejected(Rejection::OutOfRange { max_yuan: 10_000 });
        }
    }
}
