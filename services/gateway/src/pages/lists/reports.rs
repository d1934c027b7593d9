//! Dual reports 双报告: those there are, those that are due, and the facts behind one.

use contracts::reporting::{
    Evidence, FigureLine, Period, Report, ReportLine, ReportStatus, Reportable, ReportableLine,
    Reports,
};
use contracts::{Claimer, PageRequest, Role};
use serde::Deserialize;
use values::{Date, OrganisationId, time};

use super::{Filter, Found, List, question};
use crate::pages::badge::{Badge, OVER, badge};
use crate::pages::called::{Called, claimers};
use crate::pages::deeds::{self, COMPILE, COMPILE_ALL, CONFIRM_ALL, DELIVER_ALL, ISSUE_ALL};
use crate::pages::look::Place;
use crate::pages::parts::{Button, Cell, Choice, Row, Weight};
use crate::pages::{Visit, history};
use crate::problem::Problem;

pub(crate) const COLUMNS: &[&str] = &["报告", "状态", "文号", "签发单位", "待确认"];
const DUE: &[&str] = &["对象", "状态", "下一步"];
const EVIDENCE: &[&str] = &["日期", "指标", "数量", "对方", "事项", "依据"];

pub(super) async fn reports(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Reports = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items).chain(asked.subject)).await?;
    let mut filters = vec![
        Filter::of::<ReportStatus>(visit, "status", "状态"),
        Filter::choices(visit, "period", "报告期", periods(visit, false)),
    ];
    filters.extend(Filter::mine(visit, "awaits", "只看待我方办理"));
    filters.extend(
        asked.subject.map(|unit| Filter::check(visit, "subject", "只看这家单位", unit.to_string())),
    );
    let list = List {
        heading: "双报告".to_owned(),
        about: "单位的共建情况报上级党组织，个人的服务情况报工作单位",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|report| row(report, &called)).collect(),
        total: found.total,
        buttons: of_all(visit),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// May the visitor's organisation report on others?
fn issues(visit: &Visit) -> bool {
    visit.role().is_some_and(Role::answers_for_an_area)
}

/// What is done with all of a period at once.
fn of_all(visit: &Visit) -> Vec<Button> {
    let mut buttons = if issues(visit) { vec![to_due()] } else { Vec::new() };
    let role = visit.role();
    let of_community = matches!(role, Some(Role::CommunityClerk | Role::CommunitySecretary));
    let confirms = of_community.then_some(CONFIRM_ALL);
    let signs = signs(visit).then_some(ISSUE_ALL);
    let delivers = issues(visit).then_some(DELIVER_ALL);
    let all: Vec<_> = confirms.into_iter().chain(signs).chain(delivers).collect();
    buttons.extend(deeds::buttons(visit, &[], &all));
    buttons
}

/// Who signs for an issuer.
pub(crate) fn signs(visit: &Visit) -> bool {
    let secretary = visit.role() == Some(Role::CommunitySecretary);
    secretary || visit.role().is_some_and(Role::is_officer)
}

/// To the reports about one unit.
pub(crate) fn about(unit: OrganisationId) -> Button {
    let (href, weight) = (format!("/reports?subject={unit}"), Weight::Other);
    Button { label: "双报告", href, key: None, weight }
}

fn to_due() -> Button {
    let (href, weight) = ("/reports/due".to_owned(), Weight::Main);
    Button { label: "汇编报告", href, key: None, weight }
}

/// The periods that people report on, newest first; only those that are over.
pub(crate) fn periods(visit: &Visit, over: bool) -> Vec<Choice> {
    let today = time::date_at(visit.now());
    let of_year =
        |year: i16| ["", "H2", "H1", "Q4", "Q3", "Q2", "Q1"].map(|part| format!("{year}{part}"));
    let all = (0..3).flat_map(|ago| of_year(today.year() - ago));
    let known = all.filter_map(|text| text.parse::<Period>().ok());
    let wanted =
        known.filter(|period| if over { is_over(*period, today) } else { period.from() <= today });
    wanted.map(|period| Choice { value: period.to_string(), label: period.chinese() }).collect()
}

fn is_over(period: Period, today: Date) -> bool {
    period.until() < today
}

/// Issuers and the units that reports are about.
pub(crate) fn parties(reports: &[ReportLine]) -> impl Iterator<Item = OrganisationId> {
    let issuers = reports.iter().map(|report| report.issuer);
    issuers.chain(claimers(reports.iter().map(|report| report.subject)))
}

/// A report in a table of [`COLUMNS`].
pub(crate) fn row(report: &ReportLine, called: &Called) -> Row {
    let version =
        if report.version > 1 { format!("，第 {} 版", report.version) } else { String::new() };
    let waits = (report.status == ReportStatus::Compiled && report.unconfirmed > 0)
        .then(|| format!("{} 个社区", report.unconfirmed));
    Row {
        cells: vec![
            Cell::Link {
                text: called.claimer(report.subject),
                under: format!("{}{version}", report.period.chinese()),
                href: format!("/reports/{}", report.id),
            },
            Cell::Badge(badge(report.status)),
            Cell::maybe(report.number.as_ref()),
            Cell::text(called.of(report.issuer)),
            Cell::maybe(waits),
        ],
    }
}

/// What the address of the list of those to be reported on may say.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    period: Option<Period>,
    persons: bool,
    page: PageRequest,
}

