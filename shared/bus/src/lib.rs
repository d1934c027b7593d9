//! How services talk: request/reply, the mirror of a log, and following it.
//!
//! Two backends behind one type, [`Bus`]: NATS, and a twin in memory that keeps the same promises
//! for tests and for the simulation. This is the only crate that names the NATS client, and
//! [`server`] is what runs a broker of our own.
//!
//! What it promises:
//!
//! - A mirror holds, at sequence *n*, exactly the bytes of the log at position *n*: no gap, no
//!   duplicate, no reordering, and nothing that the log has not acknowledged ([`mirror`]).
//! - A [`Follower`] yields exactly the positions `from`, `from + 1`, … whatever happens to the
//!   broker, the connection or the stream meanwhile.
//! - A request ends within its time: with the reply, or with an [`Error`] that says why not. Of
//!   [`Error::Timeout`] and [`Error::Disconnected`] nobody knows whether it was done: it is sent
//!   again with the same command id.
//! - A [`Bucket`] holds the newest value of each key, for as long as its options say.
//! - Every queue is bounded. What does not fit is counted and logged, and the other side times out.

mod bucket;
mod bus;
mod compare;
#[cfg(test)]
mod conformance;
mod dead_letters;
mod error;
mod follower;
mod headers;
mod memory;
mod mirror;
mod nats;
mod peer;
mod requests;
pub mod server;

pub use bucket::{Bucket, BucketOptions};
pub use bus::Bus;
pub use compare::Difference;
pub use dead_letters::DeadLetter;
pub use error::Error;
pub use follower::Follower;
pub use headers::{Headers, HeadersError};
pub use memory::{Conflict, MemoryStreams};
pub use mirror::{MirrorPolicy, MirrorSource, mirror};
pub use nats::Options;
pub use peer::stream_publishes;
pub use requests::{Request, Requests, Responder};

pub use bytes::Bytes;
