//! Organisations 组织.

use contracts::registry::organisation::Level;
use contracts::registry::{
    CertificationStatus, OrganisationLine, OrganisationStatus, Organisations,
};
use contracts::{PageRequest, Role};

use super::{Filter, Found, List, question};
use crate::chinese;
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::deeds::{self, APPLY_ORGANISATION, REGISTER_ORGANISATION};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["名称", "性质", "状态", "年审", "所在区划", "地址"];

pub(super) async fn organisations(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Organisations = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called([]).await?;
    let list = List {
        here: Place::Elsewhere,
        heading: "组织".to_owned(),
        about: "街道、社区和驻区单位",
        filters: vec![
            Filter::words(visit, "name", "名称含"),
            Filter::of::<Level>(visit, "level", "层级"),
            Filter::of::<OrganisationStatus>(visit, "status", "状态"),
            Filter::of::<CertificationStatus>(visit, "certification", "年审"),
        ],
        columns: COLUMNS,
        rows: found.items.iter().map(row).collect(),
        total: found.total,
        buttons: buttons(visit),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Whoever may register registers; a unit's own people apply.
fn buttons(visit: &Visit) -> Vec<Button> {
    match visit.role() {
        Some(role) if Level::Unit.is_registered_by(role) => {
            deeds::buttons(visit, &[REGISTER_ORGANISATION], &[])
        }
        Some(Role::Liaison | Role::UnitHead) => deeds::buttons(visit, &[], &[APPLY_ORGANISATION]),
        Some(_) | None => Vec::new(),
    }
}

/// An organisation in a table of [`COLUMNS`].
pub(crate) fn row(one: &OrganisationLine) -> Row {
    Row {
        cells: vec![
            Cell::link(look::organisation(one.id), &one.name),
            Cell::text(chinese::organisation(one.level, one.nature)),
            Cell::Badge(badge(one.life.status)),
            one.life.certification.map_or_else(|| Cell::text(""), |it| Cell::Badge(badge(it))),
            Cell::maybe(one.area),
            Cell::maybe(one.address.as_ref()),
        ],
    }
}
