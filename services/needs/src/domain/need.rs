//! One need: raised, verified, classified, posted, held in part or whole, delivered, accepted,
//! reviewed, closed; and perhaps reopened.
//!
//! Invariant: what is held and what is delivered never exceed what was verified; a need closed as
//! solved has been delivered whole, and nobody who raised it says otherwise.

mod ending;
mod hold;
mod posting;
mod raising;
mod reviewing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contracts::Context;
use contracts::needs::need::{
    Classification, Command, Deliberation, Event, Kind, Outcome, Raise, Raiser, Rejection, Terms,
    Wording,
};
use decider::{Decider, corrupt};
use values::{Amount, ClaimId, OrganisationId, PersonId, Timestamp};

use reviewing::Reviewing;

/// The rules of needs.
pub struct Need;

/// Where a need stands in its life.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Not raised yet.
    #[default]
    Unheard,
    /// Raised, to be verified.
    Raised(Asked),
    /// Sent back to who raised it.
    Returned(Asked),
    /// Real, with the amount it takes.
    Verified(Asked),
    /// On the list.
    Posted(Ledger),
    /// What was delivered is accepted; off the list, to be reviewed and closed.
    Accepted(Ledger),
    /// Ended, one way or another.
    Closed(Ended),
}

/// What is asked for, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    owner: OrganisationId,
    /// Who raised it, where that is not the owner.
    raiser: Option<PersonId>,
    /// Told without an account: what is known of the raiser is sealed here.
    sealed: bool,
    kind: Kind,
    /// The owner's own need, classified by its raising.
    own: bool,
    classification: Option<Classification>,
    deliberation: Option<Deliberation>,
    /// What it says since it was last resubmitted.
    wording: Option<Wording>,
    amount: Amount,
    review: Reviewing,
    reopened: u32,
}

/// A posted need: who holds how much of it, and how much was delivered.
#[derive(Debug, PartialEq, Eq)]
pub struct Ledger {
    asked: Asked,
    terms: Terms,
    unclaimed: Option<Unclaimed>,
    held: u64,
    delivered: u64,
    holds: BTreeMap<ClaimId, u64>,
    /// Partners who have delivered, and hold no more; with what was not refused.
    served: BTreeMap<ClaimId, u64>,
}

/// 无人认领: until when something is to be done about it, and whether that passed, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unclaimed {
    act_by: Timestamp,
    overdue: bool,
}

/// A closed need.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    asked: Asked,
    outcome: Outcome,
    reopen_until: Timestamp,
}

impl Asked {
    fn raised(raise: &Raise, raiser: Option<&Raiser>) -> Self {
        Self {
            owner: raise.owner,
            raiser: raiser.map(|raiser| raiser.person),
            sealed: raiser.is_some_and(|raiser| raiser.code.is_some()),
            kind: raise.kind,
            own: raise.source.is_own(),
            classification: None,
            deliberation: None,
            wording: None,
            amount: raise.amount,
            review: Reviewing::default(),
            reopened: 0,
        }
    }

    /// The organisation that asks.
    pub fn owner(&self) -> OrganisationId {
        self.owner
    }

    /// Who raised it, where that is not the owner.
    pub fn raiser(&self) -> Option<PersonId> {
        self.raiser
    }

    fn concerns_many(&self) -> bool {
        self.classification.as_ref().is_some_and(|classification| classification.concerns_many)
    }

    fn is_raiser(&self, context: &Context) -> bool {
        self.raiser.is_some() && self.raiser == context.actor.person()
    }

    /// The owner's people, and whoever raised it.
    fn may_speak(&self, context: &Context) -> bool {
        context.actor.may_act_for(self.owner) || self.is_raiser(context)
    }
}

impl Ledger {
    fn posted(asked: Asked, terms: &Terms) -> Self {
        Self {
            asked,
            terms: terms.clone(),
            unclaimed: None,
            held: 0,
            delivered: 0,
            holds: BTreeMap::new(),
            served: BTreeMap::new(),
        }
    }

    fn left(&self) -> u64 {
        self.asked.amount.quantity - self.held - self.delivered
    }

    /// What is asked for in all.
    pub fn asked(&self) -> u64 {
        self.asked.amount.quantity
    }

    /// What is set aside for claims.
    pub fn held(&self) -> u64 {
        self.held
    }

    /// What claims have delivered.
    pub fn delivered(&self) -> u64 {
        self.delivered
    }

    /// Which claims hold how much.
    pub fn holds(&self) -> &BTreeMap<ClaimId, u64> {
        &self.holds
    }
}

impl State {
    /// The ledger, from the posting to the closing.
    pub fn ledger(&self) -> Option<&Ledger> {
        match self {
            State::Posted(ledger) | State::Accepted(ledger) => Some(ledger),
            State::Unheard
            | State::Raised(_)
            | State::Returned(_)
            | State::Verified(_)
            | State::Closed(_) => None,
        }
    }

    /// What is asked for, once raised.
    pub fn asked(&self) -> Option<&Asked> {
        match self {
            State::Unheard => None,
            State::Raised(asked) | State::Returned(asked) | State::Verified(asked) => Some(asked),
            State::Posted(ledger) | State::Accepted(ledger) => Some(&ledger.asked),
            State::Closed(ended) => Some(&ended.asked),
        }
    }

