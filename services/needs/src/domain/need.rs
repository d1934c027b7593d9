//! One need: raised, verified, classified, posted, held in part or whole, delivered, accepted,
//! reviewed, closed; and perhaps reopened.
//!
//! Invariant: what is held and what is delivered never exceed what was verified; a need closed as
//! solved has been delivered whole, and nobody who raised it says otherwise.

mod confirming;
mod distinguishing;
mod ending;
mod hold;
mod once;
mod posting;
mod raising;
mod reviewing;
mod state;
#[cfg(test)]
mod tests;
mod waiting;
mod wishing;

use contracts::Context;
use contracts::needs::need::{Command, Event, Kind, Rejection, Wording};
use decider::{Decider, corrupt};

use reviewing::Reviewing;
pub use state::{Asked, Ended, Ledger, State};
use state::{Unclaimed, Wished, names_somebody, public};

/// The rules of needs.
pub struct Need;

impl Decider for Need {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        let events = judge(state, context, command)?;
        Ok(once::ended(state, context, waiting::settled(state, context, events)))
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Raised { asked, raiser }, State::Unheard) => {
                State::Raised(Asked::raised(asked, raiser.as_ref()))
            }
            (Event::Verified { amount, wish }, State::Raised(asked)) => {
                let wish = wish.as_ref().map(Wished::of).or(asked.wish);
                // Opened again, a wish is verified again by what it says.
                let public = asked.public.filter(|_| asked.kind == Kind::Wish);
                State::Verified(Asked { amount: *amount, wish, public, ..asked })
            }
            (Event::Returned { .. }, State::Raised(asked)) => State::Returned(asked),
            (Event::Resubmitted { wording }, State::Raised(asked) | State::Returned(asked)) => {
                let Wording { title, content, amount, place, wanted } = wording;
                let others = [content.as_deref(), place.as_deref(), wanted.as_deref()];
                let (amount, names_somebody) = (*amount, names_somebody(title, others));
                let public = Some(public(title, others));
                let wording = Some(wording.clone());
                State::Raised(Asked { amount, wording, names_somebody, public, ..asked })
            }
            (Event::PostedOnce { claim, asked }, State::Unheard) => {
                State::Posted(Ledger::once(Asked::raised(asked, None), *claim))
            }
            (Event::Posted { terms }, State::Verified(asked)) => {
                State::Posted(Ledger::posted(asked, terms))
            }
            (Event::Posted { terms }, State::Posted(ledger)) => {
                State::Posted(Ledger { terms: terms.clone(), unclaimed: None, ..ledger })
            }
            (Event::DeliveryAccepted { review_until }, State::Posted(mut ledger)) => {
                ledger.asked.review = Reviewing::asked(*review_until);
                State::Accepted(ledger)
            }
            (
                Event::Closed { outcome, reopen_until, review_until },
                State::Raised(asked) | State::Returned(asked) | State::Verified(asked),
            ) => State::Closed(Ended::new(asked, false, outcome, *reopen_until, *review_until)),
            (
                Event::Closed { outcome, reopen_until, review_until },
                State::Posted(ledger) | State::Accepted(ledger),
            ) => {
                let (asked, delivered) = (ledger.asked, ledger.delivered > 0);
                State::Closed(Ended::new(asked, delivered, outcome, *reopen_until, *review_until))
            }
            (Event::Reopened { .. }, State::Closed(Ended { asked, .. })) => State::Raised(Asked {
                review: Reviewing::default(),
                reopened: asked.reopened + 1,
                ..asked
            }),
            (Event::SplitOff { .. }, State::Closed(Ended { asked, .. })) => {
                State::Raised(Asked { review: Reviewing::default(), ..asked })
            }
            (Event::HoldRefused { claim, .. }, mut state) => {
                if let State::Posted(ledger) | State::Accepted(ledger) = &mut state {
                    ledger.waiting.remove(*claim);
                }
                state
            }
            (Event::Classified { classification }, state) => with_asked(state, event, |asked| {
                (asked.kind, asked.category) = (classification.kind, classification.category);
                asked.classification = Some(classification.clone());
                asked.urgency_confirmed = false;
            }),
            (Event::UrgencyConfirmed { .. }, state) => {
                with_asked(state, event, |asked| asked.urgency_confirmed = true)
            }
            (Event::Deliberated { deliberation }, state) => with_asked(state, event, |asked| {
                asked.deliberation = Some(deliberation.clone());
            }),
            (Event::Reviewed { opinion }, state) => {
                with_asked(state, event, |asked| asked.review = Reviewing::Given(*opinion))
            }
            (Event::RaiserErased {}, state) => with_asked(state, event, |asked| {
                (asked.raiser, asked.sealed) = (None, false);
            }),
            (Event::BeneficiaryErased {}, state) => with_asked(state, event, |asked| {
                if let Some(wish) = &mut asked.wish {
                    wish.beneficiary = None;
                }
            }),
            (Event::ResultShown { pictures }, state) => {
                with_asked(state, event, |asked| asked.pictures.clone_from(pictures))
            }
            (Event::NotReviewed {}, state) => {
                with_asked(state, event, |asked| asked.review = Reviewing::Silent)
            }
            (Event::Distinguished { from }, state) => with_asked(state, event, |asked| {
                asked.distinguished.insert(*from);
            }),
            (Event::Undistinguished { from }, state) => with_asked(state, event, |asked| {
                asked.distinguished.remove(from);
            }),
            (
                Event::Held { .. }
                | Event::HoldConfirmed { .. }
                | Event::WaitBegun { .. }
                | Event::WaitEnded { .. }
                | Event::HoldPassedOn { .. }
                | Event::WishEntrusted { .. }
                | Event::Released { .. }
                | Event::Delivered { .. }
                | Event::DeliveryRefused { .. }
                | Event::WentUnclaimed { .. }
                | Event::UnclaimedOverdue {}
                | Event::UnclaimedEscalated {},
                State::Posted(ledger) | State::Accepted(ledger),
            ) => State::Posted(hold::evolve(ledger, event)),
            (
                Event::Raised { .. }
                | Event::Verified { .. }
                | Event::Returned { .. }
                | Event::Resubmitted { .. }
                | Event::Posted { .. }
                | Event::PostedOnce { .. }
                | Event::WentUnclaimed { .. }
                | Event::UnclaimedOverdue {}
                | Event::UnclaimedEscalated {}
                | Event::Held { .. }
                | Event::HoldConfirmed { .. }
                | Event::WaitBegun { .. }
                | Event::WaitEnded { .. }
                | Event::HoldPassedOn { .. }
                | Event::WishEntrusted { .. }
                | Event::Released { .. }
                | Event::Delivered { .. }
                | Event::DeliveryAccepted { .. }
                | Event::DeliveryRefused { .. }
                | Event::Closed { .. }
                | Event::Reopened { .. }
                | Event::SplitOff { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

/// What the command itself decides; who waits is settled afterwards.
fn judge(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Raise { asked, told_by } => raising::be_raised(state, context, asked, told_by),
        Command::EraseRaiser => reviewing::erase_raiser(state, context),
        Command::Verify { amount } => raising::verify(state, context, amount),
        Command::VerifyWish { wish, cap } => wishing::verify(state, context, wish, cap),
        Command::EraseBeneficiary => wishing::erase_beneficiary(state, context),
        Command::ShowResult { pictures } => wishing::show_result(state, context, pictures),
        Command::Entrust { claim } => Ok(wishing::entrust(state, claim)),
        Command::Return { reason } => raising::send_back(state, context, reason),
        Command::Resubmit { wording } => raising::resubmit(state, context, wording),
        Command::Classify { classification } => raising::classify(state, context, classification),
        Command::ConfirmUrgency => confirming::confirm_urgency(state, context),
        Command::Deliberate { deliberation } => raising::deliberate(state, context, deliberation),
        Command::Post { terms } => posting::post(state, context, terms),
        Command::Accept => ending::accept(state, context),
        Command::Refuse { claim, stands, reason } => {
            ending::refuse(state, context, claim, stands, reason)
        }
        Command::Review { opinion, main_done } => {
            reviewing::review(state, context, opinion, main_done)
        }
        Command::Close { outcome } => ending::close(state, context, outcome),
        Command::Reopen { reason } => ending::reopen(state, context, reason),
        Command::SplitOff { reason } => ending::split_off(state, context, reason),
        Command::Distinguish { from, told } => {
            distinguishing::distinguish(state, context, from, told)
        }
        Command::Undistinguish { from } => distinguishing::undistinguish(state, context, from),
        Command::Escalate => Ok(posting::escalate(state)),
        Command::Due => Ok(due(state, context)),
        Command::PostOnce { claim, asked } => Ok(once::post(state, claim, asked)),
        Command::Hold { claim, claimer, own, amount } => {
            Ok(hold::hold(state, context, &hold::Request { claim, claimer, own, amount }))
        }
        Command::Wonder { claim, request } => Ok(hold::wonder(state, context, claim, &request)),
        Command::Release { claim } => Ok(hold::release(state, claim)),
        Command::Wait { claim, request } => Ok(waiting::wait(state, context, claim, request)),
        Command::Confirm { claim } => Ok(hold::confirm(state, claim)),
        Command::PassOn { claim, to } => Ok(hold::pass_on(state, claim, to)),
        Command::Deliver { claim, quantity } => Ok(hold::deliver(state, claim, quantity)),
    }
}

/// Changes what is asked, wherever the need stands.
fn with_asked(mut state: State, event: &Event, change: impl FnOnce(&mut Asked)) -> State {
    match state.asked_mut() {
        Some(asked) => change(asked),
        None => corrupt(&state, event),
    }
    state
}

/// What is asked, if the actor may act for who asks.
fn own<'s>(state: &'s State, context: &Context) -> Result<&'s Asked, Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    if context.may_act_for(asked.owner) { Ok(asked) } else { Err(Rejection::NotAuthorised) }
}

/// A time limit passed.
fn due(state: &State, context: &Context) -> Vec<Event> {
    if state.due_at().is_none_or(|due| context.now < due) {
        return vec![];
    }
    match state {
        State::Posted(ledger) => vec![posting::due(ledger, context)],
        State::Accepted(_) | State::Closed(_) => vec![Event::NotReviewed {}],
        State::Unheard | State::Raised(_) | State::Returned(_) | State::Verified(_) => vec![],
    }
}
