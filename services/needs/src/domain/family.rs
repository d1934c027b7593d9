//! One family in one community.
//!
//! Invariant: it has one live wish at most.

use contracts::Context;
use contracts::needs::family::{Command, Event, Rejection};
use decider::Decider;
use values::NeedId;

/// The rules of families.
pub struct Family;

impl Decider for Family {
    /// Its live wish.
    type State = Option<NeedId>;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(
        live: &Option<NeedId>,
        _: &Context,
        command: Command,
    ) -> Result<Vec<Event>, Rejection> {
        match (command, *live) {
            (Command::TakeUp { wish }, Some(other)) if other != wish => {
                Err(Rejection::HasAnother { wish: other })
            }
            (Command::TakeUp { wish }, None) => Ok(vec![Event::WishTakenUp { wish }]),
            (Command::LetGo { wish }, Some(live)) if live == wish => {
                Ok(vec![Event::WishLetGo { wish }])
            }
            (Command::TakeUp { .. }, Some(_)) | (Command::LetGo { .. }, _) => Ok(vec![]),
        }
    }

    fn evolve(live: Option<NeedId>, event: &Event) -> Option<NeedId> {
        match event {
            Event::WishTakenUp { wish } => {
                assert_eq!(live, None, "corrupt history: {wish} beside another wish");
                Some(*wish)
            }
            Event::WishLetGo { wish } => {
                assert_eq!(live, Some(*wish), "corrupt history: {wish} was not live");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::testing::{by, operator};
    use decider::{deciding_again_changes_nothing, fold, given};
    use values::Uuid;

    use super::*;

    fn wish(n: u128) -> NeedId {
        NeedId(Uuid::from_u128(n))
    }

    fn taken(n: u128) -> Event {
        Event::WishTakenUp { wish: wish(n) }
    }

    fn let_go(n: u128) -> Event {
        Event::WishLetGo { wish: wish(n) }
    }

    #[test]
    fn a_family_has_one_live_wish() {
        let context = by(operator());
        let take = |n| Command::TakeUp { wish: wish(n) };
        given::<Family>([]).when(&context, take(1)).then([taken(1)]);
        given::<Family>([taken(1)])
            .when(&context, take(2))
            .then_rejected(Rejection::HasAnother { wish: wish(1) });
        given::<Family>([taken(1), let_go(1)]).when(&context, take(2)).then([taken(2)]);
    }

    #[test]
    fn only_its_live_wish_comes_to_an_end_and_deciding_again_changes_nothing() {
        let context = by(operator());
        for (history, n) in [(vec![], 1), (vec![taken(1)], 1), (vec![taken(1)], 2)] {
            for command in [Command::LetGo { wish: wish(n) }, Command::TakeUp { wish: wish(n) }] {
                deciding_again_changes_nothing::<Family>(
                    fold::<Family>(&history),
                    &context,
                    command,
                );
            }
        }
        given::<Family>([taken(1)])
            .when(&context, Command::LetGo { wish: wish(2) })
            .then_already_so();
    }
}
