//! Figures 看板: coverage, needs, claims and projects at a glance. Each picture has its table beside
//! it, from which it is drawn: without scripts and on paper the bars in the tables remain.
//!
//! Counted by the lists' own indexes; nothing is added up here that a list does not say. *Closed is
//! not solved*, so nothing here is called solved.

use askama::Template;
use axum::http::StatusCode;
use contracts::needs::Needs;
use contracts::projects::{ClaimStatus, Claims, ProjectStatus, Projects};
use contracts::registry::{
    AreaCoverage, CoverageBelow, CoverageFigures, Organisation, OrganisationLine,
};
use contracts::reporting::course::Counted;
use contracts::reporting::{MonthFigures, RollUp, RollUpLine};
use contracts::resources::{OfferStatus, Offers};
use contracts::{Page, PageRequest, Query, Role};
use futures_util::future::try_join_all;
use values::{AreaCode, time};

use super::look::{Place, Shell};
use super::parts::{Cell, Row, Section, Share};
use super::{Answer, Visit, html};
use crate::Shown;
use crate::problem::Problem;

/// Only how many there are is asked for.
const ONE: PageRequest = PageRequest::first(1);
const ALL: PageRequest = PageRequest::first(PageRequest::LIMIT_MAX);
/// So many shades a tile may have.
const SHADES: u64 = 5;
const BY_STATUS: &[&str] = &["状态", "数量"];
const BY_CATEGORY: &[&str] = &["类别", "数量"];
const COVERED: &[&str] = &["区划", "单位报到率", "党员报到率", "未报到的单位"];

const NEEDS_BY_MONTH: &[&str] = &["月份", "发布", "兑现", "解决", "无人认领"];
const NEEDS: [Counted; 4] =
    [Counted::NeedPosted, Counted::NeedDelivered, Counted::NeedSolved, Counted::NeedUnclaimed];
const KEPT_BY_MONTH: &[&str] = &["月份", "认领兑现", "未履约", "协商取消"];
const KEPT: [Counted; 3] = [Counted::ClaimDelivered, Counted::ClaimFailed, Counted::ClaimCancelled];

/// One area on the grid 格子图.
struct Tile {
    name: String,
    rate: String,
    /// 0 (nobody) to [`SHADES`].
    shade: u64,
}

#[derive(Template)]
#[template(path = "figures.html")]
struct FiguresPage {
    shell: Shell,
    /// Whose area the lists are counted in: everywhere, where nobody is named.
    of: Option<String>,
    tiles: Vec<Tile>,
    sections: Vec<Section>,
}

