//! One objection: raised, answered within a limit, or overdue until it is answered.

#[cfg(test)]
mod tests;

use contracts::evaluation::objection::{ANSWER_WORKING_DAYS, Command, Event, Rejection, Target};
use contracts::{Actor, Context, Role};
use decider::{Decider, corrupt};
use values::{OrganisationId, PersonId, Text, Timestamp};

/// The rules of objections.
pub struct Objection;

/// Where an objection stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody objected.
    #[default]
    Unraised,
    /// It waits for its answer.
    Open(Open),
    /// It was answered.
    Answered { reason: Text<300> },
}

/// An objection that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub target: Target,
    reason: Text<300>,
    by: PersonId,
    answerer: Option<OrganisationId>,
    answer_until: Timestamp,
    overdue: bool,
}

impl State {
    /// The last moment for its answer, as long as it is not overdue.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self {
            State::Open(open) => (!open.overdue).then_some(open.answer_until),
            State::Unraised | State::Answered { .. } => None,
        }
    }

    /// The objection, while it waits for its answer.
    ///
    /// # Errors
    /// When nobody objected, or it was answered.
    pub fn open(&self) -> Result<&Open, Rejection> {
        match self {
            State::Unraised => Err(Rejection::Unknown),
            State::Open(open) => Ok(open),
            State::Answered { .. } => Err(Rejection::AlreadyAnswered),
        }
    }
}

impl Decider for Objection {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Raise { target, reason, answerer } => {
                raise(state, context, target, reason, answerer)
            }
            Command::Answer { upheld, answer } => respond(state.open()?, context, upheld, answer),
            Command::Due => Ok(due(state, context)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (event, state) {
            (Event::Raised { target, reason, by, answerer, answer_until }, State::Unraised) => {
                State::Open(Open {
                    target: *target,
                    reason: reason.clone(),
                    by: *by,
                    answerer: *answerer,
                    answer_until: *answer_until,
                    overdue: false,
                })
            }
            (Event::Overdue {}, State::Open(open)) => State::Open(Open { overdue: true, ..open }),
            (Event::Answered { .. }, State::Open(open)) => State::Answered { reason: open.reason },
            (Event::Raised { .. } | Event::Overdue {} | Event::Answered { .. }, state) => {
                corrupt(&state, event)
            }
        }
    }
}

fn raise(
    state: &State,
    context: &Context,
    target: Target,
    reason: Text<300>,
    answerer: Option<OrganisationId>,
) -> Result<Vec<Event>, Rejection> {
    let by = context.oneself().ok_or(Rejection::NotAuthorised)?;
    let said = match state {
        State::Unraised => None,
        State::Open(Open { reason, .. }) | State::Answered { reason } => Some(reason),
    };
    match said {
        Some(said) if *said == reason => Ok(vec![]),
        Some(_) => Err(Rejection::AlreadyRaised),
        None => {
            let limit = context.calendar().add_working_days(context.now, ANSWER_WORKING_DAYS);
            let answer_until = limit.at;
            Ok(vec![Event::Raised { target, reason, by, answerer, answer_until }])
        }
    }
}

/// The one who answers; the city where it is nobody's.
fn answers(context: &Context, answerer: Option<OrganisationId>) -> bool {
    match answerer {
        Some(answerer) => context.may_act_for(answerer),
        None => answers_for_the_city(&context.actor),
    }
}

/// Does the actor answer what is nobody's to answer?
pub fn answers_for_the_city(actor: &Actor) -> bool {
    actor.role().is_some_and(Role::decides_for_the_city)
}

fn respond(
    open: &Open,
    context: &Context,
    upheld: bool,
    answer: Text<300>,
) -> Result<Vec<Event>, Rejection> {
    let may = answers(context, open.answerer);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    if by == open.by {
        return Err(Rejection::OwnObjection);
    }
    Ok(vec![Event::Answered { upheld, answer, by }])
}

fn due(state: &State, context: &Context) -> Vec<Event> {
    let over = state.due_at().is_some_and(|last_moment| context.now > last_moment);
    if over { vec![Event::Overdue {}] } else { vec![] }
}
