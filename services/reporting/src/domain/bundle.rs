//! One bundle of ledgers: asked for, made ledger by ledger, packed; stopped and taken up again.
//!
//! Invariant: what was made is made once, and a finished bundle has every ledger that was asked
//! for; nobody has more than [`MAKING_MAX`] of them made at a time.

#[cfg(test)]
mod tests;

use contracts::reporting::bundle::{Ask, Command, Event, Part, Rejection};
use contracts::{Actor, Context, Role};
use decider::{Decider, corrupt};
use values::{Hash, PersonId};

/// So many of one person at most wait or are made at a time: nobody waits behind somebody's heap.
pub const MAKING_MAX: usize = 3;

/// The rules of bundles.
pub struct Bundle;

/// Where a bundle stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody asked for it.
    #[default]
    Unasked,
    Asked(Box<Asked>),
}

/// What was asked for, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    asked: Ask,
    by: Actor,
    parts: Vec<Part>,
    stage: Stage,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Making,
    /// Cancelled or given up: it can be taken up again.
    Stopped,
    Finished {
        file: Hash,
    },
}

impl State {
    /// Whose it is, while it waits or is made.
    pub fn making_for(&self) -> Option<PersonId> {
        match self {
            Self::Asked(known) if known.stage == Stage::Making => known.by.person(),
            Self::Unasked | Self::Asked(_) => None,
        }
    }
}

impl Decider for Bundle {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        if let Command::Ask { asked, making } = command {
            return ask(state, context, asked, making);
        }
        let State::Asked(known) = state else { return Err(Rejection::Unknown) };
        match command {
            Command::Ask { .. } => Err(Rejection::AlreadyAsked),
            Command::Cancel => cancel(known, context),
            Command::Resume { making } => resume(known, context, making),
            Command::Keep { part } => keep(known, context, part),
            Command::Finish { file, bytes } => finish(known, context, file, bytes),
            Command::GiveUp { reason } => {
                maker(known, context)?;
                Ok(vec![Event::GivenUp { reason }])
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        let mut known = match (event, state) {
            (Event::Asked { asked, by }, State::Unasked) => {
                let (asked, by, parts) = (asked.clone(), by.clone(), Vec::new());
                Box::new(Asked { asked, by, parts, stage: Stage::Making })
            }
            (_, State::Asked(known)) => known,
            (
                Event::Kept { .. }
                | Event::Finished { .. }
                | Event::Cancelled {}
                | Event::GivenUp { .. }
                | Event::Resumed {},
                state @ State::Unasked,
            ) => corrupt(&state, event),
        };
        match event {
            Event::Asked { .. } => {}
            Event::Kept { part } => known.parts.push(*part),
            Event::Finished { file, .. } => known.stage = Stage::Finished { file: *file },
            Event::Cancelled {} | Event::GivenUp { .. } => known.stage = Stage::Stopped,
            Event::Resumed {} => known.stage = Stage::Making,
        }
        State::Asked(known)
    }
}

/// Whoever works with the lists asks for them. An auditor changes nothing, and reads the lists
/// themselves.
fn ask(
    state: &State,
    context: &Context,
    asked: Ask,
    making: usize,
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unasked {
        return Err(Rejection::AlreadyAsked);
    }
    let by = context.actor.clone();
    let may = match by {
        Actor::Person { role, .. } => {
            !matches!(role, Role::Resident | Role::Auditor) && !role.is_administrator()
        }
        Actor::System => false,
    };
    if !may {
        return Err(Rejection::NotAuthorised);
    }
    if asked.ledgers.is_empty() {
        return Err(Rejection::NothingAsked);
    }
    admit(making)?;
    Ok(vec![Event::Asked { asked, by }])
}

/// Is there room for one more beside `making` others?
fn admit(making: usize) -> Result<(), Rejection> {
    if making < MAKING_MAX { Ok(()) } else { Err(Rejection::TooMany { max: MAKING_MAX }) }
}

/// Whoever asked.
fn asker(known: &Asked, context: &Context) -> Result<(), Rejection> {
    let own = context.actor.person().is_some() && context.actor.person() == known.by.person();
    if own { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

/// Whoever makes it, while it is made.
fn maker(known: &Asked, context: &Context) -> Result<(), Rejection> {
    if context.actor != Actor::System {
        return Err(Rejection::NotAuthorised);
    }
    if known.stage == Stage::Making { Ok(()) } else { Err(Rejection::Over) }
}

fn cancel(known: &Asked, context: &Context) -> Result<Vec<Event>, Rejection> {
    asker(known, context)?;
    match known.stage {
        Stage::Making => Ok(vec![Event::Cancelled {}]),
        Stage::Stopped => Ok(vec![]),
        Stage::Finished { .. } => Err(Rejection::Over),
    }
}

fn resume(known: &Asked, context: &Context, making: usize) -> Result<Vec<Event>, Rejection> {
    asker(known, context)?;
    match known.stage {
        Stage::Stopped => {
            admit(making)?;
            Ok(vec![Event::Resumed {}])
        }
        Stage::Making => Ok(vec![]),
        Stage::Finished { .. } => Err(Rejection::Over),
    }
}

/// A ledger that is there already is not made again.
fn keep(known: &Asked, context: &Context, part: Part) -> Result<Vec<Event>, Rejection> {
    maker(known, context)?;
    if !known.asked.ledgers.contains(&part.ledger) {
        return Err(Rejection::OutOfPlace);
    }
    let made = known.parts.iter().any(|other| other.ledger == part.ledger);
    Ok(if made { vec![] } else { vec![Event::Kept { part }] })
}

fn finish(
    known: &Asked,
    context: &Context,
    file: Hash,
    bytes: u64,
) -> Result<Vec<Event>, Rejection> {
    if known.stage == (Stage::Finished { file }) {
        return Ok(vec![]);
    }
    maker(known, context)?;
    if known.parts.len() < known.asked.ledgers.len() {
        return Err(Rejection::OutOfPlace);
    }
    Ok(vec![Event::Finished { file, bytes }])
}
