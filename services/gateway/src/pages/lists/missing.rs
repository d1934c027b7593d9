//! What is missing 尚缺资源: the list of resources to go and ask for.

use contracts::matching::{Missing, MissingLine};
use contracts::registry::taxonomy::Category;
use contracts::{Page, PageRequest, Query};

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::chinese;
use crate::pages::Visit;
use crate::pages::parts::{Cell, Row};

const COLUMNS: &[&str] =
    &["缺什么", "缺多少", "其中紧急", "在哪里", "何时前要", "为什么缺", "例如"];
/// So many needs are named with a line.
const EXAMPLES: usize = 2;

pub(super) async fn missing(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Missing = question(visit, at)?;
    let list = List {
        heading: "尚缺的资源".to_owned(),
        about: "清单上的资源怎么安排也满足不了的需求，按类别、街道和月份汇总，供各级去争取",
        columns: COLUMNS,
        empty: Some("清单上的需求都安排得到资源，现在什么也不缺。".to_owned()),
        ..List::default()
    };
    of_an_area(visit, &asked, asked.page, list, row).await
}

/// What is asked for by category and area.
pub(super) async fn of_an_area<Q, T>(
    visit: &Visit,
    asked: &Q,
    at: PageRequest,
    list: List,
    row: impl Fn(&T) -> Row,
) -> Found
where
    Q: Query<Answer = Page<T>> + Sync,
{
    let found = visit.ask(asked).await?;
    let called = visit.called([]).await?;
    let mut filters = vec![Filter::of::<Category>(visit, "category", "类别")];
    filters.extend(Filter::mine(visit, "organisation", "只看本辖区"));
    // Whoever narrows it is told how to see all.
    let empty = list.empty.filter(|_| !filters.iter().any(Filter::narrows));
    let (rows, total) = (found.items.iter().map(row).collect(), found.total);
    Ok((called, at, List { filters, rows, total, empty, ..list }))
}

fn row(line: &MissingLine) -> Row {
    let unit = line.unit.chinese();
    let kind = line.subcategory.as_ref().map_or_else(String::new, ToString::to_string);
    let urgent = if line.urgent > 0 { format!("{} {unit}", line.urgent) } else { String::new() };
    let examples = line.examples.iter().take(EXAMPLES).map(|need| format!("“{}”", need.title));
    let examples = examples.collect::<Vec<_>>().join("、");
    let first = line.examples.first();
    Row {
        cells: vec![
            Cell::Explained { text: line.category.chinese().to_owned(), under: kind },
            Cell::Explained {
                text: format!("{} {unit}", line.quantity),
                under: format!("{} 项需求", line.needs),
            },
            Cell::Text(urgent),
            Cell::maybe(line.street_name.as_ref()),
            Cell::When(line.month.as_ref().map_or_else(|| "未定".to_owned(), ToString::to_string)),
            Cell::text(chinese::bottleneck(line.bottleneck)),
            match first {
                Some(need) => Cell::link(format!("/needs/{}", need.need), examples),
                None => Cell::text(""),
            },
        ],
    }
}
