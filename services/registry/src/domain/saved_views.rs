//! The lists that one person saved 常用视图, each under a name of their own.
//!
//! Invariant: nobody but the person changes them, and there are never more than [`VIEWS_MAX`].

use std::collections::BTreeMap;

use contracts::Context;
use contracts::registry::saved_views::{Command, Event, Rejection, VIEWS_MAX};
use decider::Decider;
use values::{Fingerprint, PersonId, Uuid};

use super::authority::may_act_as;

/// The rules of saved views.
pub struct SavedViews;

/// The views there are, each with the fingerprint of what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State(BTreeMap<Uuid, Fingerprint>);

impl Decider for SavedViews {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Save { person, view, content, digest } => {
                may_save(state, context, person, view)?;
                if state.0.get(&view) == Some(&digest) {
                    return Ok(vec![]);
                }
                Ok(vec![Event::Saved { person, view, content, digest }])
            }
            Command::Delete { person, view } => {
                own(context, person)?;
                let known = state.0.contains_key(&view);
                Ok(if known { vec![Event::Deleted { person, view }] } else { vec![] })
            }
        }
    }

    fn evolve(mut state: State, event: &Event) -> State {
        match event {
            Event::Saved { view, digest, .. } => {
                state.0.insert(*view, digest.clone());
            }
            Event::Deleted { view, .. } => {
                state.0.remove(view);
            }
        }
        state
    }
}

fn own(context: &Context, person: PersonId) -> Result<(), Rejection> {
    if may_act_as(&context.actor, person) { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

/// May `person` save this one? Asked before anything is sealed, too.
///
/// # Errors
/// The broken rule.
pub fn may_save(
    state: &State,
    context: &Context,
    person: PersonId,
    view: Uuid,
) -> Result<(), Rejection> {
    own(context, person)?;
    if !state.0.contains_key(&view) && state.0.len() >= VIEWS_MAX {
        return Err(Rejection::TooMany { max: VIEWS_MAX });
    }
    Ok(())
}

/// Is it a path of this portal? Whoever follows it leads nowhere else.
pub fn is_address(text: &str) -> bool {
    let inside = text.starts_with('/') && !text.starts_with("//");
    inside && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, by, clerk_of, liaison_of, operator, person as somebody};
    use contracts::{Actor, Role};
    use decider::{deciding_again_changes_nothing, fold, given};
    use values::Sealed;
    use values::sealed::Algorithm;

    use super::*;

    fn own() -> PersonId {
        clerk_of(OWNER).person().unwrap()
    }

    fn save(view: u128, says: &str) -> Command {
        let (person, data) = (own(), says.to_owned());
        let content = Sealed { algorithm: Algorithm::Aes256GcmSiv, person, data };
        let digest = Fingerprint(says.to_owned());
        Command::Save { person, view: Uuid::from_u128(view), content, digest }
    }

    fn saved(view: u128, says: &str) -> Event {
        let Command::Save { person, view, content, digest } = save(view, says) else {
            unreachable!("it saves")
        };
        Event::Saved { person, view, content, digest }
    }

    fn delete(view: u128) -> Command {
        Command::Delete { person: own(), view: Uuid::from_u128(view) }
    }

    #[test]
    fn everybody_saves_and_deletes_their_own_and_nobody_elses() {
        let deleted = Event::Deleted { person: own(), view: Uuid::from_u128(1) };
        for actor in [clerk_of(OWNER), operator()] {
            let context = by(actor);
            given::<SavedViews>([]).when(&context, save(1, "a")).then([saved(1, "a")]);
            given::<SavedViews>([saved(1, "a")]).when(&context, delete(1)).then([deleted.clone()]);
        }
        let auditor = Actor::Person { person: own(), organisation: OWNER, role: Role::Auditor };
        for actor in [liaison_of(OWNER), somebody(Role::CityOfficer, OWNER), auditor] {
            let context = by(actor);
            for command in [save(1, "a"), delete(1)] {
                given::<SavedViews>([saved(1, "a")])
                    .when(&context, command)
                    .then_rejected(Rejection::NotAuthorised);
            }
        }
    }

    #[test]
    fn the_same_name_is_replaced_and_there_are_only_so_many() {
        let context = by(clerk_of(OWNER));
        let many = || (0..VIEWS_MAX as u128).map(|view| saved(view, "a"));
        given::<SavedViews>(many()).when(&context, save(3, "b")).then([saved(3, "b")]);
        given::<SavedViews>(many()).when(&context, save(3, "a")).then_already_so();
        given::<SavedViews>(many())
            .when(&context, save(99, "a"))
            .then_rejected(Rejection::TooMany { max: VIEWS_MAX });
        let deleted = Event::Deleted { person: own(), view: Uuid::from_u128(3) };
        given::<SavedViews>(many().chain([deleted]))
            .when(&context, save(99, "a"))
            .then([saved(99, "a")]);
    }

    #[test]
    fn an_address_leads_to_a_page_of_this_portal() {
        for (text, fits) in [
            ("/needs?status=posted&text=%E8%AF%BE", true),
            ("/", true),
            ("//elsewhere.example/needs", false),
            ("/\\elsewhere.example", false),
            ("https:needs", false),
            ("/needs?text=课", false),
            ("/needs\r\nSet-Cookie: x", false),
        ] {
            assert_eq!(is_address(text), fits, "{text}");
        }
    }

    #[test]
    fn deciding_again_changes_no_saved_view() {
        for history in [vec![], vec![saved(1, "a")]] {
            for command in [save(1, "b"), delete(1)] {
                let state = fold::<SavedViews>(&history);
                deciding_again_changes_nothing::<SavedViews>(state, &by(operator()), command);
            }
        }
    }
}
