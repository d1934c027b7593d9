//! 项目归档表: the whole story of one project on one page.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::response::{Html, IntoResponse, Response};
use contracts::projects::fulfilment::percent;
use contracts::projects::project::Flow;
use contracts::projects::{
    ArchiveSheet, ArchiveSheetLines, AttachmentLine, FundsLine, MilestoneLine, ProjectLine,
    ProjectStatus, RecordLine, RecordStatus, StoryLine,
};
use contracts::registry::Names;
use contracts::{Claimer, Query};
use values::{OrganisationId, Text, time};

use super::{BLANK, escaped, said};
use crate::commands::{ask, done};
use crate::exchange;
use crate::problem::Problem;
use crate::queries::{self, asked};
use crate::state::Gateway;

type NamesById = BTreeMap<OrganisationId, Text<60>>;

/// The sheet, with the names of the organisations concerned.
pub(crate) async fn archive_sheet(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let headers = exchange::onward(&request, exchange::actor(&request)?);
    let sheet = asked::<Option<ArchiveSheetLines>>(
        gateway.clone(),
        request,
        queries::Form::of::<ArchiveSheet>(),
    )
    .await?;
    let sheet = done(sheet)?.ok_or_else(Problem::not_found)?;
    let giving = sheet.project.giving.organisation();
    let organisations = giving.into_iter().chain([sheet.project.asking]).collect();
    let names = Names { organisations };
    let names = done(ask(gateway.client().request(Names::SUBJECT, &headers, &names).await)?)?;
    Ok(Html(page(&sheet, &names)).into_response())
}

fn page(sheet: &ArchiveSheetLines, names: &NamesById) -> String {
    let ArchiveSheetLines { project, story, records, funds, .. } = sheet;
    let parts = [
        table("项目概况", &["项目", "内容"], rows_of_project(sheet, names)),
        table("办理经过", &["时间", "状态", "原因"], story.iter().map(story_row)),
        table("进度节点", &["节点", "计划日期", "完成日期"], milestone_rows(project)),
        table(
            &format!("服务记录（共 {} 条）", records.total),
            &["日期", "内容", "时长（分钟）", "人数", "数量", "状态"],
            records.items.iter().map(record_row),
        ),
        table(
            &format!("经费收支（共 {} 笔）", funds.total),
            &["日期", "收支", "来源或用途", "金额", "余额", "凭证摘要"],
            funds.items.iter().map(funds_row),
        ),
        table("附件", &["名称", "附上日期", "文件摘要"], attachment_rows(project)),
    ];
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\">\
         <title>项目归档表</title></head>\n<body>\n<h1 align=\"center\">项目归档表</h1>\n\
         <p align=\"right\">项目编号：{}</p>\n{}\
         <p>归档单位（盖章）：　　　　　　　　　　　　　年　　月　　日</p>\n</body>\n</html>\n",
        escaped(&project.code),
        parts.concat(),
    )
}

