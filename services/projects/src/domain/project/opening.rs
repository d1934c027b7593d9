//! 立项: by signatures, by the asking side itself, or proposed to it; and the claims it serves.

use contracts::projects::project::{CLAIMS_MAX, Event, Opened, Rejection};
use contracts::{Claimer, Context};
use values::{Amount, OrganisationId, Text, Unit};

use super::{Served, Stage, State, Work};

/// Signatures, and the asking side itself, open what waits for its approval, too.
pub(super) fn open(state: &State, terms: Opened) -> Result<Vec<Event>, Rejection> {
    match state.work() {
        Some(work) if !work.is_only_proposed() => Err(Rejection::AlreadyOpened),
        Some(_) | None => Ok(vec![Event::Opened(terms)]),
    }
}

/// What was refused may be proposed again.
pub(super) fn propose(
    state: &State,
    context: &Context,
    terms: Opened,
) -> Result<Vec<Event>, Rejection> {
    if !context.may_act_as(terms.giving) {
        return Err(Rejection::NotAuthorised);
    }
    match state.work() {
        None => Ok(vec![Event::Proposed(terms)]),
        Some(work) if work.stage == Stage::Refused => Ok(vec![Event::Proposed(terms)]),
        Some(_) => Err(Rejection::AlreadyOpened),
    }
}

pub(super) fn approve(work: &Work, context: &Context) -> Result<Vec<Event>, Rejection> {
    work.asking_side(context)?;
    match work.stage {
        Stage::Proposed => Ok(vec![Event::Approved {}]),
        Stage::Approved => Ok(vec![]),
        Stage::Refused
        | Stage::Running
        | Stage::Suspended
        | Stage::Undecided
        | Stage::AcceptanceAsked { .. }
        | Stage::Accepted
        | Stage::Ended
        | Stage::Archived => Err(Rejection::NotProposed),
    }
}

pub(super) fn refuse(
    work: &Work,
    context: &Context,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    work.asking_side(context)?;
    match work.stage {
        Stage::Proposed => Ok(vec![Event::Refused { reason }]),
        Stage::Refused => Ok(vec![]),
        Stage::Approved
        | Stage::Running
        | Stage::Suspended
        | Stage::Undecided
        | Stage::AcceptanceAsked { .. }
        | Stage::Accepted
        | Stage::Ended
        | Stage::Archived => Err(Rejection::NotProposed),
    }
}

pub(super) fn start(work: &Work, context: &Context) -> Result<Vec<Event>, Rejection> {
    work.either_party(context)?;
    match work.stage {
        Stage::Approved => Ok(vec![Event::Started {}]),
        Stage::Running => Ok(vec![]),
        Stage::Proposed
        | Stage::Refused
        | Stage::Suspended
        | Stage::Undecided
        | Stage::AcceptanceAsked { .. }
        | Stage::Accepted
        | Stage::Ended
        | Stage::Archived => Err(Rejection::NotApproved),
    }
}

/// Another claim of the same sides, in the same unit, so that records count for all of them, and on
/// other lines, so that each ledger is told of one end at a time.
pub(super) fn add_claim(
    work: &Work,
    context: &Context,
    added: Served,
    (giving, asking): (Claimer, OrganisationId),
    unit: Unit,
) -> Result<Vec<Event>, Rejection> {
    work.asking_side(context)?;
    if work.claims.iter().any(|known| known.claim == added.claim) {
        return Ok(vec![]);
    }
    work.running()?;
    let Opened { giving: own_giving, asking: own_asking, amount: own, .. } = &work.terms;
    if (giving, asking, unit) != (*own_giving, *own_asking, own.unit) {
        return Err(Rejection::OtherClaim);
    }
    let same = |known: &Served| {
        (known.need.is_some() && known.need == added.need)
            || (known.offer.is_some() && known.offer == added.offer)
    };
    if work.claims.iter().any(same) {
        return Err(Rejection::LineServed);
    }
    if work.claims.len() >= CLAIMS_MAX {
        return Err(Rejection::TooManyClaims { max: CLAIMS_MAX });
    }
    let Served { claim, need, offer, quantity } = added;
    Ok(vec![Event::ClaimAdded { claim, need, offer, amount: Amount { quantity, unit } }])
}
