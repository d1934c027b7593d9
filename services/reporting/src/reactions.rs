//! What other services say → what is counted: nothing is ever rejected, it is only taken in. Due
//! times → own commands.

use contracts::reporting::course::{Command, Told};
use contracts::reporting::report;
use contracts::{Commit, Rejection, evaluation, needs, projects, registry, resources};
use runtime::{Decision, Reaction};
use values::Uuid;

use crate::Reporting;
use crate::domain::{Course, Report};

/// What one commit says of each thing, in its order: each decides once. Whatever changes nothing
/// here is not written down.
fn tell<E>(
    decision: &mut Decision<'_, Reporting>,
    commit: &Commit<E>,
    told: impl Fn(&E) -> Option<Told>,
) -> Result<Reaction, Rejection> {
    let mut things: Vec<(Uuid, Vec<Told>)> = Vec::new();
    for recorded in &commit.events {
        let Some(told) = told(&recorded.event) else { continue };
        match things.iter_mut().find(|(id, _)| *id == recorded.aggregate) {
            Some((_, all)) => all.push(told),
            None => things.push((recorded.aggregate, vec![told])),
        }
    }
    for (id, told) in things {
        decision.decide::<Course>(id, Command { time: commit.time, told })?;
    }
    Ok(if decision.is_empty() { Reaction::Ignored } else { Reaction::Judged })
}

pub(crate) fn on_registry(
    decision: &mut Decision<'_, Reporting>,
    commit: &Commit<registry::Event>,
) -> Result<Reaction, Rejection> {
    use registry::Event;
    tell(decision, commit, |event| match event {
        Event::Person(event) => Some(Told::Person(event.clone())),
        Event::CheckIn(event) => Some(Told::CheckIn(event.clone())),
        Event::Organisation(_)
        | Event::Excuse(_)
        | Event::Pair(_)
        | Event::Area(_)
        | Event::Calendar(_)
        | Event::Import(_)
        | Event::Seat(_)
        | Event::Taxonomy(_)
        | Event::Account(_) => None,
    })
}

pub(crate) fn on_resources(
    decision: &mut Decision<'_, Reporting>,
    commit: &Commit<resources::Event>,
) -> Result<Reaction, Rejection> {
    tell(decision, commit, |resources::Event::Offer(event)| Some(Told::Offer(event.clone())))
}

pub(crate) fn on_needs(
    decision: &mut Decision<'_, Reporting>,
    commit: &Commit<needs::Event>,
) -> Result<Reaction, Rejection> {
    use needs::Event;
    tell(decision, commit, |event| match event {
        Event::Need(event) => Some(Told::Need(event.clone())),
        Event::Handling(event) => Some(Told::Handling(event.clone())),
        Event::Admission(_)
        | Event::Family(_)
        | Event::WishCap(_)
        | Event::Hotline(_)
        | Event::Limits(_) => None,
    })
}

pub(crate) fn on_projects(
    decision: &mut Decision<'_, Reporting>,
    commit: &Commit<projects::Event>,
) -> Result<Reaction, Rejection> {
    use projects::Event;
    tell(decision, commit, |event| match event {
        Event::Claim(event) => Some(Told::Claim(event.clone())),
        Event::Agreement(event) => Some(Told::Agreement(event.clone())),
        Event::Project(event) => Some(Told::Project(event.clone())),
        Event::Record(event) => Some(Told::Record(event.clone())),
        Event::Activity(event) => Some(Told::Activity(event.clone())),
        Event::Roll(_) | Event::Serial(_) | Event::Tender(_) => None,
    })
}

pub(crate) fn on_evaluation(
    decision: &mut Decision<'_, Reporting>,
    commit: &Commit<evaluation::Event>,
) -> Result<Reaction, Rejection> {
    use evaluation::Event;
    tell(decision, commit, |event| match event {
        Event::Occasion(event) => Some(Told::Occasion(event.clone())),
        Event::Star(event) => Some(Told::Star(event.clone())),
        Event::Belonging(_)
        | Event::Posting(_)
        | Event::Reward(_)
        | Event::Rules(_)
        | Event::Fact(_)
        | Event::Matter(_)
        | Event::Objection(_)
        | Event::Recognition(_)
        | Event::Hearing(_) => None,
    })
}

/// The one thing that is due first.
pub(crate) fn on_due(decision: &mut Decision<'_, Reporting>) -> Result<(), Rejection> {
    match decision.state().next_due() {
        Some((_, report)) => decision.decide::<Report>(report, report::Command::Due),
        None => Ok(()),
    }
}
