//! Figures as people read them, with their units.

use values::Money;

use super::course::Measured;
use super::{Figure, ReportDuty};
use crate::projects::fulfilment::percent;

impl Figure {
    /// `3次`, `2次、共2.5小时`, `9人次`; 无 where there is nothing.
    pub fn said(&self) -> String {
        let (count, amount) = (self.count, self.amount);
        if (count, amount) == (0, 0) {
            return "无".to_owned();
        }
        match self.counted.measured() {
            Measured::Times => format!("{count}次"),
            Measured::Minutes => format!("{count}次、共{}", hours(amount)),
            Measured::People => format!("{amount}人次"),
            Measured::Fen => Money { fen: amount }.to_string(),
            Measured::Stars => format!("{count}人次、平均{}星", tenths(amount, count)),
            Measured::Fields => format!("{count}次、共{amount}项"),
            Measured::Satisfied => format!("{count}次、满意{amount}次"),
            Measured::InTime => format!("{count}次、按时{amount}次"),
        }
    }
}

impl ReportDuty {
    /// 协议、义务、应完成、已完成、履约率, in the words of every report.
    pub fn said(&self) -> [String; 5] {
        let Self { title, line, .. } = self;
        let unit = line.duty.amount.map_or("", |amount| amount.unit.chinese());
        let due = line.due.map_or_else(|| "不计量".to_owned(), |due| format!("{due}{unit}"));
        let rate = line.rate.map_or_else(|| "——".to_owned(), percent);
        let done = format!("{}{unit}", line.done);
        [title.to_string(), line.duty.what.to_string(), due, done, rate]
    }
}

/// `1.5小时`, to one digit.
pub fn hours(minutes: i64) -> String {
    format!("{}小时", tenths(minutes, 60))
}

/// Hundredths, as they are read: `92.50` as `92.5`, `100`.
pub fn points(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, part) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    match part {
        0 => format!("{sign}{whole}"),
        part if part % 10 == 0 => format!("{sign}{whole}.{}", part / 10),
        part => format!("{sign}{whole}.{part:02}"),
    }
}

/// `sum / of` to one digit, rounded half up.
fn tenths(sum: i64, of: i64) -> String {
    if of == 0 {
        return "0".to_owned();
    }
    let tenths = (sum * 20 + of).div_euclid(of * 2);
    match (tenths.div_euclid(10), tenths.rem_euclid(10)) {
        (whole, 0) => whole.to_string(),
        (whole, digit) => format!("{whole}.{digit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::course::Counted;
    use super::*;

    #[test]
    fn figures_have_their_units_and_are_rounded_half_up() {
        for (counted, count, amount, is) in [
            (Counted::NeedClaimed, 3, 0, "3次"),
            (Counted::Service, 2, 150, "2次、共2.5小时"),
            (Counted::Service, 1, 57, "1次、共1小时"),
            (Counted::Rating, 3, 14, "3人次、平均4.7星"),
            (Counted::FundsSpent, 1, 120_050, "1200.50元"),
            (Counted::ServicePeople, 2, 9, "9人次"),
            (Counted::FormFilled, 2, 9, "2次、共9项"),
            (Counted::StepTaken, 4, 3, "4次、按时3次"),
            (Counted::Rating, 0, 0, "无"),
            (Counted::FundsSpent, 0, 0, "无"),
        ] {
            assert_eq!(Figure { counted, count, amount }.said(), is);
        }
    }

    #[test]
    fn every_indicator_is_one_of_all() {
        assert_eq!(Counted::ALL.map(|counted| counted as usize), std::array::from_fn(|at| at));
        assert_eq!(Counted::ClaimAnswered as usize + 1, Counted::ALL.len(), "the last one");
    }

    #[test]
    fn points_are_read_without_needless_noughts() {
        for (hundredths, is) in [(9250, "92.5"), (10_000, "100"), (-5, "-0.05"), (0, "0")] {
            assert_eq!(points(hundredths), is);
        }
    }
}
