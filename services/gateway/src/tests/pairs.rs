//! Pairs on pages: made from the unit's page, ended from the list.

use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// The visitor's own community.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";

async fn town() -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    let pair = |community: &str, status: &str| {
        json!({
            "id": ID, "unit": ID, "community": community, "status": status,
            "since": "2026-01-05", "ended": null, "reason": null,
        })
    };
    let pairs = [pair(OWN, "made"), pair(OTHER, "made"), pair(OWN, "ended")];
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.registry.organisation" => done(json!({
            "id": seen.body["organisation"], "name": "听涛医院", "aliases": [],
            "level": "unit", "nature": "hospital", "credit_code": null,
            "credit_code_doubtful": false, "area": "990101001001", "address": null,
            "status": "in_operation", "head": null,
        })),
        "qry.registry.pairs" => done(json!({"items": pairs, "total": 3})),
        "qry.registry.names" => done(json!({OWN: "和平社区", ID: "听涛医院"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        "qry.evaluation.scorecard" | "qry.registry.organisation-edges" => done(Value::Null),
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("pair")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn a_community_pairs_with_a_unit_on_the_units_page() {
    let app = town().await;
    let path = format!("/organisations/{ID}/pair");
    for (role, may) in [(Role::CommunityClerk, true), (Role::Liaison, false)] {
        let page = app.get_as(role, &format!("/organisations/{ID}")).await;
        assert_eq!(page.text.contains(&format!("\"{path}\"")), may, "{role:?}: {}", page.text);
    }
    let form = app.get(&path).await;
    assert!(form.text.contains("听涛医院") && form.text.contains("和平社区"), "{}", form.text);
    assert_eq!(app.sent(&path, "").await, json!({"unit": ID, "community": OWN}));
}

#[tokio::test]
async fn a_pair_is_ended_with_a_reason_by_its_community() {
    let app = town().await;
    let list = app.get("/pairs").await;
    let path = format!("/pairs/{ID}/{OWN}/end");
    assert_eq!(list.text.matches(&format!("\"{path}\"")).count(), 1, "{}", list.text);
    assert!(!list.text.contains(&format!("/pairs/{ID}/{OTHER}/end")), "it is not theirs");
    let sent = app.sent(&path, "reason=单位迁出").await;
    assert_eq!(sent, json!({"unit": ID, "community": OWN, "reason": "单位迁出"}));
}
