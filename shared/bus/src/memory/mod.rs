//! The twin in memory: the same promises as NATS, in one process and without a socket.

mod broker;
mod follower;
mod streams;

pub(crate) use broker::{MemoryBroker, MemoryRequests};
pub(crate) use follower::MemoryFollower;
pub use streams::{Conflict, MemoryStreams};
