//! Revoked, carried out, delivered; or ended before that.

use contracts::projects::claim::{Event, RATE_WORKING_DAYS, Rejection};
use contracts::{Claimer, Context};
use values::Text;

use super::{Sides, State, Taken};

/// Before it has begun; with a reason, which the claimer reads.
pub(super) fn revoke(
    state: &State,
    context: &Context,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    let taken = state.taken()?;
    if !context.may_act_for(taken.sides().asking) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Accepted(_) => Ok(vec![Event::Revoked { reason }]),
        State::Unproposed
        | State::Proposed(_)
        | State::Held(_)
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended(_) => Err(state.instead()),
    }
}

impl State {
    /// Does the actor speak for the side that was asked to end it by consent?
    pub fn is_cancelled_by(&self, context: &Context) -> bool {
        self.taken().is_ok_and(|taken| {
            let asked_by = taken.cancel_asked_by;
            asked_by.is_some_and(|asked_by| speaks_for_other(taken, context, asked_by))
        })
    }
}

/// The two sides, each with whether the actor may act as it.
fn sides(taken: &Taken, context: &Context) -> [(Claimer, bool); 2] {
    let may = |side: Claimer| (side, context.may_act_as(side));
    [may(taken.proposal.claimer), may(taken.counterpart.into())]
}

fn speaks_for_other(taken: &Taken, context: &Context, asked_by: Claimer) -> bool {
    sides(taken, context).into_iter().any(|(side, may)| may && side != asked_by)
}

/// One side asks, the other agrees: only both together end it.
pub(super) fn cancel(
    state: &State,
    context: &Context,
    reason: Text<200>,
    delivered: u64,
) -> Result<Vec<Event>, Rejection> {
    let taken = state.taken()?;
    let Some((by, _)) = sides(taken, context).into_iter().find(|(_, may)| *may) else {
        return Err(Rejection::NotAuthorised);
    };
    Ok(match taken.cancel_asked_by {
        None => vec![Event::CancelAsked { by, reason }],
        Some(asked_by) if speaks_for_other(taken, context, asked_by) => {
            vec![Event::Cancelled { delivered }]
        }
        Some(_) => vec![],
    })
}

/// The side that was asked says no: it goes on.
pub(super) fn refuse_cancel(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let taken = state.taken()?;
    let asked_by = taken.cancel_asked_by.ok_or(Rejection::NoRequest)?;
    if speaks_for_other(taken, context, asked_by) {
        Ok(vec![Event::CancelRefused {}])
    } else {
        Err(Rejection::NotAuthorised)
    }
}

/// The asking side says so, of what has begun.
pub(super) fn fail(
    state: &State,
    context: &Context,
    reason: Text<200>,
    delivered: u64,
) -> Result<Vec<Event>, Rejection> {
    let taken = state.taken()?;
    if !context.may_act_for(taken.sides().asking) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Agreed { .. } => Ok(vec![Event::Failed { reason, delivered }]),
        State::Unproposed
        | State::Proposed(_)
        | State::Held(_)
        | State::Accepted(_)
        | State::Delivered
        | State::Ended(_) => Err(Rejection::NotAgreed),
    }
}

pub(super) fn deliver(
    state: &State,
    context: &Context,
    quantity: u64,
) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Agreed { taken, project } => {
            let quantity = quantity.min(taken.proposal.amount.quantity);
            let limit = context.calendar().add_working_days(context.now, RATE_WORKING_DAYS);
            let (Sides { giving, asking }, rate_until) = (taken.sides(), limit.at);
            let project = *project;
            Ok(vec![Event::Delivered { quantity, project, giving, asking, rate_until }])
        }
        State::Accepted(_) => Err(Rejection::NotAgreed),
        State::Unproposed
        | State::Proposed(_)
        | State::Held(_)
        | State::Delivered
        | State::Ended(_) => Err(state.instead()),
    }
}

/// Closed already, or brought to another end before it was delivered: there is nothing to close.
pub(super) fn close(state: &State, rated: bool) -> Vec<Event> {
    match state {
        State::Delivered => vec![Event::Closed { rated }],
        State::Unproposed
        | State::Proposed(_)
        | State::Held(_)
        | State::Accepted(_)
        | State::Agreed { .. }
        | State::Ended(_) => vec![],
    }
}
