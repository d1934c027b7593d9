//! Checkpoints: heads noted outside the data, so that a rollback of all of it is found.

use std::path::Path;

use contracts::Position;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use values::{Hash, Timestamp};

use crate::files::Lines;
use crate::{Error, Head, SignedCheckpoint};

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
        append(path, self)
    }

    /// All checkpoints in the file at `path`, oldest first.
    ///
    /// # Errors
    /// [`Error::Line`] for a damaged line; [`Error::Io`], also when there is no such file.
    pub fn read(path: &Path) -> Result<Vec<Self>, Error> {
        read(path)
    }
}

impl SignedCheckpoint {
    /// Appends it to the file at `path`, durably.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        append(path, self)
    }

    /// All checkpoints in the file at `path`, signed or not, oldest first.
    ///
    /// # Errors
    /// [`Error::Line`] for a damaged line; [`Error::Io`], also when there is no such file.
    pub fn read(path: &Path) -> Result<Vec<Self>, Error> {
        read(path)
    }
}

fn append(path: &Path, checkpoint: &impl Serialize) -> Result<(), Error> {
    let mut line = serde_json::to_string(checkpoint).map_err(|source| Error::Encode { source })?;
    line.push('\n');
    Lines::open(path, usize::MAX)?.0.append(&line)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Error> {
    let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
    parse(&text).map_err(|line| Error::Line { path: path.to_owned(), line })
}

/// All checkpoints in `text`, or the number of the line that is damaged.
fn parse<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, usize> {
    let mut checkpoints = Vec::new();
    // Torn at the end, it may have zeros there; see `Lines`.
    let text = text.trim_end_matches('\0');
    for (index, line) in text.split_inclusive('\n').enumerate() {
        match (serde_json::from_str(line), line.ends_with('\n')) {
            (Ok(checkpoint), true) => checkpoints.push(checkpoint),
            (Err(_), true) => return Err(index + 1),
            // Torn while it was written: nobody was told of it.
            (_, false) => {}
        }
    }
    Ok(checkpoints)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_checkpoints_or_refused(
            text: String,
            position: u64,
            from: usize,
            length in 0usize..9,
            with in "\\PC{0,9}\n?",
        ) {
            drop(parse::<SignedCheckpoint>(&text));
            let (service, hash) = ("needs".to_owned(), Hash::of(b"x"));
            let known = Checkpoint { service, position, hash, time: Timestamp::UNIX_EPOCH };
            let mut written = format!("{}\n", serde_json::to_string(&known).unwrap()).repeat(2);
            let from = from % written.len();
            written.replace_range(from..written.len().min(from + length), &with);
            drop(parse::<SignedCheckpoint>(&written));
        }
    }
}
