//! Whatever is altered on disk is found: reading gives what was written, or an error, and never
//! anything else.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::Path;

use eventlog::{Entry, Error, Log, SledLog, verify};

use crate::marks::sled_at;
use crate::support::{Numbers, copy_folder, files_in, make_log, read_all, reopen, rounds};

/// Damages the database through sled itself, so that its own checksums are right.
#[track_caller]
fn check(damage: impl FnOnce(&sled::Db, &[Entry]), is_expected: impl FnOnce(&Error) -> bool) {
    let folder = tempfile::tempdir().unwrap();
    let entries = make_log(folder.path(), "log", 300);
    let database = sled_at(folder.path());
    damage(&database, &entries);
    drop(database);
    let found = reopen(folder.path(), "log").expect_err("the damage is found");
    assert!(is_expected(&found), "{found:?}");
    verify(folder.path(), "log", None).expect_err("verify finds it too");
}

fn key(position: u64) -> [u8; 8] {
    position.to_be_bytes()
}

#[test]
fn a_removed_commit_is_found() {
    let damage = |database: &sled::Db, _: &[Entry]| drop(database.remove(key(150)).unwrap());
    check(damage, |error| matches!(error, Error::Gap { expected: 150, found: Some(151) }));
}

#[test]
fn a_flipped_bit_in_a_commit_is_found_in_the_next_one() {
    let damage = |database: &sled::Db, entries: &[Entry]| {
        let mut bytes = entries[149].bytes.to_vec();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        database.insert(key(150), bytes).unwrap();
    };
    check(damage, |error| matches!(error, Error::Broken { position: 151, .. }));
}

#[test]
fn an_altered_last_commit_is_not_what_the_mark_says() {
    let damage = |database: &sled::Db, entries: &[Entry]| {
        let mut bytes = entries[299].bytes.to_vec();
        let end = bytes.len() - 6;
        bytes[end] ^= 1;
        database.insert(key(300), bytes).unwrap();
    };
    check(damage, |error| matches!(error, Error::Mark { position: 300, .. }));
}

#[test]
fn a_swapped_pair_is_found() {
    let damage = |database: &sled::Db, entries: &[Entry]| {
        database.insert(key(150), entries[150].bytes.as_ref()).unwrap();
        database.insert(key(151), entries[149].bytes.as_ref()).unwrap();
    };
    check(damage, |error| matches!(error, Error::Misplaced { position: 150, stated: 151 }));
}

#[test]
fn zeros_in_place_of_a_commit_are_found() {
    let damage = |database: &sled::Db, entries: &[Entry]| {
        database.insert(key(150), vec![0; entries[149].bytes.len()]).unwrap();
    };
    check(damage, |error| matches!(error, Error::Unreadable { position: 150, .. }));
}

#[test]
fn a_key_that_is_no_position_is_found() {
    let damage = |database: &sled::Db, _: &[Entry]| drop(database.insert([255; 9], "x").unwrap());
    check(damage, |error| matches!(error, Error::ForeignKey { .. }));
}

/// One fault in one file; says what it did.
fn damage_a_file(folder: &Path, numbers: &mut Numbers) -> String {
    // The database file mostly; the small ones beside it in one case of four.
    let all = files_in(folder);
    let database = folder.join("log/db");
    let file = match numbers.below(4) {
        0 => all[usize::try_from(numbers.below(all.len() as u64)).unwrap()].clone(),
        _ => database,
    };
    let opened = fs::OpenOptions::new().read(true).write(true).open(&file).unwrap();
    let bytes = opened.metadata().unwrap().len();
    if bytes == 0 {
        return "nothing".to_owned();
    }
    let at = numbers.below(bytes);
    let name = file.strip_prefix(folder).unwrap().display().to_string();
    match numbers.below(5) {
        0 => {
            opened.set_len(at).unwrap();
            format!("{name} truncated at {at}")
        }
        1 => {
            let block = at / 4096 * 4096;
            let zeros = vec![0; usize::try_from((bytes - block).min(4096)).unwrap()];
            opened.write_all_at(&zeros, block).unwrap();
            format!("{name} zeroed at {block}")
        }
        _ => {
            let mut byte = [0];
            opened.read_exact_at(&mut byte, at).unwrap();
            byte[0] ^= 1 << numbers.below(8);
            opened.write_all_at(&byte, at).unwrap();
            format!("{name} bit flipped at {at}")
        }
    }
}

#[test]
fn no_damage_to_any_file_is_silent() {
    let template = tempfile::tempdir().unwrap();
    let mut entries = make_log(template.path(), "log", 1500);
    // A second run, so that there is a snapshot of an older state, too.
    entries.extend(make_log(template.path(), "log", 500));
    let mut numbers = Numbers::new(1);
    let mut found = 0;
    let rounds = rounds("GONGJIAN_ROUNDS", 100);
    for round in 0..rounds {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(template.path(), folder.path());
        let damage = damage_a_file(folder.path(), &mut numbers);
        // Twice, because the first opening must not cover up what it found.
        let read = [reopen(folder.path(), "log"), reopen(folder.path(), "log")];
        found += u64::from(read[0].is_err());
        for read in read.into_iter().flatten() {
            assert!(read == entries, "round {round}: silent: {damage}");
        }
    }
    assert!(found > rounds / 4, "only {found} of {rounds} faults did any harm");
}

#[test]
fn a_damaged_log_is_an_error_again_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let entries = make_log(folder.path(), "log", 2000);
    let database = fs::OpenOptions::new().write(true).open(folder.path().join("log/db")).unwrap();
    let middle = database.metadata().unwrap().len() / 2;
    database.write_all_at(&[0; 4096], middle).unwrap();
    for _ in 0..3 {
        match SledLog::open(folder.path(), "log") {
            Ok(log) => {
                assert_eq!(log.head(), entries[1999].head());
                read_all(&log).expect_err("the zeros are found");
            }
            Err(Error::Locked { path }) => panic!("{} stayed locked", path.display()),
            Err(_) => {}
        }
    }
}
