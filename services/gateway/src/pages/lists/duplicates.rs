//! Units that may be one and the same 疑似重复单位: they have in common what only one should have.

use contracts::PageRequest;
use contracts::registry::{DuplicateLine, Duplicates};

use super::{Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::called::Called;
use crate::pages::compare;
use crate::pages::parts::{Cell, Row};

const COLUMNS: &[&str] = &["单位", "相同之处", "家数"];

/// How many names of a group are said.
const NAMES_SHOWN: usize = 3;

pub(super) async fn duplicates(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Duplicates = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let named = found.items.iter().flat_map(|line| line.organisations.iter().take(NAMES_SHOWN));
    let called = visit.called(named.copied()).await?;
    let list = List {
        heading: "疑似重复单位".to_owned(),
        about: "信用代码、名称写法或联系电话相同的单位；比对后由街道及以上合并，或认定不是同一家",
        columns: COLUMNS,
        rows: found.items.iter().map(|line| row(line, &called)).collect(),
        total: found.total,
        empty: Some("没有发现疑似重复的单位".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

fn row(line: &DuplicateLine, called: &Called) -> Row {
    let names = line.organisations.iter().take(NAMES_SHOWN).map(|id| called.of(*id));
    let names = names.collect::<Vec<_>>().join("、");
    let more = if line.organisations.len() > NAMES_SHOWN { "等" } else { "" };
    Row {
        cells: vec![
            Cell::link(compare::path(&line.organisations), format!("{names}{more}")),
            Cell::text(line.by.chinese()),
            Cell::text(line.organisations.len()),
        ],
    }
}
