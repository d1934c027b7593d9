//! One need as lists show it.

use contracts::needs::need::{Classification, Event, Opinion, Raise, Terms, Urgency, Wording};
use contracts::needs::{NeedLine, NeedReview, NeedStatus, Step, StepReached};
use contracts::{Commit, Hold, needs};
use values::{NeedId, Timestamp};

/// The line that begins with `event`, where one does.
pub(super) fn begun(id: NeedId, event: &Event, commit: &Commit<needs::Event>) -> Option<NeedLine> {
    if let Event::Raised { asked, raiser } = event {
        return Some(raised(id, asked, raiser.is_some(), commit));
    }
    let Event::PostedOnce { asked, .. } = event else { return None };
    let mut line = raised(id, asked, false, commit);
    change(&mut line, event, commit);
    Some(line)
}

fn raised(id: NeedId, raise: &Raise, by_somebody: bool, commit: &Commit<needs::Event>) -> NeedLine {
    NeedLine {
        id,
        owner: raise.owner,
        title: raise.title.clone(),
        content: raise.content.clone(),
        kind: raise.kind,
        category: raise.category,
        subcategory: None,
        urgency: Urgency::default(),
        urgency_confirmed: false,
        concerns_many: false,
        deliberation: None,
        source: raise.source,
        one_off: false,
        has_raiser: by_somebody,
        yours: false,
        amount: raise.amount,
        held: 0,
        delivered: 0,
        divisible: false,
        partners_max: 1,
        place: raise.place.clone(),
        wanted: raise.wanted.clone(),
        window: None,
        deadline: None,
        responsible: None,
        skills: Vec::new(),
        act_by: None,
        overdue: false,
        escalated: false,
        status: NeedStatus::Raised,
        returned: None,
        review: None,
        outcome: None,
        reopen_until: None,
        reopened: 0,
        follows: None,
        follows_outcome: None,
        duplicates: 0,
        distinguished: Vec::new(),
        wish_form: None,
        wish_value: None,
        pictures: Vec::new(),
        holds: Vec::new(),
        steps: vec![reached(Step::OpenTalk, commit.time)],
        raised_at: commit.time,
    }
}

pub(super) fn change(line: &mut NeedLine, event: &Event, commit: &Commit<needs::Event>) {
    let at = commit.time;
    match event {
        Event::Raised { .. }
        | Event::HoldRefused { .. }
        | Event::HoldConfirmed { .. }
        | Event::WaitBegun { .. }
        | Event::WaitEnded { .. } => {}
        Event::RaiserErased {} => line.has_raiser = false,
        Event::WishEntrusted { .. } | Event::BeneficiaryErased {} => {}
        Event::ResultShown { pictures } => line.pictures.clone_from(pictures),
        Event::Verified { amount, wish } => {
            if let Some(wish) = wish {
                (line.wish_form, line.wish_value) = (Some(wish.form), Some(wish.value));
            }
            line.amount = *amount;
            line.status = NeedStatus::Verified;
            if line.source.is_own() {
                reach(line, Step::Sorting, at);
            }
        }
        Event::Returned { reason } => {
            line.returned = Some(reason.clone());
            line.status = NeedStatus::Returned;
        }
        Event::Resubmitted { wording } => reword(line, wording),
        Event::Classified { classification } => {
            classify(line, classification);
            reach(line, Step::Sorting, at);
        }
        Event::UrgencyConfirmed { .. } => line.urgency_confirmed = true,
        Event::Deliberated { deliberation } => {
            line.deliberation = Some(deliberation.clone());
            reach(line, Step::Deliberation, at);
        }
        Event::Posted { terms } => {
            post(line, terms);
            reach(line, Step::Handling, at);
        }
        Event::PostedOnce { claim, asked } => {
            line.one_off = true;
            post(line, &Terms::whole());
            reach(line, Step::Sorting, at);
            reach(line, Step::Handling, at);
            let (claim, claimer) = (*claim, asked.owner.into());
            hold(line, Hold { claim, claimer, quantity: asked.amount.quantity, since: at });
        }
        Event::WentUnclaimed { act_by } => line.act_by = Some(*act_by),
        Event::UnclaimedOverdue {} => line.overdue = true,
        Event::UnclaimedEscalated {} => line.escalated = true,
        Event::Held { claim, claimer, quantity, .. } => {
            let (claim, claimer, quantity) = (*claim, *claimer, *quantity);
            hold(line, Hold { claim, claimer, quantity, since: at });
        }
        Event::HoldPassedOn { claim, to } => Hold::pass_on(&mut line.holds, *claim, *to),
        Event::Released { claim } => line.held -= Hold::take(&mut line.holds, *claim),
        Event::Delivered { claim, quantity } => {
            line.held -= Hold::take(&mut line.holds, *claim);
            line.delivered += quantity;
        }
        Event::DeliveryAccepted { review_until } => {
            line.status = NeedStatus::Accepted;
            ask(line, *review_until);
            reach(line, Step::OpenReview, at);
        }
        Event::DeliveryRefused { quantity, .. } => {
            line.delivered -= quantity;
            line.review = None;
            line.status = NeedStatus::Posted;
        }
        Event::Reviewed { opinion } => {
            let Opinion { solved, satisfaction } = *opinion;
            line.review = Some(NeedReview::Given { solved, satisfaction, at });
            reach(line, Step::OpenReview, at);
        }
        Event::NotReviewed {} => line.review = Some(NeedReview::NotReviewed),
        Event::Closed { outcome, reopen_until, review_until } => {
            line.outcome = Some(outcome.clone());
            line.reopen_until = Some(*reopen_until);
            line.status = NeedStatus::Closed;
            ask(line, *review_until);
            reach(line, Step::FollowUp, at);
        }
        Event::Reopened { .. } => {
            line.reopened += 1;
            begin_again(line);
        }
        Event::SplitOff { .. } => begin_again(line),
        Event::Distinguished { from } => line.distinguished.push(*from),
        Event::Undistinguished { from } => line.distinguished.retain(|other| other != from),
    }
    if is_on_list(line.status) {
        line.status = posted_status(line);
    }
}

