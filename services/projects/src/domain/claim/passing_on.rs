//! Another claims in the claimer's place: by transfer, or by a takeover request.
//!
//! Whoever it passes to begins with a new lease: the other side has accepted somebody else.

use contracts::projects::claim::{
    Event, Propose, REQUEST_WORKING_DAYS, Rejection, Request, RequestKind,
};
use contracts::{Claimer, Context};
use values::{OrganisationId, Timestamp};

use super::{State, Taken, lease};

/// Not to a side of it; and what an organisation claimed may not be for persons.
fn can_take(proposal: &Propose, counterpart: OrganisationId, to: Claimer) -> Result<(), Rejection> {
    let side = to == proposal.claimer || to == counterpart.into();
    let person = to.organisation().is_none() && proposal.claimer.organisation().is_some();
    if side || person { Err(Rejection::CannotPassOn) } else { Ok(()) }
}

fn answer_until(context: &Context) -> Timestamp {
    context.calendar().add_working_days(context.now, REQUEST_WORKING_DAYS).at
}

fn pass_on(proposal: &Propose, to: Claimer, context: &Context) -> Event {
    Event::PassedOn { to, released: proposal.own(), lease: lease(context) }
}

/// Is the same asked already? Another request has to wait.
fn is_out(request: Option<Request>, kind: RequestKind, to: Claimer) -> Result<bool, Rejection> {
    match request {
        Some(request) if request.kind == kind && request.to == to => Ok(true),
        Some(_) => Err(Rejection::RequestOut),
        None => Ok(false),
    }
}

/// The claim while it may be passed on: its terms, and the request that is out.
fn movable(
    state: &State,
    now: Timestamp,
) -> Result<(&Propose, OrganisationId, Option<Request>), Rejection> {
    match state {
        State::Held(held) => {
            held.is_answerable(now)?;
            Ok((&held.proposal, held.counterpart, held.request))
        }
        State::Accepted(taken) => Ok((&taken.proposal, taken.counterpart, taken.request)),
        State::Unproposed
        | State::Proposed(_)
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended(_) => Err(state.instead()),
    }
}

pub(super) fn transfer(
    state: &State,
    context: &Context,
    to: Claimer,
) -> Result<Vec<Event>, Rejection> {
    let (proposal, counterpart, request) = movable(state, context.now)?;
    if !context.may_act_as(proposal.claimer) {
        return Err(Rejection::NotAuthorised);
    }
    can_take(proposal, counterpart, to)?;
    if is_out(request, RequestKind::Transfer, to)? {
        return Ok(vec![]);
    }
    Ok(vec![Event::TransferAsked { to, answer_until: answer_until(context) }])
}

/// The request of that kind, while it may be answered by who may act as `answers` says.
fn answerable(
    request: Option<Request>,
    kind: RequestKind,
    context: &Context,
    answers: impl FnOnce(Request) -> Claimer,
) -> Result<Request, Rejection> {
    let request = request.filter(|request| request.kind == kind).ok_or(Rejection::NoRequest)?;
    if !context.may_act_as(answers(request)) {
        return Err(Rejection::NotAuthorised);
    }
    let answer_until = request.answer_until;
    if context.now > answer_until {
        return Err(Rejection::RequestOver { answer_until });
    }
    Ok(request)
}

pub(super) fn answer_transfer(
    state: &State,
    context: &Context,
    accept: bool,
) -> Result<Vec<Event>, Rejection> {
    let (proposal, _, request) = movable(state, context.now)?;
    let request = answerable(request, RequestKind::Transfer, context, |request| request.to)?;
    Ok(vec![if accept {
        pass_on(proposal, request.to, context)
    } else {
        Event::TransferEnded { silent: false }
    }])
}

/// Of an accepted claim that has not begun: before that it is the other side who is to act.
pub(super) fn ask_takeover(
    state: &State,
    context: &Context,
    by: Claimer,
) -> Result<Vec<Event>, Rejection> {
    let State::Accepted(taken) = state else { return Err(state.instead()) };
    if !context.may_act_as(by) {
        return Err(Rejection::NotAuthorised);
    }
    can_take(&taken.proposal, taken.counterpart, by)?;
    if is_out(taken.request, RequestKind::Takeover, by)? {
        return Ok(vec![]);
    }
    Ok(vec![Event::TakeoverAsked { by, answer_until: answer_until(context) }])
}

pub(super) fn answer_takeover(
    state: &State,
    context: &Context,
    hand_over: bool,
) -> Result<Vec<Event>, Rejection> {
    let State::Accepted(taken) = state else { return Err(state.instead()) };
    let claimer = taken.proposal.claimer;
    let request = answerable(taken.request, RequestKind::Takeover, context, |_| claimer)?;
    Ok(vec![if hand_over {
        pass_on(&taken.proposal, request.to, context)
    } else {
        Event::TakeoverRefused {}
    }])
}

/// A receiver's silence takes nothing; a holder's silence gives the claim up, unless it is at work
/// on an agreement.
pub(super) fn silence(taken: &Taken, context: &Context, agreement_out: bool) -> Vec<Event> {
    let Some(request) = taken.request else { return vec![] };
    vec![match request.kind {
        RequestKind::Transfer => Event::TransferEnded { silent: true },
        RequestKind::Takeover if agreement_out => Event::TakeoverRefused {},
        RequestKind::Takeover => pass_on(&taken.proposal, request.to, context),
    }]
}
