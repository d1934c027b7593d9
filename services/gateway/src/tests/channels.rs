//! Where an organisation is told outside the portal: seen, set, tried and removed.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWNER: &str = "00000000-0000-0000-0000-00000000000a";

fn channels() -> Value {
    let set = json!({
        "shown": "oa.example", "set_at": "2026-03-02T01:00:00Z", "waiting": 4,
        "trouble": {"code": "status", "status": 503}, "again_at": "2026-03-02T02:00:00Z",
        "is_failing": false,
    });
    json!([
        {"kind": "mail", "is_open": false},
        {"kind": "webhook", "is_open": true, "set": set},
        {"kind": "wecom", "is_open": true},
        {"kind": "dingtalk", "is_open": true},
    ])
}

async fn app() -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.notices.channels" => done(channels()),
        "qry.registry.names" => done(json!({ OWNER: "鲸园社区" })),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => serde_json::to_value(receipt("channel")).ok(),
    })
    .await
}

fn sent(app: &TestApp) -> Value {
    app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap().body
}

#[tokio::test]
async fn a_channel_says_how_it_stands_and_who_answers_for_the_organisation_sets_it() {
    let app = app().await;
    let page = app.get_as(Role::CommunitySecretary, "/notices/channels").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in ["鲸园社区", "本系统未开启", "正在重试", "HTTP 503", "4 条待发", "未设置"]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let set = "/notices/channels/wecom/set";
    let test = "/notices/channels/webhook/test";
    assert!(page.text.contains(set) && page.text.contains(test), "{}", page.text);
    assert!(!page.text.contains("/notices/channels/wecom/test"), "nothing is there to be tried");
    assert!(!page.text.contains("/notices/channels/mail/set"), "it goes nowhere");
    let page = app.get_as(Role::Liaison, "/notices/channels").await;
    assert!(page.text.contains("oa.example") && !page.text.contains(set), "{}", page.text);
}

#[tokio::test]
async fn a_form_sets_it_for_ones_own_organisation_with_a_secret_that_is_shown_once() {
    let app = app().await;
    let form = app.get("/notices/channels/webhook/set").await;
    let secret = form.text.split("value=\"whsec_").nth(1).and_then(|rest| rest.split('"').next());
    assert_eq!(secret.map(str::len), Some(64), "{}", form.text);
    let form = "_key=k&address=https%3A%2F%2Foa.example%2Fhook&secret=whsec_a&organisation=other";
    let answer = app.sends("/notices/channels/webhook/set", form, "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(answer.header("location"), "/notices/channels?done=channel.set&seen=notices.7");
    let expected = json!({
        "organisation": OWNER, "kind": "webhook", "address": "https://oa.example/hook",
        "secret": "whsec_a",
    });
    assert_eq!(sent(&app), expected);
    for (verb, kind) in [("test", "webhook"), ("remove", "dingtalk")] {
        let path = format!("/notices/channels/{kind}/{verb}");
        app.sends(&path, "_key=k", "same-origin").await;
        assert_eq!(sent(&app), json!({"organisation": OWNER, "kind": kind}));
    }
    assert_eq!(app.get("/notices/channels/pigeon/set").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn machines_ask_for_the_channels_of_an_organisation() {
    let app = app().await;
    let answer = app.get(&format!("/api/v1/notices/channels?organisation={OWNER}")).await;
    assert_eq!(
        (answer.status, &answer.json[1]["set"]["shown"]),
        (StatusCode::OK, &"oa.example".into())
    );
    let body =
        format!(r#"{{"organisation": "{OWNER}", "kind": "wecom", "address": "https://a.b/"}}"#);
    assert_eq!(app.post("/api/v1/notices/channels", &body).await.status, StatusCode::OK);
    assert_eq!(sent(&app)["kind"], "wecom");
}
