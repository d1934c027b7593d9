//! What can go wrong with a log, its keys and its checkpoints.

use std::io;
use std::path::{Path, PathBuf};

use contracts::Position;
use values::{Hash, PersonId};

/// An error of the database below, whose type is nobody's business.
type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a log, a key file or a checkpoint failed. Each names what was found and what was expected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The commit is larger than a log takes; larger things are files named by their hash.
    #[error("a commit of {bytes} bytes, at most {max} are allowed")]
    TooLarge { bytes: usize, max: usize },
    /// An event could not be written as JSON.
    #[error("cannot encode a commit")]
    Encode { source: serde_json::Error },

    /// The database cannot be opened.
    #[error("cannot open the log {}", path.display())]
    Open { path: PathBuf, source: Source },
    /// Another process, or this one, has the log or the key file open.
    #[error("{} is already open, here or by another process", path.display())]
    Locked { path: PathBuf },
    /// The database below gave up on its own files: it panicked.
    #[error("the log {} is corrupt: {found}", path.display())]
    Corrupt { path: PathBuf, found: String },
    /// The database has put values into files of their own, which are not durable. It never does
    /// with commits of the allowed size.
    #[error("the log {} holds blob files, which it never writes", path.display())]
    Blobs { path: PathBuf },
    /// Flushing did not reach the durable flush of this crate, so nothing could be promised.
    #[error("flushing does not reach stable storage: the durable flush is not linked in")]
    NotDurable,
    /// An earlier flush to stable storage failed in this process; what was written since may be
    /// lost, whatever later flushes say.
    #[error("an earlier flush to stable storage failed")]
    SyncFailed,

    /// The database refused a commit.
    #[error("cannot append commit {position}")]
    Append { position: Position, source: Source },
    /// The database could not be flushed.
    #[error("cannot flush the log")]
    Flush { source: Source },
    /// The database cannot read on.
    #[error("cannot read commit {position}")]
    Read { position: Position, source: Source },
    /// An earlier error has stopped this log.
    #[error("the log has stopped after an earlier error")]
    Stopped,
    /// A callback or the database panicked.
    #[error("panic while {operation}: {message}")]
    Panicked { operation: &'static str, message: String },

    /// A commit is missing.
    #[error("commit {expected} is missing, {}", match found {
        Some(found) => format!("{found} follows"),
        None => "the log ends before it".to_owned(),
    })]
    Gap { expected: Position, found: Option<Position> },
    /// The bytes stored at one position say that they belong to another.
    #[error("at position {position} stands a commit that says it is {stated}")]
    Misplaced { position: Position, stated: Position },
    /// A commit does not follow the one before it: one of the two was altered.
    #[error("commit {position} follows {stated}, but the commit before it is {previous}")]
    Broken { position: Position, previous: Hash, stated: Hash },
    /// The last commit is not the one that was appended.
    #[error("commit {position} is {found}, but {expected} was written")]
    Altered { position: Position, expected: Hash, found: Hash },
    /// A commit is not the JSON it should be.
    #[error("commit {position} is unreadable")]
    Unreadable { position: Position, source: serde_json::Error },
    /// The block in which a commit should stand is not whole.
    #[error("the block of commit {position} is torn")]
    Torn { position: Position },
    /// The key of a block in the database is no position.
    #[error("the log holds a key that is no position: {key:?}")]
    ForeignKey { key: Vec<u8> },

    /// The log ends before its head mark: it was cut short, or is an older copy.
    #[error("the log ends at {found}, but its head mark says that {expected} was written")]
    Shorter { expected: Position, found: Position },
    /// The head mark names another commit than the log has.
    #[error("commit {position} is {found}, but the head mark says {expected}")]
    Mark { position: Position, expected: Hash, found: Hash },
    /// The log has commits, and its head mark is gone.
    #[error("the log has {found} commits, but its head mark {} is missing", path.display())]
    NoMark { path: PathBuf, found: Position },
    /// The head mark cannot be read.
    #[error("the head mark {} is unreadable", path.display())]
    MarkUnreadable { path: PathBuf },
    /// The log has not the commit that a checkpoint names.
    #[error("checkpoint: commit {position} should be {expected}, {}", match found {
        Some(found) => format!("but is {found}"),
        None => "but the log ends before it".to_owned(),
    })]
    Checkpoint { position: Position, expected: Hash, found: Option<Hash> },
    /// A line of a file of ours is damaged, not only torn at the end.
    #[error("line {line} of {} is damaged", path.display())]
    Line { path: PathBuf, line: usize },

    /// The person's key was destroyed: nothing can be sealed for this person any more.
    #[error("{person} was erased")]
    Erased { person: PersonId },
    /// There is no key for what was sealed, and no erasure either: keys have been lost.
    #[error("the key of {person} is missing, but {person} was not erased")]
    KeyMissing { person: PersonId },
    /// The sealed text was altered, or stands in another place than it was sealed for.
    #[error("what was sealed for {person} does not open here")]
    Unseal { person: PersonId },
    /// The text is larger than a commit.
    #[error("{bytes} bytes to seal, at most {max} are allowed")]
    SealTooLarge { bytes: usize, max: usize },
    /// The operating system gave no random bytes.
    #[error("no random bytes")]
    Random { source: getrandom::Error },

    /// A file could not be read or written.
    #[error("cannot {operation} {}", path.display())]
    Io { operation: &'static str, path: PathBuf, source: io::Error },
}

impl Error {
    /// For `map_err` on file operations.
    pub(crate) fn io(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { operation, path: path.to_owned(), source }
    }
}
