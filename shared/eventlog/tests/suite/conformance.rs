//! One contract, both backends: each test runs on the log in memory and on the one on sled.

use std::path::Path;

use contracts::COMMIT_BYTES_MAX;
use eventlog::{Chain, Entry, Error, Head, Log, MemoryLog, SledLog};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{draft, entries_after, read_all};

/// A place where a log can be opened, closed and opened again.
trait Backend {
    fn open(&self) -> Box<dyn Log>;
}

impl Backend for MemoryLog {
    fn open(&self) -> Box<dyn Log> {
        Box::new(self.clone())
    }
}

impl Backend for &Path {
    fn open(&self) -> Box<dyn Log> {
        Box::new(SledLog::open(self, "log").unwrap())
    }
}

fn on_each_backend(check: impl Fn(&dyn Backend)) {
    check(&MemoryLog::new());
    let folder = tempfile::tempdir().unwrap();
    check(&folder.path());
}

#[test]
fn a_new_log_is_empty() {
    on_each_backend(|backend| {
        let log = backend.open();
        assert_eq!(log.head(), Head::default());
        assert_eq!(log.read(0).count() + log.read(1).count() + log.read(9).count(), 0);
        assert!(log.has_room());
    });
}

#[test]
fn what_was_appended_is_read_in_order_also_after_opening_again() {
    on_each_backend(|backend| {
        let log = backend.open();
        let entries = entries_after(log.head(), 250);
        log.append(&entries[..1]).unwrap();
        log.append(&entries[1..200]).unwrap();
        log.append(&[]).unwrap();
        assert_eq!(log.head(), entries[199].head());
        drop(log);
        let log = backend.open();
        log.append(&entries[200..]).unwrap();
        assert_eq!(read_all(log.as_ref()).unwrap(), entries);
        drop(log);
        let log = backend.open();
        assert_eq!(log.head(), entries[249].head());
        assert_eq!(read_all(log.as_ref()).unwrap(), entries);
    });
}

#[test]
fn reading_begins_where_it_is_told_to() {
    on_each_backend(|backend| {
        let log = backend.open();
        let entries = entries_after(log.head(), 30);
        log.append(&entries).unwrap();
        for from in [0, 1, 2, 17, 30, 31] {
            let read: Vec<Entry> = log.read(from).map(Result::unwrap).collect();
            let skipped = usize::try_from(from.saturating_sub(1)).unwrap();
            assert_eq!(read, entries[skipped.min(30)..], "from {from}");
        }
    });
}

#[test]
fn a_reader_ends_at_the_head_it_began_with() {
    on_each_backend(|backend| {
        let log = backend.open();
        let entries = entries_after(log.head(), 20);
        log.append(&entries[..10]).unwrap();
        let mut reader = log.read(1);
        assert_eq!(reader.next().unwrap().unwrap(), entries[0]);
        log.append(&entries[10..]).unwrap();
        assert_eq!(reader.map(Result::unwrap).collect::<Vec<_>>(), entries[1..10]);
    });
}

#[test]
fn what_does_not_follow_the_head_is_refused_and_changes_nothing() {
    on_each_backend(|backend| {
        let log = backend.open();
        let entries = entries_after(log.head(), 10);
        log.append(&entries[..5]).unwrap();

        let again = log.append(&entries[4..5]);
        assert!(matches!(again, Err(Error::Gap { expected: 6, found: Some(5) })), "{again:?}");
        let gap = log.append(&entries[6..]);
        assert!(matches!(gap, Err(Error::Gap { expected: 6, found: Some(7) })), "{gap:?}");
        let late = log.append(&[entries[5].clone(), entries[7].clone()]);
        assert!(matches!(late, Err(Error::Gap { expected: 7, found: Some(8) })), "{late:?}");

        let mut other = Chain::at(Head { position: 5, ..Head::default() });
        let fork = log.append(&[other.next(draft("fork")).unwrap()]);
        assert!(matches!(fork, Err(Error::Broken { position: 6, .. })), "{fork:?}");
        let moved = Entry::new(6, entries[6].bytes().clone());
        let moved = log.append(&[moved]);
        assert!(matches!(moved, Err(Error::Misplaced { position: 6, stated: 7 })), "{moved:?}");

        log.append(&entries[5..]).unwrap();
        assert_eq!(read_all(log.as_ref()).unwrap(), entries);
    });
}

#[test]
fn the_largest_commit_fits_and_a_larger_one_leaves_the_chain_as_it_was() {
    on_each_backend(|backend| {
        let log = backend.open();
        let mut chain = Chain::at(log.head());
        let frame = Chain::at(log.head()).next(draft("")).unwrap().bytes().len();
        // The request's digest changes with the text, but not in length.
        let largest = chain.next(draft(&"x".repeat(COMMIT_BYTES_MAX - frame))).unwrap();
        assert_eq!(largest.bytes().len(), COMMIT_BYTES_MAX);
        let head = chain.head();
        let refused = chain.next(draft(&"x".repeat(COMMIT_BYTES_MAX - frame + 1)));
        let over = COMMIT_BYTES_MAX + 1;
        assert!(matches!(refused, Err(Error::TooLarge { bytes, .. }) if bytes == over));
        assert_eq!(chain.head(), head);
        let next = chain.next(draft("small")).unwrap();
        log.append(&[largest.clone(), next.clone()]).unwrap();
        drop(log);
        assert_eq!(read_all(backend.open().as_ref()).unwrap(), [largest, next]);
    });
}

#[test]
fn many_large_commits_make_no_blob_files() {
    let folder = tempfile::tempdir().unwrap();
    let log = SledLog::open(folder.path(), "log").unwrap();
    let mut chain = Chain::at(log.head());
    for _ in 0..8 {
        let text = "x".repeat(COMMIT_BYTES_MAX - 1000);
        let group: Vec<Entry> = (0..100).map(|_| chain.next(draft(&text)).unwrap()).collect();
        log.append(&group).unwrap();
    }
    assert_eq!(log.read(1).map(Result::unwrap).count(), 800);
    drop(log);
    assert_eq!(std::fs::read_dir(folder.path().join("log/blobs")).unwrap().count(), 0);
    assert_eq!(SledLog::open(folder.path(), "log").unwrap().head(), chain.head());
}

#[test]
fn any_texts_in_any_groups_come_back() {
    let groups = prop::collection::vec(prop::collection::vec(".{0,300}", 0..20), 0..10);
    // A case opens the logs many times: there are few, however many the environment wants.
    let config = ProptestConfig { cases: 16, ..ProptestConfig::with_source_file(file!()) };
    let all_come_back = |groups: Vec<Vec<String>>| {
        on_each_backend(|backend| {
            let mut chain = Chain::at(Head::default());
            let mut expected = Vec::new();
            for group in &groups {
                let log = backend.open();
                let entries: Vec<Entry> =
                    group.iter().map(|text| chain.next(draft(text)).unwrap()).collect();
                log.append(&entries).unwrap();
                expected.extend(entries);
            }
            assert_eq!(read_all(backend.open().as_ref()).unwrap(), expected);
        });
        Ok(())
    };
    TestRunner::new(config).run(&groups, all_come_back).unwrap();
}
