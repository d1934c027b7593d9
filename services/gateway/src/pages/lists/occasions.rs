//! Occasions 评价事项: what was done together, and whether it was rated.

use contracts::PageRequest;
use contracts::evaluation::occasion::About;
use contracts::evaluation::{OccasionLine, OccasionStatus, Occasions};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::{Called, Item, claimers};
use crate::pages::look;
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["事项", "状态", "供给方", "需求方", "评价截止"];

pub(super) async fn occasions(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Occasions = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called_with(parties(&found.items), items(&found.items)).await?;
    let mut filters = vec![Filter::of::<OccasionStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "organisation", "只看本组织"));
    let list = List {
        heading: "评价".to_owned(),
        about: "合作双方互相评价；双方都评价后或到期后公开",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|occasion| row(occasion, &called)).collect(),
        total: found.total,
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Both sides of occasions.
pub(crate) fn parties(occasions: &[OccasionLine]) -> impl Iterator<Item = OrganisationId> {
    let asking = occasions.iter().map(|occasion| occasion.asking);
    asking.chain(claimers(occasions.iter().map(|occasion| occasion.giving)))
}

/// What occasions are about.
pub(crate) fn items(occasions: &[OccasionLine]) -> impl Iterator<Item = Item> {
    occasions.iter().flat_map(|occasion| items_about(occasion.about))
}

/// What one is about.
pub(crate) fn items_about(about: About) -> impl Iterator<Item = Item> {
    let named = match about {
        About::Claim { project, .. } => [Some(Item::Project(project)), None],
        About::Service { record, project, .. } => {
            [Some(Item::Project(project)), Some(Item::Record(record))]
        }
        About::Handling { need, .. } => [Some(Item::Need(need)), None],
    };
    named.into_iter().flatten()
}

/// What was done together: the project that was delivered, or the one service of it; or the need
/// that was sent up.
pub(crate) fn what(about: About, called: &Called) -> String {
    match about {
        About::Claim { project, .. } => called.item(Item::Project(project)),
        About::Service { record, .. } => called.item(Item::Record(record)),
        About::Handling { need, .. } => called.item(Item::Need(need)),
    }
}

/// Which of them it is, and when.
pub(crate) fn which(about: About, called: &Called) -> String {
    match about {
        About::Claim { .. } => "整个项目".to_owned(),
        About::Service { project, date, .. } => {
            format!("{date} 的服务 · {}", called.item(Item::Project(project)))
        }
        About::Handling { .. } => "上报后的办理".to_owned(),
    }
}

/// An occasion in a table of [`COLUMNS`].
pub(crate) fn row(occasion: &OccasionLine, called: &Called) -> Row {
    Row {
        cells: vec![
            Cell::Link {
                text: what(occasion.about, called),
                under: which(occasion.about, called),
                href: format!("/occasions/{}", occasion.id),
            },
            Cell::Badge(badge(occasion.status)),
            Cell::text(called.claimer(occasion.giving)),
            Cell::text(called.of(occasion.asking)),
            Cell::When(occasion.rate_until.map_or_else(String::new, look::moment)),
        ],
    }
}
