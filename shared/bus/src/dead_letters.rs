//! What a service could not read, kept for whoever looks into it.

use bytes::Bytes;
use contracts::Position;

/// The most of a body that is kept, in bytes.
pub(crate) const BODY_BYTES_MAX: usize = 512 * 1024;
/// The most of a reason that is kept, in bytes.
pub(crate) const REASON_BYTES_MAX: usize = 1024;
/// The most letters kept for a service; the oldest go first.
pub(crate) const LETTERS_MAX: usize = 10_000;

/// Something a service could not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Where it stands among the service's dead letters.
    pub position: Position,
    /// The subject on which it came.
    pub subject: String,
    /// Why it could not be read.
    pub reason: String,
    /// Its body, at most the first 512 KiB.
    pub body: Bytes,
    /// How many bytes the body had.
    pub body_bytes: usize,
}

impl DeadLetter {
    /// A letter ready to be stored: the body cut to its limit, the reason fit for a header.
    pub(crate) fn new(subject: &str, body: &[u8], reason: &str) -> Self {
        let kept = &body[..body.len().min(BODY_BYTES_MAX)];
        Self {
            position: 0,
            subject: one_line(subject),
            reason: one_line(reason),
            body: Bytes::copy_from_slice(kept),
            body_bytes: body.len(),
        }
    }
}

/// `text` without control characters, cut to its limit between characters.
fn one_line(text: &str) -> String {
    let mut line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.truncate(line.floor_char_boundary(REASON_BYTES_MAX));
    line.trim().to_owned()
}
