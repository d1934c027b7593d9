//! From the proposal until every line is held.

use contracts::projects::claim::{Event, HoldRequest, Propose, Rejection, Side};
use contracts::registry::taxonomy::Category;
use contracts::{Context, HoldRefusal, Line};
use values::{ClaimId, OrganisationId, Timestamp};

use super::{Held, Proposed, State, lease};

pub(super) fn propose(
    state: &State,
    context: &Context,
    proposal: Propose,
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unproposed {
        return Err(Rejection::AlreadyProposed);
    }
    if !context.may_act_as(proposal.claimer) {
        return Err(Rejection::NotAuthorised);
    }
    if proposal.claimer.organisation().is_none()
        && (proposal.side == Side::Asking || proposal.offer.is_some())
    {
        return Err(Rejection::NotForPersons);
    }
    if proposal.wanted().is_none() {
        return Err(Rejection::LineMissing);
    }
    if proposal.slot.is_some() && proposal.offer.is_none() {
        return Err(Rejection::SlotWithoutOffer);
    }
    Ok(vec![Event::Proposed(proposal)])
}

/// Both sides have accepted it in a plan: as if they had claimed it from both sides.
pub(super) fn carry_out(
    state: &State,
    proposal: Propose,
    accepted_by: OrganisationId,
) -> Vec<Event> {
    match state {
        State::Unproposed => {
            let by = accepted_by.into();
            vec![Event::Proposed(proposal), Event::Crossed { by }]
        }
        State::Proposed(_)
        | State::Held(_)
        | State::Accepted(_)
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended(_) => vec![],
    }
}

impl State {
    /// Is `proposal` the same pair, claimed from the other side, while this one may be answered?
    pub fn is_crossed_by(&self, proposal: &Propose, now: Timestamp) -> bool {
        match self {
            State::Proposed(Proposed { proposal: mine, .. }) => {
                mine.side != proposal.side && mine.pair() == proposal.pair()
            }
            State::Held(Held { proposal: mine, counterpart, lease, .. }) => {
                mine.side != proposal.side
                    && mine.pair() == proposal.pair()
                    && proposal.claimer == (*counterpart).into()
                    && now <= lease.until
            }
            State::Unproposed
            | State::Accepted(_)
            | State::Agreed { .. }
            | State::Delivered
            | State::Ended(_) => false,
        }
    }
}

/// The second claim on one pair is the acceptance of the first; of the same amount only.
pub(super) fn cross(
    state: &State,
    context: &Context,
    claim: ClaimId,
    proposal: &Propose,
) -> Result<Vec<Event>, Rejection> {
    let by = proposal.claimer;
    if !context.may_act_as(by) {
        return Err(Rejection::NotAuthorised);
    }
    if !state.is_crossed_by(proposal, context.now) {
        return Err(state.instead());
    }
    let (mine, events) = match state {
        State::Proposed(Proposed { proposal, crossed_by, .. }) => {
            let again = *crossed_by == Some(by);
            (proposal, if again { vec![] } else { vec![Event::Crossed { by }] })
        }
        State::Held(Held { proposal, .. }) => (proposal, vec![Event::Accepted {}]),
        State::Unproposed
        | State::Accepted(_)
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended(_) => return Err(state.instead()),
    };
    if (mine.amount, mine.slot) != (proposal.amount, proposal.slot) {
        return Err(Rejection::CrossingClaim { claim, quantity: mine.amount.quantity });
    }
    Ok(events)
}

/// A ledger may answer late: whatever has ended since frees the hold by its own event.
pub(super) fn record_hold(
    state: &State,
    context: &Context,
    line: Line,
    owner: OrganisationId,
    category: Category,
) -> Vec<Event> {
    let State::Proposed(proposed) = state else { return vec![] };
    let proposal = &proposed.proposal;
    let (own, wanted) = (HoldRequest::own(proposal), HoldRequest::wanted(proposal));
    let is = |request: Option<HoldRequest>| request.is_some_and(|request| request.line == line);
    if is(wanted) {
        match own {
            Some(own) if !proposed.own_line_held => {
                vec![Event::WantedLineHeld { counterpart: owner, category, own }]
            }
            Some(_) | None => all_held(proposed, (owner, category), context),
        }
    } else if is(own) {
        match (proposed.counterpart, wanted) {
            (Some(counterpart), _) => all_held(proposed, counterpart, context),
            (None, Some(wanted)) if !proposed.own_line_held => vec![Event::OwnLineHeld { wanted }],
            (None, _) => vec![],
        }
    } else {
        vec![]
    }
}

fn all_held(
    proposed: &Proposed,
    (counterpart, category): (OrganisationId, Category),
    context: &Context,
) -> Vec<Event> {
    let mut events = vec![Event::Held { counterpart, category, lease: lease(context) }];
    let resolved = |claimer| context.directory.resolved_claimer(claimer);
    if proposed.crossed_by.map(resolved) == Some(resolved(counterpart.into())) {
        events.push(Event::Accepted {});
    }
    events
}

/// Who wishes to wait where too little is left does, and everybody where only tentative holds are
/// in the way; who waits holds nothing meanwhile.
pub(super) fn record_refusal(state: &State, line: Line, reason: HoldRefusal) -> Vec<Event> {
    match state {
        State::Proposed(Proposed { proposal, waiting, counterpart, .. }) => {
            let tentative = reason == HoldRefusal::HeldTentatively;
            // Whose own line is gone after all that waiting is refused: nobody goes in circles.
            let may_wait = (proposal.wait || tentative) && !waiting && counterpart.is_none();
            let (own, wanted) = (HoldRequest::own(proposal), HoldRequest::wanted(proposal));
            let asked = [own, wanted].into_iter().flatten();
            let request = asked.into_iter().find(|request| request.line == line);
            let is_own = own.is_some_and(|own| own.line == line);
            vec![match request {
                Some(request) if may_wait && reason.is_shortage() => {
                    Event::Waiting { request, reason }
                }
                Some(_) | None => {
                    // The other one was never asked: the claimer learns of both at once.
                    let unasked = wanted.filter(|_| is_own && counterpart.is_none());
                    Event::Refused { line, reason, unasked }
                }
            }]
        }
        State::Ended(Some(unasked)) if *unasked == line => {
            vec![Event::AlsoRefused { line, reason }]
        }
        State::Unproposed
        | State::Held(_)
        | State::Accepted(_)
        | State::Agreed { .. }
        | State::Delivered
        | State::Ended(_) => vec![],
    }
}
