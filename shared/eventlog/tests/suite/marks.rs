//! The head mark: never ahead of the log, a second behind at most, and what it finds.

use std::fs;
use std::path::Path;

use eventlog::testing::{change_block, database, let_flushes_fail};
use eventlog::{Error, Log, SledLog, verify};

use crate::support::{copy_folder, entries_after, make_log, read_all, reopen};

#[test]
fn a_log_is_open_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let log = SledLog::open(folder.path(), "log").unwrap();
    let second = SledLog::open(folder.path(), "log");
    assert!(matches!(second, Err(Error::Locked { .. })), "{second:?}");
    drop(log);
    SledLog::open(folder.path(), "log").unwrap();
}

#[test]
fn a_log_cut_at_a_commit_is_shorter_than_its_mark() {
    let folder = tempfile::tempdir().unwrap();
    make_log(folder.path(), "log", 300);
    let database = database(folder.path(), "log");
    change_block(&database, 250, |commits, at| commits.truncate(at));
    for key in database.range(250u64.to_be_bytes()..).keys() {
        database.remove(key.unwrap()).unwrap();
    }
    drop(database);
    let opened = reopen(folder.path(), "log");
    assert!(matches!(opened, Err(Error::Shorter { expected: 300, found: 249 })), "{opened:?}");
}

#[test]
fn an_older_copy_of_the_log_is_shorter_than_its_mark() {
    let folder = tempfile::tempdir().unwrap();
    make_log(folder.path(), "log", 200);
    copy_folder(&folder.path().join("log"), &folder.path().join("copy"));
    make_log(folder.path(), "log", 100);
    fs::remove_dir_all(folder.path().join("log")).unwrap();
    fs::rename(folder.path().join("copy"), folder.path().join("log")).unwrap();
    let opened = reopen(folder.path(), "log");
    assert!(matches!(opened, Err(Error::Shorter { expected: 300, found: 200 })), "{opened:?}");
}

#[test]
fn an_older_copy_that_went_on_elsewhere_is_not_what_the_mark_says() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    make_log(folder.path(), "log", 200);
    copy_folder(folder.path(), elsewhere.path());
    make_log(folder.path(), "log", 100);
    // The numbers in the texts begin anew, so other groups make other commits.
    make_log(elsewhere.path(), "log", 50);
    make_log(elsewhere.path(), "log", 150);
    fs::remove_dir_all(folder.path().join("log")).unwrap();
    copy_folder(&elsewhere.path().join("log"), &folder.path().join("log"));
    let opened = reopen(folder.path(), "log");
    assert!(matches!(opened, Err(Error::Mark { position: 300, .. })), "{opened:?}");
}

#[test]
fn an_older_mark_is_no_error_because_it_may_lag() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("log.head");
    let mut entries = make_log(folder.path(), "log", 100);
    let old = fs::read(&mark).unwrap();
    entries.extend(make_log(folder.path(), "log", 100));
    let new = fs::read(&mark).unwrap();
    assert_ne!(old, new);
    fs::write(&mark, old).unwrap();
    assert_eq!(reopen(folder.path(), "log").unwrap(), entries);
    assert_eq!(fs::read(&mark).unwrap(), new, "opening brings it up to date");
}

#[test]
fn a_missing_or_damaged_mark_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("log.head");
    make_log(folder.path(), "log", 10);
    let text = fs::read(&mark).unwrap();
    for index in 0..text.len() {
        let mut damaged = text.clone();
        damaged[index] ^= 1;
        fs::write(&mark, damaged).unwrap();
        let opened = SledLog::open(folder.path(), "log");
        assert!(matches!(opened, Err(Error::MarkUnreadable { .. })), "{index}: {opened:?}");
    }
    fs::remove_file(&mark).unwrap();
    let opened = SledLog::open(folder.path(), "log");
    assert!(matches!(opened, Err(Error::NoMark { found: 10, .. })), "{opened:?}");
    fs::write(&mark, text).unwrap();
    assert_eq!(reopen(folder.path(), "log").unwrap().len(), 10);
}

/// The position that the mark of the log in `folder` says.
fn marked(folder: &Path) -> u64 {
    let text = fs::read_to_string(folder.join("log.head")).unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn the_mark_is_written_after_the_flush_and_never_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let entries = make_log(folder.path(), "log", 10);
    let log = SledLog::open(folder.path(), "log").unwrap();
    let next = entries_after(log.head(), 2);
    // It is due with the first commit after opening.
    log.append(&next[..1]).unwrap();
    assert_eq!(marked(folder.path()), 11);
    drop(log);

    let log = SledLog::open(folder.path(), "log").unwrap();
    let_flushes_fail(true);
    let failed = log.append(&next[1..]);
    let_flushes_fail(false);
    assert!(matches!(failed, Err(Error::SyncFailed)), "{failed:?}");
    assert_eq!(log.head(), next[0].head(), "it is not acknowledged");
    let later = log.append(&next[1..]);
    assert!(matches!(later, Err(Error::Stopped)), "{later:?}");
    drop(log);
    assert_eq!(marked(folder.path()), 11);

    // Whether what was not flushed is there after all, only opening tells.
    let found = reopen(folder.path(), "log").unwrap();
    assert_eq!(found[..11], [&entries[..], &next[..1]].concat());
}

#[test]
fn verifying_leaves_a_mark_that_lags_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    make_log(folder.path(), "log", 100);
    let mark = folder.path().join("log.head");
    let old = fs::read(&mark).unwrap();
    make_log(folder.path(), "log", 100);
    fs::write(&mark, &old).unwrap();
    assert_eq!(verify(folder.path(), "log", &[]).unwrap().commits, 200);
    assert_eq!(fs::read(&mark).unwrap(), old);
}

#[test]
fn a_log_that_is_opened_to_be_read_takes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let entries = make_log(folder.path(), "log", 10);
    let log = SledLog::open_to_read(folder.path(), "log").unwrap();
    assert_eq!(read_all(&log).unwrap(), entries);
    let appended = log.append(&entries_after(log.head(), 1));
    assert!(matches!(appended, Err(Error::Stopped)), "{appended:?}");
}

#[test]
fn the_mark_never_leads_and_is_written_again_while_the_log_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let mark = || marked(folder.path());
    let log = SledLog::open(folder.path(), "log").unwrap();
    let mut chain_head = log.head();
    let mut seen = Vec::new();
    // It is due at once after opening, then once a second.
    while seen.len() < 3 {
        let entries = entries_after(chain_head, 1);
        log.append(&entries).unwrap();
        chain_head = entries[0].head();
        assert!(mark() <= log.head().position);
        if seen.last() != Some(&mark()) {
            seen.push(mark());
        }
    }
    assert_eq!(read_all(&log).unwrap().len() as u64, log.head().position);
    drop(log);
    assert_eq!(mark(), chain_head.position);
}

#[test]
fn blob_files_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    make_log(folder.path(), "log", 10);
    fs::write(folder.path().join("log/blobs/7"), "x").unwrap();
    let opened = SledLog::open(folder.path(), "log");
    assert!(matches!(opened, Err(Error::Blobs { .. })), "{opened:?}");
}

#[test]
fn a_snapshot_that_sled_did_not_finish_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let entries = make_log(folder.path(), "log", 100);
    for content in ["", "half of a snapshot, longer than twelve bytes"] {
        let unfinished = folder.path().join("log/snap.FFFFFFFFFFFFFFFF.generating");
        fs::write(&unfinished, content).unwrap();
        assert_eq!(reopen(folder.path(), "log").unwrap(), entries);
        assert!(!unfinished.exists());
    }
}
