//! From the raising to what may be posted: verified or returned, classified, deliberated.

use contracts::needs::need::{
    Classification, Deliberation, Event, Kind, Raise, Raiser, Rejection, Wording,
};
use contracts::registry::organisation::Level;
use contracts::{Actor, Context, Role};
use values::{Amount, Text, time};

use super::wishing::may_be_verified_plainly;
use super::{Asked, State, own};

pub(super) fn be_raised(
    state: &State,
    context: &Context,
    asked: Raise,
    told_by: Option<Raiser>,
) -> Result<Vec<Event>, Rejection> {
    if *state != State::Unheard {
        return Err(Rejection::AlreadyRaised);
    }
    match &told_by {
        Some(_) if context.directory.level(asked.owner) != Some(Level::Community) => {
            return Err(Rejection::NotACommunity);
        }
        Some(_) if is_resident(&context.actor) => {}
        Some(_) | None if may_raise(context, &asked) => {}
        Some(_) | None => return Err(Rejection::NotAuthorised),
    }
    let raiser = told_by.or_else(|| raiser(&context.actor));
    Ok(vec![Event::Raised { asked, raiser }])
}

/// Somebody without an account, who may tell any community.
fn is_resident(actor: &Actor) -> bool {
    matches!(actor, Actor::Person { role: Role::Resident, .. })
}

/// An organisation's people raise its needs; a grid worker also those of the bodies above the grid.
fn may_raise(context: &Context, raise: &Raise) -> bool {
    let from_below = match &context.actor {
        Actor::Person { organisation, role: Role::Member | Role::GridWorker, .. } => {
            let directory = &context.directory;
            let mut answering = directory.seniors(*organisation);
            *organisation == raise.owner || answering.any(|senior| senior == raise.owner)
        }
        Actor::Person { .. } | Actor::System => false,
    };
    context.may_act_for(raise.owner) || from_below
}

/// Who speaks for somebody other than the office hears what becomes of it.
fn raiser(actor: &Actor) -> Option<Raiser> {
    match actor {
        Actor::Person {
            person, role: Role::Resident | Role::Member | Role::GridWorker, ..
        } => Some(Raiser { person: *person, code: None, name: None, phone: None }),
        Actor::Person { .. } | Actor::System => None,
    }
}

pub(super) fn verify(
    state: &State,
    context: &Context,
    amount: Amount,
) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?;
    match state {
        State::Raised(_) if asked.amount.unit != amount.unit => Err(Rejection::OtherUnit),
        State::Raised(_) => {
            may_be_verified_plainly(asked, context)?;
            fit_to_be_published(asked)?;
            Ok(vec![Event::Verified { amount, wish: None }])
        }
        State::Verified(_) if asked.amount == amount => Ok(vec![]),
        State::Closed(_) => Err(Rejection::Closed),
        State::Unheard
        | State::Returned(_)
        | State::Verified(_)
        | State::Posted(_)
        | State::Accepted(_) => Err(Rejection::NotRaised),
    }
}

/// What is verified will stand on a public list: it is put in other words first, if it names
/// somebody by a number.
pub(super) fn fit_to_be_published(asked: &Asked) -> Result<(), Rejection> {
    if asked.names_somebody { Err(Rejection::TextNotPublic) } else { Ok(()) }
}

pub(super) fn send_back(
    state: &State,
    context: &Context,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    own(state, context)?;
    match state {
        State::Raised(_) => Ok(vec![Event::Returned { reason }]),
        State::Returned(_) => Ok(vec![]),
        State::Closed(_) => Err(Rejection::Closed),
        State::Unheard | State::Verified(_) | State::Posted(_) | State::Accepted(_) => {
            Err(Rejection::NotRaised)
        }
    }
}

pub(super) fn resubmit(
    state: &State,
    context: &Context,
    wording: Wording,
) -> Result<Vec<Event>, Rejection> {
    let asked = state.asked().ok_or(Rejection::Unknown)?;
    if !asked.may_speak(context) {
        return Err(Rejection::NotAuthorised);
    }
    match state {
        State::Raised(_) if asked.wording.as_ref() == Some(&wording) => Ok(vec![]),
        State::Raised(_) | State::Returned(_) => Ok(vec![Event::Resubmitted { wording }]),
        State::Closed(_) => Err(Rejection::Closed),
        State::Unheard | State::Verified(_) | State::Posted(_) | State::Accepted(_) => {
            Err(Rejection::NotToResubmit)
        }
    }
}

pub(super) fn classify(
    state: &State,
    context: &Context,
    classification: Classification,
) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?;
    match state {
        State::Raised(_) | State::Verified(_) => {}
        State::Closed(_) => return Err(Rejection::Closed),
        State::Posted(_) | State::Accepted(_) => return Err(Rejection::AlreadyPosted),
        State::Unheard | State::Returned(_) => return Err(Rejection::NotRaised),
    }
    if asked.classification.as_ref() == Some(&classification) {
        return Ok(vec![]);
    }
    if !on_one_list(asked.kind, classification.kind) {
        return Err(Rejection::OtherList);
    }
    let (taxonomy, category) = (context.directory.taxonomy(), classification.category);
    let named = classification.subcategory.as_deref();
    if !named.is_none_or(|code| taxonomy.is_live(category, code)) {
        return Err(Rejection::UnknownSubcategory);
    }
    Ok(vec![Event::Classified { classification }])
}

/// 共性 and 个性 are kinds of one list; wishes and posts have lists of their own.
fn on_one_list(before: Kind, after: Kind) -> bool {
    let is_need = |kind| matches!(kind, Kind::Common | Kind::Individual);
    before == after || (is_need(before) && is_need(after))
}

pub(super) fn deliberate(
    state: &State,
    context: &Context,
    deliberation: Deliberation,
) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?;
    match state {
        State::Raised(_) | State::Verified(_) if asked.concerns_many() => {}
        State::Closed(_) => return Err(Rejection::Closed),
        State::Unheard
        | State::Raised(_)
        | State::Returned(_)
        | State::Verified(_)
        | State::Posted(_)
        | State::Accepted(_) => return Err(Rejection::NotToDeliberate),
    }
    if asked.deliberation.as_ref() == Some(&deliberation) {
        return Ok(vec![]);
    }
    if deliberation.held_on > time::date_at(context.now) {
        return Err(Rejection::MeetingInTheFuture);
    }
    Ok(vec![Event::Deliberated { deliberation }])
}
