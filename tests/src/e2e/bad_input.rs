//! Whatever comes in, a clear answer goes out, and nothing is lost.

use contracts::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::system::System;

#[tokio::test]
async fn bad_input_gets_a_clear_answer_in_chinese_with_a_stable_code() {
    let system = System::start().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    let nobody = "01990000-0000-7000-8000-000000000000";
    let offer = |quantity: Value, owner: Value| {
        json!({
            "owner": owner, "title": "会议室", "category": "venue",
            "amount": { "quantity": quantity, "unit": "session" },
        })
    };
    let long = json!({ "owner": unit, "title": "长".repeat(70_000) });
    let cases = [
        (Method::GET, format!("/offers/{nobody}"), None, 404, None),
        (Method::GET, "/offers/unreadable".into(), None, 422, None),
        (Method::GET, "/nowhere".into(), None, 404, None),
        (Method::DELETE, "/offers".into(), None, 405, None),
        (
            Method::POST,
            "/offers".into(),
            Some(offer(json!(0), json!(unit))),
            422,
            Some("unreadable"),
        ),
        (
            Method::POST,
            "/offers".into(),
            Some(offer(json!(-1), json!(unit))),
            422,
            Some("unreadable"),
        ),
        (
            Method::POST,
            "/offers".into(),
            Some(offer(json!("三"), json!(unit))),
            422,
            Some("unreadable"),
        ),
        (
            Method::POST,
            "/offers".into(),
            Some(offer(json!(1), json!(nobody))),
            403,
            Some("offer.not_authorised"),
        ),
        (Method::POST, "/offers".into(), Some(long), 413, Some("too_large")),
        (
            Method::POST,
            format!("/claims/{nobody}/accept"),
            Some(json!({})),
            404,
            Some("claim.unknown"),
        ),
    ];
    for (method, path, body, status, code) in cases {
        let answer = system.send(&liaison, method.clone(), &path, body).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}: {answer:?}");
        if let Some(code) = code {
            assert_eq!(answer.code(), code, "{method} {path}: {answer:?}");
        }
        let title = answer.body["title"].as_str().unwrap_or_default();
        assert!(title.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{answer:?}");
    }
    assert_eq!(system.get(&liaison, "/offers").await["total"], 0);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused_and_with_the_same_answered_the_same() {
    let mut system = System::start().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    system.get(&liaison, "/me").await;
    let body = |title: &str| {
        json!({
            "owner": unit, "title": title, "category": "venue",
            "amount": { "quantity": 1, "unit": "session" },
        })
    };
    let send = async |system: &System, title: &str| {
        let body = body(title);
        system.try_send(&liaison, Method::POST, "/offers", Some("key"), Some(&body)).await.unwrap()
    };
    let first = send(&system, "会议室").await;
    assert_eq!(first.status, StatusCode::CREATED, "{first:?}");
    assert_eq!(send(&system, "会议室").await.body, first.body);
    let other = send(&system, "礼堂").await;
    assert_eq!((other.status, other.code()), (StatusCode::CONFLICT, "command_reused"));
    system.kill();
    system.up().await;
    system.get(&liaison, "/me").await;
    assert_eq!(send(&system, "会议室").await.body, first.body, "after a restart");
    assert_eq!(system.get(&liaison, "/offers").await["total"], 1);
}
