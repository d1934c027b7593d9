//! The need list 需求清单.

use contracts::needs::need::{Kind, Urgency};
use contracts::needs::{NeedLine, NeedStatus, Needs};
use contracts::registry::taxonomy::Category;
use contracts::{Actor, PageRequest};

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds;
use crate::pages::look::{self, Place};
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["需求", "状态", "余量", "需求方", "认领截止"];

pub(super) async fn needs(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Needs = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(found.items.iter().map(|need| need.owner)).await?;
    let mut filters = vec![
        Filter::words(visit, "text", "标题含"),
        Filter::of::<NeedStatus>(visit, "status", "状态"),
        Filter::of::<Kind>(visit, "kind", "类型"),
        Filter::of::<Category>(visit, "category", "类别"),
        Filter::of::<Urgency>(visit, "urgency", "紧急程度"),
        Filter::check(visit, "solved", "只看已解决", "true".to_owned()),
    ];
    filters.extend(Filter::mine(visit, "owner", "只看本组织"));
    let person = visit.actor().ok().and_then(Actor::person).map(|person| person.to_string());
    filters.extend(person.map(|own| Filter::check(visit, "raised_by", "只看我提的", own)));
    filters.extend(Filter::area(visit, "所在辖区").await?);
    filters.push(Filter::order(visit));
    let list = List {
        here: Place::Needs,
        heading: called.titles.need_list(),
        about: "社区和单位需要什么，还差多少，谁在认领",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|need| row(need, &called)).collect(),
        total: found.total,
        shown: Some(found.items.iter().map(|need| need.id.into()).collect()),
        buttons: deeds::buttons(visit, &[deeds::NEW_NEED], &[]),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// A need in a table of [`COLUMNS`].
pub(crate) fn row(need: &NeedLine, called: &Called) -> Row {
    let under = format!("{} · {}", need.kind.chinese(), need.category.chinese());
    Row {
        cells: vec![
            Cell::Link { text: need.title.to_string(), under, href: format!("/needs/{}", need.id) },
            Cell::Badge(badge(need.status)),
            Cell::bar(need.amount, need.held, need.delivered),
            Cell::text(called.of(need.owner)),
            Cell::When(need.deadline.map_or_else(String::new, look::day)),
        ],
    }
}