pub(super) async fn show(visit: &Visit) -> Answer {
    let own = own(visit).await?;
    let area = own.as_ref().and_then(around);
    // A body sees its own; whoever is none sees everybody's.
    let here = own.as_ref().filter(|own| own.level.is_body()).and_then(|own| own.area);
    let below = async {
        match area {
            Some(under) => visit.ask(&CoverageBelow { under, page: ALL }).await,
            None => Ok(Page::empty()),
        }
    };
    let (below, offers, needs, categories, claims, projects) = tokio::try_join!(
        below,
        counts(visit, |status| Offers { area: here, status, page: ONE, ..Default::default() }),
        counts(visit, |status| Needs { area: here, status, page: ONE, ..Default::default() }),
        counts(visit, |category| Needs { area: here, category, page: ONE, ..Default::default() }),
        counts(visit, |status| Claims { area: here, status, page: ONE, ..Default::default() }),
        counts(visit, |status| Projects { area: here, status, page: ONE, ..Default::default() }),
    )?;
    let rolled = rolled_up(visit, area).await?;
    let called = visit.called([]).await?;
    let months = rolled.iter().flat_map(|rolled| &rolled.months).collect::<Vec<_>>();
    let is_told =
        |area| own.as_ref().is_some_and(|own| may_see_who_has_not_come(visit.role(), own, area));
    let coverage = below.items.iter().map(|line| covered(line, is_told(line.area))).collect();
    let there = here.map_or_else(String::new, |area| format!("area={area}&"));
    let link = |list: &str, narrowed_by: &str| format!("/{list}?{there}{narrowed_by}=");
    let of = own.as_ref().filter(|_| here.is_some()).map(|own| own.name.to_string());
    let sections = vec![
        flow(&offers, &claims, &projects).drawn("bars"),
        table("by-category", "需求：按类别", BY_CATEGORY, &link("needs", "category"), &categories)
            .drawn("bars"),
        Section::new("by-month", "需求：按月", NEEDS_BY_MONTH, of_months(&months, &NEEDS))
            .drawn("stacks"),
        Section::new("fulfilment", "履约：按月", KEPT_BY_MONTH, of_months(&months, &KEPT))
            .drawn("lines"),
        table(
            "needs",
            "需求：按状态（已销号不等于已解决）",
            BY_STATUS,
            &link("needs", "status"),
            &needs,
        ),
        table("offers", "资源：按状态", BY_STATUS, &link("offers", "status"), &offers),
        table("claims", "认领：按状态", BY_STATUS, &link("claims", "status"), &claims),
        table("projects", "项目：按状态", BY_STATUS, &link("projects", "status"), &projects),
        Section::new("coverage", "报到率", COVERED, coverage).drawn("bars"),
    ];
    let sections = sections.into_iter().filter(|section| !section.rows.is_empty()).collect();
    let tiles = below.items.iter().map(tile).collect();
    let shell = Shell::new(visit, Place::Elsewhere, "看板", &called);
    Ok(html(StatusCode::OK, &FiguresPage { shell, of, tiles, sections }))
}

async fn own(visit: &Visit) -> Result<Option<OrganisationLine>, Problem> {
    match visit.organisation() {
        Some(organisation) => visit.ask(&Organisation { organisation }).await,
        None => Ok(None),
    }
}

/// The area whose parts are compared: one's own, or the street around a community or unit.
fn around(own: &OrganisationLine) -> Option<AreaCode> {
    use contracts::registry::organisation::Level;
    match own.level {
        Level::City | Level::District | Level::Street => own.area,
        Level::Community
        | Level::Grid
        | Level::Unit
        | Level::SectorCommittee
        | Level::AreaBranch => own.area?.parent(),
    }
}

/// Whoever answers for an area is told who has not come there.
fn may_see_who_has_not_come(role: Option<Role>, own: &OrganisationLine, area: AreaCode) -> bool {
    let within = own.area.is_some_and(|own| own.contains(area));
    role.is_some_and(|role| {
        matches!(role, Role::Operator | Role::Auditor) || within && role.answers_for_an_area()
    })
}

/// The last twelve months of the area, for whoever may read them.
async fn rolled_up(visit: &Visit, area: Option<AreaCode>) -> Result<Option<RollUpLine>, Problem> {
    let Some(area) = area else { return Ok(None) };
    let until = time::date_at(visit.now());
    let from = time::plus_months(until.first_of_month(), -11);
    visit.ask(&RollUp { area, nature: None, from, until }).await
}

/// How often each was counted, month by month.
fn of_months(months: &[&MonthFigures], wanted: &[Counted]) -> Vec<Row> {
    let row = |month: &&MonthFigures| {
        let count = |counted: &Counted| {
            let figure = month.figures.iter().find(|figure| figure.counted == *counted);
            Cell::text(figure.map_or(0, |figure| figure.count))
        };
        let name = format!("{}-{:02}", month.from.year(), month.from.month());
        let cells = std::iter::once(Cell::Text(name)).chain(wanted.iter().map(count));
        Row { cells: cells.collect() }
    };
    months.iter().map(row).collect()
}

/// How many lines there are of each kind.
type Counts<S> = Vec<(S, usize)>;

