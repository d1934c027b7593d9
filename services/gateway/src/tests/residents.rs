//! Residents without an account.

use axum::http::Method;
use contracts::needs::need::{Review, TakeReport};
use contracts::needs::{ByCode, Coded, Need};
use contracts::testing::OWNER;
use contracts::{Actor, Command, Query, Reply, Role};
use serde_json::{Value, json};
use values::{NeedId, PersonId, Uuid};

use super::app::{self, ID, Seen, TestApp, receipt};
use crate::limits::VISITS_A_MINUTE_MAX;

const REPORT: &str = r#"{
    "owner": "00000000-0000-0000-0000-00000000000a", "title": "三号楼路灯不亮",
    "category": "facility", "contact": {"name": "王大妈", "phone": "13900000000"}
}"#;
const JSON: (&str, &str) = ("content-type", "application/json");
const RAISER: PersonId = PersonId(Uuid::from_u128(0xBB));

/// A service that knows the one code, and says yes to everything.
async fn app() -> TestApp {
    TestApp::new(|seen: &Seen| {
        let reply = match seen.subject.as_str() {
            ByCode::SUBJECT => {
                let need = NeedId(Uuid::parse_str(ID).unwrap());
                let known = seen.body["code"] == "0A1B-C3D4-E5F6";
                let coded = known.then_some(Coded { need, owner: OWNER, raiser: RAISER });
                serde_json::to_value(Reply::Done(coded))
            }
            Need::SUBJECT => Ok(json!({ "done": { "title": "三号楼路灯不亮" } })),
            _command => serde_json::to_value(receipt("need")),
        };
        Some(reply.unwrap())
    })
    .await
}

fn sent<'s>(seen: &'s [Seen], subject: &str) -> &'s Seen {
    seen.iter().find(|seen| seen.subject == subject).expect("it was sent")
}

#[tokio::test]
async fn anybody_tells_a_community_and_is_given_a_code_once() {
    let app = app().await;
    let answer = app.anonymously(Method::POST, "/api/v1/public/needs", &[JSON], REPORT).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let seen = app.seen();
    let taken = sent(&seen, TakeReport::SUBJECT);
    assert_eq!(answer.json["code"], taken.body["code"]);
    assert_eq!(answer.json["code"].as_str().unwrap().len(), 14);
    assert_eq!(taken.body["report"]["contact"]["name"], "王大妈");
    let is_resident = matches!(taken.headers.actor, Actor::Person { role: Role::Resident, .. });
    assert!(is_resident, "{:?}", taken.headers.actor);
}

#[tokio::test]
async fn whoever_holds_the_code_asks_and_speaks_as_the_raiser_of_that_need_alone() {
    let app = app().await;
    let code = ("authorization", "Bearer 0A1B-C3D4-E5F6");
    let answer = app.anonymously(Method::GET, "/api/v1/public/need", &[code], "").await;
    assert_eq!(answer.json["title"], "三号楼路灯不亮", "{}", answer.text);
    let opinion = r#"{"opinion": {"solved": true, "satisfaction": "satisfied"}}"#;
    let path = "/api/v1/public/need/review";
    let answer = app.anonymously(Method::POST, path, &[JSON, code], opinion).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let seen = app.seen();
    let review = sent(&seen, Review::SUBJECT);
    assert_eq!(review.body["need"], ID);
    assert_eq!(review.headers.actor.person(), Some(RAISER));
    let other = r#"{"need": "0190a5a5-0000-7abc-8def-000000000000",
        "opinion": {"solved": true, "satisfaction": "satisfied"}}"#;
    let answer = app.anonymously(Method::POST, path, &[JSON, code], other).await;
    answer.is_problem(422, "unreadable");
}

/// The need of the code, as it stands.
fn need(status: &str, review: &Value, outcome: &Value) -> Value {
    let said = json!({"status": status, "review": review, "outcome": outcome});
    let here = json!({"id": ID, "has_raiser": true, "source": "resident"});
    let mut all = app::need(here);
    all.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
    all
}

const STREET: &str = "00000000-0000-0000-0000-000000000057";

