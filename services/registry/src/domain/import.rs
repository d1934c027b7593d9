//! One import of one file: started once, finished once.
//!
//! Invariant: never more rows are taken and failed than the file has.

use contracts::Context;
use contracts::registry::import::{Command, Event, FAILED_MAX, FailedRow, Rejection, Start};
use decider::{Decider, corrupt};

use super::authority::is_operator;

/// The rules of imports.
pub struct Import;

/// Where an import stands.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Not begun.
    #[default]
    Unknown,
    /// Its rows are being taken.
    Started { rows: u64 },
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
        if !is_operator(&context.actor) {
            return Err(Rejection::NotAuthorised);
        }
        match command {
            Command::Start(import) => Ok(start(state, import)),
            Command::Finish { taken, failed } => finish(state, taken, failed),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, &state) {
            (Event::Started { rows, .. }, State::Unknown) => State::Started { rows: *rows },
            (Event::Finished { .. }, State::Started { .. }) => State::Finished,
            (Event::Started { .. }, State::Started { .. } | State::Finished)
            | (Event::Finished { .. }, State::Unknown | State::Finished) => corrupt(&state, event),
        }
    }
}

/// The id says kind and file, so whatever was started under it is the same import.
fn start(state: &State, import: Start) -> Vec<Event> {
    let Start { kind, file, file_name, rows } = import;
    match state {
        State::Unknown => vec![Event::Started { kind, file, file_name, rows }],
        State::Started { .. } | State::Finished => vec![],
    }
}

fn finish(state: &State, taken: u64, failed: Vec<FailedRow>) -> Result<Vec<Event>, Rejection> {
    let rows = match state {
        State::Unknown => return Err(Rejection::Unknown),
        State::Finished => return Ok(vec![]),
        State::Started { rows } => *rows,
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
    use contracts::testing::{OWNER, by, clerk_of, operator};
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
        Event::Started { kind, file, file_name, rows }
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
    fn nobody_else_imports() {
        for (history, command) in [(vec![], start()), (vec![started()], finish(1218, 0))] {
            given::<Import>(history)
                .when(&by(clerk_of(OWNER)), command)
                .then_rejected(Rejection::NotAuthorised);
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