/// A heading and a table; a part without lines says so.
fn table<const N: usize>(
    title: &str,
    columns: &[&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let cell = |kind: &str, text: &str| format!("<{kind}>{}</{kind}>", escaped(text));
    let head: String = columns.iter().map(|column| cell("th", column)).collect();
    let row = |row: [String; N]| {
        let cells: String = row.iter().map(|text| cell("td", text)).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let body: String = rows.into_iter().map(row).collect();
    let title = escaped(title);
    if body.is_empty() {
        return format!("<h2>{title}</h2>\n<p>无</p>\n");
    }
    format!(
        "<h2>{title}</h2>\n<table border=\"1\" cellspacing=\"0\" cellpadding=\"6\" width=\"100%\">\
         <tr>{head}</tr>\n{body}</table>\n"
    )
}

fn rows_of_project(sheet: &ArchiveSheetLines, names: &NamesById) -> Vec<[String; 2]> {
    let project = &sheet.project;
    let name = |organisation| said(names.get(&organisation).map(|name| name.as_str()));
    let giving = match project.giving {
        Claimer::Organisation(organisation) => name(organisation),
        Claimer::Person(_) => "个人".to_owned(),
    };
    let agreement = sheet.agreement.as_ref();
    let fulfilment = agreement.and_then(|agreement| agreement.fulfilment);
    [
        ("项目名称", project.title.to_string()),
        ("供给方", giving),
        ("需求方", name(project.asking)),
        ("认领数量", project.amount.to_string()),
        ("已交付", project.delivered.to_string()),
        ("承办认领", format!("{} 条", sheet.claims.len())),
        ("共建协议", said(agreement.map(|agreement| agreement.terms.title.as_str()))),
        ("协议履约率", fulfilment.map_or(BLANK.to_owned(), percent)),
        ("经费收入", project.received.to_string()),
        ("经费支出", project.spent.to_string()),
        ("状态", status(project.status).to_owned()),
    ]
    .map(|(label, text)| [label.to_owned(), text])
    .into()
}

fn story_row(line: &StoryLine) -> [String; 3] {
    [time::show(line.at), status(line.status).to_owned(), said(line.reason.as_deref())]
}

fn milestone_rows(project: &ProjectLine) -> impl Iterator<Item = [String; 3]> {
    project.milestones.iter().map(|MilestoneLine { milestone, title, due, reached }| {
        let reached = reached.map(|date| date.to_string());
        [format!("{milestone}. {title}"), due.to_string(), said(reached.as_deref())]
    })
}

fn attachment_rows(project: &ProjectLine) -> impl Iterator<Item = [String; 3]> {
    project.attachments.iter().map(|AttachmentLine { attachment, attached_at }| {
        let (name, file) = (attachment.name.to_string(), attachment.file.to_string());
        [name, time::date_at(*attached_at).to_string(), file]
    })
}

fn record_row(line: &RecordLine) -> [String; 6] {
    let status = match line.status {
        RecordStatus::Recorded => "待确认",
        RecordStatus::Confirmed => "已确认",
        RecordStatus::Countered => "已冲销",
    };
    let service = &line.service;
    [
        service.date.to_string(),
        service.what.to_string(),
        service.minutes.to_string(),
        service.people.to_string(),
        service.quantity.to_string(),
        status.to_owned(),
    ]
}

fn funds_row(line: &FundsLine) -> [String; 6] {
    let flow = match line.flow {
        Flow::Received => "收入",
        Flow::Spent => "支出",
    };
    let funds = &line.funds;
    [
        funds.date.to_string(),
        flow.to_owned(),
        funds.what.to_string(),
        funds.amount.to_string(),
        line.balance.to_string(),
        funds.voucher.to_string(),
    ]
}

fn status(status: ProjectStatus) -> &'static str {
    match status {
        ProjectStatus::Proposed => "待立项",
        ProjectStatus::Refused => "未获立项",
        ProjectStatus::Approved => "已立项",
        ProjectStatus::Running => "执行中",
        ProjectStatus::Suspended => "已暂停",
        ProjectStatus::Undecided => "协议已止，待定去留",
        ProjectStatus::AcceptanceAsked => "待验收",
        ProjectStatus::Accepted => "已验收",
        ProjectStatus::Ended => "已终止",
        ProjectStatus::Archived => "已归档",
    }
}

#[cfg(test)]
mod tests {
    use contracts::Page;
    use contracts::projects::project::Funds;
    use contracts::testing::{OWNER, SOMEBODY, monday};
    use values::{Amount, ClaimId, Hash, Money, ProjectId, Unit, Uuid};

    use super::*;

    fn sheet() -> ArchiveSheetLines {
        let project = ProjectId(Uuid::from_u128(1));
        let (code, title) = (Text::new("990101001001-2026-0001").unwrap(), "<b>义诊</b>");
        let fen = Money { fen: 120_050 };
        let line = ProjectLine {
            id: project,
            code: code.clone(),
            title: Text::new(title).unwrap(),
            claim: ClaimId(Uuid::from_u128(2)),
            more_claims: vec![],
            agreement: None,
            need: None,
            offer: None,
            giving: SOMEBODY.into(),
            asking: OWNER,
            amount: Amount::new(3, Unit::Session).unwrap(),
            delivered: 3,
            records: 0,
            unconfirmed: 0,
            milestones: vec![],
            attachments: vec![],
            received: fen,
            spent: Money::default(),
            status: ProjectStatus::Archived,
            reason: None,
            answer_until: None,
            opened_at: monday(),
            opened_on: values::time::date_at(monday()),
        };
        let funds = Funds {
            amount: fen,
            what: Text::new("街道补助").unwrap(),
            date: "2026-03-02".parse().unwrap(),
            voucher: Hash([7; 32]),
        };
        let published = FundsLine {
            project,
            code,
            title: Text::new(title).unwrap(),
            flow: Flow::Received,
            funds,
            balance: fen,
            published_at: monday(),
        };
        let story = StoryLine { at: monday(), status: ProjectStatus::Running, reason: None };
        ArchiveSheetLines {
            project: line,
            claims: vec![],
            agreement: None,
            story: vec![story],
            records: Page::empty(),
            funds: Page { items: vec![published], total: 1, ..Page::empty() },
        }
    }

    #[test]
    fn the_sheet_tells_the_whole_story_and_what_people_wrote_is_never_markup() {
        let names = [(OWNER, Text::new("和平社区").unwrap())].into();
        let page = page(&sheet(), &names);
        let told = ["990101001001-2026-0001", "和平社区", "3场次", "2026-03-02 09:00", "执行中"];
        for text in told.into_iter().chain(["1200.50元", "街道补助", "共 1 笔", "共 0 条"])
        {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(page.contains("&lt;b&gt;义诊") && !page.contains("<b>"), "{page}");
        assert!(!page.contains("src=") && !page.contains("href="), "{page}");
    }
}
