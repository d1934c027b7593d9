//! Verifies a whole log: every position, every hash, every commit's JSON.

use std::path::Path;

use contracts::Commit;
use serde::de::IgnoredAny;
use values::Hash;

use crate::{Checkpoint, Error, Head, Log, SledLog};

/// What a log was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Its last commit.
    pub head: Head,
    /// How many commits it has.
    pub commits: u64,
    /// How many bytes of JSON they are.
    pub bytes: u64,
}

/// Verifies the log `name` in `folder`, and that it still has the commit that each of the
/// `checkpoints` of it names. Wants the log for itself, and leaves its head mark as it is.
///
/// # Errors
/// The first thing that is wrong; [`Error::Io`] when there is no such log.
pub fn verify(folder: &Path, name: &str, checkpoints: &[Checkpoint]) -> Result<Verified, Error> {
    let mut against: Vec<&Checkpoint> =
        checkpoints.iter().filter(|known| known.service == name && known.position > 0).collect();
    against.sort_by_key(|known| known.position);
    let mut against = against.into_iter().peekable();
    let log = SledLog::open_to_read(folder, name)?;
    let mut verified = Verified { head: log.head(), commits: 0, bytes: 0 };
    for entry in log.read(1) {
        let entry = entry?;
        let position = entry.position();
        serde_json::from_slice::<Commit<IgnoredAny>>(entry.bytes())
            .map_err(|source| Error::Unreadable { position, source })?;
        while let Some(known) = against.next_if(|known| known.position == position) {
            if known.hash != entry.hash() {
                return Err(mismatch(known, Some(entry.hash())));
            }
        }
        verified.commits += 1;
        verified.bytes += entry.bytes().len() as u64;
    }
    match against.next() {
        Some(known) => Err(mismatch(known, None)),
        None => Ok(verified),
    }
}

fn mismatch(known: &Checkpoint, found: Option<Hash>) -> Error {
    Error::Checkpoint { position: known.position, expected: known.hash, found }
}
