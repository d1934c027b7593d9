//! What people ask of claims.

use contracts::Rejection;
use contracts::projects::claim::{self, Command};
use contracts::projects::{agreement, project};
use runtime::{Commands, Decision};
use values::{ClaimId, ProjectId, Text};

use crate::Projects;
use crate::domain::claim::State;
use crate::domain::project::Work;
use crate::domain::{Claim, Project};

pub(super) fn add_to(table: Commands<Projects>) -> Commands<Projects> {
    table
        .on(propose)
        .on(accept)
        .on(decline)
        .on(withdraw)
        .on(renew)
        .on(transfer)
        .on(answer_transfer)
        .on(ask_takeover)
        .on(answer_takeover)
        .on(revoke)
        .on(cancel)
        .on(refuse_cancel)
        .on(fail)
}

/// A proposal that crosses the other side's claim on the same pair answers that one.
fn propose(
    decision: &mut Decision<'_, Projects>,
    proposal: claim::Propose,
) -> Result<(), Rejection> {
    let now = decision.context().now;
    match decision.state().crossing(&proposal, now) {
        Some(claim) => decision.decide::<Claim>(claim, Command::Cross { claim, proposal }),
        None => decision.decide::<Claim>(decision.id::<ClaimId>(0), Command::Propose(proposal)),
    }
}

fn accept(
    decision: &mut Decision<'_, Projects>,
    claim::Accept { claim }: claim::Accept,
) -> Result<(), Rejection> {
    decision.decide::<Claim>(claim, Command::Accept)
}

fn decline(
    decision: &mut Decision<'_, Projects>,
    claim::Decline { claim, reason }: claim::Decline,
) -> Result<(), Rejection> {
    decision.decide::<Claim>(claim, Command::Decline { reason })
}

fn withdraw(
    decision: &mut Decision<'_, Projects>,
    claim::Withdraw { claim, reason }: claim::Withdraw,
) -> Result<(), Rejection> {
    decision.decide::<Claim>(claim, Command::Withdraw { reason })
}

fn renew(
    decision: &mut Decision<'_, Projects>,
    claim::Renew { claim }: claim::Renew,
) -> Result<(), Rejection> {
    decision.decide::<Claim>(claim, Command::Renew)
}

/// What the two sides are about to sign stays with them.
fn no_agreement_out(decision: &Decision<'_, Projects>, claim: ClaimId) -> Result<(), Rejection> {
    if decision.state().agreements.state(agreement::id(claim)).is_out() {
        return Err(claim::Rejection::AgreementOut.into());
    }
    Ok(())
}

fn transfer(
    decision: &mut Decision<'_, Projects>,
    claim::Transfer { claim, to }: claim::Transfer,
) -> Result<(), Rejection> {
    no_agreement_out(decision, claim)?;
    decision.decide::<Claim>(claim, Command::Transfer { to })
}

fn answer_transfer(
    decision: &mut Decision<'_, Projects>,
    claim::AnswerTransfer { claim, accept }: claim::AnswerTransfer,
) -> Result<(), Rejection> {
    if accept {
        no_agreement_out(decision, claim)?;
    }
    decision.decide::<Claim>(claim, Command::AnswerTransfer { accept })
}

fn ask_takeover(
    decision: &mut Decision<'_, Projects>,
    claim::AskTakeover { claim, by }: claim::AskTakeover,
) -> Result<(), Rejection> {
    no_agreement_out(decision, claim)?;
    decision.decide::<Claim>(claim, Command::AskTakeover { by })
}

fn answer_takeover(
    decision: &mut Decision<'_, Projects>,
    claim::AnswerTakeover { claim, hand_over }: claim::AnswerTakeover,
) -> Result<(), Rejection> {
    if hand_over {
        no_agreement_out(decision, claim)?;
    }
    decision.decide::<Claim>(claim, Command::AnswerTakeover { hand_over })
}

fn revoke(
    decision: &mut Decision<'_, Projects>,
    claim::Revoke { claim, reason }: claim::Revoke,
) -> Result<(), Rejection> {
    decision.decide::<Claim>(claim, Command::Revoke { reason })
}

fn cancel(
    decision: &mut Decision<'_, Projects>,
    claim::Cancel { claim, reason }: claim::Cancel,
) -> Result<(), Rejection> {
    let agreed = decision.state().claims.state(claim).is_cancelled_by(decision.context());
    let delivered = delivered(decision, claim);
    decision.decide::<Claim>(claim, Command::Cancel { reason: reason.clone(), delivered })?;
    if agreed { end_project(decision, claim, reason) } else { Ok(()) }
}

fn refuse_cancel(
    decision: &mut Decision<'_, Projects>,
    claim::RefuseCancel { claim }: claim::RefuseCancel,
) -> Result<(), Rejection> {
    decision.decide::<Claim>(claim, Command::RefuseCancel)
}

fn fail(
    decision: &mut Decision<'_, Projects>,
    claim::Fail { claim, reason }: claim::Fail,
) -> Result<(), Rejection> {
    let delivered = delivered(decision, claim);
    decision.decide::<Claim>(claim, Command::Fail { reason: reason.clone(), delivered })?;
    end_project(decision, claim, reason)
}

/// The project that carries `claim` out, or would.
fn project_of(decision: &Decision<'_, Projects>, claim: ClaimId) -> ProjectId {
    match decision.state().claims.state(claim) {
        State::Agreed { project, .. } => *project,
        State::Unproposed
        | State::Proposed(_)
        | State::Held(_)
        | State::Accepted(_)
        | State::Delivered
        | State::Ended(_) => project::id(claim),
    }
}

/// Its share of what the project's confirmed records say.
fn delivered(decision: &Decision<'_, Projects>, claim: ClaimId) -> u64 {
    let project = decision.state().projects.state(project_of(decision, claim));
    let shares = project.work().map_or_else(Vec::new, Work::shares);
    shares.into_iter().find(|(of, _)| *of == claim).map_or(0, |(_, quantity)| quantity)
}

/// A claim that ended takes its project with it, in the same commit; one that shares its project
/// with others does not end alone.
fn end_project(
    decision: &mut Decision<'_, Projects>,
    claim: ClaimId,
    reason: Text<200>,
) -> Result<(), Rejection> {
    let project = project_of(decision, claim);
    let work = decision.state().projects.state(project).work();
    if work.is_some_and(|work| work.shares().len() > 1) {
        return Err(project::Rejection::ServesOthers.into());
    }
    decision.decide::<Project>(project, project::Command::EndWithClaim { reason })
}
