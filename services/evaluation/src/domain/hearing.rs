//! One answer to a written request: asked, compiled from what is confirmed, shown to the person,
//! issued, expired.
//!
//! Invariant: the unit reads nothing before the person has, and nothing after it expired.

#[cfg(test)]
mod tests;

use contracts::Context;
use contracts::evaluation::hearing::{
    Command, ConfirmedService, Event, HearingRequest, REPLY_WORKING_DAYS, Rejection, STANDS_MONTHS,
    YEARS_MAX,
};
use contracts::registry::organisation::Level;
use decider::{Decider, corrupt};
use values::{Text, Timestamp, time};

/// The rules of answers to written requests.
pub struct Hearing;

/// Where an answer stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody asked.
    #[default]
    Unasked,
    /// The community is to answer.
    Asked(HearingRequest),
    /// The person sees it first.
    WithThePerson { asked: HearingRequest, reply_until: Timestamp },
    /// The unit may read it.
    Issued { expires_at: Timestamp },
    /// Nobody reads it any more.
    Expired,
}

impl State {
    /// When the person's time is over, or the answer expires.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::WithThePerson { reply_until, .. } => Some(*reply_until),
            State::Issued { expires_at } => Some(*expires_at),
            State::Unasked | State::Asked(_) | State::Expired => None,
        }
    }

    /// What is asked, while the community is to answer.
    ///
    /// # Errors
    /// When nobody asked, or it was answered.
    pub fn asked(&self) -> Result<&HearingRequest, Rejection> {
        match self {
            State::Unasked => Err(Rejection::Unknown),
            State::Asked(asked) => Ok(asked),
            State::WithThePerson { .. } | State::Issued { .. } | State::Expired => {
                Err(Rejection::OutOfTurn)
            }
        }
    }
}

impl Decider for Hearing {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Ask(asked) => ask(state, context, asked),
            Command::Compile { confirmed } => compile(state.asked()?, context, confirmed),
            Command::Reply { words } => reply(state, context, words),
            Command::Due => Ok(due(state, context)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Asked { asked, .. }, State::Unasked) => State::Asked(asked.clone()),
            (Event::Compiled { reply_until, .. }, State::Asked(asked)) => {
                State::WithThePerson { asked, reply_until: *reply_until }
            }
            (Event::Issued { expires_at, .. }, State::WithThePerson { .. }) => {
                State::Issued { expires_at: *expires_at }
            }
            (Event::Expired {}, State::Issued { .. }) => State::Expired,
            (
                Event::Asked { .. }
                | Event::Compiled { .. }
                | Event::Issued { .. }
                | Event::Expired {},
                state,
            ) => corrupt(&state, event),
        }
    }
}

fn ask(state: &State, context: &Context, asked: HearingRequest) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unasked {
        return Err(Rejection::AlreadyAsked);
    }
    let head = context.may_sign_for(asked.unit);
    let by = context.actor.person().filter(|_| head).ok_or(Rejection::NotAuthorised)?;
    let directory = &context.directory;
    match directory.level(asked.community) {
        Some(Level::Community | Level::Street) => {}
        Some(
            Level::City
            | Level::District
            | Level::Grid
            | Level::Unit
            | Level::SectorCommittee
            | Level::AreaBranch,
        )
        | None => return Err(Rejection::NotACommunity),
    }
    if directory.works_for(asked.person) != Some(directory.resolve(asked.unit)) {
        return Err(Rejection::NotOfTheUnit);
    }
    let today = time::date_at(context.now);
    if asked.from > today || asked.from < time::plus_months(today, -12 * YEARS_MAX) {
        return Err(Rejection::PeriodOutOfRange { years_max: YEARS_MAX });
    }
    Ok(vec![Event::Asked { asked, by }])
}

fn compile(
    asked: &HearingRequest,
    context: &Context,
    confirmed: ConfirmedService,
) -> Result<Vec<Event>, Rejection> {
    let may = context.may_act_for(asked.community);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    let limit = context.calendar().add_working_days(context.now, REPLY_WORKING_DAYS);
    Ok(vec![Event::Compiled { confirmed, by, reply_until: limit.at }])
}

fn issue(context: &Context, words: Option<Text<300>>) -> Vec<Event> {
    let last = time::plus_months(time::date_at(context.now), STANDS_MONTHS);
    vec![Event::Issued { words, expires_at: time::end_of(last) }]
}

/// The person, and nobody in their name.
fn reply(
    state: &State,
    context: &Context,
    words: Option<Text<300>>,
) -> Result<Vec<Event>, Rejection> {
    match state {
        State::Unasked => Err(Rejection::Unknown),
        State::WithThePerson { asked, reply_until } => {
            if context.actor.person() != Some(asked.person) {
                return Err(Rejection::NotAuthorised);
            }
            if context.now > *reply_until {
                return Err(Rejection::OutOfTurn);
            }
            Ok(issue(context, words))
        }
        State::Asked(_) | State::Issued { .. } | State::Expired => Err(Rejection::OutOfTurn),
    }
}

/// Silence of the person holds nothing up, and implies nothing.
fn due(state: &State, context: &Context) -> Vec<Event> {
    if state.due_at().is_none_or(|last_moment| context.now <= last_moment) {
        return vec![];
    }
    match state {
        State::WithThePerson { .. } => issue(context, None),
        State::Issued { .. } => vec![Event::Expired {}],
        State::Unasked | State::Asked(_) | State::Expired => vec![],
    }
}
