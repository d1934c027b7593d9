//! How rare a word is among the lines on the market: what few lines say tells more of a line than
//! what many say.
//!
//! The weight of a word is its inverse document frequency as BM25 has it, without its floats. A
//! line is weighed when it comes on the market, by what stands there then, and keeps its weights as
//! long as it stays and says the same: so a line that comes or goes changes its own pairs alone, a
//! score is a function of its two lines, and the same log leads to the same scores. A plan weighs
//! its lines by what stands there when it is computed. Measured on
//! `matching_benchmark`, nothing is lost by it against weights of today; nor by leaving out how
//! often a word stands in a line and how long the line is: lines are short.

use std::collections::HashMap;

use crate::words::Words;

/// Weights are counted in so many parts of a bit.
pub(crate) const BIT: u32 = 256;

/// As if so many lines more stood there that say nothing: else nothing would be rare among few.
const SILENT_LINES: u32 = 64;

/// How many lines say each word.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Rarity {
    lines: u32,
    saying: HashMap<u32, u32>,
}

impl Rarity {
    /// A line comes on the market that says this.
    pub(crate) fn enter(&mut self, words: &Words) {
        self.lines += 1;
        for word in words.hashes() {
            *self.saying.entry(word).or_default() += 1;
        }
    }

    /// A line that says this leaves it.
    pub(crate) fn leave(&mut self, words: &Words) {
        self.lines -= 1;
        for word in words.hashes() {
            if let Some(saying) = self.saying.get_mut(&word) {
                *saying -= 1;
                if *saying == 0 {
                    self.saying.remove(&word);
                }
            }
        }
    }

    /// How telling a word is, in parts of a bit.
    pub(crate) fn weight(&self, word: u32) -> u16 {
        let saying = self.saying.get(&word).copied().unwrap_or(0);
        let all = bits(self.lines + SILENT_LINES + 1);
        u16::try_from(all.saturating_sub(bits(saying + 1))).expect("a logarithm is small")
    }
}

/// The logarithm to the base 2, in parts of a bit: whole bits exactly, between them in a straight
/// line, which is never off by a tenth of a bit. Of 0 it is 0.
fn bits(number: u32) -> u32 {
    let Some(whole) = number.checked_ilog2() else { return 0 };
    let above = u64::from(number - (1 << whole));
    let part = u32::try_from((above * u64::from(BIT)) >> whole).expect("it is below a bit");
    whole * BIT + part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_rise_and_are_exact_at_powers_of_two() {
        assert_eq!([1, 2, 1024, 1 << 31].map(bits), [0, 256, 2560, 31 * 256]);
        assert_eq!((bits(0), bits(3), bits(6)), (0, 256 + 128, 512 + 128));
        assert!((1..5000).map(bits).is_sorted() && bits(u32::MAX) < 32 * BIT);
    }

    #[test]
    fn what_few_say_tells_more_until_they_leave() {
        let mut rarity = Rarity::default();
        let (common, rare) = (Words::of("义诊"), Words::of("义诊。绘本"));
        let weight =
            |rarity: &Rarity, text: &str| rarity.weight(Words::of(text).hashes().next().unwrap());
        for _ in 0..30 {
            rarity.enter(&common);
        }
        rarity.enter(&rare);
        assert!(weight(&rarity, "绘本") > weight(&rarity, "义诊"));
        assert!(weight(&rarity, "沙画") > weight(&rarity, "绘本"));
        rarity.leave(&rare);
        for _ in 0..30 {
            rarity.leave(&common);
        }
        assert_eq!(rarity, Rarity::default());
    }
}
