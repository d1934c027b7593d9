//! Group commit: in order, once, after it is durable; and nothing after an error.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use contracts::Position;
use eventlog::{Entry, Error, GroupCommit, Head, Log, MemoryLog, SledLog};

use crate::support::entries_after;

/// A log that fails from a position on.
struct Failing {
    below: MemoryLog,
    at: Position,
}

impl Log for Failing {
    fn head(&self) -> Head {
        self.below.head()
    }

    fn append(&self, entries: &[Entry]) -> Result<(), Error> {
        if entries.iter().any(|entry| entry.position() >= self.at) {
            return Err(Error::Stopped);
        }
        self.below.append(entries)
    }

    fn read(&self, from: Position) -> Box<dyn Iterator<Item = Result<Entry, Error>> + Send + '_> {
        self.below.read(from)
    }

    fn has_room(&self) -> bool {
        true
    }
}

#[test]
fn every_commit_is_acknowledged_once_in_order_and_is_durable_by_then() {
    let folder = tempfile::tempdir().unwrap();
    let log = Arc::new(SledLog::open(folder.path(), "log").unwrap());
    let entries = entries_after(log.head(), 10_000);
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let (seen, durable) = (acknowledged.clone(), log.clone());
    let group = GroupCommit::spawn(
        log,
        None,
        move |group| {
            assert!(durable.head().position >= group[group.len() - 1].position());
            seen.lock().unwrap().extend_from_slice(group);
        },
        |error| panic!("{error}"),
    );
    for entry in &entries {
        group.push(entry.clone());
    }
    group.close();
    assert!(*acknowledged.lock().unwrap() == entries);
}

#[test]
fn after_an_error_nothing_is_acknowledged_and_nobody_waits_for_ever() {
    let entries = entries_after(Head::default(), 20_000);
    let log = Arc::new(Failing { below: MemoryLog::new(), at: 500 });
    let (last, failures) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (last_seen, failures_seen) = (last.clone(), failures.clone());
    let group = GroupCommit::spawn(
        log.clone(),
        None,
        move |group| last_seen.store(group[group.len() - 1].position(), Ordering::SeqCst),
        move |error| {
            assert!(matches!(error, Error::Stopped));
            failures_seen.fetch_add(1, Ordering::SeqCst);
        },
    );
    // More than the queue holds: this would hang if the failed thread kept it.
    for entry in entries {
        group.push(entry);
    }
    group.close();
    assert_eq!(failures.load(Ordering::SeqCst), 1);
    assert_eq!(last.load(Ordering::SeqCst), log.head().position);
    assert!(log.head().position < 500);
}

#[test]
fn a_panic_in_the_callback_is_a_failure() {
    let (tell, told) = mpsc::channel();
    let group = GroupCommit::spawn(
        Arc::new(MemoryLog::new()),
        None,
        |_| panic!("on purpose"),
        move |error| tell.send(error).unwrap(),
    );
    group.push(entries_after(Head::default(), 1).remove(0));
    let error = told.recv().unwrap();
    let Error::Panicked { message, .. } = error else { panic!("{error}") };
    assert_eq!(message, "on purpose");
    group.close();
}

#[test]
fn a_log_in_memory_can_forget_what_a_crash_would() {
    let log = MemoryLog::new();
    log.append(&entries_after(log.head(), 10)).unwrap();
    log.cut_after(7);
    assert_eq!(log.head().position, 7);
    log.append(&entries_after(log.head(), 3)).unwrap();
    assert_eq!(log.read(1).map(Result::unwrap).count(), 10);
}