/// Of whom there is something to report, and how far that is.
pub(super) async fn due(visit: &Visit, at: Option<PageRequest>) -> Found {
    let Asked { period, persons, page } = question(visit, at)?;
    let issuer = visit.organisation().ok_or_else(Problem::unauthenticated)?;
    let choices = periods(visit, true);
    let newest = choices.iter().filter(|choice| choice.value.contains('Q'));
    let newest = newest.filter_map(|choice| choice.value.parse().ok()).next();
    let period: Period = period.or(newest).ok_or_else(Problem::not_found)?;
    let asked = Reportable { issuer, period, persons, page };
    let found = visit.ask(&asked).await?;
    let called = visit.called([]).await?;
    let list = List {
        heading: format!("应报告的{}：{}", if persons { "个人" } else { "单位" }, period.chinese()),
        about: "这一期在本辖区有记录的都在这里；汇编的数字全部来自已确认的记录",
        filters: vec![
            Filter::choices(visit, "period", "报告期", choices),
            Filter::check(visit, "persons", "只看个人", "true".to_owned()),
        ],
        columns: DUE,
        rows: found.items.iter().map(|one| due_row(one, period)).collect(),
        total: found.total,
        buttons: due_buttons(period, persons, found.total),
        empty: Some("这一期没有可报告的记录，可换一个报告期。".to_owned()),
        ..List::default()
    };
    Ok((called, page, list))
}

fn due_buttons(period: Period, persons: bool, total: usize) -> Vec<Button> {
    let mut all = deeds::button(COMPILE_ALL, &[], Weight::Main);
    let persons = if persons { "&persons=true" } else { "" };
    all.href = format!("{}?period={period}{persons}", all.href);
    let (label, href) = ("全部汇编的进度", "/jobs".to_owned());
    let before = Button { label, href, key: None, weight: Weight::Other };
    if total > 0 { vec![all, before] } else { vec![before] }
}

fn due_row(one: &ReportableLine, period: Period) -> Row {
    let (name, parameter) = match one.subject {
        Claimer::Organisation(unit) => {
            let name = one.name.clone().unwrap_or_else(|| "（未登记）".to_owned());
            (name, format!("subject.organisation={unit}"))
        }
        Claimer::Person(person) => {
            let code: String = person.to_string().chars().take(13).collect();
            (format!("个人（编号 {code}）"), format!("subject.person={person}"))
        }
    };
    let subject = match one.report {
        Some(report) => Cell::link(format!("/reports/{report}"), name),
        None => Cell::Text(name),
    };
    let status = match one.status {
        Some(status) => badge(status),
        None => Badge { text: "未汇编".to_owned(), tone: OVER },
    };
    let next = match one.report {
        Some(_) => Cell::text(""),
        None => {
            let mut button = deeds::button(COMPILE, &[], Weight::Other);
            button.href = format!("{}?{parameter}&period={period}", button.href);
            Cell::Act(button)
        }
    };
    Row { cells: vec![subject, Cell::Badge(status), next] }
}

/// The lines behind the figures of a report; each opens to what happened.
pub(super) async fn evidence(visit: &Visit, at: Option<PageRequest>) -> Found {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        #[serde(default)]
        counted: Option<contracts::reporting::course::Counted>,
        #[serde(default)]
        community: Option<OrganisationId>,
        #[serde(default)]
        page: PageRequest,
    }
    let report = visit.id("report")?;
    let Asked { counted, community, page } = question(visit, at)?;
    let asked = Evidence { report, counted, community, page };
    let of_report = Report { report };
    let (paper, found) = tokio::try_join!(visit.find(&of_report), visit.ask(&asked))?;
    let others = found.items.iter().filter_map(|line| line.with);
    let called =
        visit.called(claimers([paper.line.subject]).chain(others).chain(community)).await?;
    let mut filters = Vec::new();
    if let (Some(counted), Some(value)) = (counted, visit.parameter("counted")) {
        filters.push(Filter::check(visit, "counted", counted.chinese(), value.to_owned()));
    }
    if let Some(community) = community {
        filters.push(Filter::check(visit, "community", "只看这个社区", community.to_string()));
    }
    let subject = called.claimer(paper.line.subject);
    let list = List {
        here: Place::Elsewhere,
        heading: format!("{subject}{}报告的依据", paper.line.period.chinese()),
        about: "报告的每个数字都是这些记录之和；冲销的以负数列出",
        filters,
        columns: EVIDENCE,
        rows: found.items.iter().map(|line| evidence_row(line, &called)).collect(),
        total: found.total,
        buttons: vec![Button {
            label: "回到报告",
            href: format!("/reports/{report}"),
            key: None,
            weight: Weight::Other,
        }],
        ..List::default()
    };
    Ok((called, page, list))
}

pub(super) fn evidence_row(line: &FigureLine, called: &Called) -> Row {
    let FigureLine { counted, count, amount, .. } = *line;
    let figure = contracts::reporting::Figure { counted, count, amount };
    Row {
        cells: vec![
            Cell::When(line.on.to_string()),
            Cell::text(counted.chinese()),
            Cell::Text(figure.said()),
            Cell::maybe(line.with.map(|with| called.of(with))),
            Cell::maybe(line.title.as_ref()),
            Cell::Link {
                text: "经过".to_owned(),
                under: history::proof(line.position),
                href: format!("/history/{}/{}", line.service, line.aggregate),
            },
        ],
    }
}
