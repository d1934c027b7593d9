//! One offer: drafted, put on the list for a term, edited, held piece by piece, used, paused,
//! renewed, withdrawn.
//!
//! Invariant: what is held and what is used never exceed what is offered, in all and in each slot.
//! Only what is on the list takes new holds; what is held stays held whatever becomes of the offer.

mod ledger;
mod schedule;
mod term;
#[cfg(test)]
mod tests;
mod waiting;
mod writing;

use contracts::Context;
use contracts::resources::offer::{Command, Event, List, Rejection};
use decider::{Decider, corrupt};
use values::{ClaimId, Date, Text, Timestamp};

use ledger::Asked;

pub use ledger::Ledger;
pub use schedule::{Booking, Bookings, Span, openings};

/// The rules of offers.
pub struct Offer;

/// Where an offer stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not listed yet.
    #[default]
    Unlisted,
    /// Kept by its owner, on no list yet.
    Draft(Box<List>),
    /// A draft that was thrown away.
    Discarded(Box<List>),
    /// On the list.
    Listed(Ledger),
    /// Off the list for a while.
    Paused(Ledger),
    /// Its term is over; it may be renewed.
    Expired(Ledger),
    /// A standing offer that nobody confirmed; it may be renewed.
    Dormant(Ledger),
    /// Off the list for good.
    Withdrawn(Ledger),
    /// 一次性条目: it stands for one claim alone.
    OneOff(Ledger),
}

impl State {
    /// The ledger, once listed.
    pub fn ledger(&self) -> Option<&Ledger> {
        match self {
            State::Unlisted | State::Draft(_) | State::Discarded(_) => None,
            State::Listed(ledger)
            | State::Paused(ledger)
            | State::Expired(ledger)
            | State::Dormant(ledger)
            | State::Withdrawn(ledger)
            | State::OneOff(ledger) => Some(ledger),
        }
    }

    /// What is offered, as it was last written; nothing of what was never written.
    pub fn offer(&self) -> Option<&List> {
        match self {
            State::Draft(offer) | State::Discarded(offer) => Some(offer),
            State::Unlisted
            | State::Listed(_)
            | State::Paused(_)
            | State::Expired(_)
            | State::Dormant(_)
            | State::Withdrawn(_)
            | State::OneOff(_) => self.ledger().map(Ledger::offer),
        }
    }

    /// When something about its term is to be decided next.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Listed(ledger) | State::Paused(ledger) => Some(ledger.term.due_at()),
            State::Unlisted
            | State::Draft(_)
            | State::Discarded(_)
            | State::Expired(_)
            | State::Dormant(_)
            | State::Withdrawn(_)
            | State::OneOff(_) => None,
        }
    }
}

