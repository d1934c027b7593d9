//! Commits to store, and ways to look at a log.

use std::fs;
use std::path::Path;

use contracts::{Actor, Recorded};
use eventlog::{Chain, Draft, Entry, Error, Head, Log, SledLog};
use values::{CommandId, Hash, Timestamp, Uuid};

/// A draft with one event, a text.
pub(crate) fn draft(text: &str) -> Draft<String> {
    let aggregate = Uuid::from_u128(7);
    Draft {
        command: CommandId(Uuid::from_u128(1)),
        request: Hash::of(text.as_bytes()),
        actor: Actor::System,
        time: Timestamp::UNIX_EPOCH,
        cause: None,
        events: vec![Recorded { aggregate, version: 1, event: text.to_owned() }],
    }
}

/// The next `count` commits after `head`, of about 630 bytes each.
pub(crate) fn entries_after(head: Head, count: usize) -> Vec<Entry> {
    let mut chain = Chain::at(head);
    let text = |n| format!("{n}-{}", "的".repeat(80));
    (0..count).map(|n| chain.next(draft(&text(n))).expect("small enough")).collect()
}

/// Everything in the log, or what is wrong with it.
pub(crate) fn read_all(log: &dyn Log) -> Result<Vec<Entry>, Error> {
    log.read(1).collect()
}

/// Makes the log `name` with `count` commits and closes it.
pub(crate) fn make_log(folder: &Path, name: &str, count: usize) -> Vec<Entry> {
    let log = SledLog::open(folder, name).unwrap();
    let entries = entries_after(log.head(), count);
    for group in entries.chunks(100) {
        log.append(group).unwrap();
    }
    entries
}

/// Opens the log and reads all of it.
pub(crate) fn reopen(folder: &Path, name: &str) -> Result<Vec<Entry>, Error> {
    read_all(&SledLog::open(folder, name)?)
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let target = to.join(item.file_name());
        if item.file_type().unwrap().is_dir() {
            copy_folder(&item.path(), &target);
        } else {
            fs::copy(item.path(), &target).unwrap();
        }
    }
}

/// Every file below a folder.
pub(crate) fn files_in(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Numbers that look random and are the same in every run.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 += 1;
        let digest = Hash::of(&self.0.to_be_bytes()).0;
        u64::from_be_bytes(digest[..8].try_into().unwrap()) % bound
    }
}

/// How many rounds a campaign runs: `default`, or what the environment says.
pub(crate) fn rounds(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number of rounds"))
}
