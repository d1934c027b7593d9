//! Blocks: what stands in the database is not one value a commit but one value for a few of them.
//!
//! A block holds commits that follow one another: for each, its length as four bytes, big-endian,
//! and its JSON. Its key is the position of the first. sled keeps at most 16 values on a page and
//! splits pages by their number, so one value a commit makes it split all the time; and a page of
//! very large blocks would be slow to fetch for the one commit that is asked for.

use bytes::Bytes;
use contracts::Position;

use crate::{Entry, Error};

/// From this size on, a block takes no further commit. A commit that is larger has one of its own,
/// and with the largest commit added no block is larger than sled keeps inside its log.
const FULL_BYTES: usize = 16 * 1024;

/// Bytes of the length before each commit.
const LENGTH_BYTES: usize = size_of::<u32>();

/// Packs commits that follow one another into blocks, each with the position of its first.
pub(crate) fn pack(entries: &[Entry]) -> impl Iterator<Item = (Position, Vec<u8>)> {
    let mut rest = entries;
    std::iter::from_fn(move || {
        let first = rest.first()?.position();
        let mut block = Vec::with_capacity(FULL_BYTES);
        while let Some((entry, after)) = rest.split_first()
            && (block.is_empty() || block.len() + LENGTH_BYTES + entry.bytes().len() <= FULL_BYTES)
        {
            let bytes = entry.bytes();
            let length = u32::try_from(bytes.len()).expect("a commit is far smaller than 4 GiB");
            block.extend_from_slice(&length.to_be_bytes());
            block.extend_from_slice(bytes);
            rest = after;
        }
        Some((first, block))
    })
}

/// The commits in a block whose first stands at `first`, in order.
///
/// # Errors
/// Once, and then the end, where the block is not what [`pack`] made; at once when it is empty.
pub(crate) fn unpack(first: Position, block: Bytes) -> Result<Commits, Error> {
    if block.is_empty() {
        return Err(Error::Torn { position: first });
    }
    Ok(Commits { next: first, rest: block })
}

/// The commits of one block that are still to come.
pub(crate) struct Commits {
    next: Position,
    rest: Bytes,
}

impl Commits {
    fn split(&mut self) -> Option<Bytes> {
        let (length, _) = self.rest.split_first_chunk::<LENGTH_BYTES>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let end = LENGTH_BYTES.checked_add(length)?;
        (length > 0 && end <= self.rest.len())
            .then(|| self.rest.split_to(end).slice(LENGTH_BYTES..))
    }
}

impl Iterator for Commits {
    type Item = Result<(Position, Bytes), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let position = self.next;
        let Some(bytes) = self.split() else {
            self.rest.clear();
            return Some(Err(Error::Torn { position }));
        };
        self.next += 1;
        Some(Ok((position, bytes)))
    }
}

#[cfg(test)]
mod tests {
    use contracts::COMMIT_BYTES_MAX;
    use proptest::prelude::*;

    use super::*;

    fn entries(sizes: &[usize]) -> Vec<Entry> {
        let entry = |(position, bytes)| Entry::new(position, Bytes::from(vec![b'x'; bytes]));
        (7..).zip(sizes.iter().copied()).map(entry).collect()
    }

    fn blocks(sizes: &[usize]) -> Vec<(Position, usize)> {
        pack(&entries(sizes)).map(|(first, block)| (first, block.len())).collect()
    }

    #[test]
    fn small_commits_share_a_block_and_a_large_one_has_its_own() {
        assert_eq!(blocks(&[]), []);
        assert_eq!(blocks(&[10]), [(7, 14)]);
        assert_eq!(blocks(&[10, 20]), [(7, 38)]);
        let full = FULL_BYTES - LENGTH_BYTES;
        assert_eq!(blocks(&[full, 1]), [(7, FULL_BYTES), (8, 5)]);
        let largest = (8, COMMIT_BYTES_MAX + LENGTH_BYTES);
        assert_eq!(blocks(&[1, COMMIT_BYTES_MAX, 1]), [(7, 5), largest, (9, 5)]);
    }

    #[test]
    fn a_torn_block_is_an_error_once_and_then_the_end() {
        let (first, block) = pack(&entries(&[10, 20])).next().unwrap();
        for cut in (1..block.len()).filter(|cut| *cut != 14) {
            let mut commits = unpack(first, Bytes::copy_from_slice(&block[..cut])).unwrap();
            let torn = if cut > 14 { commits.next().unwrap().map(|_| 8).unwrap() } else { 7 };
            let error = commits.next().unwrap().unwrap_err();
            assert!(matches!(error, Error::Torn { position } if position == torn), "{error:?}");
            assert!(commits.next().is_none());
        }
    }

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(sizes in prop::collection::vec(1usize..9_000, 0..40)) {
            let entries = entries(&sizes);
            let unpacked: Vec<Entry> = pack(&entries)
                .flat_map(|(first, block)| unpack(first, block.into()).unwrap())
                .map(|commit| commit.map(|(position, bytes)| Entry::new(position, bytes)).unwrap())
                .collect();
            prop_assert_eq!(unpacked, entries);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            drop(unpack(1, bytes.into()).map(Iterator::collect::<Vec<_>>));
        }
    }
}
