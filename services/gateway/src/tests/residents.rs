//! Residents without an account.

use axum::http::Method;
use contracts::needs::need::{Review, TakeReport};
use contracts::needs::{ByCode, Coded, Need};
use contracts::testing::OWNER;
use contracts::{Actor, Command, Query, Reply, Role};
use serde_json::{Value, json};
use values::{NeedId, PersonId, Uuid};

use super::app::{ID, Seen, TestApp, receipt};
use crate::limits::VISITS_A_MINUTE_MAX;

const REPORT: &str = r#"{
    "owner": "00000000-0000-0000-0000-00000000000a", "title": "三号楼路灯不亮",
    "category": "facility", "contact": {"name": "王大妈", "phone": "13900000000"}
}"#;
const JSON: (&str, &str) = ("content-type", "application/json");
const RAISER: PersonId = PersonId(Uuid::from_u128(0xBB));

/// A service that knows the one code, and says yes to everything.
async fn app() -> TestApp {
    TestApp::new(|seen: &Seen| {
        let reply = match seen.subject.as_str() {
            ByCode::SUBJECT => {
                let need = NeedId(Uuid::parse_str(ID).unwrap());
                let known = seen.body["code"] == "0A1B-C3D4-E5F6";
                let coded = known.then_some(Coded { need, owner: OWNER, raiser: RAISER });
                serde_json::to_value(Reply::Done(coded))
            }
            Need::SUBJECT => Ok(json!({ "done": { "title": "三号楼路灯不亮" } })),
            _command => serde_json::to_value(receipt("need")),
        };
        Some(reply.unwrap())
    })
    .await
}

fn sent<'s>(seen: &'s [Seen], subject: &str) -> &'s Seen {
    seen.iter().find(|seen| seen.subject == subject).expect("it was sent")
}

#[tokio::test]
async fn anybody_tells_a_community_and_is_given_a_code_once() {
    let app = app().await;
    let answer = app.anonymously(Method::POST, "/api/v1/public/needs", &[JSON], REPORT).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let seen = app.seen();
    let taken = sent(&seen, TakeReport::SUBJECT);
    assert_eq!(answer.json["code"], taken.body["code"]);
    assert_eq!(answer.json["code"].as_str().unwrap().len(), 14);
    assert_eq!(taken.body["report"]["contact"]["name"], "王大妈");
    let is_resident = matches!(taken.headers.actor, Actor::Person { role: Role::Resident, .. });
    assert!(is_resident, "{:?}", taken.headers.actor);
}

#[tokio::test]
async fn whoever_holds_the_code_asks_and_speaks_as_the_raiser_of_that_need_alone() {
    let app = app().await;
    let code = ("authorization", "Bearer 0A1B-C3D4-E5F6");
    let answer = app.anonymously(Method::GET, "/api/v1/public/need", &[code], "").await;
    assert_eq!(answer.json["title"], "三号楼路灯不亮", "{}", answer.text);
    let opinion = r#"{"opinion": {"solved": true, "satisfaction": "satisfied"}}"#;
    let path = "/api/v1/public/need/review";
    let answer = app.anonymously(Method::POST, path, &[JSON, code], opinion).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let seen = app.seen();
    let review = sent(&seen, Review::SUBJECT);
    assert_eq!(review.body["need"], ID);
    assert_eq!(review.headers.actor.person(), Some(RAISER));
    let other = r#"{"need": "0190a5a5-0000-7abc-8def-000000000000",
        "opinion": {"solved": true, "satisfaction": "satisfied"}}"#;
    let answer = app.anonymously(Method::POST, path, &[JSON, code], other).await;
    answer.is_problem(422, "unreadable");
}

#[tokio::test]
async fn without_the_code_nothing_is_told_and_a_code_is_no_token() {
    let app = app().await;
    for headers in [&[][..], &[("authorization", "Bearer 0000-0000-0000")]] {
        let answer = app.anonymously(Method::GET, "/api/v1/public/need", headers, "").await;
        answer.is_problem(401, "no_code");
    }
    let code = ("authorization", "Bearer 0A1B-C3D4-E5F6");
    let answer = app.anonymously(Method::GET, "/api/v1/needs", &[code], "").await;
    answer.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_visitor_who_comes_too_often_waits() {
    let app = app().await;
    for _ in 0..VISITS_A_MINUTE_MAX {
        app.anonymously(Method::GET, "/api/v1/public/need", &[], "").await;
    }
    let answer = app.anonymously(Method::POST, "/api/v1/public/needs", &[JSON], REPORT).await;
    let problem: &Value = answer.is_problem(429, "too_often");
    assert!(problem["detail"].as_str().unwrap().contains("一分钟"));
    assert_eq!(answer.header("retry-after"), "60");
}
