//! Stars on pages: whoever lost one objects to that.

use axum::http::StatusCode;
use contracts::Role;
use contracts::testing::{OWNER, person};
use serde_json::{Value, json};

use super::app::{Seen, TestApp, receipt};

/// Of whoever visits as a member: stars were revoked, of which this is the last day that is barred,
/// or none was.
async fn app(barred_until: Value) -> TestApp {
    let revoked = json!([
        {"barred_until": barred_until, "reason": "虚报时长"},
        {"barred_until": "2026-12-01", "reason": "重复登记"},
    ]);
    let revoked = if barred_until.is_null() { json!([]) } else { revoked };
    let done = |value: Value| Some(json!({ "done": value }));
    let who = person(Role::Member, OWNER).person();
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.evaluation.star" => done(json!({
            "person": who, "stars": 1, "status": "settled", "applied_for": null,
            "community": null, "minutes": null, "published_until": null, "objections": 0,
            "reason": "虚报时长", "barred_until": barred_until, "revoked": revoked,
        })),
        "qry.registry.names" | "qry.registry.person-names" => done(json!({})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!(0)),
        _ => Some(serde_json::to_value(receipt("objection")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn whose_star_was_revoked_objects_to_it_from_its_page() {
    let who = person(Role::Member, OWNER).person().unwrap();
    let form = format!("/people/{who}/stars/revocation/object");
    let app = app(json!("2027-03-02")).await;
    let page = app.get_as(Role::Member, &format!("/people/{who}/stars")).await;
    assert!(page.text.contains(&form) && page.text.contains("虚报时长"), "{}", page.text);
    let officer = app.get_as(Role::StreetOfficer, &format!("/people/{who}/stars")).await;
    assert!(!officer.text.contains(&form), "it is not theirs: {}", officer.text);
    let said = "_key=k1&reason=%E6%97%B6%E9%95%BF%E5%B1%9E%E5%AE%9E";
    let answer = app.sends_as(Role::Member, &form, said).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let sent = app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    let target = |until| json!({"revocation": {"person": who, "barred_until": until}});
    assert_eq!(sent.body, json!({"target": target("2027-03-02"), "reason": "时长属实"}));
    assert!(page.text.contains(&format!("{form}?until=2026-12-01")), "{}", page.text);
    let other = said.replace("k1", "k2") + "&until=2026-12-01";
    let answer = app.sends_as(Role::Member, &form, &other).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let sent = app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    assert_eq!(sent.body["target"], target("2026-12-01"));
}

#[tokio::test]
async fn where_none_was_revoked_there_is_nothing_to_object_to() {
    let who = person(Role::Member, OWNER).person().unwrap();
    let app = app(Value::Null).await;
    let page = app.get_as(Role::Member, &format!("/people/{who}/stars")).await;
    assert!(!page.text.contains("revocation"), "{}", page.text);
    let form = format!("/people/{who}/stars/revocation/object");
    assert_eq!(app.get_as(Role::Member, &form).await.status, StatusCode::NOT_FOUND);
}
