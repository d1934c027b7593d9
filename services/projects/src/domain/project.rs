//! One project: opened, its service records counted, accepted.
//!
//! Invariant: what its records deliver never exceeds what was claimed. Who may record and confirm
//! is a rule of the record; both are decided in one commit.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contracts::projects::project::{Command, Event, Opened, RECORDS_MAX, Rejection};
use contracts::{Claimer, Context};
use decider::{Decider, corrupt};
use values::{ClaimId, OrganisationId, RecordId, Text};

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
    /// Its claim ended before that.
    Ended(Work),
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
            State::Running(work)
            | State::AcceptanceAsked(work)
            | State::Accepted(work)
            | State::Ended(work) => Some(work),
        }
    }

    /// Who gives and who asks.
    ///
    /// # Errors
    /// When it is not opened.
    pub fn parties(&self) -> Result<(Claimer, OrganisationId), Rejection> {
        let work = self.work().ok_or(Rejection::Unknown)?;
        Ok((work.terms.giving, work.terms.asking))
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
            Command::CountService { record, quantity } => count(running(state)?, record, quantity),
            Command::ConfirmService { record } => confirm(running(state)?, record),
            Command::CounterService { record, instead } => {
                counter(running(state)?, record, instead)
            }
            Command::AskAcceptance => ask_acceptance(state, context),
            Command::Accept => accept(state, context),
            Command::AskRework { reason } => ask_rework(state, context, reason),
            Command::End { reason } => Ok(end(state, reason)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Opened(terms), State::Unopened) => {
                State::Running(Work { terms: terms.clone(), records: BTreeMap::new() })
            }
            (Event::ServiceCounted { record, quantity }, State::Running(mut work)) => {
                work.records.insert(*record, Record { quantity: *quantity, confirmed: false });
                State::Running(work)
            }
            (Event::ServiceConfirmed { record, .. }, State::Running(mut work)) => {
                match work.records.get_mut(record) {
                    Some(record) => record.confirmed = true,
                    None => corrupt(&work, event),
                }
                State::Running(work)
            }
            (Event::ServiceCountered { record, .. }, State::Running(mut work)) => {
                if work.records.remove(record).is_none() {
                    corrupt(&work, event);
                }
                State::Running(work)
            }
            (Event::AcceptanceAsked {}, State::Running(work)) => State::AcceptanceAsked(work),
            (Event::ReworkAsked { .. }, State::AcceptanceAsked(work)) => State::Running(work),
            (Event::Accepted { .. }, State::AcceptanceAsked(work)) => State::Accepted(work),
            (Event::Ended { .. }, State::Running(work) | State::AcceptanceAsked(work)) => {
                State::Ended(work)
            }
            (
                Event::Opened(_)
                | Event::ServiceCounted { .. }
                | Event::ServiceConfirmed { .. }
                | Event::ServiceCountered { .. }
                | Event::AcceptanceAsked {}
                | Event::ReworkAsked { .. }
                | Event::Accepted { .. }
                | Event::Ended { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn open(state: &State, terms: Opened) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unopened => Ok(vec![Event::Opened(terms)]),
        State::Running(_) | State::AcceptanceAsked(_) | State::Accepted(_) | State::Ended(_) => {
            Err(Rejection::AlreadyOpened)
        }
    }
}

/// The work of a running project.
fn running(state: &State) -> Result<&Work, Rejection> {
    match state {
        State::Unopened => Err(Rejection::Unknown),
        State::Running(work) => Ok(work),
        State::AcceptanceAsked(_) | State::Accepted(_) | State::Ended(_) => {
            Err(Rejection::NotRunning)
        }
    }
}

fn count(work: &Work, record: RecordId, quantity: u64) -> Result<Vec<Event>, Rejection> {
    if work.records.contains_key(&record) {
        return Ok(vec![]);
    }
    if work.records.len() >= RECORDS_MAX {
        return Err(Rejection::TooManyRecords { max: RECORDS_MAX });
    }
    let left = work.claimed() - work.recorded();
    if quantity > left {
        return Err(Rejection::MoreThanClaimed { asked: quantity, left });
    }
    Ok(vec![Event::ServiceCounted { record, quantity }])
}

fn confirm(work: &Work, record: RecordId) -> Result<Vec<Event>, Rejection> {
    let known = work.records.get(&record).ok_or(Rejection::UnknownRecord)?;
    if known.confirmed {
        return Ok(vec![]);
    }
    Ok(vec![Event::ServiceConfirmed { record, quantity: known.quantity }])
}

/// What is countered makes room for what stands instead.
fn counter(
    work: &Work,
    record: RecordId,
    instead: Option<(RecordId, u64)>,
) -> Result<Vec<Event>, Rejection> {
    let known = work.records.get(&record).ok_or(Rejection::UnknownRecord)?;
    let Record { quantity, confirmed } = *known;
    let mut events = vec![Event::ServiceCountered { record, quantity, confirmed }];
    if let Some((record, asked)) = instead {
        let left = work.claimed() - work.recorded() + quantity;
        if asked > left {
            return Err(Rejection::MoreThanClaimed { asked, left });
        }
        events.push(Event::ServiceCounted { record, quantity: asked });
    }
    Ok(events)
}

fn ask_acceptance(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let work = state.work().ok_or(Rejection::Unknown)?;
    if !context.actor.may_act_as(work.terms.giving) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::AcceptanceAsked(_) => Ok(vec![]),
        State::Unopened | State::Accepted(_) | State::Ended(_) => Err(Rejection::NotRunning),
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
        State::Unopened | State::Running(_) | State::Ended(_) => Err(Rejection::AcceptanceNotAsked),
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
        State::Unopened | State::Running(_) | State::Accepted(_) | State::Ended(_) => {
            Err(Rejection::AcceptanceNotAsked)
        }
    }
}

/// What was never opened, or is accepted, has nothing to end.
fn end(state: &State, reason: Text<200>) -> Vec<Event> {
    match state {
        State::Running(_) | State::AcceptanceAsked(_) => vec![Event::Ended { reason }],
        State::Unopened | State::Accepted(_) | State::Ended(_) => vec![],
    }
}
