//! The other side answers, or is silent.

use contracts::projects::claim::{Event, RENEW_WORKING_DAYS, Rejection};
use contracts::{Card, Context};
use values::Text;

use super::{Held, Proposed, State, lease};

/// The answer is the other side's, and comes within the lease.
fn may_answer(held: &Held, context: &Context) -> Result<(), Rejection> {
    if !context.may_act_for(held.counterpart) {
        return Err(Rejection::NotAuthorised);
    }
    held.is_answerable(context.now)
}

pub(super) fn accept(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Held(held) => {
            may_answer(held, context)?;
            Ok(vec![Event::Accepted {}])
        }
        State::Accepted(taken) | State::Agreed { taken, .. } => {
            if context.may_act_for(taken.counterpart) {
                Ok(vec![])
            } else {
                Err(Rejection::NotAuthorised)
            }
        }
        State::Unproposed | State::Proposed(_) | State::Delivered | State::Ended(_) => {
            Err(state.instead())
        }
    }
}

pub(super) fn decline(
    state: &State,
    context: &Context,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Held(held) => {
            may_answer(held, context)?;
            Ok(vec![Event::Declined { reason }])
        }
        State::Unproposed
        | State::Proposed(_)
        | State::Accepted(_)
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended(_) => Err(state.instead()),
    }
}

pub(super) fn withdraw(
    state: &State,
    context: &Context,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Proposed(Proposed { proposal, .. }) | State::Held(Held { proposal, .. }) => {
            if !context.may_act_as(proposal.claimer) {
                return Err(Rejection::NotAuthorised);
            }
            Ok(vec![Event::Withdrawn { reason }])
        }
        State::Unproposed
        | State::Accepted(_)
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended(_) => Err(state.instead()),
    }
}

/// How late the other side is now, and was not yet said to be.
fn lateness(held: &Held, context: &Context) -> Option<Card> {
    let late = if context.now > held.lease.until {
        Some(Card::Red)
    } else if context.now > held.lease.yellow_at {
        Some(Card::Yellow)
    } else {
        None
    };
    late.filter(|_| late > held.late)
}

/// Once, while it is held: before the lease is over, or while the claimer keeps its place after.
pub(super) fn renew(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let State::Held(held) = state else { return Err(state.instead()) };
    if !context.may_act_as(held.proposal.claimer) {
        return Err(Rejection::NotAuthorised);
    }
    if held.renewed {
        return Err(Rejection::AlreadyRenewed);
    }
    if held.renew_until.is_some_and(|renew_until| context.now > renew_until) {
        return Err(Rejection::LeaseOver { lease_until: held.lease.until });
    }
    let late = lateness(held, context).map(|card| Event::AnswerLate { card });
    Ok(late.into_iter().chain([Event::Renewed { lease: lease(context) }]).collect())
}

/// A time limit of the answer passed: that is the other side's lateness, and when the claimer does
/// not renew, the end.
pub(super) fn silence(held: &Held, context: &Context) -> Vec<Event> {
    if held.renew_until.is_some() {
        return vec![Event::Lapsed {}];
    }
    let mut events = Vec::new();
    if let Some(card) = lateness(held, context) {
        events.push(Event::AnswerLate { card });
    }
    if context.now > held.lease.until {
        events.push(if held.renewed {
            Event::Lapsed {}
        } else {
            let limit = context.calendar().add_working_days(context.now, RENEW_WORKING_DAYS);
            Event::LeaseOver { renew_until: limit.at }
        });
    }
    events
}
