//! What holds in the whole city, and excuses of single units and members.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, need, receipt};

/// The visitor's own organisation, and another one.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";

/// Somebody who works for the visitor's organisation, and is excused or not; a unit likewise.
async fn app(excuse: Value) -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    let limit = |class: &str, step: &str, limit: Value| {
        let (class, step) = (json!(class), json!(step));
        json!({"class": class, "step": step, "limit": limit})
    };
    let limits = json!([
        limit("hard", "handle", json!({"working_days": 15})),
        limit("emergency", "accept", json!({"hours": 1})),
    ]);
    let claim = |id: &str, delivered: u64| {
        json!({
            "id": id, "claimer": {"organisation": OTHER}, "side": "giving", "counterpart": null,
            "need": ID, "offer": null, "amount": {"quantity": 4, "unit": "piece"}, "slot": null,
            "delivered": delivered, "area": "990101001001", "message": null,
            "status": "delivered", "lease_until": null, "late": null, "renew_until": null,
            "renewed": false, "holidays_unknown": false, "refused": null, "position": null,
            "reason": null, "request": null, "cancel_asked_by": null, "rate_until": null,
            "agreement": null, "project": null, "proposed_at": "2026-03-02T01:00:00Z",
        })
    };
    let claims = [claim(ID, 3), claim(OTHER, 0)];
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.needs.limits" => done(limits.clone()),
        "qry.needs.wish_cap" => done(json!({"value": 50_000})),
        "qry.needs.need" => done(need(json!({
            "id": ID, "owner": OWN, "status": "delivered", "delivered": 3,
        }))),
        "qry.needs.handling" => done(Value::Null),
        "qry.needs.names" => done(json!({})),
        "qry.projects.claims" => done(json!({"items": claims, "total": 2})),
        "qry.registry.calendar" => {
            done(json!({"year": seen.body["year"], "known": true, "days": []}))
        }
        "qry.registry.taxonomy" => done(json!([])),
        "qry.registry.person" => done(json!({
            "id": ID, "name": "李娜", "phone": null, "work_unit": OWN, "home_community": null,
            "skills": [], "membership": null, "stays": [], "left": false,
        })),
        "qry.registry.person-excuse" | "qry.registry.unit-excuse" => done(excuse.clone()),
        "qry.registry.organisation" => done(json!({
            "id": seen.body["organisation"], "name": "市立医院", "aliases": [], "level": "unit",
            "nature": null, "credit_code": null, "credit_code_doubtful": false,
            "area": "990101001001", "address": null, "status": "in_operation",
        })),
        "qry.registry.organisation-edges" | "qry.evaluation.scorecard" => done(Value::Null),
        "qry.registry.names" => done(json!({OWN: "望海社区党委", OTHER: "市立医院"})),
        "qry.registry.person-names" => done(json!({ID: "李娜"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("limits")).unwrap()),
    })
    .await
}

/// What reached the service of a form that somebody in this role sent.
async fn sent(app: &TestApp, role: Role, path: &str, form: &str) -> Value {
    let answer = app.sends_as(role, path, form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap().body
}

#[tokio::test]
async fn limits_and_the_cap_of_wishes_stand_with_the_settings_and_the_city_sets_them() {
    let app = app(Value::Null).await;
    let page = app.get_as(Role::CityOfficer, "/settings").await;
    for shown in ["15 个工作日", "1 小时", "500.00元", "/settings/limits/hard/handle"] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    let page = app.get_as(Role::CommunityClerk, "/settings").await;
    assert!(page.text.contains("15 个工作日") && !page.text.contains("/settings/limits/"));
    let form = app.get_as(Role::CityOfficer, "/settings/limits/hard/handle").await;
    assert!(form.text.contains("value=\"15\""), "{}", form.text);
    let path = "/settings/limits/hard/handle";
    let days = sent(&app, Role::CityOfficer, path, "_key=a&limit.working_days=20").await;
    let expected = json!({"class": "hard", "step": "handle", "limit": {"working_days": 20}});
    assert_eq!(days, expected);
    let path = "/settings/limits/emergency/accept";
    let hours = sent(&app, Role::CityOfficer, path, "_key=b&limit.hours=2").await;
    assert_eq!(hours["limit"], json!({"hours": 2}));
    let cap = sent(&app, Role::CityOfficer, "/settings/wish-cap", "_key=c&value=600").await;
    assert_eq!(cap, json!({"value": 60_000}));
    let unknown = app.get_as(Role::CityOfficer, "/settings/limits/hard/sleep").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let limits = app.get("/api/v1/limits").await;
    assert_eq!(limits.json[0]["limit"], json!({"working_days": 15}));
    assert_eq!(app.get("/api/v1/wish-cap").await.json["value"], 50_000);
}

#[tokio::test]
async fn whoever_answers_for_a_member_excuses_them_and_lifts_it() {
    let expected = app(Value::Null).await;
    let path = format!("/people/{ID}");
    let page = expected.get(&path).await;
    let (grant, lift) = (format!("{path}/grant-excuse"), format!("{path}/lift-excuse"));
    assert!(page.text.contains(&grant) && !page.text.contains(&lift), "{}", page.text);
    let form = "_key=k&reason=away&until=2027-01-31";
    let granted = sent(&expected, Role::Liaison, &grant, form).await;
    let who = json!({"person": ID});
    assert_eq!(granted, json!({"who": who, "reason": "away", "until": "2027-01-31"}));
    let excused = app(json!({"reason": "health", "until": "2026-12-31"})).await;
    let page = excused.get(&path).await;
    for shown in ["身体原因，至 2026-12-31", &lift] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    assert_eq!(sent(&excused, Role::Liaison, &lift, "_key=k").await, json!({ "who": who }));
    let told = excused.get(&format!("/api/v1/people/{ID}/excuse")).await;
    assert_eq!(told.json["reason"], "health");
    let unit = excused.get(&format!("/organisations/{OTHER}")).await;
    assert!(unit.text.contains("身体原因，至 2026-12-31"), "{}", unit.text);
    let granted = format!("/organisations/{OTHER}/grant-excuse");
    let granted = sent(&excused, Role::StreetOfficer, &granted, form).await;
    assert_eq!(granted["who"], json!({"unit": OTHER}));
}

#[tokio::test]
async fn a_delivery_that_does_not_stand_is_refused_by_whoever_asked() {
    let app = app(Value::Null).await;
    let path = format!("/needs/{ID}/refuse");
    let page = app.get_as(Role::CommunityClerk, &format!("/needs/{ID}")).await;
    assert!(page.text.contains(&path), "{}", page.text);
    let form = app.get_as(Role::CommunityClerk, &path).await;
    assert!(form.text.contains("市立医院：交付 3件"), "{}", form.text);
    assert!(!form.text.contains(&format!("value=\"{OTHER}\"")), "nothing came of that one");
    let said = format!("_key=k&claim={ID}&stands=1&reason=%E7%A0%B4%E4%BA%86");
    let refused = sent(&app, Role::CommunityClerk, &path, &said).await;
    assert_eq!(refused, json!({"need": ID, "claim": ID, "stands": 1, "reason": "破了"}));
}
