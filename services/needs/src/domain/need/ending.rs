//! From what was delivered to the closing, and back: accepted or refused, closed, reopened, split.

use contracts::Context;
use contracts::needs::need::{Event, Outcome, REOPEN_DAYS, REOPENED_MAX, Rejection};
use values::{ClaimId, Text, Timestamp, time};

use super::reviewing::{Reviewing, review_until};
use super::{Asked, Ended, State, own};

pub(super) fn accept(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?;
    let ledger = match state {
        State::Posted(ledger) => ledger,
        State::Accepted(_) => return Ok(vec![]),
        State::Closed(_) => return Err(Rejection::Closed),
        State::Unheard | State::Raised(_) | State::Returned(_) | State::Verified(_) => {
            return Err(Rejection::NothingDelivered);
        }
    };
    if ledger.held > 0 {
        return Err(Rejection::StillHeld { held: ledger.held });
    }
    if ledger.delivered == 0 {
        return Err(Rejection::NothingDelivered);
    }
    Ok(vec![Event::DeliveryAccepted { review_until: review_until(asked, context) }])
}

/// Says how much of what `claim` delivered stands, so that saying it again refuses no more.
pub(super) fn refuse(
    state: &State,
    context: &Context,
    claim: ClaimId,
    stands: u64,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    own(state, context)?;
    if matches!(state, State::Closed(_)) {
        return Err(Rejection::Closed);
    }
    let served = state.ledger().and_then(|ledger| ledger.served.get(&claim));
    let delivered = served.copied().unwrap_or_default();
    match delivered.checked_sub(stands) {
        None => Err(Rejection::MoreThanDelivered { delivered }),
        Some(0) => Ok(vec![]),
        Some(quantity) => Ok(vec![Event::DeliveryRefused { claim, quantity, reason }]),
    }
}

/// Closed is not solved: each way to close is checked against what was delivered, and against what
/// who raised it says. Only who raised it may withdraw it beside its owner.
pub(super) fn close(
    state: &State,
    context: &Context,
    outcome: Outcome,
) -> Result<Vec<Event>, Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    let by_raiser = matches!(outcome, Outcome::Withdrawn { .. }) && asked.is_raiser(context);
    if !by_raiser && !context.may_act_for(asked.owner) {
        return Err(Rejection::NotAuthorised);
    }
    if matches!(state, State::Closed(_)) {
        return Err(Rejection::Closed);
    }
    let (held, delivered) = state.ledger().map_or((0, 0), |ledger| (ledger.held, ledger.delivered));
    if held > 0 {
        return Err(Rejection::StillHeld { held });
    }
    fits(&outcome, delivered, asked)?;
    let mut events = match &outcome {
        Outcome::Solved | Outcome::PartlySolved { .. } => accepted_and_reviewed(state, context)?,
        Outcome::Unsolved { .. } | Outcome::Withdrawn { .. } | Outcome::Duplicate { .. } => vec![],
    };
    let asks = matches!(outcome, Outcome::Unsolved { .. }) && asked.review == Reviewing::Unasked;
    let review_until = if asks { review_until(asked, context) } else { None };
    events.push(Event::Closed { outcome, reopen_until: reopen_until(context), review_until });
    Ok(events)
}

/// Does the outcome say what happened? Who raised it may say that it solved nothing.
fn fits(outcome: &Outcome, delivered: u64, asked: &Asked) -> Result<(), Rejection> {
    let (denied, asked) = (asked.review.denies(), asked.amount.quantity);
    let contradicts = match outcome {
        Outcome::Solved if delivered < asked => {
            return Err(Rejection::NotAllDelivered { delivered, asked });
        }
        Outcome::Solved if denied => return Err(Rejection::RaiserSaysUnsolved),
        Outcome::Solved | Outcome::Withdrawn { .. } => false,
        Outcome::PartlySolved { .. } => delivered == 0 || (delivered == asked && !denied),
        Outcome::Unsolved { .. } => delivered > 0 && !denied,
        Outcome::Duplicate { .. } => delivered > 0,
    };
    if contradicts { Err(Rejection::OutcomeContradicts { delivered, asked }) } else { Ok(()) }
}

/// What comes before a need is closed with a result: an owner that asked for itself accepts it by
/// closing; somebody else is heard first.
fn accepted_and_reviewed(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Accepted(ledger) => match ledger.asked.review {
            Reviewing::Until(until) if context.now <= until => {
                Err(Rejection::ReviewAwaited { until })
            }
            Reviewing::Until(_) => Ok(vec![Event::NotReviewed {}]),
            Reviewing::Unasked | Reviewing::Given(_) | Reviewing::Silent => Ok(vec![]),
        },
        State::Posted(ledger) if ledger.asked.raiser.is_none() => {
            Ok(vec![Event::DeliveryAccepted { review_until: None }])
        }
        State::Posted(_) => Err(Rejection::NotAccepted),
        State::Unheard
        | State::Raised(_)
        | State::Returned(_)
        | State::Verified(_)
        | State::Closed(_) => Err(Rejection::NothingDelivered),
    }
}

pub(super) fn reopen_until(context: &Context) -> Timestamp {
    time::end_of(time::plus_days(time::date_at(context.now), REOPEN_DAYS))
}

/// The closed need, for the owner's people and whoever raised it.
fn ended<'s>(state: &'s State, context: &Context) -> Result<&'s Ended, Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    if !asked.may_speak(context) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Closed(ended) => Ok(ended),
        State::Unheard
        | State::Raised(_)
        | State::Returned(_)
        | State::Verified(_)
        | State::Posted(_)
        | State::Accepted(_) => Err(Rejection::NotClosed),
    }
}

pub(super) fn reopen(
    state: &State,
    context: &Context,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    let ended = ended(state, context)?;
    if matches!(ended.outcome, Outcome::Duplicate { .. }) {
        return Err(Rejection::DuplicateIsSplit);
    }
    if ended.asked.reopened >= REOPENED_MAX {
        return Err(Rejection::ReopenedTooOften { max: REOPENED_MAX });
    }
    if context.now > ended.reopen_until {
        return Err(Rejection::ReopenOver { until: ended.reopen_until });
    }
    Ok(vec![Event::Reopened { reason }])
}

pub(super) fn split_off(
    state: &State,
    context: &Context,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    let ended = ended(state, context)?;
    match ended.outcome {
        Outcome::Duplicate { .. } => Ok(vec![Event::SplitOff { reason }]),
        Outcome::Solved
        | Outcome::PartlySolved { .. }
        | Outcome::Unsolved { .. }
        | Outcome::Withdrawn { .. } => Err(Rejection::NotADuplicate),
    }
}
