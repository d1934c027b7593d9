//! One list of recognition: published, objected to, confirmed.
//!
//! Invariant: nobody is recognised before the publicity is over, while an objection waits, or after
//! one was upheld against them.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use contracts::evaluation::recognition::{
    CANDIDATES_MAX, Command, Event, PUBLICITY_WORKING_DAYS, RecognitionList, Rejection,
};
use contracts::registry::organisation::Level;
use contracts::{Claimer, Context};
use decider::{Decider, corrupt};
use values::{ObjectionId, OrganisationId, Timestamp};

/// The rules of recognition.
pub struct Recognition;

/// Where a list stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not published yet.
    #[default]
    Unpublished,
    /// Everybody may object.
    Published(Published),
    /// It is settled.
    Confirmed,
}

/// A list on show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    candidates: BTreeSet<Claimer>,
    until: Timestamp,
    /// Who answers objections.
    pub senior: Option<OrganisationId>,
    /// Those that wait for their answers, and against whom.
    objections: BTreeMap<ObjectionId, Claimer>,
}

impl State {
    /// The end of the publicity, where no objection waits.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Published(list) => Some(list.until).filter(|_| list.objections.is_empty()),
            State::Unpublished | State::Confirmed => None,
        }
    }

    /// The list, while it is on show.
    ///
    /// # Errors
    /// When it is not.
    pub fn published(&self) -> Result<&Published, Rejection> {
        match self {
            State::Unpublished => Err(Rejection::Unknown),
            State::Published(list) => Ok(list),
            State::Confirmed => Err(Rejection::PublicityOver),
        }
    }
}

impl Decider for Recognition {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Publish { list, kept_off } => publish(state, context, list, kept_off),
            Command::Object { who, objection } => {
                object(state.published()?, context, who, objection)
            }
            Command::SettleObjection { objection, upheld } => Ok(settle(state, objection, upheld)),
            Command::Due => Ok(due(state, context)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Published { list, until, senior, .. }, State::Unpublished) => {
                State::Published(Published {
                    candidates: list.candidates.iter().map(|candidate| candidate.who).collect(),
                    until: *until,
                    senior: *senior,
                    objections: BTreeMap::new(),
                })
            }
            (Event::Objected { who, objection }, State::Published(mut list)) => {
                list.objections.insert(*objection, *who);
                State::Published(list)
            }
            (Event::ObjectionSettled { objection, upheld }, State::Published(mut list)) => {
                if let Some(who) = list.objections.remove(objection).filter(|_| *upheld) {
                    list.candidates.remove(&who);
                }
                State::Published(list)
            }
            (Event::Confirmed { .. }, State::Published(_)) => State::Confirmed,
            (
                Event::Published { .. }
                | Event::Objected { .. }
                | Event::ObjectionSettled { .. }
                | Event::Confirmed { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn publish(
    state: &State,
    context: &Context,
    list: RecognitionList,
    kept_off: BTreeSet<Claimer>,
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unpublished {
        return Err(Rejection::AlreadyPublished);
    }
    let directory = &context.directory;
    let recognises = match directory.level(list.body) {
        Some(Level::Street | Level::District | Level::City) => context.may_act_for(list.body),
        Some(
            Level::Community
            | Level::Grid
            | Level::Unit
            | Level::SectorCommittee
            | Level::AreaBranch,
        )
        | None => false,
    };
    let by = context.actor.person().filter(|_| recognises).ok_or(Rejection::NotAuthorised)?;
    let distinct: BTreeSet<_> = list.candidates.iter().map(|candidate| candidate.who).collect();
    if !(1..=CANDIDATES_MAX).contains(&list.candidates.len())
        || distinct.len() < list.candidates.len()
    {
        return Err(Rejection::CandidatesOutOfRange { max: CANDIDATES_MAX });
    }
    let there = |who: &Claimer| match who {
        Claimer::Person(_) => true,
        Claimer::Organisation(organisation) => {
            directory.seniors(directory.resolve(*organisation)).any(|senior| senior == list.body)
        }
    };
    if !distinct.iter().all(there) {
        return Err(Rejection::OutsideTerritory);
    }
    let max = values::time::date_at(context.now).year();
    let min = max - 1;
    if list.year.is_some_and(|year| !(min..=max).contains(&year)) {
        return Err(Rejection::YearOutOfRange { min, max });
    }
    if !kept_off.is_empty() {
        return Err(Rejection::NotEligible { who: kept_off });
    }
    if !PUBLICITY_WORKING_DAYS.contains(&list.working_days) {
        let (min, max) = (*PUBLICITY_WORKING_DAYS.start(), *PUBLICITY_WORKING_DAYS.end());
        return Err(Rejection::PublicityOutOfRange { min, max });
    }
    let until = context.calendar().add_working_days(context.now, list.working_days).at;
    let senior = directory.seniors(list.body).next();
    Ok(vec![Event::Published { list, until, senior, by }])
}

fn object(
    list: &Published,
    context: &Context,
    who: Claimer,
    objection: ObjectionId,
) -> Result<Vec<Event>, Rejection> {
    if !list.candidates.contains(&who) {
        return Err(Rejection::Unknown);
    }
    if context.now > list.until {
        return Err(Rejection::PublicityOver);
    }
    let known = list.objections.contains_key(&objection);
    Ok(if known { vec![] } else { vec![Event::Objected { who, objection }] })
}

fn settle(state: &State, objection: ObjectionId, upheld: bool) -> Vec<Event> {
    let waits = state.published().is_ok_and(|list| list.objections.contains_key(&objection));
    if waits { vec![Event::ObjectionSettled { objection, upheld }] } else { vec![] }
}

fn due(state: &State, context: &Context) -> Vec<Event> {
    match (state, state.due_at()) {
        (State::Published(list), Some(until)) if context.now > until => {
            vec![Event::Confirmed { recognised: list.candidates.clone() }]
        }
        (State::Unpublished | State::Published(_) | State::Confirmed, _) => vec![],
    }
}
