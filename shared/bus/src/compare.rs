//! Is the mirror what it should be? Decided from what was seen of both, without I/O.
//!
//! The last message alone would not tell. Up to [`TAIL_MAX`] commits are under way at once, each
//! with the sequence after which it must come; when somebody else's message takes the place of
//! commit *n*, that one is refused, but *n + 1* finds the stream as long as it expects and is
//! stored behind the stranger. So as many messages are compared as can be under way.

use contracts::Position;
use values::Hash;

/// How many commits may be under way, and how many messages at the end of a stream are compared.
pub(crate) const TAIL_MAX: u64 = 512;

/// What was seen of a stream that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StreamState {
    /// The first sequence; 0 or 1 when it never held a message.
    pub(crate) first: Position,
    /// The last sequence; 0 when it never held a message.
    pub(crate) last: Position,
    /// How many messages it holds.
    pub(crate) messages: u64,
    /// The hash of the message at sequence 1, if there is one.
    pub(crate) first_hash: Option<Hash>,
    /// The hashes of the messages at the sequences [`tail`] names; `None` where there is none.
    pub(crate) tail: Vec<Option<Hash>>,
    /// Does it keep everything, under the right subject?
    pub(crate) configured: bool,
}

/// What was seen of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogState {
    /// The last acknowledged position.
    pub(crate) head: Position,
    /// The hash of the commit at position 1, if there is one.
    pub(crate) first_hash: Option<Hash>,
    /// The hashes of the commits at the positions [`tail`] names, as far as they go.
    pub(crate) tail: Vec<Hash>,
}

/// The positions that are compared at the end of a stream whose last sequence is `last`.
pub(crate) fn tail(last: Position) -> std::ops::Range<Position> {
    last.saturating_sub(TAIL_MAX) + 1..last + 1
}

/// What to do about the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Plan {
    /// There is none: make it.
    Create,
    /// It is the log up to here: publish what comes after.
    Continue {
        /// The last position that the stream holds.
        after: Position,
    },
    /// It is something else: whoever may replace it fills a new one.
    Refill(Difference),
}

/// How a stream differs from the log whose mirror it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// It would lose messages, or takes others' subjects.
    #[error("its configuration is not that of a mirror")]
    Configuration,
    /// It holds more than was ever acknowledged.
    #[error("it holds {stream} commits, the log {log}")]
    Longer { stream: Position, log: Position },
    /// Its first message is not the first commit's place.
    #[error("it begins at {first}")]
    Beginning { first: Position },
    /// Messages are missing in the middle.
    #[error("it holds {messages} of {last} commits")]
    Gap { messages: u64, last: Position },
    /// What stands at this position is not what the log holds there.
    #[error("its commit at {position} is another")]
    Foreign { position: Position },
}

/// Compares what was seen of the stream (`None`: there is none) with what was seen of the log.
pub(crate) fn compare(stream: Option<&StreamState>, log: &LogState) -> Plan {
    let Some(stream) = stream else {
        return Plan::Create;
    };
    match difference(stream, log) {
        Some(difference) => Plan::Refill(difference),
        None => Plan::Continue { after: stream.last },
    }
}

