//! What is answered when it is done, and what reaches the services.

use axum::http::{Method, StatusCode};
use contracts::projects::{ClaimLine, ClaimStatus, claim::Side};
use contracts::testing::{OWNER, liaison_of, monday};
use contracts::{HoldRefusal, Line, Page, Receipt, Reply};
use serde_json::{Value, json};
use values::{Amount, NeedId, OfferId, Unit, Uuid};

use super::app::{CLAIM, ID, OFFER, TestApp, VERSION, receipt};

#[tokio::test]
async fn what_is_made_is_answered_with_201_its_id_and_its_place() {
    let app = TestApp::answering(receipt("offer")).await;
    let answer = app.post("/api/v1/offers", OFFER).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.json, json!({"id": ID, "position": 7}));
    assert_eq!(answer.header("location"), format!("/api/v1/offers/{ID}"));
    let seen = &app.seen()[0];
    assert_eq!(seen.subject, "cmd.resources.offer.list");
    assert_eq!(seen.headers.actor, liaison_of(OWNER));
    assert_eq!(answer.header("gongjian-command"), seen.command().to_string());
}

#[tokio::test]
async fn what_was_there_before_is_answered_with_200_and_its_id() {
    let app = TestApp::answering(Reply::Done(Receipt { position: 7, changed: vec![] })).await;
    let body = r#"{"unit": "00000000-0000-0000-0000-00000000000a",
                   "community": "00000000-0000-0000-0000-00000000000b"}"#;
    let answer = app.post("/api/v1/pairs", body).await;
    assert_eq!(answer.status, StatusCode::OK);
    let pair = contracts::registry::pair::id(OWNER, contracts::testing::SOMEBODY);
    assert_eq!(answer.json["id"], pair.to_string());
}