impl Decider for Offer {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        let events = judge(state, context, command)?;
        Ok(waiting::settled(state, context, events))
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Drafted { offer }, State::Unlisted)
            | (Event::Edited { offer }, State::Draft(_)) => State::Draft(offer.clone()),
            (Event::Listed { offer, stands_to }, State::Unlisted | State::Draft(_)) => {
                State::Listed(Ledger::of(offer.clone(), *stands_to))
            }
            (Event::ListedOnce { claim, offer }, State::Unlisted) => {
                State::OneOff(Ledger::once(offer.clone(), *claim))
            }
            (Event::Edited { offer }, state) => with_ledger(state, event, |ledger| {
                ledger.edit(offer.clone());
                Some(())
            }),
            (
                Event::Renewed { until, stands_to },
                State::Listed(mut ledger) | State::Expired(mut ledger) | State::Dormant(mut ledger),
            ) => {
                ledger.renew(*until, *stands_to);
                State::Listed(ledger)
            }
            (Event::Renewed { until, stands_to }, State::Paused(mut ledger)) => {
                ledger.renew(*until, *stands_to);
                State::Paused(ledger)
            }
            (Event::Paused { .. }, State::Listed(ledger)) => State::Paused(ledger),
            (Event::Resumed {}, State::Paused(ledger)) => State::Listed(ledger),
            (Event::Expired {}, State::Listed(ledger) | State::Paused(ledger)) => {
                State::Expired(ledger)
            }
            (Event::WentDormant {}, State::Listed(ledger) | State::Paused(ledger)) => {
                State::Dormant(ledger)
            }
            (Event::Withdrawn { .. }, State::Draft(offer)) => State::Discarded(offer),
            (
                Event::Withdrawn { .. },
                State::Listed(ledger)
                | State::Paused(ledger)
                | State::Expired(ledger)
                | State::Dormant(ledger),
            ) => State::Withdrawn(ledger),
            (
                Event::Held { claim, claimer, owner, quantity, slot, .. },
                State::Listed(mut ledger),
            ) => {
                let own = *claimer == (*owner).into();
                ledger.hold(*claim, *claimer, own, *quantity, *slot);
                State::Listed(ledger)
            }
            (Event::HoldRefused { claim, .. }, mut state) => {
                if let Some(ledger) = ledger_mut(&mut state) {
                    ledger.waiting.remove(*claim);
                }
                state
            }
            (Event::HoldConfirmed { claim }, state) => {
                with_ledger(state, event, |ledger| ledger.tentative.remove(claim).then_some(()))
            }
            (Event::WaitBegun { claim, request }, state) => with_ledger(state, event, |ledger| {
                ledger.waiting.push(*claim, *request);
                Some(())
            }),
            (Event::WaitEnded { claim }, state) => {
                with_ledger(state, event, |ledger| ledger.waiting.remove(*claim).then_some(()))
            }
            (Event::ExpiryNoticed { days_left }, state) => with_ledger(state, event, |ledger| {
                ledger.term.noticed(*days_left);
                Some(())
            }),
            (Event::HoldPassedOn { claim, to }, state) => {
                with_ledger(state, event, |ledger| ledger.pass_on(*claim, *to))
            }
            (Event::Released { claim }, state) => {
                with_ledger(state, event, |ledger| ledger.release(*claim))
            }
            (Event::Used { claim, quantity }, state) => {
                with_ledger(state, event, |ledger| ledger.take(*claim, *quantity))
            }
            (
                Event::Drafted { .. }
                | Event::Listed { .. }
                | Event::ListedOnce { .. }
                | Event::Renewed { .. }
                | Event::Paused { .. }
                | Event::Resumed {}
                | Event::Expired {}
                | Event::WentDormant {}
                | Event::Withdrawn { .. }
                | Event::Held { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

/// What the command itself decides; who waits is settled afterwards.
fn judge(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::List(offer) => writing::list(state, context, offer),
        Command::Draft(offer) => writing::draft(state, context, offer),
        Command::ListDraft => writing::list_draft(state, context),
        Command::Edit { to } => writing::edit(state, context, to),
        Command::SetSchedule { schedule } => writing::set_schedule(state, context, schedule),
        Command::Withdraw { reason } => withdraw(state, context, reason),
        Command::Pause { reason } => pause(state, context, reason),
        Command::Resume => resume(state, context),
        Command::Renew { until } => renew(state, context, until),
        Command::TermDue => Ok(term_due(state, context)),
        Command::ListOnce { claim, offer } => Ok(list_once(state, claim, offer)),
        Command::Hold { claim, claimer, own, amount, slot } => {
            Ok(ledger::hold(state, context, &Asked { claim, claimer, own, amount, slot }))
        }
        Command::Wonder { claim, request } => Ok(ledger::wonder(state, context, claim, &request)),
        Command::Release { claim } => Ok(ledger::release(state, claim)),
        Command::Wait { claim, request } => Ok(waiting::wait(state, context, claim, request)),
        Command::Confirm { claim } => Ok(ledger::confirm(state, claim)),
        Command::PassOn { claim, to } => Ok(ledger::pass_on(state, claim, to)),
        Command::Use { claim, quantity } => Ok(ledger::take(state, claim, quantity)),
    }
}

fn ledger_mut(state: &mut State) -> Option<&mut Ledger> {
    match state {
        State::Unlisted | State::Draft(_) | State::Discarded(_) => None,
        State::Listed(ledger)
        | State::Paused(ledger)
        | State::Expired(ledger)
        | State::Dormant(ledger)
        | State::Withdrawn(ledger)
        | State::OneOff(ledger) => Some(ledger),
    }
}

/// Changes the ledger of an offer, wherever it stands; `change` says whether it could.
fn with_ledger(
    mut state: State,
    event: &Event,
    change: impl FnOnce(&mut Ledger) -> Option<()>,
) -> State {
    let changed = ledger_mut(&mut state).and_then(change);
    if changed.is_none() {
        corrupt(&state, event)
    }
    state
}

/// What was written, for somebody of its owner.
fn own<'s>(state: &'s State, context: &Context) -> Result<&'s List, Rejection> {
    let offer = state.offer().ok_or(Rejection::Unknown)?;
    if context.may_act_for(offer.owner) { Ok(offer) } else { Err(Rejection::NotAuthorised) }
}