fn reached(step: Step, at: Timestamp) -> StepReached {
    StepReached { step, ask: step.ask(), at }
}

/// A step is reached once.
fn reach(line: &mut NeedLine, step: Step, at: Timestamp) {
    if line.steps.iter().all(|reached| reached.step != step) {
        line.steps.push(reached(step, at));
    }
}

fn reword(line: &mut NeedLine, wording: &Wording) {
    let Wording { title, content, amount, place, wanted } = wording.clone();
    (line.title, line.content, line.amount) = (title, content, amount);
    (line.place, line.wanted) = (place, wanted);
    line.status = NeedStatus::Raised;
    line.returned = None;
}

fn classify(line: &mut NeedLine, classification: &Classification) {
    let Classification { category, subcategory, kind, urgency, concerns_many } =
        classification.clone();
    (line.category, line.subcategory, line.kind) = (category, subcategory, kind);
    (line.urgency, line.concerns_many) = (urgency, concerns_many);
    line.urgency_confirmed = false;
}

fn post(line: &mut NeedLine, terms: &Terms) {
    let Terms { divisible, partners_max, deadline, window, place, responsible, skills } =
        terms.clone();
    (line.divisible, line.partners_max) = (divisible, partners_max);
    (line.deadline, line.window, line.responsible) = (deadline, window, responsible);
    line.skills = skills;
    line.place = place.or(line.place.take());
    (line.act_by, line.overdue, line.escalated) = (None, false, false);
    line.status = NeedStatus::Posted;
}

fn hold(line: &mut NeedLine, hold: Hold) {
    line.held += hold.quantity;
    line.holds.push(hold);
}

fn ask(line: &mut NeedLine, until: Option<Timestamp>) {
    if let Some(until) = until {
        line.review = Some(NeedReview::Awaited { until });
    }
}

/// Reopened or split off, it is verified anew: what was delivered before stands in its history.
fn begin_again(line: &mut NeedLine) {
    (line.held, line.delivered) = (0, 0);
    (line.outcome, line.reopen_until, line.review) = (None, None, None);
    (line.deadline, line.act_by) = (None, None);
    (line.overdue, line.escalated) = (false, false);
    line.one_off = false;
    line.steps.truncate(1);
    line.status = NeedStatus::Raised;
}

fn is_on_list(status: NeedStatus) -> bool {
    match status {
        NeedStatus::Posted
        | NeedStatus::Unclaimed
        | NeedStatus::PartlyHeld
        | NeedStatus::Held
        | NeedStatus::PartlyDelivered
        | NeedStatus::Delivered => true,
        NeedStatus::Raised
        | NeedStatus::Returned
        | NeedStatus::Verified
        | NeedStatus::Accepted
        | NeedStatus::Closed => false,
    }
}

/// A posted need's status is a pure function of its lines.
fn posted_status(line: &NeedLine) -> NeedStatus {
    let asked = line.amount.quantity;
    if line.delivered == asked {
        NeedStatus::Delivered
    } else if line.delivered > 0 {
        NeedStatus::PartlyDelivered
    } else if line.held == asked {
        NeedStatus::Held
    } else if line.held > 0 {
        NeedStatus::PartlyHeld
    } else if line.act_by.is_some() {
        NeedStatus::Unclaimed
    } else {
        NeedStatus::Posted
    }
}
