//! The append-only log of a service: commits in order, chained by hashes, on stable storage.
//!
//! For every service's writer loop, which makes commits ([`Chain`]), hands them to a
//! [`GroupCommit`] and tells nobody before they are acknowledged; and for whatever replays them.
//!
//! On disk, for a log `needs` in a folder: `needs/`, a sled database (key = position, value = a
//! block of a few commits' JSON), and beside it `needs.head`, the *head mark*: the last position
//! and hash that were surely there. The mark may lag a second behind the log and never leads it,
//! so an older copy of the database, or one cut short, is found when it is opened.
//!
//! Promises: what [`Log::append`] returned from is on stable storage; reading checks every
//! position and every hash, so what was altered is never served. After an error of the storage
//! nothing more is acknowledged: the process is to stop.
//!
//! Personal data stands in commits only sealed, with a key for each person, in a file of its own
//! ([`Keys`]): destroying a key erases the person from all copies of the log at once.
//!
//! There are two logs that keep one contract: [`SledLog`] and its twin in memory, [`MemoryLog`].

mod block;
mod chain;
mod checkpoint;
mod durable;
mod entry;
mod error;
mod files;
mod group;
mod key_file;
mod keys;
mod links;
mod log;
mod mark;
mod memory;
mod room;
mod signing;
mod sled_log;
#[cfg(feature = "testing")]
pub mod testing;
mod verify;

pub use chain::{Chain, Draft};
pub use checkpoint::Checkpoint;
#[cfg(feature = "power-cut")]
pub use durable::control;
pub use entry::{Entry, Head};
pub use error::Error;
pub use group::GroupCommit;
pub use keys::{Keys, Place};
pub use log::Log;
pub use memory::MemoryLog;
pub use signing::{PublicKey, Signature, SignedCheckpoint, SigningKey, Untrusted};
pub use sled_log::SledLog;
pub use verify::{Verified, verify};
