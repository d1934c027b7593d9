//! Check-ins 报到: who came to which community.

use contracts::PageRequest;
use contracts::registry::check_in::Who;
use contracts::registry::{CheckInLine, CheckInStatus, CheckIns};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds;
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["报到方", "状态", "社区", "申请", "有效期至"];

pub(super) async fn check_ins(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: CheckIns = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let mut filters = vec![Filter::of::<CheckInStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "community", "只看到本社区的"));
    filters.extend(Filter::mine(visit, "unit", "只看本单位的"));
    filters.extend(Filter::area(visit, "社区所在辖区").await?);
    let list = List {
        heading: "报到".to_owned(),
        about: "单位和党员到社区报到：申请、接收、续报",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|check_in| row(check_in, &called)).collect(),
        total: found.total,
        buttons: deeds::buttons(visit, &[deeds::CHECK_IN], &[]),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// The units and communities of check-ins.
pub(crate) fn parties(check_ins: &[CheckInLine]) -> impl Iterator<Item = OrganisationId> {
    check_ins.iter().flat_map(|one| [Some(one.community), one.who.unit()]).flatten()
}

/// A check-in in a table of [`COLUMNS`].
pub(crate) fn row(check_in: &CheckInLine, called: &Called) -> Row {
    let who = match check_in.who {
        Who::Unit(unit) => called.of(unit),
        Who::Person(person) => called.claimer(person.into()),
    };
    let under = if check_in.primary { "主报到".to_owned() } else { String::new() };
    Row {
        cells: vec![
            Cell::Link { text: who, under, href: format!("/check-ins/{}", check_in.id) },
            Cell::Badge(badge(check_in.status)),
            Cell::text(called.of(check_in.community)),
            Cell::When(look::day(check_in.requested_at)),
            Cell::When(check_in.until.map_or_else(String::new, |until| until.to_string())),
        ],
    }
}
