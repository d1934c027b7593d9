//! A text as hashed runs of characters.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use crate::plain::plain;

/// How often each run of characters stands in a text, by its hash, in ascending order.
///
/// Runs never reach over punctuation. The hash is part of the form of a stored model: it never
/// changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grams(Vec<(u32, u16)>);

impl Grams {
    /// The runs of `lengths` characters of `text`.
    pub fn of(text: &str, lengths: RangeInclusive<usize>) -> Self {
        let mut counts: HashMap<u32, u16> = HashMap::new();
        for run in plain(text).split(' ') {
            let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
            for (first, start) in starts.iter().enumerate() {
                for length in lengths.clone() {
                    let end = match (first + length).cmp(&starts.len()) {
                        std::cmp::Ordering::Less => starts[first + length],
                        std::cmp::Ordering::Equal => run.len(),
                        std::cmp::Ordering::Greater => break,
                    };
                    let count = counts.entry(hash(&run.as_bytes()[*start..end])).or_default();
                    *count = count.saturating_add(1);
                }
            }
        }
        let mut grams: Vec<_> = counts.into_iter().collect();
        grams.sort_unstable();
        Self(grams)
    }

    /// At most `max` of them: those with the smallest hashes, so that two texts keep the same ones.
    #[must_use]
    pub fn at_most(mut self, max: usize) -> Self {
        self.0.truncate(max);
        self
    }

    /// Each hash with its count.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u32, u16)> {
        self.0.iter().copied()
    }

    /// How many different ones there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// FNV-1a, mixed once more so that its upper bits are as good as its lower ones.
fn hash(bytes: &[u8]) -> u32 {
    let mut hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    u32::try_from(hash >> 32).expect("half of its bits are left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_counted_and_end_at_punctuation() {
        let grams = |text: &str| Grams::of(text, 2..=2);
        assert_eq!(grams("路灯，路灯").iter().collect::<Vec<_>>(), [(hash("路灯".as_bytes()), 2)]);
        assert_eq!(grams("路 灯"), grams("路灯"));
        assert_eq!(grams("路").len(), 0);
        assert_eq!(Grams::of("路灯坏", 1..=3).len(), 6);
    }

    #[test]
    fn two_texts_keep_the_same_part_of_what_they_share() {
        let text = "路灯坏了三个月没有人来修，晚上很不安全";
        let (one, two) = (Grams::of(text, 2..=3), Grams::of(&format!("{text}！"), 2..=3));
        assert_eq!(one.clone().at_most(7), two.at_most(7));
        assert!(one.len() > 7);
    }

    #[test]
    fn the_hash_never_changes() {
        assert_eq!(hash("共建".as_bytes()), 2_356_659_565);
    }
}
