//! Proposals, until the deadline: put in, replaced, withdrawn, and then opened together.

use contracts::Context;
use contracts::projects::tender::{Event, PROPOSALS_MAX, Rejection};
use values::{Fingerprint, Money, OrganisationId, Sealed};

use super::{Bid, Bids, State};

impl Bids {
    pub(super) fn propose(&mut self, organisation: OrganisationId, digest: Fingerprint) {
        let (conflicts, scores) = Default::default();
        let bid = Bid { turn: self.next_turn, digest, conflicts, scores };
        self.proposals.insert(organisation, bid);
        self.next_turn += 1;
    }
}

/// The proposals of a tender whose deadline has not passed, whether a timer has noticed or not.
fn before_the_deadline<'s>(state: &'s State, context: &Context) -> Result<&'s Bids, Rejection> {
    let bids = state.bids()?;
    state.alive()?;
    let deadline = bids.call.deadline;
    match state {
        State::Called(bids) if context.now <= deadline => Ok(bids),
        State::Uncalled
        | State::Called(_)
        | State::Scoring(_)
        | State::Scored(..)
        | State::Publicised(..)
        | State::Awarded(_)
        | State::Annulled(_) => Err(Rejection::DeadlinePassed { deadline }),
    }
}

/// May `organisation` propose this? Asked before anything is sealed, too.
///
/// # Errors
/// The broken rule.
pub fn may_propose(
    state: &State,
    context: &Context,
    organisation: OrganisationId,
    digest: &Fingerprint,
    asked: Money,
) -> Result<(), Rejection> {
    if !context.may_act_for(organisation) {
        return Err(Rejection::NotAuthorised);
    }
    if proposed_so(state, organisation, digest) {
        return Ok(());
    }
    let bids = before_the_deadline(state, context)?;
    let budget_fen = bids.call.budget.fen;
    if !(1..=budget_fen).contains(&asked.fen) {
        return Err(Rejection::MoneyOutOfRange { budget_fen });
    }
    let is_new = !bids.proposals.contains_key(&organisation);
    if is_new && bids.proposals.len() >= PROPOSALS_MAX {
        return Err(Rejection::TooManyProposals { max: PROPOSALS_MAX });
    }
    Ok(())
}

/// Has `organisation` proposed just this?
fn proposed_so(state: &State, organisation: OrganisationId, digest: &Fingerprint) -> bool {
    let bid = state.bids().ok().and_then(|bids| bids.proposals.get(&organisation));
    bid.is_some_and(|bid| bid.digest == *digest)
}

/// What may be proposed; the same once more is no replacement.
pub(super) fn propose(
    state: &State,
    organisation: OrganisationId,
    content: Sealed,
    digest: Fingerprint,
) -> Vec<Event> {
    if proposed_so(state, organisation, &digest) {
        return vec![];
    }
    vec![Event::Proposed { organisation, content, digest }]
}

pub(super) fn withdraw(
    state: &State,
    context: &Context,
    organisation: OrganisationId,
) -> Result<Vec<Event>, Rejection> {
    if !context.may_act_for(organisation) {
        return Err(Rejection::NotAuthorised);
    }
    let bids = before_the_deadline(state, context)?;
    if bids.proposals.contains_key(&organisation) {
        Ok(vec![Event::ProposalWithdrawn { organisation }])
    } else {
        Err(Rejection::NoProposal)
    }
}

/// After the deadline, once.
pub(super) fn open(state: &State, context: &Context) -> Vec<Event> {
    match state {
        State::Called(bids) if context.now > bids.call.deadline => vec![Event::Opened {}],
        State::Uncalled
        | State::Called(_)
        | State::Scoring(_)
        | State::Scored(..)
        | State::Publicised(..)
        | State::Awarded(_)
        | State::Annulled(_) => vec![],
    }
}
