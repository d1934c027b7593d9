//! Items of the hotline on pages: found by their own number, answered under it.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

const OWN: &str = "00000000-0000-0000-0000-00000000000a";
/// A number as hotlines have them, and as an address holds it.
const NUMBER: &str = "热2026/7 号";
const IN_ADDRESS: &str = "%E7%83%AD2026%2F7%20%E5%8F%B7";

fn item(replied_at: &Value) -> Value {
    json!({
        "number": NUMBER, "need": ID, "owner": OWN, "title": "路灯不亮",
        "text": "请回电 13900000000", "category": "市政", "heard_at": "2026-03-02T01:00:00Z",
        "suggested": [{"label": "城建", "confidence": 731}], "until": "2026-03-04T01:00:00Z",
        "reply": null, "replied_at": replied_at,
    })
}

async fn app(replied_at: Value) -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.needs.hotline_items" => done(json!({"items": [item(&replied_at)], "total": 1})),
        "qry.needs.hotline_item" if seen.body["number"] == NUMBER => done(item(&replied_at)),
        "qry.needs.names" => done(json!({ID: {"title": "路灯不亮", "owner": OWN}})),
        "qry.registry.names" => done(json!({OWN: "望海社区党委"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(Value::Null),
        _ => Some(serde_json::to_value(receipt("hotline")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn an_item_is_a_line_under_its_own_number() {
    let app = app(Value::Null).await;
    let list = app.get("/hotline-items?replied=false").await;
    let href = format!("href=\"/hotline-items/{IN_ADDRESS}\"");
    assert!(list.text.contains(&href) && list.text.contains("逾期未答复"), "{}", list.text);
    assert!(!list.text.contains("登记热线件"), "a unit takes none down");
    assert!(app.get_as(Role::CommunityClerk, "/hotline-items").await.text.contains("登记热线件"));
    let page = app.get(&format!("/hotline-items/{IN_ADDRESS}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in ["请回电 13900000000", "城建（73%）", "2026-03-04 09:00 前答复", NUMBER] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let reply = format!("href=\"/hotline-items/{IN_ADDRESS}/reply\"");
    assert!(page.text.contains(&reply), "{}", page.text);
    assert_eq!(app.get("/hotline-items/2026-8").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_answer_goes_back_under_the_number_once() {
    let open = app(Value::Null).await;
    let path = format!("/hotline-items/{IN_ADDRESS}/reply");
    let form = open.get(&path).await;
    assert!(form.text.contains("请回电 13900000000"), "{}", form.text);
    let answer = open.sends(&path, "_key=k&reply=%E5%B7%B2%E4%BF%AE", "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert!(answer.header("location").starts_with(&format!("/hotline-items/{IN_ADDRESS}?")));
    let sent = open.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    assert_eq!(sent.subject, "cmd.needs.hotline.reply");
    assert_eq!(sent.body, json!({"number": NUMBER, "reply": "已修", "replied_at": null}));
    let answered = app(json!("2026-03-03T01:00:00Z")).await;
    let page = answered.get(&format!("/hotline-items/{IN_ADDRESS}")).await;
    assert!(page.text.contains("已答复") && !page.text.contains("/reply\""), "{}", page.text);
}

#[tokio::test]
async fn what_was_heard_is_told_by_the_clock_here_for_the_own_organisation() {
    let app = app(Value::Null).await;
    let said = "number=2026-8&title=路灯&text=路灯不亮&heard_at=2026-03-02T09:00";
    let answer = app.sends("/hotline-items/new", said, "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let sent = app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    let expected = json!({
        "number": "2026-8", "owner": OWN, "title": "路灯", "text": "路灯不亮", "category": null,
        "heard_at": "2026-03-02T01:00:00Z", "until": null,
    });
    assert_eq!(sent.body, expected);
}
