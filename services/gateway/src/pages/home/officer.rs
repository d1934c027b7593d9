//! The home of an officer: what came up, and the cards of the area.

use contracts::needs::Handlings;
use contracts::projects::{ProjectStatus, Projects};
use contracts::registry::Organisation;
use contracts::{Card, Role};
use values::OrganisationId;

use super::duties::{
    self, Duties, FEW, admission_section, admissions_in, cards_section, handling_section,
    hotline_in, hotline_section,
};
use super::own::{self, Whose};
use super::registry;
use crate::pages::Visit;
use crate::pages::lists::{admissions, projects};
use crate::pages::parts::Section;
use crate::problem::Problem;

pub(super) async fn duties(visit: &Visit, own: OrganisationId) -> Result<Duties, Problem> {
    let of_own = Organisation { organisation: own };
    let area = visit.ask(&of_own).await?.and_then(|organisation| organisation.area);
    let here = Handlings { holder: Some(own), page: FEW, ..Default::default() };
    let cards = |card| Handlings { area, card: Some(card), page: FEW, ..Default::default() };
    let (red, yellow) = (cards(Card::Red), cards(Card::Yellow));
    let status = Some(ProjectStatus::AcceptanceAsked);
    let acceptance = Projects { area, status, page: FEW, ..Default::default() };
    let (calls, judged) = (hotline_in(own), admissions_in(own));
    let (here, red, yellow, acceptance, calls, judged) = tokio::try_join!(
        visit.ask(&here),
        visit.ask(&red),
        visit.ask(&yellow),
        visit.ask(&acceptance),
        visit.ask(&calls),
        visit.ask(&judged),
    )?;
    let holders = red.items.iter().chain(&yellow.items).map(|line| line.holder.organisation);
    let parties = holders
        .chain(projects::parties(&acceptance.items))
        .chain(admissions::parties(&judged.items));
    let needs = [&here.items, &red.items, &yellow.items].into_iter();
    let needs = needs.flat_map(|lines| duties::handled(lines));
    let called = visit.called_with(parties, needs).await?;
    let mut todo = vec![
        handling_section(visit, &here, "/needs", &called),
        hotline_section(visit, &calls, own, &called),
        admission_section("待审批的准入事项", &judged, own, &called),
    ];
    // Below a district, units are the street's and the community's to look after.
    let units = registry::sections(visit, area).await?;
    let (own_units, others) = match visit.role() {
        Some(Role::StreetOfficer) => (units, Vec::new()),
        Some(_) | None => (Vec::new(), units),
    };
    todo.extend(own_units);
    todo.push(cards_section("red", "辖区红牌", &red, &called));
    todo.push(cards_section("yellow", "辖区黄牌", &yellow, &called));
    let there = area.map_or_else(String::new, |area| format!("&area={area}"));
    let rows = acceptance.items.iter().map(|one| projects::row(one, &called)).collect();
    let mut rest = vec![
        Section::new("acceptance", "等待验收的项目", projects::COLUMNS, rows)
            .of(acceptance.total, format!("/projects?status=acceptance_asked{there}")),
    ];
    rest.extend(others.into_iter().filter(|section| section.total > 0));
    // Of a whole district it would be summed anew at every change there.
    if visit.role() == Some(Role::StreetOfficer)
        && let Some(area) = area
    {
        rest.extend(own::year(visit, Whose::Area(area)).await);
    }
    Ok(Duties { called, buttons: Vec::new(), todo, rest })
}
