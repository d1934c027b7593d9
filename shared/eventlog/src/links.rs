//! Checks commits as they are read: each at its position, each naming the hash of the one before.

use bytes::Bytes;
use contracts::{COMMIT_BYTES_MAX, Position};
use serde::Deserialize;
use values::Hash;

use crate::{Entry, Error, Head};

/// What every log asks of entries before it takes them: they follow the head, none is too large.
pub(crate) fn check_next(head: Head, entries: &[Entry]) -> Result<Head, Error> {
    let mut links = Links::after(head);
    for entry in entries {
        let bytes = entry.bytes().len();
        if bytes > COMMIT_BYTES_MAX {
            return Err(Error::TooLarge { bytes, max: COMMIT_BYTES_MAX });
        }
        links.follow(entry)?;
    }
    Ok(links.last())
}

/// What a commit says about its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Link {
    position: Position,
    previous: Hash,
}

/// Checks a run of commits, one after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Links {
    last: Head,
}

impl Links {
    /// Goes on after `head`.
    pub(crate) fn after(head: Head) -> Self {
        Self { last: head }
    }

    /// The last commit checked.
    pub(crate) fn last(&self) -> Head {
        self.last
    }

    /// Checks that the commit at `position` comes next, and hashes it.
    pub(crate) fn check(&mut self, position: Position, bytes: Bytes) -> Result<Entry, Error> {
        let entry = Entry::new(position, bytes);
        self.follow(&entry)?;
        Ok(entry)
    }

    /// Checks that `entry` comes next.
    fn follow(&mut self, entry: &Entry) -> Result<(), Error> {
        let position = entry.position();
        let expected = self.last.position + 1;
        if position != expected {
            return Err(Error::Gap { expected, found: Some(position) });
        }
        let link =
            read_link(entry.bytes()).map_err(|source| Error::Unreadable { position, source })?;
        if link.position != position {
            return Err(Error::Misplaced { position, stated: link.position });
        }
        if link.previous != self.last.hash {
            let (previous, stated) = (self.last.hash, link.previous);
            return Err(Error::Broken { position, previous, stated });
        }
        self.last = entry.head();
        Ok(())
    }
}

/// Reads the place out of a commit. It stands at the start, because `Commit` begins with it, so
/// the rest need not be parsed: replay reads hundreds of thousands of these a second.
fn read_link(bytes: &[u8]) -> Result<Link, serde_json::Error> {
    match read_start(bytes) {
        Some(link) => Ok(link),
        None => serde_json::from_slice(bytes),
    }
}

/// `{"position":7,"previous":"<64 digits>"`, exactly as `Commit` is written.
fn read_start(bytes: &[u8]) -> Option<Link> {
    let rest = bytes.strip_prefix(br#"{"position":"#)?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at(digits);
    let position = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let rest = rest.strip_prefix(br#","previous":""#)?;
    let (hash, rest) = rest.split_at_checked(64)?;
    rest.strip_prefix(b"\"")?;
    let previous = std::str::from_utf8(hash).ok()?.parse().ok()?;
    Some(Link { position, previous })
}

/// Reads commits from a backend and checks them, up to and including the head it had at first.
pub(crate) struct Reader<I> {
    commits: I,
    links: Links,
    head: Head,
    ended: bool,
}

impl<I: Iterator<Item = Result<(Position, Bytes), Error>>> Reader<I> {
    /// Checks `commits`, which begin after `before` and end with `head`.
    pub(crate) fn new(commits: I, before: Head, head: Head) -> Self {
        Self { commits, links: Links::after(before), head, ended: before.position >= head.position }
    }

    fn read(&mut self) -> Result<Entry, Error> {
        let expected = self.links.last().position + 1;
        let (position, bytes) =
            self.commits.next().unwrap_or(Err(Error::Gap { expected, found: None }))?;
        let entry = self.links.check(position, bytes)?;
        if position == self.head.position {
            self.ended = true;
            if entry.hash() != self.head.hash {
                let (expected, found) = (self.head.hash, entry.hash());
                return Err(Error::Altered { position, expected, found });
            }
        }
        Ok(entry)
    }
}

/// Ends after the head, or with the first error: what lies behind one is not to be trusted.
impl<I: Iterator<Item = Result<(Position, Bytes), Error>>> Iterator for Reader<I> {
    type Item = Result<Entry, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let entry = self.read();
        self.ended |= entry.is_err();
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_link_in_another_form_is_read_all_the_same() {
        let previous = Hash::of(b"x");
        let written = format!(r#"{{"position":7,"previous":"{previous}","command":1}}"#);
        let foreign = format!(r#"{{ "previous": "{previous}", "command": 1, "position": 7 }}"#);
        assert!(read_start(written.as_bytes()).is_some());
        assert!(read_start(foreign.as_bytes()).is_none());
        let link = Link { position: 7, previous };
        assert_eq!(read_link(written.as_bytes()).unwrap(), link);
        assert_eq!(read_link(foreign.as_bytes()).unwrap(), link);
    }

    proptest! {
        #[test]
        fn the_start_is_read_as_serde_reads_it(position: u64, seed: [u8; 8], cut in 0usize..120) {
            let previous = Hash::of(&seed);
            let text = format!(r#"{{"position":{position},"previous":"{previous}","command":1}}"#);
            prop_assert_eq!(read_start(text.as_bytes()), Some(Link { position, previous }));
            let cut = &text.as_bytes()[..cut.min(text.len())];
            if let Some(link) = read_start(cut) {
                prop_assert_eq!(link, Link { position, previous });
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            drop(read_link(&bytes));
        }
    }
}
