//! A bundle 档案包 of ledgers: how far it is, and its file.

use contracts::reporting::bundle::Ledger;
use contracts::reporting::{Bundle, BundleLine, BundleStatus};

use super::{Line, line_page};
use crate::pages::badge::badge;
use crate::pages::deeds::{self, CANCEL_LEDGER, RESUME_LEDGER};
use crate::pages::lists::ledgers::{name, scope};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Cell, Row, Section, Share};
use crate::pages::{Answer, Visit, exports};

const PARTS: &[&str] = &["台账", "进度", "条数", "摘要（SHA-256）"];

pub(crate) async fn bundle(visit: &Visit) -> Answer {
    let id = visit.id("bundle")?;
    let found = visit.find(&Bundle { bundle: id }).await?;
    let called = visit.called([]).await?;
    let download = match found.file {
        Some(_) => exports::address(visit, &format!("/ledgers/{id}/file"))?,
        None => None,
    };
    let size = found.bytes.map(|bytes| format!("{} KiB", bytes.div_ceil(1024)));
    let facts = vec![
        ("范围", Cell::Text(scope(found.asked.scope))),
        ("提出时间", Cell::When(look::moment(found.asked_at))),
        (
            "文件",
            download
                .map_or_else(|| Cell::text(""), |href| Cell::link(href, "下载（ZIP，内为 Excel）")),
        ),
        ("大小", Cell::maybe(size)),
        ("摘要（SHA-256）", Cell::maybe(found.file)),
    ];
    let buttons: &[_] = match found.status {
        BundleStatus::Making => &[CANCEL_LEDGER],
        BundleStatus::Cancelled | BundleStatus::GivenUp => &[RESUME_LEDGER],
        BundleStatus::Finished => &[],
    };
    let rows = found.asked.ledgers.iter().map(|ledger| row(visit, &found, *ledger)).collect();
    let line = Line {
        here: Place::Elsewhere,
        kind: "台账",
        heading: name(&found),
        badge: Some(badge(found.status)),
        notice: notice(&found),
        facts,
        way: Vec::new(),
        buttons: deeds::buttons(visit, buttons, &[]),
        sections: vec![Section::new("parts", "各种台账", PARTS, rows)],
        history: format!("/history/reporting/{id}"),
        waits: found.status == BundleStatus::Making,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(bundle: &BundleLine) -> Option<String> {
    match bundle.status {
        BundleStatus::GivenUp => bundle.reason.as_ref().map(|why| format!("没有完成：{why}")),
        BundleStatus::Finished => {
            Some("下载链接十分钟内有效，过后刷新本页；文件请妥善保管".to_owned())
        }
        BundleStatus::Making => Some("正在生成，可以离开本页".to_owned()),
        BundleStatus::Cancelled => None,
    }
}

fn row(visit: &Visit, bundle: &BundleLine, ledger: Ledger) -> Row {
    let made = bundle.parts.iter().find(|part| part.ledger == ledger);
    let under_way = visit.gateway.under_way(bundle.id).filter(|way| way.ledger == ledger);
    let progress = match (made, under_way) {
        (Some(_), _) => Cell::text("已完成"),
        (None, Some(way)) => {
            let said = format!("{} / {}", way.done, way.total);
            Cell::Share(Share::of(way.done, way.total).said_as(said))
        }
        (None, None) => Cell::text("等待"),
    };
    let digest = made.map(|part| part.file.to_string().chars().take(16).collect::<String>());
    Row {
        cells: vec![
            Cell::text(ledger.chinese()),
            progress,
            Cell::maybe(made.map(|part| part.lines)),
            Cell::maybe(digest),
        ],
    }
}
