//! Whether one check-in stands. Its id is that of the check-in, which follows from who checked in
//! where: so nothing else need be kept.

use contracts::Context;
use contracts::evaluation::belonging::Event;
use decider::Decider;

use super::Never;

/// The rules of belonging.
pub struct Belonging;

/// What `registry` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It was accepted.
    Stands,
    /// It ended, or its term passed.
    Over,
}

impl Decider for Belonging {
    /// Does it stand?
    type State = bool;
    type Context = Context;
    type Command = Told;
    type Event = Event;
    type Rejection = Never;

    fn decide(stands: &bool, _: &Context, told: Told) -> Result<Vec<Event>, Never> {
        Ok(match told {
            Told::Stands if !stands => vec![Event::Begun {}],
            Told::Over if *stands => vec![Event::Ended {}],
            Told::Stands | Told::Over => vec![],
        })
    }

    fn evolve(_: bool, event: &Event) -> bool {
        match event {
            Event::Begun {} => true,
            Event::Ended {} => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::Actor;
    use contracts::testing::by;
    use decider::given;

    use super::*;

    #[test]
    fn a_check_in_stands_until_it_ends_and_may_stand_again() {
        let system = by(Actor::System);
        given::<Belonging>([]).when(&system, Told::Stands).then([Event::Begun {}]);
        given::<Belonging>([Event::Begun {}]).when(&system, Told::Stands).then_already_so();
        given::<Belonging>([Event::Begun {}]).when(&system, Told::Over).then([Event::Ended {}]);
        let history = [Event::Begun {}, Event::Ended {}];
        given::<Belonging>(history.clone()).when(&system, Told::Over).then_already_so();
        given::<Belonging>(history).when(&system, Told::Stands).then([Event::Begun {}]);
    }
}
