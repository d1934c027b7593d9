//! How much one unit takes on a month at most: its own word, and nobody else's.

use contracts::Context;
use contracts::matching::quota::{self, Event, LOTS_MAX, Rejection, Set};
use decider::Decider;

/// The rules of quotas.
pub struct Quota;

impl Decider for Quota {
    /// Without limits before it is set.
    type State = quota::Quota;
    type Context = Context;
    type Command = Set;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &Self::State, context: &Context, set: Set) -> Result<Vec<Event>, Rejection> {
        let Set { organisation, lots, categories } = set;
        if context.directory.organisation(organisation).is_none() {
            return Err(Rejection::UnknownOrganisation);
        }
        if !context.may_act_for(organisation) {
            return Err(Rejection::NotAuthorised);
        }
        if lots.iter().chain(categories.values()).any(|lots| *lots > LOTS_MAX) {
            return Err(Rejection::OutOfRange { max: LOTS_MAX });
        }
        let quota = quota::Quota { lots, categories };
        let is_new = quota != *state;
        Ok(if is_new { vec![Event::Set { organisation, quota }] } else { vec![] })
    }

    fn evolve(_: Self::State, event: &Event) -> Self::State {
        let Event::Set { quota, .. } = event;
        quota.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use contracts::registry::organisation::Level;
    use contracts::registry::taxonomy::Category;
    use contracts::testing::{
        OWNER, SOMEBODY, STRANGER, by, clerk_of, directory, liaison_of, registered,
    };
    use decider::{deciding_again_changes_nothing, given};
    use values::OrganisationId;

    use super::*;

    fn set(organisation: OrganisationId, lots: Option<u32>, service: u32) -> Set {
        Set { organisation, lots, categories: [(Category::Service, service)].into() }
    }

    #[test]
    fn a_unit_says_itself_how_much_it_takes_on() {
        let actor = |actor| {
            let mut context = by(actor);
            context.directory =
                Arc::new(directory([registered(SOMEBODY, Level::Unit, "371002001001")]));
            context
        };
        let liaison = actor(liaison_of(SOMEBODY));
        let categories = [(Category::Service, 4)].into();
        let quota = quota::Quota { lots: Some(20), categories };
        let event = Event::Set { organisation: SOMEBODY, quota };
        given::<Quota>([]).when(&liaison, set(SOMEBODY, Some(20), 4)).then([event.clone()]);
        let state = decider::fold::<Quota>(&[event]);
        deciding_again_changes_nothing::<Quota>(state, &liaison, set(SOMEBODY, Some(20), 4));
        let refused = |context: &Context, set, rejection| {
            given::<Quota>([]).when(context, set).then_rejected(rejection);
        };
        refused(&actor(clerk_of(OWNER)), set(SOMEBODY, None, 1), Rejection::NotAuthorised);
        refused(&liaison, set(STRANGER, None, 1), Rejection::UnknownOrganisation);
        let max = LOTS_MAX;
        refused(&liaison, set(SOMEBODY, None, max + 1), Rejection::OutOfRange { max });
        refused(&liaison, set(SOMEBODY, Some(max + 1), 1), Rejection::OutOfRange { max });
    }
}
