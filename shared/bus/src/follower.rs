//! Following another service's log.

use bytes::Bytes;
use contracts::Position;

use crate::memory::MemoryFollower;
use crate::nats::NatsFollower;

/// Yields the commits of one service, each position exactly once and in order.
///
/// It never fails: it waits for a stream that does not exist yet, and when the stream is deleted,
/// refilled, or the broker restarts, it goes on from the next wanted position. Whether a refilled
/// stream still says the same is for the reader to check, by the hashes in the commits.
pub struct Follower(pub(crate) FollowerBackend);

pub(crate) enum FollowerBackend {
    Nats(NatsFollower),
    Memory(MemoryFollower),
}

impl Follower {
    /// The next commit. Cancelling it loses nothing.
    pub async fn next(&mut self) -> (Position, Bytes) {
        let mut one = self.next_batch(1).await;
        one.pop().expect("a batch holds at least one commit")
    }

    /// Waits for the next commit and takes what else is there, at most `max`; never an empty
    /// batch. Cancelling it loses nothing.
    pub async fn next_batch(&mut self, max: usize) -> Vec<(Position, Bytes)> {
        let max = max.max(1);
        match &mut self.0 {
            FollowerBackend::Nats(follower) => follower.next_batch(max).await,
            FollowerBackend::Memory(follower) => follower.next_batch(max).await,
        }
    }
}
