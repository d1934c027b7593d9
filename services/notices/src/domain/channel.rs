//! One channel: set, told what its organisation's inbox is told, a message at a time, or removed.
//!
//! Invariant: no more than one message is under way; it is never forgotten before it was confirmed,
//! withheld or tried for a day; and messages are formed no more often than every
//! [`GATHER_MINUTES`], but for one that waited for another, and for tests.

mod address;

use std::collections::BTreeSet;
use std::time::Duration;

use contracts::notices::channel::{
    Command, Event, GATHER_MINUTES, GATHERED_MAX, Gathered, Outcome, PAUSE_MINUTES,
    PAUSE_MINUTES_MAX, Place, Rejection, TEST_MINUTES, TRIED_HOURS, Trouble,
};
use contracts::{Actor, Context, Role};
use decider::{Decider, corrupt};
use values::{OrganisationId, Timestamp, Uuid};

pub use address::{Address, Url, mail_domain};

/// The rules of channels.
pub struct Channel;

/// Where a channel is in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// It goes nowhere.
    #[default]
    Unset,
    Set(Box<Standing>),
}

/// A channel that goes somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub place: Place,
    /// What is to be told with the next message: whose, and about which line.
    pub waiting: BTreeSet<(OrganisationId, Uuid)>,
    /// Until when it is gathered.
    gather_until: Option<Timestamp>,
    /// The message under way.
    pub message: Option<Message>,
    /// A message was given up, and none has arrived since.
    pub is_failing: bool,
    /// No test before.
    test_from: Option<Timestamp>,
}

/// A message under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: Uuid,
    /// None in a test.
    pub notices: Vec<Gathered>,
    pub more: u64,
    /// Then it is given up; a test at once.
    until: Option<Timestamp>,
    /// How often it did not arrive.
    pub tried: u32,
    /// It is not tried before; nothing when it is to go now.
    pub paused_until: Option<Timestamp>,
}

impl Message {
    fn new(id: Uuid, notices: Vec<Gathered>, more: u64, until: Option<Timestamp>) -> Self {
        Self { id, notices, more, until, tried: 0, paused_until: None }
    }

    /// Is it to go now?
    pub fn is_ready(&self) -> bool {
        self.paused_until.is_none()
    }
}

impl State {
    /// What is known of it, when it goes somewhere.
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            State::Unset => None,
            State::Set(standing) => Some(standing),
        }
    }

    /// When something is to be decided about it: a message to be formed, or to be tried again.
    pub fn due_at(&self) -> Option<Timestamp> {
        let standing = self.standing()?;
        match &standing.message {
            Some(message) => message.paused_until,
            None => standing.gather_until,
        }
    }
}

impl Decider for Channel {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Set(place) => set(state, context, place),
            Command::Remove { organisation } => remove(state, context, organisation),
            Command::Test { organisation } => test(state, context, organisation),
            Command::Queue { inbox, line } => Ok(queue(state, context, inbox, line)),
            Command::Due { left } => Ok(due(state, context, left)),
            Command::Report { message, outcome } => report(state, context, message, outcome),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (state, event) {
            (State::Unset, Event::Set(place)) => State::Set(Box::new(Standing::at(place.clone()))),
            (State::Set(standing), event) => evolve(*standing, event),
            (state @ State::Unset, event) => corrupt(&state, event),
        }
    }
}

impl Standing {
    fn at(place: Place) -> Self {
        Self {
            place,
            waiting: BTreeSet::new(),
            gather_until: None,
            message: None,
            is_failing: false,
            test_from: None,
        }
    }

    /// The message under way, which has this id.
    fn under_way(&mut self, id: Uuid, event: &Event) -> &mut Message {
        match &mut self.message {
            Some(message) if message.id == id => message,
            Some(_) | None => corrupt(&self.place, event),
        }
    }
}

fn evolve(mut standing: Standing, event: &Event) -> State {
    match event {
        Event::Set(place) => {
            standing.place = place.clone();
            standing.is_failing = false;
            // What did not arrive there may arrive here.
            if let Some(message) = &mut standing.message {
                message.paused_until = None;
            }
        }
        Event::Removed {} => return State::Unset,
        Event::Queued { inbox, line, until } => {
            standing.waiting.insert((*inbox, *line));
            standing.gather_until.get_or_insert(*until);
        }
        Event::Gathered { message, notices, more, until } => {
            standing.waiting.clear();
            standing.gather_until = None;
            standing.message = Some(Message::new(*message, notices.clone(), *more, Some(*until)));
        }
        Event::Emptied {} => {
            standing.waiting.clear();
            standing.gather_until = None;
        }
        Event::TestAsked { message, again_from, .. } => {
            standing.test_from = Some(*again_from);
            standing.message = Some(Message::new(*message, vec![], 0, None));
        }
        Event::Sent { message } => {
            standing.under_way(*message, event);
            standing.message = None;
            standing.is_failing = false;
        }
        Event::PutOff { message, until, .. } => {
            let message = standing.under_way(*message, event);
            message.tried += 1;
            message.paused_until = Some(*until);
        }
        Event::Resumed { message } => {
            standing.under_way(*message, event).paused_until = None;
        }
        Event::GivenUp { message, .. } => {
            standing.under_way(*message, event);
            standing.message = None;
            standing.is_failing = true;
        }
        Event::Withheld { message } => {
            standing.under_way(*message, event);
            standing.message = None;
        }
    }
    State::Set(Box::new(standing))
}

