//! Costs of all levels at once, compared level by level: exact, where a weighted sum would have to
//! be larger than any integer.

use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use super::objective::Level;

const LEVELS: usize = Level::ALL.len();

/// One cost for each level of a policy, in its order; levels that it leaves out cost 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Lex(pub [i64; LEVELS]);

impl Lex {
    pub const ZERO: Lex = Lex([0; LEVELS]);

    #[inline]
    fn each(self, other: Lex, f: impl Fn(i64, i64) -> i64) -> Lex {
        Lex(std::array::from_fn(|level| f(self.0[level], other.0[level])))
    }
}

impl Add for Lex {
    type Output = Lex;

    fn add(self, other: Lex) -> Lex {
        self.each(other, |a, b| a + b)
    }
}

impl AddAssign for Lex {
    fn add_assign(&mut self, other: Lex) {
        *self = *self + other;
    }
}

impl Sub for Lex {
    type Output = Lex;

    fn sub(self, other: Lex) -> Lex {
        self.each(other, |a, b| a - b)
    }
}

impl Neg for Lex {
    type Output = Lex;

    fn neg(self) -> Lex {
        Lex::ZERO - self
    }
}

impl Mul<i64> for Lex {
    type Output = Lex;

    fn mul(self, lots: i64) -> Lex {
        Lex(self.0.map(|cost| cost * lots))
    }
}
