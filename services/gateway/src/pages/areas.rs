//! Areas 区划 by their names.

use contracts::PageRequest;
use contracts::registry::{AreaLine, Areas, Organisation};
use values::area::AreaLevel;
use values::{AreaCode, OrganisationId};

use super::Visit;
use super::parts::Choice;
use crate::problem::Problem;

/// What an area is called, with its code; the code alone of one that nobody named.
pub(super) async fn name(visit: &Visit, area: AreaCode) -> Result<String, Problem> {
    let beside = within(visit, area.parent()).await?;
    let named = beside.iter().find(|known| known.code == area);
    Ok(named.map_or_else(|| area.to_string(), |known| format!("{}（{area}）", known.name)))
}

/// Where an organisation works.
pub(super) async fn of(
    visit: &Visit,
    organisation: OrganisationId,
) -> Result<Option<AreaCode>, Problem> {
    let found = visit.ask(&Organisation { organisation }).await?;
    Ok(found.and_then(|organisation| organisation.area))
}

/// The areas in `own` of which one may be chosen, down to the communities.
pub(super) async fn inside(visit: &Visit, own: AreaCode) -> Result<Vec<Choice>, Problem> {
    let mut all = choices(visit, own).await?;
    all.retain(|choice| choice.value.parse().is_ok_and(|area| own.contains(area)));
    Ok(all)
}

/// Where somebody in `own` places what works there: the areas in it, and the grids of a community.
pub(super) async fn to_place(visit: &Visit, own: Option<AreaCode>) -> Result<Vec<Choice>, Problem> {
    let mut all = within(visit, own).await?;
    let of_community = own.is_some_and(|own| own.level() == AreaLevel::Community);
    all.retain(|known| of_community || known.code.level() != AreaLevel::Grid);
    if let Some(own) = own {
        let beside = within(visit, own.parent()).await?;
        all.splice(0..0, beside.into_iter().filter(|known| known.code == own));
    }
    Ok(all.into_iter().map(choice).collect())
}

fn choice(known: AreaLine) -> Choice {
    Choice { value: known.code.to_string(), label: known.name.to_string() }
}

/// The areas of which somebody in `own` may choose one: of its district, down to the communities.
pub(super) async fn choices(visit: &Visit, own: AreaCode) -> Result<Vec<Choice>, Problem> {
    let around: Vec<_> = std::iter::successors(Some(own), |area| area.parent()).collect();
    let district = around.iter().find(|area| area.level() == AreaLevel::County);
    let widest = district.copied().unwrap_or(own);
    let mut all = within(visit, widest.parent()).await?;
    all.retain(|known| known.code == widest);
    all.extend(within(visit, Some(widest)).await?);
    let is_for_choice = |known: &AreaLine| known.code.level() != AreaLevel::Grid;
    Ok(all.into_iter().filter(is_for_choice).map(choice).collect())
}

async fn within(visit: &Visit, under: Option<AreaCode>) -> Result<Vec<AreaLine>, Problem> {
    let (mut all, mut page) = (Vec::new(), PageRequest::first(PageRequest::LIMIT_MAX));
    loop {
        let found = visit.ask(&Areas { under, page }).await?;
        all.extend(found.items);
        if found.next.is_none() {
            return Ok(all);
        }
        page = PageRequest::behind(found.next, PageRequest::LIMIT_MAX);
    }
}
