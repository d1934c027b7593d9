//! 履约率: how much of its duties an agreement's parties have done, from the lines alone.

use contracts::projects::DutyLine;
use contracts::projects::agreement::{Duty, Terms};
use contracts::projects::fulfilment::{mean, rate};
use values::{Date, time};

/// What one confirmed record did of one duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The duty's place: 1, 2, …
    pub number: u8,
    pub date: Date,
    pub quantity: u64,
}

/// Each duty with what the term asks for and what was done of it in the term.
pub fn lines(terms: &Terms, done: &[Done]) -> Vec<DutyLine> {
    let term = (terms.from, terms.until);
    let in_term = sums(terms, done, term);
    let line = |(number, (duty, done)): (u8, (&Duty, u64))| {
        let due = duty.due(term);
        let rate = due.map(|due| rate(done, due));
        DutyLine { number, duty: duty.clone(), due, done, rate }
    };
    (1..).zip(terms.duties.iter().zip(in_term)).map(line).collect()
}

/// The mean of the duties that are counted: none makes up for another, and none counts for more
/// than the whole of itself.
pub fn whole(lines: &[DutyLine]) -> Option<u32> {
    mean(lines.iter().filter_map(|line| line.rate))
}

/// What was done of each duty, in order, from the first of these days to the last.
pub fn sums(terms: &Terms, done: &[Done], (first, last): (Date, Date)) -> Vec<u64> {
    let of = |number: u8| {
        let those = done.iter().filter(|done| done.number == number);
        let there = those.filter(|done| (first..=last).contains(&done.date));
        there.map(|done| done.quantity).fold(0, u64::saturating_add)
    };
    (1..).zip(&terms.duties).map(|(number, _)| of(number)).collect()
}

/// The first and the last day of a quarter.
pub fn quarter(year: i16, quarter: u8) -> Option<(Date, Date)> {
    let number = i8::try_from(quarter).ok().filter(|quarter| (1..=4).contains(quarter))?;
    let first = Date::new(year, number * 3 - 2, 1).ok()?;
    Some((first, time::plus_days(time::plus_months(first, 3), -1)))
}

#[cfg(test)]
mod tests {
    use contracts::projects::agreement::DutyKind;
    use contracts::projects::fulfilment::WHOLE;
    use contracts::testing::{OWNER, SOMEBODY};
    use proptest::prelude::*;
    use values::{Amount, Text, Unit};

    use super::*;

    fn duty(a_year: Option<u64>) -> Duty {
        Duty {
            party: if a_year.is_some() { SOMEBODY } else { OWNER },
            kind: DutyKind::Service,
            what: Text::new("每月一次义诊").unwrap(),
            amount: a_year.map(|quantity| Amount::new(quantity, Unit::Session).unwrap()),
        }
    }

    fn terms(until: &str, duties: Vec<Duty>) -> Terms {
        Terms {
            title: Text::new("共建协议").unwrap(),
            duties,
            from: date("2026-03-01"),
            until: date(until),
            responsible: vec![],
            plan: None,
            breach: None,
            project: None,
        }
    }

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn done(number: u8, on: &str, quantity: u64) -> Done {
        Done { number, date: date(on), quantity }
    }

    #[test]
    fn a_term_asks_for_its_share_of_the_year_rounded_up() {
        for (until, due) in
            [("2027-02-28", 12), ("2028-02-29", 24), ("2026-05-31", 3), ("2026-03-01", 1)]
        {
            let lines = lines(&terms(until, vec![duty(Some(12))]), &[]);
            assert_eq!(lines[0].due, Some(due), "{until}");
        }
    }

    #[test]
    fn only_what_was_done_in_the_term_counts_and_never_for_another_duty() {
        let terms = terms("2027-02-28", vec![duty(Some(4)), duty(Some(2)), duty(None)]);
        let done = [
            done(1, "2026-02-28", 1),
            done(1, "2026-03-01", 3),
            done(2, "2027-02-28", 9),
            done(2, "2027-03-01", 1),
            done(3, "2026-06-01", 5),
        ];
        let lines = lines(&terms, &done);
        let shown: Vec<_> = lines.iter().map(|line| (line.done, line.rate)).collect();
        assert_eq!(shown, [(3, Some(7_500)), (9, Some(WHOLE)), (5, None)]);
        assert_eq!(whole(&lines), Some(8_750));
        assert_eq!(whole(&lines[2..]), None, "nothing is counted");
    }

    #[test]
    fn a_quarter_has_its_days() {
        assert_eq!(quarter(2026, 1), Some((date("2026-01-01"), date("2026-03-31"))));
        assert_eq!(quarter(2026, 4), Some((date("2026-10-01"), date("2026-12-31"))));
        assert_eq!((quarter(2026, 0), quarter(2026, 5)), (None, None));
    }

    proptest! {
        /// Fulfilment depends on the lines alone, not on their order, grows with what is done, and
        /// is never over 100 %.
        #[test]
        fn fulfilment_is_a_function_of_the_lines_and_never_over_the_whole(
            amounts in prop::collection::vec(prop::option::of(1..1_000_000_u64), 1..6),
            records in prop::collection::vec((1..7_u8, -400..400_i32, 0..2_000_000_u64), 0..20),
        ) {
            let terms = terms("2027-02-28", amounts.into_iter().map(duty).collect());
            let on = |days| time::plus_days(terms.from, days);
            let mut all: Vec<_> = records
                .into_iter()
                .map(|(number, days, quantity)| Done { number, date: on(days), quantity })
                .collect();
            let shown = lines(&terms, &all);
            let fulfilled = whole(&shown);
            prop_assert!(fulfilled.is_none_or(|rate| rate <= WHOLE));
            all.reverse();
            prop_assert_eq!(&lines(&terms, &all), &shown);
            all.push(Done { number: 1, date: terms.from, quantity: 1 });
            prop_assert!(whole(&lines(&terms, &all)) >= fulfilled);
        }
    }
}
