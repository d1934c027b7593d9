//! What a service could not take in, or not decide when it was due, and put aside, as its operator
//! asks for it. Every service answers alike, under [`crate::subjects::parked`] and
//! [`crate::subjects::replay_parked`].

use serde::{Deserialize, Serialize};
use values::Uuid;

use crate::Position;

/// One commit of another service that could not be reacted to; or, as if it were one of its own, a
/// deadline that could not be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedCommit {
    /// The service whose log it is.
    pub source: String,
    /// Of a deadline, the last commit that its rules knew of.
    pub position: Position,
    /// Why, or that something before it is parked.
    pub reason: String,
    /// The aggregates whose later events wait behind it.
    pub aggregates: Vec<Uuid>,
}

/// What became of one of them when it was tried once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replayed {
    pub source: String,
    pub position: Position,
    /// Nothing when it was done; else why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
}
