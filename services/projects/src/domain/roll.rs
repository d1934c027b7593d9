//! One roll: opened by who organises a service, signed in and out of by a code, closed into the
//! service record.
//!
//! Invariant: nobody's minutes are counted who did not sign in and out, unless the organiser says
//! so by name; whoever was on the roll and is not counted is a no-show. That the code was right is
//! judged before: the rules hold no secret.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use contracts::projects::record::{Attendance, DutyDone, Service};
use contracts::projects::roll::{CODE_SECONDS, Command, Event, NAMED_MAX, OPEN_HOURS, Rejection};
use contracts::{Claimer, Context};
use decider::{Decider, corrupt};
use values::{OrganisationId, PersonId, ProjectId, RecordId, Text, Timestamp, time};

/// The rules of rolls.
pub struct Roll;

/// Where a roll stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not opened yet.
    #[default]
    Unopened,
    /// People sign in and out.
    Open(Sheet),
    /// The record is made.
    Closed(ProjectId),
}

/// Who is on the roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub project: ProjectId,
    giving: Claimer,
    asking: OrganisationId,
    opened_at: Timestamp,
    until: Timestamp,
    people: BTreeMap<PersonId, Presence>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Expected,
    In { since: Timestamp },
    Out { minutes: u32 },
}

impl State {
    /// The roll, while it is open.
    ///
    /// # Errors
    /// When it is unknown, or was closed.
    pub fn open(&self) -> Result<&Sheet, Rejection> {
        match self {
            State::Unopened => Err(Rejection::Unknown),
            State::Open(sheet) => Ok(sheet),
            State::Closed(_) => Err(Rejection::Closed),
        }
    }
}

impl Sheet {
    /// Who came, with what the organiser settles of those who did not sign out.
    fn came(&self, settled: &[Attendance]) -> Vec<Attendance> {
        let signed_out = self.people.iter().filter_map(|(person, presence)| match presence {
            Presence::Out { minutes } => Some(Attendance { person: *person, minutes: *minutes }),
            Presence::Expected | Presence::In { .. } => None,
        });
        signed_out.chain(settled.iter().cloned()).collect()
    }

    fn no_shows(&self, settled: &[Attendance]) -> Vec<PersonId> {
        let came: BTreeSet<_> = self.came(settled).iter().map(|came| came.person).collect();
        self.people.keys().copied().filter(|person| !came.contains(person)).collect()
    }

    /// What the service record says; nothing when nobody came.
    pub fn service(
        &self,
        settled: &[Attendance],
        what: Text<200>,
        quantity: u64,
        duty: Option<DutyDone>,
    ) -> Option<Service> {
        let attendance = self.came(settled);
        Some(Service {
            what,
            date: time::date_at(self.opened_at),
            minutes: attendance.iter().map(|came| came.minutes).max()?,
            people: u32::try_from(attendance.len()).ok()?,
            no_shows: self.no_shows(settled),
            attendance,
            quantity,
            duty,
        })
    }

    /// Only who is on the roll and did not sign out.
    fn may_be_settled(&self, settled: &[Attendance]) -> bool {
        let distinct: BTreeSet<_> = settled.iter().map(|came| came.person).collect();
        let open = |person: &PersonId| match self.people.get(person) {
            Some(Presence::Expected | Presence::In { .. }) => true,
            Some(Presence::Out { .. }) | None => false,
        };
        distinct.len() == settled.len()
            && settled.iter().all(|came| (1..=1440).contains(&came.minutes) && open(&came.person))
    }
}

/// Which code is shown at `now`: 30 seconds each.
pub fn step(now: Timestamp) -> i64 {
    now.as_second().div_euclid(CODE_SECONDS)
}

