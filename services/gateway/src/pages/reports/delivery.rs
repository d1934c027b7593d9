//! Delivered 送达 to whom a report goes to without an account: a link and, told another way, a code
//! open it, receive it or dispute it.

use askama::Template;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use contracts::Command;
use contracts::reporting::report::{DELIVERY_DAYS, Deliver, DeliveryKey, Dispute, Receive};
use contracts::reporting::{Delivered, Figure, Report, ReportPaper, ReportStatus};
use values::Text;

use crate::Shown;
use crate::audit;
use crate::pages::badge::{Badge, badge};
use crate::pages::look::{Place, Shell, moment};
use crate::pages::parts::Cell;
use crate::pages::reports::{PURPOSE, content};
use crate::pages::visit::KEY;
use crate::pages::{Answer, Visit, exports, html, picture};
use crate::problem::Problem;
use crate::residents::{admitted, somebody};

/// Where it is opened, as the audit names it.
const OPENED: &str = "/delivered/{slip}";

#[derive(Template)]
#[template(path = "deliver.html")]
struct DeliverPage {
    shell: Shell,
    number: String,
    report: String,
    slip: String,
    code: String,
    key: String,
    days: i32,
    /// Where it is opened, as a picture and as letters, once it was sent.
    link: Option<(String, String)>,
}

/// What stands in the form: made once, so that the same form is the same command.
fn made(visit: &Visit) -> (String, String) {
    let told = |name| visit.field(name).map(str::to_owned);
    let slip = told("slip").unwrap_or_else(runtime::fresh_token);
    (slip, told("code").unwrap_or_else(runtime::fresh_code))
}

/// Says what it is for.
pub(crate) async fn prepare(visit: &Visit) -> Answer {
    deliver_page(visit, false).await
}

/// Makes the link and the code, and shows both this once.
pub(crate) async fn deliver(visit: &Visit) -> Answer {
    let report = visit.id("report")?;
    let paper = visit.find(&Report { report }).await?;
    let (slip, code) = made(visit);
    let key = key(&slip, &code)?;
    visit.send(visit.command(), &Deliver { report, version: paper.line.version, key }).await?;
    deliver_page(visit, true).await
}

async fn deliver_page(visit: &Visit, sent: bool) -> Answer {
    let report = visit.id("report")?;
    let paper = visit.find(&Report { report }).await?;
    let (slip, code) = made(visit);
    let link = sent.then(|| format!("{}/delivered/{slip}", visit.origin()));
    let called = visit.called([]).await?;
    let page = DeliverPage {
        shell: Shell::new(visit, Place::Elsewhere, "送达链接和送达码", &called),
        number: paper.line.number.unwrap_or_default(),
        report: report.to_string(),
        key: visit.field(KEY).map_or_else(|| runtime::fresh_command().to_string(), str::to_owned),
        link: link.map(|link| (picture(&link), link)),
        slip,
        code,
        days: DELIVERY_DAYS,
    };
    Ok(html(StatusCode::OK, &page))
}

fn key(slip: &str, code: &str) -> Result<DeliveryKey, Problem> {
    let slip = Text::new(slip).map_err(|_| Problem::not_found())?;
    Ok(DeliveryKey { slip, code: Text::new(code).map_err(|_| Problem::no_code())? })
}

#[derive(Template)]
#[template(path = "delivered.html")]
struct DeliveredPage {
    shell: Shell,
    slip: String,
    code: String,
    /// The code does not open it.
    wrong: bool,
    problem: Option<(String, String)>,
    opened: Option<Opened>,
}

