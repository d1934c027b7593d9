//! Points as people ask for them: an account a person, kind and year, and what stands behind it.

use std::collections::{HashMap, HashSet};

use contracts::evaluation::belonging;
use contracts::evaluation::posting::{Account, Basis, Entry, Event, PointKind, is_adjusted_by};
use contracts::evaluation::{
    AdjustmentLine, Adjustments, PointSum, PointSums, Points, PostingLine, Postings, TrialBalance,
    TrialBalanceLine,
};
use contracts::registry::check_in::{self, Who};
use contracts::{Actor, Asker, Directory, ListOrder, Page, Role, newest_first};
use runtime::{Index, Queries, Question};
use values::{Date, OrganisationId, PersonId, PostingId, Text, Uuid};

use super::View;
use super::occasions::{may_ask_about, reads_everything};
use super::whose::{Whose, seen_for_own};
use crate::Evaluation;
use crate::domain::is_of_own_area;
use crate::domain::posting::may_counter;

pub(super) fn add_to(table: Queries<Evaluation>) -> Queries<Evaluation> {
    table
        .on(|question: &Question<'_, View>, query: Points| {
            let may = may_ask_about(question.actor, query.person);
            if may { question.view.points.of(query) } else { PointSums::default() }
        })
        .on(|question: &Question<'_, View>, query: Postings| {
            question.view.points.page(may_ask_about(question.actor, query.person), query)
        })
        .on(|question: &Question<'_, View>, query: Adjustments| {
            question.view.points.adjustments(question, query)
        })
        .on(|question: &Question<'_, View>, query: TrialBalance| question.view.trial_balance(query))
}

#[derive(Default)]
pub(super) struct PointViews {
    postings: HashMap<PostingId, Posted>,
    by_person: HashMap<PersonId, Vec<PostingId>>,
    sums: HashMap<(PersonId, PointKind, i16), PointSum>,
    balances: HashMap<(PointKind, i16), TrialBalanceLine>,
    /// What was added or taken by hand, for whom and by whom.
    adjusted: Vec<Adjusted>,
    /// Their places in that.
    adjustments: Index<usize, Whose>,
    /// The check-ins that stand.
    standing: HashSet<Uuid>,
}

struct Adjusted {
    posting: PostingId,
    person: PersonId,
    by: PersonId,
    organisation: OrganisationId,
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

    /// Those of the own organisation, and of its area; the city's officers see all.
    fn adjustments(
        &self,
        question: &Question<'_, View>,
        query: Adjustments,
    ) -> Page<AdjustmentLine> {
        let asker = question.asker();
        let role = question.actor.role();
        let decides = role.is_some_and(Role::decides_for_the_city);
        let seen: Vec<_> = if decides || reads_everything(question.actor) {
            vec![Whose::Anybodys]
        } else if role.is_some_and(is_adjusted_by) {
            seen_for_own(asker).collect()
        } else {
            Vec::new()
        };
        let in_area = |person| {
            is_of_own_area(asker, |community| {
                self.standing.contains(&check_in::id(Who::Person(person), community).into())
            })
        };
        let line = |place: usize| {
            let one = self.adjusted.get(place)?;
            let posted = self.postings.get(&one.posting)?;
            posted.adjustment(one, asker, || in_area(one.person))
        };
        let asked = seen.into_iter().map(|whose| vec![whose]);
        self.adjustments.page_of_either(query.page, ListOrder::Newest, asked, line, |line| line)
    }

    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.adjustments.settle(organisation, directory);
    }

    fn page(&self, may: bool, query: Postings) -> Page<PostingLine> {
        let ids = self.by_person.get(&query.person).filter(|_| may).map_or(&[][..], Vec::as_slice);
        let lines = newest_first(ids);
        let lines = lines.filter_map(|(at, id)| Some((at, (*id, self.postings.get(id)?))));
        Page::counted(query.page, ids.len(), lines, |(id, posted)| posted.line(id, query.person))
    }

    pub(super) fn apply(&mut self, id: PostingId, event: &Event, actor: &Actor) {
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
                if let (Basis::Adjustment { .. }, Actor::Person { person: by, organisation, .. }) =
                    (basis, actor)
                {
                    let (by, organisation) = (*by, *organisation);
                    for person in gained.clone() {
                        let whose = [Whose::Anybodys, Whose::With(organisation)];
                        self.adjustments.add(self.adjusted.len(), whose);
                        self.adjusted.push(Adjusted { posting: id, person, by, organisation });
                    }
                }
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

    pub(super) fn apply_belonging(&mut self, check_in: Uuid, event: &belonging::Event) {
        match event {
            belonging::Event::Begun {} => self.standing.insert(check_in),
            belonging::Event::Ended {} => self.standing.remove(&check_in),
        };
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
    /// Nothing for what was not done by hand.
    fn adjustment(
        &self,
        of: &Adjusted,
        asker: Asker<'_>,
        in_area: impl FnOnce() -> bool,
    ) -> Option<AdjustmentLine> {
        let Basis::Adjustment { reason, organisation: kept } = &self.basis else { return None };
        let PostingLine { id, kind, on, hundredths, countered, .. } =
            self.line(of.posting, of.person);
        let Adjusted { person, by, organisation, .. } = *of;
        let may = may_counter(asker, *kept, person, in_area).is_ok();
        let (reason, correctable) = (reason.clone(), may && countered.is_none());
        Some(AdjustmentLine {
            id,
            person,
            kind,
            on,
            hundredths,
            reason,
            by,
            organisation,
            countered,
            correctable,
        })
    }

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
