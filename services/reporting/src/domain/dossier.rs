//! Which periods reports were issued about.
//!
//! Invariant: no two reports about one subject share a day.

use contracts::Context;
use contracts::reporting::Period;
use contracts::reporting::dossier::Event;
use contracts::reporting::report::Rejection;
use decider::Decider;
use values::ReportId;

/// The rules of dossiers.
pub struct Dossier;

/// What is asked of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// A report is issued.
    File { report: ReportId, period: Period },
}

/// The reports that were issued.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filed(Vec<(ReportId, Period)>);

impl Filed {
    /// May a report about `period` be issued?
    ///
    /// # Errors
    /// When another one shares a day with it.
    pub fn admit(&self, report: ReportId, period: Period) -> Result<(), Rejection> {
        let others = self.0.iter().filter(|(other, _)| *other != report);
        match others.map(|(_, other)| *other).find(|other| other.overlaps(period)) {
            Some(period) => Err(Rejection::PeriodOverlaps { period }),
            None => Ok(()),
        }
    }
}

impl Decider for Dossier {
    type State = Filed;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(filed: &Filed, _: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        let Command::File { report, period } = command;
        filed.admit(report, period)?;
        let known = filed.0.contains(&(report, period));
        Ok(if known { vec![] } else { vec![Event::Filed { report, period }] })
    }

    fn evolve(mut filed: Filed, event: &Event) -> Filed {
        let Event::Filed { report, period } = event;
        filed.0.push((*report, *period));
        filed
    }
}

#[cfg(test)]
mod tests {
    use contracts::testing::{by, operator};
    use decider::given;
    use values::Uuid;

    use super::*;

    #[test]
    fn a_period_that_shares_a_day_with_an_issued_one_is_refused() {
        let file = |n: u128, period: &str| {
            let (report, period) = (ReportId(Uuid::from_u128(n)), period.parse().unwrap());
            (Command::File { report, period }, Event::Filed { report, period })
        };
        let (first, filed) = file(1, "2026Q1");
        let decide = |command| given::<Dossier>([filed.clone()]).when(&by(operator()), command);
        decide(first).then_already_so();
        let (second, then) = file(2, "2026Q2");
        decide(second).then([then]);
        for overlapping in ["2026", "2026H1"] {
            let period = "2026Q1".parse().unwrap();
            decide(file(3, overlapping).0).then_rejected(Rejection::PeriodOverlaps { period });
        }
    }
}
