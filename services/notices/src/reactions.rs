//! What other services say → who is told what. Nothing is ever rejected: it is only taken in.

use contracts::notices::notice::{About, Command, Heard};
use contracts::{Commit, Rejection, evaluation, needs, projects, reporting, resources};
use runtime::{Decision, Reaction};
use values::{
    AgreementId, ClaimId, NeedId, ObjectionId, OccasionId, OfferId, ProjectId, ReportId, Uuid,
};

use crate::Notices;
use crate::domain::Notice;

/// What one commit says of each line, in its order: each is decided once.
fn hear<E>(
    decision: &mut Decision<'_, Notices>,
    commit: &Commit<E>,
    heard: impl Fn(Uuid, &E) -> Option<(About, Heard)>,
) -> Result<Reaction, Rejection> {
    let mut lines: Vec<(About, Vec<Heard>)> = Vec::new();
    for recorded in &commit.events {
        let Some((about, heard)) = heard(recorded.aggregate, &recorded.event) else { continue };
        match lines.iter_mut().find(|(line, _)| *line == about) {
            Some((_, before)) => before.push(heard),
            None => lines.push((about, vec![heard])),
        }
    }
    for (about, heard) in lines {
        decision.decide::<Notice>(about.id(), Command::Hear { about, heard })?;
    }
    Ok(if decision.is_empty() { Reaction::Ignored } else { Reaction::Judged })
}

pub(crate) fn on_projects(
    decision: &mut Decision<'_, Notices>,
    commit: &Commit<projects::Event>,
) -> Result<Reaction, Rejection> {
    hear(decision, commit, |id, event| match event {
        projects::Event::Claim(event) => {
            Some((About::Claim(ClaimId(id)), Heard::Claim(event.clone())))
        }
        projects::Event::Agreement(event) => {
            Some((About::Agreement(AgreementId(id)), Heard::Agreement(event.clone())))
        }
        projects::Event::Project(event) => {
            Some((About::Project(ProjectId(id)), Heard::Project(event.clone())))
        }
        projects::Event::Record(_)
        | projects::Event::Roll(_)
        | projects::Event::Serial(_)
        | projects::Event::Activity(_)
        | projects::Event::Tender(_) => None,
    })
}

pub(crate) fn on_resources(
    decision: &mut Decision<'_, Notices>,
    commit: &Commit<resources::Event>,
) -> Result<Reaction, Rejection> {
    hear(decision, commit, |id, resources::Event::Offer(event)| {
        Some((About::Offer(OfferId(id)), Heard::Offer(event.clone())))
    })
}

pub(crate) fn on_needs(
    decision: &mut Decision<'_, Notices>,
    commit: &Commit<needs::Event>,
) -> Result<Reaction, Rejection> {
    hear(decision, commit, |id, event| match event {
        needs::Event::Need(event) => Some((About::Need(NeedId(id)), Heard::Need(event.clone()))),
        needs::Event::Admission(_)
        | needs::Event::Family(_)
        | needs::Event::WishCap(_)
        | needs::Event::Handling(_)
        | needs::Event::Hotline(_)
        | needs::Event::Limits(_) => None,
    })
}

pub(crate) fn on_evaluation(
    decision: &mut Decision<'_, Notices>,
    commit: &Commit<evaluation::Event>,
) -> Result<Reaction, Rejection> {
    hear(decision, commit, |id, event| match event {
        evaluation::Event::Occasion(event) => {
            Some((About::Occasion(OccasionId(id)), Heard::Occasion(event.clone())))
        }
        evaluation::Event::Objection(event) => {
            Some((About::Objection(ObjectionId(id)), Heard::Objection(event.clone())))
        }
        evaluation::Event::Belonging(_)
        | evaluation::Event::Posting(_)
        | evaluation::Event::Reward(_)
        | evaluation::Event::Rules(_)
        | evaluation::Event::Fact(_)
        | evaluation::Event::Matter(_)
        | evaluation::Event::Star(_)
        | evaluation::Event::Recognition(_)
        | evaluation::Event::Hearing(_) => None,
    })
}

pub(crate) fn on_reporting(
    decision: &mut Decision<'_, Notices>,
    commit: &Commit<reporting::Event>,
) -> Result<Reaction, Rejection> {
    hear(decision, commit, |id, event| match event {
        reporting::Event::Report(event) => {
            Some((About::Report(ReportId(id)), Heard::Report(event.clone())))
        }
        reporting::Event::Bundle(_)
        | reporting::Event::Course(_)
        | reporting::Event::Dossier(_)
        | reporting::Event::Numbering(_) => None,
    })
}
