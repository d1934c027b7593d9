//! The audit of access 访问审计, for who reads it: who came, who was refused, who read what is
//! personal. Nobody changes it.

use askama::Template;
use axum::http::StatusCode;
use contracts::access::Event;
use contracts::{Actor, Role};

use super::look::{Place, Shell, moment};
use super::parts::{Cell, Row, Section};
use super::{Answer, Visit, html};
use crate::audit::{self, AccessLine};
use crate::problem::Problem;

const COLUMNS: &[&str] = &["时间", "谁", "什么", "用途或结果", "从哪里", "序号"];

#[derive(Template)]
#[template(path = "access.html")]
struct AccessPage {
    shell: Shell,
    months: Vec<String>,
    month: String,
    section: Section,
    after: Option<String>,
}

pub(super) async fn show(visit: &Visit) -> Answer {
    if visit.role() != Some(Role::AuditAdministrator) {
        return Err(Problem::not_found());
    }
    let months = audit::kept_months(&visit.gateway).await?;
    let latest = months.first().cloned().unwrap_or_default();
    let month = visit.parameter("month").map_or(latest, str::to_owned);
    let before = visit.parameter("before").and_then(|before| before.parse().ok());
    let found = audit::newest(&visit.gateway, Some(month.clone()), before).await?;
    let actors = found.items.iter().filter_map(|line| line.actor.organisation());
    let called = visit.called(actors).await?;
    let rows = found.items.iter().map(|line| row(line, &called)).collect();
    let section = Section::new("lines", format!("{month} 的访问"), COLUMNS, rows);
    let after = found.next.map(|end| format!("/access-log?month={month}&before={end}"));
    let shell = Shell::new(visit, Place::Elsewhere, "访问审计", &called);
    Ok(html(StatusCode::OK, &AccessPage { shell, months, month, section, after }))
}

fn row(line: &AccessLine, called: &super::called::Called) -> Row {
    let who = match &line.actor {
        Actor::System => Cell::text("未登录"),
        Actor::Person { person, organisation, role } => Cell::Explained {
            text: format!("{}（{}）", called.of(*organisation), role.names().1),
            under: person.to_string(),
        },
    };
    let (what, how, address) = match line.told() {
        None => (line.event.clone(), String::new(), String::new()),
        Some(Event::Begun { .. }) => ("当月审计开始".to_owned(), String::new(), String::new()),
        Some(Event::SignedIn { address, .. }) => {
            ("登录".to_owned(), "成功".to_owned(), address.to_string())
        }
        Some(Event::SignInFailed { address, .. }) => {
            ("登录".to_owned(), "失败".to_owned(), address.to_string())
        }
        Some(Event::Refused { operation, status, address, repeats }) => {
            let more = if repeats > 0 { format!("，另有 {repeats} 次") } else { String::new() };
            (operation.to_string(), format!("拒绝（{status}）{more}"), address.to_string())
        }
        Some(Event::Read { operation, purpose, address, .. }) => {
            (operation.to_string(), format!("查看：{purpose}"), address.to_string())
        }
    };
    Row {
        cells: vec![
            Cell::When(moment(line.time)),
            who,
            Cell::Text(what),
            Cell::Text(how),
            Cell::Text(address),
            Cell::text(line.position),
        ],
    }
}
