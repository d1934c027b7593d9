//! Signed and numbered, and printed.

use contracts::reporting::report::{Event, Number, Printed, Rejection, Standing};
use contracts::{Actor, Context, Role};
use values::{OrganisationId, PersonId, Sealed, Text, time};

use super::{Life, Stage};

/// Who signs for a street or a community, and as what.
pub(crate) fn signer(
    context: &Context,
    issuer: OrganisationId,
) -> Result<(PersonId, Role), Rejection> {
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
    let may = signs && context.may_act_for(issuer);
    if may { Ok((person, role)) } else { Err(Rejection::NotAuthorised) }
}

/// How it is issued.
pub(super) struct Form {
    pub(super) mark: Option<Text<20>>,
    pub(super) plain: bool,
    pub(super) to: Option<Text<60>>,
    pub(super) serial: u32,
    pub(super) key: Option<Sealed>,
}

/// Confirmed or 未确认, read first by whom it is about.
pub(super) fn issue(
    life: &Life,
    context: &Context,
    draft: u32,
    Form { mark, plain, to, serial, key }: Form,
) -> Result<Vec<Event>, Rejection> {
    let issuer = life.compiled.issuer;
    let (by, role) = signer(context, issuer)?;
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
    // What it is called now stands in the number for ever, whatever it is called later.
    let issuer = context.directory.organisation(issuer).map(|known| known.name.clone());
    let number = Number { mark, year: on.year(), serial, issuer };
    // Whom it goes to in the system has its own name.
    let to = to.filter(|_| life.compiled.addressee.is_none());
    Ok(vec![Event::Numbered { number, on, by, role: Some(role), plain, to, key }])
}

/// What came off the press.
pub(super) struct Made {
    pub(super) files: Vec<Printed>,
    pub(super) fonts_missing: Vec<Text<60>>,
    pub(super) standing: Option<Standing>,
}

/// Why the press cannot print it: once, however often it tries.
pub(super) fn jam(
    life: &Life,
    context: &Context,
    version: u32,
    (reason, all): (Text<200>, bool),
) -> Result<Vec<Event>, Rejection> {
    if context.actor != Actor::System {
        return Err(Rejection::NotAuthorised);
    }
    life.version(version)?;
    match &life.stage {
        Stage::Numbered { jammed, .. } if jammed.as_ref() == Some(&reason) => Ok(vec![]),
        Stage::Numbered { .. } => Ok(vec![Event::Jammed { reason, all }]),
        Stage::Compiled | Stage::Issued { .. } | Stage::Received | Stage::Disputed => {
            Err(Rejection::OutOfTurn)
        }
    }
}

/// What the press kept. It says the same again when it does not know whether it was heard.
pub(super) fn print(
    life: &Life,
    context: &Context,
    version: u32,
    Made { files, fonts_missing, standing }: Made,
) -> Result<Vec<Event>, Rejection> {
    if context.actor != Actor::System {
        return Err(Rejection::NotAuthorised);
    }
    life.version(version)?;
    match &life.stage {
        Stage::Numbered { .. } => {
            Ok(vec![Event::Issued { version, files, fonts_missing, standing }])
        }
        Stage::Issued { files: kept } if *kept == files => Ok(vec![]),
        Stage::Issued { .. } | Stage::Compiled | Stage::Received | Stage::Disputed => {
            Err(Rejection::OutOfTurn)
        }
    }
}
