//! How much room the disk has left for the log, above a reserve.
//!
//! The reserve is what lets a full disk be survived: a group that was accepted must still find its
//! place, and sled cannot be opened without writing zeros to the end of the segment it is in, and
//! a snapshot of its page table.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use nix::sys::statvfs::statvfs;

use crate::sled_log::SEGMENT_BYTES;

/// The least that stays free: a segment for each log of a city, which share a disk and are opened
/// again together, and some over.
const RESERVE_BYTES: u64 = 16 * SEGMENT_BYTES as u64;

/// How long an answer of the file system is good for.
const FRESH: Duration = Duration::from_millis(200);

/// How much of the disk a byte appended may take until the next answer: sled writes it once, its
/// overhead, and at times an old page again.
const AMPLIFICATION: u64 = 3;

#[derive(Debug)]
pub(crate) struct Room {
    folder: PathBuf,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    /// When the file system was last asked, and what it said.
    asked: Option<Instant>,
    free_bytes: u64,
    /// What was appended since.
    appended_bytes: u64,
}

impl Room {
    pub(crate) fn of(folder: PathBuf) -> Self {
        let seen = Mutex::new(Seen { asked: None, free_bytes: 0, appended_bytes: 0 });
        Self { folder, seen }
    }

    /// Counts what was appended since the file system was last asked.
    pub(crate) fn appended(&self, bytes: u64) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.appended_bytes = seen.appended_bytes.saturating_add(bytes);
    }

    /// Whether more than the reserve is free. If the file system does not answer: no.
    pub(crate) fn is_left(&self) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.asked.is_none_or(|asked| asked.elapsed() >= FRESH) {
            seen.free_bytes = match statvfs(&self.folder) {
                Ok(answer) => answer.blocks_available().saturating_mul(answer.fragment_size()),
                Err(error) => {
                    tracing::error!(folder = %self.folder.display(), %error, "cannot see the room");
                    0
                }
            };
            seen.appended_bytes = 0;
            seen.asked = Some(Instant::now());
        }
        let taken = seen.appended_bytes.saturating_mul(AMPLIFICATION);
        seen.free_bytes.saturating_sub(taken) > RESERVE_BYTES
    }
}