/// The report as whom it goes to reads it.
struct Opened {
    heading: String,
    badge: Badge,
    facts: Vec<(&'static str, Cell)>,
    figures: Vec<(&'static str, String)>,
    files: Vec<(&'static str, &'static str)>,
    answerable: bool,
    keys: [String; 2],
}

/// Asks for the code.
pub(crate) async fn open(visit: &Visit) -> Answer {
    Ok(page(visit, StatusCode::OK, None, None, false))
}

/// Shows what the code opens.
pub(crate) async fn delivered(visit: &Visit) -> Answer {
    shown(visit, None).await
}

pub(crate) async fn receive(visit: &Visit) -> Answer {
    answered(visit, |paper, key| {
        Ok(Receive { report: paper.line.id, version: paper.line.version, key: Some(key) })
    })
    .await
}

pub(crate) async fn dispute(visit: &Visit) -> Answer {
    let reason = visit.field("reason").unwrap_or_default();
    let reason = Text::new(reason).map_err(|_| Problem::unreadable_parameter("异议"));
    answered(visit, |paper, key| {
        let (report, version) = (paper.line.id, paper.line.version);
        Ok(Dispute { report, version, reason: reason?, key: Some(key) })
    })
    .await
}

/// Hands out a file of it.
pub(crate) async fn file(visit: &Visit) -> Answer {
    let Some((_, paper)) = opened(visit).await? else { return shown(visit, None).await };
    let wanted = visit.field("format").unwrap_or_default();
    let version = paper.versions.last().ok_or_else(Problem::not_found)?;
    let printed = version.files.iter().find(|file| file.format.extension() == wanted);
    let printed = *printed.ok_or_else(Problem::not_found)?;
    let (report, format) = (paper.line.id, printed.format);
    let mut response = content(&visit.gateway, report, version.version, printed).await?;
    let name = exports::attached(&format!("{}.{}", version.number, format.extension()));
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    Ok(response)
}

/// What the link and the code open; nothing when they open nothing.
async fn opened(visit: &Visit) -> Result<Option<(DeliveryKey, ReportPaper)>, Problem> {
    admitted(&visit.gateway, visit.address)?;
    let Ok(key) = key(slip(visit), visit.field("code").unwrap_or_default()) else {
        return Ok(None);
    };
    let found = visit.ask_as(somebody(), &Delivered { key: key.clone() }).await?;
    if let Some(paper) = found.as_ref().filter(|paper| paper.line.subject.organisation().is_none())
    {
        // The link itself is half of what opens it, and is written down nowhere.
        let (reader, of) = ((somebody(), visit.address), format!("/reports/{}", paper.line.id));
        let operation = audit::operation(&Method::POST, OPENED);
        audit::read(&visit.gateway, reader, operation, PURPOSE, &of).await?;
    }
    Ok(found.map(|paper| (key, paper)))
}

fn slip(visit: &Visit) -> &str {
    visit.in_path("slip").unwrap_or_default()
}

async fn answered<C: Command + Sync>(
    visit: &Visit,
    command: impl FnOnce(&ReportPaper, DeliveryKey) -> Result<C, Problem>,
) -> Answer {
    let Some((key, paper)) = opened(visit).await? else { return shown(visit, None).await };
    let sent = match command(&paper, key) {
        Ok(command) => visit.send_as(somebody(), visit.command(), &command).await,
        Err(problem) => Err(problem),
    };
    shown(visit, sent.err()).await
}

async fn shown(visit: &Visit, problem: Option<Problem>) -> Answer {
    let found = opened(visit).await?;
    let status = problem.as_ref().map_or(StatusCode::OK, Problem::status);
    let wrong = found.is_none();
    Ok(page(visit, status, found.map(|(_, paper)| of(&paper)), problem, wrong))
}

fn of(paper: &ReportPaper) -> Opened {
    let line = &paper.line;
    let version = paper.versions.last();
    let number = version.map_or("", |version| version.number.as_str());
    let received = version.and_then(|version| version.received_at);
    let disputed = version.and_then(|version| version.disputed.as_ref());
    let subject = line.name.as_deref().unwrap_or("个人（姓名见登记卡）");
    let facts = vec![
        ("文号", Cell::text(number)),
        ("签发单位", Cell::maybe(paper.issuer_name.as_ref())),
        ("主送", Cell::maybe(paper.addressee_name.as_ref())),
        ("签发日期", Cell::When(version.map_or_else(String::new, |one| one.on.to_string()))),
        ("签收", Cell::When(received.map_or_else(String::new, moment))),
        ("异议", Cell::maybe(disputed)),
    ];
    let files = version.map_or(&[][..], |version| version.files.as_slice());
    Opened {
        heading: format!("{subject}{}共建情况", line.period.chinese()),
        badge: badge(line.status),
        facts: facts.into_iter().filter(|(_, cell)| !cell.is_empty()).collect(),
        figures: paper.figures.iter().map(said).collect(),
        files: files.iter().map(|file| (file.format.extension(), file.format.chinese())).collect(),
        answerable: line.status == ReportStatus::Issued,
        keys: [(); 2].map(|()| runtime::fresh_command().to_string()),
    }
}

fn said(figure: &Figure) -> (&'static str, String) {
    (figure.counted.chinese(), figure.said())
}

fn page(
    visit: &Visit,
    status: StatusCode,
    opened: Option<Opened>,
    problem: Option<Problem>,
    wrong: bool,
) -> Response {
    let problem = problem.map(|problem| {
        let (title, detail) = problem.words();
        (title.to_owned(), detail.to_owned())
    });
    let code = visit.field("code").unwrap_or_default().to_owned();
    let shell = Shell::bare(visit, Place::Elsewhere, "送达的报告");
    let slip = slip(visit).to_owned();
    html(status, &DeliveredPage { shell, slip, code, wrong, problem, opened })
}
