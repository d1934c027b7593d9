//! Other services' events → own commands; due times → own commands.

use contracts::evaluation::matter::{self, Ending};
use contracts::evaluation::occasion::{self, About, Command, RATE_WORKING_DAYS, Served, Tally};
use contracts::evaluation::{gathering, hearing, objection, recognition, star};
use contracts::needs::handling::{self, AnsweredFrom};
use contracts::needs::need::{self, Outcome};
use contracts::projects::{activity, claim, record};
use contracts::registry::{check_in, organisation};
use contracts::{Claimer, Recorded, Rejection, needs, projects, registry};
use runtime::{Decision, Reaction};
use values::{ClaimId, OrganisationId, RecordId, Uuid, time};

use crate::Evaluation;
use crate::commands::{points, ratings};
use crate::domain::belonging::Told;
use crate::domain::{
    Belonging, Gathering, Hearing, Matter, Merger, Objection, Occasion, Recognition, Star, merger,
};

/// What was done together is an occasion to rate.
pub(crate) fn on_projects(
    decision: &mut Decision<'_, Evaluation>,
    recorded: &Recorded<projects::Event>,
) -> Result<Reaction, Rejection> {
    match &recorded.event {
        projects::Event::Claim(event) => on_claim(decision, ClaimId(recorded.aggregate), event),
        projects::Event::Record(event) => on_record(decision, RecordId(recorded.aggregate), event),
        projects::Event::Activity(event) => on_activity(decision, recorded.aggregate, event),
        projects::Event::Agreement(_)
        | projects::Event::Project(_)
        | projects::Event::Roll(_)
        | projects::Event::Serial(_)
        | projects::Event::Tender(_) => Ok(Reaction::Ignored),
    }
}

/// Who came to an activity, and who did not, counts once somebody confirmed it.
fn on_activity(
    decision: &mut Decision<'_, Evaluation>,
    activity: Uuid,
    event: &activity::Event,
) -> Result<Reaction, Rejection> {
    use activity::Event;
    let on = |times: &activity::Times| time::date_at(times.from);
    let of = |details: &activity::Details| (on(&details.times), details.theme);
    let command = match event {
        Event::Planned { organiser, details, .. } => {
            let (on, theme) = of(details);
            gathering::Command::Note { organiser: *organiser, on, theme }
        }
        Event::Revised { details } => {
            let (on, theme) = of(details);
            gathering::Command::Move { on, theme: Some(theme) }
        }
        Event::Postponed { times, .. } => gathering::Command::Move { on: on(times), theme: None },
        Event::AttendanceRecorded { marks, .. } => {
            gathering::Command::Mark { marks: marks.clone() }
        }
        Event::AttendanceConfirmed { .. } => gathering::Command::Prove,
        Event::Published {}
        | Event::SignedUp { .. }
        | Event::Queued { .. }
        | Event::Promoted { .. }
        | Event::SignUpCancelled { .. }
        | Event::Cancelled { .. } => return Ok(Reaction::Ignored),
    };
    decision.decide::<Gathering>(activity, command)?;
    Ok(Reaction::Judged)
}

fn on_claim(
    decision: &mut Decision<'_, Evaluation>,
    claim: ClaimId,
    event: &claim::Event,
) -> Result<Reaction, Rejection> {
    let claim::Event::Delivered { project, giving, asking, rate_until, .. } = event else {
        return Ok(Reaction::Ignored);
    };
    let about = About::Claim { claim, project: *project };
    let (giving, asking, rate_until) = (*giving, *asking, *rate_until);
    let deliver = Command::Deliver { about, giving, asking, raiser: None, rate_until };
    decision.decide::<Occasion>(about.id(), deliver)?;
    Ok(Reaction::Judged)
}

fn on_record(
    decision: &mut Decision<'_, Evaluation>,
    record: RecordId,
    event: &record::Event,
) -> Result<Reaction, Rejection> {
    let occasion = occasion::of_record(record);
    let command = match event {
        record::Event::Recorded { project, giving, asking, service, duty, by, .. } => {
            let about = About::Service { record, project: *project, date: service.date };
            let (giving, asking) = sides(*giving, *asking, duty.map(|duty| duty.party));
            let service = Served {
                minutes: service.minutes,
                people: service.people,
                organiser: *by,
                attendance: service.attendance.clone(),
                no_shows: service.no_shows.clone(),
            };
            Command::Note { about, giving, asking, service }
        }
        record::Event::Confirmed { .. } => {
            let noted = decision.state().occasions.state(occasion).noted();
            if let Some(parties) = noted {
                points::award(decision, record, parties)?;
            }
            Command::Confirm
        }
        record::Event::Countered { reason, .. } => {
            points::take_back(decision, record, reason)?;
            Command::Void { reason: reason.clone() }
        }
    };
    decision.decide::<Occasion>(occasion, command)?;
    Ok(Reaction::Judged)
}

