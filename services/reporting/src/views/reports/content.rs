//! What a compilation says: sums over the lines that it knows.

use std::collections::BTreeMap;

use contracts::Position;
use contracts::reporting::Figure;
use contracts::reporting::course::Counted;
use contracts::reporting::report::Compiled;
use values::{Date, OrganisationId};

use super::super::book::{Book, Days, Line, Sums};
use super::super::figures::before;

/// As the book stood when it was compiled.
pub(super) struct Content {
    pub(super) figures: Vec<Figure>,
    pub(super) before: Vec<Figure>,
    pub(super) outstanding: i64,
    pub(super) sections: BTreeMap<OrganisationId, Vec<Figure>>,
    pub(super) lines: usize,
    pub(super) followed: BTreeMap<String, Position>,
}

/// The days of a compilation.
pub(super) fn days(compiled: &Compiled) -> Days {
    Days { from: compiled.period.from(), until: compiled.period.until() }
}

/// The lines of a compilation in those days, as far as it knows them.
pub(super) fn lines<'b>(
    compiled: &'b Compiled,
    book: &'b Book,
    days: Days,
) -> impl Iterator<Item = &'b Line> {
    let of_each = compiled.same.iter().flat_map(move |each| book.of(*each, days));
    of_each.filter(|line| line.at <= compiled.at)
}

impl Content {
    pub(super) fn of(compiled: &Compiled, book: &Book) -> Self {
        let days = days(compiled);
        let mut sections: BTreeMap<OrganisationId, Sums> =
            compiled.communities.iter().map(|community| (*community, Sums::default())).collect();
        let mut count = 0;
        let mut all = Sums::default();
        for line in lines(compiled, book, days) {
            count += 1;
            all.add(&line.entry);
            if let Some(section) = line.entry.with.and_then(|with| sections.get_mut(&with)) {
                section.add(&line.entry);
            }
        }
        Self {
            figures: all.figures(),
            before: Sums::of(lines(compiled, book, before(days))).figures(),
            outstanding: outstanding(compiled, book, days),
            sections: sections.into_iter().map(|(id, sums)| (id, sums.figures())).collect(),
            lines: count,
            followed: book.followed(),
        }
    }
}

/// What was promised since ever, less what came to an end.
fn outstanding(compiled: &Compiled, book: &Book, days: Days) -> i64 {
    let ever = Days { from: Date::MIN, ..days };
    let sum = |of: &[Counted]| {
        let lines = lines(compiled, book, ever).filter(|line| of.contains(&line.entry.counted));
        lines.map(|line| line.entry.count).sum::<i64>()
    };
    sum(&BEGINNINGS) - sum(&ENDS)
}

/// How a claim becomes a promise.
const BEGINNINGS: [Counted; 2] = [Counted::NeedClaimed, Counted::OfferClaimed];

/// How it ends.
const ENDS: [Counted; 3] = [Counted::ClaimDelivered, Counted::ClaimFailed, Counted::ClaimCancelled];
