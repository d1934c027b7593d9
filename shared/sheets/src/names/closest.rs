//! The nearest names, for "您是不是要找…".

use pinyin::{ToPinyin, ToPinyinMulti};

use super::normalise;

/// Longer names are compared by their beginning.
const COMPARED_CHARS: usize = 48;
const PROPOSALS_MAX: usize = 5;
const SCORE_MIN: u32 = 400;

/// The candidates nearest to `name`, best first, at most five, each with a score from 400 to 1000
/// (the same). Characters count, and so does how they are read aloud: people mistype by sound.
pub fn closest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Vec<(&'c str, u32)> {
    let name = characters(name);
    let mut scored: Vec<(&str, u32)> = candidates
        .into_iter()
        .map(|candidate| (candidate, similarity(&name, &characters(candidate))))
        .filter(|(_, score)| *score >= SCORE_MIN)
        .collect();
    scored.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    scored.truncate(PROPOSALS_MAX);
    scored
}

fn characters(name: &str) -> Vec<char> {
    normalise(name).chars().take(COMPARED_CHARS).collect()
}

/// The better of likeness in writing and likeness in sound, the latter worth a little less.
fn similarity(a: &[char], b: &[char]) -> u32 {
    let written = likeness(a, b, |x, y| x == y);
    // Sound can add nothing to names that are far apart in length.
    let sounded = likeness(a, b, |x, y| x == y || sounds_like(*x, *y));
    written.max(sounded * 95 / 100)
}

/// 1000 × (1 − distance / longer length).
fn likeness(a: &[char], b: &[char], same: impl Fn(&char, &char) -> bool) -> u32 {
    let longer = a.len().max(b.len());
    if longer == 0 {
        return 0;
    }
    let kept = longer - distance(a, b, same);
    u32::try_from(kept * 1000 / longer).expect("a share of 1000 fits")
}

fn distance(a: &[char], b: &[char], same: impl Fn(&char, &char) -> bool) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(!same(x, y));
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Whether any reading of the one is a reading of the other, tones left out.
pub(super) fn sounds_like(a: char, b: char) -> bool {
    // Most pairs differ in every reading: the first readings alone are no proof of that, but a
    // character without a reading has none in common with anything.
    if a.to_pinyin().is_none() || b.to_pinyin().is_none() {
        return false;
    }
    let Some((a, b)) = a.to_pinyin_multi().zip(b.to_pinyin_multi()) else {
        return false;
    };
    a.into_iter().any(|x| b.into_iter().any(|y| x.plain() == y.plain()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_comes_first() {
        let areas = ["古城居委会", "望岛居委会", "文化路居委会"];
        assert_eq!(closest("古成居委会", areas)[0], ("古城居委会", 950));
        assert_eq!(closest("望岛", areas)[0].0, "望岛居委会");
        assert_eq!(closest("望岛居委会", areas)[0].1, 1000);
        assert!(closest("xyz", areas).is_empty());
        assert!(closest("", areas).is_empty());
    }

    #[test]
    fn every_reading_counts() {
        assert!(sounds_like('长', '常'));
        assert!(sounds_like('长', '掌'));
        assert!(!sounds_like('长', '短'));
        assert!(!sounds_like('a', 'b'));
    }
}
