//! Projects: how they are opened, what becomes of their claims, how they end.

use contracts::Rejection;
use contracts::projects::{agreement, claim, project, serial};
use runtime::{Commands, Decision};
use values::{AgreementId, ClaimId, ProjectId, Text, Uuid, time};

use crate::Projects;
use crate::domain::project::Work;
use crate::domain::serial::Command as Series;
use crate::domain::{Claim, Project, Serial};

pub(super) fn add_to(table: Commands<Projects>) -> Commands<Projects> {
    table
        .on(open)
        .on(propose)
        .on(approve)
        .on(refuse)
        .on(start)
        .on(add_claim)
        .on(suspend)
        .on(resume)
        .on(go_on)
        .on(end)
        .on(set_milestone)
        .on(reach_milestone)
        .on(receive_funds)
        .on(spend_funds)
        .on(attach)
        .on(detach)
        .on(ask_acceptance)
        .on(accept)
        .on(ask_rework)
        .on(archive)
}

type Deciding<'d, 'a> = &'d mut Decision<'a, Projects>;

fn open(
    decision: Deciding<'_, '_>,
    project::Open { claim, title, agreement, kept }: project::Open,
) -> Result<(), Rejection> {
    let (_, sides) = decision.state().claims.state(claim).accepted()?;
    if !decision.context().may_act_for(sides.asking) {
        return Err(project::Rejection::NotAuthorised.into());
    }
    may_open(decision, claim, agreement)?;
    open_project(decision, claim, agreement, title, kept)
}

/// No project stands beside an agreement on its claim that waits for signatures; the agreement
/// that it names is in force, and of its two sides.
fn may_open(
    decision: Deciding<'_, '_>,
    claim: ClaimId,
    agreement: Option<AgreementId>,
) -> Result<(), Rejection> {
    let state = decision.state();
    if state.agreements.state(agreement::id(claim)).is_out() {
        return Err(project::Rejection::AgreementOut.into());
    }
    let Some(id) = agreement else { return Ok(()) };
    let (_, sides) = state.claims.state(claim).accepted()?;
    let (deed, _) = state.agreements.state(id).in_force()?;
    let giving = sides.giving.organisation();
    let parties = giving.is_some_and(|giving| deed.parties.contains(&giving))
        && deed.parties.contains(&sides.asking);
    if !parties {
        return Err(project::Rejection::OtherParties.into());
    }
    if state.projects_under(id).len() >= agreement::PROJECTS_MAX {
        let max = agreement::PROJECTS_MAX;
        return Err(agreement::Rejection::TooManyProjects { max }.into());
    }
    Ok(())
}

/// Opened, with the claim agreed and a serial number taken, in one commit.
pub(super) fn open_project(
    decision: Deciding<'_, '_>,
    claim: ClaimId,
    agreement: Option<AgreementId>,
    title: Text<60>,
    kept: Option<project::Kept>,
) -> Result<(), Rejection> {
    let (terms, number) = terms(decision, (claim, agreement), title.clone(), kept)?;
    let project = project::id(claim);
    decision.decide::<Project>(project, project::Command::Open(terms))?;
    decision.decide::<Claim>(claim, claim::Command::Agree { claim, project, title })?;
    take(decision, number)
}

/// The series that a code is from, and what is asked of it.
type Number = (Uuid, Series);

/// Takes the number that a new code was made with.
fn take(decision: Deciding<'_, '_>, number: Option<Number>) -> Result<(), Rejection> {
    number.map_or(Ok(()), |(series, number)| decision.decide::<Serial>(series, number))
}

/// What a project on `claim` begins with, and the number that its code is made with. One that was
/// proposed before keeps its code, and so does one that comes from another ledger.
fn terms(
    decision: Deciding<'_, '_>,
    (claim, agreement): (ClaimId, Option<AgreementId>),
    title: Text<60>,
    kept: Option<project::Kept>,
) -> Result<(project::Opened, Option<Number>), Rejection> {
    let kept = kept.unwrap_or_default();
    let today = time::date_at(decision.context().now);
    if kept.opened_on.is_some_and(|on| on > today) {
        return Err(project::Rejection::DateInTheFuture.into());
    }
    let state = decision.state();
    let (proposal, sides) = state.claims.state(claim).accepted()?;
    let (need, offer) = state.claims.state(claim).connected(claim)?;
    let (code, number) = match (state.projects.state(project::id(claim)).work(), kept.code) {
        (Some(known), _) => (known.terms().code.clone(), None),
        (None, Some(code)) => {
            let number = project::Code::read(&code).ok_or(project::Rejection::CodeUnfit)?;
            let series = serial::id(number.area, number.year);
            (code, Some((series, Series::Keep(number.serial))))
        }
        (None, None) => {
            let (area, year) = (proposal.area, today.year());
            let series = serial::id(area, year);
            let serial = state.serials.state(series).next();
            (project::Code { area, year, serial }.text(), Some((series, Series::Take)))
        }
    };
    let terms = project::Opened {
        code,
        claim,
        agreement,
        need,
        offer,
        title,
        giving: sides.giving,
        asking: sides.asking,
        amount: proposal.amount,
        opened_on: kept.opened_on,
    };
    Ok((terms, number))
}

fn propose(
    decision: Deciding<'_, '_>,
    project::Propose { claim, title, agreement, kept }: project::Propose,
) -> Result<(), Rejection> {
    may_open(decision, claim, agreement)?;
    let (terms, number) = terms(decision, (claim, agreement), title, kept)?;
    decision.decide::<Project>(project::id(claim), project::Command::Propose(terms))?;
    take(decision, number)
}

