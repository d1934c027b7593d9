//! One person: registered once, with name and phone sealed, and corrected where that was wrong;
//! works and lives in one place at a time, moves, leaves the roster, and is erased for ever.
//!
//! Invariant: nothing follows an erasure, and no stay begins before the one it follows.

use contracts::Context;
use contracts::registry::person::{
    Command, Corrected, Event, LeavingReason, Registered, Rejection, SKILLS_MAX,
};
use decider::{Decider, corrupt};
use values::{Date, OrganisationId, PersonId, Text, time};

use super::authority::{is_operator, may_act_as};

#[cfg(test)]
mod tests;

/// The rules of people.
pub struct Person;

/// Where a person stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody has registered them.
    #[default]
    Unregistered,
    /// On the roster.
    Registered(Known),
    /// No longer on the roster; whoever works or lives here again is on it again.
    Left(Known),
    /// The key is destroyed.
    Erased(PersonId),
}

/// What the rules ask about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    person: PersonId,
    work: Stay,
    home: Stay,
    skills: Vec<Text<30>>,
}

/// Where somebody works or lives, and from when on, unless that was before we knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stay {
    at: Option<OrganisationId>,
    from: Option<Date>,
}

impl Known {
    /// Where the person works.
    pub fn work_unit(&self) -> Option<OrganisationId> {
        self.work.at
    }

    /// Where the person lives.
    pub fn home_community(&self) -> Option<OrganisationId> {
        self.home.at
    }
}

impl State {
    /// Known, and neither gone nor erased?
    pub fn is_registered(&self) -> bool {
        self.known().is_some()
    }

    /// What is known of somebody on the roster.
    pub fn known(&self) -> Option<&Known> {
        match self {
            State::Registered(known) => Some(known),
            State::Unregistered | State::Left(_) | State::Erased(_) => None,
        }
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
            Command::ChangeWork { work_unit, from } => {
                let known = someone(state)?;
                let changed = Event::WorkChanged { work_unit, from };
                change(
                    state,
                    context,
                    known.work,
                    Stay { at: work_unit, from: Some(from) },
                    changed,
                )
            }
            Command::ChangeHome { home_community, from } => {
                let known = someone(state)?;
                let changed = Event::HomeChanged { home_community, from };
                let to = Stay { at: home_community, from: Some(from) };
                change(state, context, known.home, to, changed)
            }
            Command::Correct(corrected) => {
                let Corrected { name, phone, .. } = &corrected;
                may_correct(state, context, name.is_some(), phone.is_some())?;
                Ok(vec![Event::Corrected(corrected)])
            }
            Command::SetSkills { skills } => set_skills(state, context, skills),
            Command::SetMembership { membership } => {
                may_set_membership(state, context)?;
                Ok(vec![Event::MembershipSet { membership }])
            }
            Command::Leave { reason } => leave(state, context, reason),
            Command::Erase => erase(state, context),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match event {
            Event::Registered(registered) => match state {
                State::Unregistered => State::Registered(known(registered)),
                State::Registered(_) | State::Left(_) | State::Erased(_) => corrupt(&state, event),
            },
            Event::WorkChanged { work_unit, from } => {
                let work = Stay { at: *work_unit, from: Some(*from) };
                State::Registered(Known { work, ..kept(state, event) })
            }
            Event::HomeChanged { home_community, from } => {
                let home = Stay { at: *home_community, from: Some(*from) };
                State::Registered(Known { home, ..kept(state, event) })
            }
            // Nothing that the rules ask about: it is corrected also of whoever has left.
            Event::Corrected(_) => match state {
                State::Registered(_) | State::Left(_) => state,
                State::Unregistered | State::Erased(_) => corrupt(&state, event),
            },
            Event::SkillsSet { skills } => {
                let skills = skills.clone();
                State::Registered(Known { skills, ..kept(state, event) })
            }
            Event::MembershipSet { .. } => State::Registered(kept(state, event)),
            Event::Left { .. } => State::Left(kept(state, event)),
            Event::Erased {} => State::Erased(kept(state, event).person),
        }
    }
}

fn known(registered: &Registered) -> Known {
    Known {
        person: registered.name.person,
        work: Stay { at: registered.work_unit, from: None },
        home: Stay { at: registered.home_community, from: None },
        skills: registered.skills.clone(),
    }
}

fn kept(state: State, event: &Event) -> Known {
    match state {
        State::Registered(known) | State::Left(known) => known,
        State::Unregistered | State::Erased(_) => corrupt(&state, event),
    }
}

