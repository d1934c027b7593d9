//! One need: raised, verified, posted, held in part or whole, delivered, closed.
//!
//! Invariant: what is held and what is delivered never exceed what was verified; a need closed as
//! solved has been delivered whole.

mod hold;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contracts::Context;
use contracts::needs::need::{Command, Event, Kind, Outcome, PARTNERS_MAX, Raise, Rejection};
use decider::{Decider, corrupt};
use values::{Amount, ClaimId, OrganisationId, Text, Timestamp};

/// The rules of needs.
pub struct Need;

/// Where a need stands in its life.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Not raised yet.
    #[default]
    Unheard,
    /// Raised, to be verified.
    Raised(Asked),
    /// Sent back to who raised it.
    Returned(Asked),
    /// Real, with the amount it takes.
    Verified(Asked),
    /// On the list.
    Posted(Ledger),
    /// Ended, one way or another.
    Closed(Asked),
}

/// What is asked for, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    owner: OrganisationId,
    kind: Kind,
    amount: Amount,
}

/// A posted need: who holds how much of it, and how much was delivered.
#[derive(Debug, PartialEq, Eq)]
pub struct Ledger {
    asked: Asked,
    divisible: bool,
    partners_max: u32,
    deadline: Option<Timestamp>,
    held: u64,
    delivered: u64,
    holds: BTreeMap<ClaimId, u64>,
    /// Partners who have delivered, and hold no more.
    served: u32,
}

impl Ledger {
    fn left(&self) -> u64 {
        self.asked.amount.quantity - self.held - self.delivered
    }

    /// What is asked for in all.
    pub fn asked(&self) -> u64 {
        self.asked.amount.quantity
    }

    /// What is set aside for claims.
    pub fn held(&self) -> u64 {
        self.held
    }

    /// What claims have delivered.
    pub fn delivered(&self) -> u64 {
        self.delivered
    }

    /// Which claims hold how much.
    pub fn holds(&self) -> &BTreeMap<ClaimId, u64> {
        &self.holds
    }
}

impl State {
    /// The ledger, while it is on the list.
    pub fn ledger(&self) -> Option<&Ledger> {
        match self {
            State::Posted(ledger) => Some(ledger),
            State::Unheard
            | State::Raised(_)
            | State::Returned(_)
            | State::Verified(_)
            | State::Closed(_) => None,
        }
    }

    fn asked(&self) -> Option<&Asked> {
        match self {
            State::Unheard => None,
            State::Raised(asked)
            | State::Returned(asked)
            | State::Verified(asked)
            | State::Closed(asked) => Some(asked),
            State::Posted(ledger) => Some(&ledger.asked),
        }
    }
}

impl Decider for Need {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Raise(raise) => be_raised(state, context, raise),
            Command::Verify { amount } => verify(state, context, amount),
            Command::Return { reason } => send_back(state, context, reason),
            Command::Post { divisible, partners_max, deadline } => {
                post(state, context, divisible, partners_max, deadline)
            }
            Command::Close { outcome } => close(state, context, outcome),
            Command::Hold { claim, claimer, own, amount } => {
                Ok(hold::hold(state, context, claim, claimer, own, amount))
            }
            Command::Release { claim } => Ok(hold::release(state, claim)),
            Command::Deliver { claim, quantity } => Ok(hold::deliver(state, claim, quantity)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Raised(raise), State::Unheard) => {
                State::Raised(Asked { owner: raise.owner, kind: raise.kind, amount: raise.amount })
            }
            (Event::Verified { amount }, State::Raised(asked)) => {
                State::Verified(Asked { amount: *amount, ..asked })
            }
            (Event::Returned { .. }, State::Raised(asked)) => State::Returned(asked),
            (Event::Posted { divisible, partners_max, deadline }, State::Verified(asked)) => {
                State::Posted(Ledger {
                    asked,
                    divisible: *divisible,
                    partners_max: *partners_max,
                    deadline: *deadline,
                    held: 0,
                    delivered: 0,
                    holds: BTreeMap::new(),
                    served: 0,
                })
            }
            (Event::Held { claim, quantity, .. }, State::Posted(mut ledger)) => {
                ledger.held += quantity;
                ledger.holds.insert(*claim, *quantity);
                State::Posted(ledger)
            }
            (Event::HoldRefused { .. }, state) => state,
            (Event::Released { claim }, State::Posted(mut ledger)) => {
                ledger.held -= ledger.holds.remove(claim).unwrap_or_default();
                State::Posted(ledger)
            }
            (Event::Delivered { claim, quantity }, State::Posted(mut ledger)) => {
                ledger.held -= ledger.holds.remove(claim).unwrap_or_default();
                ledger.delivered += quantity;
                ledger.served += 1;
                State::Posted(ledger)
            }
            (Event::Closed { .. }, State::Posted(Ledger { asked, .. }))
            | (
                Event::Closed { .. },
                State::Raised(asked) | State::Returned(asked) | State::Verified(asked),
            ) => State::Closed(asked),
            (
                Event::Raised(_)
                | Event::Verified { .. }
                | Event::Returned { .. }
                | Event::Posted { .. }
                | Event::Held { .. }
                | Event::Released { .. }
                | Event::Delivered { .. }
                | Event::Closed { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn be_raised(state: &State, context: &Context, raise: Raise) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unheard {
        return Err(Rejection::AlreadyRaised);
    }
    if !context.actor.may_act_for(raise.owner) {
        return Err(Rejection::NotAuthorised);
    }
    Ok(vec![Event::Raised(raise)])
}

/// What is asked, if the actor may act for who asks.
fn own<'s>(state: &'s State, context: &Context) -> Result<&'s Asked, Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    if context.actor.may_act_for(asked.owner) { Ok(asked) } else { Err(Rejection::NotAuthorised) }
}