/// What was written, for who may say how it stands: its owner, and once it is listed whoever
/// manages it 管理单位.
fn managed<'s>(state: &'s State, context: &Context) -> Result<&'s List, Rejection> {
    let offer = state.offer().ok_or(Rejection::Unknown)?;
    let manager = state.ledger().and(offer.manager);
    let mut theirs = [Some(offer.owner), manager].into_iter().flatten();
    if theirs.any(|organisation| context.may_act_for(organisation)) {
        Ok(offer)
    } else {
        Err(Rejection::NotAuthorised)
    }
}

fn withdraw(
    state: &State,
    context: &Context,
    reason: Option<Text<200>>,
) -> Result<Vec<Event>, Rejection> {
    own(state, context)?;
    match state {
        State::Withdrawn(_) | State::Discarded(_) | State::Unlisted => Ok(vec![]),
        State::Draft(_)
        | State::Listed(_)
        | State::Paused(_)
        | State::Expired(_)
        | State::Dormant(_) => Ok(vec![Event::Withdrawn { reason }]),
        State::OneOff(_) => Err(Rejection::OneOff),
    }
}

/// A claim that was agreed named no offer of whoever gives.
fn list_once(state: &State, claim: ClaimId, offer: Box<List>) -> Vec<Event> {
    match state {
        State::Unlisted => vec![Event::ListedOnce { claim, offer }],
        State::Draft(_)
        | State::Discarded(_)
        | State::Listed(_)
        | State::Paused(_)
        | State::Expired(_)
        | State::Dormant(_)
        | State::Withdrawn(_)
        | State::OneOff(_) => vec![],
    }
}

fn pause(
    state: &State,
    context: &Context,
    reason: Option<Text<200>>,
) -> Result<Vec<Event>, Rejection> {
    managed(state, context)?;
    match state {
        State::Listed(_) => Ok(vec![Event::Paused { reason }]),
        State::Paused(_) => Ok(vec![]),
        State::Unlisted | State::Draft(_) | State::Expired(_) | State::Dormant(_) => {
            Err(Rejection::NotOnTheList)
        }
        State::Withdrawn(_) | State::Discarded(_) => Err(Rejection::Withdrawn),
        State::OneOff(_) => Err(Rejection::OneOff),
    }
}

fn resume(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    managed(state, context)?;
    match state {
        State::Paused(_) => Ok(vec![Event::Resumed {}]),
        State::Listed(_) => Ok(vec![]),
        State::Unlisted | State::Draft(_) | State::Expired(_) | State::Dormant(_) => {
            Err(Rejection::NotOnTheList)
        }
        State::Withdrawn(_) | State::Discarded(_) => Err(Rejection::Withdrawn),
        State::OneOff(_) => Err(Rejection::OneOff),
    }
}

fn renew(state: &State, context: &Context, until: Option<Date>) -> Result<Vec<Event>, Rejection> {
    managed(state, context)?;
    let stands_to = term::begin(context.now, until)?;
    match state {
        State::Listed(ledger) | State::Paused(ledger) if ledger.term.is(until, stands_to) => {
            Ok(vec![])
        }
        State::Listed(_) | State::Paused(_) | State::Expired(_) | State::Dormant(_) => {
            Ok(vec![Event::Renewed { until, stands_to }])
        }
        State::Unlisted | State::Draft(_) => Err(Rejection::NotOnTheList),
        State::Withdrawn(_) | State::Discarded(_) => Err(Rejection::Withdrawn),
        State::OneOff(_) => Err(Rejection::OneOff),
    }
}

fn term_due(state: &State, context: &Context) -> Vec<Event> {
    match state {
        State::Listed(ledger) | State::Paused(ledger) => {
            ledger.term.due(context.now).into_iter().collect()
        }
        State::Unlisted
        | State::Draft(_)
        | State::Discarded(_)
        | State::Expired(_)
        | State::Dormant(_)
        | State::Withdrawn(_)
        | State::OneOff(_) => vec![],
    }
}
