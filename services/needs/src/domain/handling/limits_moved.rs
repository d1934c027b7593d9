//! What moves a limit: its class, a question that waits for its answer, the one extension.

use contracts::Context;
use contracts::needs::handling::{ASKED_DAYS_MAX, ASKED_MAX, Event, Rejection};
use contracts::needs::limits::Limits;
use contracts::needs::need::Urgency;
use values::{PersonId, Text};

use super::{Extension, Running, State, own};
use crate::domain::clock;

/// The step under way has the limit of its new class, from its own beginning; one that was moved
/// since keeps what it has.
pub(super) fn reclassify(
    state: &State,
    context: &Context,
    class: Urgency,
    limits: &Limits,
) -> Vec<Event> {
    let State::Running(running) = state else { return vec![] };
    if running.class == class {
        return vec![];
    }
    let moved = running.asked > 0 || running.extension != Extension::Open;
    let clock = match running.until {
        None if !moved => {
            let limit = limits.of(class, running.step);
            clock::begun(context.calendar(), running.clock.from, limit)
        }
        None | Some(_) => running.clock,
    };
    vec![Event::Reclassified { class, clock }]
}

/// DOMAIN.md: a pause needs a question sent to the raiser, lasts 5 working days at most, and is
/// there twice at most.
pub(super) fn ask(
    state: &State,
    context: &Context,
    question: Text<200>,
    raiser: Option<PersonId>,
) -> Result<Vec<Event>, Rejection> {
    let running = own(state, context)?;
    if raiser.is_none() {
        return Err(Rejection::NobodyToAsk);
    }
    if running.question.is_some() {
        return Err(Rejection::Asked);
    }
    if running.asked >= ASKED_MAX {
        return Err(Rejection::AskedTooOften { max: ASKED_MAX });
    }
    let until = context.calendar().add_working_days(context.now, ASKED_DAYS_MAX).at;
    Ok(vec![Event::Asked { question, since: context.now, until }])
}

/// What comes after the time for an answer no longer holds the clock.
pub(super) fn resume(
    state: &State,
    context: &Context,
    answer: Text<500>,
) -> Result<Vec<Event>, Rejection> {
    resumed(own(state, context)?, context, answer)
}

/// The raiser's own answer, by the code of the need or signed in.
pub(super) fn reply(
    state: &State,
    context: &Context,
    answer: Text<500>,
    raiser: Option<PersonId>,
) -> Result<Vec<Event>, Rejection> {
    let running = state.running()?;
    if raiser.is_none() || context.actor.person() != raiser {
        return Err(Rejection::NotAuthorised);
    }
    resumed(running, context, answer)
}

fn resumed(
    running: &Running,
    context: &Context,
    answer: Text<500>,
) -> Result<Vec<Event>, Rejection> {
    let question = running.question.ok_or(Rejection::NotAsked)?;
    let to = context.now.min(question.until);
    let clock = clock::moved(context.calendar(), running.clock, question.since, to);
    Ok(vec![Event::Resumed { answer: Some(answer), clock }])
}

/// DOMAIN.md: one extension, granted one level up, with reason.
pub(super) fn ask_extension(
    state: &State,
    context: &Context,
    by: u32,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    let running = own(state, context)?;
    match running.extension {
        Extension::Open => {}
        Extension::Asked { .. } | Extension::Answered => return Err(Rejection::OneExtension),
    }
    let max = clock::extension_max(&running.clock).ok_or(Rejection::LimitOfTheHotline)?;
    if !(1..=max).contains(&by) {
        return Err(Rejection::ExtensionOutOfRange { max });
    }
    let senior = above(running, context)?;
    Ok(vec![Event::ExtensionAsked { by, reason, senior }])
}

/// The organisation one level above whoever has it.
pub(super) fn above(
    running: &Running,
    context: &Context,
) -> Result<values::OrganisationId, Rejection> {
    context.directory.seniors(running.holder()).next().ok_or(Rejection::NobodyAbove)
}

pub(super) fn answer_extension(
    state: &State,
    context: &Context,
    granted: bool,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    let running = state.running()?;
    let Extension::Asked { by, senior } = running.extension else {
        return Err(Rejection::NoExtensionAsked);
    };
    if !context.may_act_for(senior) {
        return Err(Rejection::NotAuthorised);
    }
    if !granted {
        return Ok(vec![Event::ExtensionRefused { reason }]);
    }
    let clock = clock::extended(context.calendar(), running.clock, by);
    let clock = clock.ok_or(Rejection::LimitOfTheHotline)?;
    Ok(vec![Event::Extended { reason, clock }])
}
