//! The files of reports, and the page where anybody checks one 查验.

mod delivery;

use ::files::FileKey;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::Response;
use contracts::Actor;
use contracts::reporting::report::{Format, Printed};
use contracts::reporting::{Check, Checked, ReportDocument, ReportFile, ReportKey};
use values::{Hash, ReportId};

use super::look::{Place, Shell};
use super::parts::Cell;
use super::{Answer, Visit, exports, html};
use crate::Shown;
use crate::commands;
use crate::files;
use crate::problem::Problem;
use crate::queries;
use crate::residents::{admitted, somebody};
use crate::state::Gateway;

pub(super) use delivery::{deliver, delivered, dispute, file, open, prepare, receive};

/// What reports are read for; some of them are about people, and which ones is no part of their
/// addresses.
pub(crate) const PURPOSE: &str = "查看报告";

/// A file of a report, by version and format, under its name.
pub(super) async fn document(visit: &Visit) -> Answer {
    let wanted = visit.in_path("format");
    let format = Format::ALL.iter().find(|format| wanted == Some(format.extension()));
    let format = *format.ok_or_else(Problem::not_found)?;
    let version = visit.in_path("version").and_then(|version| version.parse().ok());
    let version = Some(version.ok_or_else(Problem::not_found)?);
    let asked = ReportDocument { report: visit.id("report")?, format, version };
    let found = visit.find(&asked).await?;
    handed_out(&visit.gateway, &found).await
}

/// The same, over the API.
pub(crate) async fn handed_over(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let form = queries::Form::of::<ReportDocument>();
    let found = queries::asked::<Option<ReportFile>>(gateway.clone(), request, form).await?;
    let found = commands::done(found)?.ok_or_else(Problem::not_found)?;
    handed_out(&gateway, &found).await
}

async fn handed_out(gateway: &Gateway, found: &ReportFile) -> Result<Response, Problem> {
    let mut response = content(gateway, found.report, found.version, found.printed).await?;
    response.headers_mut().insert(CONTENT_DISPOSITION, exports::attached(&found.name));
    Ok(response)
}

/// What was printed: of a person with the key that goes when they are erased.
pub(crate) async fn content(
    gateway: &Gateway,
    report: ReportId,
    version: u32,
    Printed { file, kept, .. }: Printed,
) -> Result<Response, Problem> {
    let Some(kept) = kept else { return files::read(gateway, file).await };
    let asked = ReportKey { report, version };
    let answer = gateway.client().query(&Actor::System, None, &asked).await;
    let key = commands::done(commands::ask(answer)?)?;
    let key = key.as_deref().and_then(FileKey::parse).ok_or_else(Problem::not_found)?;
    files::read_sealed(gateway, file, kept, key).await
}

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    shell: Shell,
    digest: String,
    /// What stands behind the digest, or that nothing does; nothing while nobody asked.
    verdict: Option<Verdict>,
}

struct Verdict {
    genuine: bool,
    words: &'static str,
    facts: Vec<(&'static str, Cell)>,
}

/// Asks for a digest or a file, and says what stands behind the digest in the address.
pub(super) async fn check(visit: &Visit) -> Answer {
    let digest = visit.parameter("digest").unwrap_or_default().trim().to_lowercase();
    if digest.is_empty() {
        return Ok(page(visit, digest, None));
    }
    admitted(&visit.gateway, visit.address)?;
    let verdict = match digest.parse() {
        Ok(digest) => verdict(visit, digest).await?,
        Err(_) => said(false, "摘要应为 64 位十六进制数字（0-9、a-f），请核对后重新输入"),
    };
    Ok(page(visit, digest, Some(verdict)))
}

/// The same of a file that comes along: only its digest is made, and nothing is kept.
pub(super) async fn checked(visit: &Visit) -> Answer {
    admitted(&visit.gateway, visit.address)?;
    let Some(file) = visit.file("file") else {
        let verdict = said(false, "请选择要查验的文件");
        return Ok(page(visit, String::new(), Some(verdict)));
    };
    let digest = Hash::of(&file.content);
    let verdict = verdict(visit, digest).await?;
    Ok(page(visit, digest.to_string(), Some(verdict)))
}

async fn verdict(visit: &Visit, digest: Hash) -> Result<Verdict, Problem> {
    let found = visit.ask_as(somebody(), &Check { digest }).await?;
    Ok(match found {
        Some(checked) if checked.erased => Verdict {
            facts: facts(&checked),
            ..said(true, "是签发过的原件；报告对象的个人信息已依法删除，系统不再保存内容")
        },
        Some(checked) if checked.superseded => Verdict {
            facts: facts(&checked),
            ..said(true, "是签发的原件，但已有新版代替，请向签发单位索取新版")
        },
        Some(checked) => {
            Verdict { facts: facts(&checked), ..said(true, "是签发的原件，现行有效") }
        }
        None => said(false, "没有签发过这样的文件：内容可能被改动过，或者不是系统签发的文件"),
    })
}

fn said(genuine: bool, words: &'static str) -> Verdict {
    Verdict { genuine, words, facts: Vec::new() }
}

fn facts(checked: &Checked) -> Vec<(&'static str, Cell)> {
    let subject = checked.subject.as_deref().unwrap_or("个人（不公开姓名）");
    vec![
        ("文号", Cell::text(&checked.number)),
        ("签发单位", Cell::maybe(checked.issuer.as_ref())),
        ("签发日期", Cell::When(checked.on.to_string())),
        ("对象", Cell::text(subject)),
        ("报告期", Cell::text(checked.period.chinese())),
        ("版本", Cell::text(format!("第 {} 版", checked.version))),
        ("文件", Cell::text(checked.format.chinese())),
        ("数据截至", Cell::text(format!("统计日志第 {} 条", checked.at))),
    ]
}

fn page(visit: &Visit, digest: String, verdict: Option<Verdict>) -> Response {
    let shell = Shell::bare(visit, Place::Elsewhere, "查验报告");
    html(StatusCode::OK, &CheckPage { shell, digest, verdict })
}
