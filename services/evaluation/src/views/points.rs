//! Points as people ask for them: an account a person, kind and year, and what stands behind it.

use std::collections::HashMap;

use contracts::evaluation::posting::{Account, Basis, Entry, Event, PointKind};
use contracts::evaluation::{
    PointSum, PointSums, Points, PostingLine, Postings, TrialBalance, TrialBalanceLine,
};
use contracts::{Page, newest_first};
use runtime::{Queries, Question};
use values::{Date, PersonId, PostingId, Text};

use super::View;
use super::occasions::may_ask_about;
use crate::Evaluation;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table
        .on(|question: &Question<'_, View>, query: Points| {
            let may = may_ask_about(question.actor, query.person);
            if may { question.view.points.of(query) } else { PointSums::default() }
        })
        .on(|question: &Question<'_, View>, query: Postings| {
            question.view.points.page(may_ask_about(question.actor, query.person), query)
        })
        .on(|question: &Question<'_, View>, query: TrialBalance| question.view.trial_balance(query))
}

#[derive(Default)]
pub(super) struct PointViews {
    postings: HashMap<PostingId, Posted>,
    by_person: HashMap<PersonId, Vec<PostingId>>,
    sums: HashMap<(PersonId, PointKind, i16), PointSum>,
    balances: HashMap<(PointKind, i16), TrialBalanceLine>,
}

struct Posted {
    kind: PointKind,
    on: Date,
    basis: Basis,
    entries: Vec<Entry>,
    capped: Vec<PersonId>,
    countered: Option<Text<200>>,
}

impl PointViews {
    fn of(&self, Points { person, year }: Points) -> PointSums {
        let sum = |kind| self.sums.get(&(person, kind, year)).copied().unwrap_or_default();
        PointSums { public: sum(PointKind::Public), check_in: sum(PointKind::CheckIn) }
    }

    pub(super) fn trial_balance(
        &self,
        TrialBalance { kind, year }: TrialBalance,
    ) -> TrialBalanceLine {
        self.balances.get(&(kind, year)).copied().unwrap_or_default()
    }

    fn page(&self, may: bool, query: Postings) -> Page<PostingLine> {
        let ids = self.by_person.get(&query.person).filter(|_| may).map_or(&[][..], Vec::as_slice);
        let lines = newest_first(ids);
        let lines = lines.filter_map(|(at, id)| Some((at, (*id, self.postings.get(id)?))));
        Page::counted(query.page, ids.len(), lines, |(id, posted)| posted.line(id, query.person))
    }

    pub(super) fn apply(&mut self, id: PostingId, event: &Event) {
        match event {
            Event::Posted { kind, on, basis, entries, capped } => {
                let posted = Posted {
                    kind: *kind,
                    on: *on,
                    basis: basis.clone(),
                    entries: entries.clone(),
                    capped: capped.clone(),
                    countered: None,
                };
                let gained = entries.iter().filter_map(|entry| match entry.account {
                    Account::Person(person) => Some(person),
                    Account::Issue | Account::Reward(_) => None,
                });
                let nothing = |person: &PersonId| {
                    let account = Account::Person(*person);
                    entries.iter().all(|entry| entry.account != account)
                };
                let capped = capped.iter().copied().filter(nothing);
                for person in gained.chain(capped) {
                    self.by_person.entry(person).or_default().push(id);
                }
                self.add(&posted, 1);
                self.postings.insert(id, posted);
            }
            Event::Countered { reason } => {
                let Some(mut posted) = self.postings.remove(&id) else { return };
                posted.countered = Some(reason.clone());
                self.add(&posted, -1);
                self.postings.insert(id, posted);
            }
        }
    }

    fn add(&mut self, posted: &Posted, sign: i64) {
        let year = posted.on.year();
        let balance = self.balances.entry((posted.kind, year)).or_default();
        for entry in &posted.entries {
            let moved = sign * entry.hundredths;
            match entry.account {
                Account::Issue => balance.issue += moved,
                Account::Reward(_) => balance.rewards += moved,
                Account::Person(person) => {
                    balance.persons += moved;
                    let sum = self.sums.entry((person, posted.kind, year)).or_default();
                    sum.balance += moved;
                    // What is taken back was never gained, and never given.
                    if entry.hundredths > 0 { sum.gained += moved } else { sum.given -= moved }
                }
            }
        }
    }
}

impl Posted {
    fn line(&self, id: PostingId, person: PersonId) -> PostingLine {
        let own = self.entries.iter().filter(|entry| entry.account == Account::Person(person));
        PostingLine {
            id,
            kind: self.kind,
            on: self.on,
            basis: self.basis.clone(),
            hundredths: own.map(|entry| entry.hundredths).sum(),
            capped: self.capped.contains(&person),
            countered: self.countered.clone(),
        }
    }
}
