//! One open activity: drafted, put on the menu, signed up for, held, its attendance confirmed.
//!
//! Invariant: the places taken never exceed the places there are, and nobody on the waiting list
//! is overtaken.

mod attendance;
mod list;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use contracts::projects::activity::{
    Audience, CAPACITY_MAX, Command, DAYS_MAX, Details, Event, PLACES_MAX, Participant, Rejection,
    Times, WAITING_MAX,
};
use contracts::{Actor, Context, Role};
use decider::{Decider, corrupt};
use values::{ActivityId, Date, OrganisationId, PersonId, Text, time};

use list::List;

/// The rules of activities.
pub struct Activity;

/// Where an activity stands in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody has planned it.
    #[default]
    Unplanned,
    /// 草稿
    Draft(Planned),
    /// 已上菜单
    Published(Planned),
    /// 已取消
    Cancelled(Planned),
    /// 已办结: its attendance is confirmed.
    Held(Planned),
}

/// What was planned, and who takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    organiser: OrganisationId,
    details: Details,
    copied_from: Option<ActivityId>,
    list: List,
    /// Who recorded the attendance.
    recorded_by: BTreeSet<PersonId>,
}

impl State {
    fn planned(&self) -> Result<&Planned, Rejection> {
        match self {
            State::Unplanned => Err(Rejection::Unknown),
            State::Draft(planned)
            | State::Published(planned)
            | State::Cancelled(planned)
            | State::Held(planned) => Ok(planned),
        }
    }

    /// Itself, for who may act for its organiser.
    fn organised(&self, context: &Context) -> Result<&Planned, Rejection> {
        let planned = self.planned()?;
        let may = context.may_act_for(planned.organiser);
        if may { Ok(planned) } else { Err(Rejection::NotAuthorised) }
    }

    /// Itself, while it is on the menu.
    fn on_the_menu(&self) -> Result<&Planned, Rejection> {
        match self {
            State::Unplanned => Err(Rejection::Unknown),
            State::Draft(_) => Err(Rejection::NotPublished),
            State::Cancelled(_) => Err(Rejection::Cancelled),
            State::Held(_) => Err(Rejection::Confirmed),
            State::Published(planned) => Ok(planned),
        }
    }

    /// How many places are taken.
    pub fn taken(&self) -> u32 {
        self.planned().map_or(0, |planned| planned.list.taken())
    }

    /// Itself, while it is on the menu, and once it was held.
    fn shown(&self) -> Option<&Planned> {
        match self {
            State::Published(planned) | State::Held(planned) => Some(planned),
            State::Unplanned | State::Draft(_) | State::Cancelled(_) => None,
        }
    }

    /// On whose menu it is or was, and on which day.
    pub fn on_menu_of(&self) -> Option<(OrganisationId, Date)> {
        let planned = self.shown()?;
        Some((planned.organiser, time::date_at(planned.details.times.from)))
    }

    /// What a copy of it a year later is planned with, if it is or was on a menu.
    pub fn to_copy(&self) -> Option<Details> {
        let details = &self.shown()?.details;
        Some(Details { times: a_year_later(&details.times), ..details.clone() })
    }
}

/// At the same hour of the same date; on 28 February for the 29th.
fn a_year_later(times: &Times) -> Times {
    let date = time::date_at(times.from);
    let next = time::plus_months(date, 12);
    let shift = time::start_of(next).duration_since(time::start_of(date));
    Times {
        from: times.from + shift,
        until: times.until + shift,
        sign_up_until: times.sign_up_until + shift,
    }
}

