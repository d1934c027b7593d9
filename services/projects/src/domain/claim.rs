//! One claim: proposed, held, answered, perhaps passed on, agreed, delivered, closed.
//!
//! Invariant: it ends one way only, and the first of accept, decline, lapse, transfer and withdraw
//! in the log decides. An answer after its time limit loses, whether the timer has fired or not,
//! and silence never accepts anything.

mod agreeing;
mod answering;
mod ending;
mod passing_on;
mod proposing;
mod state;
#[cfg(test)]
mod tests;

use contracts::projects::claim::{
    Command, Event, LEASE_WORKING_DAYS, Lease, Propose, Rejection, Request, RequestKind,
    YELLOW_WORKING_DAYS,
};
use contracts::registry::taxonomy::Category;
use contracts::{Claimer, Context, Line};
use decider::{Decider, corrupt};
use values::{OrganisationId, Timestamp};

pub use state::{Held, Proposed, Sides, State, Taken};

/// The rules of claims.
pub struct Claim;

/// The lease that begins now.
fn lease(context: &Context) -> Lease {
    let calendar = context.calendar();
    let end = calendar.add_working_days(context.now, LEASE_WORKING_DAYS);
    let yellow_at = calendar.add_working_days(context.now, YELLOW_WORKING_DAYS).at;
    Lease { yellow_at, until: end.at, holidays_unknown: end.table_missing }
}

