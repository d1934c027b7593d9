//! Standing prices 行情: how scarce each kind of resource was in the plans of each area, by week.

use contracts::PageRequest;
use contracts::matching::{Prices, StandingPrice};

use super::missing::of_an_area;
use super::{Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::parts::{Cell, Row, Share};

const COLUMNS: &[&str] = &["资源", "哪一周", "谁的方案", "合适的共有", "其中紧缺", "多一份可改善"];

pub(super) async fn prices(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Prices = question(visit, at)?;
    let empty = "还没有发布过匹配方案。发布之后，这里按周列出方案里哪些资源紧缺。";
    let list = List {
        heading: "资源行情".to_owned(),
        about: "历次发布的匹配方案中，各类资源哪一周、在哪里供不应求",
        columns: COLUMNS,
        empty: Some(empty.to_owned()),
        ..List::default()
    };
    of_an_area(visit, &asked, asked.page, list, row).await
}

fn row(one: &StandingPrice) -> Row {
    let unit = one.unit.chinese();
    let number = |figure: u64| usize::try_from(figure).unwrap_or(usize::MAX);
    let short = Share::of(number(one.short), number(one.quantity));
    let more = one.price.map_or("不紧缺", |price| price.aim.chinese());
    Row {
        cells: vec![
            Cell::Explained {
                text: one.category.chinese().to_owned(),
                under: format!("按{unit}计"),
            },
            Cell::When(one.week.to_string()),
            Cell::maybe(one.organisation_name.as_ref()),
            Cell::text(format!("{} {unit}", one.quantity)),
            Cell::Share(short.said_as(format!("{} {unit}", one.short))),
            Cell::text(more),
        ],
    }
}
