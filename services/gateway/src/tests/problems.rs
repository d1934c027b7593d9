//! What is answered when it is not done.

use axum::http::Method;
use contracts::projects::claim;
use contracts::registry::person;
use contracts::resources::offer;
use contracts::{Failure, needs};
use serde_json::{Value, json};

use super::app::{ID, OFFER, TestApp, is_chinese};

const OFFERS: &str = "/api/v1/offers";

#[tokio::test]
async fn nothing_but_done_is_2xx() {
    let rejected = TestApp::rejecting(offer::Rejection::NotAuthorised).await;
    rejected.post(OFFERS, OFFER).await.is_problem(403, "offer.not_authorised");
    let rejected = TestApp::rejecting(claim::Rejection::Unknown).await;
    let path = format!("/api/v1/claims/{ID}/accept");
    rejected.post(&path, "").await.is_problem(404, "claim.unknown");
    let rejected = TestApp::rejecting(claim::Rejection::StillPending).await;
    rejected.post(&path, "").await.is_problem(409, "claim.still_pending");
    let rejected = TestApp::rejecting(offer::Rejection::PriceOutOfRange).await;
    rejected.post(OFFERS, OFFER).await.is_problem(422, "offer.price_out_of_range");
}

#[tokio::test]
async fn a_rejection_carries_its_figures() {
    let app = TestApp::rejecting(needs::need::Rejection::StillHeld { held: 4 }).await;
    let body = r#"{"outcome": {"result": "solved"}}"#;
    let answer = app.post(&format!("/api/v1/needs/{ID}/close"), body).await;
    let problem = answer.is_problem(409, "need.still_held");
    assert_eq!(problem["held"], 4);
    assert!(problem["detail"].as_str().unwrap().contains("还有 4 被认领占用"));
    let app = TestApp::rejecting(person::Rejection::TooManySkills { max: 10 }).await;
    let answer = app.post("/api/v1/people", r#"{"name": "甲"}"#).await;
    assert_eq!(answer.is_problem(422, "person.too_many_skills")["max"], 10);
}

#[tokio::test]
async fn every_failure_has_its_status_and_the_busy_ones_the_id_to_retry_with() {
    for (failure, status, code) in [
        (Failure::UnknownSubject { subject: "x".into() }, 404, "unknown_subject"),
        (Failure::Unreadable { path: "a.b".into(), detail: "x".into() }, 422, "unreadable"),
        (Failure::TooLarge { bytes: 2, max: 1 }, 413, "too_large"),
        (Failure::Busy, 503, "busy"),
        (Failure::CommandReused, 409, "command_reused"),
        (Failure::ChangedSince { version: 7 }, 412, "changed_since"),
        (Failure::StorageFull, 503, "storage_full"),
        (Failure::TooMuch { bytes: 2, max: 1 }, 413, "too_much"),
        (Failure::NotAuthorised, 403, "not_authorised"),
        (Failure::Internal, 500, "internal"),
    ] {
        let app = TestApp::failing(failure).await;
        let answer = app.post_with(OFFERS, OFFER, ("gongjian-command", ID)).await;
        let problem = answer.is_problem(status, code);
        assert_eq!(answer.header("gongjian-command"), ID);
        let (retry, command) = if status == 503 { ("1", json!(ID)) } else { ("", Value::Null) };
        assert_eq!((answer.header("retry-after"), &problem["command"]), (retry, &command));
    }
}

#[tokio::test]
async fn without_a_service_it_is_busy() {
    let app = TestApp::over(bus::Bus::memory());
    let answer = app.post(OFFERS, OFFER).await;
    let id = answer.header("gongjian-command");
    assert_eq!(answer.is_problem(503, "busy")["command"], id);
    app.get(OFFERS).await.is_problem(503, "busy");
}

#[tokio::test]
async fn without_an_answer_one_is_told_the_id_to_retry_with() {
    let app = TestApp::new(|_| None).await;
    let answer = app.post(OFFERS, OFFER).await;
    let problem = answer.is_problem(503, "no_answer");
    assert_eq!(problem["command"], answer.header("gongjian-command"));
    assert_eq!(answer.header("retry-after"), "1");
}

#[tokio::test]
async fn an_answer_of_another_form_leaks_nothing() {
    let app = TestApp::new(|_| Some(json!({"secret": "/var/lib"}))).await;
    let answer = app.post(OFFERS, OFFER).await;
    answer.is_problem(503, "no_answer");
    assert!(!answer.text.contains("secret") && !answer.text.contains("/var/lib"));
}

#[tokio::test]
async fn an_unreadable_body_names_its_field_in_chinese() {
    let app = TestApp::over(bus::Bus::memory());
    let offer = |from: &str, to: &str| OFFER.replace(from, to);
    for (body, field, code) in [
        (offer("\"quantity\": 10", "\"quantity\": 0"), "amount", "out_of_range"),
        (offer("\"quantity\": 10", "\"quantity\": \"ten\""), "amount.quantity", "wrong_type"),
        (offer("venue", "room"), "category", "not_an_option"),
        (offer("会议室", &"长".repeat(61)), "title", "too_long"),
        (offer("\"title\"", "\"titel\""), "titel", "unknown_field"),
        (offer("\"title\": \"会议室\",", ""), "title", "missing"),
    ] {
        let answer = app.post(OFFERS, &body).await;
        let error = &answer.is_problem(422, "unreadable")["errors"][0];
        assert_eq!((&error["field"], &error["code"]), (&json!(field), &json!(code)), "{body}");
        assert!(is_chinese(&error["message"]), "{error}");
    }
    app.post(OFFERS, "{").await.is_problem(400, "not_json");
    app.post(OFFERS, "[]").await.is_problem(422, "unreadable");
}

#[tokio::test]
async fn what_the_service_finds_unreadable_is_said_in_chinese_too() {
    let failure = Failure::Unreadable { path: "title".into(), detail: "text is empty".into() };
    let app = TestApp::failing(failure).await;
    let answer = app.post(OFFERS, OFFER).await;
    let error = &answer.is_problem(422, "unreadable")["errors"][0];
    assert_eq!(*error, json!({"field": "title", "code": "empty", "message": "不能为空"}));
}

#[tokio::test]
async fn unfit_headers_and_parameters_are_named() {
    let app = TestApp::over(bus::Bus::memory());
    for header in [
        ("idempotency-key", "with space"),
        ("idempotency-key", ""),
        ("idempotency-key", &"k".repeat(201)),
        ("gongjian-command", "7"),
        ("gongjian-command", "00000000-0000-0000-0000-000000000000"),
    ] {
        let answer = app.post_with(OFFERS, OFFER, header).await;
        assert_eq!(answer.is_problem(422, "unreadable")["errors"][0]["field"], header.0);
    }
    for (path, field) in [
        ("/api/v1/offers?wait_for=x", "wait_for"),
        ("/api/v1/offers?colour=red", "colour"),
        ("/api/v1/offers/7", "offer"),
        ("/api/v1/me?x=1", "x"),
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.is_problem(422, "unreadable")["errors"][0]["field"], field);
    }
    let answer = app.post("/api/v1/offers?dry=1", OFFER).await;
    assert_eq!(answer.is_problem(422, "unreadable")["errors"][0]["field"], "dry");
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let app = TestApp::answering(contracts::Reply::Done(Value::Null)).await;
    app.get(&format!("/api/v1/needs/{ID}")).await.is_problem(404, "not_found");
}

#[tokio::test]
async fn an_unknown_route_a_wrong_method_and_a_wrong_type_are_problems() {
    let app = TestApp::over(bus::Bus::memory());
    for path in ["/api/v1/nothing", "/nothing", "/api/v1/offers/", "/api/docs/nothing"] {
        app.get(path).await.is_problem(404, "no_route");
    }
    app.get("/api/v1/offers/%FF").await.is_problem(404, "no_route");
    let answer = app.send(Method::DELETE, OFFERS, &[], "").await;
    answer.is_problem(405, "wrong_method");
    assert!(answer.header("allow").contains("POST"), "{:?}", answer.headers);
    let text = [("content-type", "text/plain")];
    app.send(Method::POST, OFFERS, &text, OFFER).await.is_problem(415, "wrong_content_type");
    app.send(Method::POST, OFFERS, &[], OFFER).await.is_problem(415, "wrong_content_type");
}
