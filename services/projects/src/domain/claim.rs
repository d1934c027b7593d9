//! One claim: proposed, held, answered, agreed, delivered.
//!
//! Invariant: it ends one way only, and the first of accept, decline, lapse and withdraw in the log
//! decides. An answer after the lease loses, whether the timer has fired or not.

#[cfg(test)]
mod tests;

use contracts::projects::claim::{Command, Event, LEASE_WORKING_DAYS, Propose, Rejection, Side};
use contracts::{Actor, Claimer, Context, HoldRefusal, Line};
use decider::{Decider, corrupt};
use values::{OrganisationId, ProjectId, Text, Timestamp};

/// The rules of claims.
pub struct Claim;

/// Where a claim stands in its life.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Not proposed yet.
    #[default]
    Unproposed,
    /// Its ledgers are asked: the claimer's own first, then the other side's.
    Proposed { proposal: Propose, own_line_held: bool },
    /// All its lines are held; the other side may answer until the lease is over.
    Held { proposal: Propose, counterpart: OrganisationId, lease_until: Timestamp },
    /// The other side accepted.
    Accepted { proposal: Propose, counterpart: OrganisationId },
    /// A project carries it out.
    Agreed { proposal: Propose, counterpart: OrganisationId, project: ProjectId },
    /// What it was for was delivered.
    Delivered,
    /// Refused by a ledger, declined, withdrawn or lapsed.
    Ended,
}

/// The two sides of an accepted claim: persons only give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    pub giving: Claimer,
    pub asking: OrganisationId,
}

impl State {
    /// The proposal and the two sides, once the claim was accepted and while it is carried out.
    ///
    /// # Errors
    /// Why it is not a claim to be carried out.
    pub fn accepted(&self) -> Result<(&Propose, Sides), Rejection> {
        match self {
            State::Unproposed => Err(Rejection::Unknown),
            State::Proposed { .. } | State::Held { .. } => Err(Rejection::NotAccepted),
            State::Delivered | State::Ended => Err(Rejection::Ended),
            State::Accepted { proposal, counterpart }
            | State::Agreed { proposal, counterpart, .. } => {
                let sides = match (proposal.side, proposal.claimer) {
                    (Side::Asking, Claimer::Organisation(asking)) => {
                        Sides { giving: Claimer::Organisation(*counterpart), asking }
                    }
                    (Side::Giving, giving) | (Side::Asking, giving @ Claimer::Person(_)) => {
                        Sides { giving, asking: *counterpart }
                    }
                };
                Ok((proposal, sides))
            }
        }
    }
}

