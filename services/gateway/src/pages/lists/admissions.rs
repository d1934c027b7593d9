//! Work put on communities from above 准入事项: with the district's approval, and with money.

use contracts::needs::admission::WorkKind;
use contracts::needs::{AdmissionLine, AdmissionStatus, Admissions};
use contracts::{PageRequest, Role};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds::{self, NEW_ADMISSION};
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] =
    &["事项", "状态", "申请部门", "审批", "范围", "经费", "申请", "签收"];

pub(super) async fn admissions(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Admissions = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let mut filters = vec![Filter::of::<AdmissionStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "department", "只看本组织申请"));
    filters.extend(Filter::mine(visit, "awaits", "只看待本组织办理"));
    let list = List {
        heading: "准入事项".to_owned(),
        about: "上级部门交给社区的工作：区县审批同意、经费随事走，才能下到社区；负面事项一律不下",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, &called)).collect(),
        total: found.total,
        buttons: deeds::buttons(visit, if asks(visit) { &[NEW_ADMISSION] } else { &[] }, &[]),
        empty: Some("没有准入事项；上级部门申请的，经区县审批后社区在这里看到".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Departments ask: offices above communities and units, as far as a button is concerned.
fn asks(visit: &Visit) -> bool {
    let asks = |role: Role| role.is_officer() || matches!(role, Role::Liaison | Role::UnitHead);
    visit.role().is_some_and(asks)
}

/// Who asks, and who judges.
pub(crate) fn parties(found: &[AdmissionLine]) -> impl Iterator<Item = OrganisationId> {
    found.iter().flat_map(|one| [one.department, one.district])
}

/// Of which kind it is.
pub(crate) fn kind(one: &AdmissionLine) -> &'static str {
    let kind: WorkKind = one.kind;
    kind.chinese()
}

/// A request in a table of [`COLUMNS`].
pub(crate) fn row(one: &AdmissionLine, called: &Called) -> Row {
    let received = one.received.len();
    Row {
        cells: vec![
            Cell::Link {
                text: one.title.to_string(),
                under: kind(one).to_owned(),
                href: format!("/admissions/{}", one.id),
            },
            Cell::Badge(badge(one.status)),
            Cell::Text(called.of(one.department)),
            Cell::Text(called.of(one.district)),
            Cell::text(one.area),
            Cell::maybe(one.money),
            Cell::When(look::day(one.requested_at)),
            Cell::maybe((received > 0).then(|| format!("{received} 个社区"))),
        ],
    }
}
