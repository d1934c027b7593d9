//! The facts of everybody, by year, each with the positions between which it is known.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;

use contracts::evaluation::leave::LeaveTerms;
use contracts::evaluation::rules::Measure;
use contracts::evaluation::{FactLine, FactSource};
use contracts::{Claimer, Position};
use values::{ClaimId, Date, LeaveId, OrganisationId, PersonId, Text};

#[derive(Default)]
pub(super) struct Facts {
    by_year: HashMap<i16, HashMap<Claimer, Vec<Fact>>>,
    by_source: HashMap<FactSource, Vec<Place>>,
    /// Where the one stands that somebody's place in a team came to.
    by_claim: HashMap<ClaimId, Place>,
    /// For whom nothing of it counts any more, whatever comes of it later.
    excluded: HashMap<FactSource, Vec<Claimer>>,
    leaves: HashMap<Claimer, Vec<Excused>>,
    /// Whose each is.
    leave_of: HashMap<LeaveId, Claimer>,
    /// Of which organisations and years anything changed since that was asked last.
    touched: BTreeSet<(i16, OrganisationId)>,
}

/// Of whom, of which year, and behind how many others.
type Place = (Claimer, i16, usize);

/// Days on which no absence counts, and between which positions that is known.
struct Excused {
    leave: LeaveId,
    days: RangeInclusive<Date>,
    since: Position,
    lifted: Option<Position>,
}

pub(super) struct Fact {
    pub(super) measure: Measure,
    pub(super) on: Date,
    pub(super) quantity: i64,
    source: FactSource,
    evidence: Option<Text<200>>,
    /// Who organised a service earned more by it.
    pub(super) organiser: bool,
    /// From which position of the log on it is known …
    since: Position,
    /// … and from which on it counts no more.
    struck: Option<Position>,
}

impl Fact {
    pub(super) fn new(measure: Measure, on: Date, quantity: i64, source: FactSource) -> Self {
        let (evidence, organiser, since, struck) = (None, false, 0, None);
        Self { measure, on, quantity, source, evidence, organiser, since, struck }
    }

    pub(super) fn resting_on(self, evidence: &Text<200>) -> Self {
        Self { evidence: Some(evidence.clone()), ..self }
    }

    pub(super) fn by_the_organiser(self, organiser: bool) -> Self {
        Self { organiser, ..self }
    }

    /// Of a service at which somebody was expected who did not come?
    pub(super) fn is_no_show(&self) -> bool {
        matches!(self.source, FactSource::NoShow { .. })
    }

    /// Of an activity to which they came?
    pub(super) fn is_attendance(&self) -> bool {
        self.measure == Measure::JointActivity
            && matches!(self.source, FactSource::Attendance { .. })
    }

    fn is_known_at(&self, at: Position) -> bool {
        self.since <= at && self.struck.is_none_or(|struck| struck > at)
    }

    pub(super) fn line(&self) -> FactLine {
        FactLine {
            measure: self.measure,
            on: self.on,
            quantity: self.quantity,
            source: self.source,
            evidence: self.evidence.clone(),
        }
    }
}

impl Facts {
    pub(super) fn add(&mut self, who: Claimer, fact: Fact, since: Position) {
        self.place(who, fact, since);
    }

    /// The same of what `claim` came to, which is struck by itself.
    pub(super) fn add_of(&mut self, claim: ClaimId, who: Claimer, fact: Fact, since: Position) {
        let place = self.place(who, fact, since);
        self.by_claim.insert(claim, place);
    }

    fn place(&mut self, who: Claimer, fact: Fact, since: Position) -> Place {
        let (year, source) = (fact.on.year(), fact.source);
        self.touch(who, year);
        let facts = self.by_year.entry(year).or_default().entry(who).or_default();
        let place = (who, year, facts.len());
        self.by_source.entry(source).or_default().push(place);
        let excluded = self.excluded.get(&source).is_some_and(|all| all.contains(&who));
        let struck = excluded.then_some(since);
        facts.push(Fact { since, struck, ..fact });
        place
    }

    fn touch(&mut self, who: Claimer, year: i16) {
        self.touched.extend(who.organisation().map(|organisation| (year, organisation)));
    }

    /// Of which organisations and years anything changed since it was asked last.
    pub(super) fn take_touched(&mut self) -> BTreeSet<(i16, OrganisationId)> {
        std::mem::take(&mut self.touched)
    }

    /// From `at` on, what came from `source` and is of `measures` counts no more.
    pub(super) fn strike(&mut self, source: FactSource, measures: &[Measure], at: Position) {
        let meant = |fact: &Fact| measures.is_empty() || measures.contains(&fact.measure);
        self.strike_those(source, at, |_, fact| meant(fact));
    }

