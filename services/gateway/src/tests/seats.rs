//! Seats: somebody of a unit is taken in by the own body, and leaves again.

use axum::http::StatusCode;
use contracts::registry::seat::Rejection;
use contracts::{Reply, Role};
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWNER: &str = "00000000-0000-0000-0000-00000000000a";
const HEAD: &str = "00000000-0000-0000-0000-0000000000d1";

async fn town(reply: Reply<contracts::Receipt>) -> TestApp {
    let reply = serde_json::to_value(reply).unwrap();
    TestApp::new(move |seen: &Seen| {
        let done = |value: Value| Some(json!({ "done": value }));
        let seat = |status: &str| {
            json!({
                "id": ID, "body": OWNER, "unit": ID, "person": HEAD, "since": "2026-01-01",
                "until": "2028-12-31", "status": status,
            })
        };
        match seen.subject.as_str() {
            "qry.registry.organisation" => done(json!({
                "id": seen.body["organisation"], "name": "听涛医院", "aliases": [],
                "level": "unit", "nature": "hospital", "credit_code": null,
                "credit_code_doubtful": false, "area": "990101001001", "address": null,
                "status": "in_operation", "head": HEAD,
            })),
            "qry.registry.seats" => {
                let items = [seat("filled"), seat("vacated")];
                done(json!({"items": items, "total": 2}))
            }
            "qry.registry.names" => done(json!({OWNER: "和平社区", ID: "听涛医院"})),
            "qry.registry.person-names" => done(json!({})),
            "qry.registry.list-titles" => {
                done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
            }
            "qry.evaluation.scorecard" | "qry.registry.organisation-edges" => done(Value::Null),
            subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
            _ => Some(reply.clone()),
        }
    })
    .await
}

fn sent(app: &TestApp) -> Value {
    app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap().body
}

#[tokio::test]
async fn a_community_takes_in_the_head_of_a_unit_without_seeing_its_roster() {
    let app = town(receipt("seat")).await;
    let path = format!("/organisations/{ID}/seat");
    for (role, may) in [(Role::CommunityClerk, true), (Role::Liaison, false)] {
        let page = app.get_as(role, &format!("/organisations/{ID}")).await;
        assert_eq!(page.text.contains(&format!("\"{path}\"")), may, "{role:?}: {}", page.text);
    }
    let form = app.get(&path).await;
    assert!(form.text.contains(&format!("<option value=\"{HEAD}\">负责人")), "{}", form.text);
    let answer = app.sends(&path, &format!("person={HEAD}&until=2028-12-31"), "same-origin").await;
    assert_eq!(answer.header("location"), "/seats?done=seat.fill&seen=registry.7");
    let body = json!({"body": OWNER, "unit": ID, "person": HEAD, "until": "2028-12-31"});
    assert_eq!(sent(&app), body);
    assert!(!app.seen().iter().any(|seen| seen.subject == "qry.registry.members"));
}

#[tokio::test]
async fn a_term_that_is_too_long_is_said_beside_its_last_day() {
    let app = town(Reply::Rejected(Rejection::UntilOutOfRange.into())).await;
    let form = format!("person={HEAD}&until=2048-12-31");
    let answer = app.sends(&format!("/organisations/{ID}/seat"), &form, "same-origin").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("aria-describedby=\"until-error\""), "{}", answer.text);
}

#[tokio::test]
async fn a_seat_that_is_filled_is_vacated_from_the_list() {
    let app = town(receipt("seat")).await;
    let list = app.get("/seats").await;
    let path = format!("/seats/{OWNER}/{HEAD}/vacate");
    assert_eq!(list.text.matches(&format!("\"{path}\"")).count(), 1, "{}", list.text);
    let answer = app.sends(&path, "reason=%E8%B0%83%E7%A6%BB", "same-origin").await;
    assert_eq!(answer.header("location"), "/seats?done=seat.vacate&seen=registry.7");
    assert_eq!(sent(&app), json!({"body": OWNER, "person": HEAD, "reason": "调离"}));
}
