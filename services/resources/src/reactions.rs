//! Other services' events → own commands, and due times → own commands.

use contracts::projects::{self, claim};
use contracts::resources::offer::Command;
use contracts::{Recorded, Rejection};
use runtime::{Decision, Reaction};
use values::ClaimId;

use crate::Resources;
use crate::domain::Offer;

/// A claim asks for its hold in its proposal; its end frees or uses what it holds.
pub(crate) fn on_projects(
    decision: &mut Decision<'_, Resources>,
    recorded: &Recorded<projects::Event>,
) -> Result<Reaction, Rejection> {
    let projects::Event::Claim(event) = &recorded.event else {
        return Ok(Reaction::Ignored);
    };
    let claim = ClaimId(recorded.aggregate);
    match event {
        claim::Event::Proposed(proposal) => on_claim_proposed(decision, claim, proposal),
        claim::Event::OwnLineHeld {
            claimer,
            wanted: contracts::Line::Offer(offer),
            amount,
            slot,
        } => {
            let (claimer, amount, slot) = (*claimer, *amount, *slot);
            let hold = Command::Hold { claim, claimer, own: false, amount, slot };
            decision.decide::<Offer>(*offer, hold)?;
            Ok(Reaction::Judged)
        }
        claim::Event::Refused { .. }
        | claim::Event::Declined { .. }
        | claim::Event::Withdrawn { .. }
        | claim::Event::Lapsed { .. } => on_held(decision, claim, Command::Release { claim }),
        claim::Event::Delivered { quantity } => {
            on_held(decision, claim, Command::Use { claim, quantity: *quantity })
        }
        claim::Event::OwnLineHeld { .. }
        | claim::Event::Held { .. }
        | claim::Event::Accepted { .. }
        | claim::Event::Agreed { .. } => Ok(Reaction::Ignored),
    }
}

/// The claimer's own line is asked first; without one, the other side's at once.
fn on_claim_proposed(
    decision: &mut Decision<'_, Resources>,
    claim: ClaimId,
    proposal: &claim::Propose,
) -> Result<Reaction, Rejection> {
    let Some(contracts::Line::Offer(offer)) = proposal.first() else {
        return Ok(Reaction::Ignored);
    };
    let own = proposal.own().is_some();
    let claim::Propose { claimer, amount, slot, .. } = *proposal;
    let hold = Command::Hold { claim, claimer, own, amount, slot };
    decision.decide::<Offer>(offer, hold)?;
    Ok(Reaction::Judged)
}

/// Whatever offer the claim holds a part of.
fn on_held(
    decision: &mut Decision<'_, Resources>,
    claim: ClaimId,
    command: Command,
) -> Result<Reaction, Rejection> {
    let Some(offer) = decision.state().holding.get(&claim) else {
        return Ok(Reaction::Ignored);
    };
    decision.decide::<Offer>(*offer, command)?;
    Ok(Reaction::Judged)
}

/// The offer whose term asks for something first.
pub(crate) fn on_due(decision: &mut Decision<'_, Resources>) -> Result<(), Rejection> {
    match decision.state().terms.next() {
        Some((_, offer)) => decision.decide::<Offer>(offer, Command::TermDue),
        None => Ok(()),
    }
}
