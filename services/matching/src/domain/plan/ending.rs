//! A plan is published and carried out, or withdrawn.

use contracts::Context;
use contracts::matching::plan::{Event, LineOutcome, Order, Rejection};
use values::{ClaimId, Text};

use super::{State, as_planner};

/// Silence accepts nothing: what is not agreed when the time is over is no line any more.
pub(super) fn publish(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let open = as_planner(state, context)?;
    let Some(answer_until) = open.answer_until else { return Err(Rejection::NotProposed) };
    let agreed = open.agreed().count();
    let lines = open.lines.len() - agreed;
    if lines > 0 && context.now <= answer_until {
        return Err(Rejection::Unanswered { lines, answer_until });
    }
    if agreed == 0 {
        return Err(Rejection::NothingAccepted);
    }
    Ok(vec![Event::Published { lines: agreed, from: context.now }])
}

pub(super) fn withdraw(
    state: &State,
    context: &Context,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    as_planner(state, context)?;
    Ok(vec![Event::Withdrawn { reason }])
}

/// The next lines become claims; those that are claims already do not again.
pub(super) fn carry_out(state: &State, orders: Vec<Order>) -> Vec<Event> {
    let State::Published(published) = state else { return vec![] };
    let is_new = |order: &Order| published.outcome(order.claim).is_none();
    let orders: Vec<_> = orders.into_iter().filter(is_new).collect();
    if orders.is_empty() { vec![] } else { vec![Event::CarriedOut { orders }] }
}

pub(super) fn settle(state: &State, outcomes: Vec<(ClaimId, LineOutcome)>) -> Vec<Event> {
    let State::Published(published) = state else { return vec![] };
    let news = outcomes.into_iter().filter(|(claim, outcome)| {
        published.outcome(*claim).is_some_and(|before| before != Some(outcome))
    });
    news.map(|(claim, outcome)| Event::Settled { claim, outcome }).collect()
}
