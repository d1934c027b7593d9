//! Whom one may rate, on pages: what is owed is offered, and nobody writes an id.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const UNIT: &str = "00000000-0000-0000-0000-00000000000b";
const FIRST: &str = "00000000-0000-0000-0000-000000000001";
const SECOND: &str = "00000000-0000-0000-0000-000000000002";

/// One whom the visitor's organisation may rate.
fn counterpart(rated: Value, given_at: Value) -> Value {
    json!({
        "occasion": ID, "rater": {"organisation": OWN}, "rated": rated,
        "about": {"service": {"record": ID, "project": ID, "date": "2026-03-01"}},
        "rate_until": "2026-03-16T15:59:59.999Z", "given_at": given_at,
    })
}

fn two_who_came() -> Vec<Value> {
    let came = |person: &str| counterpart(json!({"person": person}), Value::Null);
    vec![came(FIRST), came(SECOND)]
}

async fn app(counterparts: Vec<Value>) -> TestApp {
    app_with(counterparts, vec![], vec![]).await
}

/// With what was said of the visitor's organisation, and what it objected to.
async fn app_with(
    counterparts: Vec<Value>,
    ratings: Vec<Value>,
    objections: Vec<Value>,
) -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    let page = |items: &[Value]| json!({"items": items, "total": items.len()});
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.evaluation.ratings" => done(page(&ratings)),
        "qry.evaluation.objections" => done(page(&objections)),
        "qry.evaluation.objection" => done(objections.first().cloned().unwrap_or_default()),
        "qry.evaluation.counterparts" => {
            let owed = seen.body["owed"].as_bool();
            let asked = |one: &&Value| owed.is_none_or(|owed| owed == one["given_at"].is_null());
            let found: Vec<_> = counterparts.iter().filter(asked).collect();
            done(json!({"items": found, "total": found.len()}))
        }
        "qry.evaluation.occasion" => done(json!({
            "id": ID, "about": {"service": {"record": ID, "project": ID, "date": "2026-03-01"}},
            "giving": {"organisation": UNIT}, "asking": OWN, "people": 2, "status": "open",
            "rate_until": "2026-03-16T15:59:59.999Z", "ratings": 0, "ballots_issued": 0,
            "residents": null, "reason": null,
        })),
        "qry.registry.person-names" => done(json!({FIRST: "李娜", SECOND: "王强"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        "qry.registry.organisation" => done(Value::Null),
        "qry.projects.record-names" => done(json!({ID: "义诊一次"})),
        subject if subject.ends_with("names") => done(json!({})),
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("occasion")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn what_is_owed_is_listed_with_the_form_that_pays_it() {
    let mut all = two_who_came();
    all.push(counterpart(json!({"organisation": UNIT}), json!("2026-03-03T01:00:00Z")));
    let app = app(all).await;
    let page = app.get("/counterparts").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in ["李娜", "王强", "义诊一次", "已于 2026-03-03 评价"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    for rated in [FIRST, SECOND] {
        let form = format!("href=\"/occasions/{ID}/rate?rated={rated}\"");
        assert!(page.text.contains(&form), "{form}: {}", page.text);
    }
    assert!(!page.text.contains(&format!("rated={UNIT}")), "it was rated");
    let owed = app.get("/counterparts?owed=true").await;
    assert!(owed.text.contains("共 2 条"), "{}", owed.text);
}

#[tokio::test]
async fn a_form_offers_whom_one_may_rate_and_says_it_in_full() {
    let app = app(two_who_came()).await;
    let path = format!("/occasions/{ID}/rate");
    let form = app.get(&format!("{path}?rated={SECOND}")).await;
    assert!(form.text.contains("李娜") && form.text.contains("义诊一次"), "{}", form.text);
    let chosen = format!("<option value=\"{SECOND}\" selected>王强</option>");
    assert!(form.text.contains(&chosen), "{}", form.text);
    let said = app.sent(&path, &format!("rated={SECOND}&stars=4&comment=及时")).await;
    let expected =
        json!({"occasion": ID, "rated": {"person": SECOND}, "stars": 4, "comment": "及时"});
    assert_eq!(said, expected);
    let first = app.sent(&path, "stars=5").await;
    assert_eq!(first["rated"], json!({"person": FIRST}), "where nobody is named, the first");
    let nobody = app.sends(&path, &format!("rated={UNIT}&stars=4"), "same-origin").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND, "nobody else is rated by a form");
}

#[tokio::test]
async fn who_rates_how_something_was_handled_is_told_who_reads_it() {
    let of_handling = |rater: Value| {
        json!({
            "occasion": ID, "rater": rater, "rated": {"organisation": UNIT},
            "about": {"handling": {"need": ID, "handler": UNIT}},
            "rate_until": "2026-03-16T15:59:59.999Z", "given_at": null,
        })
    };
    let path = format!("/occasions/{ID}/rate");
    for (rater, told) in [
        (json!({"organisation": OWN}), "办理单位能看到"),
        (json!({"person": FIRST}), "不写是谁、说的哪件需求"),
    ] {
        let form = app(vec![of_handling(rater)]).await.get(&path).await;
        assert!(form.text.contains(told), "{told}: {}", form.text);
        assert!(!form.text.contains("双方能看到"), "{}", form.text);
    }
    let mutual = app(two_who_came()).await;
    assert!(mutual.get(&path).await.text.contains("双方能看到"));
    let done = mutual.get(&format!("/occasions/{ID}?done=occasion.rate")).await;
    assert!(done.text.contains("已评价。") && !done.text.contains("已评价；"), "{}", done.text);
}

#[tokio::test]
async fn an_occasion_has_the_button_only_while_something_is_owed() {
    let path = format!("/occasions/{ID}");
    let rate = format!("href=\"/occasions/{ID}/rate\"");
    let page = app(two_who_came()).await.get(&path).await;
    assert!(page.text.contains(&rate) && page.text.contains("2 项评价"), "{}", page.text);
    let given = counterpart(json!({"person": FIRST}), json!("2026-03-03T01:00:00Z"));
    let page = app(vec![given]).await.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(!page.text.contains(&rate), "{}", page.text);
}

#[tokio::test]
async fn every_home_of_who_takes_part_says_what_is_owed() {
    let app = app(two_who_came()).await;
    for role in [Role::Liaison, Role::CommunityClerk, Role::StreetOfficer, Role::Member] {
        let home = app.get_as(role, "/").await;
        assert!(home.text.contains("2 项评价待填"), "{role:?}: {}", home.text);
        assert!(!home.text.contains("李娜"), "a home names nobody");
    }
    let home = app.get_as(Role::Auditor, "/").await;
    assert!(!home.text.contains("评价待填"), "{}", home.text);
}

/// That `person`, who came, said so of `rated`.
fn rating(person: &str, rated: Value, stars: u8) -> Value {
    json!({
        "occasion": ID, "pairing": {"rater": {"person": person}, "rated": rated},
        "about": {"service": {"record": ID, "project": ID, "date": "2026-03-01"}},
        "stars": stars, "comment": "没有按时到", "comment_status": "waiting",
        "given_at": "2026-03-02T01:00:00Z", "opened_at": "2026-03-03T01:00:00Z",
    })
}

/// An objection to the rating of `person`, that nobody in particular answers.
fn objection(person: &str) -> Value {
    let pairing = json!({"rater": {"person": person}, "rated": {"organisation": OWN}});
    json!({
        "id": ID, "target": {"rating": {"occasion": ID, "pairing": pairing}},
        "reason": "当天未安排服务", "by": FIRST, "answerer": null,
        "raised_at": "2026-03-03T02:00:00Z", "answer_until": "2026-03-10T15:59:59.999Z",
        "overdue": false, "upheld": null, "answer": null,
    })
}

#[tokio::test]
async fn each_rating_of_oneself_is_objected_to_on_its_own_line() {
    let own = json!({"organisation": OWN});
    let said = vec![
        rating(FIRST, own.clone(), 1),
        rating(SECOND, own, 2),
        rating(SECOND, json!({"organisation": UNIT}), 3),
    ];
    let app = app_with(vec![], said, vec![objection(FIRST)]).await;
    let pairing =
        format!(r#"{{"rater":{{"person":"{SECOND}"}},"rated":{{"organisation":"{OWN}"}}}}"#);
    let told: String =
        form_urlencoded::Serializer::new(String::new()).append_pair("pairing", &pairing).finish();
    let way = format!("href=\"/occasions/{ID}/object?{told}\"");
    for path in ["/ratings", &format!("/occasions/{ID}")] {
        let page = app.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains(&way), "{way}: {}", page.text);
        assert_eq!(page.text.matches("/object?").count(), 1, "{path}: {}", page.text);
        assert!(page.text.contains("已提出（待答复）"), "{path}: {}", page.text);
    }
    let form = app.get(&format!("/occasions/{ID}/object?{told}")).await;
    assert!(form.text.contains("2 星") && form.text.contains("义诊一次"), "{}", form.text);
    let sent = app.sent(&format!("/occasions/{ID}/object"), &format!("{told}&reason=不符")).await;
    assert_eq!(sent["target"]["rating"]["pairing"]["rater"], json!({"person": SECOND}));
    assert_eq!(sent["reason"], "不符");
    let other = json!({"rater": {"person": SECOND}, "rated": {"organisation": UNIT}}).to_string();
    let told: String =
        form_urlencoded::Serializer::new(String::new()).append_pair("pairing", &other).finish();
    let form = app.get(&format!("/occasions/{ID}/object?{told}")).await;
    assert_eq!(form.status, StatusCode::NOT_FOUND, "it is not theirs");
}

#[tokio::test]
async fn what_was_said_of_oneself_is_asked_for_oneself_and_else_of_the_organisation() {
    let app = app(vec![]).await;
    let asked = |app: &TestApp| {
        let mut seen = app.seen().into_iter();
        seen.rfind(|seen| seen.subject == "qry.evaluation.ratings").unwrap().body
    };
    app.get_as(Role::Liaison, "/ratings").await;
    assert_eq!((&asked(&app)["organisation"], &asked(&app)["person"]), (&json!(OWN), &Value::Null));
    app.get_as(Role::Member, "/ratings").await;
    assert!(asked(&app)["organisation"].is_null() && !asked(&app)["person"].is_null());
}

#[tokio::test]
async fn what_is_nobodys_to_answer_is_the_citys() {
    let app = app_with(vec![], vec![], vec![objection(SECOND)]).await;
    let path = format!("/objections/{ID}");
    let uphold = format!("href=\"/objections/{ID}/uphold\"");
    let city = app.get_as(Role::CityOfficer, &path).await;
    assert!(city.text.contains(&uphold) && city.text.contains("市级"), "{}", city.text);
    let street = app.get_as(Role::StreetOfficer, &path).await;
    assert!(!street.text.contains(&uphold), "{}", street.text);
    let home = app.get_as(Role::CityOfficer, "/").await;
    assert!(home.text.contains("待答复的异议"), "{}", home.text);
    let seen = app.seen();
    let asked = seen.iter().rfind(|seen| seen.subject == "qry.evaluation.objections").unwrap();
    assert_eq!(asked.body["order"], "due", "what ends first stands first");
}

/// A portal on which one absence from there stands behind every card.
async fn app_of_fact(source: Value) -> TestApp {
    let fact = json!({
        "measure": "meeting_absence", "on": "2026-03-07", "quantity": 1, "evidence": null,
        "source": source,
    });
    let card = json!({"item": [], "band": []});
    let in_force = json!({
        "version": "test", "year": 2026, "unit": card, "community": card, "member": card,
        "stars": {"hours": [100], "publicity_working_days": 5},
        "points": {"minutes_a_point": 60, "service_minutes_max": 120, "organiser_percent": 120,
                   "day_max": 6, "month_max": 60},
    });
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.evaluation.facts" => done(json!({"items": [fact], "total": 1})),
        "qry.evaluation.rules" => {
            done(json!({"in_force": in_force, "proposed": null, "text": "x", "closed_at": null}))
        }
        "qry.projects.activity" => done(json!({
            "id": ID, "organiser": UNIT, "status": "held", "taken": 3, "waiting": 0, "came": 3,
            "postponed": null, "cancelled": null, "copied_from": null,
            "details": {
                "theme": "health", "title": "社区义诊", "about": null, "area": "990101001001",
                "place": "社区活动室", "capacity": 30, "open_to": ["organisations"],
                "times": {
                    "from": "2026-03-07T01:00:00Z", "until": "2026-03-07T03:00:00Z",
                    "sign_up_until": "2026-03-06T01:00:00Z",
                },
            },
        })),
        "qry.evaluation.occasion" => done(json!({
            "id": ID, "about": {"service": {"record": ID, "project": ID, "date": "2026-03-01"}},
            "giving": {"organisation": UNIT}, "asking": OWN, "people": 2, "status": "open",
            "rate_until": "2026-03-16T15:59:59.999Z", "ratings": 0, "ballots_issued": 0,
            "residents": null, "reason": null,
        })),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({})),
        _ => Some(serde_json::to_value(receipt("objection")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn what_an_activity_says_of_a_unit_is_objected_to_behind_its_card() {
    let who = json!({"organisation": OWN});
    let app = app_of_fact(json!({"attendance": {"activity": ID, "who": who.clone()}})).await;
    let list = app.get(&format!("/facts?card=unit&organisation={OWN}&year=2026")).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text);
    let told = form_urlencoded::Serializer::new(String::new())
        .append_pair("who", &who.to_string())
        .finish();
    let way = format!("href=\"/activities/{ID}/object?{told}\"");
    assert!(list.text.contains(&way), "{way}: {}", list.text);
    let form = app.get(&format!("/activities/{ID}/object?{told}")).await;
    assert!(form.text.contains("社区义诊") && form.text.contains("2026-03-07"), "{}", form.text);
    let sent = app.sent(&format!("/activities/{ID}/object"), &format!("{told}&reason=有误")).await;
    assert_eq!(sent["target"], json!({"attendance": {"activity": ID, "who": who}}));
    let others = app.get(&format!("/facts?card=unit&organisation={UNIT}&year=2026")).await;
    assert!(!others.text.contains("/object?"), "it is for whom it is about");
}

#[tokio::test]
async fn what_a_service_says_of_who_did_not_come_is_objected_to_behind_the_card() {
    let app = app_of_fact(json!({"no_show": {"occasion": ID, "person": FIRST}})).await;
    let list = app.get(&format!("/facts?card=unit&organisation={OWN}&year=2026")).await;
    let way = format!("/occasions/{ID}/no-show/object?who={FIRST}");
    assert!(list.text.contains(&way), "{way}: {}", list.text);
    let form = app.get(&way).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    let path = format!("/occasions/{ID}/no-show/object");
    let sent = app.sent(&path, &format!("who={FIRST}&reason=已到场")).await;
    assert_eq!(sent["target"], json!({"no_show": {"occasion": ID, "person": FIRST}}));
}

#[tokio::test]
async fn what_follows_from_something_that_happened_is_objected_to_behind_the_card() {
    let who = json!({"organisation": OWN});
    let told = form_urlencoded::Serializer::new(String::new())
        .append_pair("who", &who.to_string())
        .finish();
    for (source, path) in [
        (json!({"occasion": ID}), format!("/occasions/{ID}/counted/object")),
        (json!({"need": ID}), format!("/needs/{ID}/counted/object")),
    ] {
        let app = app_of_fact(source.clone()).await;
        let list = app.get(&format!("/facts?card=unit&organisation={OWN}&year=2026")).await;
        let way = format!("href=\"{path}?{told}\"");
        assert!(list.text.contains(&way), "{way}: {}", list.text);
        let sent = app.sent(&path, &format!("{told}&reason=有误")).await;
        assert_eq!(sent["target"], json!({"counted": {"happened": source, "who": who}}));
        let others = app.get(&format!("/facts?card=unit&organisation={UNIT}&year=2026")).await;
        assert!(!others.text.contains("/object?"), "it is for whom it is about");
    }
}
