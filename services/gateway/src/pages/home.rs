//! Home: what is mine to do now, for each role.

mod community;
mod duties;
mod evaluation;
mod member;
mod officer;
mod own;
mod reader;
mod registry;
mod reports;
mod tenders;
mod unit;

use askama::Template;
use axum::http::StatusCode;

use super::look::{Place, Shell};
use super::parts::{Button, Cell, Section};
use super::{Answer, Visit, html, lines, lists};
use crate::problem::Problem;
use contracts::{Actor, Role};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    greeting: String,
    buttons: Vec<Button>,
    /// What waits for the visitor.
    todo: Vec<Section>,
    /// What else there is.
    rest: Vec<Section>,
    waiting: usize,
}

pub(super) async fn show(visit: &Visit) -> Answer {
    let Actor::Person { role, organisation, person } = *visit.actor()? else {
        return Err(Problem::unauthenticated());
    };
    let home = match role {
        Role::CommunityClerk | Role::CommunitySecretary | Role::GridWorker => {
            community::duties(visit, organisation).await?
        }
        Role::Liaison | Role::UnitHead => unit::duties(visit, organisation).await?,
        Role::Member | Role::Resident => member::duties(visit, person).await?,
        Role::StreetOfficer | Role::DistrictOfficer | Role::CityOfficer => {
            officer::duties(visit, organisation).await?
        }
        Role::Auditor
        | Role::Operator
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator => reader::duties(visit).await?,
    };
    let duties::Duties { called, mut buttons, mut todo, mut rest } = home;
    todo.extend(evaluation::sections(visit, role, (organisation, person)).await?);
    buttons.extend(lines::scorecard::own(visit).await?);
    buttons.extend(lists::hearings::buttons(visit));
    todo.push(tenders::to_judge(visit, person).await?);
    let [waiting, about] = reports::sections(visit, role, (organisation, person)).await?;
    if !matches!(role, Role::Member | Role::Resident) {
        todo.push(waiting);
    }
    rest.extend(Some(about).filter(|section| section.total > 0));
    let todo: Vec<_> = todo.into_iter().filter(|section| section.total > 0).collect();
    let waiting = todo.iter().map(|section| section.total).sum();
    let shell = Shell::new(visit, Place::Home, "首页", &called);
    // What waits for the visitor is what they are told; the rest names their organisation.
    let shell = shell.listening([organisation.into()]).hearing_notices();
    let shell = if role.is_officer() { shell.hearing_cards() } else { shell };
    let greeting = shell.who.as_ref().map_or_else(String::new, |(name, _)| name.clone());
    let page = HomePage { shell, greeting, buttons, todo, rest, waiting };
    Ok(html(StatusCode::OK, &page))
}
