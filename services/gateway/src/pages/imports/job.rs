//! A list on its way in: judged, under way, taken, and what could not be.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;

use crate::imports::{FailedRow, Job, Outcome, RefusedRows, Stands, Verdict, refusals};
use crate::limits::REFUSALS_SHOWN_MAX;
use crate::pages::look::{Place, Shell};
use crate::pages::parts::{Button, Cell, Row, Section, Weight};
use crate::pages::{Answer, Visit, exports, html, see_other};
use crate::problem::Problem;

const REFUSED: &[&str] = &["行号", "原文", "列", "原因", "建议"];
const FAILED: &[&str] = &["行号", "原因"];

#[derive(Template)]
#[template(path = "import_job.html")]
struct JobPage {
    shell: Shell,
    /// What the file is called.
    file: String,
    notice: String,
    /// It went wrong.
    wrong: bool,
    /// How far it is, while it is under way.
    progress: Option<(u64, u64)>,
    notices: Vec<String>,
    /// The first things that it would make.
    first: Vec<String>,
    section: Option<Section>,
    /// Where all complaints are.
    errors: Option<String>,
    buttons: Vec<Button>,
    /// Where another file is uploaded.
    again: String,
}

fn job(visit: &Visit) -> Result<Arc<Job>, Problem> {
    let by = visit.actor()?.person().ok_or_else(Problem::unauthenticated)?;
    visit.gateway.imports().job(visit.id("job")?, by).ok_or_else(Problem::not_found)
}

pub(super) async fn show(visit: &Visit) -> Answer {
    let job = job(visit)?;
    let called = visit.called([]).await?;
    let kind = job.list.kind;
    let shell = Shell::new(visit, Place::Elsewhere, format!("导入{}", kind.chinese()), &called);
    let mut page = JobPage {
        shell,
        file: job.list.name.clone(),
        notice: String::new(),
        wrong: false,
        progress: None,
        notices: Vec::new(),
        first: Vec::new(),
        section: None,
        errors: None,
        buttons: Vec::new(),
        again: format!("/imports/{kind}"),
    };
    match job.stands() {
        Stands::Judged(verdict) => page.judged(&job, &verdict),
        Stands::Taking => {
            let (done, of) = job.progress.told();
            page.progress = Some((done, of.max(1)));
            "正在导入，可以离开这一页；完成前请勿重复上传。".clone_into(&mut page.notice);
        }
        Stands::Over(outcome) => page.over(&job, &outcome),
        Stands::Stopped(why) => {
            page.wrong = true;
            page.notice = format!("导入中断：{why}。已导入的不会重复，可以继续。");
            page.buttons.push(take_button(&job, "继续导入"));
        }
    }
    Ok(html(StatusCode::OK, &page))
}

fn take_button(job: &Job, label: &'static str) -> Button {
    let key = Some(runtime::fresh_command().to_string());
    Button { label, href: format!("/import-jobs/{}/take", job.id), key, weight: Weight::Main }
}

impl JobPage {
    fn judged(&mut self, job: &Job, verdict: &Verdict) {
        self.notices.clone_from(&verdict.notices);
        if let Some(why) = &verdict.unreadable {
            (self.wrong, self.notice) = (true, format!("{why} 什么都没有导入。"));
            return;
        }
        if verdict.refused.is_empty() {
            let (rows, makes) = (verdict.rows, &verdict.makes);
            self.notice = format!("核对通过，{rows} 行都可以导入，将会有：{makes}。还没有导入。");
            self.first.clone_from(&verdict.first);
            self.buttons.push(take_button(job, "导入"));
            return;
        }
        self.wrong = true;
        let count = verdict.refused.len();
        self.notice = format!("有 {count} 处不能导入，什么都没有导入。改好后重新上传。");
        self.errors = Some(format!("/import-jobs/{}/errors", job.id));
        let shown = verdict.refused.iter().take(REFUSALS_SHOWN_MAX).map(refused).collect();
        self.section = Some(Section::new("refused", "不能导入的行", REFUSED, shown));
    }

    fn over(&mut self, job: &Job, outcome: &Outcome) {
        match outcome {
            Outcome::Refused(verdict) => self.judged(job, verdict),
            Outcome::Before { taken, failed } => {
                self.notice = format!(
                    "已导入过：这份文件当时导入了 {taken} 行，{failed} 行没有成功。没有改动。"
                );
            }
            Outcome::Taken { taken, makes, failed } => {
                self.notice = format!("导入完成：{taken} 行；其中：{makes}。");
                if !failed.is_empty() {
                    self.wrong = true;
                    let row = |failed: &FailedRow| Row {
                        cells: vec![
                            Cell::text(&failed.row),
                            Cell::Explained {
                                text: failed.said.clone(),
                                under: failed.code.clone(),
                            },
                        ],
                    };
                    let rows = failed.iter().take(REFUSALS_SHOWN_MAX).map(row).collect();
                    let heading = "核对之后情况有变、没有成功的行；改好后另存为一个文件再导入";
                    self.section = Some(Section::new("failed", heading, FAILED, rows));
                }
            }
        }
    }
}

fn refused(rows: &RefusedRows) -> Row {
    let refusal = &rows.refusal;
    Row {
        cells: vec![
            Cell::text(&rows.rows),
            Cell::text(&rows.said),
            Cell::maybe(refusal.column.as_ref()),
            Cell::text(&refusal.message),
            Cell::text(&refusal.suggestion),
        ],
    }
}

/// All complaints as a table.
pub(super) async fn errors(visit: &Visit) -> Answer {
    let job = job(visit)?;
    let verdict = match job.stands() {
        Stands::Judged(verdict) => verdict,
        Stands::Taking | Stands::Over(_) | Stands::Stopped(_) => return Err(Problem::not_found()),
    };
    Ok(exports::attachment("不能导入的行", refusals(&verdict.refused)))
}

pub(super) async fn take(visit: &Visit) -> Answer {
    let job = job(visit)?;
    visit.gateway.imports().begin(&job, visit.actor()?.clone());
    Ok(see_other(&format!("/import-jobs/{}", job.id)))
}
