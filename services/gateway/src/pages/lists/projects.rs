//! The project list 项目清单.

use contracts::PageRequest;
use contracts::projects::{ProjectLine, ProjectStatus, Projects};

use super::{Filter, Found, List, question};
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::{Called, claimers};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["项目", "状态", "交付", "供给方", "需求方", "立项"];

pub(super) async fn projects(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Projects = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(parties(&found.items)).await?;
    let mut filters = vec![
        Filter::words(visit, "text", "标题或编号含"),
        Filter::of::<ProjectStatus>(visit, "status", "状态"),
    ];
    filters.extend(Filter::mine(visit, "organisation", "只看本组织"));
    filters.extend(Filter::area(visit, "所在辖区").await?);
    filters.push(Filter::order(visit));
    let list = List {
        here: Place::Projects,
        heading: called.titles.project_list(),
        about: "认领达成之后怎么落实：服务记录、验收和经费",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|project| row(project, &called)).collect(),
        total: found.total,
        shown: Some(found.items.iter().map(|project| project.id.into()).collect()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// Both sides of projects.
pub(crate) fn parties(projects: &[ProjectLine]) -> impl Iterator<Item = values::OrganisationId> {
    let asking = projects.iter().map(|project| project.asking);
    asking.chain(claimers(projects.iter().map(|project| project.giving)))
}

/// A project in a table of [`COLUMNS`].
pub(crate) fn row(project: &ProjectLine, called: &Called) -> Row {
    let href = format!("/projects/{}", project.id);
    let (text, under) = (project.title.to_string(), project.code.to_string());
    Row {
        cells: vec![
            Cell::Link { text, under, href },
            Cell::Badge(badge(project.status)),
            Cell::text(format!("{} / {}", project.delivered, project.amount)),
            Cell::text(called.claimer(project.giving)),
            Cell::text(called.of(project.asking)),
            Cell::When(look::day(project.opened_at)),
        ],
    }
}
