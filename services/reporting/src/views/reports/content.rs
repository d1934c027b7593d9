//! What a compilation says: sums over the lines that it knows, and what was promised beside them.

use std::collections::{BTreeMap, BTreeSet};

use contracts::projects::fulfilment::mean;
use contracts::reporting::course::{Counted, Entry};
use contracts::reporting::report::Compiled;
use contracts::reporting::{Figure, ReportDuty, Unkept, UnkeptClaim};
use contracts::{Claimer, Position};
use values::{Date, OrganisationId, Uuid};

use super::super::Facts;
use super::super::book::{Book, Days, Line, Sums};
use super::super::figures::before;

/// As everything stood when it was compiled.
#[derive(Default)]
pub(super) struct Content {
    pub(super) figures: Vec<Figure>,
    pub(super) before: Vec<Figure>,
    pub(super) checked_in: usize,
    pub(super) duties: Vec<ReportDuty>,
    pub(super) fulfilment: Option<u32>,
    /// Without the names of the other sides.
    pub(super) unkept: Vec<UnkeptClaim>,
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

/// The other side of a line: what it was merged into, when `compiled` was told.
pub(super) fn with(compiled: &Compiled, entry: &Entry) -> Option<OrganisationId> {
    let with = entry.with?;
    Some(compiled.merged.get(&with).copied().unwrap_or(with))
}

impl Content {
    /// Asked when `compiled` is told: `facts` know nothing that came later.
    pub(super) fn of(compiled: &Compiled, facts: &Facts) -> Self {
        let (book, days) = (&facts.book, days(compiled));
        let mut sections: BTreeMap<OrganisationId, Sums> =
            compiled.communities.iter().map(|community| (*community, Sums::default())).collect();
        let mut count = 0;
        let mut all = Sums::default();
        for line in lines(compiled, book, days) {
            count += 1;
            all.add(&line.entry);
            if let Some(section) =
                with(compiled, &line.entry).and_then(|with| sections.get_mut(&with))
            {
                section.add(&line.entry);
            }
        }
        let parties: Vec<_> = compiled.same.iter().filter_map(|each| each.organisation()).collect();
        let duties = facts.promises.of(&parties, days);
        let stands = |each: &Claimer| facts.checked_in.on(*each, days.until);
        let communities: BTreeSet<_> = compiled.same.iter().flat_map(stands).collect();
        Self {
            figures: all.figures(),
            before: Sums::of(lines(compiled, book, before(days))).figures(),
            checked_in: communities.len(),
            fulfilment: mean(duties.iter().filter_map(|duty| duty.line.rate)),
            duties,
            unkept: unkept(compiled, book, days),
            sections: sections.into_iter().map(|(id, sums)| (id, sums.figures())).collect(),
            lines: count,
            followed: book.followed(),
        }
    }
}

/// What was promised since ever and came to no end, and what came to another one in those days.
fn unkept(compiled: &Compiled, book: &Book, days: Days) -> Vec<UnkeptClaim> {
    let ever = Days { from: Date::MIN, ..days };
    let mut claims: BTreeMap<Uuid, (Entry, Stage)> = BTreeMap::new();
    for line in lines(compiled, book, ever) {
        match stage(line.entry.counted) {
            // Of what was merged, the end may be read before the beginning.
            Some(Stage::Accepted) => {
                claims.entry(line.aggregate).or_insert((line.entry, Stage::Accepted));
            }
            Some(over) => {
                claims.insert(line.aggregate, (line.entry, over));
            }
            None => {}
        }
    }
    let shown = |(claim, (entry, stage)): (Uuid, (Entry, Stage))| {
        let unkept = match stage {
            Stage::Accepted => Unkept::Outstanding,
            Stage::Over(unkept) if entry.on >= days.from => unkept,
            Stage::Over(_) | Stage::Kept => return None,
        };
        let (title, claim) = (book.title(claim).map(str::to_owned), claim.into());
        let with = with(compiled, &entry);
        Some(UnkeptClaim { claim, title, with, with_name: None, unkept, on: entry.on })
    };
    let mut all: Vec<_> = claims.into_iter().filter_map(shown).collect();
    all.sort_by_key(|claim| (claim.on, claim.claim));
    all
}

/// Where a claim is.
#[derive(Clone, Copy)]
enum Stage {
    /// It is a promise.
    Accepted,
    Kept,
    /// It is none any more, whoever ended it.
    Over(Unkept),
}

fn stage(counted: Counted) -> Option<Stage> {
    const STAGES: [(Counted, Stage); 6] = [
        (Counted::NeedClaimed, Stage::Accepted),
        (Counted::OfferClaimed, Stage::Accepted),
        (Counted::ClaimDelivered, Stage::Kept),
        (Counted::ClaimFailed, Stage::Over(Unkept::Failed)),
        (Counted::ClaimCancelled, Stage::Over(Unkept::Cancelled)),
        (Counted::ClaimRevoked, Stage::Over(Unkept::Revoked)),
    ];
    STAGES.into_iter().find(|(known, _)| *known == counted).map(|(_, stage)| stage)
}
