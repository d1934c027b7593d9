//! The copy of a log in the bus: published one by one at the expected place, and filled anew when
//! it was lost.

use bus::{Bytes, MemoryStreams};
use contracts::Position;
use eventlog::{Log, MemoryLog};

/// What may go wrong while one commit is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acknowledgement {
    Received,
    /// The stream has it, and nobody tells.
    Lost,
}

/// Up to where the mirror believes the stream to be the log; nothing when it has to look.
#[derive(Default)]
pub(super) struct Mirror {
    known: Option<Position>,
}

impl Mirror {
    /// Does the next thing: looks at the stream, or publishes one commit. False when there is
    /// nothing to do.
    pub(super) fn step(
        &mut self,
        service: &str,
        log: &MemoryLog,
        streams: &MemoryStreams,
        acknowledgement: Acknowledgement,
    ) -> bool {
        let Some(known) = self.known else {
            self.known = Some(look(service, log, streams));
            return true;
        };
        let Some(entry) = log.read(known + 1).next() else {
            return false;
        };
        let entry = entry.expect("a log in memory is whole");
        match (streams.publish(service, known, entry.bytes().clone()), acknowledgement) {
            (Ok(sequence), Acknowledgement::Received) => {
                assert_eq!(sequence, entry.position(), "a commit stands elsewhere in the mirror");
                self.known = Some(sequence);
            }
            // It will try this one again, and be told that the stream ends elsewhere.
            (Ok(_), Acknowledgement::Lost) => {}
            (Err(_), _) => self.known = None,
        }
        true
    }

    /// Looks before it publishes again.
    pub(super) fn forget(&mut self) {
        self.known = None;
    }
}

/// Where the stream ends, if it is the log so far; else it is deleted and ends at 0.
fn look(service: &str, log: &MemoryLog, streams: &MemoryStreams) -> Position {
    if is_prefix(service, log, streams) {
        streams.last(service)
    } else {
        streams.delete(service);
        0
    }
}

/// Is the stream, from its beginning, what is on stable storage?
pub(super) fn is_prefix(service: &str, log: &MemoryLog, streams: &MemoryStreams) -> bool {
    let messages = streams.read(service, 1, usize::MAX);
    let own = |(entry, (sequence, bytes)): (_, &(Position, Bytes))| {
        let entry: eventlog::Entry = Result::expect(entry, "a log in memory is whole");
        entry.position() == *sequence && entry.bytes() == bytes
    };
    streams.last(service) == messages.len() as u64
        && messages.len() as u64 <= log.head().position
        && log.read(1).zip(&messages).all(own)
}
