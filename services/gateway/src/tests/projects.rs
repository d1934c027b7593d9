//! Projects and their services on pages: what is offered, and what forms say to the service.

use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const COMMUNITY: &str = "00000000-0000-0000-0000-00000000000b";
const PERSON: &str = "00000000-0000-0000-0000-000000000a03";

/// Of the visitor's unit for a community; its acceptance was to be answered until early in `year`.
fn project(status: &str, year: u32) -> Value {
    json!({
        "id": ID, "code": "2026-1", "title": "义诊", "claim": ID, "more_claims": [],
        "agreement": ID, "need": null, "offer": null, "giving": {"organisation": OWN},
        "asking": COMMUNITY, "amount": {"quantity": 10, "unit": "session"}, "delivered": 1,
        "records": 1, "unconfirmed": 0, "milestones": [], "attachments": [], "received": 0,
        "spent": 0, "status": status, "reason": null,
        "answer_until": format!("{year}-01-31T01:00:00Z"), "opened_at": "2026-01-01T01:00:00Z",
        "opened_on": "2026-01-01",
    })
}

fn service() -> Value {
    json!({
        "what": "量血压", "date": "2026-03-02", "minutes": 90, "people": 4, "quantity": 1,
        "attendance": [{"person": ID, "minutes": 60}], "no_shows": [COMMUNITY],
    })
}

async fn app(project: Value) -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.projects.project" => done(project.clone()),
        "qry.projects.record" => done(json!({
            "id": ID, "project": ID, "giving": {"organisation": OWN}, "asking": COMMUNITY,
            "service": service(), "status": "recorded", "recorded_by": PERSON,
            "recorded_at": "2026-03-02T01:00:00Z", "confirmed_by": null, "reason": null,
            "corrects": null, "instead": null,
        })),
        "qry.projects.rolls" => done(json!({
            "items": [{
                "id": ID, "project": ID, "giving": {"organisation": OWN}, "asking": COMMUNITY,
                "opened_by": PERSON, "opened_at": "2026-03-02T01:00:00Z",
                "until": "2099-03-03T01:00:00Z", "people": [], "closed": false, "record": null,
            }],
            "total": 1,
        })),
        "qry.projects.agreement" => done(json!({
            "id": ID, "claim": null, "parties": [OWN, COMMUNITY],
            "terms": {"title": "共建", "duties": [], "from": "2026-01-01", "until": "2026-12-31"},
            "in_force": 1, "draft": 1, "purpose": "first", "signed": [],
            "sign_until": "2026-01-31T01:00:00Z", "status": "published", "delegations": [],
            "duties": [{
                "number": 2, "duty": {"party": OWN, "kind": "service", "what": "每月义诊"},
                "due": null, "done": 0, "rate": null,
            }],
            "fulfilment": null, "quarters": [], "quarters_due": [],
        "reviews": [], "end_asked": [], "reason": null,
            "drafted_at": "2026-01-01T01:00:00Z",
        })),
        "qry.registry.organisation" => {
            let area = if seen.body["organisation"] == OWN { "990101001" } else { "990101001001" };
            done(json!({
                "id": OWN, "name": "听涛街道", "aliases": [], "level": "street", "nature": null,
                "credit_code": null, "credit_code_doubtful": false, "area": area, "address": null,
            }))
        }
        "qry.registry.members" => {
            done(json!({"items": [{"person": PERSON, "name": "李娜"}], "total": 1}))
        }
        "qry.registry.names" => done(json!({OWN: "听涛医院", COMMUNITY: "望海社区党委"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("record")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn a_service_says_who_came_and_which_duty_it_did() {
    let app = app(project("running", 2026)).await;
    let path = format!("/projects/{ID}/record");
    let page = app.get(&path).await;
    assert!(page.text.contains("每月义诊") && page.text.contains("李娜"), "{}", page.text);
    let form = format!(
        "_key=k&service.what=a&service.date=2026-03-02&service.minutes=90&service.people=2\
         &service.quantity=0&service.duty.number=2&service.duty.quantity=3\
         &service.attendance.1.person={PERSON}&service.attendance.1.minutes=60"
    );
    let expected = json!({"project": ID, "service": {
        "what": "a", "date": "2026-03-02", "minutes": 90, "people": 2, "quantity": 0,
        "duty": {"number": 2, "quantity": 3},
        "attendance": [{"person": PERSON, "minutes": 60}],
    }});
    assert_eq!(app.sent(&path, &form).await, expected);
}

#[tokio::test]
async fn what_a_correction_does_not_change_stays() {
    let app = app(project("running", 2026)).await;
    let path = format!("/records/{ID}/correct");
    let page = app.get(&path).await;
    assert!(page.text.contains("保持不变"), "who came is on no roster any more: {}", page.text);
    let form = format!(
        "_key=k&reason=r&service.what=a&service.date=2026-03-02&service.minutes=90\
         &service.people=4&service.quantity=2&service.attendance.0.person={ID}\
         &service.attendance.0.minutes=60"
    );
    let mut service = service();
    service["what"] = json!("a");
    service["quantity"] = json!(2);
    let expected = json!({"record": ID, "reason": "r", "service": service});
    assert_eq!(app.sent(&path, &form).await, expected);
}

#[tokio::test]
async fn a_roll_is_found_again_on_the_page_of_its_project() {
    let app = app(project("running", 2026)).await;
    let page = app.get(&format!("/projects/{ID}")).await;
    assert!(page.text.contains(&format!("\"/rolls/{ID}\"")), "{}", page.text);
    assert!(page.text.contains("archive-sheet/print"), "{}", page.text);
}

#[tokio::test]
async fn what_a_community_leaves_unanswered_its_street_judges() {
    for (year, role, expected) in [
        (2026, Role::StreetOfficer, true),
        (2099, Role::StreetOfficer, false),
        (2026, Role::CommunityClerk, false),
    ] {
        let app = app(project("acceptance_asked", year)).await;
        let page = app.get_as(role, &format!("/projects/{ID}")).await;
        let accepts = page.text.contains(&format!("\"/projects/{ID}/accept\""));
        assert_eq!(accepts, expected, "{year} {role:?}: {}", page.text);
    }
}
