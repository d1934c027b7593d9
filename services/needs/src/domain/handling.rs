//! The handling of one need against the clock: accepted, contacted, handled, verified; stopped by
//! a question, extended once, taken up a level and answered back down.
//!
//! Invariant: exactly one organisation has it, the last of those it went up through; the cards of
//! a step come once each, yellow before red, and none while a question waits for its answer.

mod levels;
mod limits_moved;
#[cfg(test)]
mod tests;

use contracts::needs::handling::{Clock, Command, Event, Holder, Rejection};
use contracts::needs::limits::{HandlingStep, Limits};
use contracts::needs::need::Urgency;
use contracts::{Card, Context};
use decider::{Decider, corrupt};
use values::{NeedId, OrganisationId, Timestamp};

use super::clock;

/// The rules of handling.
pub struct Handling;

/// Where the handling stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// No clock runs.
    #[default]
    Unbegun,
    Running(Running),
    /// Done, or the need was closed; begun again when that is opened again.
    Over {
        class: Urgency,
    },
}

/// A handling under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    need: NeedId,
    class: Urgency,
    /// The hotline's own limit.
    until: Option<Timestamp>,
    /// Everybody it went up through; the last has it.
    holders: Vec<Holder>,
    step: HandlingStep,
    clock: Clock,
    card: Option<Card>,
    question: Option<Question>,
    asked: u32,
    extension: Extension,
}

/// A question waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Question {
    since: Timestamp,
    until: Timestamp,
}

/// The one extension.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Extension {
    #[default]
    Open,
    Asked {
        by: u32,
        senior: OrganisationId,
    },
    Answered,
}

impl State {
    /// When something is to be decided next.
    pub fn due_at(&self) -> Option<Timestamp> {
        let State::Running(running) = self else { return None };
        let at = match (&running.question, running.card) {
            (Some(question), _) => question.until,
            (None, None) => running.clock.yellow_at,
            (None, Some(Card::Yellow)) => running.clock.due_at,
            (None, Some(Card::Red)) => return None,
        };
        Some(at + clock::NEXT)
    }

    /// The need that is handled, while it is.
    pub fn need(&self) -> Option<NeedId> {
        match self {
            State::Running(running) => Some(running.need),
            State::Unbegun | State::Over { .. } => None,
        }
    }

    /// The class it had, when it is over.
    pub fn over(&self) -> Option<Urgency> {
        match self {
            State::Over { class } => Some(*class),
            State::Unbegun | State::Running(_) => None,
        }
    }

    fn running(&self) -> Result<&Running, Rejection> {
        match self {
            State::Running(running) => Ok(running),
            State::Unbegun => Err(Rejection::Unknown),
            State::Over { .. } => Err(Rejection::Over),
        }
    }
}

impl Running {
    fn holder(&self) -> OrganisationId {
        self.holders.last().expect("it began with one, and one stays").organisation
    }

    /// The clock of `step` as it begins now.
    fn clock_of(&self, context: &Context, limits: &Limits, step: HandlingStep) -> Clock {
        began(context, limits, self.class, self.until, step)
    }

    /// What was asked for the step before is asked no more.
    fn on(&mut self, step: HandlingStep, clock: Clock) {
        (self.step, self.clock, self.card) = (step, clock, None);
        if let Extension::Asked { .. } = self.extension {
            self.extension = Extension::Open;
        }
    }
}

/// The clock of a step that begins now.
fn began(
    context: &Context,
    limits: &Limits,
    class: Urgency,
    until: Option<Timestamp>,
    step: HandlingStep,
) -> Clock {
    match until {
        Some(until) => clock::until(context.now, until),
        None => clock::begun(context.calendar(), context.now, limits.of(class, step)),
    }
}

