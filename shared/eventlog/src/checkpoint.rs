//! Checkpoints: heads noted outside the data, so that a rollback of all of it is found.

use std::path::Path;

use contracts::Position;
use serde::{Deserialize, Serialize};
use values::{Hash, Timestamp};

use crate::files::Lines;
use crate::{Error, Head};

/// What the log of `service` ended with at `time`. One line of JSON in a file that only grows,
/// kept on another disk or on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The service whose log it is.
    pub service: String,
    /// The position of its last commit.
    pub position: Position,
    /// The hash of that commit, which stands for all before it.
    pub hash: Hash,
    /// When it was noted.
    pub time: Timestamp,
}

impl Checkpoint {
    /// The head it notes.
    pub fn head(&self) -> Head {
        Head { position: self.position, hash: self.hash }
    }

    /// Appends it to the file at `path`, durably.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let mut line = serde_json::to_string(self).map_err(|source| Error::Encode { source })?;
        line.push('\n');
        Lines::open(path, usize::MAX)?.0.append(&line)
    }

    /// All checkpoints in the file at `path`, oldest first.
    ///
    /// # Errors
    /// [`Error::Line`] for a damaged line; [`Error::Io`], also when there is no such file.
    pub fn read(path: &Path) -> Result<Vec<Self>, Error> {
        let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        let mut checkpoints = Vec::new();
        // Torn at the end, it may have zeros there; see `Lines`.
        let text = text.trim_end_matches('\0');
        for (index, line) in text.split_inclusive('\n').enumerate() {
            match (serde_json::from_str(line), line.ends_with('\n')) {
                (Ok(checkpoint), true) => checkpoints.push(checkpoint),
                (Err(_), true) => {
                    return Err(Error::Line { path: path.to_owned(), line: index + 1 });
                }
                // Torn while it was written: nobody was told of it.
                (_, false) => {}
            }
        }
        Ok(checkpoints)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_checkpoints_or_refused(
            bytes: Vec<u8>,
            position: u64,
            at: usize,
            with: Vec<u8>,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("checkpoints");
            let (service, hash) = ("needs".to_owned(), Hash::of(b"x"));
            let checkpoint = Checkpoint { service, position, hash, time: Timestamp::UNIX_EPOCH };
            checkpoint.write(&path).unwrap();
            let written = std::fs::read(&path).unwrap();
            let (start, end) = written.split_at(at % written.len());
            for content in [bytes, [start, &with, end].concat()] {
                std::fs::write(&path, content).unwrap();
                drop(Checkpoint::read(&path));
                // What is torn at its end goes on; a damaged line is for people to look at.
                drop(checkpoint.write(&path));
            }
        }
    }
}
