//! What the mirror copies: the newest commits from memory, older ones from the log.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bus::{Bytes, MirrorSource};
use contracts::Position;
use eventlog::{Entry, Log};

/// How many bytes of commits are kept in memory. A mirror that is further behind reads the disk.
const KEPT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A log whose newest acknowledged commits need not be read back from the disk and hashed again.
pub(super) struct Mirrored {
    log: Arc<dyn Log>,
    newest: Mutex<Newest>,
}

/// Invariant: its positions follow one another, and all of them are on stable storage.
#[derive(Default)]
struct Newest {
    commits: VecDeque<(Position, Bytes)>,
    bytes: usize,
}

impl Mirrored {
    pub(super) fn of(log: Arc<dyn Log>) -> Self {
        Self { log, newest: Mutex::default() }
    }

    /// Keeps commits that were just acknowledged.
    pub(super) fn acknowledged(&self, entries: &[Entry]) {
        let mut newest = self.newest();
        for entry in entries {
            newest.bytes += entry.bytes().len();
            newest.commits.push_back((entry.position(), entry.bytes().clone()));
        }
        while newest.bytes > KEPT_BYTES_MAX
            && let Some((_, oldest)) = newest.commits.pop_front()
        {
            newest.bytes -= oldest.len();
        }
    }

    fn newest(&self) -> MutexGuard<'_, Newest> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Newest {
    /// At most `max` commits from `from` on; nothing when that is no longer here.
    fn from(&self, from: Position, max: usize) -> Option<Vec<(Position, Bytes)>> {
        let (first, _) = self.commits.front()?;
        let skipped = usize::try_from(from.checked_sub(*first)?).ok()?;
        let found: Vec<_> = self.commits.iter().skip(skipped).take(max).cloned().collect();
        (!found.is_empty()).then_some(found)
    }
}

impl MirrorSource for Mirrored {
    fn head(&self) -> Position {
        self.log.head().position
    }

    fn read(
        &self,
        from: Position,
        max: usize,
    ) -> Result<Vec<(Position, Bytes)>, Box<dyn std::error::Error + Send + Sync>> {
        if let Some(found) = self.newest().from(from, max) {
            return Ok(found);
        }
        let pair = |entry: Result<Entry, eventlog::Error>| {
            entry.map(|entry| (entry.position(), entry.bytes().clone())).map_err(Into::into)
        };
        self.log.read(from).take(max).map(pair).collect()
    }
}

#[cfg(test)]
mod tests {
    use eventlog::MemoryLog;

    use super::*;

    fn entry(position: Position, bytes: usize) -> Entry {
        Entry::new(position, Bytes::from(vec![b'x'; bytes]))
    }

    fn positions(mirrored: &Mirrored, from: Position, max: usize) -> Option<Vec<Position>> {
        let found = mirrored.newest().from(from, max)?;
        Some(found.into_iter().map(|(position, _)| position).collect())
    }

    #[test]
    fn what_is_kept_is_handed_out_in_order_and_nothing_else() {
        let mirrored = Mirrored::of(Arc::new(MemoryLog::default()));
        assert_eq!(positions(&mirrored, 1, 9), None);
        mirrored.acknowledged(&[entry(7, 1), entry(8, 1)]);
        mirrored.acknowledged(&[entry(9, 1)]);
        assert_eq!(positions(&mirrored, 6, 9), None);
        assert_eq!(positions(&mirrored, 7, 9), Some(vec![7, 8, 9]));
        assert_eq!(positions(&mirrored, 8, 1), Some(vec![8]));
        assert_eq!(positions(&mirrored, 10, 9), None);
    }

    #[test]
    fn no_more_bytes_are_kept_than_the_limit() {
        let mirrored = Mirrored::of(Arc::new(MemoryLog::default()));
        let half = KEPT_BYTES_MAX / 2;
        mirrored.acknowledged(&[entry(1, half), entry(2, half)]);
        assert_eq!(positions(&mirrored, 1, 9), Some(vec![1, 2]));
        mirrored.acknowledged(&[entry(3, 1)]);
        assert_eq!(positions(&mirrored, 1, 9), None);
        assert_eq!(positions(&mirrored, 2, 9), Some(vec![2, 3]));
        assert_eq!(mirrored.newest().bytes, half + 1);
    }
}
