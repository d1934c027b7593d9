//! Rules and facts: read, judged, written down.

use contracts::Rejection;
use contracts::evaluation::fact::{self, Enter, Strike};
use contracts::evaluation::rules::{self, Adopt, CloseYear, Command, Propose};
use runtime::{Commands, Decision};
use values::FactId;

use crate::Evaluation;
use crate::domain::{Fact, Rules};
use crate::rules::read;

pub(super) fn add_to(table: Commands<Evaluation>) -> Commands<Evaluation> {
    table.on(propose).on(adopt).on(close_year).on(enter).on(strike)
}

fn propose(
    decision: &mut Decision<'_, Evaluation>,
    Propose { text }: Propose,
) -> Result<(), Rejection> {
    let rules = read(&text).map_err(|(line, fault)| rules::Rejection::Broken { line, fault })?;
    let id = rules::id(rules.year);
    decision.decide::<Rules>(id, Command::Propose { rules: Box::new(rules), text })
}

fn adopt(
    decision: &mut Decision<'_, Evaluation>,
    Adopt { year, version }: Adopt,
) -> Result<(), Rejection> {
    decision.decide::<Rules>(rules::id(year), Command::Adopt { version })
}

/// What stands before this commit is what the year is made from.
fn close_year(
    decision: &mut Decision<'_, Evaluation>,
    CloseYear { year }: CloseYear,
) -> Result<(), Rejection> {
    let rules = Box::new(decision.state().in_force.of(year).clone());
    let at = decision.position().saturating_sub(1);
    decision.decide::<Rules>(rules::id(year), Command::Close { year, at, rules })
}

fn enter(decision: &mut Decision<'_, Evaluation>, fact: Enter) -> Result<(), Rejection> {
    decision.decide::<Fact>(decision.id::<FactId>(0), fact::Command::Enter(fact))
}

fn strike(
    decision: &mut Decision<'_, Evaluation>,
    Strike { fact, reason }: Strike,
) -> Result<(), Rejection> {
    decision.decide::<Fact>(fact, fact::Command::Strike { reason })
}
