//! One import of one file: started once, finished once.
//!
//! The operator imports on everybody's behalf; whoever acts for an organisation takes in its own
//! lists, and each row is judged by its own rule.
//!
//! Invariant: never more rows are taken and failed than the file has.

use contracts::registry::import::{Command, Event, FAILED_MAX, FailedRow, Rejection, Start};
use contracts::{Actor, Context, Role};
use decider::{Decider, corrupt};
use values::PersonId;

/// The rules of imports.
pub struct Import;

/// Where an import stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not begun.
    #[default]
    Unknown,
    /// Its rows are being taken.
    Started { rows: u64, by: Option<PersonId> },
    /// Every row was taken, or is listed as failed.
    Finished,
}

impl Decider for Import {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        let by = importer(&context.actor)?;
        if let State::Started { by: Some(begun), .. } = state
            && by.is_some_and(|by| by != *begun)
        {
            return Err(Rejection::NotAuthorised);
        }
        match command {
            Command::Start(import) => Ok(start(state, import, by)),
            Command::Finish { taken, failed } => finish(state, taken, failed),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, &state) {
            (Event::Started { rows, by, .. }, State::Unknown) => {
                State::Started { rows: *rows, by: *by }
            }
            (Event::Finished { .. }, State::Started { .. }) => State::Finished,
            (Event::Started { .. }, State::Started { .. } | State::Finished)
            | (Event::Finished { .. }, State::Unknown | State::Finished) => corrupt(&state, event),
        }
    }
}

/// Who imports: nobody in particular for the operator.
fn importer(actor: &Actor) -> Result<Option<PersonId>, Rejection> {
    let Actor::Person { person, role, .. } = actor else { return Err(Rejection::NotAuthorised) };
    match role {
        Role::Operator => Ok(None),
        Role::GridWorker
        | Role::Liaison
        | Role::UnitHead
        | Role::CommunityClerk
        | Role::CommunitySecretary
        | Role::StreetOfficer
        | Role::DistrictOfficer
        | Role::CityOfficer => Ok(Some(*person)),
        Role::Resident
        | Role::Member
        | Role::Auditor
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator => Err(Rejection::NotAuthorised),
    }
}

/// The id says kind and file, so whatever was started under it is the same import.
fn start(state: &State, import: Start, by: Option<PersonId>) -> Vec<Event> {
    let Start { kind, file, file_name, rows } = import;
    match state {
        State::Unknown => vec![Event::Started { kind, file, file_name, rows, by }],
        State::Started { .. } | State::Finished => vec![],
    }
}

fn finish(state: &State, taken: u64, failed: Vec<FailedRow>) -> Result<Vec<Event>, Rejection> {
    let rows = match state {
        State::Unknown => return Err(Rejection::Unknown),
        State::Finished => return Ok(vec![]),
        State::Started { rows, .. } => *rows,
    };
    if failed.len() > FAILED_MAX {
        return Err(Rejection::TooManyFailed { max: FAILED_MAX });
    }
    if taken.saturating_add(failed.len() as u64) > rows {
        return Err(Rejection::MoreThanRows { rows });
    }
    Ok(vec![Event::Finished { taken, failed }])
}

#[cfg(test)]
mod tests {
    use contracts::testing::{OWNER, SOMEBODY, by, clerk_of, liaison_of, operator, person};
    use decider::{deciding_again_changes_nothing, fold, given};
    use values::{Hash, Text};

    use super::*;

    fn file() -> Start {
        Start {
            kind: Text::new("organisations").unwrap(),
            file: Hash::of(b"a file"),
            file_name: Text::new("驻区单位.xlsx").unwrap(),
            rows: 1218,
        }
    }

    fn start() -> Command {
        Command::Start(file())
    }

    fn started() -> Event {
        let Start { kind, file, file_name, rows } = file();
        Event::Started { kind, file, file_name, rows, by: None }
    }

    fn started_by(actor: &Actor) -> Event {
        let Start { kind, file, file_name, rows } = file();
        Event::Started { kind, file, file_name, rows, by: actor.person() }
    }

    fn failed(rows: usize) -> Vec<FailedRow> {
        vec![FailedRow { row: 3, code: Text::new("organisation.area_missing").unwrap() }; rows]
    }

    fn finish(taken: u64, rows: usize) -> Command {
        Command::Finish { taken, failed: failed(rows) }
    }

    fn finished(taken: u64, rows: usize) -> Event {
        Event::Finished { taken, failed: failed(rows) }
    }

    #[test]
    fn the_operator_starts_and_finishes_an_import() {
        given::<Import>([]).when(&by(operator()), start()).then([started()]);
        given::<Import>([started()])
            .when(&by(operator()), finish(1217, 1))
            .then([finished(1217, 1)]);
    }

    #[test]
    fn who_acts_for_an_organisation_takes_in_its_lists() {
        let clerk = clerk_of(OWNER);
        given::<Import>([]).when(&by(clerk.clone()), start()).then([started_by(&clerk)]);
        given::<Import>([started_by(&clerk)])
            .when(&by(clerk.clone()), finish(1218, 0))
            .then([finished(1218, 0)]);
        given::<Import>([started_by(&clerk)])
            .when(&by(liaison_of(SOMEBODY)), finish(1218, 0))
            .then_rejected(Rejection::NotAuthorised);
    }

    #[test]
    fn who_acts_for_nobody_imports_nothing() {
        for role in [Role::Resident, Role::Member, Role::Auditor, Role::SystemAdministrator] {
            for (history, command) in [(vec![], start()), (vec![started()], finish(1218, 0))] {
                given::<Import>(history)
                    .when(&by(person(role, OWNER)), command)
                    .then_rejected(Rejection::NotAuthorised);
            }
        }
    }

    #[test]
    fn the_same_file_again_is_the_same_import() {
        let renamed = Start { file_name: Text::new("副本.xlsx").unwrap(), ..file() };
        for history in [vec![started()], vec![started(), finished(1218, 0)]] {
            given::<Import>(history)
                .when(&by(operator()), Command::Start(renamed.clone()))
                .then_already_so();
        }
    }

    #[test]
    fn it_finishes_once() {
        given::<Import>([started(), finished(1217, 1)])
            .when(&by(operator()), finish(1218, 0))
            .then_already_so();
    }

    #[test]
    fn what_was_not_started_cannot_finish() {
        given::<Import>([]).when(&by(operator()), finish(0, 0)).then_rejected(Rejection::Unknown);
    }

    #[test]
    fn failed_rows_are_named_up_to_a_limit() {
        given::<Import>([started()])
            .when(&by(operator()), finish(0, FAILED_MAX + 1))
            .then_rejected(Rejection::TooManyFailed { max: FAILED_MAX });
        given::<Import>([started()])
            .when(&by(operator()), finish(0, FAILED_MAX))
            .then([finished(0, FAILED_MAX)]);
    }

    #[test]
    fn no_more_rows_are_taken_than_there_are() {
        for taken in [1218, u64::MAX] {
            given::<Import>([started()])
                .when(&by(operator()), finish(taken, 1))
                .then_rejected(Rejection::MoreThanRows { rows: 1218 });
        }
    }

    #[test]
    fn deciding_again_changes_no_import() {
        for history in [vec![], vec![started()], vec![started(), finished(1218, 0)]] {
            for command in [start(), finish(1218, 0)] {
                let state = fold::<Import>(&history);
                deciding_again_changes_nothing::<Import>(state, &by(operator()), command);
            }
        }
    }
}
