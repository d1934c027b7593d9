//! What other services say → who is told what. Nothing is ever rejected: it is only taken in.

use contracts::notices::notice::{About, Command, Heard};
use contracts::{Recorded, Rejection, evaluation, matching, needs, projects, reporting, resources};
use runtime::{Decision, Reaction};
use values::{
    AgreementId, ClaimId, NeedId, ObjectionId, OccasionId, OfferId, PlanId, ProjectId, RecordId,
    ReportId,
};

use crate::Notices;
use crate::domain::Notice;

/// What is said about a line, where anybody may have to be told.
fn hear(
    decision: &mut Decision<'_, Notices>,
    heard: Option<(About, Heard)>,
) -> Result<Reaction, Rejection> {
    if let Some((about, heard)) = heard {
        decision.decide::<Notice>(about.id(), Command::Hear { about, heard: Box::new(heard) })?;
    }
    Ok(if decision.is_empty() { Reaction::Ignored } else { Reaction::Judged })
}

pub(crate) fn on_projects(
    decision: &mut Decision<'_, Notices>,
    recorded: &Recorded<projects::Event>,
) -> Result<Reaction, Rejection> {
    let id = recorded.aggregate;
    let heard = match &recorded.event {
        projects::Event::Claim(event) => {
            Some((About::Claim(ClaimId(id)), Heard::Claim(event.clone())))
        }
        projects::Event::Agreement(event) => {
            Some((About::Agreement(AgreementId(id)), Heard::Agreement(event.clone())))
        }
        projects::Event::Project(event) => {
            Some((About::Project(ProjectId(id)), Heard::Project(event.clone())))
        }
        projects::Event::Record(event) => {
            Some((About::Record(RecordId(id)), Heard::Record(event.clone())))
        }
        projects::Event::Roll(_)
        | projects::Event::Serial(_)
        | projects::Event::Activity(_)
        | projects::Event::Tender(_) => None,
    };
    hear(decision, heard)
}

pub(crate) fn on_resources(
    decision: &mut Decision<'_, Notices>,
    recorded: &Recorded<resources::Event>,
) -> Result<Reaction, Rejection> {
    let resources::Event::Offer(event) = &recorded.event;
    let about = About::Offer(OfferId(recorded.aggregate));
    hear(decision, Some((about, Heard::Offer(event.clone()))))
}

pub(crate) fn on_needs(
    decision: &mut Decision<'_, Notices>,
    recorded: &Recorded<needs::Event>,
) -> Result<Reaction, Rejection> {
    let id = recorded.aggregate;
    let heard = match &recorded.event {
        needs::Event::Need(event) => Some((About::Need(NeedId(id)), Heard::Need(event.clone()))),
        needs::Event::Handling(event) => {
            Some((About::Handling(id), Heard::Handling(event.clone())))
        }
        needs::Event::Admission(_)
        | needs::Event::Family(_)
        | needs::Event::WishCap(_)
        | needs::Event::Hotline(_)
        | needs::Event::Limits(_) => None,
    };
    hear(decision, heard)
}

pub(crate) fn on_evaluation(
    decision: &mut Decision<'_, Notices>,
    recorded: &Recorded<evaluation::Event>,
) -> Result<Reaction, Rejection> {
    let id = recorded.aggregate;
    let heard = match &recorded.event {
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
    };
    hear(decision, heard)
}

pub(crate) fn on_reporting(
    decision: &mut Decision<'_, Notices>,
    recorded: &Recorded<reporting::Event>,
) -> Result<Reaction, Rejection> {
    let id = recorded.aggregate;
    let heard = match &recorded.event {
        reporting::Event::Report(event) => {
            Some((About::Report(ReportId(id)), Heard::Report(event.clone())))
        }
        reporting::Event::Batch(_)
        | reporting::Event::Bundle(_)
        | reporting::Event::Course(_)
        | reporting::Event::Dossier(_)
        | reporting::Event::Numbering(_) => None,
    };
    hear(decision, heard)
}

pub(crate) fn on_matching(
    decision: &mut Decision<'_, Notices>,
    recorded: &Recorded<matching::Event>,
) -> Result<Reaction, Rejection> {
    let heard = match &recorded.event {
        matching::Event::Plan(event) => {
            let about = About::Plan(PlanId(recorded.aggregate));
            Some((about, Heard::Plan(event.clone())))
        }
        matching::Event::Listing(_)
        | matching::Event::Party(_)
        | matching::Event::Bond(_)
        | matching::Event::Promise(_)
        | matching::Event::Venture(_) => None,
    };
    hear(decision, heard)
}
