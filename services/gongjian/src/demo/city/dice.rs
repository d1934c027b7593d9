//! Chance that repeats itself: the same seed, the same throws, on every machine and for ever.

/// SplitMix64.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `bound` − 1.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.throw() % bound
    }

    /// True in `percent` of a hundred throws.
    pub(super) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `count` places.
    pub(super) fn place(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).expect("as many as fit in memory");
        usize::try_from(self.below(count)).expect("it is below the count")
    }

    /// One of `choices`.
    pub(super) fn one<'c, T>(&mut self, choices: &'c [T]) -> &'c T {
        &choices[self.place(choices.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throws = |seed| {
            let mut dice = Dice::new(seed);
            [dice.below(1000), dice.below(1000), dice.below(1000)]
        };
        assert_eq!(throws(1), throws(1));
        assert_ne!(throws(1), throws(2));
    }
}
