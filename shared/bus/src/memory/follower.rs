//! Following a mirror in memory.

use bytes::Bytes;
use contracts::Position;
use tokio::sync::watch;

use super::MemoryStreams;

pub(crate) struct MemoryFollower {
    streams: MemoryStreams,
    changes: watch::Receiver<u64>,
    source: String,
    wanted: Position,
}

impl MemoryFollower {
    pub(crate) fn new(streams: &MemoryStreams, source: &str, from: Position) -> Self {
        Self {
            streams: streams.clone(),
            changes: streams.watch(),
            source: source.to_owned(),
            wanted: from.max(1),
        }
    }

    pub(crate) async fn next_batch(&mut self, max: usize) -> Vec<(Position, Bytes)> {
        loop {
            // Seen before it is read: a change in between wakes again.
            self.changes.borrow_and_update();
            let batch = self.streams.read(&self.source, self.wanted, max);
            // A stream whose beginning was lost has nothing for us until it is refilled.
            if batch.first().is_some_and(|(position, _)| *position == self.wanted) {
                self.wanted += batch.len() as u64;
                return batch;
            }
            self.changes.changed().await.expect("the streams are held here, too");
        }
    }
}
