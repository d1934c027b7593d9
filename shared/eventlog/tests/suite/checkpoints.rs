//! A rollback of everything, log and mark together, is found against a checkpoint kept outside.

use std::fs;

use eventlog::{Checkpoint, Error, Log, SledLog, verify};
use values::{Hash, Timestamp};

use crate::support::{copy_folder, make_log};

fn note(folder: &std::path::Path) -> Checkpoint {
    let head = SledLog::open(folder, "log").unwrap().head();
    let service = "log".to_owned();
    Checkpoint { service, position: head.position, hash: head.hash, time: Timestamp::UNIX_EPOCH }
}

#[test]
fn a_whole_log_is_verified() {
    let folder = tempfile::tempdir().unwrap();
    let entries = make_log(folder.path(), "log", 300);
    let verified = verify(folder.path(), "log", &[]).unwrap();
    assert_eq!(verified.head, entries[299].head());
    assert_eq!(verified.commits, 300);
    assert_eq!(verified.bytes, entries.iter().map(|entry| entry.bytes().len() as u64).sum::<u64>());
}

#[test]
fn a_log_that_grew_still_agrees_with_an_old_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    make_log(folder.path(), "log", 100);
    let checkpoint = note(folder.path());
    make_log(folder.path(), "log", 100);
    verify(folder.path(), "log", &[checkpoint]).unwrap();
}

#[test]
fn every_checkpoint_of_the_log_is_looked_at_and_none_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for _ in 0..3 {
        make_log(folder.path(), "log", 50);
        all.push(note(folder.path()));
    }
    all.push(Checkpoint { service: "other".to_owned(), hash: Hash::of(b"x"), ..all[1].clone() });
    all.reverse();
    assert_eq!(verify(folder.path(), "log", &all).unwrap().commits, 150);
    for index in 1..4 {
        let mut altered = all.clone();
        altered[index].hash = Hash::of(b"another");
        let found = verify(folder.path(), "log", &altered);
        assert!(matches!(found, Err(Error::Checkpoint { found: Some(_), .. })), "{found:?}");
    }
    all[3].position = 151;
    let found = verify(folder.path(), "log", &all);
    assert!(matches!(found, Err(Error::Checkpoint { position: 151, .. })), "{found:?}");
}

#[test]
fn a_rollback_of_the_whole_folder_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let old = tempfile::tempdir().unwrap();
    make_log(folder.path(), "log", 100);
    copy_folder(folder.path(), old.path());
    make_log(folder.path(), "log", 100);
    let checkpoint = note(folder.path());
    verify(old.path(), "log", &[]).unwrap();
    let found = verify(old.path(), "log", &[checkpoint]);
    assert!(
        matches!(found, Err(Error::Checkpoint { position: 200, found: None, .. })),
        "{found:?}"
    );
}

#[test]
fn a_history_that_was_written_anew_is_found() {
    let folder = tempfile::tempdir().unwrap();
    make_log(folder.path(), "log", 100);
    let checkpoint = Checkpoint { hash: Hash::of(b"another"), ..note(folder.path()) };
    let found = verify(folder.path(), "log", &[checkpoint]);
    assert!(
        matches!(found, Err(Error::Checkpoint { position: 100, found: Some(_), .. })),
        "{found:?}"
    );
}

#[test]
fn a_log_that_is_gone_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(verify(folder.path(), "log", &[]), Err(Error::Io { .. })));
    assert!(!folder.path().join("log").exists(), "verifying makes no log");
}

#[test]
fn checkpoints_are_read_as_they_were_written_and_a_torn_one_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoints");
    make_log(folder.path(), "log", 10);
    let first = note(folder.path());
    make_log(folder.path(), "log", 10);
    let second = note(folder.path());
    first.write(&path).unwrap();
    second.write(&path).unwrap();
    assert_eq!(Checkpoint::read(&path).unwrap(), [first.clone(), second.clone()]);

    let text = fs::read(&path).unwrap();
    fs::write(&path, &text[..text.len() - 9]).unwrap();
    assert_eq!(Checkpoint::read(&path).unwrap(), std::slice::from_ref(&first));
    second.write(&path).unwrap();
    assert_eq!(Checkpoint::read(&path).unwrap(), [first, second]);

    let mut damaged = text;
    damaged[3] = b'"';
    fs::write(&path, damaged).unwrap();
    assert!(matches!(Checkpoint::read(&path), Err(Error::Line { line: 1, .. })));
}
