//! The clock of a need: begun with its raising, stopped with its closing, and what is asked of it
//! in between.

use contracts::Rejection;
use contracts::needs::handling::{self, Command};
use contracts::needs::limits::{self, SetLimit};
use contracts::needs::need::{self as asked, Urgency};
use runtime::{Commands, Decision};
use values::{NeedId, OrganisationId, PersonId, Timestamp};

use crate::Needs;
use crate::domain::{Handling, Limits, Need, need};

pub(super) fn table(commands: Commands<Needs>) -> Commands<Needs> {
    commands
        .on(set_limit)
        .on(begin)
        .on(complete)
        .on(ask)
        .on(resume)
        .on(reply)
        .on(ask_extension)
        .on(answer_extension)
        .on(escalate)
        .on(answer)
}

/// What was heard from others has a clock from its raising on, which is decided in the same commit.
pub(super) fn on_heard(
    decision: &mut Decision<'_, Needs>,
    need: NeedId,
    owner: OrganisationId,
) -> Result<(), Rejection> {
    let command = begun(decision, need, owner, Urgency::default(), true);
    decide(decision, need, command)
}

/// What the hotline heard: the total runs from there, and the hotline's own limit holds, if it
/// has one.
pub(super) fn on_heard_at(
    decision: &mut Decision<'_, Needs>,
    need: NeedId,
    owner: OrganisationId,
    since: Timestamp,
    until: Option<Timestamp>,
) -> Result<(), Rejection> {
    let (class, heard) = (Urgency::default(), true);
    let limits = decision.state().limits().clone();
    decide(decision, need, Command::Begin { need, owner, class, since, until, heard, limits })
}

/// A need that is opened again is handled again, if it was.
pub(super) fn on_reopened(
    decision: &mut Decision<'_, Needs>,
    need: NeedId,
) -> Result<(), Rejection> {
    let state = decision.state();
    let owner = state.needs.state(need).asked().map(need::Asked::owner);
    let class = state.handlings.state(handling::id(need)).over();
    match (owner, class) {
        (Some(owner), Some(class)) => {
            let command = begun(decision, need, owner, class, true);
            decide(decision, need, command)
        }
        (Some(_) | None, _) => Ok(()),
    }
}

pub(super) fn on_classified(
    decision: &mut Decision<'_, Needs>,
    need: NeedId,
    class: Urgency,
) -> Result<(), Rejection> {
    let limits = decision.state().limits().clone();
    decide(decision, need, Command::Reclassify { class, limits })
}

pub(super) fn on_closed(decision: &mut Decision<'_, Needs>, need: NeedId) -> Result<(), Rejection> {
    decide(decision, need, Command::Stop)
}

fn begun(
    decision: &Decision<'_, Needs>,
    need: NeedId,
    owner: OrganisationId,
    class: Urgency,
    heard: bool,
) -> Command {
    let limits = decision.state().limits().clone();
    Command::Begin { need, owner, class, since: decision.context().now, until: None, heard, limits }
}

fn decide(
    decision: &mut Decision<'_, Needs>,
    need: NeedId,
    command: Command,
) -> Result<(), Rejection> {
    decision.decide::<Handling>(handling::id(need), command)
}

fn set_limit(decision: &mut Decision<'_, Needs>, set: SetLimit) -> Result<(), Rejection> {
    decision.decide::<Limits>(limits::id(), set)
}

fn begin(
    decision: &mut Decision<'_, Needs>,
    handling::Begin { need, class }: handling::Begin,
) -> Result<(), Rejection> {
    let state = decision.state().needs.state(need);
    let owner = state.asked().map(need::Asked::owner).ok_or(handling::Rejection::Unknown)?;
    let command = begun(decision, need, owner, class, false);
    decide(decision, need, command)?;
    // Authority is judged first: nobody else learns that.
    if matches!(state, need::State::Closed(_)) {
        return Err(handling::Rejection::Over.into());
    }
    Ok(())
}

fn complete(
    decision: &mut Decision<'_, Needs>,
    handling::Complete { need, step }: handling::Complete,
) -> Result<(), Rejection> {
    let limits = decision.state().limits().clone();
    decide(decision, need, Command::Complete { step, limits })
}

fn ask(
    decision: &mut Decision<'_, Needs>,
    handling::Ask { need, question }: handling::Ask,
) -> Result<(), Rejection> {
    let raiser = raiser(decision, need);
    decide(decision, need, Command::Ask { question, raiser })
}

fn resume(
    decision: &mut Decision<'_, Needs>,
    handling::Resume { need, answer }: handling::Resume,
) -> Result<(), Rejection> {
    decide(decision, need, Command::Resume { answer })
}

fn reply(
    decision: &mut Decision<'_, Needs>,
    handling::Reply { need, answer }: handling::Reply,
) -> Result<(), Rejection> {
    let raiser = raiser(decision, need);
    decide(decision, need, Command::Reply { answer, raiser })
}

/// Who raised it, where its owner did not.
fn raiser(decision: &Decision<'_, Needs>, need: NeedId) -> Option<PersonId> {
    decision.state().needs.state(need).asked().and_then(need::Asked::raiser)
}

fn ask_extension(
    decision: &mut Decision<'_, Needs>,
    handling::AskExtension { need, by, reason }: handling::AskExtension,
) -> Result<(), Rejection> {
    decide(decision, need, Command::AskExtension { by, reason })
}

fn answer_extension(
    decision: &mut Decision<'_, Needs>,
    handling::AnswerExtension { need, granted, reason }: handling::AnswerExtension,
) -> Result<(), Rejection> {
    decide(decision, need, Command::AnswerExtension { granted, reason })
}

fn escalate(
    decision: &mut Decision<'_, Needs>,
    handling::Escalate { need, reason }: handling::Escalate,
) -> Result<(), Rejection> {
    let limits = decision.state().limits().clone();
    decide(decision, need, Command::Escalate { reason, limits })?;
    decision.decide::<Need>(need, asked::Command::Escalate)
}

fn answer(
    decision: &mut Decision<'_, Needs>,
    handling::Answer { need, answer }: handling::Answer,
) -> Result<(), Rejection> {
    let limits = decision.state().limits().clone();
    let raiser = raiser(decision, need);
    decide(decision, need, Command::Answer { answer, raiser, limits })
}
