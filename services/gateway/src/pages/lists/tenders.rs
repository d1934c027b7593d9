//! Tenders 创投招标, the newest first.

use contracts::projects::{TenderLine, TenderStatus, Tenders};
use contracts::{PageRequest, Role};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds::{self, CALL_TENDER};
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] =
    &["创投", "状态", "征集方", "资助上限", "申报截止", "申报", "资助对象"];

pub(super) async fn tenders(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Tenders = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let mut filters = vec![Filter::of::<TenderStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "caller", "只看本组织征集"));
    let person = visit.actor()?.person();
    let judges = |person: values::PersonId| {
        Filter::check(visit, "juror", "只看我是评委的", person.to_string())
    };
    filters.extend(person.map(judges));
    let calls = calls(visit);
    let list = List {
        heading: "创投招标".to_owned(),
        about: "公益项目公开征集：截止前申报密封，评委回避后评分，公示无异议再资助",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, &called)).collect(),
        total: found.total,
        buttons: deeds::buttons(visit, if calls { &[CALL_TENDER] } else { &[] }, &[]),
        empty: Some("还没有创投项目".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Those who answer for an area call, as far as a button is concerned.
pub(crate) fn calls(visit: &Visit) -> bool {
    visit.role().is_some_and(Role::answers_for_an_area)
}

/// Who calls, and who is to have the grant.
pub(crate) fn parties(found: &[TenderLine]) -> impl Iterator<Item = OrganisationId> {
    found.iter().flat_map(|one| [one.call.caller].into_iter().chain(one.winner))
}

/// A tender in a table of [`COLUMNS`].
pub(crate) fn row(one: &TenderLine, called: &Called) -> Row {
    Row {
        cells: vec![
            Cell::link(format!("/tenders/{}", one.id), &one.call.title),
            Cell::Badge(badge(one.status)),
            Cell::Text(called.of(one.call.caller)),
            Cell::text(one.call.budget),
            Cell::When(look::moment(one.call.deadline)),
            Cell::text(format!("{} 份", one.proposals)),
            Cell::maybe(one.winner.map(|winner| called.of(winner))),
        ],
    }
}
