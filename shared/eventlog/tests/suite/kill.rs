//! A process that is killed while it appends loses nothing that it acknowledged.
//!
//! The child is this test binary again: it appends without end and writes the position of every
//! group acknowledged to its output. The parent kills it at some line, opens what is left and
//! looks for everything that was acknowledged.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use contracts::Commit;
use eventlog::{Chain, Entry, GroupCommit, Keys, Log, Place, SledLog};
use values::{PersonId, Sealed, Uuid};

use crate::support::{Numbers, draft, read_all, rounds};

const FOLDER: &str = "GONGJIAN_KILL_FOLDER";
const PREFIX: &str = "acknowledged ";

fn place(position: u64) -> Place<'static> {
    Place { stream: "log", position, field: "text" }
}

/// A new person every tenth commit, so that keys are written all the time.
fn seal(keys: &Keys, position: u64) -> Sealed {
    let person = PersonId(Uuid::from_u128(u128::from(position / 10)));
    keys.seal(person, &place(position), &format!("text {position}")).unwrap()
}

#[test]
#[ignore = "the process that a_killed_process_loses_nothing_… starts and kills"]
fn child_that_appends_until_it_is_killed() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("it is started by another test"));
    let log = Arc::new(SledLog::open(&folder, "log").unwrap());
    let keys = Arc::new(Keys::open(&folder.join("log.keys")).unwrap());
    let mut chain = Chain::at(log.head());
    let acknowledge = |group: &[Entry]| {
        let line = format!("\n{PREFIX}{}\n", group[group.len() - 1].position());
        // One write, so that a line is there whole or not at all.
        std::io::stdout().write_all(line.as_bytes()).unwrap();
        std::io::stdout().flush().unwrap();
    };
    let stop = |error| {
        tracing::error!(%error, "the log failed");
        std::process::exit(2);
    };
    let group = GroupCommit::spawn(log, Some(keys.clone()), acknowledge, stop);
    loop {
        let sealed = seal(&keys, chain.head().position + 1);
        let text = serde_json::to_string(&sealed).unwrap();
        group.push(chain.next(draft(&text)).unwrap());
    }
}

/// Runs the child until it has written `lines` lines, kills it, and returns the last position that
/// it acknowledged.
fn run_and_kill(folder: &Path, lines: u64) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child_that_appends_until_it_is_killed", "--ignored"])
        .arg("--nocapture")
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (mut seen, mut last) = (0, 0);
    for line in output.split(b'\n').map(Result::unwrap) {
        let Ok(line) = String::from_utf8(line) else {
            continue;
        };
        let Some(position) = line.strip_prefix(PREFIX) else {
            continue;
        };
        last = position.parse().unwrap();
        seen += 1;
        if seen == lines {
            child.kill().unwrap(); // SIGKILL; what it had written before is still read.
        }
    }
    assert!(seen >= lines, "the child ended by itself");
    child.wait().unwrap();
    last
}

#[test]
fn a_killed_process_loses_nothing_that_it_acknowledged() {
    let mut numbers = Numbers::new(2);
    let rounds = rounds("GONGJIAN_ROUNDS", 20);
    let mut folder = tempfile::tempdir().unwrap();
    for round in 0..rounds {
        if round % 10 == 0 {
            folder = tempfile::tempdir().unwrap();
        }
        let acknowledged = run_and_kill(folder.path(), 1 + numbers.below(60));
        let log = SledLog::open(folder.path(), "log").unwrap();
        let keys = Keys::open(&folder.path().join("log.keys")).unwrap();
        let entries = read_all(&log).unwrap();
        let found = entries.len() as u64;
        assert!(found >= acknowledged, "round {round}: {acknowledged} acknowledged, {found} found");
        for entry in entries {
            let commit: Commit<String> = serde_json::from_slice(entry.bytes()).unwrap();
            let sealed: Sealed = serde_json::from_str(&commit.events[0].event).unwrap();
            let text = keys.unseal(&place(entry.position()), &sealed).unwrap();
            assert_eq!(text, Some(format!("text {}", entry.position())));
        }
    }
}
