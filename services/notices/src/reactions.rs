//! What other services say → who is told what, and what waits for which channel. Nothing is ever
//! rejected: it is only taken in.

use contracts::notices::channel::{self, ChannelKind, Gathered};
use contracts::notices::notice::{self, About, Command, Heard};
use contracts::registry::check_in;
use contracts::registry::validity::Validity;
use contracts::{
    Commit, Recorded, Rejection, evaluation, matching, needs, notices, projects, registry,
    reporting, resources,
};
use runtime::{Decision, Reaction};
use values::{
    ActivityId, AdmissionId, AgreementId, CheckInId, ClaimId, HearingId, NeedId, ObjectionId,
    OccasionId, OfferId, OrganisationId, PlanId, ProjectId, RecognitionId, RecordId, ReportId,
    TenderId, Uuid,
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
            | notice::Event::AllSettled {}
            | notice::Event::Read { .. }
            | notice::Event::Concerned { .. }
            | notice::Event::Unconcerned { .. }
            | notice::Event::Announced { .. }
            | notice::Event::Raised { .. }
            | notice::Event::PartDone { .. }
            | notice::Event::Follows { .. },
        )
        | notices::Event::Channel(_) => None,
    }
}

/// The line or the channel of which something is due first. Some of those to whom something was
/// announced are told. A message of a channel tells what is still to be told: what was read or
/// settled while it waited is told nobody any more.
pub(crate) fn on_due(decision: &mut Decision<'_, Notices>) -> Result<(), Rejection> {
    let state = decision.state();
    let Some((_, id)) = state.next_due() else { return Ok(()) };
    if state.notices.state(id).due_at().is_some() {
        decision.decide::<Notice>(id, Command::TellNext)?;
        return queue(decision);
    }
    let standing = state.channels.state(id).standing();
    let waiting = standing.into_iter().flat_map(|standing| &standing.waiting);
    let left = waiting.flat_map(|(inbox, line)| {
        let unread = state.notices.state(*line).unread((*inbox).into());
        unread.map(move |(kind, by)| Gathered { inbox: *inbox, line: *line, kind, by })
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
        projects::Event::Activity(event) => {
            Some((About::Activity(ActivityId(id)), Heard::Activity(event.clone())))
        }
        projects::Event::Tender(event) => {
            Some((About::Tender(TenderId(id)), Heard::Tender(event.clone())))
        }
        projects::Event::Roll(_) | projects::Event::Serial(_) => None,
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
    if let needs::Event::Need(event) = &recorded.event {
        // What becomes of a need is told to whoever raised a duplicate of it, too.
        for follower in decision.state().followers(NeedId(id)) {
            hear(decision, Some((About::Need(follower), Heard::MainNeed(event.clone()))))?;
        }
    }
    let heard = match &recorded.event {
        needs::Event::Need(event) => Some((About::Need(NeedId(id)), Heard::Need(event.clone()))),
        needs::Event::Handling(event) => {
            Some((About::Handling(id), Heard::Handling(event.clone())))
        }
        needs::Event::Admission(event) => {
            Some((About::Admission(AdmissionId(id)), Heard::Admission(event.clone())))
        }
        needs::Event::Hotline(event) => Some((About::Hotline(id), Heard::Hotline(event.clone()))),
        needs::Event::Family(_) | needs::Event::WishCap(_) | needs::Event::Limits(_) => None,
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
        evaluation::Event::Star(event) => Some((About::Star(id), Heard::Star(event.clone()))),
        evaluation::Event::Recognition(event) => {
            Some((About::Recognition(RecognitionId(id)), Heard::Recognition(event.clone())))
        }
        evaluation::Event::Hearing(event) => {
            Some((About::Hearing(HearingId(id)), Heard::Hearing(event.clone())))
        }
        evaluation::Event::Belonging(_)
        | evaluation::Event::Posting(_)
        | evaluation::Event::Reward(_)
        | evaluation::Event::Rules(_)
        | evaluation::Event::Fact(_)
        | evaluation::Event::Matter(_)
        | evaluation::Event::Gathering(_)
        | evaluation::Event::Merger(_)
        | evaluation::Event::Exclusion(_)
        | evaluation::Event::Leave(_) => None,
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
        | matching::Event::Quota(_)
        | matching::Event::Venture(_) => None,
    };
    hear(decision, heard)
}

pub(crate) fn on_registry(
    decision: &mut Decision<'_, Notices>,
    commit: &Commit<registry::Event>,
) -> Result<Reaction, Rejection> {
    let mut reaction = Reaction::Ignored;
    for recorded in &commit.events {
        let id = recorded.aggregate;
        let heard = match &recorded.event {
            registry::Event::CheckIn(event) => {
                let about = About::CheckIn(CheckInId(id));
                check_in(commit, id, event).map(|heard| (about, heard))
            }
            registry::Event::Organisation(event) => {
                let about = About::Organisation(OrganisationId(id));
                Some((about, Heard::Organisation(event.clone())))
            }
            registry::Event::Account(_)
            | registry::Event::Area(_)
            | registry::Event::Calendar(_)
            | registry::Event::Person(_)
            | registry::Event::Excuse(_)
            | registry::Event::Pair(_)
            | registry::Event::Import(_)
            | registry::Event::SavedViews(_)
            | registry::Event::Seat(_)
            | registry::Event::Taxonomy(_) => None,
        };
        reaction = hear(decision, heard)?;
    }
    Ok(reaction)
}

/// What is asked for and accepted in one commit was entered by somebody who may do both.
fn check_in(commit: &Commit<registry::Event>, id: Uuid, event: &check_in::Event) -> Option<Heard> {
    let is_asked = |said: &check_in::Event| matches!(said, check_in::Event::Requested(_));
    match event {
        check_in::Event::Requested(asked) => {
            let term = said_of(commit, id).find_map(accepted);
            Some(term.map_or_else(
                || Heard::CheckIn(event.clone(), commit.actor.clone()),
                |term| Heard::CheckedIn(asked.clone(), term),
            ))
        }
        check_in::Event::Accepted { .. } if said_of(commit, id).any(is_asked) => None,
        check_in::Event::Accepted { .. }
        | check_in::Event::Returned { .. }
        | check_in::Event::RenewalDue {}
        | check_in::Event::Renewed { .. }
        | check_in::Event::Lapsed {}
        | check_in::Event::Ended { .. } => {
            Some(Heard::CheckIn(event.clone(), commit.actor.clone()))
        }
    }
}

/// What the commit says of this check-in.
fn said_of(commit: &Commit<registry::Event>, id: Uuid) -> impl Iterator<Item = &check_in::Event> {
    let of_it = commit.events.iter().filter(move |recorded| recorded.aggregate == id);
    of_it.filter_map(|recorded| {
        if let registry::Event::CheckIn(event) = &recorded.event { Some(event) } else { None }
    })
}

fn accepted(event: &check_in::Event) -> Option<Validity> {
    if let check_in::Event::Accepted { validity } = event { Some(*validity) } else { None }
}