async fn counts<S, Q, T>(
    visit: &Visit,
    question: impl Fn(Option<S>) -> Q + Sync,
) -> Result<Counts<S>, Problem>
where
    S: Shown + Send + Sync,
    Q: Query<Answer = Page<T>> + Sync,
{
    let question = &question;
    let count = |kind: S| async move {
        let found = visit.ask(&question(Some(kind))).await?;
        Ok::<_, Problem>((kind, found.total))
    };
    try_join_all(S::ALL.iter().map(|kind| count(*kind))).await
}

fn of<S: Shown>(counts: &Counts<S>, kinds: &[S]) -> usize {
    counts.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, count)| count).sum()
}

/// 资源 → 认领 → 项目 → 结果.
fn flow(
    offers: &Counts<OfferStatus>,
    claims: &Counts<ClaimStatus>,
    projects: &Counts<ProjectStatus>,
) -> Section {
    use ClaimStatus::{Accepted, Agreed, Closed, Delivered, Held};
    let steps = [
        ("在列资源", of(offers, &[OfferStatus::Listed])),
        ("提出的认领", of(claims, &[Held, Accepted, Agreed, Delivered, Closed])),
        ("达成的认领", of(claims, &[Accepted, Agreed, Delivered, Closed])),
        ("执行中的项目", of(projects, &[ProjectStatus::Running, ProjectStatus::AcceptanceAsked])),
        ("已验收的项目", of(projects, &[ProjectStatus::Accepted, ProjectStatus::Archived])),
    ];
    let most = steps.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let row = |(label, count): (&str, usize)| Row {
        cells: vec![Cell::text(label), Cell::Share(Share::of(count, most))],
    };
    Section::new("flow", "从资源到结果", &["环节", "数量"], steps.map(row).into())
}

fn table<S: Shown>(
    id: &'static str,
    heading: &'static str,
    columns: &'static [&'static str],
    list: &str,
    counts: &Counts<S>,
) -> Section {
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let row = |(kind, count): &(S, usize)| Row {
        cells: vec![
            Cell::link(format!("{list}{}", kind.code()), kind.chinese()),
            Cell::Share(Share::of(*count, most)),
        ],
    };
    let counted = counts.iter().filter(|(_, count)| *count > 0);
    Section::new(id, heading, columns, counted.map(row).collect())
}

fn tile(line: &AreaCoverage) -> Tile {
    let both = line.units.roster + line.members.roster;
    let rate = line.units.rate.or(line.members.rate);
    // Hundredths of a percent: 10,000 are all.
    let shade = rate.map_or(0, |rate| (rate * SHADES).div_ceil(10_000).clamp(1, SHADES));
    Tile {
        name: named(line),
        rate: rate.filter(|_| both > 0).map_or_else(|| "无名册".to_owned(), percent),
        shade,
    }
}

fn covered(line: &AreaCoverage, is_told: bool) -> Row {
    let cell = |figures: CoverageFigures| match figures.rate {
        Some(_) => {
            let of = figures.checked_in + figures.not_come;
            let said = format!("{} / {of}", figures.checked_in);
            Cell::Share(Share::of(count(figures.checked_in), count(of)).said_as(said))
        }
        None => Cell::text("无名册"),
    };
    let not_come = match line.units.not_come {
        0 => Cell::text(""),
        _ if !is_told => Cell::text(""),
        _ => Cell::link(format!("/not-come?area={}", line.area), "查看"),
    };
    Row { cells: vec![Cell::Text(named(line)), cell(line.units), cell(line.members), not_come] }
}

fn count(figure: u64) -> usize {
    usize::try_from(figure).unwrap_or(usize::MAX)
}

fn named(line: &AreaCoverage) -> String {
    line.name.clone().unwrap_or_else(|| line.area.to_string())
}

fn percent(rate: u64) -> String {
    format!("{}%", rate / 100)
}
