//! The project list 项目清单, its service records 服务记录, and the agreements 共建协议.

use contracts::projects::{
    AgreementLine, Agreements, Project, ProjectLine, Projects, RecordLine, Records,
};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::super::sheet::{Cell, Sheet};
use super::Source;
use crate::operator::ask;
use crate::text;

/// How many things are asked for at once.
const IN_FLIGHT: usize = 64;

/// Under the columns of the joint-building list.
pub(super) async fn sheet(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let query = |page| Projects { page, ..Projects::default() };
    let lines = source.all(query, |line: &ProjectLine| line.id).await?;
    let parties = lines.iter().map(|line| (line.giving.organisation(), line.asking));
    let concerned = parties.flat_map(|(giving, asking)| giving.into_iter().chain([asking]));
    let names = source.names(concerned).await?;
    let row = |line: &ProjectLine| {
        let attached = line.attachments.iter().map(|line| line.attachment.name.as_str());
        vec![
            Cell::text(&line.code),
            Cell::text(&line.title),
            Cell::text(names.claimer(line.giving)),
            Cell::text(names.get(line.asking)),
            Cell::Number(line.amount.quantity),
            Cell::text(line.amount.unit.chinese()),
            Cell::Number(line.delivered),
            Cell::text(text::project_status(line.status)),
            Cell::Number(line.records),
            Cell::text(values::time::date_at(line.opened_at)),
            Cell::text(attached.collect::<Vec<_>>().join("、")),
            Cell::text(format!("{}认领{}", names.claimer(line.giving), line.amount)),
            Cell::Empty,
        ]
    };
    let columns = vec![
        "项目编号",
        "服务项目名称",
        "供给方",
        "需求方",
        "拟认领数",
        "计量单位",
        "已交付数",
        "推进情况",
        "服务记录数",
        "立项日期",
        "附件",
        "认领情况",
        "备注",
    ];
    Ok(Sheet { name: "项目清单", columns, rows: lines.iter().map(row).collect() })
}

/// What was done, when and how long; people are named by their number only.
pub(super) async fn records(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let query = |page| Records { page, ..Records::default() };
    let lines = source.all(query, |line: &RecordLine| line.id).await?;
    let parties = lines.iter().map(|line| (line.giving.organisation(), line.asking));
    let concerned = parties.flat_map(|(giving, asking)| giving.into_iter().chain([asking]));
    let names = source.names(concerned).await?;
    let mut projects: Vec<_> = lines.iter().map(|line| line.project).collect();
    projects.sort_unstable();
    projects.dedup();
    let projects: std::collections::HashMap<_, _> = stream::iter(projects)
        .map(async |project| anyhow::Ok((project, ask(source.client, &Project { project }).await?)))
        .buffer_unordered(IN_FLIGHT)
        .try_collect()
        .await?;
    let row = |line: &RecordLine| {
        let project = projects.get(&line.project).and_then(Option::as_ref);
        vec![
            Cell::text(line.id),
            Cell::maybe(project.map(|project| &project.code)),
            Cell::maybe(project.map(|project| &project.title)),
            Cell::text(names.claimer(line.giving)),
            Cell::text(names.get(line.asking)),
            Cell::text(line.service.date),
            Cell::text(&line.service.what),
            Cell::Number(u64::from(line.service.minutes)),
            Cell::Number(u64::from(line.service.people)),
            Cell::Number(line.service.quantity),
            Cell::text(text::record_status(line.status)),
            Cell::text(line.recorded_by),
            Cell::maybe(line.confirmed_by),
            Cell::maybe(line.reason.as_ref()),
        ]
    };
    let columns = vec![
        "编号",
        "项目编号",
        "项目名称",
        "供给方",
        "需求方",
        "服务时间",
        "服务内容",
        "服务时长（分钟）",
        "服务人数",
        "交付数量",
        "状态",
        "登记人编号",
        "确认人编号",
        "冲销原因",
    ];
    Ok(Sheet { name: "服务记录", columns, rows: lines.iter().map(row).collect() })
}

/// Each agreement with its duties, one to a line of its cell.
pub(super) async fn agreements(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let query = |page| Agreements { page, ..Agreements::default() };
    let lines = source.all(query, |line: &AgreementLine| line.id).await?;
    let names = source.names(lines.iter().flat_map(|line| line.parties.iter().copied())).await?;
    let row = |line: &AgreementLine| {
        let duty = |duty: &contracts::projects::agreement::Duty| {
            let amount = duty.amount.map(|amount| format!("（{amount}）")).unwrap_or_default();
            format!("{}：{}{amount}", names.get(duty.party), duty.what)
        };
        let duties: Vec<_> = line.terms.duties.iter().map(duty).collect();
        let party = |place: usize| line.parties.get(place).map(|party| names.get(*party));
        let others = line.parties.iter().skip(2).map(|party| names.get(*party));
        let rate = line.fulfilment.map(|rate| format!("{}.{:02}%", rate / 100, rate % 100));
        let signed: Vec<_> = line.signed.iter().map(|party| names.get(*party)).collect();
        vec![
            Cell::text(line.id),
            Cell::text(&line.terms.title),
            Cell::maybe(party(0)),
            Cell::maybe(party(1)),
            Cell::text(others.collect::<Vec<_>>().join("、")),
            Cell::text(duties.join("\n")),
            Cell::text(line.terms.from),
            Cell::text(line.terms.until),
            Cell::Number(u64::from(line.draft)),
            Cell::text(signed.join("、")),
            Cell::text(text::agreement_status(line.status)),
            Cell::maybe(rate),
        ]
    };
    let columns = vec![
        "编号",
        "协议名称",
        "甲方",
        "乙方",
        "其他各方",
        "各方职责",
        "开始日期",
        "结束日期",
        "稿次",
        "已签署",
        "状态",
        "履约率",
    ];
    Ok(Sheet { name: "共建协议", columns, rows: lines.iter().map(row).collect() })
}