/// Whom the command is about, on the roster or off it.
fn someone(state: &State) -> Result<&Known, Rejection> {
    match state {
        State::Registered(known) | State::Left(known) => Ok(known),
        State::Unregistered => Err(Rejection::Unknown),
        State::Erased(_) => Err(Rejection::Erased),
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
        State::Registered(_) | State::Left(_) => return Err(Rejection::AlreadyRegistered),
        State::Erased(_) => return Err(Rejection::Erased),
    }
    let mut own = [work_unit, home_community].into_iter().flatten();
    if !is_operator(&context.actor) && !own.any(|own| context.may_act_for(own)) {
        return Err(Rejection::NotAuthorised);
    }
    within_the_limit(skills)
}

fn within_the_limit(skills: &[Text<30>]) -> Result<(), Rejection> {
    if skills.len() > SKILLS_MAX {
        return Err(Rejection::TooManySkills { max: SKILLS_MAX });
    }
    Ok(())
}

/// May the actor speak for the person: the person, and the people of these organisations?
fn speaks_for(
    context: &Context,
    person: PersonId,
    organisations: [Option<OrganisationId>; 2],
) -> Result<(), Rejection> {
    let mut own = organisations.into_iter().flatten();
    if may_act_as(&context.actor, person) || own.any(|own| context.may_act_for(own)) {
        Ok(())
    } else {
        Err(Rejection::NotAuthorised)
    }
}

/// Where they were says so, or where they come to.
fn change(
    state: &State,
    context: &Context,
    was: Stay,
    to: Stay,
    changed: Event,
) -> Result<Vec<Event>, Rejection> {
    speaks_for(context, someone(state)?.person, [was.at, to.at])?;
    if was.at == to.at && state.is_registered() {
        return Ok(vec![]);
    }
    if to.from > Some(time::date_at(context.now)) || to.from < was.from {
        return Err(Rejection::FromOutOfOrder);
    }
    Ok(vec![changed])
}

/// May the actor correct the name, or the phone? Those who may register the person may; what a
/// person is called nobody says of themselves alone. Asked before anything is sealed, too.
///
/// # Errors
/// The broken rule.
pub fn may_correct(
    state: &State,
    context: &Context,
    name: bool,
    phone: bool,
) -> Result<(), Rejection> {
    let known = someone(state)?;
    let mut places = [known.work.at, known.home.at].into_iter().flatten();
    let registers = is_operator(&context.actor) || places.any(|own| context.may_act_for(own));
    if !registers && (name || !may_act_as(&context.actor, known.person)) {
        return Err(Rejection::NotAuthorised);
    }
    if name || phone { Ok(()) } else { Err(Rejection::NothingCorrected) }
}

fn set_skills(
    state: &State,
    context: &Context,
    skills: Vec<Text<30>>,
) -> Result<Vec<Event>, Rejection> {
    let known = someone(state)?;
    speaks_for(context, known.person, [known.work.at, known.home.at])?;
    within_the_limit(&skills)?;
    if !state.is_registered() {
        return Err(Rejection::Unknown);
    }
    if known.skills == skills { Ok(vec![]) } else { Ok(vec![Event::SkillsSet { skills }]) }
}

/// May the actor say it? Asked before it is sealed, too. What is sealed looks different each time,
/// so saying the same again is written down again.
///
/// # Errors
/// The broken rule.
pub fn may_set_membership(state: &State, context: &Context) -> Result<(), Rejection> {
    let known = someone(state)?;
    speaks_for(context, known.person, [known.work.at, known.home.at])?;
    if state.is_registered() { Ok(()) } else { Err(Rejection::Unknown) }
}

fn leave(state: &State, context: &Context, reason: LeavingReason) -> Result<Vec<Event>, Rejection> {
    let known = someone(state)?;
    speaks_for(context, known.person, [known.work.at, known.home.at])?;
    let on = time::date_at(context.now);
    if state.is_registered() { Ok(vec![Event::Left { reason, on }]) } else { Ok(vec![]) }
}

fn erase(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let person = match state {
        State::Unregistered => return Err(Rejection::Unknown),
        State::Registered(known) | State::Left(known) => known.person,
        State::Erased(person) => *person,
    };
    if !may_act_as(&context.actor, person) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Unregistered | State::Erased(_) => Ok(vec![]),
        State::Registered(_) | State::Left(_) => Ok(vec![Event::Erased {}]),
    }
}