impl Decider for Roll {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Open { project, giving, asking, expected } => {
                open(state, context, (project, giving, asking), expected)
            }
            Command::SignIn => sign_in(state.open()?, context),
            Command::SignOut => sign_out(state.open()?, context),
            Command::Close { settled, record } => close(state.open()?, context, settled, record),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (
                Event::Opened { project, giving, asking, expected, at, until, .. },
                State::Unopened,
            ) => State::Open(Sheet {
                project: *project,
                giving: *giving,
                asking: *asking,
                opened_at: *at,
                until: *until,
                people: expected.iter().map(|person| (*person, Presence::Expected)).collect(),
            }),
            (Event::SignedIn { person, at }, State::Open(mut sheet)) => {
                sheet.people.insert(*person, Presence::In { since: *at });
                State::Open(sheet)
            }
            (Event::SignedOut { person, minutes }, State::Open(mut sheet)) => {
                sheet.people.insert(*person, Presence::Out { minutes: *minutes });
                State::Open(sheet)
            }
            (Event::Closed { .. }, State::Open(sheet)) => State::Closed(sheet.project),
            (
                Event::Opened { .. }
                | Event::SignedIn { .. }
                | Event::SignedOut { .. }
                | Event::Closed { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn of_either_party(
    context: &Context,
    giving: Claimer,
    asking: OrganisationId,
) -> Result<PersonId, Rejection> {
    let party = context.may_act_as(giving) || context.may_act_for(asking);
    context.actor.person().filter(|_| party).ok_or(Rejection::NotAuthorised)
}

fn open(
    state: &State,
    context: &Context,
    (project, giving, asking): (ProjectId, Claimer, OrganisationId),
    expected: Vec<PersonId>,
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unopened {
        return Err(Rejection::AlreadyOpened);
    }
    let by = of_either_party(context, giving, asking)?;
    let distinct: BTreeSet<_> = expected.iter().collect();
    if expected.len() > NAMED_MAX || distinct.len() < expected.len() {
        return Err(Rejection::TooManyNamed { max: NAMED_MAX });
    }
    let at = context.now;
    let until = at + Duration::from_secs(OPEN_HOURS * 3600);
    Ok(vec![Event::Opened { project, giving, asking, expected, by, at, until }])
}

/// Somebody who may act at all signs for themselves, in time.
fn themselves(sheet: &Sheet, context: &Context) -> Result<PersonId, Rejection> {
    let person = context.oneself().ok_or(Rejection::NotAuthorised)?;
    if context.now > sheet.until { Err(Rejection::OutOfTime) } else { Ok(person) }
}

fn sign_in(sheet: &Sheet, context: &Context) -> Result<Vec<Event>, Rejection> {
    let person = themselves(sheet, context)?;
    match sheet.people.get(&person) {
        Some(Presence::In { .. }) => Ok(vec![]),
        Some(Presence::Out { .. }) => Err(Rejection::SignedOut),
        None if sheet.people.len() >= NAMED_MAX => Err(Rejection::TooManyNamed { max: NAMED_MAX }),
        None | Some(Presence::Expected) => Ok(vec![Event::SignedIn { person, at: context.now }]),
    }
}

/// Whole minutes, of which the first counts as soon as it has begun.
fn sign_out(sheet: &Sheet, context: &Context) -> Result<Vec<Event>, Rejection> {
    let person = themselves(sheet, context)?;
    match sheet.people.get(&person) {
        Some(Presence::Out { .. }) => Ok(vec![]),
        None | Some(Presence::Expected) => Err(Rejection::NotSignedIn),
        Some(Presence::In { since }) => {
            let seconds = context.now.as_second().saturating_sub(since.as_second());
            let minutes = u32::try_from(seconds / 60).unwrap_or(0).clamp(1, 1440);
            Ok(vec![Event::SignedOut { person, minutes }])
        }
    }
}

fn close(
    sheet: &Sheet,
    context: &Context,
    settled: Vec<Attendance>,
    record: RecordId,
) -> Result<Vec<Event>, Rejection> {
    let by = of_either_party(context, sheet.giving, sheet.asking)?;
    if !sheet.may_be_settled(&settled) {
        return Err(Rejection::SettledOutOfPlace);
    }
    let no_shows = sheet.no_shows(&settled);
    let record = (!sheet.came(&settled).is_empty()).then_some(record);
    Ok(vec![Event::Closed { by, settled, no_shows, record }])
}
