//! Commands about tenders.

use contracts::Rejection;
use contracts::projects::claim;
use contracts::projects::tender::{self, Command};
use runtime::{Commands, Decision};
use values::{ClaimId, PersonId, TenderId};

use crate::Projects;
use crate::domain::tender::{may_propose, work_order};
use crate::domain::{Claim, Tender};

/// The field of a proposal that is sealed: all of it, as JSON.
pub(crate) const PROPOSAL: &str = "proposal";

/// A tender's proposals are sealed with a key of its own, which no person has.
fn key_of(tender: TenderId) -> PersonId {
    PersonId(tender.into())
}

pub(super) fn add_to(commands: Commands<Projects>) -> Commands<Projects> {
    commands
        .on(|decision, body: tender::Call| {
            let id = decision.id::<TenderId>(0);
            decide(decision, id, Command::Call(body))
        })
        .on(propose)
        .on(|decision, body: tender::WithdrawProposal| {
            let tender::WithdrawProposal { tender, organisation } = body;
            decide(decision, tender, Command::WithdrawProposal { organisation })
        })
        .on(|decision, body: tender::Declare| {
            let tender::Declare { tender, proposer, conflict } = body;
            decide(decision, tender, Command::Declare { proposer, conflict })
        })
        .on(|decision, body: tender::Score| {
            let tender::Score { tender, proposer, scores } = body;
            decide(decision, tender, Command::Score { proposer, scores })
        })
        .on(|decision, body: tender::CloseScoring| {
            decide(decision, body.tender, Command::CloseScoring { reason: body.reason })
        })
        .on(|decision, body: tender::Publicise| {
            let tender::Publicise { tender, grant, working_days } = body;
            decide(decision, tender, Command::Publicise { grant, working_days })
        })
        .on(|decision, body: tender::Object| {
            decide(decision, body.tender, Command::Object { objection: body.objection })
        })
        .on(|decision, body: tender::Answer| {
            let tender::Answer { tender, objection, upheld, answer } = body;
            decide(decision, tender, Command::Answer { objection, upheld, answer })
        })
        .on(award)
        .on(|decision, body: tender::Annul| {
            decide(decision, body.tender, Command::Annul { reason: body.reason })
        })
}

fn decide(
    decision: &mut Decision<'_, Projects>,
    tender: TenderId,
    command: Command,
) -> Result<(), Rejection> {
    decision.decide::<Tender>(tender, command)
}

/// With the award the winner's claim on the need begins, accepted by both sides.
fn award(
    decision: &mut Decision<'_, Projects>,
    tender::Award { tender, work }: tender::Award,
) -> Result<(), Rejection> {
    let claim = decision.id::<ClaimId>(0);
    let state = decision.state().tenders.state(tender);
    let order = work.and_then(|work| work_order(state, work));
    decide(decision, tender, Command::Award { claim, work })?;
    let Some((proposal, accepted_by)) = order else { return Ok(()) };
    decision.decide::<Claim>(claim, claim::Command::CarryOut { proposal, accepted_by })
}

/// Judged first, then sealed: what is refused makes no key.
fn propose(decision: &mut Decision<'_, Projects>, body: tender::Propose) -> Result<(), Rejection> {
    let tender::Propose { tender, organisation, proposal } = body;
    let text = serde_json::to_string(&proposal).expect("a proposal has text keys only");
    // Of another tender or organisation the same text has another digest.
    let digest = decision.fingerprint(PROPOSAL, &format!("{tender} {organisation} {text}"));
    let (state, asked) = (decision.state().tenders.state(tender), proposal.asked);
    may_propose(state, decision.context(), organisation, &digest, asked)?;
    let content = decision
        .seal(key_of(tender), PROPOSAL, &text)
        .expect("a tender's key can be made, and is never erased");
    decide(decision, tender, Command::Propose { organisation, content, digest, asked })
}
