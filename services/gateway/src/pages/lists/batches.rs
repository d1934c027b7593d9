//! Batches 全部汇编 of reports that the visitor asked for.

use contracts::PageRequest;
use contracts::reporting::{BatchLine, Batches};

use super::{Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

const COLUMNS: &[&str] = &["全部汇编", "状态", "已汇编", "没有汇编", "提出时间"];

pub(super) async fn batches(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Batches = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called([]).await?;
    let list = List {
        heading: "全部汇编".to_owned(),
        about: "一个报告期的报告在后台逐一汇编，可随时取消、继续；没有汇编的说明原因",
        columns: COLUMNS,
        rows: found.items.iter().map(row).collect(),
        total: found.total,
        empty: Some("还没有全部汇编过；请从“双报告”里的“汇编报告”开始".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// What a batch is called.
pub(crate) fn name(line: &BatchLine) -> String {
    let of = if line.asked.persons { "个人" } else { "单位" };
    format!("{}{of}报告", line.asked.period.chinese())
}

fn row(line: &BatchLine) -> Row {
    let refused = |outcome: &contracts::reporting::batch::Outcome| {
        outcome.refused.iter().map(|refused| refused.count).sum::<u64>()
    };
    Row {
        cells: vec![
            Cell::link(format!("/reports/batches/{}", line.id), name(line)),
            Cell::Badge(badge(line.status)),
            Cell::maybe(line.outcome.as_ref().map(|outcome| outcome.compiled)),
            Cell::maybe(line.outcome.as_ref().map(refused)),
            Cell::When(look::moment(line.asked_at)),
        ],
    }
}
