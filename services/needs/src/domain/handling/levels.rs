//! Up and down the levels: what a community cannot solve goes to its street, its district, its
//! city, each on a clock of its own, and the answer comes back the same way.

use contracts::Context;
use contracts::needs::handling::{AnsweredFrom, Event, Rejection};
use contracts::needs::limits::{HandlingStep, Limits};
use values::{PersonId, Text};

use super::limits_moved::above;
use super::{State, holder_of, own};

pub(super) fn escalate(
    state: &State,
    context: &Context,
    reason: Text<200>,
    limits: &Limits,
) -> Result<Vec<Event>, Rejection> {
    let running = own(state, context)?;
    if running.question.is_some() {
        return Err(Rejection::Asked);
    }
    let to = holder_of(context, above(running, context)?);
    let clock = running.clock_of(context, limits, HandlingStep::Accept);
    Ok(vec![Event::Escalated { to, reason, clock }])
}

/// Whoever sent it up verifies the answer with whoever raised it, or sends it up again.
pub(super) fn answer(
    state: &State,
    context: &Context,
    (answer, raiser): (Text<500>, Option<PersonId>),
    limits: &Limits,
) -> Result<Vec<Event>, Rejection> {
    let running = own(state, context)?;
    let [.., to, _] = running.holders.as_slice() else { return Err(Rejection::NotFromBelow) };
    if running.question.is_some() {
        return Err(Rejection::Asked);
    }
    let clock = running.clock_of(context, limits, HandlingStep::Verify);
    let from = AnsweredFrom { need: running.need, handler: running.holder(), raiser };
    Ok(vec![Event::Answered { to: *to, answer, clock, from: Some(from) }])
}
