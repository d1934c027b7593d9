//! Wishes 微心愿: verified with whose they are, capped, pictured when they are fulfilled.

use contracts::needs::need::{Event, Kind, PICTURES_MAX, Picture, Rejection, Wish};
use contracts::{Actor, Context, Role};
use values::{ClaimId, Money, time};

use super::raising::fit_to_be_published;
use super::{Asked, State, own};

/// A wish is verified with its particulars; only old lists, which the operator enters, have none.
pub(super) fn may_be_verified_plainly(asked: &Asked, context: &Context) -> Result<(), Rejection> {
    let entered = matches!(context.actor, Actor::Person { role: Role::Operator, .. });
    let plain = asked.kind != Kind::Wish || entered;
    if plain { Ok(()) } else { Err(Rejection::WishParticularsMissing) }
}

pub(super) fn verify(
    state: &State,
    context: &Context,
    wish: Wish,
    cap: Money,
) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?;
    match state {
        State::Raised(_) => {}
        State::Closed(_) => return Err(Rejection::Closed),
        State::Unheard
        | State::Returned(_)
        | State::Verified(_)
        | State::Posted(_)
        | State::Accepted(_) => return Err(Rejection::NotRaised),
    }
    if asked.kind != Kind::Wish {
        return Err(Rejection::NotAWish);
    }
    fit_to_be_published(asked)?;
    if wish.value.fen <= 0 || wish.value > cap {
        return Err(Rejection::WishOverCap { max_yuan: cap.fen / 100 });
    }
    let today = time::date_at(context.now);
    if wish.minor && wish.guardian_agreed_on.is_none_or(|agreed| agreed > today) {
        return Err(Rejection::GuardianMissing);
    }
    Ok(vec![Event::Verified { amount: asked.amount, wish: Some(wish) }])
}

/// What is known of the beneficiary goes; the wish itself stays.
pub(super) fn erase_beneficiary(state: &State, context: &Context) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?;
    let wish = asked.wish.as_ref().ok_or(Rejection::NothingSealed)?;
    match state {
        State::Closed(_) if wish.beneficiary.is_some() => Ok(vec![Event::BeneficiaryErased {}]),
        State::Closed(_) => Ok(vec![]),
        State::Unheard
        | State::Raised(_)
        | State::Returned(_)
        | State::Verified(_)
        | State::Posted(_)
        | State::Accepted(_) => Err(Rejection::NotClosed),
    }
}

/// Only of what was delivered there are pictures; a minor is on none of them.
pub(super) fn show_result(
    state: &State,
    context: &Context,
    pictures: Vec<Picture>,
) -> Result<Vec<Event>, Rejection> {
    let asked = own(state, context)?;
    if pictures.len() > PICTURES_MAX {
        return Err(Rejection::TooManyPictures { max: PICTURES_MAX });
    }
    let minor = asked.wish.as_ref().is_some_and(|wish| wish.minor);
    if minor && pictures.iter().any(|picture| picture.shows_faces) {
        return Err(Rejection::MinorOnPicture);
    }
    let delivered = match state {
        State::Posted(ledger) | State::Accepted(ledger) => ledger.delivered > 0,
        State::Closed(ended) => ended.delivered,
        State::Unheard | State::Raised(_) | State::Returned(_) | State::Verified(_) => false,
    };
    if !delivered {
        return Err(Rejection::NothingDelivered);
    }
    Ok(if asked.pictures == pictures { vec![] } else { vec![Event::ResultShown { pictures }] })
}

/// A claim on a wish was accepted: from now on its claimer knows whose wish it is.
pub(super) fn entrust(state: &State, claim: ClaimId) -> Vec<Event> {
    let Some(ledger) = state.ledger() else { return vec![] };
    let holds = ledger.holds.contains_key(&claim);
    let told = ledger.entrusted == Some(claim);
    let is_wish = ledger.asked.wish.is_some();
    if holds && is_wish && !told { vec![Event::WishEntrusted { claim }] } else { vec![] }
}