impl Decider for Claim {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Propose(proposal) => propose(state, context, proposal),
            Command::RecordHold { line, owner } => Ok(record_hold(state, context, line, owner)),
            Command::RecordRefusal { line, reason } => Ok(record_refusal(state, line, reason)),
            Command::Accept => accept(state, context),
            Command::Decline { reason } => decline(state, context, reason),
            Command::Withdraw { reason } => withdraw(state, context, reason),
            Command::Lapse => Ok(lapse(state, context)),
            Command::Agree { project } => agree(state, project),
            Command::Deliver { quantity } => deliver(state, quantity),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Proposed(proposal), State::Unproposed) => {
                State::Proposed { proposal: proposal.clone(), own_line_held: false }
            }
            (Event::OwnLineHeld { .. }, State::Proposed { proposal, .. }) => {
                State::Proposed { proposal, own_line_held: true }
            }
            (Event::Held { counterpart, lease_until, .. }, State::Proposed { proposal, .. }) => {
                State::Held { proposal, counterpart: *counterpart, lease_until: *lease_until }
            }
            (Event::Accepted {}, State::Held { proposal, counterpart, .. }) => {
                State::Accepted { proposal, counterpart }
            }
            (Event::Agreed { project }, State::Accepted { proposal, counterpart }) => {
                State::Agreed { proposal, counterpart, project: *project }
            }
            (Event::Delivered { .. }, State::Agreed { .. }) => State::Delivered,
            (Event::Refused { .. }, State::Proposed { .. })
            | (Event::Declined { .. } | Event::Lapsed {}, State::Held { .. })
            | (Event::Withdrawn { .. }, State::Proposed { .. } | State::Held { .. }) => {
                State::Ended
            }
            (
                Event::Proposed(_)
                | Event::OwnLineHeld { .. }
                | Event::Held { .. }
                | Event::Refused { .. }
                | Event::Accepted {}
                | Event::Declined { .. }
                | Event::Withdrawn { .. }
                | Event::Lapsed {}
                | Event::Agreed { .. }
                | Event::Delivered { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn propose(state: &State, context: &Context, proposal: Propose) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unproposed {
        return Err(Rejection::AlreadyProposed);
    }
    if !context.actor.may_act_as(proposal.claimer) {
        return Err(Rejection::NotAuthorised);
    }
    if proposal.claimer.organisation().is_none()
        && (proposal.side == Side::Asking || proposal.offer.is_some())
    {
        return Err(Rejection::NotForPersons);
    }
    if proposal.wanted().is_none() {
        return Err(Rejection::LineMissing);
    }
    if proposal.slot.is_some() && proposal.offer.is_none() {
        return Err(Rejection::SlotWithoutOffer);
    }
    Ok(vec![Event::Proposed(proposal)])
}

/// A ledger may answer late: whatever has ended since frees the hold by its own event.
fn record_hold(state: &State, context: &Context, line: Line, owner: OrganisationId) -> Vec<Event> {
    let State::Proposed { proposal, own_line_held } = state else {
        return vec![];
    };
    let Some(wanted) = proposal.wanted() else {
        return vec![];
    };
    if line == wanted {
        let lease = context.calendar().add_working_days(context.now, LEASE_WORKING_DAYS);
        vec![Event::Held {
            counterpart: owner,
            lease_until: lease.at,
            holidays_unknown: lease.table_missing,
        }]
    } else if proposal.own() == Some(line) && !own_line_held {
        let Propose { claimer, amount, slot, .. } = *proposal;
        vec![Event::OwnLineHeld { claimer, wanted, amount, slot }]
    } else {
        vec![]
    }
}

fn record_refusal(state: &State, line: Line, reason: HoldRefusal) -> Vec<Event> {
    match state {
        State::Proposed { .. } => vec![Event::Refused { line, reason }],
        State::Unproposed
        | State::Held { .. }
        | State::Accepted { .. }
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended => vec![],
    }
}

/// The answer is the other side's, and comes within the lease.
fn may_answer(
    actor: &Actor,
    now: Timestamp,
    counterpart: OrganisationId,
    lease_until: Timestamp,
) -> Result<(), Rejection> {
    if !actor.may_act_for(counterpart) {
        return Err(Rejection::NotAuthorised);
    }
    if now > lease_until {
        return Err(Rejection::LeaseOver { lease_until });
    }
    Ok(())
}

fn accept(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unproposed => Err(Rejection::Unknown),
        State::Proposed { .. } => Err(Rejection::StillPending),
        State::Held { counterpart, lease_until, .. } => {
            may_answer(&context.actor, context.now, *counterpart, *lease_until)?;
            Ok(vec![Event::Accepted {}])
        }
        State::Accepted { counterpart, .. } | State::Agreed { counterpart, .. } => {
            if context.actor.may_act_for(*counterpart) {
                Ok(vec![])
            } else {
                Err(Rejection::NotAuthorised)
            }
        }
        State::Delivered | State::Ended => Err(Rejection::Ended),
    }
}

fn decline(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unproposed => Err(Rejection::Unknown),
        State::Proposed { .. } => Err(Rejection::StillPending),
        State::Held { counterpart, lease_until, .. } => {
            may_answer(&context.actor, context.now, *counterpart, *lease_until)?;
            Ok(vec![Event::Declined { reason }])
        }
        State::Accepted { .. } | State::Agreed { .. } => Err(Rejection::AlreadyAccepted),
        State::Delivered | State::Ended => Err(Rejection::Ended),
    }
}

fn withdraw(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unproposed => Err(Rejection::Unknown),
        State::Proposed { proposal, .. } | State::Held { proposal, .. } => {
            if !context.actor.may_act_as(proposal.claimer) {
                return Err(Rejection::NotAuthorised);
            }
            Ok(vec![Event::Withdrawn { reason }])
        }
        State::Accepted { .. } | State::Agreed { .. } => Err(Rejection::AlreadyAccepted),
        State::Delivered | State::Ended => Err(Rejection::Ended),
    }
}

fn lapse(state: &State, context: &Context) -> Vec<Event> {
    match state {
        State::Held { lease_until, .. } if context.now > *lease_until => vec![Event::Lapsed {}],
        State::Unproposed
        | State::Proposed { .. }
        | State::Held { .. }
        | State::Accepted { .. }
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended => vec![],
    }
}

fn agree(state: &State, project: ProjectId) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Agreed { project: known, .. } if *known == project => Ok(vec![]),
        State::Agreed { .. } => Err(Rejection::Ended),
        State::Unproposed
        | State::Proposed { .. }
        | State::Held { .. }
        | State::Accepted { .. }
        | State::Delivered
        | State::Ended => {
            state.accepted()?;
            Ok(vec![Event::Agreed { project }])
        }
    }
}

fn deliver(state: &State, quantity: u64) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Agreed { proposal, .. } => {
            let quantity = quantity.min(proposal.amount.quantity);
            Ok(vec![Event::Delivered { quantity }])
        }
        State::Unproposed => Err(Rejection::Unknown),
        State::Proposed { .. } | State::Held { .. } | State::Accepted { .. } => {
            Err(Rejection::NotAccepted)
        }
        State::Delivered | State::Ended => Err(Rejection::Ended),
    }
}
