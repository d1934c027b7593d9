//! One job in the background: asked for, worked, stopped and taken up again, finished.
//!
//! Invariant: each ledger is made once, and a finished job has all that was asked for; nobody has
//! more than [`UNDER_WAY_MAX`] of them under way. What was compiled stands in the reports
//! themselves, so that nothing is compiled twice.

#[cfg(test)]
mod tests;

use contracts::reporting::job::{AskReports, Asked, Command, Event, Made, Rejection, Step};
use contracts::reporting::ledger::Part;
use contracts::{Actor, Context, Role};
use decider::{Decider, corrupt};
use values::{PersonId, time};

use super::report::issuing::signer;

/// So many of one person at most are under way: nobody waits behind somebody's heap.
pub const UNDER_WAY_MAX: usize = 3;

/// The rules of jobs.
pub struct Job;

/// Where a job stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody asked for it.
    #[default]
    Unasked,
    Known(Box<Known>),
}

/// What was asked for, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    asked: Asked,
    by: Actor,
    parts: Vec<Part>,
    stage: Stage,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// It waits, or is worked.
    UnderWay,
    /// Cancelled or given up: it can be taken up again.
    Stopped,
    Finished(Made),
}

impl State {
    /// Whose it is, while it is under way.
    pub fn under_way_for(&self) -> Option<PersonId> {
        match self {
            Self::Known(known) if known.stage == Stage::UnderWay => known.by.person(),
            Self::Unasked | Self::Known(_) => None,
        }
    }
}

