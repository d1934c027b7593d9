//! Verifies a whole log: every position, every hash, every commit's JSON.

use std::fs;
use std::path::Path;

use contracts::Commit;
use serde::de::IgnoredAny;

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

/// Verifies the log `name` in `folder`; and, when a checkpoint is given, that the log still has the
/// commit it names. Wants the log for itself.
///
/// # Errors
/// The first thing that is wrong; [`Error::Io`] when there is no such log.
pub fn verify(folder: &Path, name: &str, against: Option<&Checkpoint>) -> Result<Verified, Error> {
    let path = folder.join(name);
    fs::metadata(&path).map_err(Error::io("find", &path))?;
    let log = SledLog::open(folder, name)?;
    let mut verified = Verified { head: log.head(), commits: 0, bytes: 0 };
    for entry in log.read(1) {
        let entry = entry?;
        let position = entry.position();
        serde_json::from_slice::<Commit<IgnoredAny>>(entry.bytes())
            .map_err(|source| Error::Unreadable { position, source })?;
        check(against, entry.head())?;
        verified.commits += 1;
        verified.bytes += entry.bytes().len() as u64;
    }
    match against {
        Some(checkpoint) if checkpoint.position > verified.head.position => {
            Err(mismatch(checkpoint, None))
        }
        Some(_) | None => Ok(verified),
    }
}

fn check(against: Option<&Checkpoint>, found: Head) -> Result<(), Error> {
    match against {
        Some(checkpoint)
            if checkpoint.position == found.position && checkpoint.hash != found.hash =>
        {
            Err(mismatch(checkpoint, Some(found)))
        }
        Some(_) | None => Ok(()),
    }
}

fn mismatch(checkpoint: &Checkpoint, found: Option<Head>) -> Error {
    let Head { position, hash: expected } = checkpoint.head();
    let found = found.map(|head: Head| head.hash);
    Error::Checkpoint { position, expected, found }
}
