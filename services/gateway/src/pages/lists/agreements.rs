//! Agreements 共建协议.

use contracts::PageRequest;
use contracts::projects::fulfilment::percent;
use contracts::projects::{AgreementLine, AgreementStatus, Agreements};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::look::Place;
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["协议", "状态", "签约方", "签署", "履约率", "期限"];

pub(super) async fn agreements(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Agreements = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let mut filters = vec![Filter::of::<AgreementStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "organisation", "只看本组织"));
    filters.extend(Filter::area(visit, "所在辖区").await?);
    filters.push(Filter::order(visit));
    let list = List {
        here: Place::Agreements,
        heading: "共建协议".to_owned(),
        about: "谈约、签约、亮约、履约、评约",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|agreement| row(agreement, &called)).collect(),
        total: found.total,
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// All parties to agreements.
pub(crate) fn parties(agreements: &[AgreementLine]) -> impl Iterator<Item = OrganisationId> {
    agreements.iter().flat_map(|agreement| agreement.parties.iter().copied())
}

/// An agreement in a table of [`COLUMNS`].
pub(crate) fn row(agreement: &AgreementLine, called: &Called) -> Row {
    let parties: Vec<_> = agreement.parties.iter().map(|party| called.of(*party)).collect();
    let (signed, all) = (agreement.signed.len(), agreement.parties.len());
    let href = format!("/agreements/{}", agreement.id);
    Row {
        cells: vec![
            Cell::link(href, &agreement.terms.title),
            Cell::Badge(badge(agreement.status)),
            Cell::Text(parties.join("、")),
            Cell::text(format!("{signed} / {all} 方")),
            Cell::Text(agreement.fulfilment.map_or_else(String::new, percent)),
            Cell::When(agreement.terms.until.to_string()),
        ],
    }
}
