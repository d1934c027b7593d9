//! Mirror streams in memory. Synchronous, so that a simulation can step them without a runtime.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use contracts::Position;
use tokio::sync::watch;
use values::Hash;

use crate::compare::{StreamState, tail};

/// The mirrors of all services, in memory; clones share them.
#[derive(Clone, Default)]
pub struct MemoryStreams(Arc<Inner>);

#[derive(Default)]
struct Inner {
    streams: Mutex<HashMap<String, Stream>>,
    /// Changes with every change of any stream, to wake followers.
    version: watch::Sender<u64>,
}

struct Stream {
    /// The sequence of the first message, or of the next one when there are none.
    first: Position,
    messages: VecDeque<Bytes>,
}

/// The stream does not end where the publisher expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stream ends at {last}")]
pub struct Conflict {
    /// The last sequence of the stream.
    pub last: Position,
}

impl MemoryStreams {
    /// No streams yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends to the mirror of `service`, if it ends at `expected_last`; makes it when there is
    /// none. Returns the new message's sequence.
    pub fn publish(
        &self,
        service: &str,
        expected_last: Position,
        message: Bytes,
    ) -> Result<Position, Conflict> {
        let mut streams = self.lock();
        let last = streams.get(service).map_or(0, Stream::last);
        if last != expected_last {
            return Err(Conflict { last });
        }
        let stream = streams.entry(service.to_owned()).or_insert_with(Stream::new);
        stream.messages.push_back(message);
        drop(streams);
        self.changed();
        Ok(last + 1)
    }

    /// At most `max` messages of `service` from sequence `from` on, each with its sequence.
    pub fn read(&self, service: &str, from: Position, max: usize) -> Vec<(Position, Bytes)> {
        let streams = self.lock();
        let Some(stream) = streams.get(service) else {
            return Vec::new();
        };
        let from = from.max(stream.first);
        let skipped = usize::try_from(from - stream.first).unwrap_or(usize::MAX);
        let messages = stream.messages.iter().skip(skipped).take(max);
        (from..).zip(messages.cloned()).collect()
    }

    /// The last sequence of `service`'s mirror; 0 when there is none.
    pub fn last(&self, service: &str) -> Position {
        self.lock().get(service).map_or(0, Stream::last)
    }

    /// Loses the mirror of `service`, as a broker without its disk would.
    pub fn delete(&self, service: &str) {
        self.lock().remove(service);
        self.changed();
    }

    /// Loses what the mirror of `service` holds before sequence `before`, as a limit would.
    pub fn purge_before(&self, service: &str, before: Position) {
        if let Some(stream) = self.lock().get_mut(service) {
            while stream.first < before && stream.messages.pop_front().is_some() {
                stream.first += 1;
            }
        }
        self.changed();
    }

    /// Makes an empty mirror, if there is none.
    pub(crate) fn create(&self, service: &str) {
        self.lock().entry(service.to_owned()).or_insert_with(Stream::new);
    }

    /// What the mirror of `service` looks like, for [`crate::compare`].
    pub(crate) fn state(&self, service: &str) -> Option<StreamState> {
        let streams = self.lock();
        let stream = streams.get(service)?;
        let hash_at = |sequence: Position| {
            let index = usize::try_from(sequence.checked_sub(stream.first)?).ok()?;
            stream.messages.get(index).map(|message| Hash::of(message))
        };
        Some(StreamState {
            first: stream.first,
            last: stream.last(),
            messages: stream.messages.len() as u64,
            first_hash: hash_at(1),
            tail: tail(stream.last()).map(hash_at).collect(),
            configured: true,
        })
    }

    /// Wakes with every change of any stream.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.0.version.subscribe()
    }

    fn changed(&self) {
        self.0.version.send_modify(|version| *version += 1);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Stream>> {
        // Whoever panicked with the lock held had not begun to change anything.
        self.0.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stream {
    fn new() -> Self {
        Self { first: 1, messages: VecDeque::new() }
    }

    fn last(&self) -> Position {
        self.first + self.messages.len() as u64 - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_knows_the_end_can_append() {
        let streams = MemoryStreams::new();
        assert_eq!(streams.publish("a", 0, Bytes::from_static(b"1")), Ok(1));
        assert_eq!(streams.publish("a", 0, Bytes::from_static(b"x")), Err(Conflict { last: 1 }));
        assert_eq!(streams.publish("a", 1, Bytes::from_static(b"2")), Ok(2));
        assert_eq!(streams.publish("b", 1, Bytes::from_static(b"x")), Err(Conflict { last: 0 }));
        assert_eq!(streams.last("a"), 2);
        assert_eq!(streams.last("b"), 0);
    }

    #[test]
    fn reading_begins_where_asked_and_ends_at_the_limit() {
        let streams = MemoryStreams::new();
        for n in 0..5 {
            streams.publish("a", n, Bytes::from(n.to_string())).unwrap();
        }
        let sequences = |from, max| -> Vec<Position> {
            streams.read("a", from, max).into_iter().map(|(sequence, _)| sequence).collect()
        };
        assert_eq!(sequences(0, 2), [1, 2]);
        assert_eq!(sequences(4, 9), [4, 5]);
        assert!(sequences(6, 9).is_empty());
        streams.purge_before("a", 3);
        assert_eq!(sequences(1, 9), [3, 4, 5]);
        streams.delete("a");
        assert!(sequences(1, 9).is_empty());
    }
}
