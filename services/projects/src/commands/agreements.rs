//! Agreements; the last signature opens the project, and the end of one asks what becomes of its
//! projects.

use contracts::Rejection;
use contracts::projects::{agreement, claim, project};
use runtime::{Commands, Decision};
use values::{AgreementId, OrganisationId, ProjectId};

use super::projects::open_project;
use crate::Projects;
use crate::domain::agreement::State;
use crate::domain::{Agreement, Project};

pub(super) fn add_to(table: Commands<Projects>) -> Commands<Projects> {
    table
        .on(draft)
        .on(redraft)
        .on(delegate)
        .on(sign)
        .on(publish)
        .on(record_quarter)
        .on(review)
        .on(ask_end)
        .on(break_off)
}

/// On a claim its two sides are parties, named or not; a frame names all of them.
fn draft(
    decision: &mut Decision<'_, Projects>,
    agreement::Draft { claim, parties, terms }: agreement::Draft,
) -> Result<(), Rejection> {
    let (id, parties) = match claim {
        Some(claim) => {
            let (_, sides) = decision.state().claims.state(claim).accepted()?;
            let giving = sides.giving.organisation().ok_or(claim::Rejection::NotForPersons)?;
            (agreement::id(claim), with_sides(parties, [giving, sides.asking]))
        }
        None => (decision.id::<AgreementId>(0), parties),
    };
    let command = agreement::Command::Draft { claim, parties, terms };
    decision.decide::<Agreement>(id, command)
}

/// 甲方 and 乙方 first, where they are not named in another order.
fn with_sides(named: Vec<OrganisationId>, sides: [OrganisationId; 2]) -> Vec<OrganisationId> {
    let missing = sides.into_iter().filter(|side| !named.contains(side));
    missing.chain(named.iter().copied()).collect()
}

fn redraft(
    decision: &mut Decision<'_, Projects>,
    agreement::Redraft { agreement, terms }: agreement::Redraft,
) -> Result<(), Rejection> {
    decision.decide::<Agreement>(agreement, agreement::Command::Redraft { terms })
}

fn delegate(
    decision: &mut Decision<'_, Projects>,
    agreement::Delegate { agreement, party, person, until }: agreement::Delegate,
) -> Result<(), Rejection> {
    let command = agreement::Command::Delegate { party, person, until };
    decision.decide::<Agreement>(agreement, command)
}

/// The last signature under a claim's first draft also opens the project, in the same commit.
fn sign(
    decision: &mut Decision<'_, Projects>,
    agreement::Sign { agreement, party, draft }: agreement::Sign,
) -> Result<(), Rejection> {
    decision.decide::<Agreement>(agreement, agreement::Command::Sign { party, draft })?;
    let known = decision.state().agreements.state(agreement);
    let claim = known.deed().and_then(|deed| deed.claim);
    match (known, known.last_to_sign(party), claim) {
        (State::Negotiated(_), Some(terms), Some(claim)) => {
            let title = terms.project.as_ref().unwrap_or(&terms.title).clone();
            open_project(decision, claim, Some(agreement), title, None)
        }
        // A supplement, a renewal or a frame; or others have yet to sign.
        _ => Ok(()),
    }
}

fn publish(
    decision: &mut Decision<'_, Projects>,
    agreement::Publish { agreement }: agreement::Publish,
) -> Result<(), Rejection> {
    decision.decide::<Agreement>(agreement, agreement::Command::Publish)
}

fn record_quarter(
    decision: &mut Decision<'_, Projects>,
    agreement::RecordQuarter { agreement, year, quarter, summary }: agreement::RecordQuarter,
) -> Result<(), Rejection> {
    let command = agreement::Command::RecordQuarter { year, quarter, summary };
    decision.decide::<Agreement>(agreement, command)
}

fn review(
    decision: &mut Decision<'_, Projects>,
    agreement::Review { agreement, party, year, verdict, remark }: agreement::Review,
) -> Result<(), Rejection> {
    let command = agreement::Command::Review { party, year, verdict, remark };
    decision.decide::<Agreement>(agreement, command)
}

fn ask_end(
    decision: &mut Decision<'_, Projects>,
    agreement::AskEnd { agreement, party, reason }: agreement::AskEnd,
) -> Result<(), Rejection> {
    let last = decision.state().agreements.state(agreement).last_to_end(party);
    decision.decide::<Agreement>(agreement, agreement::Command::AskEnd { party, reason })?;
    if last { tell_over(decision, agreement) } else { Ok(()) }
}

fn break_off(
    decision: &mut Decision<'_, Projects>,
    agreement::Break { agreement, party, breaching, reason }: agreement::Break,
) -> Result<(), Rejection> {
    let command = agreement::Command::Break { party, breaching, reason };
    decision.decide::<Agreement>(agreement, command)?;
    tell_over(decision, agreement)
}

/// What is due of an agreement: the end of its term concerns its projects, too.
pub(crate) fn fall_due(
    decision: &mut Decision<'_, Projects>,
    agreement: AgreementId,
) -> Result<(), Rejection> {
    let over = decision.state().agreements.state(agreement).term_over(decision.context().now);
    decision.decide::<Agreement>(agreement, agreement::Command::FallDue)?;
    if over { tell_over(decision, agreement) } else { Ok(()) }
}

/// Each project under way is then continued or ended.
fn tell_over(
    decision: &mut Decision<'_, Projects>,
    agreement: AgreementId,
) -> Result<(), Rejection> {
    let projects: Vec<ProjectId> = decision.state().projects_under(agreement).to_vec();
    for project in projects {
        decision.decide::<Project>(project, project::Command::TellAgreementOver)?;
    }
    Ok(())
}
