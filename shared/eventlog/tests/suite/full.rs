//! A full disk: writing stops before it, reading goes on, and nothing is lost.

use std::fs::{self, File};
use std::time::{Duration, Instant};

use contracts::testing::skipped;
use eventlog::testing::SmallDisk;
use eventlog::{Chain, Entry, Log, SledLog};

use crate::support::{draft, read_all};

/// A sparse file: what is not written takes no room.
const DISK_BYTES: u64 = 512 * 1024 * 1024;

/// The log writes some tens of megabytes before it is at its reserve of 256 MiB.
const ROOM_BYTES: u64 = (256 + 40) * 1024 * 1024;

/// Appends while there is room, at most `most` commits; returns what was appended.
fn append_while_there_is_room(log: &SledLog, most: usize) -> Vec<Entry> {
    let mut chain = Chain::at(log.head());
    let mut appended = Vec::new();
    while log.has_room() && appended.len() < most {
        let group: Vec<Entry> =
            (0..100).map(|_| chain.next(draft(&"x".repeat(2000))).unwrap()).collect();
        log.append(&group).unwrap();
        appended.extend(group);
    }
    appended
}

#[test]
fn a_full_disk_is_survived() {
    let folder = tempfile::tempdir().unwrap();
    let (image, point) = (folder.path().join("image"), folder.path().join("mount"));
    fs::create_dir(&point).unwrap();
    let Some(disk) = SmallDisk::over(&point, &image, DISK_BYTES) else {
        return skipped("it needs root and a loop device");
    };
    let ballast = disk.fill("ballast", ROOM_BYTES);
    let log = SledLog::open(disk.point(), "log").unwrap();
    let mut entries = append_while_there_is_room(&log, usize::MAX);
    assert!(entries.len() > 1000, "only {} fitted", entries.len());
    assert!(read_all(&log).unwrap() == entries, "reading goes on");
    drop(log);

    // The reserve lets it be opened, which writes: as often as somebody tries to start.
    let mut free = Vec::new();
    for _ in 0..10 {
        let log = SledLog::open(disk.point(), "log").unwrap();
        assert!(!log.has_room());
        assert!(read_all(&log).unwrap() == entries);
        free.push(disk.free_bytes());
    }
    let taken = free[0] - free[9];
    assert!(taken < 2 * 16 * 1024 * 1024, "nine openings more took {taken} bytes");

    // Somebody else takes the reserve, too. Whether it opens then or not, nothing is lost.
    let filler = disk.fill("filler", 0);
    if let Ok(log) = SledLog::open(disk.point(), "log") {
        assert!(!log.has_room());
        assert!(read_all(&log).unwrap() == entries);
    }
    fs::remove_file(&filler).unwrap();
    // ext4 gives the room back some time after its next journal entry.
    File::open(disk.point()).unwrap().sync_all().unwrap();
    let patience = Instant::now() + Duration::from_secs(20);
    let log = loop {
        match SledLog::open(disk.point(), "log") {
            Ok(log) => break log,
            Err(error) => assert!(Instant::now() < patience, "it never opens again: {error:?}"),
        }
    };
    assert!(read_all(&log).unwrap() == entries);

    // With what somebody else frees, writing goes on.
    fs::remove_file(&ballast).unwrap();
    while !log.has_room() {
        std::thread::yield_now(); // It asks the file system a few times a second.
    }
    let more = append_while_there_is_room(&log, 100);
    assert_eq!(more.len(), 100);
    entries.extend(more);
    drop(log);
    let log = SledLog::open(disk.point(), "log").unwrap();
    assert!(read_all(&log).unwrap() == entries);
}
