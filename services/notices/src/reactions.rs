//! What other services say → who is told what, and what waits for which channel. Nothing is ever
//! rejected: it is only taken in.

use contracts::notices::channel::{self, ChannelKind, Gathered};
use contracts::notices::notice::{self, About, Command, Heard};
use contracts::{
    Recorded, Rejection, evaluation, matching, needs, notices, projects, reporting, resources,
};
use runtime::{Decision, Reaction};
use values::{
    AgreementId, ClaimId, NeedId, ObjectionId, OccasionId, OfferId, OrganisationId, PlanId,
    ProjectId, RecordId, ReportId, Uuid,
};

use crate::Notices;
use crate::domain::{Channel, Notice};

/// What is said about a line, where anybody may have to be told.
fn hear(
    decision: &mut Decision<'_, Notices>,
    heard: Option<(About, Heard)>,
) -> Result<Reaction, Rejection> {
    if let Some((about, heard)) = heard {
        decision.decide::<Notice>(about.id(), Command::Hear { about, heard: Box::new(heard) })?;
        queue(decision)?;
    }
    Ok(if decision.is_empty() { Reaction::Ignored } else { Reaction::Judged })
}

/// What inboxes are told waits for the channels of their organisations, too.
fn queue(decision: &mut Decision<'_, Notices>) -> Result<(), Rejection> {
    let told: Vec<_> = decision.decided().iter().filter_map(told).collect();
    for (inbox, line) in told {
        for organisation in decision.context().directory.same_as(inbox) {
            for kind in ChannelKind::ALL {
                let id = channel::id(organisation, kind);
                if decision.state().channels.contains(id) {
                    decision.decide::<Channel>(id, channel::Command::Queue { inbox, line })?;
                }
            }
        }
    }
    Ok(())
}

fn told(recorded: &Recorded<notices::Event>) -> Option<(OrganisationId, Uuid)> {
    match &recorded.event {
        notices::Event::Notice(notice::Event::Told { inbox, .. }) => {
            inbox.organisation().map(|inbox| (inbox, recorded.aggregate))
        }
        notices::Event::Notice(
            notice::Event::Described { .. }
            | notice::Event::Settled { .. }
            | notice::Event::Read { .. },
        )
        | notices::Event::Channel(_) => None,
    }
}

/// The channel of which something is due first. A message tells what is still to be told: what was
/// read or settled while it waited is told nobody any more.
pub(crate) fn on_due(decision: &mut Decision<'_, Notices>) -> Result<(), Rejection> {
    let state = decision.state();
    let Some((_, id)) = state.next_due() else { return Ok(()) };
    let standing = state.channels.state(id).standing();
    let waiting = standing.into_iter().flat_map(|standing| &standing.waiting);
    let left = waiting.filter_map(|(inbox, line)| {
        let (kind, by) = state.notices.state(*line).unread((*inbox).into())?;
        Some(Gathered { inbox: *inbox, line: *line, kind, by })
    });
    let left = left.collect();
    decision.decide::<Channel>(id, channel::Command::Due { left })
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
        | evaluation::Event::Gathering(_)
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
        reporting::Event::Course(_)
        | reporting::Event::Dossier(_)
        | reporting::Event::Job(_)
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
