//! The contract that every log keeps.

use contracts::Position;

use crate::{Entry, Error, Head};

/// An append-only log of commits. One writer appends; anybody reads.
pub trait Log: Send + Sync + 'static {
    /// The last commit on stable storage.
    fn head(&self) -> Head;

    /// Appends `entries`, which follow the head without a gap. When it returns they are on stable
    /// storage.
    ///
    /// # Errors
    /// When they do not follow the head, nothing is changed. After any other error some of them
    /// may be there and others not, and every later call fails: the process is to stop, and what
    /// is there will show when the log is opened again.
    fn append(&self, entries: &[Entry]) -> Result<(), Error>;

    /// The commits from `from` on, in order, up to the head at the time of the call. Each is
    /// checked: its position, its hash, and that it names the hash of the one before it. The
    /// iterator ends with the first error.
    fn read(&self, from: Position) -> Box<dyn Iterator<Item = Result<Entry, Error>> + Send + '_>;

    /// Whether there is room on the disk for more than a reserve. When not, the service refuses
    /// new commands and goes on reading; it is asked before each command and costs nothing.
    fn has_room(&self) -> bool;
}
