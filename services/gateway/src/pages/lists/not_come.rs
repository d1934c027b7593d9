//! Who has not come 未报到: a list, so that somebody can be asked, and not only a percentage.

use contracts::PageRequest;
use contracts::registry::{MemberNotCome, MembersNotCome, UnitNotCome, UnitsNotCome};

use super::{Found, List, question};
use crate::pages::Visit;
use crate::pages::called::Called;
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

const UNITS: &[&str] = &["单位", "性质", "所在区划"];
const MEMBERS: &[&str] = &["党员", "居住社区"];

/// The units of an area, for its officers.
pub(super) async fn units(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: UnitsNotCome = question(visit, at)?;
    let found = visit.find(&asked).await?;
    let called = visit.called([]).await?;
    let list = List {
        heading: "未报到的单位".to_owned(),
        about: "名册上在本区域、还没有到社区报到的单位；已说明原因的不在其中",
        columns: UNITS,
        rows: found.items.iter().map(unit).collect(),
        total: found.total,
        empty: Some("都已报到".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

fn unit(one: &UnitNotCome) -> Row {
    Row {
        cells: vec![
            Cell::link(look::organisation(one.unit), &one.name),
            Cell::maybe(one.nature.map(contracts::registry::organisation::Nature::chinese)),
            Cell::maybe(one.area),
        ],
    }
}

/// The members of a unit, for the unit itself and whom it belongs to.
pub(super) async fn members(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: MembersNotCome = question(visit, at)?;
    let found = visit.find(&asked).await?;
    let homes = found.items.iter().filter_map(|one| one.home_community);
    let called = visit.called(homes.chain([asked.unit])).await?;
    let list = List {
        heading: format!("{}：未报到的党员", called.of(asked.unit)),
        about: "名册上还没有到居住地社区报到的党员",
        columns: MEMBERS,
        rows: found.items.iter().map(|one| member(one, &called)).collect(),
        total: found.total,
        empty: Some("都已报到".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

fn member(one: &MemberNotCome, called: &Called) -> Row {
    let name = one.name.clone().unwrap_or_else(|| "（信息已删除）".to_owned());
    let home = one.home_community.map(|home| called.of(home));
    Row { cells: vec![Cell::link(look::person(one.person), name), Cell::maybe(home)] }
}
