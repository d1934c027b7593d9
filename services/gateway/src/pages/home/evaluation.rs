//! Evaluation on a home: what waits for an answer, a review, or a look.

use contracts::evaluation::{
    Counterparts, HearingStatus, Hearings, Objections, Ratings, StarStatus, Stars,
};
use contracts::{ListOrder, Page, Role};
use values::{OrganisationId, PersonId};

use super::duties::FEW;
use crate::pages::Visit;
use crate::pages::lists::{comments, counterparts, hearings, objections, ratings, stars};
use crate::pages::parts::Section;
use crate::problem::Problem;

/// What waits for the visitor, or for the visitor's organisation.
pub(super) async fn sections(
    visit: &Visit,
    role: Role,
    (own, person): (OrganisationId, PersonId),
) -> Result<Vec<Section>, Problem> {
    let mut found = match role {
        Role::Member | Role::Resident => vec![to_read(visit, person).await?],
        Role::CommunityClerk | Role::CommunitySecretary => {
            let (stars, hearings) =
                tokio::try_join!(to_review(visit, own), to_compile(visit, own))?;
            vec![stars, hearings, to_answer(visit, own).await?]
        }
        Role::StreetOfficer | Role::DistrictOfficer | Role::CityOfficer => {
            let (words, objections) =
                tokio::try_join!(to_publish(visit, own), to_answer(visit, own))?;
            vec![words, objections]
        }
        Role::GridWorker
        | Role::Liaison
        | Role::UnitHead
        | Role::Auditor
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator
        | Role::Operator => Vec::new(),
    };
    if role.takes_part() {
        found.insert(0, to_rate(visit).await?);
    }
    Ok(found)
}

/// A home stands without them, too.
fn some<T>(found: Result<Page<T>, Problem>) -> Page<T> {
    found.unwrap_or_else(|_| Page::empty())
}

/// What was compiled about oneself, before anybody else reads it.
async fn to_read(visit: &Visit, person: PersonId) -> Result<Section, Problem> {
    let status = Some(HearingStatus::WithThePerson);
    let asked = Hearings { person: Some(person), status, page: FEW, ..Default::default() };
    let found = some(visit.ask(&asked).await);
    let called = visit.called(hearings::parties(&found.items)).await?;
    let rows = found.items.iter().map(|one| hearings::row(one, &called)).collect();
    Ok(Section::new("hearings", "请您过目的听取意见答复", hearings::COLUMNS, rows)
        .of(found.total, "/hearings"))
}

/// Whom the visitor, or the visitor's organisation, owes a rating.
async fn to_rate(visit: &Visit) -> Result<Section, Problem> {
    let asked = Counterparts { owed: Some(true), page: FEW, ..Default::default() };
    let found = some(visit.ask(&asked).await);
    let parties = counterparts::parties(&found.items);
    let called = visit.called_with(parties, counterparts::items(&found.items)).await?;
    let rows = found.items.iter().map(|one| counterparts::row(one, &called)).collect();
    let heading = format!("{} 项评价待填", found.total);
    Ok(Section::new("to-rate", heading, counterparts::COLUMNS, rows)
        .of(found.total, counterparts::OWED))
}

async fn to_compile(visit: &Visit, own: OrganisationId) -> Result<Section, Problem> {
    let status = Some(HearingStatus::Asked);
    let asked = Hearings { organisation: Some(own), status, page: FEW, ..Default::default() };
    let found = some(visit.ask(&asked).await);
    let called = visit.called(hearings::parties(&found.items)).await?;
    let rows = found.items.iter().map(|one| hearings::row(one, &called)).collect();
    Ok(Section::new("hearings", "待汇总事实的听取意见", hearings::COLUMNS, rows)
        .of(found.total, format!("/hearings?organisation={own}&status=asked")))
}

async fn to_review(visit: &Visit, own: OrganisationId) -> Result<Section, Problem> {
    let status = Some(StarStatus::Applied);
    let asked = Stars { community: Some(own), status, page: FEW };
    let found = some(visit.ask(&asked).await);
    let called = visit.called(stars::communities(&found.items)).await?;
    let rows = found.items.iter().map(|one| stars::row(one, &called)).collect();
    Ok(Section::new("stars", "待审核的星级申请", stars::COLUMNS, rows)
        .of(found.total, format!("/stars?community={own}&status=applied")))
}

async fn to_answer(visit: &Visit, own: OrganisationId) -> Result<Section, Problem> {
    let (answerer, answered, order) = (Some(own), Some(false), ListOrder::Due);
    let asked = Objections { answerer, answered, order, page: FEW, ..Objections::default() };
    let found = some(visit.ask(&asked).await);
    let called = visit.called(objections::answerers(&found.items)).await?;
    let rows = found.items.iter().map(|one| objections::row(one, &called)).collect();
    Ok(Section::new("objections", "待答复的异议", objections::COLUMNS, rows)
        .of(found.total, format!("/objections?answerer={own}&answered=false&order=due")))
}

async fn to_publish(visit: &Visit, own: OrganisationId) -> Result<Section, Problem> {
    let asked = Ratings { reviewer: Some(own), page: FEW, ..Default::default() };
    let found = some(visit.ask(&asked).await);
    let called = visit.called_with([], ratings::items(&found.items)).await?;
    let rows = found.items.iter().map(|one| comments::row(one, &called)).collect();
    Ok(Section::new("comments", "待审核的评语", comments::COLUMNS, rows)
        .of(found.total, "/comments"))
}
