//! Signed and numbered, printed, received or disputed.

use contracts::reporting::report::{Event, Number, Printed, Rejection};
use contracts::{Actor, Context, Role};
use values::{OrganisationId, PersonId, Text, time};

use super::{Life, Stage};

/// Who signs for a street or a community.
fn signer(context: &Context, issuer: OrganisationId) -> Result<PersonId, Rejection> {
    let Actor::Person { person, role, .. } = context.actor else {
        return Err(Rejection::NotAuthorised);
    };
    let signs = matches!(
        role,
        Role::CommunitySecretary
            | Role::StreetOfficer
            | Role::DistrictOfficer
            | Role::CityOfficer
            | Role::Operator
    );
    if signs && context.may_act_for(issuer) { Ok(person) } else { Err(Rejection::NotAuthorised) }
}

/// Confirmed or 未确认, read first by whom it is about.
pub(super) fn issue(
    life: &Life,
    context: &Context,
    draft: u32,
    (mark, plain, serial): (Option<Text<20>>, bool, u32),
) -> Result<Vec<Event>, Rejection> {
    let by = signer(context, life.compiled.issuer)?;
    life.draft(draft)?;
    if life.stage != Stage::Compiled {
        return Err(Rejection::OutOfTurn);
    }
    if !life.lapsed && life.unconfirmed() > 0 {
        return Err(Rejection::NotConfirmed { left: life.unconfirmed() });
    }
    let until = life.compiled.preview_until;
    if !life.assented && context.now <= until {
        return Err(Rejection::PreviewRuns { until });
    }
    let on = time::date_at(context.now);
    let number = Number { mark, year: on.year(), serial };
    Ok(vec![Event::Numbered { number, on, by, plain }])
}

/// What the press kept. It says the same again when it does not know whether it was heard.
pub(super) fn print(
    life: &Life,
    context: &Context,
    version: u32,
    files: Vec<Printed>,
    fonts_missing: Vec<Text<60>>,
) -> Result<Vec<Event>, Rejection> {
    if context.actor != Actor::System {
        return Err(Rejection::NotAuthorised);
    }
    life.version(version)?;
    match &life.stage {
        Stage::Numbered { .. } => Ok(vec![Event::Issued { version, files, fonts_missing }]),
        Stage::Issued { files: kept } if *kept == files => Ok(vec![]),
        Stage::Issued { .. } | Stage::Compiled | Stage::Received | Stage::Disputed => {
            Err(Rejection::OutOfTurn)
        }
    }
}

/// Whom it went to.
fn addressee(life: &Life, context: &Context) -> Result<PersonId, Rejection> {
    let addressee = life.compiled.addressee.ok_or(Rejection::NoAddressee)?;
    let may = context.may_act_for(addressee);
    context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)
}

pub(super) fn receive(
    life: &Life,
    context: &Context,
    version: u32,
) -> Result<Vec<Event>, Rejection> {
    let by = addressee(life, context)?;
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
    reason: Text<500>,
) -> Result<Vec<Event>, Rejection> {
    let by = addressee(life, context)?;
    life.version(version)?;
    match life.stage {
        Stage::Issued { .. } => Ok(vec![Event::Disputed { reason, by }]),
        Stage::Received | Stage::Disputed => Err(Rejection::AlreadyAnswered),
        Stage::Compiled | Stage::Numbered { .. } => Err(Rejection::OutOfTurn),
    }
}
