//! Other services' events → own commands; due times → own commands.

use contracts::needs::need::Command;
use contracts::projects::{self, claim};
use contracts::{Recorded, Rejection};
use runtime::{Decision, Reaction};
use values::ClaimId;

use crate::Needs;
use crate::domain::Need;

/// A claim asks for its hold in its proposal; its end frees or delivers what it holds.
pub(crate) fn on_projects(
    decision: &mut Decision<'_, Needs>,
    recorded: &Recorded<projects::Event>,
) -> Result<Reaction, Rejection> {
    let projects::Event::Claim(event) = &recorded.event else {
        return Ok(Reaction::Ignored);
    };
    let claim = ClaimId(recorded.aggregate);
    match event {
        claim::Event::Proposed(proposal) => on_claim_proposed(decision, claim, proposal),
        claim::Event::OwnLineHeld {
            claimer, wanted: contracts::Line::Need(need), amount, ..
        } => {
            let (claimer, amount) = (*claimer, *amount);
            let hold = Command::Hold { claim, claimer, own: false, amount };
            decision.decide::<Need>(*need, hold)?;
            Ok(Reaction::Judged)
        }
        claim::Event::Refused { .. }
        | claim::Event::Declined { .. }
        | claim::Event::Withdrawn { .. }
        | claim::Event::Lapsed { .. } => on_held(decision, claim, Command::Release { claim }),
        claim::Event::Delivered { quantity } => {
            on_held(decision, claim, Command::Deliver { claim, quantity: *quantity })
        }
        claim::Event::OwnLineHeld { .. }
        | claim::Event::Held { .. }
        | claim::Event::Accepted { .. }
        | claim::Event::Agreed { .. } => Ok(Reaction::Ignored),
    }
}

/// The claimer's own line is asked first; without one, the other side's at once.
fn on_claim_proposed(
    decision: &mut Decision<'_, Needs>,
    claim: ClaimId,
    proposal: &claim::Propose,
) -> Result<Reaction, Rejection> {
    let Some(contracts::Line::Need(need)) = proposal.first() else {
        return Ok(Reaction::Ignored);
    };
    let own = proposal.own().is_some();
    let hold = Command::Hold { claim, claimer: proposal.claimer, own, amount: proposal.amount };
    decision.decide::<Need>(need, hold)?;
    Ok(Reaction::Judged)
}

/// Whatever need the claim holds a part of.
fn on_held(
    decision: &mut Decision<'_, Needs>,
    claim: ClaimId,
    command: Command,
) -> Result<Reaction, Rejection> {
    let Some(need) = decision.state().holding.get(&claim) else {
        return Ok(Reaction::Ignored);
    };
    decision.decide::<Need>(*need, command)?;
    Ok(Reaction::Judged)
}

/// The one thing that is due first.
pub(crate) fn on_due(decision: &mut Decision<'_, Needs>) -> Result<(), Rejection> {
    match decision.state().due.next() {
        Some((_, need)) => decision.decide::<Need>(need, Command::Due),
        None => Ok(()),
    }
}
