//! Request → command → reply.

mod activities;
mod claims;
mod records;
mod tenders;

use contracts::Rejection;
use contracts::projects::{agreement, claim, project, serial};
use runtime::{Commands, Decision};
use values::{AgreementId, ClaimId, Text, time};

pub(crate) use tenders::PROPOSAL;

use crate::Projects;
use crate::domain::{Agreement, Claim, Project, Serial, serial::Take};

pub(crate) fn table() -> Commands<Projects> {
    let table = records::add_to(Commands::default());
    let table = tenders::add_to(activities::add_to(table));
    claims::add_to(table)
        .on(draft)
        .on(sign)
        .on(open)
        .on(ask_acceptance)
        .on(accept_project)
        .on(ask_rework)
}

fn draft(decision: &mut Decision<'_, Projects>, draft: agreement::Draft) -> Result<(), Rejection> {
    let (_, sides) = decision.state().claims.state(draft.claim).accepted()?;
    let giving = sides.giving.organisation().ok_or(claim::Rejection::NotForPersons)?;
    let parties = [giving, sides.asking];
    let id = agreement::id(draft.claim);
    decision.decide::<Agreement>(id, agreement::Command::Draft { parties, draft })
}

/// The second signature also opens the project, in the same commit.
fn sign(
    decision: &mut Decision<'_, Projects>,
    agreement::Sign { agreement, party, draft }: agreement::Sign,
) -> Result<(), Rejection> {
    decision.decide::<Agreement>(agreement, agreement::Command::Sign { party, draft })?;
    match decision.state().agreements.state(agreement).last_to_sign(party) {
        Some(terms) => {
            let (claim, title) = (terms.claim, terms.title.clone());
            open_project(decision, claim, Some(agreement), title)
        }
        None => Ok(()),
    }
}

fn open(
    decision: &mut Decision<'_, Projects>,
    project::Open { claim, title }: project::Open,
) -> Result<(), Rejection> {
    let (_, sides) = decision.state().claims.state(claim).accepted()?;
    if !decision.context().actor.may_act_for(sides.asking) {
        return Err(project::Rejection::NotAuthorised.into());
    }
    if decision.state().agreements.state(agreement::id(claim)).is_out() {
        return Err(project::Rejection::AgreementOut.into());
    }
    open_project(decision, claim, None, title)
}

fn open_project(
    decision: &mut Decision<'_, Projects>,
    claim: ClaimId,
    agreement: Option<AgreementId>,
    title: Text<60>,
) -> Result<(), Rejection> {
    let state = decision.state();
    let (proposal, sides) = state.claims.state(claim).accepted()?;
    let year = time::date_at(decision.context().now).year();
    let series = serial::id(proposal.area, year);
    let number = state.serials.state(series) + 1;
    let code = format!("{}-{year}-{number:04}", proposal.area);
    let project = project::id(claim);
    let terms = project::Opened {
        code: Text::new(&code).expect("15 digits, a year and a number fit"),
        claim,
        agreement,
        need: proposal.need,
        offer: proposal.offer,
        title,
        giving: sides.giving,
        asking: sides.asking,
        amount: proposal.amount,
    };
    decision.decide::<Project>(project, project::Command::Open(terms))?;
    decision.decide::<Claim>(claim, claim::Command::Agree { project })?;
    decision.decide::<Serial>(series, Take)
}

fn ask_acceptance(
    decision: &mut Decision<'_, Projects>,
    project::AskAcceptance { project }: project::AskAcceptance,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::AskAcceptance)
}

/// Acceptance delivers the claim, in the same commit.
fn accept_project(
    decision: &mut Decision<'_, Projects>,
    project::Accept { project }: project::Accept,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Accept)?;
    match decision.state().projects.state(project).to_deliver() {
        Some((claim, quantity)) if !decision.is_empty() => {
            decision.decide::<Claim>(claim, claim::Command::Deliver { quantity })
        }
        Some(_) | None => Ok(()),
    }
}

fn ask_rework(
    decision: &mut Decision<'_, Projects>,
    project::AskRework { project, reason }: project::AskRework,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::AskRework { reason })
}
