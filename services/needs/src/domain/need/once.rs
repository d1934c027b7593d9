//! 一次性条目: what somebody asked for by a claim on an offer, without a need on the list. It is held
//! by that claim from the start, and ends with it.

use contracts::Context;
use contracts::needs::need::{Event, Outcome, Raise, Terms};
use values::{ClaimId, OrganisationId, Text};

use super::ending::reopen_until;
use super::{Asked, Ledger, State};

/// A claim that was agreed named no need of whoever asks.
pub(super) fn post(state: &State, claim: ClaimId, asked: Box<Raise>) -> Vec<Event> {
    match state {
        State::Unheard => vec![Event::PostedOnce { claim, asked }],
        State::Raised(_)
        | State::Returned(_)
        | State::Verified(_)
        | State::Posted(_)
        | State::Accepted(_)
        | State::Closed(_) => vec![],
    }
}

impl Ledger {
    /// Held whole by `claim`.
    pub(super) fn once(asked: Asked, claim: ClaimId) -> Self {
        let (owner, whole): (OrganisationId, _) = (asked.owner, asked.amount.quantity);
        let mut ledger = Self { once: true, ..Self::posted(asked, &Terms::whole()) };
        ledger.held = whole;
        ledger.holds.insert(claim, whole);
        ledger.holders.insert(claim, owner.into());
        ledger
    }
}

/// What ends the claim ends the need that was there for it alone: its project was accepted already.
pub(super) fn ended(state: &State, context: &Context, mut events: Vec<Event>) -> Vec<Event> {
    let Some(ledger) = state.ledger().filter(|ledger| ledger.once) else { return events };
    let came = events.iter().find_map(|event| {
        if let Event::Delivered { quantity, .. } = event {
            return Some(*quantity);
        }
        matches!(event, Event::Released { .. }).then_some(0)
    });
    if let Some(came) = came {
        let outcome = outcome(came, ledger.asked());
        let reopen_until = reopen_until(context);
        events.push(Event::Closed { outcome, reopen_until, review_until: None });
    }
    events
}

/// Closed is not solved.
fn outcome(came: u64, asked: u64) -> Outcome {
    let reason = |text: &str| Text::new(text).expect("it is short");
    if came == asked {
        Outcome::Solved
    } else if came > 0 {
        Outcome::PartlySolved { reason: reason("认领结束，只交付了一部分") }
    } else {
        Outcome::Unsolved { reason: reason("认领结束，没有交付") }
    }
}