impl Decider for Handling {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Begin { need, owner, class, since, until, heard, limits } => {
                may_begin(state, context, owner, heard)?;
                let clock = began(context, &limits, class, until, HandlingStep::Accept);
                let holder = holder_of(context, owner);
                Ok(vec![Event::Begun { need, holder, class, since, until, clock }])
            }
            Command::Reclassify { class, limits } => {
                Ok(limits_moved::reclassify(state, context, class, &limits))
            }
            Command::Complete { step, limits } => complete(state, context, step, &limits),
            Command::Ask { question, raiser } => {
                limits_moved::ask(state, context, question, raiser)
            }
            Command::Resume { answer } => limits_moved::resume(state, context, answer),
            Command::Reply { answer, raiser } => {
                limits_moved::reply(state, context, answer, raiser)
            }
            Command::AskExtension { by, reason } => {
                limits_moved::ask_extension(state, context, by, reason)
            }
            Command::AnswerExtension { granted, reason } => {
                limits_moved::answer_extension(state, context, granted, reason)
            }
            Command::Escalate { reason, limits } => {
                levels::escalate(state, context, reason, &limits)
            }
            Command::Answer { answer, raiser, limits } => {
                levels::answer(state, context, (answer, raiser), &limits)
            }
            Command::Due => Ok(due(state, context)),
            Command::Stop => Ok(match state {
                State::Running(_) => vec![Event::Stopped {}],
                State::Unbegun | State::Over { .. } => vec![],
            }),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        if let (
            Event::Begun { need, holder, class, until, clock, .. },
            State::Unbegun | State::Over { .. },
        ) = (event, &state)
        {
            return State::Running(Running {
                need: *need,
                class: *class,
                until: *until,
                holders: vec![*holder],
                step: HandlingStep::Accept,
                clock: *clock,
                card: None,
                question: None,
                asked: 0,
                extension: Extension::Open,
            });
        }
        let State::Running(mut running) = state else { corrupt(&state, event) };
        match event {
            Event::Begun { .. } => corrupt(&State::Running(running), event),
            Event::Reclassified { class, clock } => {
                running.class = *class;
                if running.clock != *clock {
                    running.on(running.step, *clock);
                }
            }
            Event::StepCompleted { step, clock } => match (step.next(), clock) {
                (Some(next), Some(clock)) => running.on(next, *clock),
                (Some(_) | None, _) => return State::Over { class: running.class },
            },
            Event::Asked { since, until, .. } => {
                running.question = Some(Question { since: *since, until: *until });
                running.asked += 1;
            }
            Event::Resumed { clock, .. } => {
                running.question = None;
                running.clock = *clock;
            }
            Event::ExtensionAsked { by, senior, .. } => {
                running.extension = Extension::Asked { by: *by, senior: *senior };
            }
            Event::Extended { clock, .. } => {
                running.extension = Extension::Answered;
                running.on(running.step, *clock);
            }
            Event::ExtensionRefused { .. } => running.extension = Extension::Answered,
            Event::Escalated { to, clock, .. } => {
                running.holders.push(*to);
                running.on(HandlingStep::Accept, *clock);
            }
            Event::Answered { clock, .. } => {
                running.holders.pop();
                running.on(HandlingStep::Verify, *clock);
            }
            Event::YellowCarded { .. } => running.card = Some(Card::Yellow),
            Event::RedCarded { .. } => running.card = Some(Card::Red),
            Event::Stopped {} => return State::Over { class: running.class },
        }
        State::Running(running)
    }
}

/// An organisation and where it works.
fn holder_of(context: &Context, organisation: OrganisationId) -> Holder {
    let known = context.directory.organisation(organisation);
    Holder { organisation, area: known.and_then(|known| known.area) }
}

/// The handling, if the actor acts for whoever has it.
fn own<'s>(state: &'s State, context: &Context) -> Result<&'s Running, Rejection> {
    let running = state.running()?;
    if context.may_act_for(running.holder()) { Ok(running) } else { Err(Rejection::NotAuthorised) }
}

/// Whoever may raise it, or tell it without an account, lets its clock begin: the rules of the
/// need judged that. Otherwise its owner does.
fn may_begin(
    state: &State,
    context: &Context,
    owner: OrganisationId,
    heard: bool,
) -> Result<(), Rejection> {
    if !heard && !context.may_act_for(owner) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Unbegun | State::Over { .. } => Ok(()),
        State::Running(_) => Err(Rejection::AlreadyBegun),
    }
}

fn complete(
    state: &State,
    context: &Context,
    step: HandlingStep,
    limits: &Limits,
) -> Result<Vec<Event>, Rejection> {
    let running = own(state, context)?;
    if running.question.is_some() {
        return Err(Rejection::Asked);
    }
    if running.step != step {
        let done_before = step < running.step;
        let current = running.step;
        return if done_before { Ok(vec![]) } else { Err(Rejection::OtherStep { current }) };
    }
    let clock = step.next().map(|next| running.clock_of(context, limits, next));
    Ok(vec![Event::StepCompleted { step, clock }])
}

/// A card, or the end of waiting for an answer: nothing before it is due. What was missed while
/// nobody watched is told once, by the last card of it.
fn due(state: &State, context: &Context) -> Vec<Event> {
    let (State::Running(running), Some(at)) = (state, state.due_at()) else { return vec![] };
    if context.now < at {
        return vec![];
    }
    if let Some(question) = running.question {
        let clock = clock::moved(context.calendar(), running.clock, question.since, question.until);
        return vec![Event::Resumed { answer: None, clock }];
    }
    let step = running.step;
    if context.now > running.clock.due_at {
        vec![Event::RedCarded { step }]
    } else {
        vec![Event::YellowCarded { step }]
    }
}
