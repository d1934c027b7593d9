//! The twin in memory: the same promises as NATS, in one process and without a socket.

mod broker;
mod buckets;
mod follower;
mod streams;

pub(crate) use broker::{MemoryBroker, MemoryRequests};
pub(crate) use buckets::MemoryBucket;
pub(crate) use follower::MemoryFollower;
pub use streams::{Conflict, MemoryStreams};
