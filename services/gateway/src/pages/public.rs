//! For everybody, without signing in: what was agreed, what is carried out, where money came from
//! and went, what came of it. Persons have no names here, and no faces.

use askama::Template;
use axum::http::StatusCode;
use contracts::PageRequest;
use contracts::evaluation::{Recognitions, Stars};
use contracts::needs::{Need, NeedLine, NeedStatus, Needs};
use contracts::projects::{
    AgreementStatus, Agreements, FundsLine, FundsList, ProjectStatus, Projects, TenderStatus,
    Tenders, project::Flow,
};

use values::Hash;

use super::called::Called;
use super::lists::{agreements, projects, recognitions, stars, tenders};
use super::look::{Place, Shell, day};
use super::parts::{Cell, Row, Section};
use super::{Answer, Visit, html};
use crate::Shown;
use crate::files;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "public.html")]
struct PublicPage {
    shell: Shell,
    sections: Vec<Section>,
}

const SOLVED: &[&str] = &["需求", "类别", "需求方", "交付", "销号", "图片"];

/// How many lines of each kind are shown.
const SOME: PageRequest = PageRequest::first(20);

pub(super) async fn show(visit: &Visit) -> Answer {
    let published =
        Agreements { status: Some(AgreementStatus::Published), page: SOME, ..Default::default() };
    let running =
        Projects { status: Some(ProjectStatus::Running), page: SOME, ..Default::default() };
    let accepted =
        Projects { status: Some(ProjectStatus::Accepted), page: SOME, ..Default::default() };
    let archived =
        Projects { status: Some(ProjectStatus::Archived), page: SOME, ..Default::default() };
    let solved = Needs {
        status: Some(NeedStatus::Closed),
        solved: Some(true),
        page: SOME,
        ..Default::default()
    };
    let funds = FundsList { page: SOME, ..Default::default() };
    let (honoured, starred) =
        (Recognitions { page: SOME }, Stars { page: SOME, ..Default::default() });
    let tenders_in = |status| Tenders { status: Some(status), page: SOME, ..Default::default() };
    let (publicised, awarded) =
        (tenders_in(TenderStatus::Publicised), tenders_in(TenderStatus::Awarded));
    let (honoured, starred, publicised, awarded) = tokio::try_join!(
        visit.ask(&honoured),
        visit.ask(&starred),
        visit.ask(&publicised),
        visit.ask(&awarded),
    )?;
    let granted = [publicised.items, awarded.items].concat();
    let (published, running, accepted, archived, solved, funds) = tokio::try_join!(
        visit.ask(&published),
        visit.ask(&running),
        visit.ask(&accepted),
        visit.ask(&archived),
        visit.ask(&solved),
        visit.ask(&funds),
    )?;
    let done = [accepted.items, archived.items].concat();
    let parties = agreements::parties(&published.items)
        .chain(projects::parties(&running.items))
        .chain(projects::parties(&done))
        .chain(solved.items.iter().map(|need| need.owner))
        .chain(recognitions::bodies(&honoured.items))
        .chain(stars::communities(&starred.items))
        .chain(tenders::parties(&granted));
    let called = visit.called(parties).await?;
    let project_rows = |items: &[contracts::projects::ProjectLine]| {
        items.iter().map(|one| projects::row(one, &called).unlinked()).collect()
    };
    let agreement_rows =
        published.items.iter().map(|one| agreements::row(one, &called).unlinked()).collect();
    let solved_rows = solved.items.iter().map(|need| result(need, &called)).collect();
    let honour_rows = honoured.items.iter().map(|one| recognitions::row(one, &called).unlinked());
    let star_rows = starred.items.iter().map(|one| stars::row(one, &called).unlinked());
    let tender_rows = granted.iter().map(|one| tenders::row(one, &called).unlinked());
    let funds_columns = &["项目", "收支", "金额", "来源或用途", "日期", "结余"];
    let sections = vec![
        Section::new("agreements", "亮约：已公开的共建协议", agreements::COLUMNS, agreement_rows)
            .of(published.total, ""),
        Section::new("running", "正在执行的项目", projects::COLUMNS, project_rows(&running.items))
            .of(running.total, ""),
        Section::new("done", "已完成的项目", projects::COLUMNS, project_rows(&done)),
        Section::new("solved", "已解决的需求", SOLVED, solved_rows).of(solved.total, ""),
        Section::new("funds", "经费公示", funds_columns, funds.items.iter().map(money).collect())
            .of(funds.total, ""),
        Section::new("tenders", "创投结果公示", tenders::COLUMNS, tender_rows.collect()),
        Section::new("honours", "表彰名单", recognitions::COLUMNS, honour_rows.collect())
            .of(honoured.total, ""),
        Section::new("stars", "公示中的星级", stars::COLUMNS, star_rows.collect())
            .of(starred.total, ""),
    ];
    let shell = Shell::new(visit, Place::Elsewhere, "共建公示", &called);
    Ok(html(StatusCode::OK, &PublicPage { shell, sections }))
}

/// A need that was solved, and when.
fn result(need: &NeedLine, called: &Called) -> Row {
    let closed = need.steps.iter().map(|reached| reached.at).max();
    Row {
        cells: vec![
            Cell::text(&need.title),
            Cell::text(need.category.chinese()),
            Cell::text(called.of(need.owner)),
            Cell::text(format!("{} / {}", need.delivered, need.amount)),
            Cell::When(closed.map_or_else(String::new, day)),
            Cell::Pictures(pictures(need).map(|(number, _)| picture(need, number)).collect()),
        ],
    }
}

/// Those that show nobody's face, each with its number: who is on the others agreed to be seen by
/// whom it concerns.
fn pictures(need: &NeedLine) -> impl Iterator<Item = (usize, Hash)> {
    let numbered = (1..).zip(&need.pictures);
    numbered.filter(|(_, one)| !one.shows_faces).map(|(number, one)| (number, one.file))
}

fn picture(need: &NeedLine, number: usize) -> (String, String) {
    let address = format!("/public/needs/{}/pictures/{number}", need.id);
    (address, format!("{}：反馈图片 {number}", need.title))
}

/// One picture of what came of a need, where it stands on the page.
pub(super) async fn shown_picture(visit: &Visit) -> Answer {
    let need = visit.find(&Need { need: visit.id("need")? }).await?;
    let is_solved = need.status == NeedStatus::Closed
        && need.outcome.as_ref().is_some_and(|outcome| outcome.is_solved());
    let number = visit.in_path("number").and_then(|number| number.parse().ok());
    let found = pictures(&need).find(|(known, _)| is_solved && Some(*known) == number);
    let (_, file) = found.ok_or_else(Problem::not_found)?;
    files::read_picture(&visit.gateway, file).await
}

fn money(line: &FundsLine) -> Row {
    let flow = match line.flow {
        Flow::Received => "收入",
        Flow::Spent => "支出",
    };
    Row {
        cells: vec![
            Cell::text(&line.title),
            Cell::text(flow),
            Cell::text(line.funds.amount),
            Cell::text(&line.funds.what),
            Cell::When(line.funds.date.to_string()),
            Cell::text(line.balance),
        ],
    }
}
