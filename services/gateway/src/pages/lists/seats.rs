//! Who sits 兼职委员 on a street's 大工委 or a community's 大党委.

use contracts::PageRequest;
use contracts::registry::{SeatLine, SeatStatus, Seats};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds::{self, VACATE_SEAT};
use crate::pages::look;
use crate::pages::parts::{Cell, Row, Weight};

pub(crate) const COLUMNS: &[&str] = &["委员", "单位", "在哪里", "状态", "从", "至"];

/// The same, with what can be done about each.
const LISTED: &[&str] = &["委员", "单位", "在哪里", "状态", "从", "至", "办理"];

pub(super) async fn seats(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Seats = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let called = visit.with_persons(called, found.items.iter().map(|seat| seat.person)).await?;
    let mut filters = vec![Filter::of::<SeatStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "body", "只看在本组织任职的"));
    filters.extend(Filter::mine(visit, "unit", "只看本单位派出的"));
    let list = List {
        heading: "兼职委员".to_owned(),
        about: "驻区单位派到街道大工委、社区大党委的兼职委员；在单位的页面上聘任",
        filters,
        columns: LISTED,
        rows: found.items.iter().map(|seat| listed(visit, seat, &called)).collect(),
        total: found.total,
        empty: Some("还没有兼职委员；在单位的页面上可以聘任".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Where seats are, and who sends somebody.
pub(crate) fn parties(seats: &[SeatLine]) -> impl Iterator<Item = OrganisationId> {
    seats.iter().flat_map(|seat| [seat.body, seat.unit])
}

/// A seat in a table of [`LISTED`].
fn listed(visit: &Visit, seat: &SeatLine, called: &Called) -> Row {
    let vacates = seat.status == SeatStatus::Filled && visit.acts_for(seat.body);
    let ids = [("body", seat.body.to_string()), ("person", seat.person.to_string())];
    let ids = ids.map(|(name, id)| (name.to_owned(), id));
    let act = vacates.then(|| deeds::button(VACATE_SEAT, &ids, Weight::Grave));
    let mut row = row(seat, called);
    row.cells.push(act.map_or_else(|| Cell::text(""), Cell::Act));
    row
}

/// A seat in a table of [`COLUMNS`].
pub(crate) fn row(seat: &SeatLine, called: &Called) -> Row {
    Row {
        cells: vec![
            Cell::Text(called.claimer(seat.person.into())),
            Cell::link(look::organisation(seat.unit), called.of(seat.unit)),
            Cell::link(look::organisation(seat.body), called.of(seat.body)),
            Cell::Badge(badge(seat.status)),
            Cell::When(seat.since.to_string()),
            Cell::When(seat.until.to_string()),
        ],
    }
}
