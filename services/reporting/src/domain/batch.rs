//! One batch of reports: asked for, gone through one by one, stopped and taken up again.
//!
//! Invariant: a batch that is finished says of everybody whether they were reported on; nobody has
//! more than [`MAKING_MAX`] of them gone through at a time. What was compiled stands in the reports
//! themselves, so that nothing is compiled twice.

#[cfg(test)]
mod tests;

use contracts::reporting::batch::{Ask, Command, Event, Outcome, Rejection};
use contracts::{Actor, Context};
use decider::{Decider, corrupt};
use values::{PersonId, time};

use super::bundle::MAKING_MAX;

/// The rules of batches.
pub struct Batch;

/// Where a batch stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody asked for it.
    #[default]
    Unasked,
    Asked {
        by: Actor,
        stage: Stage,
    },
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// It waits, or is gone through.
    Compiling,
    /// Cancelled or given up: it can be taken up again.
    Stopped,
    /// Everybody was gone through.
    Finished(Outcome),
}

impl State {
    /// Whose it is, while it waits or is gone through.
    pub fn making_for(&self) -> Option<PersonId> {
        match self {
            Self::Asked { by, stage: Stage::Compiling } => by.person(),
            Self::Unasked | Self::Asked { .. } => None,
        }
    }
}

impl Decider for Batch {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        if let Command::Ask { asked, making } = command {
            return ask(state, context, asked, making);
        }
        let State::Asked { by, stage } = state else { return Err(Rejection::Unknown) };
        match command {
            Command::Ask { .. } => Err(Rejection::AlreadyAsked),
            Command::Cancel => cancel(by, stage, context),
            Command::Resume { making } => resume(by, stage, context, making),
            Command::Finish { outcome } => finish(stage, context, outcome),
            Command::GiveUp { reason } => {
                maker(stage, context)?;
                Ok(vec![Event::GivenUp { reason }])
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        let by = match (event, state) {
            (Event::Asked { by, .. }, State::Unasked) => by.clone(),
            (_, State::Asked { by, .. }) => by,
            (
                Event::Finished { .. }
                | Event::Cancelled {}
                | Event::GivenUp { .. }
                | Event::Resumed {},
                state @ State::Unasked,
            ) => corrupt(&state, event),
        };
        let stage = match event {
            Event::Asked { .. } | Event::Resumed {} => Stage::Compiling,
            Event::Cancelled {} | Event::GivenUp { .. } => Stage::Stopped,
            Event::Finished { outcome } => Stage::Finished(outcome.clone()),
        };
        State::Asked { by, stage }
    }
}

/// Whoever acts for the issuer, once the period is over.
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
    if by.person().is_none() || !context.may_act_for(asked.issuer) {
        return Err(Rejection::NotAuthorised);
    }
    let until = asked.period.until();
    if time::date_at(context.now) <= until {
        return Err(Rejection::PeriodNotOver { until });
    }
    admit(making)?;
    Ok(vec![Event::Asked { asked, by }])
}

/// Is there room for one more beside `making` others?
fn admit(making: usize) -> Result<(), Rejection> {
    if making < MAKING_MAX { Ok(()) } else { Err(Rejection::TooMany { max: MAKING_MAX }) }
}

/// Whoever asked.
fn asker(by: &Actor, context: &Context) -> Result<(), Rejection> {
    let own = context.actor.person().is_some() && context.actor.person() == by.person();
    if own { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

/// Whoever goes through it, while that lasts.
fn maker(stage: &Stage, context: &Context) -> Result<(), Rejection> {
    if context.actor != Actor::System {
        return Err(Rejection::NotAuthorised);
    }
    if *stage == Stage::Compiling { Ok(()) } else { Err(Rejection::Over) }
}

fn cancel(by: &Actor, stage: &Stage, context: &Context) -> Result<Vec<Event>, Rejection> {
    asker(by, context)?;
    match stage {
        Stage::Compiling => Ok(vec![Event::Cancelled {}]),
        Stage::Stopped => Ok(vec![]),
        Stage::Finished(_) => Err(Rejection::Over),
    }
}

fn resume(
    by: &Actor,
    stage: &Stage,
    context: &Context,
    making: usize,
) -> Result<Vec<Event>, Rejection> {
    asker(by, context)?;
    match stage {
        Stage::Compiling => Ok(vec![]),
        Stage::Stopped => {
            admit(making)?;
            Ok(vec![Event::Resumed {}])
        }
        Stage::Finished(_) => Err(Rejection::Over),
    }
}

fn finish(stage: &Stage, context: &Context, outcome: Outcome) -> Result<Vec<Event>, Rejection> {
    if matches!(stage, Stage::Finished(known) if *known == outcome) {
        return Ok(vec![]);
    }
    maker(stage, context)?;
    Ok(vec![Event::Finished { outcome }])
}