/// Who gave and who was served: a duty that the asking side did was done for the other one.
fn sides(
    giving: Claimer,
    asking: OrganisationId,
    duty_of: Option<OrganisationId>,
) -> (Claimer, OrganisationId) {
    match (duty_of, giving) {
        (Some(party), Claimer::Organisation(other)) if party == asking => (party.into(), other),
        (Some(party), _) => (party.into(), asking),
        (None, giving) => (giving, asking),
    }
}

/// What becomes of a need counts for its owner.
pub(crate) fn on_needs(
    decision: &mut Decision<'_, Evaluation>,
    recorded: &Recorded<needs::Event>,
) -> Result<Reaction, Rejection> {
    use needs::need::Event;
    let event = match &recorded.event {
        needs::Event::Need(event) => event,
        needs::Event::Handling(event) => return on_handling(decision, event),
        needs::Event::Admission(_)
        | needs::Event::Family(_)
        | needs::Event::WishCap(_)
        | needs::Event::Hotline(_)
        | needs::Event::Limits(_) => return Ok(Reaction::Ignored),
    };
    let command = match event {
        Event::Raised { asked, .. } => noted(asked),
        Event::PostedOnce { asked, .. } => noted(asked),
        Event::Held { claim, claimer: Claimer::Person(person), .. }
        | Event::HoldPassedOn { claim, to: Claimer::Person(person) } => {
            if !decision.state().matters.state(recorded.aggregate).is_team() {
                return Ok(Reaction::Ignored);
            }
            matter::Command::Join { claim: *claim, person: *person }
        }
        Event::Delivered { claim, quantity } => {
            let person = decision.state().matters.state(recorded.aggregate).in_team(*claim);
            let Some(person) = person else { return Ok(Reaction::Ignored) };
            let unit = decision.context().directory.works_for(person);
            matter::Command::Serve { claim: *claim, unit, quantity: *quantity }
        }
        Event::DeliveryRefused { claim, quantity, .. } => {
            matter::Command::TakeBack { claim: *claim, quantity: *quantity }
        }
        Event::Closed { outcome, .. } => matter::Command::Close { ending: ending(outcome) },
        Event::Reopened { .. } => matter::Command::Reopen,
        Event::Reviewed { opinion } => {
            matter::Command::Review { satisfaction: opinion.satisfaction }
        }
        Event::RaiserErased {}
        | Event::Verified { .. }
        | Event::WishEntrusted { .. }
        | Event::BeneficiaryErased {}
        | Event::ResultShown { .. }
        | Event::Returned { .. }
        | Event::Resubmitted { .. }
        | Event::Classified { .. }
        | Event::UrgencyConfirmed { .. }
        | Event::Deliberated { .. }
        | Event::Posted { .. }
        | Event::WentUnclaimed { .. }
        | Event::UnclaimedOverdue {}
        | Event::UnclaimedEscalated {}
        | Event::Held { claimer: Claimer::Organisation(_), .. }
        | Event::HoldRefused { .. }
        | Event::HoldConfirmed { .. }
        | Event::WaitBegun { .. }
        | Event::WaitEnded { .. }
        | Event::HoldPassedOn { to: Claimer::Organisation(_), .. }
        | Event::Released { .. }
        | Event::DeliveryAccepted { .. }
        | Event::NotReviewed {}
        | Event::SplitOff { .. }
        | Event::Distinguished { .. }
        | Event::Undistinguished { .. } => return Ok(Reaction::Ignored),
    };
    decision.decide::<Matter>(recorded.aggregate, command)?;
    Ok(Reaction::Judged)
}

fn noted(asked: &need::Raise) -> matter::Command {
    matter::Command::Note { owner: asked.owner, team: asked.kind == need::Kind::Team }
}

