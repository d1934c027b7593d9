//! Chance from a seed: the same on every machine and for ever, so that a seed found once stays a
//! test.

use values::Uuid;

/// SplitMix64: small, known, and good enough to choose with; guessed by anybody who wants to.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// Whatever the seed, another sequence.
    pub fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 up to, not including, `end`. A modulus is a little unfair, which matters to nobody here.
    pub fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    /// `first` to `last`, both included.
    pub fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last - first + 1)
    }

    /// True one time in `n`.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// True `percent` times in a hundred.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A place in something of this length, which is not empty.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).expect("it is below a length")
    }

    /// One of `choices`; nothing of nothing.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        if choices.is_empty() { None } else { choices.get(self.index(choices.len())) }
    }

    /// One of `choices`, of which there is one at least.
    pub fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.index(choices.len())]
    }

    /// Which of `weights` the dice fall on.
    pub fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return index,
            }
        }
        unreachable!("what is left is below the sum of the weights")
    }

    /// An id.
    pub fn uuid(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.bits(), self.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_for_ever() {
        let mut random = Random::from_seed(1);
        let numbers = [random.bits(), random.bits(), random.bits()];
        let known = [0x910A_2DEC_8902_5CC1, 0xBEEB_8DA1_658E_EC67, 0xF893_A2EE_FB32_555E];
        assert_eq!(numbers, known);
    }

    #[test]
    fn weights_of_zero_are_never_chosen() {
        let mut random = Random::from_seed(2);
        assert!((0..1000).all(|_| random.weighted(&[3, 0, 1]) != 1));
    }
}
