//! One project: opened, its services recorded and confirmed, accepted.
//!
//! Invariant: what its records deliver never exceeds what was claimed, and no record is confirmed
//! by who recorded it or by the giving side, which earns it.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contracts::Context;
use contracts::projects::project::{Command, Event, Opened, RECORDS_MAX, RecordService, Rejection};
use decider::{Decider, corrupt};
use values::{ClaimId, PersonId, RecordId, Text, time};

/// The rules of projects.
pub struct Project;

/// Where a project stands in its life.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Not opened yet.
    #[default]
    Unopened,
    /// Services are rendered and recorded.
    Running(Work),
    /// The giving side says it is done.
    AcceptanceAsked(Work),
    /// The asking side says so, too.
    Accepted(Work),
}

/// A project's terms and what was done.
#[derive(Debug, PartialEq, Eq)]
pub struct Work {
    terms: Opened,
    records: BTreeMap<RecordId, Record>,
}

#[derive(Debug, PartialEq, Eq)]
struct Record {
    quantity: u64,
    recorded_by: PersonId,
    confirmed: bool,
}

impl Work {
    fn recorded(&self) -> u64 {
        self.records.values().map(|record| record.quantity).sum()
    }

    /// The sum of what was confirmed.
    pub fn delivered(&self) -> u64 {
        self.records.values().filter(|record| record.confirmed).map(|record| record.quantity).sum()
    }

    /// How much was claimed.
    pub fn claimed(&self) -> u64 {
        self.terms.amount.quantity
    }

    fn unconfirmed(&self) -> u64 {
        self.records.values().filter(|record| !record.confirmed).map(|_| 1).sum()
    }
}

impl State {
    /// What was done, once it is opened.
    pub fn work(&self) -> Option<&Work> {
        match self {
            State::Unopened => None,
            State::Running(work) | State::AcceptanceAsked(work) | State::Accepted(work) => {
                Some(work)
            }
        }
    }

    /// The claim it carries out, and what acceptance would deliver of it.
    pub fn to_deliver(&self) -> Option<(ClaimId, u64)> {
        self.work().map(|work| (work.terms.claim, work.delivered()))
    }
}

impl Decider for Project {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Open(terms) => open(state, terms),
            Command::RecordService(service) => record(state, context, service),
            Command::ConfirmService { record } => confirm(state, context, record),
            Command::AskAcceptance => ask_acceptance(state, context),
            Command::Accept => accept(state, context),
            Command::AskRework { reason } => ask_rework(state, context, reason),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Opened(terms), State::Unopened) => {
                State::Running(Work { terms: terms.clone(), records: BTreeMap::new() })
            }
            (Event::ServiceRecorded { record, quantity, by, .. }, State::Running(mut work)) => {
                let (quantity, recorded_by) = (*quantity, *by);
                work.records.insert(*record, Record { quantity, recorded_by, confirmed: false });
                State::Running(work)
            }
            (Event::ServiceConfirmed { record, .. }, State::Running(mut work)) => {
                match work.records.get_mut(record) {
                    Some(record) => record.confirmed = true,
                    None => corrupt(&work, event),
                }
                State::Running(work)
            }
            (Event::AcceptanceAsked {}, State::Running(work)) => State::AcceptanceAsked(work),
            (Event::ReworkAsked { .. }, State::AcceptanceAsked(work)) => State::Running(work),
            (Event::Accepted { .. }, State::AcceptanceAsked(work)) => State::Accepted(work),
            (
                Event::Opened(_)
                | Event::ServiceRecorded { .. }
                | Event::ServiceConfirmed { .. }
                | Event::AcceptanceAsked {}
                | Event::ReworkAsked { .. }
                | Event::Accepted { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn open(state: &State, terms: Opened) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unopened => Ok(vec![Event::Opened(terms)]),
        State::Running(_) | State::AcceptanceAsked(_) | State::Accepted(_) => {
            Err(Rejection::AlreadyOpened)
        }
    }
}

/// The work of a running project.
fn running(state: &State) -> Result<&Work, Rejection> {
    match state {
        State::Unopened => Err(Rejection::Unknown),
        State::Running(work) => Ok(work),
        State::AcceptanceAsked(_) | State::Accepted(_) => Err(Rejection::NotRunning),
    }
}

fn record(
    state: &State,
    context: &Context,
    service: RecordService,
) -> Result<Vec<Event>, Rejection> {
    let work = running(state)?;
    let Opened { giving, asking, .. } = work.terms;
    let party = context.actor.may_act_for(giving) || context.actor.may_act_for(asking);
    let by = context.actor.person().filter(|_| party).ok_or(Rejection::NotAuthorised)?;
    let record: RecordId = context.id(0);
    if work.records.contains_key(&record) {
        return Ok(vec![]);
    }
    let RecordService { project: _, what, date, minutes, people, quantity } = service;
    if !(1..=1440).contains(&minutes) || !(1..=10_000).contains(&people) || quantity == 0 {
        return Err(Rejection::OutOfRange);
    }
    if date > time::date_at(context.now) {
        return Err(Rejection::DateInTheFuture);
    }
    if work.records.len() >= RECORDS_MAX {
        return Err(Rejection::TooManyRecords { max: RECORDS_MAX });
    }
    let left = work.claimed() - work.recorded();
    if quantity > left {
        return Err(Rejection::MoreThanClaimed { asked: quantity, left });
    }
    Ok(vec![Event::ServiceRecorded { record, what, date, minutes, people, quantity, by }])
}

fn confirm(state: &State, context: &Context, record: RecordId) -> Result<Vec<Event>, Rejection> {
    let work = running(state)?;
    let known = work.records.get(&record).ok_or(Rejection::UnknownRecord)?;
    let asking = context.actor.may_act_for(work.terms.asking);
    let by = context.actor.person().filter(|_| asking).ok_or(Rejection::NotAuthorised)?;
    if by == known.recorded_by {
        return Err(Rejection::OwnRecord);
    }
    if known.confirmed {
        return Ok(vec![]);
    }
    Ok(vec![Event::ServiceConfirmed { record, by }])
}

fn ask_acceptance(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let work = state.work().ok_or(Rejection::Unknown)?;
    if !context.actor.may_act_for(work.terms.giving) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::AcceptanceAsked(_) => Ok(vec![]),
        State::Unopened | State::Accepted(_) => Err(Rejection::NotRunning),
        State::Running(work) => {
            let unconfirmed = work.unconfirmed();
            if unconfirmed > 0 || work.records.is_empty() {
                return Err(Rejection::NotConfirmed { unconfirmed });
            }
            Ok(vec![Event::AcceptanceAsked {}])
        }
    }
}

fn accept(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let work = state.work().ok_or(Rejection::Unknown)?;
    if !context.actor.may_act_for(work.terms.asking) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Accepted(_) => Ok(vec![]),
        State::Unopened | State::Running(_) => Err(Rejection::AcceptanceNotAsked),
        State::AcceptanceAsked(work) => Ok(vec![Event::Accepted { quantity: work.delivered() }]),
    }
}

fn ask_rework(
    state: &State,
    context: &Context,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    let work = state.work().ok_or(Rejection::Unknown)?;
    if !context.actor.may_act_for(work.terms.asking) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::AcceptanceAsked(_) => Ok(vec![Event::ReworkAsked { reason }]),
        State::Unopened | State::Running(_) | State::Accepted(_) => {
            Err(Rejection::AcceptanceNotAsked)
        }
    }
}
