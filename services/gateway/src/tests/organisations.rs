//! The registry's work on organisations, from the list and the page to the command.

use axum::http::StatusCode;
use contracts::registry::organisation::Rejection;
use contracts::{Reply, Role};
use serde_json::{Value, json};

use super::app::{Answer, ID, Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWNER: &str = "00000000-0000-0000-0000-00000000000a";
const PERSON: &str = "00000000-0000-0000-0000-0000000000d1";

/// The visitor's community, in whose area the unit works.
fn one(id: &str, status: &str, certification: Option<&str>) -> Value {
    let own = id == OWNER;
    json!({
        "id": id, "name": if own { "和平社区" } else { "听涛医院" }, "aliases": [],
        "level": if own { "community" } else { "unit" },
        "nature": if own { Value::Null } else { json!("hospital") },
        "credit_code": if own { Value::Null } else { json!("91350100M000100Y44") },
        "credit_code_doubtful": !own, "area": "990101001001", "address": "海滨路 1 号",
        "status": if own { "in_operation" } else { status }, "certification": certification,
    })
}

/// A town with one unit that stands so; commands are answered with `reply`.
async fn town(
    status: &'static str,
    certification: Option<&'static str>,
    reply: Reply<contracts::Receipt>,
) -> TestApp {
    let reply = serde_json::to_value(reply).unwrap();
    TestApp::new(move |seen: &Seen| {
        let done = |value: Value| Some(json!({ "done": value }));
        let unit = || one(ID, status, certification);
        match seen.subject.as_str() {
            "qry.registry.organisation" => {
                let id = seen.body["organisation"].as_str().unwrap();
                done(one(id, status, certification))
            }
            "qry.registry.organisations" => {
                let wanted = |name: &str, is: Option<&str>| {
                    seen.body[name].is_null() || seen.body[name].as_str() == is
                };
                let found = wanted("status", Some(status))
                    && wanted("certification", certification)
                    && wanted("level", Some("unit"));
                let items = if found { vec![unit()] } else { vec![] };
                done(json!({"items": items, "total": items.len()}))
            }
            "qry.registry.organisation-edges" => done(json!({
                "territory": [{"area": "990101001001", "from": "2026-01-01"}],
                "affiliation": [{"parent": OWNER, "from": "2026-02-01"}],
            })),
            "qry.registry.areas" => done(json!({
                "items": [{"code": "990101001001", "name": "和平社区"}], "total": 1,
            })),
            "qry.registry.members" => done(json!({
                "items": [{"person": PERSON, "name": "李娜"}], "total": 1,
            })),
            "qry.registry.names" => done(json!({OWNER: "和平社区", ID: "听涛医院"})),
            "qry.registry.person-names" => done(json!({})),
            "qry.registry.list-titles" => {
                done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
            }
            "qry.evaluation.scorecard" => done(Value::Null),
            subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
            _ => Some(reply.clone()),
        }
    })
    .await
}

fn done() -> Reply<contracts::Receipt> {
    receipt("organisation")
}

/// What the form sent.
fn sent(app: &TestApp) -> Seen {
    app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap()
}

fn leads_to(page: &Answer, deed: &str) -> bool {
    page.text.contains(&format!("\"/organisations/{ID}/{deed}\""))
}

#[tokio::test]
async fn whoever_may_registers_and_a_units_own_people_apply() {
    let app = town("in_operation", Some("valid"), done()).await;
    let list = app.get_as(Role::CommunityClerk, "/organisations").await;
    assert!(list.text.contains("href=\"/organisations/new\""), "{}", list.text);
    let list = app.get("/organisations").await;
    assert!(list.text.contains("href=\"/organisations/apply\""), "{}", list.text);
    assert!(!list.text.contains("href=\"/organisations/new\""), "{}", list.text);
    let list = app.get_as(Role::Member, "/organisations").await;
    assert!(!list.text.contains("/organisations/apply"), "{}", list.text);

    let form = app.get("/organisations/apply").await;
    assert!(form.text.contains("和平社区</option>"), "{}", form.text);
    let wrong = "_key=k&name=%E5%8C%BB%E9%99%A2&credit_code=12&area=990101001001";
    let wrong = app.sends("/organisations/apply", wrong, "same-origin").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("统一社会信用代码应为 18 位"), "{}", wrong.text);
    let form = "_key=k&name=%E5%8C%BB%E9%99%A2&nature=hospital&area=990101001001&level=city";
    let answer = app.sends("/organisations/apply", form, "same-origin").await;
    let to = format!("/organisations/{ID}?done=organisation.register&seen=registry.7");
    assert_eq!(answer.header("location"), to, "{}", answer.text);
    let body = sent(&app).body;
    assert_eq!(
        (&body["level"], &body["area"], &body["nature"]),
        (&json!("unit"), &json!("990101001001"), &json!("hospital")),
        "a unit is all that its people apply for"
    );
}