/// The claim is agreed by the approval, if it still stands as it was proposed.
fn approve(
    decision: Deciding<'_, '_>,
    project::Approve { project }: project::Approve,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Approve)?;
    let Some(work) = decision.state().projects.state(project).work() else { return Ok(()) };
    if decision.is_empty() {
        return Ok(());
    }
    let project::Opened { claim, agreement, ref title, .. } = *work.terms();
    let title = title.clone();
    let (_, sides) = decision.state().claims.state(claim).accepted()?;
    // The claim may have passed to somebody else since it was proposed.
    if decision.state().projects.state(project).parties()? != (sides.giving, sides.asking) {
        return Err(project::Rejection::OtherClaim.into());
    }
    may_open(decision, claim, agreement)?;
    decision.decide::<Claim>(claim, claim::Command::Agree { claim, project, title })
}

fn refuse(
    decision: Deciding<'_, '_>,
    project::Refuse { project, reason }: project::Refuse,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Refuse { reason })
}

fn start(
    decision: Deciding<'_, '_>,
    project::Start { project }: project::Start,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Start)
}

fn add_claim(
    decision: Deciding<'_, '_>,
    project::AddClaim { project, claim }: project::AddClaim,
) -> Result<(), Rejection> {
    let (proposal, sides) = decision.state().claims.state(claim).accepted()?;
    let (giving, asking, amount) = (sides.giving, sides.asking, proposal.amount);
    let (need, offer) = decision.state().claims.state(claim).connected(claim)?;
    let add = project::Command::AddClaim { claim, giving, asking, need, offer, amount };
    decision.decide::<Project>(project, add)?;
    if decision.is_empty() {
        return Ok(());
    }
    if decision.state().agreements.state(agreement::id(claim)).is_out() {
        return Err(project::Rejection::AgreementOut.into());
    }
    // A project of its own that was proposed for it stands in the way.
    if decision.state().projects.contains(project::id(claim)) {
        return Err(project::Rejection::AlreadyOpened.into());
    }
    let work = decision.state().projects.state(project).work();
    let title = work.ok_or(project::Rejection::Unknown)?.terms().title.clone();
    decision.decide::<Claim>(claim, claim::Command::Agree { claim, project, title })
}

fn suspend(
    decision: Deciding<'_, '_>,
    project::Suspend { project, reason }: project::Suspend,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Suspend { reason })
}

fn resume(
    decision: Deciding<'_, '_>,
    project::Resume { project }: project::Resume,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Resume)
}

fn go_on(
    decision: Deciding<'_, '_>,
    project::Continue { project }: project::Continue,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Continue)
}

/// What was confirmed is delivered, the rest of each claim is free again, in the same commit.
fn end(
    decision: Deciding<'_, '_>,
    project::End { project, reason }: project::End,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::End { reason: reason.clone() })?;
    for (claim, delivered) in shares(decision, project) {
        let reason = reason.clone();
        decision.decide::<Claim>(claim, claim::Command::Fail { reason, delivered })?;
    }
    Ok(())
}

/// Each claim's share of what was confirmed, once the project has decided that it is over.
fn shares(decision: &Decision<'_, Projects>, project: ProjectId) -> Vec<(ClaimId, u64)> {
    let work = decision.state().projects.state(project).work();
    work.filter(|_| !decision.is_empty()).map_or_else(Vec::new, Work::shares)
}

fn set_milestone(
    decision: Deciding<'_, '_>,
    project::SetMilestone { project, milestone, title, due }: project::SetMilestone,
) -> Result<(), Rejection> {
    let command = project::Command::SetMilestone { milestone, title, due };
    decision.decide::<Project>(project, command)
}

fn reach_milestone(
    decision: Deciding<'_, '_>,
    project::ReachMilestone { project, milestone, on }: project::ReachMilestone,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::ReachMilestone { milestone, on })
}

fn receive_funds(
    decision: Deciding<'_, '_>,
    project::ReceiveFunds { project, funds }: project::ReceiveFunds,
) -> Result<(), Rejection> {
    let flow = project::Flow::Received;
    decision.decide::<Project>(project, project::Command::MoveFunds { flow, funds })
}

fn spend_funds(
    decision: Deciding<'_, '_>,
    project::SpendFunds { project, funds }: project::SpendFunds,
) -> Result<(), Rejection> {
    let flow = project::Flow::Spent;
    decision.decide::<Project>(project, project::Command::MoveFunds { flow, funds })
}

fn attach(
    decision: Deciding<'_, '_>,
    project::Attach { project, attachment }: project::Attach,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Attach(attachment))
}

fn detach(
    decision: Deciding<'_, '_>,
    project::Detach { project, file, reason }: project::Detach,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Detach { file, reason })
}

fn ask_acceptance(
    decision: Deciding<'_, '_>,
    project::AskAcceptance { project }: project::AskAcceptance,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::AskAcceptance)
}

/// Acceptance delivers the claims, in the same commit.
fn accept(
    decision: Deciding<'_, '_>,
    project::Accept { project }: project::Accept,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Accept)?;
    for (claim, quantity) in shares(decision, project) {
        decision.decide::<Claim>(claim, claim::Command::Deliver { quantity })?;
    }
    Ok(())
}

fn ask_rework(
    decision: Deciding<'_, '_>,
    project::AskRework { project, reason }: project::AskRework,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::AskRework { reason })
}

fn archive(
    decision: Deciding<'_, '_>,
    project::Archive { project }: project::Archive,
) -> Result<(), Rejection> {
    decision.decide::<Project>(project, project::Command::Archive)
}