/// A portal on which the code stands for `need`, and `refused` is what comes of every command.
async fn following(need: Value, refused: Option<Value>) -> TestApp {
    following_up(need, refused, false).await
}

/// The same, where a street answered it, which is `to_rate` or was rated.
async fn following_up(need: Value, refused: Option<Value>, to_rate: bool) -> TestApp {
    let rated = json!([{
        "occasion": ID, "about": {"handling": {"need": ID, "handler": STREET}},
        "rater": {"person": RAISER}, "rated": {"organisation": STREET},
        "rate_until": "2026-03-16T15:59:59.999Z", "given_at": null,
    }]);
    let rated = rated.as_array().unwrap().clone();
    TestApp::new(move |seen: &Seen| {
        Some(match seen.subject.as_str() {
            ByCode::SUBJECT => {
                let need = NeedId(Uuid::parse_str(ID).unwrap());
                json!({"done": Coded { need, owner: OWNER, raiser: RAISER }})
            }
            Need::SUBJECT => json!({ "done": need }),
            "qry.needs.handling" => json!({"done": null}),
            "qry.evaluation.counterparts" => {
                let owed = seen.body["owed"].as_bool() == Some(true);
                let lines: Vec<_> = rated.iter().filter(|_| !owed || to_rate).collect();
                json!({"done": {"items": lines, "total": lines.len()}})
            }
            "qry.registry.names" => json!({"done": {}}),
            "qry.registry.list-titles" => {
                json!({"done": {"offers": "资源", "needs": "需求", "projects": "项目"}})
            }
            subject if subject.starts_with("qry.") => json!({"done": {"items": [], "total": 0}}),
            _ => match &refused {
                Some(refused) => json!({ "rejected": refused }),
                None => serde_json::to_value(receipt("need")).unwrap(),
            },
        })
    })
    .await
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn the_page_of_a_code_offers_what_its_raiser_can_do_now() {
    let awaited = json!({"state": "awaited", "until": "2099-01-01T00:00:00Z"});
    let unsolved = json!({"result": "unsolved", "reason": "无法解决"});
    let duplicate = json!({"result": "duplicate", "of": ID});
    for (status, review, outcome, expected) in [
        ("returned", Value::Null, Value::Null, vec!["resubmit", "withdraw", "erase"]),
        ("unclaimed", Value::Null, Value::Null, vec!["withdraw", "erase"]),
        ("accepted", awaited.clone(), Value::Null, vec!["review", "withdraw", "erase"]),
        ("closed", awaited, unsolved, vec!["review", "reopen", "erase"]),
        ("closed", Value::Null, duplicate, vec!["split-off", "erase"]),
    ] {
        let app = following(need(status, &review, &outcome), None).await;
        let page = app.anonymously(Method::POST, "/follow", &[FORM], "code=0A1B-C3D4-E5F6").await;
        let all =
            ["review", "resubmit", "reopen", "split-off", "withdraw", "rate-handling", "erase"];
        let is_there = |step: &&str| page.text.contains(&format!("\"/follow/{step}\""));
        let offered: Vec<_> = all.into_iter().filter(is_there).collect();
        assert_eq!(offered, expected, "{status}: {}", page.text);
    }
}

#[tokio::test]
async fn what_a_raiser_says_on_the_page_is_said_as_the_raiser_of_that_need() {
    let returned = || need("returned", &Value::Null, &Value::Null);
    let app = following(returned(), None).await;
    let amount = json!({"quantity": 4, "unit": "piece"});
    for (path, form, subject, expected) in [
        (
            "/follow/resubmit",
            "wording.title=a&wording.place=b",
            "cmd.needs.need.resubmit",
            json!({"need": ID, "wording": {"title": "a", "place": "b", "amount": amount}}),
        ),
        (
            "/follow/withdraw",
            "outcome.reason=c",
            "cmd.needs.need.close",
            json!({"need": ID, "outcome": {"result": "withdrawn", "reason": "c"}}),
        ),
        ("/follow/reopen", "reason=d", "cmd.needs.need.reopen", json!({"need": ID, "reason": "d"})),
        (
            "/follow/review",
            "opinion.satisfaction=fairly",
            "cmd.needs.need.review",
            json!({"need": ID, "opinion": {"solved": false, "satisfaction": "fairly"}}),
        ),
        ("/follow/erase", "", "cmd.needs.need.erase_raiser", json!({"need": ID})),
    ] {
        let form = format!("_key=k&code=0A1B-C3D4-E5F6&{form}");
        let answer = app.anonymously(Method::POST, path, &[FORM], &form).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let seen = app.seen();
        let said = seen.iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
        assert_eq!((said.subject.as_str(), &said.body), (subject, &expected));
        assert_eq!(said.headers.actor.person(), Some(RAISER));
    }
    // What is against it stands in the same form, which still carries the code.
    let refused =
        json!({"aggregate": "need", "code": "reopen_over", "until": "2026-03-02T01:00:00Z"});
    let app = following(returned(), Some(refused)).await;
    let form = "_key=k&code=0A1B-C3D4-E5F6&reason=d";
    let answer = app.anonymously(Method::POST, "/follow/reopen", &[FORM], form).await;
    assert_eq!(answer.status, 409, "{}", answer.text);
    assert!(answer.text.contains("0A1B-C3D4-E5F6"), "{}", answer.text);
}

#[tokio::test]
async fn whoever_raised_what_was_sent_up_rates_how_it_was_handled_by_the_code() {
    let posted = || need("posted", &Value::Null, &Value::Null);
    for to_rate in [true, false] {
        let app = following_up(posted(), None, to_rate).await;
        let page = app.anonymously(Method::POST, "/follow", &[FORM], "code=0A1B-C3D4-E5F6").await;
        let offered = page.text.contains("\"/follow/rate-handling\"");
        assert_eq!(offered, to_rate, "{}", page.text);
        assert_eq!(page.text.contains(STREET), to_rate, "{}", page.text);
    }
    let app = following_up(posted(), None, true).await;
    let expected = json!({"need": ID, "handler": STREET, "stars": 4, "comment": "很快"});
    let form = format!("_key=k&code=0A1B-C3D4-E5F6&handler={STREET}&stars=4&comment=很快");
    let answer = app.anonymously(Method::POST, "/follow/rate-handling", &[FORM], &form).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let code = ("authorization", "Bearer 0A1B-C3D4-E5F6");
    let body = json!({"handler": STREET, "stars": 4, "comment": "很快"}).to_string();
    let path = "/api/v1/public/need/handling/ratings";
    let answer = app.anonymously(Method::POST, path, &[JSON, code], body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let seen = app.seen();
    let said: Vec<_> = seen.iter().filter(|seen| seen.subject.starts_with("cmd.")).collect();
    assert_eq!(said.len(), 2);
    for said in said {
        assert_eq!(said.subject, "cmd.evaluation.occasion.rate-handling");
        assert_eq!(said.body, expected);
        assert_eq!(said.headers.actor.person(), Some(RAISER));
    }
}

#[tokio::test]
async fn without_the_code_nothing_is_told_and_a_code_is_no_token() {
    let app = app().await;
    for headers in [&[][..], &[("authorization", "Bearer 0000-0000-0000")]] {
        let answer = app.anonymously(Method::GET, "/api/v1/public/need", headers, "").await;
        answer.is_problem(401, "no_code");
    }
    let code = ("authorization", "Bearer 0A1B-C3D4-E5F6");
    let answer = app.anonymously(Method::GET, "/api/v1/needs", &[code], "").await;
    answer.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_visitor_who_comes_too_often_waits() {
    let app = app().await;
    for _ in 0..VISITS_A_MINUTE_MAX {
        app.anonymously(Method::GET, "/api/v1/public/need", &[], "").await;
    }
    let answer = app.anonymously(Method::POST, "/api/v1/public/needs", &[JSON], REPORT).await;
    let problem: &Value = answer.is_problem(429, "too_often");
    assert!(problem["detail"].as_str().unwrap().contains("一分钟"));
    assert_eq!(answer.header("retry-after"), "60");
}
