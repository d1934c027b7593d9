//! Which units and communities build jointly 结对.

use contracts::PageRequest;
use contracts::registry::{PairLine, PairStatus, Pairs};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds::{self, END_PAIR};
use crate::pages::look;
use crate::pages::parts::{Cell, Row, Weight};

pub(crate) const COLUMNS: &[&str] = &["单位", "社区", "状态", "从", "结束", "原因", "办理"];

pub(super) async fn pairs(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Pairs = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let mut filters = vec![Filter::of::<PairStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "community", "只看本社区的"));
    filters.extend(Filter::mine(visit, "unit", "只看本单位的"));
    let list = List {
        heading: "结对共建".to_owned(),
        about: "单位与社区结对；没有居住社区的党员随单位到结对社区报到。在单位的页面上结对",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|pair| row(visit, pair, &called)).collect(),
        total: found.total,
        empty: Some("还没有结对；在单位的页面上可以结对".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

pub(crate) fn parties(pairs: &[PairLine]) -> impl Iterator<Item = OrganisationId> {
    pairs.iter().flat_map(|pair| [pair.unit, pair.community])
}

pub(crate) fn row(visit: &Visit, pair: &PairLine, called: &Called) -> Row {
    let ends = pair.status == PairStatus::Made && visit.acts_for(pair.community);
    let ids = [("unit", pair.unit.to_string()), ("community", pair.community.to_string())];
    let ids = ids.map(|(name, id)| (name.to_owned(), id));
    let act = ends.then(|| deeds::button(END_PAIR, &ids, Weight::Grave));
    Row {
        cells: vec![
            Cell::link(look::organisation(pair.unit), called.of(pair.unit)),
            Cell::link(look::organisation(pair.community), called.of(pair.community)),
            Cell::Badge(badge(pair.status)),
            Cell::When(pair.since.to_string()),
            Cell::When(pair.ended.map_or_else(String::new, |day| day.to_string())),
            Cell::maybe(pair.reason.as_ref()),
            act.map_or_else(|| Cell::text(""), Cell::Act),
        ],
    }
}
