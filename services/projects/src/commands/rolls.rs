//! Rolls: the code is judged here, by the service's own secret; closing one makes the record.

use contracts::Rejection;
use contracts::projects::{project, record, roll};
use runtime::{Commands, Decision};
use values::{Fingerprint, RecordId, RollId, Text};

use super::records;
use crate::Projects;
use crate::domain::project::Stage;
use crate::domain::{Project, Roll, roll::step};

pub(super) fn add_to(table: Commands<Projects>) -> Commands<Projects> {
    table.on(open).on(sign_in).on(sign_out).on(close)
}

/// What codes are fingerprints of.
pub(crate) const CODE: &str = "roll-code";

/// What the code of that step is made from.
pub(crate) fn code_source(roll: RollId, step: i64) -> String {
    format!("{roll} {step}")
}

/// The part of the fingerprint that is shown: 64 bits, good for a minute.
pub(crate) fn code(fingerprint: &Fingerprint) -> Text<32> {
    let shown: String = fingerprint.0.chars().take(16).collect();
    Text::new(&shown).expect("16 hexadecimal digits fit")
}

fn open(
    decision: &mut Decision<'_, Projects>,
    roll::Open { project, expected }: roll::Open,
) -> Result<(), Rejection> {
    let known = decision.state().projects.state(project);
    let (giving, asking) = known.parties()?;
    if known.work().map(|work| work.stage()) != Some(Stage::Running) {
        return Err(project::Rejection::NotRunning.into());
    }
    let command = roll::Command::Open { project, giving, asking, expected };
    decision.decide::<Roll>(decision.id::<RollId>(0), command)
}

/// The code that is shown now, or the one before it.
fn check(
    decision: &Decision<'_, Projects>,
    roll: RollId,
    given: &Text<32>,
) -> Result<(), Rejection> {
    decision.state().rolls.state(roll).open()?;
    let now = step(decision.context().now);
    let good = [now, now - 1]
        .into_iter()
        .any(|step| code(&decision.fingerprint(CODE, &code_source(roll, step))) == *given);
    if good { Ok(()) } else { Err(roll::Rejection::CodeNotGood.into()) }
}

fn sign_in(
    decision: &mut Decision<'_, Projects>,
    roll::SignIn { roll, code }: roll::SignIn,
) -> Result<(), Rejection> {
    check(decision, roll, &code)?;
    decision.decide::<Roll>(roll, roll::Command::SignIn)
}

fn sign_out(
    decision: &mut Decision<'_, Projects>,
    roll::SignOut { roll, code }: roll::SignOut,
) -> Result<(), Rejection> {
    check(decision, roll, &code)?;
    decision.decide::<Roll>(roll, roll::Command::SignOut)
}

/// The record stands by the same commit, and waits to be confirmed as any other.
fn close(
    decision: &mut Decision<'_, Projects>,
    roll::Close { roll, what, quantity, duty, settled }: roll::Close,
) -> Result<(), Rejection> {
    let record: RecordId = decision.id(0);
    let sheet = decision.state().rolls.state(roll).open()?;
    let service: Option<record::Service> = sheet.service(&settled, what, quantity, duty);
    let project = sheet.project;
    decision.decide::<Roll>(roll, roll::Command::Close { settled, record })?;
    let Some(service) = service else { return Ok(()) };
    records::record_under(decision, record, project, (service, None), None)?;
    let count = project::Command::CountService { record, quantity };
    decision.decide::<Project>(project, count)
}
