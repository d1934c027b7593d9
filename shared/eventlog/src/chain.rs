//! Makes commits: gives each its position and the hash of the one before it.

use bytes::Bytes;
use contracts::{Actor, COMMIT_BYTES_MAX, Cause, Commit, Recorded};
use serde::Serialize;
use values::{CommandId, Hash, Timestamp};

use crate::{Entry, Error, Head};

/// Everything of a commit except its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft<E> {
    /// The command that was decided.
    pub command: CommandId,
    /// The digest of the request's subject and body.
    pub request: Hash,
    /// Who asked.
    pub actor: Actor,
    /// When it was decided.
    pub time: Timestamp,
    /// The commit elsewhere to which this one reacts.
    pub cause: Option<Cause>,
    /// What happened.
    pub events: Vec<Recorded<E>>,
}

/// The growing end of a log, ahead of what is on disk: pure, it stores nothing.
#[derive(Debug, Clone)]
pub struct Chain {
    head: Head,
}

impl Chain {
    /// A chain that goes on after `head`.
    pub fn at(head: Head) -> Self {
        Self { head }
    }

    /// The last commit made, or where the chain began.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Makes the next commit.
    ///
    /// # Errors
    /// [`Error::TooLarge`] over [`COMMIT_BYTES_MAX`], [`Error::Encode`] when an event has no JSON.
    /// The chain is then unchanged, so another commit can take the place.
    pub fn next<E: Serialize>(&mut self, draft: Draft<E>) -> Result<Entry, Error> {
        let Draft { command, request, actor, time, cause, events } = draft;
        let Head { position, hash: previous } = self.head;
        let position = position + 1;
        let commit = Commit { position, previous, command, request, actor, time, cause, events };
        let bytes = serde_json::to_vec(&commit).map_err(|source| Error::Encode { source })?;
        if bytes.len() > COMMIT_BYTES_MAX {
            return Err(Error::TooLarge { bytes: bytes.len(), max: COMMIT_BYTES_MAX });
        }
        let entry = Entry::new(position, Bytes::from(bytes));
        self.head = entry.head();
        Ok(entry)
    }
}
