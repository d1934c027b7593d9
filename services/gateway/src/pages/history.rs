//! Who did what when, from the events of one line.

use askama::Template;
use axum::http::StatusCode;
use contracts::{Actor, Failure, HistoryEntry, Position, Reply, SERVICES};
use values::Uuid;

use super::look::{Place, Shell, moment};
use super::{Answer, Visit, html};
use crate::chinese;
use crate::commands::{ask, done};
use crate::problem::Problem;

/// What an event may say for itself, in the order in which it is shown.
const SAYS: [&str; 8] =
    ["reason", "message", "resolution", "question", "answer", "summary", "remark", "title"];

/// One thing that happened.
struct Entry {
    at: String,
    who: String,
    what: String,
    says: String,
    /// Where it stands in its service's log: what proves it.
    proof: String,
}

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    shell: Shell,
    entries: Vec<Entry>,
}

pub(super) async fn show(visit: &Visit) -> Answer {
    let wanted = visit.in_path("service");
    let service = SERVICES.into_iter().find(|service| wanted == Some(*service));
    let service = service.ok_or_else(Problem::not_found)?;
    let aggregate: Uuid = visit.id("aggregate")?;
    let asking = visit.gateway.client().history(visit.actor()?, service, aggregate);
    // Whoever sees a line is led here: what is kept from them, or is not there, is no fault.
    let history = match ask(asking.await)? {
        Reply::Failed(Failure::NotAuthorised) => Vec::new(),
        reply @ (Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_)) => done(reply)?,
    };
    let actors = history.iter().filter_map(|entry| entry.actor.organisation());
    let called = visit.called(actors).await?;
    let entry = |entry: &HistoryEntry| Entry {
        at: moment(entry.time),
        who: match &entry.actor {
            Actor::Person { organisation, role, .. } => {
                format!("{} {}", called.of(*organisation), role.names().1)
            }
            Actor::System => "系统".to_owned(),
        },
        what: chinese::event(&entry.event).unwrap_or(&entry.event).to_owned(),
        says: says(&entry.data),
        proof: proof(entry.position),
    };
    let entries = history.iter().rev().map(entry).collect();
    let shell = Shell::new(visit, Place::Elsewhere, "经过", &called);
    Ok(html(StatusCode::OK, &HistoryPage { shell, entries }))
}

/// Where something stands in its service's log.
pub(super) fn proof(position: Position) -> String {
    format!("记录号 {position}")
}

fn says(data: &serde_json::Value) -> String {
    let text = SAYS.iter().find_map(|name| data.get(name)?.as_str());
    let quantity = data.get("quantity").and_then(serde_json::Value::as_u64);
    let quantity = quantity.map(|quantity| format!("数量 {quantity}"));
    let parts: Vec<_> = quantity.into_iter().chain(text.map(str::to_owned)).collect();
    parts.join("，")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_says_how_much_and_why() {
        assert_eq!(says(&json!({"claim": "x", "quantity": 3, "reason": "停电"})), "数量 3，停电");
        assert_eq!(says(&json!({})), "");
    }
}
