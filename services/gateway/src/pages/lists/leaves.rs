//! Leaves 请假、免评: on which days whose absences do not count, and why.

use contracts::evaluation::leave::{LeaveLine, Leaves};
use contracts::{Claimer, PageRequest};
use values::{OrganisationId, PersonId};

use super::{Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::called::{Called, claimers};
use crate::pages::deeds::{self, LIFT_LEAVE};
use crate::pages::parts::{Cell, Row, Weight};

pub(crate) const COLUMNS: &[&str] = &["对象", "原因", "从", "至", "登记组织", "办理"];

pub(super) async fn leaves(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Leaves = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let called = visit.with_persons(called, people(&found.items)).await?;
    let list = List {
        heading: "请假、免评".to_owned(),
        about: "请假期间的缺席不计入评分。单位的在其页面上登记，个人的在其报到单上登记",
        columns: COLUMNS,
        rows: found.items.iter().map(|line| row(line, &called)).collect(),
        total: found.total,
        empty: Some("还没有登记过请假".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Whose they are, where they are a person's.
pub(crate) fn people(lines: &[LeaveLine]) -> impl Iterator<Item = PersonId> {
    lines.iter().filter_map(|line| match line.leave.who {
        Claimer::Person(person) => Some(person),
        Claimer::Organisation(_) => None,
    })
}

pub(crate) fn parties(lines: &[LeaveLine]) -> impl Iterator<Item = OrganisationId> {
    let recorded = lines.iter().map(|line| line.organisation);
    recorded.chain(claimers(lines.iter().map(|line| line.leave.who)))
}

pub(crate) fn row(line: &LeaveLine, called: &Called) -> Row {
    let leave = &line.leave;
    let ids = [("leave".to_owned(), line.id.to_string())];
    let act = match &line.lifted {
        Some(reason) => Cell::Text(format!("已撤销：{reason}")),
        None if line.correctable => Cell::Act(deeds::button(LIFT_LEAVE, &ids, Weight::Other)),
        None => Cell::text(""),
    };
    Row {
        cells: vec![
            Cell::Text(called.claimer(leave.who)),
            Cell::text(leave.reason.chinese()),
            Cell::When(leave.from.to_string()),
            Cell::When(leave.until.to_string()),
            Cell::Text(called.of(line.organisation)),
            act,
        ],
    }
}
