//! The home of somebody who has nothing to decide.

use contracts::Role;
use contracts::needs::Needs;
use contracts::projects::Projects;

use super::duties::{Duties, FEW};
use crate::pages::Visit;
use crate::pages::lists::{needs, projects};
use crate::pages::parts::{Button, Section, Weight};
use crate::problem::Problem;

pub(super) async fn duties(visit: &Visit) -> Result<Duties, Problem> {
    let needs_asked = Needs { page: FEW, ..Default::default() };
    let projects_asked = Projects { page: FEW, ..Default::default() };
    let (latest, running) = tokio::try_join!(visit.ask(&needs_asked), visit.ask(&projects_asked))?;
    let owners = latest.items.iter().map(|need| need.owner);
    let called = visit.called(owners.chain(projects::parties(&running.items))).await?;
    let need_rows = latest.items.iter().map(|need| needs::row(need, &called)).collect();
    let project_rows = running.items.iter().map(|one| projects::row(one, &called)).collect();
    let rest = vec![
        Section::new("needs", "最新需求", needs::COLUMNS, need_rows).of(latest.total, "/needs"),
        Section::new("projects", "最新项目", projects::COLUMNS, project_rows)
            .of(running.total, "/projects"),
    ];
    Ok(Duties { called, buttons: to_administer(visit), todo: Vec::new(), rest })
}

/// What an administrator is here for.
fn to_administer(visit: &Visit) -> Vec<Button> {
    let of = |label, href: &str| {
        vec![Button { label, href: href.to_owned(), key: None, weight: Weight::Main }]
    };
    match visit.role() {
        Some(Role::SystemAdministrator | Role::SecurityAdministrator) => {
            of("管理账号", "/accounts")
        }
        Some(Role::AuditAdministrator) => of("查看访问审计", "/access-log"),
        Some(_) | None => Vec::new(),
    }
}
