//! What holds in the whole city 设置: what the three lists are called, what may stand under each
//! category, which days are worked, how long a step may take, what a wish may cost. Whoever may
//! not change it reads it.

use askama::Template;
use axum::http::StatusCode;
use contracts::Role;
use contracts::needs::limits::Limit;
use contracts::needs::{HandlingLimits, LimitLine, WishCap};
use contracts::registry::taxonomy::{Subcategory, Titles};
use contracts::registry::{Categories, CategoryLine, ListTitles, WorkCalendar, WorkCalendarLine};
use futures_util::future::try_join_all;
use values::calendar::DayKind;
use values::time;

use super::look::{Place, Shell};
use super::parts::{Cell, Row, Section};
use super::{Answer, Visit, deeds, html};
use crate::Shown;

const TITLES: &[&str] = &["清单", "现在的名称"];
const CATEGORIES: &[&str] = &["大类", "小类", "停用", ""];
const LIMITS: &[&str] = &["紧急程度", "环节", "时限", ""];
const CAP: &[&str] = &["项目", "金额"];
const YEARS: &[&str] = &["年份", "放假", "调休上班", "状态", ""];

/// So many years before and after this one are shown.
const YEARS_AROUND: i16 = 2;

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    shell: Shell,
    sections: Vec<Section>,
}

pub(super) async fn show(visit: &Visit) -> Answer {
    let this_year = time::date_at(visit.now()).year();
    let years = (this_year - YEARS_AROUND)..=(this_year + YEARS_AROUND);
    let years = years.map(|year| async move { visit.ask(&WorkCalendar { year }).await });
    let all = Categories::default();
    let (titles, categories, years, limits, cap, called) = tokio::try_join!(
        visit.ask(&ListTitles {}),
        visit.ask(&all),
        try_join_all(years),
        visit.ask(&HandlingLimits {}),
        visit.ask(&WishCap {}),
        visit.called([]),
    )?;
    let is_city = visit.role().is_some_and(Role::decides_for_the_city);
    let is_operator = visit.role() == Some(Role::Operator);
    let named = if is_city { &[deeds::SET_TITLES][..] } else { &[] };
    let titles = Section::new("titles", "三张清单的名称", TITLES, title_rows(&titles));
    let categories = categories.iter().map(|line| category_row(line, is_city)).collect();
    let years = years.iter().map(|line| year_row(line, is_operator)).collect();
    let limits = limits.iter().map(|line| limit_row(line, is_city)).collect();
    let cap = vec![Row { cells: vec![Cell::text("一个微心愿最多"), Cell::text(cap.value)] }];
    let capped = if is_city { &[deeds::SET_WISH_CAP][..] } else { &[] };
    let cap = Section::new("wish-cap", "微心愿的金额上限", CAP, cap);
    let sections = vec![
        Section { buttons: deeds::buttons(visit, &[], named), ..titles },
        Section::new("categories", "资源和需求的分类", CATEGORIES, categories),
        Section::new("calendar", "工作日历（时限按它计算）", YEARS, years),
        Section::new("limits", "办理时限", LIMITS, limits),
        Section { buttons: deeds::buttons(visit, &[], capped), ..cap },
    ];
    let shell = Shell::new(visit, Place::Elsewhere, "设置", &called);
    Ok(html(StatusCode::OK, &SettingsPage { shell, sections }))
}

fn title_rows(titles: &Titles) -> Vec<Row> {
    let lists = [
        ("驻区单位拿出来的", titles.offer_list()),
        ("社区提出来的", titles.need_list()),
        ("双方一起办的", titles.project_list()),
    ];
    lists.map(|(what, name)| Row { cells: vec![Cell::text(what), Cell::Text(name)] }).into()
}

fn category_row(line: &CategoryLine, changes: bool) -> Row {
    let (retired, live): (Vec<_>, Vec<_>) = line.subcategories.iter().partition(|one| one.retired);
    let names = |all: Vec<&Subcategory>| {
        let names: Vec<_> = all.iter().map(|one| one.name.as_str()).collect();
        Cell::Text(names.join("、"))
    };
    let change = format!("/settings/categories/{}", line.category.code());
    let links = if changes { vec![("修改", change)] } else { vec![] };
    let cells =
        vec![Cell::text(line.category.chinese()), names(live), names(retired), Cell::Links(links)];
    Row { cells }
}

fn limit_row(line: &LimitLine, changes: bool) -> Row {
    let (class, step) = (line.class, line.step);
    let limit = match line.limit {
        Limit::WorkingDays(days) => format!("{days} 个工作日"),
        Limit::Hours(hours) => format!("{hours} 小时"),
    };
    let change = format!("/settings/limits/{}/{}", class.code(), step.code());
    let links = if changes { vec![("修改", change)] } else { vec![] };
    let (class, step) = (Cell::text(class.chinese()), Cell::text(step.chinese()));
    Row { cells: vec![class, step, Cell::Text(limit), Cell::Links(links)] }
}

fn year_row(line: &WorkCalendarLine, changes: bool) -> Row {
    let count = |kind| line.days.iter().filter(|day| day.kind == kind).count();
    let state =
        if line.known { "有节假日表" } else { "没有节假日表，只按周末计算" };
    let href = format!("/settings/calendar/{}", line.year);
    let links = if changes { vec![("修改", href)] } else { vec![] };
    let halves = count(DayKind::Half);
    let off = format!("{} 天", count(DayKind::Off));
    let off = if halves == 0 { off } else { format!("{off}，半天 {halves} 天") };
    Row {
        cells: vec![
            Cell::text(format!("{} 年", line.year)),
            Cell::Text(off),
            Cell::text(format!("{} 天", count(DayKind::Work))),
            Cell::text(state),
            Cell::Links(links),
        ],
    }
}