#[tokio::test]
async fn a_change_is_answered_with_its_receipt_and_takes_its_id_from_the_path() {
    let app = TestApp::answering(receipt("need")).await;
    let path = format!("/api/v1/needs/{ID}/return");
    let answer = app.post(&path, r#"{"reason": "不属本社区"}"#).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json["position"], 7);
    assert_eq!(answer.json["changed"][0]["id"], ID);
    assert_eq!(app.seen()[0].body, json!({"need": ID, "reason": "不属本社区"}));
}

#[tokio::test]
async fn a_command_without_fields_needs_no_body() {
    let app = TestApp::answering(receipt("claim")).await;
    let path = format!("/api/v1/claims/{ID}/accept");
    let answer = app.send(Method::POST, &path, &[], "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(app.seen()[0].body, json!({"claim": ID}));
}

#[tokio::test]
async fn the_calendar_is_put_under_its_year() {
    let app = TestApp::answering(receipt("calendar")).await;
    let json = [("content-type", "application/json; charset=utf-8")];
    let answer = app.send(Method::PUT, "/api/v1/calendar/2027", &json, r#"{"days": []}"#).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(app.seen()[0].body, json!({"year": 2027, "days": []}));
}

#[tokio::test]
async fn the_same_key_of_the_same_person_is_the_same_command() {
    let app = TestApp::answering(receipt("offer")).await;
    for key in ["row-1", "row-1", "row-2"] {
        let answer = app.post_with("/api/v1/offers", OFFER, ("idempotency-key", key)).await;
        assert_eq!(answer.status, StatusCode::CREATED);
    }
    app.post("/api/v1/offers", OFFER).await;
    let ids: Vec<_> = app.seen().iter().map(|seen| seen.command()).collect();
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
    assert_ne!(ids[2], ids[3]);
    let person = liaison_of(OWNER).person().unwrap();
    let expected = values::ids::of_text("key", &format!("{person} row-1"));
    assert_eq!(Uuid::from(ids[0]), expected);
}

#[tokio::test]
async fn a_command_is_sent_again_under_the_id_it_had() {
    let app = TestApp::answering(receipt("offer")).await;
    let answer = app.post_with("/api/v1/offers", OFFER, ("gongjian-command", ID)).await;
    assert_eq!(answer.header("gongjian-command"), ID);
    assert_eq!(app.seen()[0].command().to_string(), ID);
}

#[tokio::test]
async fn a_list_is_asked_with_its_parameters_and_passed_on() {
    let page = Page { items: vec![json!({"title": "会议室"})], total: 1, ..Page::empty() };
    let app = TestApp::answering(Reply::Done(page)).await;
    let answer = app.get("/api/v1/offers?category=venue&limit=7&wait_for=42").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json, json!({"items": [{"title": "会议室"}], "total": 1}));
    let seen = &app.seen()[0];
    assert_eq!(seen.headers.at_least, Some(42));
    assert_eq!(seen.body["category"], "venue");
    assert_eq!(seen.body["page"], json!({"offset": 0, "limit": 7}));
}

#[tokio::test]
async fn ones_own_writes_are_read_by_the_header_too() {
    let app = TestApp::answering(Reply::Done(json!({"id": ID}))).await;
    let path = format!("/api/v1/offers/{ID}");
    let answer = app.send(Method::GET, &path, &[("gongjian-wait-for", "7")], "").await;
    assert_eq!(answer.json, json!({"id": ID}));
    assert_eq!(app.seen()[0].headers.at_least, Some(7));
}

#[tokio::test]
async fn one_thing_comes_with_its_version_asked_first() {
    let app = TestApp::answering(Reply::Done(json!({"id": ID}))).await;
    let answer = app.get(&format!("/api/v1/offers/{ID}?wait_for=7")).await;
    assert_eq!(
        (answer.header("etag"), &answer.json),
        (format!("\"{VERSION}\"").as_str(), &json!({"id": ID}))
    );
    let seen = app.seen();
    assert_eq!(seen[0].body, json!({"aggregate": ID}));
    assert!(seen.iter().all(|seen| seen.headers.at_least == Some(7)));
    let list = app.get("/api/v1/offers").await;
    assert_eq!(list.header("etag"), "");
}

#[tokio::test]
async fn a_change_is_meant_for_the_version_it_names_and_answers_the_next() {
    let app = TestApp::answering(receipt("offer")).await;
    let path = format!("/api/v1/offers/{ID}/withdraw");
    let answer = app.post_with(&path, "{}", ("if-match", "\"3\"")).await;
    assert_eq!((answer.status, answer.header("etag")), (StatusCode::OK, "\"1\""));
    let aggregate = Uuid::parse_str(ID).unwrap();
    assert_eq!(app.seen()[0].headers.seen, Some(contracts::Seen { aggregate, version: 3 }));
    for (path, tag) in [
        (path.as_str(), "3"),
        (&path, "*"),
        (&path, "W/\"3\""),
        // It is about a handling, which has no version that could be read.
        (&format!("/api/v1/needs/{ID}/handling/ask"), "\"3\""),
    ] {
        let body = r#"{"question": "何时方便？", "reason": "时间"}"#;
        let answer = app.post_with(path, body, ("if-match", tag)).await;
        assert_eq!(answer.is_problem(422, "unreadable")["errors"][0]["field"], "if-match");
    }
    assert_eq!(app.seen().len(), 1);
}

#[tokio::test]
async fn a_page_links_to_the_next() {
    let next = contracts::Place::newest(3);
    let page = Page { items: vec![1], total: 9, next: Some(next), ..Page::empty() };
    let app = TestApp::answering(Reply::Done(page)).await;
    let answer = app.get("/api/v1/offers?category=venue&limit=7&offset=1").await;
    let link = format!("</api/v1/offers?category=venue&limit=7&cursor={next}>; rel=\"next\"");
    assert_eq!((answer.header("link"), &answer.json["next"]), (link.as_str(), &json!(next)));
    app.get(&format!("/api/v1/offers?cursor={next}")).await;
    assert_eq!(app.seen()[1].body["page"]["cursor"], json!(next));
    let answer = app.get("/api/v1/offers?cursor=2").await;
    assert_eq!(answer.is_problem(422, "unreadable")["errors"][0]["code"], "not_a_cursor");
}

#[tokio::test]
async fn the_trace_of_an_aggregate_is_its_history() {
    let app = TestApp::answering(Reply::Done(json!([{"version": 1}]))).await;
    let answer = app.get(&format!("/api/v1/trace/projects/{ID}")).await;
    assert_eq!(answer.json, json!([{"version": 1}]));
    assert_eq!(app.seen()[0].subject, "qry.projects.history");
    assert_eq!(app.seen()[0].body, json!({"aggregate": ID}));
}

#[tokio::test]
async fn what_has_no_history_is_unknown() {
    let app = TestApp::answering(Reply::Done(json!([]))).await;
    app.get(&format!("/api/v1/trace/projects/{ID}")).await.is_problem(404, "not_found");
    app.get(&format!("/api/v1/trace/gateway/{ID}")).await.is_problem(404, "not_found");
    app.get("/api/v1/trace/projects/7").await.is_problem(422, "unreadable");
}

#[tokio::test]
async fn one_learns_who_one_is() {
    let app = TestApp::over(bus::Bus::memory());
    let answer = app.get("/api/v1/me").await;
    assert_eq!(answer.json, serde_json::to_value(liaison_of(OWNER)).unwrap());
}

#[tokio::test]
async fn a_token_is_known_whatever_the_case_of_its_scheme() {
    let app = TestApp::over(bus::Bus::memory());
    let token = format!("bearer {}", app.token);
    let headers = [("authorization", token.as_str())];
    let answer = app.anonymously(Method::GET, "/api/v1/me", &headers, "").await;
    assert_eq!(answer.status, StatusCode::OK);
}

fn claim(status: ClaimStatus) -> ClaimLine {
    let need = NeedId(Uuid::parse_str(ID).unwrap());
    let reason = HoldRefusal::TooLittleLeft { asked: 3, left: 2, unit: Unit::Session };
    ClaimLine {
        id: need.0.into(),
        claimer: OWNER.into(),
        side: Side::Giving,
        counterpart: None,
        need: Some(need),
        offer: None,
        amount: Amount::new(3, Unit::Session).unwrap(),
        slot: None,
        delivered: 0,
        area: "371002001001".parse().unwrap(),
        message: None,
        status,
        lease_until: None,
        late: None,
        renew_until: None,
        renewed: false,
        request: None,
        cancel_asked_by: None,
        rate_until: None,
        holidays_unknown: false,
        also: None,
        refused: (status == ClaimStatus::Refused).then_some((Line::Need(need), reason)),
        reason: None,
        position: None,
        agreement: None,
        project: None,
        proposed_at: monday(),
    }
}

/// Takes the proposal; the claim is `Proposed` when it is looked at first, and `then` afterwards.
async fn proposing(then: ClaimStatus) -> TestApp {
    let looks = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    TestApp::new(move |seen| {
        if seen.subject.starts_with("cmd.") {
            return serde_json::to_value(receipt("claim")).ok();
        }
        let looks = looks.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let status = if looks == 0 { ClaimStatus::Proposed } else { then };
        serde_json::to_value(Reply::Done(Some(claim(status)))).ok()
    })
    .await
}

#[tokio::test]
async fn a_proposed_claim_is_taken_with_202() {
    let app = proposing(ClaimStatus::Held).await;
    let answer = app.post("/api/v1/claims", CLAIM).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert_eq!(answer.json, json!({"id": ID, "position": 7}));
    assert_eq!(answer.header("location"), format!("/api/v1/claims/{ID}"));
    assert_eq!(app.seen().len(), 1);
}

#[tokio::test]
async fn whoever_waits_hears_that_the_claim_is_held() {
    let app = proposing(ClaimStatus::Held).await;
    let answer = app.post("/api/v1/claims?wait=9s", CLAIM).await;
    assert_eq!((answer.status, &answer.json["status"]), (StatusCode::OK, &Value::from("held")));
    assert_eq!(answer.json["message"], Value::Null);
    let seen = app.seen();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[1].headers.at_least, Some(7));
}

#[tokio::test]
async fn whoever_waits_hears_in_chinese_why_the_claim_was_refused() {
    let app = proposing(ClaimStatus::Refused).await;
    let answer = app.post("/api/v1/claims?wait=9s", CLAIM).await;
    assert_eq!(answer.json["refused"][1]["code"], "too_little_left");
    let message = answer.json["message"].as_str().unwrap();
    assert!(message.contains("只剩 2 场次，申请 3 场次"), "{message}");
}

#[test]
fn of_two_lines_that_fall_short_each_is_named_with_its_list() {
    let offer = Line::Offer(OfferId(Uuid::from_u128(4)));
    let also = Some((offer, HoldRefusal::NotOnTheList));
    let both = ClaimLine { also, ..claim(ClaimStatus::Refused) };
    let said = crate::chinese::refusals(&both).unwrap();
    let [need, offer] = ["需求：", "；资源："].map(|list| said.find(list).unwrap());
    assert!(need < offer && said.contains("只剩 2 场次，申请 3 场次"), "{said}");
}

#[tokio::test]
async fn whoever_waited_in_vain_hears_that_the_claim_was_taken() {
    let app = proposing(ClaimStatus::Proposed).await;
    let answer = app.post("/api/v1/claims?wait=50ms", CLAIM).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    app.post("/api/v1/claims?wait=11s", CLAIM).await.is_problem(422, "unreadable");
}
