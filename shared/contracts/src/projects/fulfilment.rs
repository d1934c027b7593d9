//! 履约率: how far duties are done.

use values::{Date, time};

use super::agreement::Duty;

/// All of it, in hundredths of a percent.
pub const WHOLE: u32 = 10_000;

impl Duty {
    /// How much of it the days from `first` to `last` ask for: as many twelfths of the year's
    /// amount as months of them have begun, rounded up. Nothing where it is not counted.
    pub fn due(&self, (first, last): (Date, Date)) -> Option<u64> {
        let months = begun_months(first, last);
        self.amount.map(|amount| (amount.quantity * months).div_ceil(12))
    }
}

/// How much of `due` is done, in hundredths of a percent, at most [`WHOLE`].
pub fn rate(done: u64, due: u64) -> u32 {
    let whole = u128::from(WHOLE);
    let rate = (u128::from(done) * whole).checked_div(u128::from(due)).unwrap_or(whole);
    u32::try_from(rate.min(whole)).unwrap_or(WHOLE)
}

/// The mean of what is counted: no duty makes up for another. Nothing where nothing is counted.
pub fn mean(rates: impl IntoIterator<Item = u32>) -> Option<u32> {
    let (sum, count) = rates
        .into_iter()
        .fold((0_u64, 0_u64), |(sum, count), rate| (sum + u64::from(rate), count + 1));
    sum.checked_div(count).and_then(|mean| u32::try_from(mean).ok())
}

/// Hundredths of a percent, as people read them: `87.50%`.
pub fn percent(rate: u32) -> String {
    format!("{}.{:02}%", rate / 100, rate % 100)
}

/// How many months from `from` to `until` have begun: a day counts as its month.
fn begun_months(from: Date, until: Date) -> u64 {
    let begins = |months: &i32| time::plus_months(from, *months) <= until;
    (0..).take_while(begins).map(|_| 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_duty_makes_up_for_another_and_nothing_is_over_the_whole() {
        assert_eq!([rate(3, 4), rate(9, 2), rate(0, 0)], [7_500, WHOLE, WHOLE]);
        assert_eq!(mean([rate(3, 4), rate(9, 2)]), Some(8_750));
        assert_eq!(mean([]), None);
        assert_eq!(percent(8_750), "87.50%");
    }
}
