//! Who waits for an amount of the need 候补, and is promoted when there is enough.

use contracts::needs::need::Event;
use contracts::projects::claim::HoldRequest;
use contracts::{Context, HoldRefusal, WaitingList};
use decider::Decider;
use values::ClaimId;

use super::{Need, State, hold};

/// Held at once when there is enough.
pub(super) fn wait(
    state: &State,
    context: &Context,
    claim: ClaimId,
    request: HoldRequest,
) -> Vec<Event> {
    let waiting = state.ledger().map(|ledger| &ledger.waiting);
    let known = state.ledger().is_some_and(|ledger| ledger.holds.contains_key(&claim));
    if known || waiting.is_some_and(|waiting| waiting.contains(claim)) {
        return vec![];
    }
    let full = waiting.is_some_and(|waiting| waiting.len() >= WaitingList::MAX);
    vec![match judge(state, context, claim, &request) {
        Ok(held) => held,
        Err(reason) if !reason.is_shortage() => Event::HoldRefused { claim, reason },
        Err(_) if full => {
            let reason = HoldRefusal::WaitingListFull { max: WaitingList::MAX };
            Event::HoldRefused { claim, reason }
        }
        Err(_) if stays(state, context, claim, &request) => Event::WaitBegun { claim, request },
        Err(reason) => Event::HoldRefused { claim, reason },
    }]
}

/// As if every tentative hold had come to nothing, where there are any.
pub(super) fn without_tentative(state: &State) -> Option<State> {
    let tentative = &state.ledger()?.tentative;
    let release = |state, claim: &ClaimId| Need::evolve(state, &Event::Released { claim: *claim });
    (!tentative.is_empty()).then(|| tentative.iter().fold(state.clone(), release))
}

/// Whoever wishes waits; and everybody, where only tentative holds are in the way.
fn stays(state: &State, context: &Context, claim: ClaimId, request: &HoldRequest) -> bool {
    request.wait
        || without_tentative(state)
            .is_some_and(|firm| judge(&firm, context, claim, request).is_ok())
}

fn judge(
    state: &State,
    context: &Context,
    claim: ClaimId,
    request: &HoldRequest,
) -> Result<Event, HoldRefusal> {
    let HoldRequest { claimer, own, amount, .. } = *request;
    hold::judge(state, context, &hold::Request { claim, claimer, own, amount })
}

/// After whatever happened: whoever waits and fits is promoted, in order; when the need has left
/// the list, nobody waits any more.
pub(super) fn settled(state: &State, context: &Context, mut events: Vec<Event>) -> Vec<Event> {
    let Some(ledger) = state.ledger().filter(|ledger| !ledger.waiting.is_empty()) else {
        return events;
    };
    if events.is_empty() {
        return events;
    }
    let after = events.iter().fold(state.clone(), Need::evolve);
    let settle = |state: &State, claim, request: &HoldRequest| {
        let on_list = matches!(state, State::Posted(_));
        let waits = state.ledger().is_some_and(|ledger| ledger.waiting.contains(claim));
        match judge(state, context, claim, request) {
            _ if on_list && !waits => None,
            Ok(held) => Some(held),
            // It may be posted again.
            Err(HoldRefusal::NotOnTheList) if on_list => None,
            Err(reason) if reason.is_shortage() && stays(state, context, claim, request) => None,
            Err(reason) => Some(Event::HoldRefused { claim, reason }),
        }
    };
    let settled = ledger.waiting.settle(after, settle, Need::evolve);
    events.extend(settled);
    events
}