/// May the actor say where `organisation` is told? Who answers for it may: its head, its secretary,
/// its officers; and the operator on everybody's behalf.
///
/// # Errors
/// When not.
pub fn may_manage(context: &Context, organisation: OrganisationId) -> Result<(), Rejection> {
    let answers = context.actor.role().is_some_and(|role| {
        matches!(
            role,
            Role::UnitHead
                | Role::CommunitySecretary
                | Role::StreetOfficer
                | Role::DistrictOfficer
                | Role::CityOfficer
                | Role::Operator
        )
    });
    if answers && context.may_act_for(organisation) {
        Ok(())
    } else {
        Err(Rejection::NotAuthorised)
    }
}

fn set(state: &State, context: &Context, place: Place) -> Result<Vec<Event>, Rejection> {
    may_manage(context, place.organisation)?;
    let is_so = state.standing().is_some_and(|standing| standing.place.digest == place.digest);
    Ok(if is_so { vec![] } else { vec![Event::Set(place)] })
}

fn remove(
    state: &State,
    context: &Context,
    organisation: OrganisationId,
) -> Result<Vec<Event>, Rejection> {
    may_manage(context, organisation)?;
    Ok(state.standing().map(|_| Event::Removed {}).into_iter().collect())
}

/// What is put off is the best test there is.
fn test(
    state: &State,
    context: &Context,
    organisation: OrganisationId,
) -> Result<Vec<Event>, Rejection> {
    may_manage(context, organisation)?;
    let by = context.actor.person().ok_or(Rejection::NotAuthorised)?;
    let standing = state.standing().ok_or(Rejection::Unknown)?;
    if let Some(message) = &standing.message {
        let resumed = Event::Resumed { message: message.id };
        return Ok(if message.is_ready() { vec![] } else { vec![resumed] });
    }
    if let Some(from) = standing.test_from.filter(|from| context.now < *from) {
        return Err(Rejection::TestTooSoon { from });
    }
    let again_from = after_minutes(context, TEST_MINUTES);
    Ok(vec![Event::TestAsked { message: context.id(0), by, again_from }])
}

/// Nothing is rejected here: where nothing goes, nothing waits.
fn queue(state: &State, context: &Context, inbox: OrganisationId, line: Uuid) -> Vec<Event> {
    let Some(standing) = state.standing() else { return vec![] };
    if standing.waiting.contains(&(inbox, line)) {
        return vec![];
    }
    let later = after_minutes(context, GATHER_MINUTES);
    vec![Event::Queued { inbox, line, until: standing.gather_until.unwrap_or(later) }]
}

fn due(state: &State, context: &Context, mut left: Vec<Gathered>) -> Vec<Event> {
    let Some(standing) = state.standing() else { return vec![] };
    if state.due_at().is_none_or(|at| context.now < at) {
        return vec![];
    }
    if let Some(message) = &standing.message {
        return vec![Event::Resumed { message: message.id }];
    }
    if left.is_empty() {
        return vec![Event::Emptied {}];
    }
    let more = left.len().saturating_sub(GATHERED_MAX) as u64;
    left.truncate(GATHERED_MAX);
    let until = after_minutes(context, TRIED_HOURS * 60);
    vec![Event::Gathered { message: context.id(0), notices: left, more, until }]
}

/// The outbox says the same again when it does not know whether it was heard.
fn report(
    state: &State,
    context: &Context,
    message: Uuid,
    outcome: Outcome,
) -> Result<Vec<Event>, Rejection> {
    if context.actor != Actor::System {
        return Err(Rejection::NotAuthorised);
    }
    let under_way = state.standing().and_then(|standing| standing.message.as_ref());
    let Some(under_way) = under_way.filter(|under_way| under_way.id == message) else {
        return Ok(vec![]);
    };
    Ok(match outcome {
        Outcome::Sent => vec![Event::Sent { message }],
        Outcome::Withheld => vec![Event::Withheld { message }],
        Outcome::Failed(_) if !under_way.is_ready() => vec![],
        Outcome::Failed(trouble) => vec![failed(under_way, context, trouble)],
    })
}

fn failed(under_way: &Message, context: &Context, trouble: Trouble) -> Event {
    let message = under_way.id;
    let doubled = PAUSE_MINUTES << under_way.tried.min(8);
    let until = after_minutes(context, doubled.min(PAUSE_MINUTES_MAX));
    match under_way.until {
        Some(end) if until < end => Event::PutOff { message, trouble, until },
        Some(_) | None => Event::GivenUp { message, trouble },
    }
}

fn after_minutes(context: &Context, minutes: u32) -> Timestamp {
    context.now + Duration::from_secs(60 * u64::from(minutes))
}

#[cfg(test)]
mod tests;