fn difference(stream: &StreamState, log: &LogState) -> Option<Difference> {
    let StreamState { first, last, messages, .. } = *stream;
    if !stream.configured {
        return Some(Difference::Configuration);
    }
    if last == 0 {
        // A new stream says first 0 or 1; one with a configured start says more.
        return (first > 1).then_some(Difference::Beginning { first });
    }
    if first != 1 {
        return Some(Difference::Beginning { first });
    }
    if messages != last {
        return Some(Difference::Gap { messages, last });
    }
    if last > log.head {
        return Some(Difference::Longer { stream: last, log: log.head });
    }
    // Two absent hashes are no match: what cannot be seen was not compared.
    if stream.first_hash.is_none() || stream.first_hash != log.first_hash {
        return Some(Difference::Foreign { position: 1 });
    }
    let own =
        |n: usize| matches!(stream.tail.get(n), Some(Some(hash)) if log.tail.get(n) == Some(hash));
    tail(last)
        .enumerate()
        .find(|(n, _)| !own(*n))
        .map(|(_, position)| Difference::Foreign { position })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(n: u64) -> Option<Hash> {
        Some(Hash::of(&n.to_be_bytes()))
    }

    /// A mirror of the first `last` commits of the log.
    fn own(last: Position) -> StreamState {
        StreamState {
            first: 1,
            last,
            messages: last,
            first_hash: if last == 0 { None } else { hash(1) },
            tail: tail(last).map(hash).collect(),
            configured: true,
        }
    }

    /// The log with `head` commits, seen where a stream that ends at `last` ends.
    fn log(head: Position, last: Position) -> LogState {
        LogState {
            head,
            first_hash: if head == 0 { None } else { hash(1) },
            tail: tail(last.min(head)).filter_map(hash).collect(),
        }
    }

    /// `stream` with something else at `position`.
    fn with(mut stream: StreamState, position: Position, found: Option<Hash>) -> StreamState {
        let index = usize::try_from(position - tail(stream.last).start).unwrap();
        stream.tail[index] = found;
        stream
    }

    #[track_caller]
    fn check(stream: Option<StreamState>, log: LogState, expected: Plan) {
        assert_eq!(compare(stream.as_ref(), &log), expected, "{stream:?} against {log:?}");
    }

    #[test]
    fn an_own_stream_is_continued_where_it_ends() {
        check(None, log(0, 0), Plan::Create);
        check(None, log(9, 0), Plan::Create);
        for (stream, head) in [(0, 0), (0, 9), (1, 1), (1, 9), (8, 9), (9, 9), (2_000, 9_000)] {
            check(Some(own(stream)), log(head, stream), Plan::Continue { after: stream });
        }
        let fresh = StreamState { first: 0, ..own(0) };
        check(Some(fresh), log(9, 0), Plan::Continue { after: 0 });
    }

    #[test]
    fn any_other_stream_is_refilled_and_the_difference_named() {
        use Difference::{Beginning, Configuration, Foreign, Gap, Longer};
        let beginning =
            |first, messages| StreamState { first, messages, first_hash: None, ..own(5) };
        for (stream, head, difference) in [
            (StreamState { configured: false, ..own(5) }, 9, Configuration),
            (own(5), 4, Longer { stream: 5, log: 4 }),
            (own(1), 0, Longer { stream: 1, log: 0 }),
            (beginning(3, 3), 9, Beginning { first: 3 }),
            (beginning(6, 0), 9, Beginning { first: 6 }),
            (StreamState { first: 7, ..own(0) }, 9, Beginning { first: 7 }),
            (StreamState { messages: 4, ..own(5) }, 9, Gap { messages: 4, last: 5 }),
            (StreamState { first_hash: hash(77), ..own(5) }, 9, Foreign { position: 1 }),
            (StreamState { first_hash: None, ..own(5) }, 9, Foreign { position: 1 }),
            (with(own(5), 5, hash(77)), 9, Foreign { position: 5 }),
            (with(own(5), 5, None), 9, Foreign { position: 5 }),
            (with(own(5), 3, hash(77)), 9, Foreign { position: 3 }),
            (with(own(2_000), 2_000, hash(77)), 2_000, Foreign { position: 2_000 }),
            (with(own(2_000), 1_489, hash(77)), 2_000, Foreign { position: 1_489 }),
        ] {
            let last = stream.last;
            check(Some(stream), log(head, last), Plan::Refill(difference));
        }
    }

    #[test]
    fn what_the_log_cannot_show_is_no_match() {
        let blind = LogState { tail: vec![], ..log(9, 5) };
        check(Some(own(5)), blind, Plan::Refill(Difference::Foreign { position: 1 }));
    }

    #[test]
    fn as_many_messages_are_compared_as_can_be_under_way() {
        assert_eq!(tail(0), 1..1);
        assert_eq!(tail(5), 1..6);
        assert_eq!(tail(512), 1..513);
        assert_eq!(tail(2_000), 1_489..2_001);
    }
}
