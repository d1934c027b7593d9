//! What a form is about: asked for once, for whoever fills it.

use contracts::needs::{Need, NeedLine};
use contracts::projects::{Claim, ClaimLine};
use contracts::registry::Organisation;
use contracts::resources::{Offer, OfferLine};
use values::{AreaCode, OrganisationId};

use crate::pages::Visit;
use crate::pages::parts::Cell;
use crate::problem::Problem;

/// The need in the path.
pub(super) async fn need(visit: &Visit) -> Result<NeedLine, Problem> {
    visit.find(&Need { need: visit.id("need")? }).await
}

/// The offer in the path.
pub(super) async fn offer(visit: &Visit) -> Result<OfferLine, Problem> {
    visit.find(&Offer { offer: visit.id("offer")? }).await
}

/// The claim in the path.
pub(super) async fn claim(visit: &Visit) -> Result<ClaimLine, Problem> {
    visit.find(&Claim { claim: visit.id("claim")? }).await
}

/// What a claim is about: the title of its need, else of its offer.
pub(super) async fn title_of(visit: &Visit, claim: &ClaimLine) -> Result<String, Problem> {
    let title = match (claim.need, claim.offer) {
        (Some(need), _) => visit.find(&Need { need }).await?.title,
        (None, Some(offer)) => visit.find(&Offer { offer }).await?.title,
        (None, None) => return Ok(String::new()),
    };
    Ok(title.to_string())
}

/// The visitor's own organisation.
pub(super) fn own(visit: &Visit) -> Result<OrganisationId, Problem> {
    visit.organisation().ok_or_else(Problem::unauthenticated)
}

/// Where an organisation works.
pub(super) async fn area(
    visit: &Visit,
    organisation: OrganisationId,
) -> Result<Option<AreaCode>, Problem> {
    let found = visit.ask(&Organisation { organisation }).await?;
    Ok(found.and_then(|organisation| organisation.area))
}

/// What a form about a need says first.
pub(super) fn of_need(need: &NeedLine) -> Vec<(&'static str, Cell)> {
    vec![
        ("需求", Cell::link(format!("/needs/{}", need.id), &need.title)),
        ("余量", Cell::bar(need.amount, need.held, need.delivered)),
    ]
}

/// What a form about an offer says first.
pub(super) fn of_offer(offer: &OfferLine) -> Vec<(&'static str, Cell)> {
    vec![
        ("资源", Cell::link(format!("/offers/{}", offer.id), &offer.title)),
        ("余量", Cell::bar(offer.amount, offer.held, offer.used)),
    ]
}