    /// From `at` on, what `claim` came to counts no more.
    pub(super) fn strike_of(&mut self, claim: ClaimId, at: Position) {
        let place = self.by_claim.remove(&claim);
        self.strike_at(place.as_slice(), at, |_, _| true);
    }

    /// From `at` on, what came and comes from `source` counts for `who` no more.
    pub(super) fn exclude(&mut self, source: FactSource, who: Claimer, at: Position) {
        self.excluded.entry(source).or_default().push(who);
        self.strike_those(source, at, |of, _| of == who);
    }

    /// Those of them that still count.
    fn strike_those(
        &mut self,
        source: FactSource,
        at: Position,
        meant: impl Fn(Claimer, &Fact) -> bool,
    ) {
        let places = self.by_source.get(&source).cloned().unwrap_or_default();
        self.strike_at(&places, at, meant);
    }

    fn strike_at(
        &mut self,
        places: &[Place],
        at: Position,
        meant: impl Fn(Claimer, &Fact) -> bool,
    ) {
        for (who, year, place) in places.iter().copied() {
            let facts = self.by_year.get_mut(&year).and_then(|all| all.get_mut(&who));
            if let Some(fact) = facts.and_then(|facts| facts.get_mut(place))
                && fact.struck.is_none()
                && meant(who, fact)
            {
                fact.struck = Some(at);
                self.touch(who, year);
            }
        }
    }

    /// What comes from `source` from now on is something else, and counts.
    pub(super) fn begin_again(&mut self, source: FactSource) {
        self.excluded.remove(&source);
    }

    /// From `since` on no absence of `who` on these days counts, whenever it is heard of.
    pub(super) fn excuse(&mut self, leave: LeaveId, grant: &LeaveTerms, since: Position) {
        let (days, lifted) = (grant.from..=grant.until, None);
        self.touch_all(grant.who, &days);
        self.leave_of.insert(leave, grant.who);
        let leaves = self.leaves.entry(grant.who).or_default();
        leaves.push(Excused { leave, days, since, lifted });
    }

    /// From `at` on they count again.
    pub(super) fn lift(&mut self, leave: LeaveId, at: Position) {
        let Some(who) = self.leave_of.get(&leave).copied() else { return };
        let leaves = self.leaves.get_mut(&who).into_iter().flatten();
        if let Some(excused) = leaves.into_iter().find(|excused| excused.leave == leave) {
            excused.lifted.get_or_insert(at);
            let days = excused.days.clone();
            self.touch_all(who, &days);
        }
    }

    fn touch_all(&mut self, who: Claimer, days: &RangeInclusive<Date>) {
        (days.start().year()..=days.end().year()).for_each(|year| self.touch(who, year));
    }

    fn is_excused(&self, who: Claimer, fact: &Fact, at: Position) -> bool {
        let stands = |excused: &Excused| {
            excused.since <= at
                && excused.lifted.is_none_or(|lifted| lifted > at)
                && excused.days.contains(&fact.on)
        };
        let leaves = self.leaves.get(&who).filter(|_| fact.measure == Measure::MeetingAbsence);
        leaves.is_some_and(|leaves| leaves.iter().any(stands))
    }

    /// What is known of `who` at that position, oldest first; without absences that were excused.
    pub(super) fn of(&self, who: Claimer, year: i16, at: Position) -> impl Iterator<Item = &Fact> {
        let facts = self.by_year.get(&year).and_then(|all| all.get(&who));
        let counts = move |fact: &&Fact| fact.is_known_at(at) && !self.is_excused(who, fact, at);
        facts.into_iter().flatten().filter(counts)
    }

    /// Everybody's confirmed minutes, of all years.
    pub(super) fn minutes(&self, at: Position) -> HashMap<PersonId, i64> {
        let mut minutes: HashMap<PersonId, i64> = HashMap::new();
        for (who, facts) in self.by_year.values().flatten() {
            let counts = |fact: &&Fact| fact.measure == Measure::Minutes && fact.is_known_at(at);
            let sum = facts.iter().filter(counts).map(|fact| fact.quantity).sum::<i64>();
            if let Claimer::Person(person) = who {
                *minutes.entry(*person).or_default() += sum;
            }
        }
        minutes
    }

    /// Everybody of whom there ever was a fact of that year.
    pub(super) fn subjects(&self, year: i16) -> impl Iterator<Item = Claimer> {
        self.by_year.get(&year).into_iter().flat_map(HashMap::keys).copied()
    }
}
