//! Delivered to whom it goes to, received or disputed there: with an account, or with a link and a
//! code.

use contracts::Context;
use contracts::reporting::report::{DELIVERY_DAYS, Event, Rejection};
use values::{Fingerprint, PersonId, Text, time};

use super::{Life, Stage};

/// By the issuer; an earlier key opens it no more.
pub(super) fn deliver(
    life: &Life,
    context: &Context,
    version: u32,
    key: Fingerprint,
) -> Result<Vec<Event>, Rejection> {
    let may = context.may_act_for(life.compiled.issuer);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    life.version(version)?;
    match life.stage {
        Stage::Issued { .. } | Stage::Received | Stage::Disputed => {}
        Stage::Compiled | Stage::Numbered { .. } => return Err(Rejection::OutOfTurn),
    }
    if life.delivery.as_ref().is_some_and(|(known, _)| *known == key) {
        return Ok(vec![]);
    }
    let until = time::end_of(time::plus_days(time::date_at(context.now), DELIVERY_DAYS));
    Ok(vec![Event::Delivered { key, until, by }])
}

/// Whom it went to: somebody of theirs, or whoever has the key.
fn addressee(
    life: &Life,
    context: &Context,
    key: Option<&Fingerprint>,
) -> Result<Option<PersonId>, Rejection> {
    if let Some(key) = key {
        let delivered = life.delivery.as_ref();
        let opens = delivered.is_some_and(|(known, until)| known == key && context.now <= *until);
        return if opens { Ok(None) } else { Err(Rejection::KeyNotGood) };
    }
    let addressee = life.compiled.addressee.ok_or(Rejection::NoAddressee)?;
    let may = context.may_act_for(addressee);
    context.actor.person().filter(|_| may).map(Some).ok_or(Rejection::NotAuthorised)
}

pub(super) fn receive(
    life: &Life,
    context: &Context,
    version: u32,
    key: Option<&Fingerprint>,
) -> Result<Vec<Event>, Rejection> {
    let by = addressee(life, context, key)?;
    life.version(version)?;
    match life.stage {
        Stage::Issued { .. } => Ok(vec![Event::Received { by }]),
        Stage::Received => Ok(vec![]),
        Stage::Disputed => Err(Rejection::AlreadyAnswered),
        Stage::Compiled | Stage::Numbered { .. } => Err(Rejection::OutOfTurn),
    }
}

pub(super) fn dispute(
    life: &Life,
    context: &Context,
    version: u32,
    (reason, key): (Text<500>, Option<&Fingerprint>),
) -> Result<Vec<Event>, Rejection> {
    let by = addressee(life, context, key)?;
    life.version(version)?;
    match life.stage {
        Stage::Issued { .. } => Ok(vec![Event::Disputed { reason, by }]),
        Stage::Received | Stage::Disputed => Err(Rejection::AlreadyAnswered),
        Stage::Compiled | Stage::Numbered { .. } => Err(Rejection::OutOfTurn),
    }
}