impl Decider for Activity {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Plan { organiser, details, copied_from } => {
                plan(state, context, organiser, details, copied_from)
            }
            Command::Revise(details) => revise(state, context, details),
            Command::Publish => publish(state, context),
            Command::SignUp { organisation, places } => {
                sign_up(state, context, organisation, places)
            }
            Command::CancelSignUp { organisation } => cancel_sign_up(state, context, organisation),
            Command::Postpone { times, reason } => postpone(state, context, times, reason),
            Command::Cancel { reason } => cancel(state, context, reason),
            Command::RecordAttendance(marks) => attendance::record(state, context, marks),
            Command::ConfirmAttendance => attendance::confirm(state, context),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Planned { organiser, details, copied_from }, State::Unplanned) => {
                State::Draft(Planned {
                    organiser: *organiser,
                    details: details.clone(),
                    copied_from: *copied_from,
                    list: List::default(),
                    recorded_by: BTreeSet::new(),
                })
            }
            (Event::Revised { details }, State::Draft(planned)) => {
                State::Draft(Planned { details: details.clone(), ..planned })
            }
            (Event::Published {}, State::Draft(planned)) => State::Published(planned),
            (Event::Cancelled { .. }, State::Draft(planned) | State::Published(planned)) => {
                State::Cancelled(planned)
            }
            (Event::AttendanceConfirmed { .. }, State::Published(planned)) => State::Held(planned),
            (
                Event::SignedUp { .. }
                | Event::Queued { .. }
                | Event::Promoted { .. }
                | Event::SignUpCancelled { .. }
                | Event::Postponed { .. }
                | Event::AttendanceRecorded { .. },
                State::Published(planned),
            ) => State::Published(take_in(planned, event)),
            (
                Event::Planned { .. }
                | Event::Revised { .. }
                | Event::Published {}
                | Event::Cancelled { .. }
                | Event::AttendanceConfirmed { .. }
                | Event::SignedUp { .. }
                | Event::Queued { .. }
                | Event::Promoted { .. }
                | Event::SignUpCancelled { .. }
                | Event::Postponed { .. }
                | Event::AttendanceRecorded { .. },
                state,
            ) => corrupt(&state, event),
        }
    }
}

/// What happens while it is on the menu.
fn take_in(mut planned: Planned, event: &Event) -> Planned {
    match event {
        Event::SignedUp { who, places } => planned.list.place(*who, *places),
        Event::Queued { who, places } => planned.list.queue(*who, *places),
        Event::Promoted { who } => who.iter().for_each(|who| planned.list.promote(*who)),
        Event::SignUpCancelled { who } => planned.list.remove(*who),
        Event::Postponed { times, .. } => planned.details.times = times.clone(),
        Event::AttendanceRecorded { marks, by } => {
            planned.recorded_by.insert(*by);
            for mark in marks {
                planned.list.mark(mark.who, mark.attendance);
            }
        }
        Event::Planned { .. }
        | Event::Revised { .. }
        | Event::Published {}
        | Event::Cancelled { .. }
        | Event::AttendanceConfirmed { .. } => corrupt(&planned, event),
    }
    planned
}

fn plan(
    state: &State,
    context: &Context,
    organiser: OrganisationId,
    details: Details,
    copied_from: Option<ActivityId>,
) -> Result<Vec<Event>, Rejection> {
    if !context.may_act_for(organiser) {
        return Err(Rejection::NotAuthorised);
    }
    let is_copied = |known: &Planned| copied_from.is_some() && known.copied_from == copied_from;
    match state {
        State::Unplanned => {}
        State::Draft(known)
        | State::Published(known)
        | State::Cancelled(known)
        | State::Held(known)
            if is_copied(known) || (known.organiser == organiser && known.details == details) =>
        {
            return Ok(vec![]);
        }
        State::Draft(_) | State::Published(_) | State::Cancelled(_) | State::Held(_) => {
            return Err(Rejection::AlreadyPlanned);
        }
    }
    check(&details)?;
    Ok(vec![Event::Planned { organiser, details, copied_from }])
}

fn check(details: &Details) -> Result<(), Rejection> {
    in_order(&details.times)?;
    if !(1..=CAPACITY_MAX).contains(&details.capacity) {
        return Err(Rejection::CapacityOutOfRange { max: CAPACITY_MAX });
    }
    let open_to: BTreeSet<_> = details.open_to.iter().collect();
    if open_to.is_empty() || open_to.len() < details.open_to.len() {
        return Err(Rejection::OpenToNobody);
    }
    Ok(())
}

fn in_order(times: &Times) -> Result<(), Rejection> {
    let ordered = times.sign_up_until <= times.from && times.from < times.until;
    let short = times.minutes() <= DAYS_MAX * 24 * 60;
    if ordered && short { Ok(()) } else { Err(Rejection::TimesOutOfOrder) }
}

fn revise(state: &State, context: &Context, details: Details) -> Result<Vec<Event>, Rejection> {
    let planned = state.organised(context)?;
    match state {
        State::Draft(_) if planned.details == details => Ok(vec![]),
        State::Draft(_) => {
            check(&details)?;
            Ok(vec![Event::Revised { details }])
        }
        State::Unplanned | State::Published(_) | State::Cancelled(_) | State::Held(_) => {
            Err(Rejection::NotADraft)
        }
    }
}

