//! The rules of one year: proposed, adopted, and fixed when the year is closed; and what makes a
//! set of rules sound.

mod soundness;
#[cfg(test)]
mod tests;

use contracts::evaluation::rules::{Command, Event, Rejection, RuleSet};
use contracts::{Actor, Context, Position};
use decider::{Decider, corrupt};
use values::{PersonId, Text, time};

pub use soundness::{Place, check};

/// The rules about rules.
pub struct Rules;

/// How the rules of one year stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing was proposed, and the year is not closed.
    #[default]
    Open,
    /// They can be tried, and adopted.
    Proposed { proposed: Box<RuleSet>, adopted: bool },
    /// The year is closed.
    Closed,
}

impl Decider for Rules {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        let by = of_the_city(&context.actor).ok_or(Rejection::NotAuthorised)?;
        match command {
            Command::Propose { rules, text } => propose(state, rules, text, by),
            Command::Adopt { version } => adopt(state, &version, by),
            Command::Close { year, at, rules } => close(state, context, year, at, rules, by),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Proposed { rules, .. }, State::Open | State::Proposed { .. }) => {
                State::Proposed { proposed: rules.clone(), adopted: false }
            }
            (Event::Adopted { .. }, State::Proposed { proposed, .. }) => {
                State::Proposed { proposed, adopted: true }
            }
            (Event::YearClosed { .. }, State::Open | State::Proposed { .. }) => State::Closed,
            (Event::Proposed { .. } | Event::Adopted { .. } | Event::YearClosed { .. }, state) => {
                corrupt(&state, event)
            }
        }
    }
}

/// Rules are the same for the whole city.
fn of_the_city(actor: &Actor) -> Option<PersonId> {
    match actor {
        Actor::System => None,
        Actor::Person { person, role, .. } => role.decides_for_the_city().then_some(*person),
    }
}

fn propose(
    state: &State,
    rules: Box<RuleSet>,
    text: Text<20_000>,
    by: PersonId,
) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Closed => Err(Rejection::YearClosed),
        State::Proposed { proposed, .. } if *proposed == rules => Ok(vec![]),
        State::Open | State::Proposed { .. } => Ok(vec![Event::Proposed { rules, text, by }]),
    }
}

fn adopt(state: &State, version: &Text<20>, by: PersonId) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Closed => Err(Rejection::YearClosed),
        State::Open => Err(Rejection::NothingProposed),
        State::Proposed { proposed, .. } if proposed.version != *version => {
            Err(Rejection::OtherVersion { proposed: proposed.version.clone() })
        }
        State::Proposed { adopted: true, .. } => Ok(vec![]),
        State::Proposed { proposed, .. } => {
            Ok(vec![Event::Adopted { rules: proposed.clone(), by }])
        }
    }
}

/// Once the year is over.
fn close(
    state: &State,
    context: &Context,
    year: i16,
    at: Position,
    rules: Box<RuleSet>,
    by: PersonId,
) -> Result<Vec<Event>, Rejection> {
    if time::date_at(context.now).year() <= year {
        return Err(Rejection::YearNotOver);
    }
    match state {
        State::Closed => Ok(vec![]),
        State::Open | State::Proposed { .. } => {
            let (no_shows, last_counts, city_quota) = (true, true, true);
            Ok(vec![Event::YearClosed { year, at, rules, by, no_shows, last_counts, city_quota }])
        }
    }
}
