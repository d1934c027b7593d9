//! The lines behind a figure 逐条.

use contracts::PageRequest;
use contracts::needs::HandlingLine;
use contracts::reporting::{FigureLine, FigureLines};
use values::OrganisationId;

use super::reports::evidence_row;
use super::{Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::handling_card;
use crate::pages::called::{Called, Item, claimers};
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

const COLUMNS: &[&str] = &["日期", "指标", "数量", "对方", "事项", "依据", "所属"];
/// Of what is handled under a card.
pub(crate) const HANDLED: &[&str] = &["需求", "牌", "办理单位", "期限"];

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

/// One that is handled, in a table of [`HANDLED`].
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
