//! The lines behind a figure 逐条, and what is overdue 逾期 in an area.

use contracts::needs::{HandlingLine, Handlings};
use contracts::reporting::{FigureLine, FigureLines};
use contracts::{Card, PageRequest};
use values::OrganisationId;

use super::reports::evidence_row;
use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::handling_card;
use crate::pages::called::{Called, Item, claimers};
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

const COLUMNS: &[&str] = &["日期", "指标", "数量", "对方", "事项", "依据", "所属"];
pub(crate) const OVERDUE: &[&str] = &["需求", "牌", "办理单位", "期限"];

pub(super) async fn lines(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: FigureLines = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let row = |line: &FigureLine| {
        let mut row = evidence_row(line, &called);
        row.cells.push(Cell::maybe(line.subject.map(|subject| called.claimer(subject))));
        row
    };
    let list = List {
        heading: format!("{}：逐条", asked.counted.chinese()),
        about: "一个数字就是这些记录之和；冲销的以负数列出",
        columns: COLUMNS,
        rows: found.items.iter().map(row).collect(),
        total: found.total,
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Whose lines they are, and who is on the other side.
fn parties(lines: &[FigureLine]) -> Vec<OrganisationId> {
    let others = lines.iter().filter_map(|line| line.with);
    others.chain(claimers(lines.iter().filter_map(|line| line.subject))).collect()
}

pub(super) async fn overdue(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Handlings = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let holders = found.items.iter().map(|line| line.holder.organisation);
    let needs = found.items.iter().map(|line| Item::Need(line.need));
    let called = visit.called_with(holders, needs).await?;
    let list = List {
        heading: "逾期和临期的办理".to_owned(),
        about: "正在办理、已得黄牌或红牌的需求",
        filters: vec![Filter::of::<Card>(visit, "card", "牌")],
        columns: OVERDUE,
        rows: found.items.iter().map(|line| handled(visit, line, &called)).collect(),
        total: found.total,
        empty: Some("没有逾期的事项".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// One that is handled, in a table of [`OVERDUE`].
pub(crate) fn handled(visit: &Visit, line: &HandlingLine, called: &Called) -> Row {
    Row {
        cells: vec![
            Cell::link(format!("/needs/{}", line.need), called.item(Item::Need(line.need))),
            line.card.map_or_else(|| Cell::text(""), |card| Cell::Badge(handling_card(card))),
            Cell::text(called.of(line.holder.organisation)),
            Cell::Text(format!(
                "{}，{}",
                look::moment(line.clock.due_at),
                look::until(line.clock.due_at, visit.now())
            )),
        ],
    }
}
