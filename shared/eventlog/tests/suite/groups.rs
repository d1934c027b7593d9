//! Group commit: in order, once, after it is durable; and nothing after an error.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

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

/// A log whose disk takes a group only when it is let; it says how many commits came.
struct Gated {
    below: MemoryLog,
    came: mpsc::Sender<usize>,
    gate: Mutex<mpsc::Receiver<()>>,
}

impl Log for Gated {
    fn head(&self) -> Head {
        self.below.head()
    }

    fn append(&self, entries: &[Entry]) -> Result<(), Error> {
        self.came.send(entries.len()).unwrap();
        self.gate.lock().unwrap().recv().unwrap();
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
fn while_one_group_syncs_the_next_gathers_and_is_not_acknowledged() {
    const PATIENCE: Duration = Duration::from_secs(10);
    let (came, arrivals) = mpsc::channel();
    let (open, gate) = mpsc::channel();
    let (tell, told) = mpsc::channel();
    let log = Arc::new(Gated { below: MemoryLog::new(), came, gate: Mutex::new(gate) });
    let group = GroupCommit::spawn(
        log,
        None,
        move |group| tell.send(group.len()).unwrap(),
        |error| panic!("{error}"),
    );
    let entries = entries_after(Head::default(), 10);
    group.push(entries[0].clone());
    assert_eq!(arrivals.recv_timeout(PATIENCE), Ok(1));

    // The first is on its way to the disk, and stays there: nobody waits for that but its reply.
    let (pushed, all_pushed) = mpsc::channel();
    let pushing = std::thread::spawn(move || {
        entries[1..].iter().for_each(|entry| group.push(entry.clone()));
        pushed.send(()).unwrap();
        group
    });
    assert_eq!(all_pushed.recv_timeout(PATIENCE), Ok(()), "a push waits for the disk");
    assert!(told.try_recv().is_err(), "it is told before it is on the disk");

    open.send(()).unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok(1));
    assert_eq!(arrivals.recv_timeout(PATIENCE), Ok(9), "one group of all that waited");
    assert!(told.try_recv().is_err());
    open.send(()).unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok(9));
    pushing.join().unwrap().close();
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
