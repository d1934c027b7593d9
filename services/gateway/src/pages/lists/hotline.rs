//! Items of the 12345 hotline 热线件: those that came first, first.

use contracts::needs::hotline::{HotlineItem, HotlineItems};
use contracts::{PageRequest, Role};
use values::{OrganisationId, Timestamp};

use super::{Filter, Found, List, objections, question};
use crate::pages::Visit;
use crate::pages::badge::{BAD, Badge, GOOD, WAITS};
use crate::pages::called::Called;
use crate::pages::deeds::{self, NEW_HOTLINE_ITEM};
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["热线件", "状态", "承办", "来电", "时限", "需求"];

pub(super) async fn items(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: HotlineItems = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(owners(&found.items)).await?;
    let mut filters = vec![Filter::choices(visit, "replied", "答复", objections::answers())];
    filters.extend(Filter::mine(visit, "owner", "只看本组织承办"));
    let takes = visit.role().is_some_and(Role::answers_for_an_area);
    let list = List {
        heading: "热线件".to_owned(),
        about: "12345 热线转来的事项，先来的在前；按原编号、原时限办理和答复",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, visit.now(), &called)).collect(),
        total: found.total,
        buttons: deeds::buttons(visit, if takes { &[NEW_HOTLINE_ITEM] } else { &[] }, &[]),
        empty: Some("没有热线件；可以登记一件，或从“导入”成批导入".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Who is to answer them.
pub(crate) fn owners(items: &[HotlineItem]) -> impl Iterator<Item = OrganisationId> {
    items.iter().map(|one| one.owner)
}

/// Where the item with this number is.
pub(crate) fn path(one: &HotlineItem) -> String {
    format!("/hotline-items/{}", look::in_address(&one.number))
}

/// How it stands.
pub(crate) fn badge(one: &HotlineItem, now: Timestamp) -> Badge {
    let late = one.until.is_some_and(|until| until < now);
    let (text, tone) = match (one.replied_at, late) {
        (Some(_), _) => ("已答复", GOOD),
        (None, true) => ("逾期未答复", BAD),
        (None, false) => ("待答复", WAITS),
    };
    Badge { text: text.to_owned(), tone }
}

/// An item in a table of [`COLUMNS`].
pub(crate) fn row(one: &HotlineItem, now: Timestamp, called: &Called) -> Row {
    Row {
        cells: vec![
            Cell::Link {
                text: one.title.to_string(),
                under: one.number.to_string(),
                href: path(one),
            },
            Cell::Badge(badge(one, now)),
            Cell::Text(called.of(one.owner)),
            Cell::When(look::moment(one.heard_at)),
            Cell::When(one.until.map_or_else(String::new, look::moment)),
            Cell::link(format!("/needs/{}", one.need), "查看需求"),
        ],
    }
}
