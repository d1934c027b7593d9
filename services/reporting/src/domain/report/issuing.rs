//! Signed and numbered, and printed.

use contracts::reporting::report::{Event, Number, Printed, Rejection, Standing};
use contracts::{Actor, Context, Role};
use values::{OrganisationId, PersonId, Sealed, Text, time};

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
    // Whom it goes to in the system has its own name.
    let to = to.filter(|_| life.compiled.addressee.is_none());
    Ok(vec![Event::Numbered { number, on, by, plain, to, key }])
}

/// What came off the press.
pub(super) struct Made {
    pub(super) files: Vec<Printed>,
    pub(super) fonts_missing: Vec<Text<60>>,
    pub(super) standing: Option<Standing>,
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
