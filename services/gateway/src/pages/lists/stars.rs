//! Stars 星级: published for everybody; what waits for its community, for the community.

use contracts::PageRequest;
use contracts::evaluation::{StarLine, StarStatus, Stars};
use values::{OrganisationId, PersonId};

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["志愿者", "状态", "已有星级", "申请时时长", "社区", "公示至"];

pub(super) async fn stars(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Stars = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(communities(&found.items)).await?;
    let called = visit.with_persons(called, people(&found.items)).await?;
    let mut filters = vec![Filter::of::<StarStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "community", "只看本社区"));
    let list = List {
        heading: "志愿者星级".to_owned(),
        about: "公示期内任何人都可以提出异议；期满无异议即授予",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|star| row(star, &called)).collect(),
        total: found.total,
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// With whom they were applied for.
pub(crate) fn communities(stars: &[StarLine]) -> impl Iterator<Item = OrganisationId> {
    stars.iter().filter_map(|star| star.community)
}

/// Whose they are.
pub(crate) fn people(stars: &[StarLine]) -> impl Iterator<Item = PersonId> {
    stars.iter().map(|star| star.person)
}

/// A person's stars in a table of [`COLUMNS`].
pub(crate) fn row(star: &StarLine, called: &Called) -> Row {
    let applied = star.applied_for.map(|star| format!("申请 {star} 星"));
    Row {
        cells: vec![
            Cell::Link {
                text: called.claimer(star.person.into()),
                under: applied.unwrap_or_default(),
                href: format!("/people/{}/stars", star.person),
            },
            Cell::Badge(badge(star.status)),
            Cell::text(format!("{} 星", star.stars)),
            Cell::maybe(star.minutes.map(|minutes| format!("{} 小时", minutes / 60))),
            Cell::maybe(star.community.map(|community| called.of(community))),
            Cell::When(star.published_until.map_or_else(String::new, look::moment)),
        ],
    }
}
