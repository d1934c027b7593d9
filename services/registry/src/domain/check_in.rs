//! One check-in 报到: requested, then accepted for a term or returned; renewed before its term is
//! over, or it lapses; ended; and requested again (`DOMAIN.md`, *Dual check-in*).
//!
//! Invariant: it is active only while the community's last answer was to accept it, and no longer
//! than its term.

use contracts::Context;
use contracts::registry::check_in::{Command, Event, Rejection, Request, SERVICES_MAX, Who};
use contracts::registry::taxonomy::Category;
use contracts::registry::validity::Validity;
use decider::{Decider, corrupt};
use values::{OrganisationId, Text, Timestamp, time};

use super::authority::may_act_as;

#[cfg(test)]
mod tests;

/// The rules of check-ins.
pub struct CheckIn;

/// Where a check-in stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody has asked for it.
    #[default]
    Unasked,
    /// Waits for the community's answer.
    Requested(Asked),
    /// Sent back with a reason.
    Returned(Asked),
    /// Accepted, for a term.
    Active(Asked, Term),
    /// Over, until it is asked for again.
    Ended(Asked),
}

/// Who checks in where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    who: Who,
    community: OrganisationId,
    primary: bool,
    half_yearly: bool,
}

/// How long it stands, and whether it was said that a renewal is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    validity: Validity,
    is_due: bool,
}

impl Asked {
    /// Who checks in.
    pub fn who(self) -> Who {
        self.who
    }

    /// With which community.
    pub fn community(self) -> OrganisationId {
        self.community
    }

    /// How many months one term has.
    fn months(self) -> i32 {
        months(self.half_yearly)
    }
}

impl State {
    /// Who checks in where, once asked.
    pub fn asked(&self) -> Option<Asked> {
        match self {
            State::Unasked => None,
            State::Requested(asked)
            | State::Returned(asked)
            | State::Active(asked, _)
            | State::Ended(asked) => Some(*asked),
        }
    }

    /// Does it stand, be it still unanswered?
    pub fn is_live(&self) -> bool {
        match self {
            State::Requested(_) | State::Active(..) => true,
            State::Unasked | State::Returned(_) | State::Ended(_) => false,
        }
    }

    /// Does it stand as the main one 主报到, be it still unanswered?
    pub fn is_primary(&self) -> bool {
        self.is_live() && self.asked().is_some_and(|asked| asked.primary)
    }

    /// When its term asks for something.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Active(_, Term { validity, is_due: false }) => Some(validity.due_at),
            State::Active(_, Term { validity, is_due: true }) => Some(validity.ends_at),
            State::Unasked | State::Requested(_) | State::Returned(_) | State::Ended(_) => None,
        }
    }
}

impl Decider for CheckIn {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Request(asked) => request(state, context, asked),
            Command::Enter(asked) => enter(state, context, asked),
            Command::Accept => accept(state, context),
            Command::Return { reason } => send_back(state, context, reason),
            Command::Renew => renew(state, context),
            Command::Due => Ok(due(state, context)),
            Command::End { reason } => end(state, context, reason),
            Command::Close { reason } => Ok(close(state, context, reason)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match event {
            Event::Requested(Request { who, community, primary, half_yearly, .. }) => match state {
                State::Unasked | State::Returned(_) | State::Ended(_) => {
                    let (who, community) = (*who, *community);
                    let (primary, half_yearly) = (*primary, *half_yearly);
                    State::Requested(Asked { who, community, primary, half_yearly })
                }
                State::Requested(_) | State::Active(..) => corrupt(&state, event),
            },
            Event::Accepted { validity } => {
                let term = Term { validity: *validity, is_due: false };
                State::Active(requested(&state, event), term)
            }
            Event::Returned { .. } => State::Returned(requested(&state, event)),
            Event::RenewalDue {} => {
                let (asked, term) = active(&state, event);
                State::Active(asked, Term { is_due: true, ..term })
            }
            Event::Renewed { validity } => {
                let (asked, _) = active(&state, event);
                State::Active(asked, Term { validity: *validity, is_due: false })
            }
            Event::Lapsed {} => State::Ended(active(&state, event).0),
            Event::Ended { .. } => match state {
                State::Requested(asked) | State::Active(asked, _) => State::Ended(asked),
                State::Unasked | State::Returned(_) | State::Ended(_) => corrupt(&state, event),
            },
        }
    }
}

/// What an answer answers.
fn requested(state: &State, event: &Event) -> Asked {
    match state {
        State::Requested(asked) => *asked,
        State::Unasked | State::Returned(_) | State::Active(..) | State::Ended(_) => {
            corrupt(state, event)
        }
    }
}

