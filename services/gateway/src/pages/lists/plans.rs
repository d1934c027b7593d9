//! The plans 匹配方案.

use contracts::matching::plan::{Plan, PlanLines, PlanStatus, PlanSummary, Plans};
use contracts::{PageRequest, Role};
use serde::Deserialize;
use values::{NeedId, OrganisationId};

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::deeds::{self, PLAN_NEW};
use crate::pages::look;
use crate::pages::parts::{Cell, Row, Share};
use crate::pages::plan::{LINES, line_row};

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

/// What the address asks for beside the plan in its path.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    organisation: Option<OrganisationId>,
    #[serde(default)]
    need: Option<NeedId>,
    #[serde(default)]
    page: PageRequest,
}

/// Every line of one plan.
pub(super) async fn lines(visit: &Visit, at: Option<PageRequest>) -> Found {
    let plan = visit.id("plan")?;
    let Asked { organisation, need, page } = question(visit, at)?;
    let detail = visit.find(&Plan { plan }).await?;
    let found = visit.ask(&PlanLines { plan, organisation, need, page }).await?;
    let called = visit.called([]).await?;
    let (name, of) = heading(&detail.summary);
    let list = List {
        heading: format!("{name}（{of}）：方案的每一行"),
        about: "系统安排的每一行：给哪项需求用哪条资源、多少，双方各自同意了没有",
        filters: Filter::mine(visit, "organisation", "只看本组织的").into_iter().collect(),
        columns: LINES,
        rows: found.items.iter().map(|line| line_row(visit, &detail, line)).collect(),
        total: found.total,
        ..List::default()
    };
    Ok((called, page, list))
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