fn publish(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let planned = state.organised(context)?;
    match state {
        State::Published(_) => Ok(vec![]),
        State::Draft(_) if context.now > planned.details.times.sign_up_until => {
            Err(Rejection::TooLate)
        }
        State::Draft(_) => Ok(vec![Event::Published {}]),
        State::Unplanned | State::Cancelled(_) | State::Held(_) => Err(Rejection::NotADraft),
    }
}

/// The person who asks, or the organisation it asks for.
fn participant(
    context: &Context,
    organisation: Option<OrganisationId>,
) -> Result<Participant, Rejection> {
    let Actor::Person { person, role, .. } = context.actor else {
        return Err(Rejection::NotAuthorised);
    };
    match organisation {
        Some(own) if context.may_act_for(own) => Ok(Participant::Organisation(own)),
        None if role != Role::Auditor => Ok(Participant::Person(person)),
        Some(_) | None => Err(Rejection::NotAuthorised),
    }
}

/// As what somebody signs up.
fn audience(actor: &Actor, who: Participant) -> Audience {
    match (who, actor) {
        (Participant::Organisation(_), _) => Audience::Organisations,
        (Participant::Person(_), Actor::Person { role: Role::Resident, .. }) => Audience::Residents,
        (Participant::Person(_), Actor::Person { .. } | Actor::System) => Audience::Members,
    }
}

fn sign_up(
    state: &State,
    context: &Context,
    organisation: Option<OrganisationId>,
    places: u32,
) -> Result<Vec<Event>, Rejection> {
    let who = participant(context, organisation)?;
    let Planned { details, list, .. } = state.on_the_menu()?;
    match list.places_of(who) {
        Some(known) if known == places => return Ok(vec![]),
        Some(known) => return Err(Rejection::AlreadySignedUp { places: known }),
        None => {}
    }
    if !details.open_to.contains(&audience(&context.actor, who)) {
        return Err(Rejection::NotInvited);
    }
    let sign_up_until = details.times.sign_up_until;
    if context.now > sign_up_until {
        return Err(Rejection::SignUpOver { sign_up_until });
    }
    let max = match who {
        Participant::Person(_) => 1,
        Participant::Organisation(_) => details.capacity.min(PLACES_MAX),
    };
    if !(1..=max).contains(&places) {
        return Err(Rejection::PlacesOutOfRange { max });
    }
    if list.has_room(details.capacity, places) {
        return Ok(vec![Event::SignedUp { who, places }]);
    }
    if list.waiting() + places > WAITING_MAX {
        return Err(Rejection::WaitingListFull { max: WAITING_MAX });
    }
    Ok(vec![Event::Queued { who, places }])
}

/// Frees the place, and hands it on in the same commit.
fn cancel_sign_up(
    state: &State,
    context: &Context,
    organisation: Option<OrganisationId>,
) -> Result<Vec<Event>, Rejection> {
    let who = participant(context, organisation)?;
    let Planned { details, list, .. } = state.on_the_menu()?;
    if list.places_of(who).is_none() {
        return Err(Rejection::NotSignedUp);
    }
    if context.now >= details.times.from {
        return Err(Rejection::AlreadyBegun);
    }
    let mut events = vec![Event::SignUpCancelled { who }];
    let promoted = list.promoted_without(who, details.capacity);
    if !promoted.is_empty() {
        events.push(Event::Promoted { who: promoted });
    }
    Ok(events)
}

/// Also when the day has come and nobody did: as long as no attendance is recorded.
fn postpone(
    state: &State,
    context: &Context,
    times: Times,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    state.organised(context)?;
    let planned = state.on_the_menu()?;
    if planned.details.times == times {
        return Ok(vec![]);
    }
    if !planned.recorded_by.is_empty() {
        return Err(Rejection::AlreadyBegun);
    }
    in_order(&times)?;
    if times.from <= context.now {
        return Err(Rejection::TooLate);
    }
    Ok(vec![Event::Postponed { times, reason }])
}

fn cancel(state: &State, context: &Context, reason: Text<200>) -> Result<Vec<Event>, Rejection> {
    state.organised(context)?;
    match state {
        State::Draft(_) | State::Published(_) => Ok(vec![Event::Cancelled { reason }]),
        State::Unplanned | State::Cancelled(_) => Ok(vec![]),
        State::Held(_) => Err(Rejection::Confirmed),
    }
}