impl Decider for Claim {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Propose(proposal) => proposing::propose(state, context, proposal),
            Command::Cross { claim, proposal } => {
                proposing::cross(state, context, claim, &proposal)
            }
            Command::CarryOut { proposal, accepted_by } => {
                Ok(proposing::carry_out(state, proposal, accepted_by))
            }
            Command::RecordHold { line, owner, category } => {
                Ok(proposing::record_hold(state, context, line, owner, category))
            }
            Command::RecordRefusal { line, reason } => {
                Ok(proposing::record_refusal(state, line, reason))
            }
            Command::Accept => answering::accept(state, context),
            Command::Decline { reason } => answering::decline(state, context, reason),
            Command::Withdraw { reason } => answering::withdraw(state, context, reason),
            Command::Renew => answering::renew(state, context),
            Command::Transfer { to } => passing_on::transfer(state, context, to),
            Command::AnswerTransfer { accept } => {
                passing_on::answer_transfer(state, context, accept)
            }
            Command::AskTakeover { by } => passing_on::ask_takeover(state, context, by),
            Command::AnswerTakeover { hand_over } => {
                passing_on::answer_takeover(state, context, hand_over)
            }
            Command::Revoke { reason } => ending::revoke(state, context, reason),
            Command::Cancel { reason, delivered } => {
                ending::cancel(state, context, reason, delivered)
            }
            Command::RefuseCancel => ending::refuse_cancel(state, context),
            Command::Fail { reason, delivered } => ending::fail(state, context, reason, delivered),
            Command::Due { agreement_out } => Ok(due(state, context, agreement_out)),
            Command::Agree { claim, project, title } => {
                agreeing::agree(state, claim, project, title)
            }
            Command::Deliver { quantity } => ending::deliver(state, context, quantity),
            Command::Close { rated } => Ok(ending::close(state, rated)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Proposed(proposal), State::Unproposed) => State::Proposed(Proposed {
                proposal: proposal.clone(),
                own_line_held: false,
                counterpart: None,
                waiting: false,
                crossed_by: None,
            }),
            (Event::OwnLineHeld { .. }, State::Proposed(proposed)) => {
                State::Proposed(Proposed { own_line_held: true, waiting: false, ..proposed })
            }
            (Event::WantedLineHeld { counterpart, category, .. }, State::Proposed(proposed)) => {
                let counterpart = Some((*counterpart, *category));
                State::Proposed(Proposed { counterpart, waiting: false, ..proposed })
            }
            (Event::Waiting { .. }, State::Proposed(proposed)) => State::Proposed(Proposed {
                own_line_held: false,
                counterpart: None,
                waiting: true,
                ..proposed
            }),
            (Event::Crossed { by }, State::Proposed(proposed)) => {
                State::Proposed(Proposed { crossed_by: Some(*by), ..proposed })
            }
            (
                Event::Held { counterpart, category, lease },
                State::Proposed(Proposed { proposal, .. }),
            ) => State::Held(held(proposal, (*counterpart, *category), *lease)),
            (Event::AnswerLate { card }, State::Held(held)) => {
                State::Held(Held { late: Some(*card), ..held })
            }
            (Event::LeaseOver { renew_until }, State::Held(held)) => {
                State::Held(Held { renew_until: Some(*renew_until), ..held })
            }
            (Event::Renewed { lease }, State::Held(held)) => {
                let (lease, renewed) = (*lease, true);
                State::Held(Held { lease, late: None, renew_until: None, renewed, ..held })
            }
            (Event::Accepted {}, State::Held(held)) => State::Accepted(held.taken()),
            (Event::TransferAsked { to, answer_until }, state) => {
                ask(state, event, RequestKind::Transfer, *to, *answer_until)
            }
            (Event::TakeoverAsked { by, answer_until }, state @ State::Accepted(_)) => {
                ask(state, event, RequestKind::Takeover, *by, *answer_until)
            }
            (
                Event::TransferEnded { .. } | Event::TakeoverRefused {},
                State::Held(held @ Held { request: Some(_), .. }),
            ) => State::Held(Held { request: None, ..held }),
            (
                Event::TransferEnded { .. } | Event::TakeoverRefused {},
                State::Accepted(taken @ Taken { request: Some(_), .. }),
            ) => State::Accepted(Taken { request: None, ..taken }),
            (
                Event::PassedOn { to, released, lease },
                State::Held(Held { proposal, counterpart, category, .. })
                | State::Accepted(Taken { proposal, counterpart, category, .. }),
            ) => {
                let proposal = passed_on(proposal, *to, *released);
                State::Held(held(proposal, (counterpart, category), *lease))
            }
            (Event::Agreed { project, .. }, State::Accepted(taken)) => {
                let project = *project;
                State::Agreed { taken: Taken { request: None, ..taken }, project }
            }
            (Event::CancelAsked { by, .. }, state) => set_cancel(state, event, Some(*by)),
            (Event::CancelRefused {}, state) => set_cancel(state, event, None),
            (Event::Delivered { .. }, State::Agreed { .. }) => State::Delivered,
            (Event::Refused { unasked, .. }, State::Proposed(_)) => {
                State::Ended(unasked.map(|request| request.line))
            }
            (Event::AlsoRefused { .. }, State::Ended(Some(_))) => State::Ended(None),
            (Event::Declined { .. } | Event::Lapsed {}, State::Held(_))
            | (Event::Withdrawn { .. }, State::Proposed(_) | State::Held(_))
            | (Event::Revoked { .. }, State::Accepted(_))
            | (Event::Cancelled { .. }, State::Accepted(_) | State::Agreed { .. })
            | (Event::Failed { .. }, State::Agreed { .. })
            | (Event::Closed { .. }, State::Delivered) => State::Ended(None),
            (
                Event::Proposed(_)
                | Event::OwnLineHeld { .. }
                | Event::WantedLineHeld { .. }
                | Event::Waiting { .. }
                | Event::Crossed { .. }
                | Event::Held { .. }
                | Event::Refused { .. }
                | Event::AlsoRefused { .. }
                | Event::AnswerLate { .. }
                | Event::LeaseOver { .. }
                | Event::Renewed { .. }
                | Event::Lapsed {}
                | Event::Accepted {}
                | Event::Declined { .. }
                | Event::Withdrawn { .. }
                | Event::TransferEnded { .. }
                | Event::TakeoverAsked { .. }
                | Event::TakeoverRefused {}
                | Event::PassedOn { .. }
                | Event::Revoked { .. }
                | Event::Agreed { .. }
                | Event::Cancelled { .. }
                | Event::Failed { .. }
                | Event::Delivered { .. }
                | Event::Closed { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn held(
    proposal: Propose,
    (counterpart, category): (OrganisationId, Category),
    lease: Lease,
) -> Held {
    let (late, renew_until, renewed, request) = (None, None, false, None);
    Held { proposal, counterpart, category, lease, late, renew_until, renewed, request }
}

/// What the new claimer claims: the same, but not from the former one's own line.
fn passed_on(mut proposal: Propose, to: Claimer, released: Option<Line>) -> Propose {
    proposal.claimer = to;
    match released {
        Some(Line::Need(_)) => proposal.need = None,
        Some(Line::Offer(_)) => (proposal.offer, proposal.slot) = (None, None),
        None => {}
    }
    proposal
}

fn ask(
    state: State,
    event: &Event,
    kind: RequestKind,
    to: Claimer,
    answer_until: Timestamp,
) -> State {
    let request = Some(Request { kind, to, answer_until });
    match state {
        State::Held(held) => State::Held(Held { request, ..held }),
        State::Accepted(taken) => State::Accepted(Taken { request, ..taken }),
        State::Unproposed
        | State::Proposed(_)
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended(_) => corrupt(&state, event),
    }
}

fn set_cancel(state: State, event: &Event, cancel_asked_by: Option<Claimer>) -> State {
    match state {
        State::Accepted(taken) => State::Accepted(Taken { cancel_asked_by, ..taken }),
        State::Agreed { taken, project } => {
            State::Agreed { taken: Taken { cancel_asked_by, ..taken }, project }
        }
        State::Unproposed
        | State::Proposed(_)
        | State::Held(_)
        | State::Delivered
        | State::Ended(_) => corrupt(&state, event),
    }
}

/// What a time limit that passed makes of it.
fn due(state: &State, context: &Context, agreement_out: bool) -> Vec<Event> {
    if state.due_at().is_none_or(|last_moment| context.now <= last_moment) {
        return vec![];
    }
    match state {
        State::Held(held) => match held.request {
            Some(request) if context.now > request.answer_until => {
                vec![Event::TransferEnded { silent: true }]
            }
            Some(_) | None => answering::silence(held, context),
        },
        State::Accepted(taken) => passing_on::silence(taken, context, agreement_out),
        State::Unproposed
        | State::Proposed(_)
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended(_) => vec![],
    }
}
