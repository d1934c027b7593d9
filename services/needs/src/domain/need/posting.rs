//! On the list: the terms, and what happens when nobody claims it in time.

use std::time::Duration;

use contracts::Context;
use contracts::needs::need::{
    Event, Kind, PARTNERS_MAX, Rejection, SKILLS_MAX, Terms, UNCLAIMED_DAYS, Window,
};
use values::{Timestamp, holds_personal_number, time};

use super::{Asked, Ledger, State, Unclaimed, own};

/// The last millisecond of a limit is still in time.
pub(super) const NEXT: Duration = Duration::from_millis(1);

pub(super) fn post(
    state: &State,
    context: &Context,
    terms: Terms,
) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?;
    let before = match state {
        State::Posted(ledger) => Some(ledger),
        State::Closed(_) => return Err(Rejection::Closed),
        State::Unheard | State::Raised(_) | State::Returned(_) | State::Accepted(_) => {
            return Err(Rejection::NotVerified);
        }
        State::Verified(_) => None,
    };
    let same = before.and_then(|ledger| ledger.terms.responsible);
    let responsible = terms.responsible.or(same).or(context.actor.person());
    let terms = Terms { responsible, ..terms };
    match before {
        Some(ledger) if ledger.terms == terms => return Ok(vec![]),
        Some(ledger) if !ledger.is_past(context.now) => return Err(Rejection::AlreadyPosted),
        Some(_) | None => {}
    }
    may_be_posted(asked)?;
    check(asked, context, &terms)?;
    Ok(vec![Event::Posted { terms }])
}

/// The steps before the posting: classified, and deliberated where it concerns many.
fn may_be_posted(asked: &Asked) -> Result<(), Rejection> {
    if !asked.own && asked.classification.is_none() {
        return Err(Rejection::NotClassified);
    }
    if asked.concerns_many() && asked.deliberation.is_none() {
        return Err(Rejection::NotDeliberated);
    }
    Ok(())
}

fn check(asked: &Asked, context: &Context, terms: &Terms) -> Result<(), Rejection> {
    if !(1..=PARTNERS_MAX).contains(&terms.partners_max) {
        return Err(Rejection::PartnersOutOfRange);
    }
    if asked.kind == Kind::Wish && (terms.divisible || terms.partners_max != 1) {
        return Err(Rejection::WishIsWhole);
    }
    let too_many = terms.skills.len() > SKILLS_MAX;
    if too_many || (asked.kind != Kind::Post && !terms.skills.is_empty()) {
        return Err(Rejection::SkillsOutOfPlace { max: SKILLS_MAX });
    }
    if terms.deadline.is_some_and(|deadline| deadline <= context.now) {
        return Err(Rejection::DeadlinePassed);
    }
    if terms.place.as_deref().is_some_and(holds_personal_number) {
        return Err(Rejection::TextNotPublic);
    }
    let today = time::date_at(context.now);
    let is_sound = |window: Window| window.from <= window.until && window.until >= today;
    if !terms.window.is_none_or(is_sound) {
        return Err(Rejection::WindowOutOfOrder);
    }
    Ok(())
}

impl Ledger {
    /// Is its deadline over? Then it takes no claim, and may be posted again.
    pub(super) fn is_past(&self, now: Timestamp) -> bool {
        self.terms.deadline.is_some_and(|deadline| deadline < now)
    }
}

/// When a need on the list asks for something: at its deadline, if nobody claimed it, and again
/// when nothing was done about that.
pub(super) fn due_at(ledger: &Ledger) -> Option<Timestamp> {
    match ledger.unclaimed {
        Some(Unclaimed::Until(act_by)) => Some(act_by + NEXT),
        Some(Unclaimed::Overdue | Unclaimed::Escalated) => None,
        None if ledger.held == 0 && ledger.delivered == 0 => {
            ledger.terms.deadline.map(|deadline| deadline + NEXT)
        }
        None => None,
    }
}

/// One level up, somebody acts on it; that it was late before stays said.
pub(super) fn escalate(state: &State) -> Vec<Event> {
    match state.ledger().and_then(|ledger| ledger.unclaimed) {
        Some(Unclaimed::Until(_)) => vec![Event::UnclaimedEscalated {}],
        Some(Unclaimed::Overdue | Unclaimed::Escalated) | None => vec![],
    }
}

pub(super) fn due(ledger: &Ledger, context: &Context) -> Event {
    match ledger.unclaimed {
        None => {
            let act_by = context.calendar().add_working_days(context.now, UNCLAIMED_DAYS).at;
            Event::WentUnclaimed { act_by }
        }
        Some(_) => Event::UnclaimedOverdue {},
    }
}