/// What was sent up and came back down is an occasion to say how it was handled there, once:
/// whoever answers again is not rated again.
fn on_handling(
    decision: &mut Decision<'_, Evaluation>,
    event: &handling::Event,
) -> Result<Reaction, Rejection> {
    let handling::Event::Answered { to, from: Some(from), .. } = event else {
        return Ok(Reaction::Ignored);
    };
    let AnsweredFrom { need, handler, raiser } = *from;
    let about = About::Handling { need, handler };
    let context = decision.context();
    let limit = context.calendar().add_working_days(context.now, RATE_WORKING_DAYS);
    let (giving, asking, rate_until) = (handler.into(), to.organisation, limit.at);
    let deliver = Command::Deliver { about, giving, asking, raiser, rate_until };
    decision.decide::<Occasion>(about.id(), deliver)?;
    Ok(Reaction::Judged)
}

/// What was taken back, or follows another need, counts for nobody.
fn ending(outcome: &Outcome) -> Option<Ending> {
    match outcome {
        Outcome::Solved => Some(Ending::Solved),
        Outcome::PartlySolved { .. } => Some(Ending::PartlySolved),
        Outcome::Unsolved { .. } => Some(Ending::Unsolved),
        Outcome::Withdrawn { .. } | Outcome::Duplicate { .. } => None,
    }
}

/// Whether somebody is checked in where they serve decides which points they earn.
pub(crate) fn on_registry(
    decision: &mut Decision<'_, Evaluation>,
    recorded: &Recorded<registry::Event>,
) -> Result<Reaction, Rejection> {
    if let registry::Event::Organisation(event) = &recorded.event {
        return on_organisation(decision, recorded.aggregate, event);
    }
    let registry::Event::CheckIn(event) = &recorded.event else { return Ok(Reaction::Ignored) };
    let told = match event {
        check_in::Event::Accepted { .. } => Told::Stands,
        check_in::Event::Lapsed {} | check_in::Event::Ended { .. } => Told::Over,
        check_in::Event::Requested(_)
        | check_in::Event::Returned { .. }
        | check_in::Event::RenewalDue {}
        | check_in::Event::Renewed { .. } => return Ok(Reaction::Ignored),
    };
    decision.decide::<Belonging>(recorded.aggregate, told)?;
    Ok(Reaction::Judged)
}

/// Which organisation stands for which decides whose facts are on a card.
fn on_organisation(
    decision: &mut Decision<'_, Evaluation>,
    organisation: Uuid,
    event: &organisation::Event,
) -> Result<Reaction, Rejection> {
    let told = if let organisation::Event::Merged { kept } = event {
        merger::Told::Merged { kept: *kept }
    } else if let organisation::Event::Unmerged { kept } = event {
        merger::Told::Unmerged { kept: *kept }
    } else {
        return Ok(Reaction::Ignored);
    };
    decision.decide::<Merger>(organisation, told)?;
    Ok(Reaction::Judged)
}

/// The one thing that is due first.
pub(crate) fn on_due(decision: &mut Decision<'_, Evaluation>) -> Result<(), Rejection> {
    let state = decision.state();
    match state.next_due() {
        Some((_, id)) if state.objections.contains(id) => {
            decision.decide::<Objection>(id, objection::Command::Due)
        }
        Some((_, id)) if state.stars.contains(id) => {
            decision.decide::<Star>(id, star::Command::Due)
        }
        Some((_, id)) if state.recognitions.contains(id) => {
            decision.decide::<Recognition>(id, recognition::Command::Due)
        }
        Some((_, id)) if state.hearings.contains(id) => {
            decision.decide::<Hearing>(id, hearing::Command::Due)
        }
        Some((_, id)) => window_due(decision, id),
        None => Ok(()),
    }
}

/// Nothing is unsealed before the window is over.
fn window_due(decision: &mut Decision<'_, Evaluation>, id: Uuid) -> Result<(), Rejection> {
    let sheet = decision.state().occasions.state(id).sheet()?;
    let is_over = decision.context().now > sheet.rate_until;
    let opened = if is_over { ratings::to_open(decision, sheet) } else { vec![] };
    let nobody = Tally { raters: 0, stars: 0 };
    let tallies = is_over && opened.is_empty();
    let residents = if tallies { ratings::tally(decision, sheet) } else { nobody };
    decision.decide::<Occasion>(id, Command::Due { opened, residents })
}
