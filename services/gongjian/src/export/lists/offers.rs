//! The resource list 资源清单.

use contracts::resources::{OfferLine, Offers};
use sheets::kinds::offers::column;
use sheets::written::{Cell, Sheet};
use values::{Money, OrganisationId};

use super::Source;
use crate::{openings, text};

/// Liaisons are no part of a line, so their columns stay empty, for whoever prints the list.
pub(super) async fn sheet(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let query = |page| Offers { page, ..Offers::default() };
    let lines: Vec<OfferLine> = source.all(query).await?;
    let names = source.names(lines.iter().flat_map(concerned)).await?;
    let areas = source.areas().await?;
    let row = |line: &OfferLine| {
        let schedule = line.schedule.as_deref();
        vec![
            Cell::text(line.id),
            Cell::text(&line.title),
            Cell::maybe(line.content.as_ref()),
            Cell::text(text::category(line.category)),
            Cell::maybe(line.subcategory.as_ref()),
            Cell::text(names.get(line.owner)),
            Cell::maybe(line.manager.map(|manager| names.get(manager))),
            Cell::maybe(line.area.and_then(|area| areas.get(&area))),
            Cell::maybe(line.area),
            Cell::Number(line.amount.quantity),
            Cell::text(line.amount.unit.chinese()),
            Cell::Number(line.held + line.used),
            Cell::maybe(line.price.map(yuan)),
            Cell::maybe(line.place.as_ref()),
            Cell::maybe(line.available.as_ref()),
            line.until.map_or(Cell::Empty, Cell::Date),
            Cell::text(conditions(line)),
            Cell::text(if schedule.is_some() { "是" } else { "否" }),
            Cell::maybe(schedule.map(|schedule| openings::weekly(&schedule.weekly))),
            Cell::maybe(schedule.map(|schedule| openings::days(&schedule.closed))),
            Cell::maybe(schedule.map(|schedule| openings::slots(&schedule.extra))),
            schedule.and_then(|schedule| schedule.capacity).map_or(Cell::Empty, Cell::Number),
            Cell::text(text::offer_status(line.status)),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
        ]
    };
    let name = source.titles().await?.offer_list();
    let rows = lines.iter().map(row).collect();
    Ok(Sheet::new(name, COLUMNS, rows))
}

const COLUMNS: [&str; 26] = [
    column::ID,
    column::TITLE,
    column::CONTENT,
    column::CATEGORY,
    column::SUBCATEGORY,
    column::OWNER,
    column::MANAGER,
    column::AREA,
    column::AREA_CODE,
    column::AMOUNT,
    column::UNIT,
    column::CLAIMED,
    column::PRICE,
    column::PLACE,
    column::AVAILABLE,
    column::UNTIL,
    column::CONDITIONS,
    column::BOOKED,
    column::WEEKLY,
    column::CLOSED,
    column::EXTRA,
    column::CAPACITY,
    column::STATE,
    column::CONTACT,
    column::PHONE,
    column::REMARK,
];

fn concerned(line: &OfferLine) -> impl Iterator<Item = OrganisationId> + use<> {
    [Some(line.owner), line.manager].into_iter().flatten()
}

fn conditions(line: &OfferLine) -> String {
    line.conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// `12.05`: the unit stands in the header.
fn yuan(money: Money) -> String {
    money.to_string().trim_end_matches('元').to_owned()
}
