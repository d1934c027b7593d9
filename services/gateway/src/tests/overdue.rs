//! What is overdue: every kind that has a limit, each opening to its line.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, need};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";
const PERSON: &str = "00000000-0000-0000-0000-000000000a03";

fn claim() -> Value {
    json!({
        "id": ID, "claimer": {"organisation": OTHER}, "side": "giving", "counterpart": OWN,
        "need": ID, "offer": null, "amount": {"quantity": 4, "unit": "piece"}, "slot": null,
        "delivered": 0, "area": "990101001001", "message": null, "status": "held",
        "lease_until": "2026-03-04T01:00:00Z", "late": "red", "renew_until": null,
        "renewed": false, "holidays_unknown": false, "refused": null, "position": null,
        "reason": null, "request": null, "cancel_asked_by": null, "rate_until": null,
        "agreement": null, "project": null, "proposed_at": "2026-03-02T01:00:00Z",
    })
}

fn agreement() -> Value {
    json!({
        "id": ID, "claim": null, "parties": [OWN, OTHER], "in_force": 1, "draft": 1,
        "terms": {
            "title": "共建协议", "duties": [], "from": "2026-01-01", "until": "2026-12-31",
            "responsible": [],
        },
        "purpose": "first", "signed": [], "sign_until": "2026-01-31T01:00:00Z",
        "status": "published", "delegations": [], "duties": [], "fulfilment": null,
        "quarters": [], "reviews": [], "end_asked": [], "reason": null,
        "quarters_due": [
            {"year": 2025, "quarter": 4, "due_at": "2026-01-20T01:00:00Z", "card": "red"},
            {"year": 2026, "quarter": 1, "due_at": "2026-04-20T01:00:00Z", "card": "yellow"},
        ],
        "drafted_at": "2026-01-01T01:00:00Z",
    })
}

fn handling() -> Value {
    let clock = json!({
        "from": "2026-03-02T01:00:00Z", "yellow_at": "2026-03-03T01:00:00Z",
        "due_at": "2026-03-04T01:00:00Z",
    });
    json!({
        "need": ID, "holder": {"organisation": OWN, "area": null}, "class": "ordinary",
        "step": "handle", "clock": clock, "card": "red", "question": null,
        "extension_asked": null, "extended": null, "since": "2026-03-02T01:00:00Z",
        "ended_at": null, "yellow_cards": 1, "red_cards": 1, "stages": [],
    })
}

fn hotline() -> Value {
    json!({
        "number": "2026-7", "need": ID, "owner": OWN, "title": "路灯不亮", "text": null,
        "category": null, "heard_at": "2026-03-02T01:00:00Z", "suggested": [],
        "until": "2026-03-04T01:00:00Z", "reply": null, "replied_at": null,
    })
}

fn objection() -> Value {
    json!({
        "id": ID, "target": {"fact": ID}, "reason": "当天已请假", "by": PERSON, "answerer": OWN,
        "raised_at": "2026-03-02T02:00:00Z", "answer_until": "2026-03-10T15:59:59.999Z",
        "overdue": true, "upheld": null, "answer": null,
    })
}

/// One of each kind; of what has cards one of each card.
async fn app() -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| {
        let first = seen.body["page"]["offset"].as_u64().unwrap_or(0) == 0;
        let list = |line: Value| {
            let items = if first { vec![line] } else { vec![] };
            done(json!({"items": items, "total": 1}))
        };
        match seen.subject.as_str() {
            "qry.needs.handlings" => list(handling()),
            "qry.needs.needs" if seen.body["overdue"] == true => list(need(json!({
                "id": ID, "status": "unclaimed", "overdue": true, "act_by": "2026-03-04T01:00:00Z",
            }))),
            "qry.needs.hotline_items" if seen.body["overdue"] == true => list(hotline()),
            "qry.projects.claims" if !seen.body["late"].is_null() => list(claim()),
            "qry.projects.agreements" if !seen.body["late"].is_null() => list(agreement()),
            "qry.evaluation.objections" if seen.body["overdue"] == true => list(objection()),
            "qry.needs.names" => done(json!({ID: {"title": "修路灯", "owner": OWN}})),
            "qry.registry.names" => done(json!({OWN: "望海社区党委", OTHER: "市立医院"})),
            "qry.registry.list-titles" => {
                done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
            }
            subject if subject.starts_with("qry.") => done(Value::Null),
            _ => None,
        }
    })
    .await
}

#[tokio::test]
async fn every_kind_that_has_a_limit_is_on_the_list_and_opens_to_its_line() {
    let app = app().await;
    let page = app.get_as(Role::CommunityClerk, "/overdue").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("共 9"), "six are late, three soon will be: {}", page.text);
    for (kind, leads_to) in [
        ("需求办理", format!("/needs/{ID}")),
        ("无人认领的需求", format!("/needs/{ID}")),
        ("认领答复", format!("/claims/{ID}")),
        ("协议季度报告", format!("/agreements/{ID}")),
        ("热线件答复", "/hotline-items/2026-7".to_owned()),
        ("异议答复", format!("/objections/{ID}")),
    ] {
        assert!(page.text.contains(kind), "{kind}: {}", page.text);
        assert!(page.text.contains(&format!("href=\"{leads_to}\"")), "{leads_to}");
    }
    for quarter in ["2025年第4季度", "2026年第1季度"] {
        assert!(page.text.contains(quarter), "each under its own card: {quarter}");
    }
    let quarters = app.get_as(Role::CommunityClerk, "/overdue?kind=quarter&card=red").await;
    assert!(quarters.text.contains("2025年第4季度"), "{}", quarters.text);
    assert!(!quarters.text.contains("2026年第1季度") && !quarters.text.contains("热线件答复</td>"));
    let second = app.get_as(Role::CommunityClerk, "/overdue?limit=2&offset=2").await;
    assert!(second.text.contains(&format!("/claims/{ID}")), "{}", second.text);
    assert!(second.text.contains(&format!("/agreements/{ID}")), "{}", second.text);
    assert!(!second.text.contains("/hotline-items/2026-7"), "{}", second.text);
}

#[tokio::test]
async fn a_list_of_an_area_asks_for_that_area_and_of_ones_own_for_ones_own() {
    let app = app().await;
    app.get_as(Role::StreetOfficer, &format!("/overdue?area=990101&holder={OWN}")).await;
    let asked =
        |subject: &str| app.seen().into_iter().rfind(|seen| seen.subject == subject).unwrap();
    for (subject, whose) in [
        ("qry.needs.handlings", "holder"),
        ("qry.needs.needs", "owner"),
        ("qry.needs.hotline_items", "owner"),
        ("qry.projects.claims", "answered_by"),
        ("qry.projects.agreements", "unreported_by"),
    ] {
        let asked = asked(subject);
        assert_eq!(
            (&asked.body["area"], &asked.body[whose]),
            (&json!("990101000000"), &json!(OWN))
        );
    }
    assert_eq!(asked("qry.evaluation.objections").body["answerer"], OWN);
}
