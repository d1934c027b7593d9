//! A commit: what one command decided, as it stands in the log and travels in the mirror.

use std::any::Any;

use serde::{Deserialize, Serialize};
use values::{CommandId, Hash, Timestamp, Uuid};

use crate::Actor;

/// Where a commit stands in its log: 1, 2, 3 … without a gap. 0 is *before the first*.
pub type Position = u64;

/// What one command decided. Its JSON bytes are what is stored, hashed, mirrored and followed.
///
/// The hash of a commit is the SHA-256 of exactly those bytes; each names the hash of the one
/// before it, so none can be altered, removed or moved unseen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit<E> {
    pub position: Position,
    /// The hash of the commit before it; zeros for the first.
    pub previous: Hash,
    pub command: CommandId,
    /// The digest of the request's subject and body, to tell a retry from a reuse of its id.
    pub request: Hash,
    pub actor: Actor,
    pub time: Timestamp,
    /// The event elsewhere to which this is the reaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    pub events: Vec<Recorded<E>>,
}

/// One event with its place in its aggregate's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded<E> {
    pub aggregate: Uuid,
    /// 1 for an aggregate's first event, then 2, 3 …
    pub version: u64,
    pub event: E,
}

/// The commit of another service to which a commit reacts. Kept even when nothing followed, so
/// that each is judged exactly once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The service whose log it is.
    pub source: String,
    pub position: Position,
    pub hash: Hash,
    /// The reaction was put aside instead of done, until it is replayed by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked: Option<Parked>,
}

/// A reaction that was put aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    pub reason: String,
    /// The aggregates whose later events wait behind it.
    pub aggregates: Vec<Uuid>,
}

/// The largest commit, in bytes of JSON; larger things are files named by their hash.
pub const COMMIT_BYTES_MAX: usize = 60 * 1024;

/// Every event of one service.
pub trait ServiceEvent:
    Serialize + for<'de> Deserialize<'de> + Clone + Send + Sync + 'static
{
    /// The service whose log holds these events.
    const SERVICE: &'static str;

    /// The kind of aggregate the event belongs to: `claim`, `offer`.
    fn aggregate_kind(&self) -> &'static str;

    /// The same as its aggregate's own event.
    fn of_aggregate(&self) -> &dyn Any;

    /// Is it a part of what the last event of its command says? Then a commit of its own may hold
    /// it: it says nothing until that last event is there, and whoever folds it passes over parts
    /// that were never taken in. So what is larger than a commit is there as a whole or not at all.
    fn is_part(&self) -> bool {
        false
    }

    /// Who reads the history of an aggregate of this kind.
    fn readers(kind: &str) -> Readers {
        let _ = kind;
        Readers::Everybody
    }
}

/// Who reads a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Whoever has a role: it is of what is listed for all.
    Everybody,
    /// It is about persons: those whom it names.
    Named,
    /// It is work that is not for all: those whom it names, and whoever sees the work of an
    /// organisation that it names.
    Around,
}
