//! The plans 匹配方案.

use contracts::matching::plan::{PlanStatus, PlanSummary, Plans};
use contracts::{PageRequest, Role};

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::deeds::{self, PLAN_NEW};
use crate::pages::look;
use crate::pages::parts::{Cell, Row, Share};

const COLUMNS: &[&str] = &["方案", "状态", "需求", "双方已同意", "生成", "答复截止"];

pub(super) async fn plans(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Plans = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called([]).await?;
    let mut filters = vec![Filter::of::<PlanStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "organisation", "只看与本组织有关的"));
    let new: &[_] = if may_plan(visit) { &[PLAN_NEW] } else { &[] };
    let list = List {
        heading: "匹配方案".to_owned(),
        about: "把一片区域的需求和资源整体配好：系统算出并证明，各方逐行同意后转为认领",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(row).collect(),
        total: found.total,
        buttons: deeds::buttons(visit, new, &[]),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Communities, streets, districts and cities plan.
fn may_plan(visit: &Visit) -> bool {
    visit.role().is_some_and(Role::answers_for_an_area)
}

/// What a plan is called: whose it is, and of what.
pub(crate) fn heading(plan: &PlanSummary) -> (String, String) {
    let name = plan.organisation_name.as_ref().map_or("", |name| name.as_str());
    let category = plan.scope.category.map_or("全部类别", Shown::chinese);
    let by = plan.scope.by.map_or_else(String::new, |by| format!("，{by} 前要的"));
    (name.to_owned(), format!("{category}{by}"))
}

fn row(plan: &PlanSummary) -> Row {
    let (text, under) = heading(plan);
    let said = format!("{} / {} 行", plan.agreed, plan.lines);
    Row {
        cells: vec![
            Cell::Link { text, under, href: format!("/plans/{}", plan.id) },
            Cell::Badge(badge(plan.status)),
            Cell::text(plan.needs),
            Cell::Share(Share::of(plan.agreed, plan.lines).said_as(said)),
            Cell::When(look::day(plan.computed_at)),
            Cell::When(plan.answer_until.map_or_else(String::new, look::moment)),
        ],
    }
}
