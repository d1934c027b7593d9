//! The need as a ledger: what claims hold of it, and what they deliver.

use contracts::needs::need::{Event, Kind};
use contracts::{Context, HoldRefusal};
use values::{Amount, ClaimId, OrganisationId};

use super::State;

/// A refusal is an event: the saga must react to it.
pub(super) fn hold(
    state: &State,
    context: &Context,
    claim: ClaimId,
    claimer: OrganisationId,
    own: bool,
    amount: Amount,
) -> Vec<Event> {
    if state.ledger().is_some_and(|ledger| ledger.holds.contains_key(&claim)) {
        return vec![];
    }
    match judge(state, context, claimer, own, amount) {
        Ok(owner) => vec![Event::Held { claim, owner, quantity: amount.quantity }],
        Err(reason) => vec![Event::HoldRefused { claim, reason }],
    }
}

fn judge(
    state: &State,
    context: &Context,
    claimer: OrganisationId,
    own: bool,
    amount: Amount,
) -> Result<OrganisationId, HoldRefusal> {
    let ledger = match state {
        State::Unheard => return Err(HoldRefusal::UnknownLine),
        State::Raised(_) | State::Returned(_) | State::Verified(_) | State::Closed(_) => {
            return Err(HoldRefusal::NotOnTheList);
        }
        State::Posted(ledger) => ledger,
    };
    let owner = ledger.asked.owner;
    match (own, owner == claimer) {
        (true, false) => return Err(HoldRefusal::NotYourLine { owner }),
        (false, true) => return Err(HoldRefusal::YourOwnLine),
        (true, true) | (false, false) => {}
    }
    if ledger.deadline.is_some_and(|deadline| deadline < context.now) {
        return Err(HoldRefusal::NotOnTheList);
    }
    let (line, asked) = (ledger.asked.amount.unit, amount.unit);
    if line != asked {
        return Err(HoldRefusal::OtherUnit { line, asked });
    }
    let (asked, left, whole) = (amount.quantity, ledger.left(), ledger.asked());
    if asked > left {
        return Err(HoldRefusal::TooLittleLeft { asked, left, unit: line });
    }
    if (!ledger.divisible || ledger.asked.kind == Kind::Wish) && asked != whole {
        return Err(HoldRefusal::OnlyWhole { asked, whole, unit: line });
    }
    let partners = u32::try_from(ledger.holds.len()).unwrap_or(u32::MAX);
    if partners.saturating_add(ledger.served) >= ledger.partners_max {
        return Err(HoldRefusal::TooManyPartners { max: ledger.partners_max });
    }
    Ok(owner)
}

pub(super) fn release(state: &State, claim: ClaimId) -> Vec<Event> {
    match state.ledger().and_then(|ledger| ledger.holds.get(&claim)) {
        Some(_) => vec![Event::Released { claim }],
        None => vec![],
    }
}

pub(super) fn deliver(state: &State, claim: ClaimId, quantity: u64) -> Vec<Event> {
    match state.ledger().and_then(|ledger| ledger.holds.get(&claim)) {
        Some(held) => vec![Event::Delivered { claim, quantity: quantity.min(*held) }],
        None => vec![],
    }
}
