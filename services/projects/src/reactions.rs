//! Other services' events → own commands; due times → own commands.

use contracts::matching::plan;
use contracts::projects::claim::{Propose, Side};
use contracts::projects::{agreement, claim, tender};
use contracts::{Line, Recorded, Rejection, evaluation, matching, needs, resources};
use runtime::{Decision, Reaction};
use values::{NeedId, OfferId};

use crate::domain::{Claim, Tender};
use crate::{Projects, commands};

/// What the ledger of needs says of a claim's hold.
pub(crate) fn on_needs(
    decision: &mut Decision<'_, Projects>,
    recorded: &Recorded<needs::Event>,
) -> Result<Reaction, Rejection> {
    use needs::need::Event;
    let needs::Event::Need(event) = &recorded.event else {
        return Ok(Reaction::Ignored);
    };
    let line = Line::Need(NeedId(recorded.aggregate));
    let (claim, command) = match event {
        Event::Held { claim, owner, category, .. } => {
            let (owner, category) = (*owner, *category);
            (*claim, claim::Command::RecordHold { line, owner, category })
        }
        Event::HoldRefused { claim, reason } => {
            (*claim, claim::Command::RecordRefusal { line, reason: reason.clone() })
        }
        Event::Raised { .. }
        | Event::RaiserErased {}
        | Event::Verified { .. }
        | Event::WishEntrusted { .. }
        | Event::BeneficiaryErased {}
        | Event::ResultShown { .. }
        | Event::Returned { .. }
        | Event::Resubmitted { .. }
        | Event::Classified { .. }
        | Event::UrgencyConfirmed { .. }
        | Event::Deliberated { .. }
        | Event::Posted { .. }
        | Event::PostedOnce { .. }
        | Event::WentUnclaimed { .. }
        | Event::UnclaimedOverdue {}
        | Event::UnclaimedEscalated {}
        | Event::HoldConfirmed { .. }
        | Event::WaitBegun { .. }
        | Event::WaitEnded { .. }
        | Event::HoldPassedOn { .. }
        | Event::Released { .. }
        | Event::Delivered { .. }
        | Event::DeliveryAccepted { .. }
        | Event::DeliveryRefused { .. }
        | Event::Reviewed { .. }
        | Event::NotReviewed {}
        | Event::Closed { .. }
        | Event::Reopened { .. }
        | Event::SplitOff { .. }
        | Event::Distinguished { .. }
        | Event::Undistinguished { .. } => return Ok(Reaction::Ignored),
    };
    decision.decide::<Claim>(claim, command)?;
    Ok(Reaction::Judged)
}

/// What the ledger of offers says of a claim's hold.
pub(crate) fn on_resources(
    decision: &mut Decision<'_, Projects>,
    recorded: &Recorded<resources::Event>,
) -> Result<Reaction, Rejection> {
    use resources::offer::Event;
    let resources::Event::Offer(event) = &recorded.event;
    let line = Line::Offer(OfferId(recorded.aggregate));
    let (claim, command) = match event {
        Event::Held { claim, owner, category, .. } => {
            let (owner, category) = (*owner, *category);
            (*claim, claim::Command::RecordHold { line, owner, category })
        }
        Event::HoldRefused { claim, reason } => {
            (*claim, claim::Command::RecordRefusal { line, reason: reason.clone() })
        }
        Event::Drafted { .. }
        | Event::Edited { .. }
        | Event::Listed { .. }
        | Event::ListedOnce { .. }
        | Event::Renewed { .. }
        | Event::ExpiryNoticed { .. }
        | Event::Expired {}
        | Event::WentDormant {}
        | Event::Paused { .. }
        | Event::Resumed {}
        | Event::Withdrawn { .. }
        | Event::HoldConfirmed { .. }
        | Event::WaitBegun { .. }
        | Event::WaitEnded { .. }
        | Event::HoldPassedOn { .. }
        | Event::Released { .. }
        | Event::Used { .. } => return Ok(Reaction::Ignored),
    };
    decision.decide::<Claim>(claim, command)?;
    Ok(Reaction::Judged)
}

/// What `evaluation` says of a claim's rating: once both sides are heard, or the window is over,
/// the claim is closed.
pub(crate) fn on_evaluation(
    decision: &mut Decision<'_, Projects>,
    recorded: &Recorded<evaluation::Event>,
) -> Result<Reaction, Rejection> {
    use evaluation::occasion::{About, Event};
    let evaluation::Event::Occasion(event) = &recorded.event else {
        return Ok(Reaction::Ignored);
    };
    let (about, rated) = match event {
        Event::RatingsOpened { about, .. } => (about, true),
        Event::Closed { about, rated, .. } => (about, *rated),
        Event::Noted { .. }
        | Event::Opened { .. }
        | Event::Rated { .. }
        | Event::BallotsIssued { .. }
        | Event::EndNoticed { .. }
        | Event::CommentReviewed { .. }
        | Event::RatingStruck { .. }
        | Event::NoShowStruck { .. }
        | Event::Voided { .. } => return Ok(Reaction::Ignored),
    };
    let About::Claim { claim, .. } = about else { return Ok(Reaction::Ignored) };
    decision.decide::<Claim>(*claim, claim::Command::Close { rated })?;
    Ok(Reaction::Judged)
}

/// The lines of a published plan are claims of those who give.
pub(crate) fn on_matching(
    decision: &mut Decision<'_, Projects>,
    recorded: &Recorded<matching::Event>,
) -> Result<Reaction, Rejection> {
    let matching::Event::Plan(plan::Event::CarriedOut { orders }) = &recorded.event else {
        return Ok(Reaction::Ignored);
    };
    for order in orders {
        let proposal = Propose {
            claimer: order.giving.into(),
            side: Side::Giving,
            need: Some(order.need),
            offer: Some(order.offer),
            amount: order.amount,
            slot: order.slot,
            area: order.area,
            message: None,
            wait: false,
        };
        let command = claim::Command::CarryOut { proposal, accepted_by: order.asking };
        decision.decide::<Claim>(order.claim, command)?;
    }
    Ok(Reaction::Judged)
}

/// The one thing that is due first: a time limit of a claim, an agreement's term, a draft nobody
/// signed, a tender whose proposals are to be opened.
pub(crate) fn on_due(decision: &mut Decision<'_, Projects>) -> Result<(), Rejection> {
    let state = decision.state();
    match state.next_due() {
        Some((_, id)) if state.claims.contains(id) => {
            let agreement_out = state.agreements.state(agreement::id(id.into())).is_out();
            decision.decide::<Claim>(id, claim::Command::Due { agreement_out })
        }
        Some((_, id)) if state.tenders.contains(id) => {
            decision.decide::<Tender>(id, tender::Command::Open)
        }
        Some((_, id)) => commands::agreements::fall_due(decision, id.into()),
        None => Ok(()),
    }
}
