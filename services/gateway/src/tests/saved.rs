//! Saved views: a list as it is asked for now is kept under a name, shown above it, and deleted.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// Whose token it is.
const PERSON: &str = "00000000-0000-0000-0000-000000000a03";

fn view(name: &str, address: &str) -> Value {
    json!({"view": ID, "name": name, "address": address, "saved_at": "2026-03-02T01:00:00Z"})
}

async fn app() -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.registry.saved_views" => done(json!([
            view("待认领", "/needs?status=posted"),
            view("我的认领", "/claims?status=held"),
        ])),
        "qry.registry.names" => done(json!({})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("saved_views")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn the_views_of_a_list_stand_above_it_and_the_one_that_is_shown_is_marked() {
    let app = app().await;
    let page = app.get("/needs?status=posted").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let here = "<a href=\"/needs?status=posted\" aria-current=\"true\">待认领</a>";
    assert!(page.text.contains(here) && !page.text.contains("我的认领"), "{}", page.text);
    let asked = app.seen().into_iter().rfind(|seen| seen.subject.ends_with("saved_views")).unwrap();
    assert_eq!(asked.body, json!({ "person": PERSON }));
    // What is saved begins at the first page.
    let page = app.get("/needs?status=posted&order=due&offset=20").await;
    let address = "name=\"address\" value=\"/needs?status=posted&#38;order=due\"";
    assert!(page.text.contains(address), "{}", page.text);
    let page = app.get_as(Role::Auditor, "/needs").await;
    assert!(!page.text.contains("存为常用视图"), "an auditor saves nothing: {}", page.text);
}

#[tokio::test]
async fn saving_one_leads_back_to_the_list_as_it_was_asked_for() {
    let app = app().await;
    let form = "_key=k&name=%E6%80%A5&address=%2Fneeds%3Fstatus%3Dposted%26order%3Ddue";
    let answer = app.sends("/saved-views/new", form, "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let back = "/needs?status=posted&order=due&done=saved_views.save&seen=registry.7";
    assert_eq!(answer.header("location"), back);
    let sent = app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    let expected = json!({
        "person": PERSON, "name": "急", "address": "/needs?status=posted&order=due",
    });
    assert_eq!((sent.subject.as_str(), &sent.body), ("cmd.registry.saved_views.save", &expected));
    let page = app.get(back).await;
    assert!(page.text.contains("已存为常用视图"), "{}", page.text);
    for elsewhere in [
        "//elsewhere.example",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "/%09/elsewhere.example",
    ] {
        let form = format!("name=a&address={elsewhere}");
        let answer = app.sends("/saved-views/new", &form, "same-origin").await;
        assert!(answer.header("location").starts_with("/?done="), "{elsewhere}");
    }
}

#[tokio::test]
async fn all_of_ones_views_are_opened_and_deleted_on_a_page_of_their_own() {
    let app = app().await;
    let page = app.get("/saved-views").await;
    for said in ["待认领", "/claims?status=held", &format!("/saved-views/{ID}/delete")] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let path = format!("/saved-views/{ID}/delete");
    let answer = app.sends(&path, "_key=k", "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let sent = app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    assert_eq!(sent.body, json!({"person": PERSON, "view": ID}));
}
