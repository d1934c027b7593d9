//! The twin in memory: the same contract, for tests and simulations.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use contracts::Position;

use crate::links::{Reader, check_next};
use crate::{Entry, Error, Head, Log};

/// A log in memory. A clone shares the content, so a test can drop a service, keep a clone, and
/// start the service again on it.
#[derive(Debug, Clone, Default)]
pub struct MemoryLog {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    entries: Mutex<Vec<Entry>>,
    full: AtomicBool,
}

impl MemoryLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the disk look full, or not full any more.
    pub fn set_full(&self, full: bool) {
        self.shared.full.store(full, Ordering::Relaxed);
    }

    /// Forgets everything after `position`, as a crash does with what was not acknowledged.
    pub fn cut_after(&self, position: Position) {
        self.entries().retain(|entry| entry.position() <= position);
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        // A panic elsewhere leaves the list whole: each change is one push or one retain.
        self.shared.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn at(&self, position: Position) -> Option<Entry> {
        let index = usize::try_from(position.checked_sub(1)?).ok()?;
        self.entries().get(index).cloned()
    }

    fn commits(&self, from: Position) -> impl Iterator<Item = Result<(Position, Bytes), Error>> {
        let log = self.clone();
        (from..)
            .map_while(move |position| log.at(position))
            .map(|e| Ok((e.position(), e.bytes().clone())))
    }
}

impl Log for MemoryLog {
    fn head(&self) -> Head {
        self.entries().last().map(Entry::head).unwrap_or_default()
    }

    fn append(&self, new: &[Entry]) -> Result<(), Error> {
        let mut entries = self.entries();
        check_next(entries.last().map(Entry::head).unwrap_or_default(), new)?;
        entries.extend_from_slice(new);
        Ok(())
    }

    fn read(&self, from: Position) -> Box<dyn Iterator<Item = Result<Entry, Error>> + Send + '_> {
        let from = from.max(1);
        let before = self.at(from - 1).map(|entry| entry.head()).unwrap_or_default();
        let head = self.head();
        if from > head.position {
            return Box::new(std::iter::empty());
        }
        Box::new(Reader::new(self.commits(from), before, head))
    }

    fn has_room(&self) -> bool {
        !self.shared.full.load(Ordering::Relaxed)
    }
}
