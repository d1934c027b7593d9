//! For tests alone: doing to a closed log what the log itself never would, through the database,
//! so that the database's own checksums are right; and a disk that fails, or is small.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use contracts::Position;
use nix::fcntl::posix_fallocate;
use nix::sys::statvfs::statvfs;

use crate::{Log, SledLog};

/// The database below the closed log `name` in `folder`.
///
/// # Panics
/// When it cannot be opened.
pub fn database(folder: &Path, name: &str) -> sled::Db {
    let config = sled::Config::new().path(folder.join(name)).segment_size(1 << 24);
    config.open().expect("the log is closed and sound")
}

/// Changes the commits of the block in which `position` stands; `change` is told its place there.
///
/// # Panics
/// When there is no such commit.
pub fn change_block(
    database: &sled::Db,
    position: Position,
    change: impl FnOnce(&mut Vec<Vec<u8>>, usize),
) {
    let (key, block) = database
        .range(..=position.to_be_bytes())
        .next_back()
        .expect("a block begins there or before")
        .expect("the database is sound");
    let first = Position::from_be_bytes(key.as_ref().try_into().expect("a position"));
    let mut commits = Vec::new();
    let mut rest = block.as_ref();
    while let Some((length, after)) = rest.split_first_chunk() {
        let (commit, after) = after.split_at(u32::from_be_bytes(*length) as usize);
        commits.push(commit.to_vec());
        rest = after;
    }
    change(&mut commits, usize::try_from(position - first).expect("few commits in a block"));
    let length = |commit: &[u8]| u32::try_from(commit.len()).expect("small").to_be_bytes();
    let framed = |commit: &Vec<u8>| [&length(commit)[..], commit.as_slice()].concat();
    let block: Vec<u8> = commits.iter().flat_map(framed).collect();
    database.insert(key, block).expect("the database takes it");
}

/// Rewrites the closed log `name` in `folder`, each commit in a block of its own; `change` is given
/// what it holds, by position.
///
/// # Panics
/// When it cannot be read.
pub fn rewrite(folder: &Path, name: &str, change: impl FnOnce(&mut BTreeMap<Position, Vec<u8>>)) {
    let mut commits = BTreeMap::new();
    for entry in SledLog::open(folder, name).expect("the log is closed and sound").read(1) {
        let entry = entry.expect("the log is sound");
        commits.insert(entry.position(), entry.bytes().to_vec());
    }
    change(&mut commits);
    let database = database(folder, name);
    database.clear().expect("the database lets go");
    for (position, bytes) in commits {
        let length = u32::try_from(bytes.len()).expect("a commit is small");
        let block = [&length.to_be_bytes()[..], &bytes].concat();
        database.insert(position.to_be_bytes(), block).expect("the database takes it");
    }
}

thread_local! {
    static FLUSHES_FAIL: Cell<bool> = const { Cell::new(false) };
}

/// Lets what this thread flushes fail, or succeed again.
pub fn let_flushes_fail(fail: bool) {
    FLUSHES_FAIL.set(fail);
}

pub(crate) fn flushes_fail() -> bool {
    FLUSHES_FAIL.get()
}

/// A small file system in a file of its own, over a folder; unmounted when dropped.
#[derive(Debug)]
pub struct SmallDisk {
    point: PathBuf,
}

impl SmallDisk {
    /// One of so many bytes in the new file `image`, over the folder `point`; none where that is
    /// not allowed: it needs root and a loop device.
    ///
    /// # Panics
    /// When the file cannot be made.
    pub fn over(point: &Path, image: &Path, bytes: u64) -> Option<Self> {
        let made = File::create(image).and_then(|file| file.set_len(bytes));
        made.expect("a file can be made there");
        run(Command::new("mkfs.ext4").args(["-q", "-F", "-m", "0"]).arg(image))?;
        run(Command::new("mount").args(["-o", "loop"]).arg(image).arg(point))?;
        Some(Self { point: point.to_owned() })
    }

    /// Where it is.
    pub fn point(&self) -> &Path {
        &self.point
    }

    /// How many bytes are free on it.
    ///
    /// # Panics
    /// When it is not there any more.
    pub fn free_bytes(&self) -> u64 {
        let answer = statvfs(&self.point).expect("it is mounted");
        answer.blocks_available() * answer.fragment_size()
    }

    /// Takes what is free of it but for so many bytes, with the file `name`; returns where that is.
    ///
    /// # Panics
    /// When the file cannot be made.
    pub fn fill(&self, name: &str, but_for_bytes: u64) -> PathBuf {
        let path = self.point.join(name);
        let file = File::create(&path).expect("a file can be made there");
        let (mut taken, mut step) = (0_u64, 1_u64 << 20);
        // The file system needs some of it to note what the file has: steps get smaller at the end.
        while step >= 1 << 10 {
            let room = self.free_bytes() >= but_for_bytes + step;
            let (from, length) = (taken.cast_signed(), step.cast_signed());
            if room && posix_fallocate(&file, from, length).is_ok() {
                taken += step;
            } else {
                step /= 2;
            }
        }
        file.sync_all().expect("what it has is noted");
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, because a failed test may still hold files open.
        run(Command::new("umount").arg("--lazy").arg(&self.point)).expect("it was mounted");
    }
}

fn run(command: &mut Command) -> Option<()> {
    let status = command.stderr(Stdio::null()).status().ok()?;
    status.success().then_some(())
}
