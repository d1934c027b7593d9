//! Two units side by side, so that people see whether they are one; and the ways to merge them, or
//! to say that they are two.
//!
//! The address names the units of a group: the first two are compared, the others are a link away.

use askama::Template;
use axum::http::StatusCode;
use contracts::registry::{CheckIns, Organisation, OrganisationLine, OrganisationStatus};
use contracts::{PageRequest, Role, needs, projects, resources};
use values::{OrganisationId, Uuid};

use super::called::Called;
use super::deeds::{self, DISTINGUISH_UNIT, MERGE, UNDISTINGUISH_UNIT};
use super::look::{self, Place, Shell};
use super::parts::{Button, Weight};
use super::{Answer, Visit, html};
use crate::Shown;
use crate::chinese;
use crate::problem::Problem;

/// How many units of a group an address names.
const UNITS_MAX: usize = 10;

/// One of the two.
struct Side {
    name: String,
    href: String,
    /// What is known of it, in the order of [`LABELS`].
    said: Vec<String>,
    keep: Option<Button>,
}

/// What is known of both.
struct Compared {
    label: &'static str,
    said: [String; 2],
    differs: bool,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    shell: Shell,
    sides: [Side; 2],
    facts: Vec<Compared>,
    /// What is said of the two: that they are not one, or no more.
    apart: Option<Button>,
    are_apart: bool,
    /// The others of the group, each to be compared with one of the two that it may be one with.
    others: Vec<(String, String)>,
}

const LABELS: [&str; 13] = [
    "名称",
    "别名",
    "状态",
    "性质",
    "统一社会信用代码",
    "所在区划",
    "地址",
    "上级党组织",
    "报到",
    "需求",
    "资源",
    "认领",
    "项目",
];

/// Where these are compared.
pub(super) fn path(units: &[OrganisationId]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for unit in units.iter().take(UNITS_MAX) {
        query.append_pair("unit", &unit.to_string());
    }
    format!("/duplicates/compare?{}", query.finish())
}

pub(super) async fn show(visit: &Visit) -> Answer {
    let named = visit.parameters.iter().filter(|(name, _)| name == "unit").take(UNITS_MAX);
    let units = named.map(|(_, id)| Some(OrganisationId(Uuid::parse_str(id).ok()?)));
    let units: Option<Vec<_>> = units.collect();
    let units = units.ok_or_else(Problem::not_found)?;
    let [one, other, others @ ..] = units.as_slice() else { return Err(Problem::not_found()) };
    let (one, other) = tokio::try_join!(known(visit, *one), known(visit, *other))?;
    let parents = [&one, &other].into_iter().filter_map(|known| known.line.life.parent);
    let called = visit.called(parents.chain(units.iter().copied())).await?;
    let sides = [(&one, &other), (&other, &one)]
        .map(|(kept, merged)| side(visit, kept, merged.line.id, &called));
    let facts = LABELS.into_iter().enumerate().map(|(at, label)| {
        let said = [&sides[0], &sides[1]].map(|side| side.said[at].clone());
        Compared { label, differs: said[0] != said[1], said }
    });
    let facts = facts.collect();
    let beside = |unit: &OrganisationId| {
        let likely = [&one.line, &other.line].into_iter().find(|side| !are_apart(side, *unit))?;
        let rest = units.iter().copied().filter(|known| known != unit && *known != likely.id);
        let order: Vec<_> = [likely.id, *unit].into_iter().chain(rest).collect();
        Some((called.of(*unit), path(&order)))
    };
    let others = others.iter().filter_map(beside).collect();
    let are_apart = are_apart(&one.line, other.line.id);
    let apart = merges(visit).then(|| tell_apart(&one.line, &other.line, are_apart));
    let shell = Shell::new(visit, Place::Elsewhere, "比对单位", &called);
    Ok(html(StatusCode::OK, &ComparePage { shell, sides, facts, apart, are_apart, others }))
}

/// What is known of a unit, and how much there is of it.
struct Known {
    line: OrganisationLine,
    totals: [usize; 5],
}

async fn known(visit: &Visit, unit: OrganisationId) -> Result<Known, Problem> {
    let page = PageRequest::first(1);
    let line = Organisation { organisation: unit };
    let check_ins = CheckIns { unit: Some(unit), page, ..Default::default() };
    let needs = needs::Needs { owner: Some(unit), page, ..Default::default() };
    let offers = resources::Offers { owner: Some(unit), page, ..Default::default() };
    let claims = projects::Claims { organisation: Some(unit), page, ..Default::default() };
    let projects = projects::Projects { organisation: Some(unit), page, ..Default::default() };
    let (line, check_ins, needs, offers, claims, projects) = tokio::try_join!(
        visit.find(&line),
        visit.ask(&check_ins),
        visit.ask(&needs),
        visit.ask(&offers),
        visit.ask(&claims),
        visit.ask(&projects),
    )?;
    let totals = [check_ins.total, needs.total, offers.total, claims.total, projects.total];
    Ok(Known { line, totals })
}

fn side(visit: &Visit, known: &Known, merged: OrganisationId, called: &Called) -> Side {
    let Known { line, totals } = known;
    let aliases: Vec<_> = line.aliases.iter().map(ToString::to_string).collect();
    let mut said = vec![
        line.name.to_string(),
        aliases.join("、"),
        line.life.status.chinese().to_owned(),
        chinese::organisation(line.level, line.nature).to_owned(),
        line.credit_code.map_or_else(String::new, |code| code.to_string()),
        line.area.map_or_else(String::new, |area| area.to_string()),
        line.address.as_ref().map_or_else(String::new, ToString::to_string),
        line.life.parent.map_or_else(String::new, |parent| called.of(parent)),
    ];
    said.extend(totals.map(|total| format!("{total} 条")));
    let open = line.life.status == OrganisationStatus::InOperation && merges(visit);
    let keep = open.then(|| keep(line.id, merged));
    Side { name: line.name.to_string(), href: look::organisation(line.id), said, keep }
}

/// Two entries become one at the word of a street or above, as far as a button is concerned.
pub(super) fn merges(visit: &Visit) -> bool {
    visit.role().is_some_and(|role| role.is_officer() || role == Role::Operator)
}

fn keep(kept: OrganisationId, merged: OrganisationId) -> Button {
    let ids = [("organisation".to_owned(), merged.to_string())];
    let button = deeds::button(MERGE, &ids, Weight::Main);
    Button { label: "保留这一家", href: format!("{}?kept={kept}", button.href), ..button }
}

fn are_apart(line: &OrganisationLine, other: OrganisationId) -> bool {
    line.life.distinguished.contains(&other)
}

/// Said of the one that is registered.
fn tell_apart(one: &OrganisationLine, other: &OrganisationLine, are_apart: bool) -> Button {
    let applied = one.life.status == OrganisationStatus::Applied;
    let (one, other) = if applied { (other.id, one.id) } else { (one.id, other.id) };
    let path = if are_apart { UNDISTINGUISH_UNIT } else { DISTINGUISH_UNIT };
    let ids = [("organisation".to_owned(), one.to_string())];
    let button = deeds::button(path, &ids, Weight::Other);
    Button { href: format!("{}?from={other}", button.href), ..button }
}
