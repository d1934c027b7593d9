//! Service records 服务记录.

use contracts::PageRequest;
use contracts::projects::{RecordLine, RecordStatus, Records};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::{Called, claimers};
use crate::pages::look::Place;
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["服务", "状态", "日期", "时长与人数", "供给方", "需求方"];

pub(super) async fn records(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Records = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let mut filters = vec![Filter::of::<RecordStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "organisation", "只看本组织"));
    let list = List {
        here: Place::Elsewhere,
        heading: "服务记录".to_owned(),
        about: "谁组织谁记录，另一方确认；确认后计入交付",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|record| row(record, &called)).collect(),
        total: found.total,
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Both sides of records.
pub(crate) fn parties(records: &[RecordLine]) -> impl Iterator<Item = OrganisationId> {
    let asking = records.iter().map(|record| record.asking);
    asking.chain(claimers(records.iter().map(|record| record.giving)))
}

/// A record in a table of [`COLUMNS`].
pub(crate) fn row(record: &RecordLine, called: &Called) -> Row {
    let service = &record.service;
    Row {
        cells: vec![
            Cell::link(format!("/records/{}", record.id), &service.what),
            Cell::Badge(badge(record.status)),
            Cell::When(service.date.to_string()),
            Cell::text(format!("{} 分钟，{} 人", service.minutes, service.people)),
            Cell::text(called.claimer(record.giving)),
            Cell::text(called.of(record.asking)),
        ],
    }
}
