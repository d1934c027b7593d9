//! Needs on pages: what forms say to the service.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, need, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const COMMUNITY: &str = "00000000-0000-0000-0000-00000000000b";
const PERSON: &str = "00000000-0000-0000-0000-000000000a03";

async fn app() -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.needs.need" => done(need(json!({
            "id": ID, "owner": OWN, "status": "verified", "subcategory": "lecture",
        }))),
        "qry.registry.taxonomy" => done(json!([{
            "category": "talent", "subcategories": [{"code": "lecture", "name": "讲座"}],
        }])),
        "qry.registry.organisations" => done(json!({
            "items": [{
                "id": COMMUNITY, "name": "望海社区党委", "aliases": [], "level": "community",
                "nature": null, "credit_code": null, "credit_code_doubtful": false,
                "area": "990101001001", "address": null,
            }],
            "total": 1,
        })),
        "qry.registry.members" => {
            done(json!({"items": [{"person": PERSON, "name": "李娜"}], "total": 1}))
        }
        "qry.registry.names" => done(json!({})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("need")).unwrap()),
    })
    .await
}

/// What reached the service of this form, command by command.
async fn sent(app: &TestApp, role: Role, path: &str, form: &str) -> Vec<(String, Value)> {
    let answer = app.sends_as(role, path, form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let seen = app.seen().into_iter().filter(|seen| seen.subject.starts_with("cmd."));
    seen.map(|seen| (seen.subject, seen.body)).collect()
}

const NEW: &str = "_key=k&title=a&kind=common&category=service&amount.quantity=2\
                   &amount.unit=session&terms.partners_max=1";

#[tokio::test]
async fn what_was_heard_from_somebody_waits_to_be_verified_and_the_own_is_posted_at_once() {
    for (role, said, source, owner, commands) in [
        (Role::CommunityClerk, "&source=community".to_owned(), "community", OWN, 3),
        (Role::CommunityClerk, "&source=meeting".to_owned(), "meeting", OWN, 1),
        (Role::Liaison, String::new(), "unit", OWN, 3),
        (Role::GridWorker, format!("&owner={COMMUNITY}"), "grid_worker", COMMUNITY, 1),
        (Role::Member, format!("&owner={COMMUNITY}"), "resident", COMMUNITY, 1),
    ] {
        let app = app().await;
        let sent = sent(&app, role, "/needs/new", &format!("{NEW}{said}")).await;
        assert_eq!(sent.len(), commands, "{role:?} {source}");
        let (_, raised) = &sent[0];
        assert_eq!((&raised["source"], &raised["owner"]), (&json!(source), &json!(owner)));
    }
}

#[tokio::test]
async fn a_need_is_posted_with_its_days_its_skills_and_who_answers_for_it() {
    let app = app().await;
    let form = format!(
        "_key=k&terms.partners_max=2&terms.window.from=2026-07-01&terms.window.until=2026-07-31\
         &terms.responsible={PERSON}&terms.skills.1=b"
    );
    let sent = sent(&app, Role::CommunityClerk, &format!("/needs/{ID}/post"), &form).await;
    let expected = json!({"need": ID, "terms": {
        "divisible": false, "partners_max": 2, "responsible": PERSON, "skills": ["b"],
        "window": {"from": "2026-07-01", "until": "2026-07-31"},
    }});
    assert_eq!(sent[0].1, expected);
}

#[tokio::test]
async fn classifying_begins_with_the_subcategory_there_is() {
    let app = app().await;
    let page = app.get(&format!("/needs/{ID}/classify")).await;
    let chosen = "<option value=\"lecture\" selected>";
    assert!(page.text.contains(chosen), "{}", page.text);
}