impl Decider for Job {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        if let Command::Ask { asked, others } = command {
            return ask(state, context, asked, others);
        }
        let State::Known(known) = state else { return Err(Rejection::Unknown) };
        match command {
            Command::Ask { .. } => Err(Rejection::AlreadyAsked),
            Command::Cancel => cancel(known, context),
            Command::Resume { others } => resume(known, context, others),
            Command::Keep { part } => keep(known, context, part),
            Command::Finish { made } => finish(known, context, made),
            Command::GiveUp { reason } => {
                worker(known, context)?;
                Ok(vec![match known.asked {
                    Asked::Ledgers(_) => Event::LedgersGivenUp { reason },
                    Asked::Reports(_) => Event::ReportsGivenUp { reason },
                }])
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        let begun = |asked, by: &Actor| {
            let (by, parts, stage) = (by.clone(), Vec::new(), Stage::UnderWay);
            Box::new(Known { asked, by, parts, stage })
        };
        let mut known = match (event, state) {
            (Event::LedgersAsked { asked, by }, State::Unasked) => {
                begun(Asked::Ledgers(asked.clone()), by)
            }
            (Event::ReportsAsked { asked, by }, State::Unasked) => {
                begun(Asked::Reports(asked.clone()), by)
            }
            (_, State::Known(known)) => known,
            (_, state @ State::Unasked) => corrupt(&state, event),
        };
        match event {
            Event::LedgersAsked { .. } | Event::ReportsAsked { .. } => {}
            Event::LedgerKept { part } => known.parts.push(*part),
            Event::LedgersFinished { file, bytes } => {
                known.stage = Stage::Finished(Made::Ledgers { file: *file, bytes: *bytes });
            }
            Event::ReportsFinished { outcome } => {
                known.stage = Stage::Finished(Made::Reports(outcome.clone()));
            }
            Event::LedgersCancelled {}
            | Event::ReportsCancelled {}
            | Event::LedgersGivenUp { .. }
            | Event::ReportsGivenUp { .. } => known.stage = Stage::Stopped,
            Event::LedgersResumed {} | Event::ReportsResumed {} => known.stage = Stage::UnderWay,
        }
        State::Known(known)
    }
}

fn ask(
    state: &State,
    context: &Context,
    asked: Asked,
    others: usize,
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unasked {
        return Err(Rejection::AlreadyAsked);
    }
    let by = context.actor.clone();
    let event = match asked {
        Asked::Ledgers(asked) => {
            ledgers_may_be_asked_by(&by)?;
            if asked.ledgers.is_empty() {
                return Err(Rejection::NothingAsked);
            }
            Event::LedgersAsked { asked, by }
        }
        Asked::Reports(asked) => {
            reports_may_be_asked(context, &asked)?;
            Event::ReportsAsked { asked, by }
        }
    };
    admit(others)?;
    Ok(vec![event])
}

/// By whoever works with the lists. An auditor changes nothing, and reads the lists themselves.
fn ledgers_may_be_asked_by(actor: &Actor) -> Result<(), Rejection> {
    let role = actor.role().ok_or(Rejection::NotAuthorised)?;
    let may = !matches!(role, Role::Resident | Role::Auditor) && !role.is_administrator();
    if may { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

/// By whoever acts for the issuer, or signs for it where they are issued; once the period is over.
fn reports_may_be_asked(context: &Context, asked: &AskReports) -> Result<(), Rejection> {
    let may = match asked.step {
        Step::Compile | Step::Confirm | Step::Deliver => context.may_act_for(asked.issuer),
        Step::Issue => signer(context, asked.issuer).is_ok(),
    };
    if context.actor.person().is_none() || !may {
        return Err(Rejection::NotAuthorised);
    }
    let until = asked.period.until();
    if time::date_at(context.now) > until {
        Ok(())
    } else {
        Err(Rejection::PeriodNotOver { until })
    }
}

/// Is there room for one more beside `others`?
fn admit(others: usize) -> Result<(), Rejection> {
    if others < UNDER_WAY_MAX { Ok(()) } else { Err(Rejection::TooMany { max: UNDER_WAY_MAX }) }
}

/// Whoever asked.
fn asker(known: &Known, context: &Context) -> Result<(), Rejection> {
    let own = context.actor.person().is_some() && context.actor.person() == known.by.person();
    if own { Ok(()) } else { Err(Rejection::NotAuthorised) }
}

/// Whoever works it, while it is under way.
fn worker(known: &Known, context: &Context) -> Result<(), Rejection> {
    if context.actor != Actor::System {
        return Err(Rejection::NotAuthorised);
    }
    if known.stage == Stage::UnderWay { Ok(()) } else { Err(Rejection::Over) }
}

fn cancel(known: &Known, context: &Context) -> Result<Vec<Event>, Rejection> {
    asker(known, context)?;
    match (&known.stage, &known.asked) {
        (Stage::UnderWay, Asked::Ledgers(_)) => Ok(vec![Event::LedgersCancelled {}]),
        (Stage::UnderWay, Asked::Reports(_)) => Ok(vec![Event::ReportsCancelled {}]),
        (Stage::Stopped, _) => Ok(vec![]),
        (Stage::Finished(_), _) => Err(Rejection::Over),
    }
}

fn resume(known: &Known, context: &Context, others: usize) -> Result<Vec<Event>, Rejection> {
    asker(known, context)?;
    match known.stage {
        Stage::UnderWay => return Ok(vec![]),
        Stage::Finished(_) => return Err(Rejection::Over),
        Stage::Stopped => admit(others)?,
    }
    Ok(vec![match known.asked {
        Asked::Ledgers(_) => Event::LedgersResumed {},
        Asked::Reports(_) => Event::ReportsResumed {},
    }])
}

/// A ledger that is there already is not made again.
fn keep(known: &Known, context: &Context, part: Part) -> Result<Vec<Event>, Rejection> {
    worker(known, context)?;
    let wanted = match &known.asked {
        Asked::Ledgers(asked) => asked.ledgers.contains(&part.ledger),
        Asked::Reports(_) => false,
    };
    if !wanted {
        return Err(Rejection::OutOfPlace);
    }
    let made = known.parts.iter().any(|other| other.ledger == part.ledger);
    Ok(if made { vec![] } else { vec![Event::LedgerKept { part }] })
}

fn finish(known: &Known, context: &Context, made: Made) -> Result<Vec<Event>, Rejection> {
    if matches!(&known.stage, Stage::Finished(before) if *before == made) {
        return Ok(vec![]);
    }
    worker(known, context)?;
    match (&known.asked, made) {
        (Asked::Ledgers(asked), Made::Ledgers { file, bytes })
            if known.parts.len() == asked.ledgers.len() =>
        {
            Ok(vec![Event::LedgersFinished { file, bytes }])
        }
        (Asked::Reports(_), Made::Reports(outcome)) => Ok(vec![Event::ReportsFinished { outcome }]),
        (Asked::Ledgers(_) | Asked::Reports(_), _) => Err(Rejection::OutOfPlace),
    }
}
