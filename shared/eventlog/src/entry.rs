//! A commit as the log stores it, and where a log ends.

use bytes::Bytes;
use contracts::Position;
use serde::{Deserialize, Serialize};
use values::Hash;

/// One commit as it is stored, mirrored and followed.
///
/// Invariant: the hash is the SHA-256 of exactly these bytes. It is computed once, where the entry
/// is made, and believed from then on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    position: Position,
    bytes: Bytes,
    hash: Hash,
}

impl Entry {
    /// The entry that `bytes` make at `position`: computes the hash.
    pub fn new(position: Position, bytes: Bytes) -> Self {
        let hash = Hash::of(&bytes);
        Self { position, bytes, hash }
    }

    /// Its position in the log.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Its JSON, at most [`contracts::COMMIT_BYTES_MAX`] bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The SHA-256 of its bytes.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The head of a log that ends with this entry.
    pub fn head(&self) -> Head {
        Head { position: self.position, hash: self.hash }
    }
}

/// Where a log ends: the last commit's position and hash. `Default` is the empty log: 0 and zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Head {
    /// The position of the last commit; 0 before the first.
    pub position: Position,
    /// Its hash; zeros before the first.
    pub hash: Hash,
}
