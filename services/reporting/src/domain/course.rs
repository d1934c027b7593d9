//! What became of one thing of another service: what it is, and the dated lines that are counted of
//! it.
//!
//! Invariant: a line is taken back only while it stands, and then on its own day; so the sums of
//! any period are those of what still holds.

mod people;
mod projects;
mod registry;
#[cfg(test)]
mod tests;
mod wishes;

use std::collections::BTreeMap;

use contracts::projects::activity::Mark;
use contracts::projects::claim;
use contracts::reporting::course::{Command, Counted, Entry, Event, Told, What};
use contracts::{Claimer, Context};
use decider::Decider;
use values::{AreaCode, ClaimId, Date, OrganisationId, Uuid, time};

use super::Never;

/// The rules of what is counted.
pub struct Course;

/// What is known of the thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    pub what: Option<Box<What>>,
    /// Who holds a part of it, by claim.
    holders: BTreeMap<ClaimId, Claimer>,
    /// A person, who was erased.
    pub erased: bool,
    /// Who came, until that is confirmed.
    marks: Vec<Mark>,
    /// The lines that stand.
    standing: Vec<Entry>,
}

impl Decider for Course {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Never;

    fn decide(
        state: &State,
        context: &Context,
        Command { time: at, told }: Command,
    ) -> Result<Vec<Event>, Never> {
        let (mut state, on, mut events) = (state.clone(), time::date_at(at), Vec::new());
        let held_now =
            told.iter().any(|told| matches!(told, Told::Claim(claim::Event::Held { .. })));
        for told in told {
            let counted = Counting { state: &state, context, on, held_now }.react(told);
            for event in counted {
                state = Course::evolve(state, &event);
                events.push(event);
            }
        }
        Ok(events)
    }

    fn evolve(mut state: State, event: &Event) -> State {
        match event {
            Event::Described { what } => state.what = Some(what.clone()),
            Event::Joined { claim, by } => {
                state.holders.insert(*claim, *by);
            }
            Event::Left { claim } => {
                state.holders.remove(claim);
            }
            Event::Erased {} => state.erased = true,
            // Who asks what is in force asks the views.
            Event::Concluded {} => {}
            Event::Attended { marks } => {
                let again = |mark: &Mark| marks.iter().any(|newer| newer.who == mark.who);
                state.marks.retain(|mark| !again(mark));
                state.marks.extend(marks.iter().cloned());
            }
            Event::Counted { entries } => {
                entries.iter().for_each(|entry| state.count(entry));
                state.marks.clear();
            }
        }
        state
    }
}

impl State {
    /// The lines that stand: what is counted of it now.
    pub fn standing(&self) -> &[Entry] {
        &self.standing
    }

    /// A line that takes another one back leaves neither.
    fn count(&mut self, entry: &Entry) {
        let opposite = entry.taken_back();
        match self.standing.iter().position(|standing| *standing == opposite) {
            Some(at) => {
                self.standing.remove(at);
            }
            None => self.standing.push(*entry),
        }
    }
}

/// One event that is told, of a thing as it is known.
struct Counting<'a> {
    state: &'a State,
    context: &'a Context,
    /// The day of it, where the event does not say another one.
    on: Date,
    /// The same commit says that a claim has its lines.
    held_now: bool,
}

impl Counting<'_> {
    fn react(&self, told: Told) -> Vec<Event> {
        match told {
            Told::Person(event) => self.person(event),
            Told::CheckIn(event) => self.check_in(event),
            Told::Offer(event) => self.offer(event),
            Told::Need(event) => self.need(event),
            Told::Handling(event) => self.handling(&event),
            Told::Claim(event) => self.claim(event),
            Told::Agreement(event) => self.agreement(event),
            Told::Project(event) => self.project(event),
            Told::Record(event) => self.record(event),
            Told::Activity(event) => self.activity(event),
            Told::Occasion(event) => self.occasion(event),
            Told::Star(event) => self.star(&event),
            Told::Filled { by, fields } => self.filled(by, fields),
        }
    }

    /// 负担: what a community had to fill in, of whatever it is.
    fn filled(&self, by: OrganisationId, fields: u32) -> Vec<Event> {
        counted(vec![self.entry(Counted::FormFilled, by, Some(by)).coming_to(fields)])
    }

    fn what(&self) -> Option<&What> {
        self.state.what.as_deref()
    }

    /// It is this, unless that is known.
    fn described(&self, what: What) -> Vec<Event> {
        let known = self.what() == Some(&what);
        if known { vec![] } else { vec![Event::Described { what: Box::new(what) }] }
    }

    /// A line of `subject`, once, of nothing that could be measured.
    fn entry(
        &self,
        counted: Counted,
        subject: impl Into<Claimer>,
        with: Option<OrganisationId>,
    ) -> Entry {
        let subject = subject.into();
        let own = subject.organisation();
        let place = |organisation: Option<OrganisationId>| {
            self.context.directory.organisation(organisation?)
        };
        // Where it was served counts, not where the unit has its office.
        let area = [with, own].into_iter().find_map(|organisation| {
            place(organisation).filter(|known| known.level.is_body()).and_then(|known| known.area)
        });
        let area = area.or_else(|| place(own).or_else(|| place(with))?.area);
        let nature = place(own).and_then(|known| known.nature);
        let on = self.on;
        Entry { subject, with, area, nature, on, counted, count: 1, amount: 0, of: None }
    }

    /// The lines that stand and that `which` picks are taken back.
    fn take_back(&self, which: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        let standing = self.state.standing.iter().filter(|entry| which(entry));
        standing.map(|entry| entry.taken_back()).collect()
    }
}

/// What is counted, if anything.
fn counted(entries: Vec<Entry>) -> Vec<Event> {
    if entries.is_empty() { vec![] } else { vec![Event::Counted { entries }] }
}

/// How a line is made out of the plain one.
trait Made: Sized {
    fn coming_to(self, amount: impl TryInto<i64>) -> Self;
    fn on(self, on: Date) -> Self;
    fn about(self, of: impl Into<Uuid>) -> Self;
    fn within(self, area: AreaCode) -> Self;
}

impl Made for Entry {
    fn coming_to(self, amount: impl TryInto<i64>) -> Self {
        Self { amount: amount.try_into().unwrap_or(i64::MAX), ..self }
    }

    fn on(self, on: Date) -> Self {
        Self { on, ..self }
    }

    fn about(self, of: impl Into<Uuid>) -> Self {
        Self { of: Some(of.into()), ..self }
    }

    fn within(self, area: AreaCode) -> Self {
        Self { area: Some(area), ..self }
    }
}
