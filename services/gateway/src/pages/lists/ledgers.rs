//! Ledgers 台账: the bundles that the visitor asked for.

use contracts::PageRequest;
use contracts::reporting::bundle::Scope;
use contracts::reporting::{BundleLine, Bundles};

use super::{Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::deeds::{self, NEW_ARCHIVE, NEW_LEDGER};
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

const COLUMNS: &[&str] = &["台账", "状态", "进度", "条数", "生成时间"];

pub(super) async fn bundles(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Bundles = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called([]).await?;
    let list = List {
        heading: "台账".to_owned(),
        about: "清单和名册整份导出，在后台生成；一条不漏，可随时取消、继续",
        columns: COLUMNS,
        rows: found.items.iter().map(row).collect(),
        total: found.total,
        buttons: deeds::buttons(visit, &[NEW_ARCHIVE, NEW_LEDGER], &[]),
        empty: Some("还没有生成过台账".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// What a bundle is called.
pub(crate) fn name(line: &BundleLine) -> String {
    let mut ledgers = line.asked.ledgers.iter();
    let name = match (ledgers.next(), ledgers.len()) {
        (Some(ledger), 0) => ledger.chinese().to_owned(),
        (_, others) => format!("档案包（{} 种台账）", others + 1),
    };
    format!("{name}：{}", scope(line.asked.scope))
}

/// Whose lines they are.
pub(crate) fn scope(scope: Scope) -> String {
    match scope {
        Scope::Everything => "能看到的全部".to_owned(),
        Scope::Own => "本组织".to_owned(),
        Scope::Area(area) => format!("区划 {area}"),
    }
}

fn row(line: &BundleLine) -> Row {
    let (made, all) = (line.parts.len(), line.asked.ledgers.len());
    let lines: u64 = line.parts.iter().map(|part| part.lines).sum();
    Row {
        cells: vec![
            Cell::link(format!("/ledgers/{}", line.id), name(line)),
            Cell::Badge(badge(line.status)),
            Cell::text(format!("{made} / {all} 种")),
            Cell::text(lines),
            Cell::When(look::moment(line.asked_at)),
        ],
    }
}
