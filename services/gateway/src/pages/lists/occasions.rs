//! Occasions 评价事项: what was done together, and whether it was rated.

use contracts::PageRequest;
use contracts::evaluation::occasion::About;
use contracts::evaluation::{OccasionLine, OccasionStatus, Occasions};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::look;
use crate::pages::parts::{Cell, Row};
use crate::pages::visit::{Called, claimers};

pub(crate) const COLUMNS: &[&str] = &["事项", "状态", "供给方", "需求方", "评价截止"];

pub(super) async fn occasions(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Occasions = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
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

/// What was done together.
pub(crate) fn what(about: About) -> &'static str {
    match about {
        About::Claim { .. } => "完成的认领",
        About::Service { .. } => "一次服务",
    }
}

/// An occasion in a table of [`COLUMNS`].
pub(crate) fn row(occasion: &OccasionLine, called: &Called) -> Row {
    let under = match occasion.about {
        About::Claim { .. } => String::new(),
        About::Service { date, .. } => date.to_string(),
    };
    Row {
        cells: vec![
            Cell::Link {
                text: what(occasion.about).to_owned(),
                under,
                href: format!("/occasions/{}", occasion.id),
            },
            Cell::Badge(badge(occasion.status)),
            Cell::text(called.claimer(occasion.giving)),
            Cell::text(called.of(occasion.asking)),
            Cell::When(occasion.rate_until.map_or_else(String::new, look::moment)),
        ],
    }
}
