//! What its owner writes about an offer: as a draft, on the list, and later.

use contracts::Context;
use contracts::resources::offer::{CONDITIONS_MAX, Event, Fixed, List, Rejection};
use contracts::resources::schedule::Schedule;
use values::AreaLevel;

use super::{Ledger, State, managed, own, schedule, term};

pub(super) fn draft(
    state: &State,
    context: &Context,
    offer: Box<List>,
) -> Result<Vec<Event>, Rejection> {
    begin(state, context, &offer)?;
    Ok(vec![Event::Drafted { offer }])
}

pub(super) fn list(
    state: &State,
    context: &Context,
    offer: Box<List>,
) -> Result<Vec<Event>, Rejection> {
    begin(state, context, &offer)?;
    let stands_to = term::begin(context.now, offer.until)?;
    Ok(vec![Event::Listed { offer, stands_to }])
}

/// A draft goes on the list by the rules of that day.
pub(super) fn list_draft(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let offer = own(state, context)?;
    match state {
        State::Draft(draft) => {
            check_named(context, None, offer)?;
            check(offer)?;
            let stands_to = term::begin(context.now, offer.until)?;
            Ok(vec![Event::Listed { offer: draft.clone(), stands_to }])
        }
        State::Discarded(_) | State::Withdrawn(_) => Err(Rejection::Withdrawn),
        State::OneOff(_) => Err(Rejection::OneOff),
        State::Unlisted
        | State::Listed(_)
        | State::Paused(_)
        | State::Expired(_)
        | State::Dormant(_) => Ok(vec![]),
    }
}

pub(super) fn edit(
    state: &State,
    context: &Context,
    to: Box<List>,
) -> Result<Vec<Event>, Rejection> {
    let offer = own(state, context)?;
    change(state, context, offer, to)
}

pub(super) fn set_schedule(
    state: &State,
    context: &Context,
    schedule: Option<Box<Schedule>>,
) -> Result<Vec<Event>, Rejection> {
    let offer = managed(state, context)?;
    let to = List { schedule, ..offer.clone() };
    change(state, context, offer, Box::new(to))
}

fn change(
    state: &State,
    context: &Context,
    offer: &List,
    to: Box<List>,
) -> Result<Vec<Event>, Rejection> {
    if *offer == *to {
        return Ok(vec![]);
    }
    if offer.owner != to.owner {
        return Err(Rejection::FixedOnceListed { field: Fixed::Owner });
    }
    match state {
        State::Discarded(_) | State::Withdrawn(_) => return Err(Rejection::Withdrawn),
        State::OneOff(_) => return Err(Rejection::OneOff),
        State::Unlisted | State::Draft(_) => {}
        State::Listed(ledger)
        | State::Paused(ledger)
        | State::Expired(ledger)
        | State::Dormant(ledger) => keep(ledger, context, &to)?,
    }
    check_named(context, Some(offer), &to)?;
    check(&to)?;
    Ok(vec![Event::Edited { offer: to }])
}

fn begin(state: &State, context: &Context, offer: &List) -> Result<(), Rejection> {
    if *state != State::Unlisted {
        return Err(Rejection::AlreadyListed);
    }
    if !context.may_act_for(offer.owner) {
        return Err(Rejection::NotAuthorised);
    }
    check_named(context, None, offer)?;
    check(offer)
}

/// What an offer names is there when it is named: a subcategory that is retired later, or a manager
/// that goes, stays.
fn check_named(context: &Context, was: Option<&List>, offer: &List) -> Result<(), Rejection> {
    let live = |code: &str| context.directory.taxonomy().is_live(offer.category, code);
    let filed = |offer: &List| (offer.category, offer.subcategory.clone());
    let newly_filed = was.is_none_or(|was| filed(was) != filed(offer));
    if newly_filed && offer.subcategory.as_ref().is_some_and(|code| !live(code)) {
        return Err(Rejection::UnknownSubcategory);
    }
    let known = |manager| context.directory.organisation(manager).is_some();
    let newly_managed = was.is_none_or(|was| was.manager != offer.manager);
    if newly_managed && offer.manager.is_some_and(|manager| !known(manager)) {
        return Err(Rejection::UnknownManager);
    }
    Ok(())
}

/// What may be offered, on whatever list.
fn check(offer: &List) -> Result<(), Rejection> {
    if offer.price.is_some_and(|price| price.fen <= 0) {
        return Err(Rejection::PriceOutOfRange);
    }
    if offer.area.is_some_and(|area| area.level() < AreaLevel::City) {
        return Err(Rejection::AreaTooWide);
    }
    if offer.conditions.len() > CONDITIONS_MAX {
        return Err(Rejection::TooManyConditions { max: CONDITIONS_MAX as u64 });
    }
    match &offer.schedule {
        Some(schedule) => schedule::check(schedule, offer.amount),
        None => Ok(()),
    }
}

/// Editing never touches what claims have, nor what they rest on.
fn keep(ledger: &Ledger, context: &Context, to: &List) -> Result<(), Rejection> {
    let was = ledger.offer();
    let fixed = [
        (Fixed::Category, was.category == to.category),
        (Fixed::Unit, was.amount.unit == to.amount.unit),
        (Fixed::Price, was.price == to.price),
        (Fixed::Area, was.area == to.area),
        (Fixed::Until, was.until == to.until),
    ];
    if let Some((field, _)) = fixed.into_iter().find(|(_, same)| !same) {
        return Err(Rejection::FixedOnceListed { field });
    }
    let taken = ledger.held() + ledger.used();
    if to.amount.quantity < taken {
        return Err(Rejection::AmountTaken { taken });
    }
    let overbooked = to
        .schedule
        .as_ref()
        .and_then(|schedule| ledger.bookings().overbooked(schedule, context.now));
    match overbooked {
        Some(slot) => Err(Rejection::SlotOverbooked { slot }),
        None => Ok(()),
    }
}