/// What stands.
fn active(state: &State, event: &Event) -> (Asked, Term) {
    match state {
        State::Active(asked, term) => (*asked, *term),
        State::Unasked | State::Requested(_) | State::Returned(_) | State::Ended(_) => {
            corrupt(state, event)
        }
    }
}

/// 半年 or a year.
fn months(half_yearly: bool) -> i32 {
    if half_yearly { 6 } else { 12 }
}

fn may_check_in(context: &Context, who: Who) -> bool {
    match who {
        Who::Unit(unit) => context.may_act_for(unit),
        Who::Person(person) => may_act_as(&context.actor, person),
    }
}

fn request(state: &State, context: &Context, asked: Request) -> Result<Vec<Event>, Rejection> {
    if !may_check_in(context, asked.who) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Requested(_) | State::Active(..) => return Ok(vec![]),
        State::Unasked | State::Returned(_) | State::Ended(_) => {}
    }
    if asked.services.len() > SERVICES_MAX {
        return Err(Rejection::TooManyServices { max: SERVICES_MAX });
    }
    let taxonomy = context.directory.taxonomy();
    let unknown = |code: &&Text<40>| !taxonomy.is_live(Category::Service, code);
    if let Some(code) = asked.services.iter().find(unknown) {
        return Err(Rejection::UnknownService { service: code.clone() });
    }
    Ok(vec![Event::Requested(asked)])
}

/// Who may both ask and answer needs no two steps.
fn enter(state: &State, context: &Context, asked: Request) -> Result<Vec<Event>, Rejection> {
    let community = asked.community;
    // Asked for before, it stands as it was asked for.
    let waiting = state.asked().filter(|_| state.is_live());
    let months = waiting.map_or_else(|| months(asked.half_yearly), Asked::months);
    let mut events = request(state, context, asked)?;
    if !context.may_act_for(community) {
        return Err(Rejection::NotAuthorised);
    }
    if !matches!(state, State::Active(..)) {
        events.push(accepted(context, months));
    }
    Ok(events)
}

fn accept(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    answering(state, context)?;
    match state {
        State::Requested(asked) => Ok(vec![accepted(context, asked.months())]),
        State::Active(..) => Ok(vec![]),
        State::Unasked | State::Returned(_) | State::Ended(_) => Err(Rejection::NotRequested),
    }
}

/// The term begins on the day of the acceptance.
fn accepted(context: &Context, months: i32) -> Event {
    Event::Accepted { validity: Validity::months(time::date_at(context.now), months) }
}

fn send_back(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    answering(state, context)?;
    match state {
        State::Requested(_) => Ok(vec![Event::Returned { reason }]),
        State::Returned(_) => Ok(vec![]),
        State::Unasked | State::Active(..) | State::Ended(_) => Err(Rejection::NotRequested),
    }
}

/// The community answers.
fn answering(state: &State, context: &Context) -> Result<(), Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    if context.may_act_for(asked.community) { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

/// Either side speaks for it.
fn either_side(state: &State, context: &Context) -> Result<Asked, Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    if may_check_in(context, asked.who) || context.may_act_for(asked.community) {
        Ok(asked)
    } else {
        Err(Rejection::NotAuthorised)
    }
}

/// Only when it is due: a term is not stretched years ahead.
fn renew(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let asked = either_side(state, context)?;
    match state {
        State::Active(_, Term { validity, .. }) if context.now < validity.due_at => {
            Err(Rejection::RenewalTooEarly { from: time::date_at(validity.due_at) })
        }
        State::Active(_, Term { validity, .. }) => {
            Ok(vec![Event::Renewed { validity: validity.renewed(asked.months()) }])
        }
        State::Unasked | State::Requested(_) | State::Returned(_) | State::Ended(_) => {
            Err(Rejection::NotActive)
        }
    }
}

/// What the term asks for at this time.
fn due(state: &State, context: &Context) -> Vec<Event> {
    match state {
        State::Active(_, Term { validity, .. }) if context.now >= validity.ends_at => {
            vec![Event::Lapsed {}]
        }
        State::Active(_, Term { validity, is_due: false }) if context.now >= validity.due_at => {
            vec![Event::RenewalDue {}]
        }
        State::Unasked
        | State::Requested(_)
        | State::Returned(_)
        | State::Active(..)
        | State::Ended(_) => vec![],
    }
}

fn end(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    either_side(state, context)?;
    match state {
        State::Active(..) => Ok(close(state, context, reason)),
        State::Ended(_) => Ok(vec![]),
        State::Unasked | State::Requested(_) | State::Returned(_) => Err(Rejection::NotActive),
    }
}

fn close(state: &State, context: &Context, reason: Text<200>) -> Vec<Event> {
    let on = time::date_at(context.now);
    if state.is_live() { vec![Event::Ended { reason, on }] } else { vec![] }
}
