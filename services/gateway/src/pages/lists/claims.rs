//! Claims 认领: what one's own side claimed, and what it has to answer.

use contracts::Claimer;
use contracts::PageRequest;
use contracts::projects::claim::Side;
use contracts::projects::{ClaimLine, ClaimStatus, Claims};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::{Called, Item, claimers};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["认领", "状态", "认领方", "对方", "答复期限", "提出"];

pub(super) async fn claims(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Claims = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called_with(parties(&found.items), items(&found.items)).await?;
    let mut filters = vec![Filter::of::<ClaimStatus>(visit, "status", "状态")];
    filters.extend(Filter::mine(visit, "organisation", "只看本组织"));
    filters.extend(Filter::area(visit, "所在辖区").await?);
    filters.push(Filter::order(visit));
    let list = List {
        here: Place::Claims,
        heading: "认领".to_owned(),
        about: "谁认领了什么，谁在等谁答复",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|claim| row(claim, &called)).collect(),
        total: found.total,
        shown: Some(found.items.iter().map(|claim| claim.id.into()).collect()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Both sides of claims.
pub(crate) fn parties(claims: &[ClaimLine]) -> impl Iterator<Item = OrganisationId> {
    let others = claims.iter().filter_map(|claim| claim.counterpart);
    others.chain(claimers(claims.iter().map(|claim| claim.claimer)))
}

/// The lines that claims name.
pub(crate) fn items(claims: &[ClaimLine]) -> impl Iterator<Item = Item> {
    let named = |claim: &ClaimLine| [claim.need.map(Item::Need), claim.offer.map(Item::Offer)];
    claims.iter().flat_map(named).flatten()
}

/// What is claimed: the other side's line, or the only one.
pub(crate) fn wanted(claim: &ClaimLine) -> Option<Item> {
    let (need, offer) = (claim.need.map(Item::Need), claim.offer.map(Item::Offer));
    match claim.side {
        Side::Giving => need.or(offer),
        Side::Asking => offer.or(need),
    }
}

/// What a claim is about, in the words of the line that is claimed.
pub(crate) fn title(claim: &ClaimLine, called: &Called) -> String {
    wanted(claim).map_or_else(|| "（未写明）".to_owned(), |item| called.item(item))
}

/// Whoever answers it: the owner of what is claimed, also before the amount is held.
pub(crate) fn other_side(claim: &ClaimLine, called: &Called) -> String {
    let owner = claim.counterpart.or_else(|| called.owner(wanted(claim)?));
    owner.map_or_else(String::new, |owner| called.of(owner))
}

/// A claim in a table of [`COLUMNS`].
pub(crate) fn row(claim: &ClaimLine, called: &Called) -> Row {
    let what = match (claim.side, claim.claimer) {
        (Side::Giving, Claimer::Person(_)) => "个人认领",
        (Side::Giving, Claimer::Organisation(_)) | (Side::Asking, _) => claim.side.chinese(),
    };
    let lease = claim.lease_until.filter(|_| claim.status == ClaimStatus::Held);
    Row {
        cells: vec![
            Cell::Link {
                text: title(claim, called),
                under: format!("{} · {what}", claim.amount),
                href: format!("/claims/{}", claim.id),
            },
            Cell::Badge(badge(claim.status)),
            Cell::text(called.claimer(claim.claimer)),
            Cell::Text(other_side(claim, called)),
            Cell::When(lease.map_or_else(String::new, look::moment)),
            Cell::When(look::day(claim.proposed_at)),
        ],
    }
}
