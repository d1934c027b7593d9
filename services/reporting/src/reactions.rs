//! What other services say → what is counted: nothing is ever rejected, it is only taken in. Due
//! times → own commands.
//!
//! Beside what was said, who had to fill it in is counted: each commit of a community's people is
//! a form, and every value that stands in its first event a field 填报.

use contracts::registry::organisation::Level;
use contracts::reporting::course::{Command, Told};
use contracts::reporting::report;
use contracts::{Commit, Rejection, evaluation, needs, projects, registry, resources};
use runtime::{Decision, Reaction};
use serde::Serialize;
use serde_json::Value;
use values::{OrganisationId, Uuid};

use crate::Reporting;
use crate::domain::{Course, Report};

/// What one commit says of each thing, in its order: each decides once. Whatever changes nothing
/// here is not written down.
fn tell<E: Serialize>(
    decision: &mut Decision<'_, Reporting>,
    commit: &Commit<E>,
    told: impl Fn(&E) -> Option<Told>,
) -> Result<Reaction, Rejection> {
    let mut things: Vec<(Uuid, Vec<Told>)> = Vec::new();
    let said = commit
        .events
        .iter()
        .filter_map(|recorded| Some((recorded.aggregate, told(&recorded.event)?)));
    for (aggregate, told) in said.chain(filled(decision, commit)) {
        match things.iter_mut().find(|(id, _)| *id == aggregate) {
            Some((_, all)) => all.push(told),
            None => things.push((aggregate, vec![told])),
        }
    }
    for (id, told) in things {
        decision.decide::<Course>(id, Command { time: commit.time, told })?;
    }
    Ok(if decision.is_empty() { Reaction::Ignored } else { Reaction::Judged })
}

/// What a community's people filled in, and about what.
fn filled<E: Serialize>(
    decision: &Decision<'_, Reporting>,
    commit: &Commit<E>,
) -> Option<(Uuid, Told)> {
    let by = community(decision, commit.actor.organisation()?)?;
    let first = commit.events.first()?;
    let event = serde_json::to_value(&first.event).ok()?;
    Some((first.aggregate, Told::Filled { by, fields: fields(event.get("data")?) }))
}

fn community(
    decision: &Decision<'_, Reporting>,
    organisation: OrganisationId,
) -> Option<OrganisationId> {
    let directory = &decision.context().directory;
    let own = directory.resolve(organisation);
    (directory.level(own) == Some(Level::Community)).then_some(own)
}

/// How many values stand in it.
fn fields(filled: &Value) -> u32 {
    match filled {
        Value::Null => 0,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
        Value::Array(all) => all.iter().map(fields).sum(),
        Value::Object(all) => all.values().map(fields).sum(),
    }
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
        | Event::SavedViews(_)
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
        | Event::Gathering(_)
        | Event::Merger(_)
        | Event::Exclusion(_)
        | Event::Leave(_)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_that_stands_is_a_field() {
        let form = serde_json::json!({
            "title": "义诊", "owner": "a", "amount": { "quantity": 2, "unit": "session" },
            "skills": ["急救", "护理"], "note": null, "divisible": true,
        });
        assert_eq!(fields(&form), 7);
    }
}