#[tokio::test]
async fn an_application_waits_on_the_home_of_whoever_answers_and_is_answered_there() {
    let app = town("applied", None, done()).await;
    for (role, waits) in [
        (Role::CommunityClerk, true),
        (Role::StreetOfficer, true),
        (Role::GridWorker, false),
        (Role::Liaison, false),
    ] {
        let home = app.get_as(role, "/").await;
        assert_eq!(home.text.contains("待审核的单位登记"), waits, "{role:?} {}", home.text);
        let page = app.get_as(role, &format!("/organisations/{ID}")).await;
        assert_eq!(leads_to(&page, "approve"), waits, "{role:?}");
        assert!(!leads_to(&page, "edit"), "it is not registered yet");
    }
    let path = format!("/organisations/{ID}/refuse");
    let empty = app.sends(&path, "_key=k", "same-origin").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "why not has to be said");
    let answer = app.sends(&path, "_key=k&reason=%E9%87%8D%E5%A4%8D", "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(sent(&app).body, json!({"organisation": ID, "reason": "重复"}));
}

#[tokio::test]
async fn a_certification_that_is_due_waits_and_is_renewed_with_one_button() {
    let app = town("in_operation", Some("due"), done()).await;
    let home = app.get_as(Role::CommunitySecretary, "/").await;
    assert!(home.text.contains("待年审的单位") && home.text.contains("听涛医院"), "{}", home.text);
    let page = app.get_as(Role::CommunitySecretary, &format!("/organisations/{ID}")).await;
    assert!(leads_to(&page, "certify") && page.text.contains("年审将到期"), "{}", page.text);
    assert!(page.text.contains("末位校验不符"), "{}", page.text);
    for deed in ["edit", "add-alias", "place", "affiliate", "suspend", "end"] {
        assert!(leads_to(&page, deed), "{deed}: {}", page.text);
    }
    for deed in ["resume", "count-households", "appoint", "grids/new"] {
        assert!(!leads_to(&page, deed), "{deed}: {}", page.text);
    }
    let answer = app.sends(&format!("/organisations/{ID}/certify"), "_key=k", "same-origin").await;
    let to = format!("/organisations/{ID}?done=organisation.certify&seen=registry.7");
    assert_eq!(answer.header("location"), to);
    assert_eq!(sent(&app).body, json!({"organisation": ID}));
}

#[tokio::test]
async fn what_is_suspended_resumes_and_what_has_ended_does_neither() {
    for (status, to) in [("suspended", true), ("ended", false), ("merged", false)] {
        let app = town(status, Some("valid"), done()).await;
        let page = app.get_as(Role::StreetOfficer, &format!("/organisations/{ID}")).await;
        assert_eq!((leads_to(&page, "resume"), leads_to(&page, "end")), (to, to), "{status}");
        assert!(!leads_to(&page, "suspend"), "{status}");
    }
}

#[tokio::test]
async fn an_edit_shows_what_is_there_and_a_move_says_what_is_wrong_beside_its_day() {
    let app = town("in_operation", Some("valid"), done()).await;
    let form = app.get(&format!("/organisations/{ID}/edit")).await;
    for there in ["value=\"听涛医院\"", "value=\"91350100M000100Y44\"", "末位校验不符"] {
        assert!(form.text.contains(there), "{there}: {}", form.text);
    }
    let rejected = Reply::Rejected(Rejection::FromOutOfOrder.into());
    let app = town("in_operation", Some("valid"), rejected).await;
    let form = "_key=k&area=990101001001&from=2036-01-01";
    let answer = app.sends(&format!("/organisations/{ID}/place"), form, "same-origin").await;
    assert!(answer.text.contains("aria-describedby=\"from-error\""), "{}", answer.text);
}

#[tokio::test]
async fn an_office_is_given_to_somebody_of_the_roster_and_the_form_is_written_down() {
    let app = town("in_operation", Some("valid"), done()).await;
    let own = app.get(&format!("/organisations/{OWNER}")).await;
    let deed = format!("\"/organisations/{OWNER}/appoint\"");
    assert!(own.text.contains(&deed), "its own people appoint: {}", own.text);
    let path = format!("/organisations/{OWNER}/appoint");
    let form = app.get(&path).await;
    assert!(form.text.contains("李娜") && !form.text.contains("网格员"), "{}", form.text);
    let form = format!("_key=k&office=liaison&person={PERSON}");
    let answer = app.sends(&path, &form, "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let body = json!({"organisation": OWNER, "office": "liaison", "person": PERSON});
    assert_eq!(sent(&app).body, body);
    app.audit.break_for_tests();
    let form = app.get(&path).await;
    assert_eq!(form.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_grid_is_registered_from_its_community_under_its_own_code() {
    let app = town("in_operation", Some("valid"), done()).await;
    let path = format!("/organisations/{OWNER}");
    let page = app.get_as(Role::StreetOfficer, &path).await;
    assert!(page.text.contains(&format!("\"{path}/grids/new\"")), "{}", page.text);
    let form = "_key=k&name=%E4%B8%80%E7%BD%91%E6%A0%BC&area=990101001001001";
    let answer = app.sends(&format!("{path}/grids/new"), form, "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let body = sent(&app).body;
    assert_eq!(
        (&body["name"], &body["level"], &body["area"]),
        (&json!("一网格"), &json!("grid"), &json!("990101001001001"))
    );
}
