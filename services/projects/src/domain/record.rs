//! One service record: recorded, confirmed by somebody else, perhaps countered; never edited.
//!
//! Invariant: nobody confirms what they recorded themselves or the hours that they earn, and what
//! was countered stays so. That holds of the people whom a ledger kept before names, too, which the
//! operator enters on everybody's behalf 补录.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use contracts::projects::record::{Command, DutyOf, Event, Kept, NAMED_MAX, Rejection, Service};
use contracts::{Actor, Claimer, Context, Role};
use decider::{Decider, corrupt};
use values::{Amount, OrganisationId, PersonId, ProjectId, RecordId, Text, time};

/// The rules of service records.
pub struct Record;

/// Where a service record stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not recorded yet.
    #[default]
    Unrecorded,
    /// To be confirmed, by nobody who recorded it or is named in it.
    Recorded { entry: Entry, recorded_by: Option<PersonId>, present: BTreeSet<PersonId> },
    /// It counts as delivered.
    Confirmed(Entry),
    /// It counts no more.
    Countered,
}

/// What remains of a record to judge by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub project: ProjectId,
    giving: Claimer,
    asking: OrganisationId,
    /// Whose duty it did, where it did one.
    duty: Option<DutyOf>,
}

impl Entry {
    /// Who earns what was done: the party whose duty it is, else the giving side.
    fn earning(&self) -> Claimer {
        self.duty.map_or(self.giving, |duty| duty.party.into())
    }

    /// The other side of who earns it.
    fn may_be_confirmed_by(&self, context: &Context) -> bool {
        if self.earning() == self.asking.into() {
            context.may_act_as(self.giving)
        } else {
            context.may_act_for(self.asking)
        }
    }
}

impl State {
    /// Whose record it is, as long as it stands.
    ///
    /// # Errors
    /// When it is unknown, or was countered.
    pub fn standing(&self) -> Result<Entry, Rejection> {
        match self {
            State::Unrecorded => Err(Rejection::Unknown),
            State::Countered => Err(Rejection::Countered),
            State::Recorded { entry, .. } | State::Confirmed(entry) => Ok(*entry),
        }
    }
}

impl Decider for Record {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Record { project, giving, asking, service, duty, corrects, kept } => {
                let entry = Entry { project, giving, asking, duty };
                record(state, context, entry, service, (corrects, kept))
            }
            Command::Confirm { kept } => confirm(state, context, kept),
            Command::Counter { reason, instead } => counter(state, context, reason, instead),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (
                Event::Recorded { project, giving, asking, service, duty, by, .. },
                State::Unrecorded,
            ) => {
                let (project, giving, asking, duty) = (*project, *giving, *asking, *duty);
                let entry = Entry { project, giving, asking, duty };
                let present = service.attendance.iter().map(|attended| attended.person).collect();
                State::Recorded { entry, recorded_by: *by, present }
            }
            (Event::Confirmed { .. }, State::Recorded { entry, .. }) => State::Confirmed(entry),
            (Event::Countered { .. }, State::Recorded { .. } | State::Confirmed(_)) => {
                State::Countered
            }
            (Event::Recorded { .. } | Event::Confirmed { .. } | Event::Countered { .. }, state) => {
                corrupt(&state, event)
            }
        }
    }
}

/// The person who acts for a party 谁组织谁记录.
fn of_a_party(context: &Context, entry: Entry) -> Result<PersonId, Rejection> {
    let parties = [entry.giving, entry.asking.into(), entry.earning()];
    let party = parties.into_iter().any(|party| context.may_act_as(party));
    context.actor.person().filter(|_| party).ok_or(Rejection::NotAuthorised)
}

fn record(
    state: &State,
    context: &Context,
    entry: Entry,
    service: Service,
    (corrects, kept): (Option<RecordId>, Option<Kept>),
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unrecorded {
        return Err(Rejection::AlreadyRecorded);
    }
    let by = named(context, kept, of_a_party(context, entry)?)?;
    in_place(context, &service)?;
    if service.quantity > 0 && entry.earning() != entry.giving {
        return Err(Rejection::DutyOfAnother);
    }
    let Entry { project, giving, asking, duty } = entry;
    Ok(vec![Event::Recorded { project, giving, asking, service, duty, by, corrects }])
}

/// Who did it: whoever asks, or whom a ledger kept before names, as the operator enters it.
fn named(
    context: &Context,
    kept: Option<Kept>,
    asks: PersonId,
) -> Result<Option<PersonId>, Rejection> {
    let operator = matches!(context.actor, Actor::Person { role: Role::Operator, .. });
    match kept {
        None => Ok(Some(asks)),
        Some(Kept { by }) if operator => Ok(by),
        Some(_) => Err(Rejection::NotALedger),
    }
}

fn in_place(context: &Context, service: &Service) -> Result<(), Rejection> {
    let Service { minutes, people, quantity, attendance, no_shows, duty, .. } = service;
    let nothing = *quantity == 0 && duty.is_none();
    let of_duty = duty.is_none_or(|duty| (1..=Amount::MAX).contains(&duty.quantity));
    let day = 1..=1440;
    let each = attendance.iter().all(|attended| day.contains(&attended.minutes));
    let in_range = day.contains(minutes) && (1..=10_000).contains(people);
    if !in_range || nothing || !of_duty || !each {
        return Err(Rejection::OutOfRange);
    }
    if service.date > time::date_at(context.now) {
        return Err(Rejection::DateInTheFuture);
    }
    let named = attendance.len() + no_shows.len();
    if named > NAMED_MAX {
        return Err(Rejection::TooManyNamed { max: NAMED_MAX });
    }
    let persons = attendance.iter().map(|attended| attended.person).chain(no_shows.iter().copied());
    let distinct: BTreeSet<_> = persons.collect();
    let served = usize::try_from(*people).unwrap_or(usize::MAX);
    if distinct.len() < named || attendance.len() > served {
        return Err(Rejection::AttendanceOutOfPlace);
    }
    Ok(())
}

fn confirm(state: &State, context: &Context, kept: Option<Kept>) -> Result<Vec<Event>, Rejection> {
    let entry = state.standing()?;
    let other_side = entry.may_be_confirmed_by(context);
    let asks = context.actor.person().filter(|_| other_side).ok_or(Rejection::NotAuthorised)?;
    let by = named(context, kept, asks)?;
    let earns = |person| entry.earning() == Claimer::Person(person);
    match state {
        State::Recorded { recorded_by, .. } if by.is_some() && by == *recorded_by => {
            Err(Rejection::OwnRecord)
        }
        State::Recorded { present, .. }
            if by.is_some_and(|by| present.contains(&by) || earns(by)) =>
        {
            Err(Rejection::OwnHours)
        }
        State::Recorded { .. } => Ok(vec![Event::Confirmed { by }]),
        State::Unrecorded | State::Confirmed(_) | State::Countered => Ok(vec![]),
    }
}

fn counter(
    state: &State,
    context: &Context,
    reason: Text<200>,
    instead: Option<RecordId>,
) -> Result<Vec<Event>, Rejection> {
    let by = of_a_party(context, state.standing()?)?;
    let confirmed = matches!(state, State::Confirmed(_));
    Ok(vec![Event::Countered { reason, by, confirmed, instead }])
}
