//! One person: registered once, with name and phone sealed, and erased for ever.
//!
//! Invariant: nothing follows an erasure.

use contracts::Context;
use contracts::registry::person::{Command, Event, Registered, Rejection, SKILLS_MAX};
use decider::{Decider, corrupt};
use values::{OrganisationId, PersonId, Text};

use super::authority::{is_operator, may_act_as};

/// The rules of people.
pub struct Person;

/// Where a person stands.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody has registered them.
    #[default]
    Unregistered,
    /// Known, under this id.
    Registered(PersonId),
    /// The key is destroyed.
    Erased(PersonId),
}

impl State {
    /// Known, and not erased?
    pub fn is_registered(&self) -> bool {
        matches!(self, State::Registered(_))
    }
}

impl Decider for Person {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Register(person) => {
                let Registered { work_unit, home_community, skills, .. } = &person;
                may_register(state, context, *work_unit, *home_community, skills)?;
                Ok(vec![Event::Registered(person)])
            }
            Command::Erase => erase(state, context),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, &state) {
            (Event::Registered(registered), State::Unregistered) => {
                State::Registered(registered.name.person)
            }
            (Event::Erased {}, State::Registered(person)) => State::Erased(*person),
            (Event::Registered(_), State::Registered(_) | State::Erased(_))
            | (Event::Erased {}, State::Unregistered | State::Erased(_)) => corrupt(&state, event),
        }
    }
}

/// May the person be registered so? Asked before anything is sealed, too: a refused registration
/// leaves no key behind.
///
/// # Errors
/// The broken rule.
pub fn may_register(
    state: &State,
    context: &Context,
    work_unit: Option<OrganisationId>,
    home_community: Option<OrganisationId>,
    skills: &[Text<30>],
) -> Result<(), Rejection> {
    match state {
        State::Unregistered => {}
        State::Registered(_) => return Err(Rejection::AlreadyRegistered),
        State::Erased(_) => return Err(Rejection::Erased),
    }
    let mut own = [work_unit, home_community].into_iter().flatten();
    if !is_operator(&context.actor) && !own.any(|own| context.actor.may_act_for(own)) {
        return Err(Rejection::NotAuthorised);
    }
    if skills.len() > SKILLS_MAX {
        return Err(Rejection::TooManySkills { max: SKILLS_MAX });
    }
    Ok(())
}

fn erase(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let (State::Registered(person) | State::Erased(person)) = state else {
        return Err(Rejection::Unknown);
    };
    if !may_act_as(&context.actor, *person) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Unregistered | State::Erased(_) => Ok(vec![]),
        State::Registered(_) => Ok(vec![Event::Erased {}]),
    }
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, SOMEBODY, STRANGER, by, clerk_of, liaison_of, operator};
    use contracts::{Actor, Role};
    use decider::{deciding_again_changes_nothing, fold, given};
    use values::sealed::Algorithm;
    use values::{Sealed, Uuid};

    use super::*;

    const PERSON: PersonId = PersonId(Uuid::from_u128(7));

    fn itself() -> Actor {
        Actor::Person { person: PERSON, organisation: STRANGER, role: Role::Member }
    }

    /// Works for OWNER, lives with SOMEBODY.
    fn facts() -> Registered {
        let data = "bm9pc2U=".to_owned();
        Registered {
            name: Sealed { algorithm: Algorithm::Aes256GcmSiv, person: PERSON, data },
            phone: None,
            phone_fingerprint: None,
            work_unit: Some(OWNER),
            home_community: Some(SOMEBODY),
            skills: vec![],
        }
    }

    fn registered() -> Event {
        Event::Registered(facts())
    }

    fn register() -> Command {
        Command::Register(facts())
    }

    #[test]
    fn a_person_is_registered_by_its_organisations_or_the_operator() {
        for actor in [liaison_of(OWNER), clerk_of(SOMEBODY), operator()] {
            given::<Person>([]).when(&by(actor), register()).then([registered()]);
        }
    }

    #[test]
    fn nobody_else_registers_a_person() {
        given::<Person>([])
            .when(&by(clerk_of(STRANGER)), register())
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn only_the_operator_registers_people_of_no_organisation() {
        let alone = Registered { work_unit: None, home_community: None, ..facts() };
        for (actor, may) in [(operator(), true), (clerk_of(SOMEBODY), false)] {
            let asked =
                given::<Person>([]).when(&by(actor), Command::Register(alone.clone())).outcome();
            assert_eq!(asked.is_ok(), may);
        }
    }

    #[test]
    fn skills_have_a_limit() {
        let skills = |n| vec![Text::new("急救").unwrap(); n];
        let with = |n| Command::Register(Registered { skills: skills(n), ..facts() });
        given::<Person>([])
            .when(&by(operator()), with(SKILLS_MAX + 1))
            .then_rejected(Rejection::TooManySkills { max: SKILLS_MAX });
        assert!(given::<Person>([]).when(&by(operator()), with(SKILLS_MAX)).outcome().is_ok());
    }

    #[test]
    fn an_identifier_stands_for_one_person_even_after_the_erasure() {
        given::<Person>([registered()])
            .when(&by(operator()), register())
            .then_rejected(Rejection::AlreadyRegistered);
        given::<Person>([registered(), Event::Erased {}])
            .when(&by(operator()), register())
            .then_rejected(Rejection::Erased);
    }

    #[test]
    fn people_erase_themselves_and_the_operator_erases_for_them() {
        for actor in [itself(), operator()] {
            let state = given::<Person>([registered()])
                .when(&by(actor), Command::Erase)
                .then([Event::Erased {}]);
            assert!(!state.is_registered());
        }
    }

    #[test]
    fn nobody_else_erases_them_not_even_their_unit() {
        for history in [vec![registered()], vec![registered(), Event::Erased {}]] {
            given::<Person>(history)
                .when(&by(liaison_of(OWNER)), Command::Erase)
                .then_rejected(Rejection::NotAuthorised);
        }
    }

    #[test]
    fn an_unknown_person_cannot_be_erased() {
        given::<Person>([]).when(&by(operator()), Command::Erase).then_rejected(Rejection::Unknown);
    }

    #[test]
    fn deciding_again_changes_nobody() {
        for history in [vec![], vec![registered()], vec![registered(), Event::Erased {}]] {
            for command in [register(), Command::Erase] {
                let state = fold::<Person>(&history);
                deciding_again_changes_nothing::<Person>(state, &by(operator()), command);
            }
        }
    }
}