    fn asked_mut(&mut self) -> Option<&mut Asked> {
        match self {
            State::Unheard => None,
            State::Raised(asked) | State::Returned(asked) | State::Verified(asked) => Some(asked),
            State::Posted(ledger) | State::Accepted(ledger) => Some(&mut ledger.asked),
            State::Closed(ended) => Some(&mut ended.asked),
        }
    }

    /// Is its result there for all who raised it, or its duplicates, to be reviewed?
    pub fn is_done(&self) -> bool {
        match self {
            State::Accepted(_) | State::Closed(_) => true,
            State::Unheard
            | State::Raised(_)
            | State::Returned(_)
            | State::Verified(_)
            | State::Posted(_) => false,
        }
    }

    /// When something is to be decided next.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Posted(ledger) => posting::due_at(ledger),
            State::Accepted(Ledger { asked, .. }) | State::Closed(Ended { asked, .. }) => {
                asked.review.due_at()
            }
            State::Unheard | State::Raised(_) | State::Returned(_) | State::Verified(_) => None,
        }
    }
}

impl Decider for Need {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Raise { asked, told_by } => raising::be_raised(state, context, asked, told_by),
            Command::EraseRaiser => reviewing::erase_raiser(state, context),
            Command::Verify { amount } => raising::verify(state, context, amount),
            Command::Return { reason } => raising::send_back(state, context, reason),
            Command::Resubmit { wording } => raising::resubmit(state, context, wording),
            Command::Classify { classification } => {
                raising::classify(state, context, classification)
            }
            Command::Deliberate { deliberation } => {
                raising::deliberate(state, context, deliberation)
            }
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
            Command::Due => Ok(due(state, context)),
            Command::Hold { claim, claimer, own, amount } => {
                Ok(hold::hold(state, context, claim, claimer, own, amount))
            }
            Command::Release { claim } => Ok(hold::release(state, claim)),
            Command::Deliver { claim, quantity } => Ok(hold::deliver(state, claim, quantity)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Raised { asked, raiser }, State::Unheard) => {
                State::Raised(Asked::raised(asked, raiser.as_ref()))
            }
            (Event::Verified { amount }, State::Raised(asked)) => {
                State::Verified(Asked { amount: *amount, ..asked })
            }
            (Event::Returned { .. }, State::Raised(asked)) => State::Returned(asked),
            (Event::Resubmitted { wording }, State::Raised(asked) | State::Returned(asked)) => {
                let (amount, wording) = (wording.amount, Some(wording.clone()));
                State::Raised(Asked { amount, wording, ..asked })
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
                State::Raised(mut asked)
                | State::Returned(mut asked)
                | State::Verified(mut asked)
                | State::Posted(Ledger { mut asked, .. })
                | State::Accepted(Ledger { mut asked, .. }),
            ) => {
                if review_until.is_some() {
                    asked.review = Reviewing::asked(*review_until);
                }
                let (outcome, reopen_until) = (outcome.clone(), *reopen_until);
                State::Closed(Ended { asked, outcome, reopen_until })
            }
            (Event::Reopened { .. }, State::Closed(Ended { asked, .. })) => State::Raised(Asked {
                review: Reviewing::default(),
                reopened: asked.reopened + 1,
                ..asked
            }),
            (Event::SplitOff { .. }, State::Closed(Ended { asked, .. })) => {
                State::Raised(Asked { review: Reviewing::default(), ..asked })
            }
            (Event::HoldRefused { .. }, state) => state,
            (Event::Classified { classification }, state) => with_asked(state, event, |asked| {
                asked.kind = classification.kind;
                asked.classification = Some(classification.clone());
            }),
            (Event::Deliberated { deliberation }, state) => with_asked(state, event, |asked| {
                asked.deliberation = Some(deliberation.clone());
            }),
            (Event::Reviewed { opinion }, state) => {
                with_asked(state, event, |asked| asked.review = Reviewing::Given(*opinion))
            }
            (Event::RaiserErased {}, state) => with_asked(state, event, |asked| {
                (asked.raiser, asked.sealed) = (None, false);
            }),
            (Event::NotReviewed {}, state) => {
                with_asked(state, event, |asked| asked.review = Reviewing::Silent)
            }
            (
                Event::Held { .. }
                | Event::Released { .. }
                | Event::Delivered { .. }
                | Event::DeliveryRefused { .. }
                | Event::WentUnclaimed { .. }
                | Event::UnclaimedOverdue {},
                State::Posted(ledger) | State::Accepted(ledger),
            ) => State::Posted(hold::evolve(ledger, event)),
            (
                Event::Raised { .. }
                | Event::Verified { .. }
                | Event::Returned { .. }
                | Event::Resubmitted { .. }
                | Event::Posted { .. }
                | Event::WentUnclaimed { .. }
                | Event::UnclaimedOverdue {}
                | Event::Held { .. }
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
    if context.actor.may_act_for(asked.owner) { Ok(asked) } else { Err(Rejection::NotAuthorised) }
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
