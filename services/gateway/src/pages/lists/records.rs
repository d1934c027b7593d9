//! Service records 服务记录.

use contracts::projects::{RecordLine, RecordStatus, Records};
use values::OrganisationId;

use super::{Filter, List, page, question};
use crate::pages::badge::badge;
use crate::pages::look::Place;
use crate::pages::parts::{Cell, Row};
use crate::pages::visit::{Called, claimers};
use crate::pages::{Answer, Visit};

pub(crate) const COLUMNS: &[&str] = &["服务", "状态", "日期", "时长与人数", "供给方", "需求方"];

pub(crate) async fn records(visit: &Visit) -> Answer {
    let asked: Records = question(visit)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let mut filters = vec![Filter::of::<RecordStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "organisation", "只看本组织"));
    let list = List {
        here: Place::Elsewhere,
        heading: "服务记录",
        about: "谁组织谁记录，另一方确认；确认后计入交付",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|record| row(record, &called)).collect(),
        total: found.total,
        buttons: Vec::new(),
    };
    Ok(page(visit, &called, asked.page, list))
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