fn verify(state: &State, context: &Context, amount: Amount) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?;
    match state {
        State::Raised(_) if asked.amount.unit != amount.unit => Err(Rejection::OtherUnit),
        State::Raised(_) => Ok(vec![Event::Verified { amount }]),
        State::Verified(_) if asked.amount == amount => Ok(vec![]),
        State::Closed(_) => Err(Rejection::Closed),
        State::Unheard | State::Returned(_) | State::Verified(_) | State::Posted(_) => {
            Err(Rejection::NotRaised)
        }
    }
}

fn send_back(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    own(state, context)?;
    match state {
        State::Raised(_) => Ok(vec![Event::Returned { reason }]),
        State::Returned(_) => Ok(vec![]),
        State::Closed(_) => Err(Rejection::Closed),
        State::Unheard | State::Verified(_) | State::Posted(_) => Err(Rejection::NotRaised),
    }
}

fn post(
    state: &State,
    context: &Context,
    divisible: bool,
    partners_max: u32,
    deadline: Option<Timestamp>,
) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?;
    match state {
        State::Posted(ledger)
            if (ledger.divisible, ledger.partners_max, ledger.deadline)
                == (divisible, partners_max, deadline) =>
        {
            return Ok(vec![]);
        }
        State::Closed(_) => return Err(Rejection::Closed),
        State::Unheard | State::Raised(_) | State::Returned(_) | State::Posted(_) => {
            return Err(Rejection::NotVerified);
        }
        State::Verified(_) => {}
    }
    if !(1..=PARTNERS_MAX).contains(&partners_max) {
        return Err(Rejection::PartnersOutOfRange);
    }
    if asked.kind == Kind::Wish && (divisible || partners_max != 1) {
        return Err(Rejection::WishIsWhole);
    }
    if deadline.is_some_and(|deadline| deadline <= context.now) {
        return Err(Rejection::DeadlinePassed);
    }
    Ok(vec![Event::Posted { divisible, partners_max, deadline }])
}

/// Closed is not solved: each way to close is checked against what was delivered.
fn close(state: &State, context: &Context, outcome: Outcome) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?.amount.quantity;
    if matches!(state, State::Closed(_)) {
        return Err(Rejection::Closed);
    }
    let (held, delivered) = state.ledger().map_or((0, 0), |ledger| (ledger.held, ledger.delivered));
    if held > 0 {
        return Err(Rejection::StillHeld { held });
    }
    match &outcome {
        Outcome::Solved if delivered < asked => {
            Err(Rejection::NotAllDelivered { delivered, asked })
        }
        Outcome::PartlySolved { .. } if delivered == 0 || delivered == asked => {
            Err(Rejection::OutcomeContradicts { delivered, asked })
        }
        Outcome::Unsolved { .. } if delivered > 0 => {
            Err(Rejection::OutcomeContradicts { delivered, asked })
        }
        Outcome::Solved
        | Outcome::PartlySolved { .. }
        | Outcome::Unsolved { .. }
        | Outcome::Withdrawn { .. }
        | Outcome::Duplicate { .. } => Ok(vec![Event::Closed { outcome }]),
    }
}
