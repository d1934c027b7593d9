//! Points that were added or taken by hand 手工加减分, each with its counter-entry; and the trial
//! balance 试算平衡, which shows that points are neither made nor lost.

use contracts::PageRequest;
use contracts::evaluation::posting::PointKind;
use contracts::evaluation::{AdjustmentLine, Adjustments, TrialBalance, TrialBalanceLine};
use contracts::reporting::points;
use values::time;

use super::{Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::{BAD, Badge, GOOD};
use crate::pages::called::Called;
use crate::pages::deeds::{self, COUNTER_POINTS};
use crate::pages::parts::{Button, Cell, Row, Weight};

pub(crate) const COLUMNS: &[&str] = &["对象", "积分", "类别", "日期", "理由", "经办组织", "办理"];
const BALANCE: &[&str] = &["类别", "发放", "个人账户", "兑换", "合计", "结论"];

pub(super) async fn adjustments(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Adjustments = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(found.items.iter().map(|line| line.organisation)).await?;
    let people = found.items.iter().map(|line| line.person);
    let called = visit.with_persons(called, people).await?;
    let list = List {
        heading: "手工加减分".to_owned(),
        about: "本组织和所辖区域手工加减的积分；有误的冲正，不改不删。从报到人员的报到单上加减",
        columns: COLUMNS,
        rows: found.items.iter().map(|line| row(line, &called)).collect(),
        total: found.total,
        buttons: vec![to("试算平衡", "/trial-balance".to_owned())],
        empty: Some("还没有手工加减过积分".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

fn to(label: &'static str, href: String) -> Button {
    Button { label, href, key: None, weight: Weight::Other }
}

pub(crate) fn row(line: &AdjustmentLine, called: &Called) -> Row {
    let ids = [("posting".to_owned(), line.id.to_string())];
    let act = match &line.countered {
        Some(reason) => Cell::Text(format!("已冲正：{reason}")),
        None if line.correctable => Cell::Act(deeds::button(COUNTER_POINTS, &ids, Weight::Other)),
        None => Cell::text(""),
    };
    Row {
        cells: vec![
            Cell::Text(called.claimer(line.person.into())),
            Cell::Text(points(line.hundredths)),
            Cell::text(line.kind.chinese()),
            Cell::When(line.on.to_string()),
            Cell::text(&line.reason),
            Cell::Text(called.of(line.organisation)),
            act,
        ],
    }
}

/// Of the year that the address names, or this one.
pub(super) async fn trial_balance(visit: &Visit, _: Option<PageRequest>) -> Found {
    let year = visit.parameter("year").and_then(|year| year.parse().ok());
    let year = year.unwrap_or_else(|| time::date_at(visit.now()).year());
    let mut rows = Vec::new();
    for kind in PointKind::ALL.iter().copied() {
        rows.push(balance(kind, visit.ask(&TrialBalance { kind, year }).await?));
    }
    let called = visit.called([]).await?;
    let of = |year: i16| format!("/trial-balance?year={year}");
    let list = List {
        heading: format!("{year} 年积分试算平衡"),
        about: "发放的积分等于个人账户和兑换之和：积分既不凭空产生，也不凭空消失",
        columns: BALANCE,
        total: rows.len(),
        rows,
        buttons: vec![
            to("手工加减分", "/adjustments".to_owned()),
            to("上一年", of(year.saturating_sub(1))),
            to("下一年", of(year.saturating_add(1))),
        ],
        ..List::default()
    };
    Ok((called, PageRequest::default(), list))
}

fn balance(kind: PointKind, line: TrialBalanceLine) -> Row {
    let TrialBalanceLine { issue, persons, rewards } = line;
    let sum = issue + persons + rewards;
    let (text, tone) = if sum == 0 { ("平衡", GOOD) } else { ("不平，请报运维", BAD) };
    let amounts = [issue, persons, rewards, sum].map(|amount| Cell::Text(points(amount)));
    let badge = Cell::Badge(Badge { text: text.to_owned(), tone });
    Row {
        cells: std::iter::once(Cell::text(kind.chinese())).chain(amounts).chain([badge]).collect(),
    }
}
