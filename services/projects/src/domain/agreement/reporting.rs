//! The quarterly report to the street: asked for when a quarter of the term is over, late at its
//! limit.

use std::collections::BTreeMap;

use contracts::projects::agreement::{
    Event, REPORT_WORKING_DAYS, REPORT_YELLOW_WORKING_DAYS, Terms,
};
use contracts::{Card, Context};
use values::{Date, Timestamp, time};

use super::{State, fulfilment};

/// A year, and 1 to 4.
type Quarter = (i16, u8);

/// Which quarters are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reporting {
    /// The next one that will be, if the term reaches into it; none for what was signed before
    /// reports were asked for at all, until it is signed again.
    next: Option<Quarter>,
    /// Those that were asked for and are not reported.
    missing: BTreeMap<Quarter, Missing>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Missing {
    yellow_at: Timestamp,
    due_at: Timestamp,
    card: Option<Card>,
}

/// What is to be said next.
enum Step {
    Ask(Quarter),
    Card(Quarter, Card),
}

impl Reporting {
    /// From what quarter on it is reported once `terms` are signed; nothing when a quarter of the
    /// term before is still to come, or the new one is over.
    pub(super) fn begun(state: &State, context: &Context, terms: &Terms) -> Option<Event> {
        let runs_on = match state {
            State::InForce(_, force) | State::Ended(_, force) => {
                let next = force.reporting.next.and_then(first_day);
                next.is_some_and(|first| first <= force.terms.until)
            }
            State::Undrafted | State::Negotiated(_) | State::Broken(..) => false,
        };
        let (year, quarter) = quarter_of(terms.from.max(time::date_at(context.now)));
        let is_in_term = first_day((year, quarter)).is_some_and(|first| first <= terms.until);
        (!runs_on && is_in_term).then_some(Event::ReportingBegan { year, quarter })
    }

    /// The last moment before something is to be said, with a term until that day.
    pub(super) fn due_at(&self, until: Date) -> Option<Timestamp> {
        self.next_step(until).map(|(at, _)| at)
    }

    /// All that is to be said by now, in order.
    pub(super) fn fall_due(&self, context: &Context, until: Date) -> Vec<Event> {
        let (mut after, mut events) = (self.clone(), Vec::new());
        while let Some((at, step)) = after.next_step(until).filter(|(at, _)| context.now > *at) {
            match step {
                Step::Ask(quarter) => {
                    // The day of the quarter's end, at which it is asked for, does not count.
                    let within = |days| context.calendar().add_working_days(at, days);
                    let yellow_at = within(REPORT_WORKING_DAYS - REPORT_YELLOW_WORKING_DAYS).at;
                    let due = within(REPORT_WORKING_DAYS);
                    after.asked(quarter, yellow_at, due.at);
                    let (year, quarter) = quarter;
                    let (due_at, holidays_unknown) = (due.at, due.table_missing);
                    let asked =
                        Event::QuarterAsked { year, quarter, yellow_at, due_at, holidays_unknown };
                    events.push(asked);
                }
                Step::Card(quarter, card) => {
                    after.carded(quarter, card);
                    let (year, quarter) = quarter;
                    events.push(Event::QuarterCarded { year, quarter, card });
                }
            }
        }
        events
    }

    fn next_step(&self, until: Date) -> Option<(Timestamp, Step)> {
        let next = self.next.and_then(|next| {
            let (first, last) = fulfilment::quarter(next.0, next.1)?;
            (first <= until).then(|| (time::end_of(last), Step::Ask(next)))
        });
        let cards = self.missing.iter().filter_map(|(quarter, missing)| match missing.card {
            None => Some((missing.yellow_at, Step::Card(*quarter, Card::Yellow))),
            Some(Card::Yellow) => Some((missing.due_at, Step::Card(*quarter, Card::Red))),
            Some(Card::Red) => None,
        });
        next.into_iter().chain(cards).min_by_key(|(at, _)| *at)
    }

    pub(super) fn began(&mut self, quarter: Quarter) {
        self.next = Some(quarter);
    }

    pub(super) fn asked(&mut self, quarter: Quarter, yellow_at: Timestamp, due_at: Timestamp) {
        self.missing.insert(quarter, Missing { yellow_at, due_at, card: None });
        self.next = Some(following(quarter));
    }

    /// None when the quarter is not missing.
    pub(super) fn carded(&mut self, quarter: Quarter, card: Card) -> Option<()> {
        self.missing.get_mut(&quarter).map(|missing| missing.card = Some(card))
    }

    /// Whoever reports before being asked is asked for the next one.
    pub(super) fn reported(&mut self, quarter: Quarter) {
        self.missing.remove(&quarter);
        self.next = self.next.map(|next| next.max(following(quarter)));
    }

    /// Ended by consent or broken, it is asked for nothing more.
    pub(super) fn stop(&mut self) {
        *self = Self::default();
    }
}

fn first_day((year, quarter): Quarter) -> Option<Date> {
    fulfilment::quarter(year, quarter).map(|(first, _)| first)
}

fn quarter_of(date: Date) -> Quarter {
    let quarter = date.month().unsigned_abs().div_ceil(3);
    (date.year(), quarter)
}

fn following((year, quarter): Quarter) -> Quarter {
    if quarter < 4 { (year, quarter + 1) } else { (year.saturating_add(1), 1) }
}
