//! Whatever is altered on disk is found: reading gives what was written, or an error, and never
//! anything else.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::Path;

use eventlog::testing::{change_block, database};
use eventlog::{Entry, Error, Log, SledLog, verify};

use crate::support::{Numbers, copy_folder, files_in, make_log, read_all, reopen, rounds};

/// How many commits the log of the campaign has.
const COMMITS: u64 = 2_000;

const PAGE_BYTES: u64 = 4096;

/// Damages the database through sled itself, so that its own checksums are right.
#[track_caller]
fn check(damage: impl FnOnce(&sled::Db, &[Entry]), is_expected: impl FnOnce(&Error) -> bool) {
    let folder = tempfile::tempdir().unwrap();
    let entries = make_log(folder.path(), "log", 300);
    let database = database(folder.path(), "log");
    damage(&database, &entries);
    drop(database);
    let found = reopen(folder.path(), "log").expect_err("the damage is found");
    assert!(is_expected(&found), "{found:?}");
    verify(folder.path(), "log", &[]).expect_err("verify finds it too");
}

#[test]
fn a_removed_commit_is_found() {
    let damage = |database: &sled::Db, _: &[Entry]| {
        change_block(database, 150, |commits, at| drop(commits.remove(at)));
    };
    check(damage, |error| matches!(error, Error::Misplaced { position: 150, stated: 151 }));
}

#[test]
fn a_removed_block_is_found() {
    let mut missing = 0;
    let damage = |database: &sled::Db, _: &[Entry]| {
        let (key, _) = database.range(..150u64.to_be_bytes()).next_back().unwrap().unwrap();
        missing = u64::from_be_bytes(key.as_ref().try_into().unwrap());
        database.remove(key).unwrap();
    };
    check(damage, |error| matches!(error, Error::Gap { found: Some(_), .. }));
    assert!(missing > 1 && missing < 150, "a block in the middle");
}

#[test]
fn a_flipped_bit_in_a_commit_is_found_in_the_next_one() {
    let damage = |database: &sled::Db, _: &[Entry]| {
        change_block(database, 150, |commits, at| {
            let middle = commits[at].len() / 2;
            commits[at][middle] ^= 1;
        });
    };
    check(damage, |error| matches!(error, Error::Broken { position: 151, .. }));
}

#[test]
fn an_altered_last_commit_is_not_what_the_mark_says() {
    let damage = |database: &sled::Db, _: &[Entry]| {
        change_block(database, 300, |commits, at| {
            let end = commits[at].len() - 6;
            commits[at][end] ^= 1;
        });
    };
    check(damage, |error| matches!(error, Error::Mark { position: 300, .. }));
}

#[test]
fn a_swapped_pair_is_found() {
    let damage = |database: &sled::Db, _: &[Entry]| {
        change_block(database, 150, |commits, at| commits.swap(at, at + 1));
    };
    check(damage, |error| matches!(error, Error::Misplaced { position: 150, stated: 151 }));
}

#[test]
fn zeros_in_place_of_a_commit_are_found() {
    let damage = |database: &sled::Db, _: &[Entry]| {
        change_block(database, 150, |commits, at| commits[at].fill(0));
    };
    check(damage, |error| matches!(error, Error::Unreadable { position: 150, .. }));
}

#[test]
fn a_block_that_ends_in_the_middle_of_a_commit_is_found() {
    for cut in [1, 3, 100] {
        let damage = |database: &sled::Db, _: &[Entry]| {
            let (key, block) = database.last().unwrap().unwrap();
            database.insert(key, &block[..block.len() - cut]).unwrap();
        };
        check(damage, |error| matches!(error, Error::Torn { position: 300 }));
    }
}

#[test]
fn an_empty_block_is_found() {
    for position in [150u64, 301] {
        let damage = |database: &sled::Db, _: &[Entry]| {
            database.insert(position.to_be_bytes(), "").unwrap();
        };
        check(damage, |error| matches!(error, Error::Torn { position: at } if *at == position));
    }
}

#[test]
fn a_key_that_is_no_position_is_found() {
    let damage = |database: &sled::Db, _: &[Entry]| drop(database.insert([255; 9], "x").unwrap());
    check(damage, |error| matches!(error, Error::ForeignKey { .. }));
}

/// One fault of the log in `folder`, of which `older` is an older copy; says what it did.
fn damage_something(folder: &Path, older: &Path, numbers: &mut Numbers) -> String {
    match numbers.below(8) {
        0 => {
            fs::remove_dir_all(folder.join("log")).unwrap();
            copy_folder(&older.join("log"), &folder.join("log"));
            "an older copy of the database".to_owned()
        }
        1 => {
            let position = 1 + numbers.below(COMMITS);
            let mut with = 0;
            change_block(&database(folder, "log"), position, |commits, at| {
                with = usize::try_from(numbers.below(commits.len() as u64)).unwrap();
                commits.swap(at, with);
            });
            format!("commit {position} swapped with number {with} of its block")
        }
        _ => damage_a_file(folder, numbers),
    }
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
    let page = |at: u64| {
        let start = at / PAGE_BYTES * PAGE_BYTES;
        let mut page = vec![0; usize::try_from((bytes - start).min(PAGE_BYTES)).unwrap()];
        opened.read_exact_at(&mut page, start).unwrap();
        (start, page)
    };
    let name = file.strip_prefix(folder).unwrap().display().to_string();
    match numbers.below(6) {
        0 => {
            opened.set_len(at).unwrap();
            format!("{name} truncated at {at}")
        }
        1 => {
            let (start, page) = page(at);
            opened.write_all_at(&vec![0; page.len()], start).unwrap();
            format!("{name} zeroed at {start}")
        }
        2 => {
            let ((one, first), (other, second)) = (page(at), page(numbers.below(bytes)));
            opened.write_all_at(&first, other).unwrap();
            opened.write_all_at(&second, one).unwrap();
            format!("{name}: the pages at {one} and {other} swapped")
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
    let (template, older) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut entries = make_log(template.path(), "log", 1500);
    copy_folder(template.path(), older.path());
    // A second run, so that there is a snapshot of an older state, too.
    entries.extend(make_log(template.path(), "log", 500));
    assert_eq!(entries.len() as u64, COMMITS);
    let mut numbers = Numbers::new(1);
    let mut found = 0;
    let rounds = rounds("GONGJIAN_ROUNDS", 100);
    for round in 0..rounds {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(template.path(), folder.path());
        let damage = damage_something(folder.path(), older.path(), &mut numbers);
        if let Ok(verified) = verify(folder.path(), "log", &[]) {
            let whole = (COMMITS, entries[entries.len() - 1].head());
            assert_eq!((verified.commits, verified.head), whole, "round {round}: {damage}");
        }
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
