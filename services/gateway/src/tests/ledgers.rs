//! Ledgers made in the background: what lists of persons hold, and that reading them is written
//! down.

use std::time::Duration;

use serde_json::{Value, json};
use sheets::Table;
use tokio_util::sync::CancellationToken;

use super::app::{ID, Seen, TestApp, receipt};
use super::audit;
use crate::{AccountOptions, Gateway, pages};

const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const APPLIED: &str = "00000000-0000-0000-0000-000000000a01";
const GRANTED: &str = "00000000-0000-0000-0000-000000000a02";

fn star(person: &str, stars: u8, status: &str) -> Value {
    json!({
        "person": person, "stars": stars, "status": status, "applied_for": null, "community": OWN,
        "minutes": 6_000, "published_until": null, "objections": 0, "reason": null,
        "barred_until": null, "revoked": [],
    })
}

/// A job that makes a ledger of stars and waits, and services that know two people.
fn answer(seen: &Seen) -> Option<Value> {
    let done = |value: Value| Some(json!({ "done": value }));
    let line = json!({
        "id": ID, "asked": {"ledgers": {"ledgers": ["stars"], "scope": "everything"}},
        "asked_at": "2026-03-02T01:00:00Z", "status": "under_way", "parts": [],
    });
    let by = json!({"person": {"person": ID, "organisation": OWN, "role": "community_clerk"}});
    match seen.subject.as_str() {
        // One at a time: what was made is said to the log, which this is not.
        "qry.reporting.job-to-do" => done(json!({"line": line, "by": by})),
        "qry.reporting.job" => done(line),
        "qry.evaluation.stars" => {
            let found = match seen.body["status"].as_str() {
                Some("applied") => json!([star(APPLIED, 1, "applied")]),
                Some("settled") => json!([star(GRANTED, 2, "settled")]),
                _ => json!([]),
            };
            done(json!({"total": found.as_array().map_or(0, Vec::len), "items": found}))
        }
        "qry.registry.names" => done(json!({OWN: "望海社区党委"})),
        "qry.registry.person-names" => done(json!({APPLIED: "李娜"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!(0)),
        _ => Some(serde_json::to_value(receipt("job")).unwrap()),
    }
}

/// The body of the first command of this subject.
async fn told(app: &TestApp, subject: &str) -> Value {
    let looking = async {
        loop {
            if let Some(seen) = app.seen().into_iter().find(|seen| seen.subject == subject) {
                return seen.body;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), looking).await.expect("it is made")
}

/// What was read of persons, as an audit administrator sees it.
async fn read(app: &TestApp) -> Vec<Value> {
    let lines = audit::lines(app).await.into_iter();
    lines.filter(|line| line["event"] == "access.read.v1").collect()
}

#[tokio::test]
async fn a_ledger_of_persons_holds_every_state_and_its_reading_is_written_down() {
    let app = TestApp::new(answer).await;
    let (client, tokens, accounts) =
        (app.client.clone(), app.tokens.clone(), AccountOptions::default());
    let (files, audit) = (app.files.clone(), app.audit.clone());
    let gateway = Gateway::new(client, tokens, accounts, files, audit, None, 8);
    let cancel = CancellationToken::new();
    let making = tokio::spawn(pages::work(gateway, cancel.clone()));
    let kept = told(&app, "cmd.reporting.job.keep").await;
    cancel.cancel();
    making.await.unwrap();

    assert_eq!(kept["part"]["lines"], 2, "{kept}");
    let file = kept["part"]["file"].as_str().unwrap().parse().unwrap();
    let table = app.files.read(file).unwrap().expect("it is kept");
    let table = Table::read(&table, "星级台账.xlsx").unwrap();
    let row = |at: usize| [0, 1, 2].map(|column| table.rows()[at].cell(column).text());
    assert_eq!(row(0)[0], "志愿者");
    assert_eq!(row(1), ["李娜", "待审核", "1 星"].map(str::to_owned));
    assert_eq!(row(2)[0], "个人（不公开姓名）", "who may not be known by name is not");
    let read = read(&app).await;
    assert!(!read.is_empty(), "nobody could see later who read it");
    assert_eq!(read[0]["data"]["purpose"], "办理星级");
    assert_eq!(read[0]["data"]["of"], format!("/jobs/{ID}"));
    assert_eq!(read[0]["actor"]["person"]["role"], "community_clerk");
}
