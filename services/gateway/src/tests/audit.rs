//! The audit of access: what is written down, by whom it is read, and that nothing goes without.

use axum::http::Method;
use contracts::registry::Person;
use contracts::testing::{OWNER, liaison_of, person};
use contracts::{Query, Reply, Role};
use serde_json::{Value, json};
use values::Text;

use super::app::{ID, TestApp};
use crate::Tokens;

/// The lines that an audit administrator reads.
pub(super) async fn lines(app: &TestApp) -> Vec<Value> {
    let administrator = person(Role::AuditAdministrator, OWNER);
    let token = Tokens::add(app.token_file(), &administrator, None).unwrap();
    assert!(app.tokens.refresh().unwrap());
    let token = format!("Bearer {token}");
    let headers = [("authorization", token.as_str())];
    let answer = app.anonymously(Method::GET, "/api/v1/access-log", &headers, "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["items"].as_array().unwrap().clone()
}

fn of<'l>(lines: &'l [Value], event: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["event"] == event).collect()
}

#[tokio::test]
async fn who_read_what_is_personal_and_what_for_is_written_down() {
    let app = TestApp::answering(Reply::Done(json!({"name": "李娜"}))).await;
    let path = format!("/api/v1/people/{ID}");
    assert_eq!(app.get(&path).await.json["name"], "李娜");
    assert_eq!(app.seen()[1].subject, Person::SUBJECT);
    let lines = lines(&app).await;
    let read = of(&lines, "access.read.v1");
    assert_eq!(read.len(), 1, "{lines:?}");
    assert_eq!(read[0]["actor"], serde_json::to_value(liaison_of(OWNER)).unwrap());
    assert_eq!(read[0]["data"]["operation"], "GET /api/v1/people/{person}");
    assert_eq!(read[0]["data"]["purpose"], "查看人员");
    assert_eq!(read[0]["data"]["of"], path);
    assert!(!lines[0].to_string().contains("李娜"));
}

#[tokio::test]
async fn the_same_refusal_of_the_same_source_is_counted_and_not_repeated() {
    let app = TestApp::answering(Reply::Done(json!({}))).await;
    for _ in 0..3 {
        app.anonymously(Method::GET, "/api/v1/claims", &[], "")
            .await
            .is_problem(401, "unauthenticated");
    }
    app.anonymously(Method::GET, "/api/v1/offers", &[], "")
        .await
        .is_problem(401, "unauthenticated");
    let later = std::time::Instant::now() + std::time::Duration::from_secs(61);
    app.audit.settle(later).await;
    let lines = lines(&app).await;
    let refused = of(&lines, "access.refused.v1");
    let said: Vec<_> = refused
        .iter()
        .map(|line| (line["data"]["operation"].as_str().unwrap(), &line["data"]["repeats"]))
        .collect();
    let (none, two) = (json!(0), json!(2));
    assert_eq!(
        said,
        [
            ("GET /api/v1/claims", &none),
            ("GET /api/v1/offers", &none),
            ("GET /api/v1/claims", &two),
        ]
    );
}

#[tokio::test]
async fn only_the_audit_administrator_reads_it_and_the_refusal_of_others_stands_in_it() {
    let app = TestApp::answering(Reply::Done(json!({}))).await;
    app.get("/api/v1/access-log").await.is_problem(403, "not_authorised");
    let lines = lines(&app).await;
    let refused = of(&lines, "access.refused.v1");
    assert_eq!(refused[0]["actor"], serde_json::to_value(liaison_of(OWNER)).unwrap());
    assert_eq!(refused[0]["data"]["status"], 403);
    let token = Tokens::add(app.token_file(), &person(Role::Auditor, OWNER), None).unwrap();
    assert!(app.tokens.refresh().unwrap());
    let auditor = format!("Bearer {token}");
    let headers = [("authorization", auditor.as_str())];
    let answer = app.anonymously(Method::GET, "/api/v1/access-log", &headers, "").await;
    answer.is_problem(403, "not_authorised");
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_answered() {
    let app = TestApp::answering(Reply::Done(json!({"name": "李娜"}))).await;
    app.audit.break_for_tests();
    let answer = app.get(&format!("/api/v1/people/{ID}")).await;
    answer.is_problem(503, "unaudited");
    assert!(!answer.text.contains("李娜"));
    app.anonymously(Method::GET, "/api/v1/claims", &[], "").await.is_problem(503, "unaudited");
    assert_eq!(app.get("/api/v1/needs").await.status, 200, "what is not audited goes on");
}

#[test]
fn a_line_is_never_too_long_to_be_written() {
    let operation = crate::audit::operation(&Method::GET, &"x".repeat(1000));
    assert_eq!(operation, Text::new(&format!("GET {}", "x".repeat(196))).unwrap());
}
