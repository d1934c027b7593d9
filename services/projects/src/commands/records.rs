//! Service records: each stands for itself, and counts in its project by the same commit.

use contracts::Rejection;
use contracts::projects::{project, record};
use runtime::{Commands, Decision};
use values::{ProjectId, RecordId};

use crate::Projects;
use crate::domain::{Project, Record};

pub(super) fn add_to(table: Commands<Projects>) -> Commands<Projects> {
    table.on(record).on(confirm).on(counter).on(correct)
}

fn record(
    decision: &mut Decision<'_, Projects>,
    record::Record { project, service, kept }: record::Record,
) -> Result<(), Rejection> {
    let id: RecordId = decision.id(0);
    let quantity = service.quantity;
    record_under(decision, id, project, (service, kept), None)?;
    decision.decide::<Project>(project, project::Command::CountService { record: id, quantity })
}

/// A record of a project, and of a duty of its agreement where it names one.
pub(super) fn record_under(
    decision: &mut Decision<'_, Projects>,
    id: RecordId,
    project: ProjectId,
    (service, kept): (record::Service, Option<record::Kept>),
    corrects: Option<RecordId>,
) -> Result<(), Rejection> {
    let state = decision.state();
    let (giving, asking) = state.projects.state(project).parties()?;
    let agreement = state.projects.state(project).work().and_then(|work| work.terms().agreement);
    let duty = match (service.duty, agreement) {
        (None, _) => None,
        (Some(_), None) => return Err(record::Rejection::NoAgreement.into()),
        (Some(done), Some(agreement)) => {
            let party = state.agreements.state(agreement).duty(done.number)?.party;
            Some(record::DutyOf { agreement, party })
        }
    };
    let command =
        record::Command::Record { project, giving, asking, service, duty, corrects, kept };
    decision.decide::<Record>(id, command)
}

fn confirm(
    decision: &mut Decision<'_, Projects>,
    record::Confirm { record, kept }: record::Confirm,
) -> Result<(), Rejection> {
    let project = decision.state().records.state(record).standing()?.project;
    decision.decide::<Record>(record, record::Command::Confirm { kept })?;
    if decision.is_empty() {
        return Ok(());
    }
    decision.decide::<Project>(project, project::Command::ConfirmService { record })
}

fn counter(
    decision: &mut Decision<'_, Projects>,
    record::Counter { record, reason }: record::Counter,
) -> Result<(), Rejection> {
    let project = decision.state().records.state(record).standing()?.project;
    decision.decide::<Record>(record, record::Command::Counter { reason, instead: None })?;
    let counter = project::Command::CounterService { record, instead: None };
    decision.decide::<Project>(project, counter)
}

/// The new record comes first, so that the receipt names it as what was made.
fn correct(
    decision: &mut Decision<'_, Projects>,
    record::Correct { record, reason, service }: record::Correct,
) -> Result<(), Rejection> {
    let project = decision.state().records.state(record).standing()?.project;
    let id: RecordId = decision.id(0);
    let instead = Some((id, service.quantity));
    record_under(decision, id, project, (service, None), Some(record))?;
    decision.decide::<Record>(record, record::Command::Counter { reason, instead: Some(id) })?;
    let counter = project::Command::CounterService { record, instead };
    decision.decide::<Project>(project, counter)
}
