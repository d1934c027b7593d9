//! Agreements on pages: what each party is offered, and what forms say to the service.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";
const THIRD: &str = "00000000-0000-0000-0000-00000000000c";
const PERSON: &str = "00000000-0000-0000-0000-000000000a03";

fn terms(title: &str) -> Value {
    let duty = json!({"party": OTHER, "kind": "service", "what": "每月义诊"});
    json!({
        "title": title, "duties": [duty], "from": "2026-01-01", "until": "2026-12-31",
        "responsible": [{"party": OTHER, "leader": PERSON, "liaison": PERSON}],
    })
}

/// An agreement between the visitor's organisation and another one: `draft` is the newest, to be
/// signed until the end of `year`.
fn agreement(status: &str, in_force: Option<u32>, draft: u32, year: u32) -> Value {
    json!({
        "id": ID, "claim": null, "parties": [OWN, OTHER], "terms": terms("共建协议"),
        "in_force": in_force, "draft": draft, "purpose": "first", "signed": [],
        "sign_until": format!("{year}-01-31T01:00:00Z"), "status": status, "delegations": [],
        "duties": [], "fulfilment": null, "quarters": [], "quarters_due": [],
        "reviews": [], "end_asked": [],
        "reason": null, "drafted_at": "2026-01-01T01:00:00Z",
    })
}

fn drafts(year: u32) -> Value {
    let line = |number: u32, title: &str| {
        json!({
            "number": number, "purpose": "supplement", "parties": [OWN, OTHER],
            "terms": terms(title), "drafted_by": PERSON, "drafted_at": "2026-01-01T01:00:00Z",
            "sign_until": format!("{year}-01-31T01:00:00Z"), "signatures": [],
            "concluded_at": null, "fulfilment": null,
        })
    };
    json!({"drafts": [line(1, "共建协议"), line(2, "补充条款")]})
}

async fn app(agreement: Value, drafts: Value) -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.projects.agreement" => done(agreement.clone()),
        "qry.projects.agreements" if seen.body["unreported_by"] == OWN => {
            done(json!({"items": [agreement.clone()], "total": 1}))
        }
        "qry.projects.agreement-drafts" => done(drafts.clone()),
        "qry.registry.organisation" => done(Value::Null),
        "qry.registry.members" => {
            done(json!({"items": [{"person": PERSON, "name": "李娜"}], "total": 1}))
        }
        "qry.registry.names" => done(json!({OWN: "望海社区党委", OTHER: "市立医院"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("agreement")).unwrap()),
    })
    .await
}

/// Which of these can be done from the page.
async fn offered(app: &TestApp, role: Role) -> Vec<&'static str> {
    let page = app.get_as(role, &format!("/agreements/{ID}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let deeds =
        ["sign", "publish", "redraft", "record-quarter", "review", "delegate", "ask-end", "break"];
    let is_there = |deed: &&str| page.text.contains(&format!("\"/agreements/{ID}/{deed}\""));
    deeds.into_iter().filter(is_there).collect()
}

#[tokio::test]
async fn each_stage_offers_clerk_and_head_what_is_next() {
    let (clerk, head) = (Role::CommunityClerk, Role::CommunitySecretary);
    let spoken = ["redraft", "record-quarter", "review"];
    for (status, in_force, draft, year, role, expected) in [
        ("drafted", None, 1, 2099, clerk, vec!["redraft"]),
        ("drafted", None, 1, 2099, head, vec!["sign", "redraft", "delegate"]),
        ("lapsed", None, 1, 2026, head, vec!["redraft"]),
        ("concluded", Some(1), 1, 2026, clerk, [&["publish"][..], &spoken].concat()),
        ("published", Some(1), 1, 2026, head, [&spoken[..], &["ask-end", "break"]].concat()),
        (
            "published",
            Some(1),
            2,
            2099,
            head,
            [&["sign"][..], &spoken, &["delegate", "ask-end", "break"]].concat(),
        ),
        // The supplement was not signed in time: it is no more.
        ("published", Some(1), 2, 2026, clerk, spoken.to_vec()),
        ("ended", Some(1), 1, 2026, head, spoken.to_vec()),
        ("broken", Some(1), 1, 2026, head, spoken[1..].to_vec()),
    ] {
        let app = app(agreement(status, in_force, draft, year), drafts(year)).await;
        assert_eq!(offered(&app, role).await, expected, "{status} {draft} {year} {role:?}");
    }
    let app = app(agreement("published", Some(1), 1, 2026), drafts(2026)).await;
    assert!(offered(&app, Role::Member).await.is_empty(), "a member does not act for the unit");
}

#[tokio::test]
async fn a_quarter_that_is_owed_stands_at_home_and_is_what_the_form_begins_with() {
    let mut owing = agreement("published", Some(1), 1, 2026);
    owing["quarters_due"] = json!([
        {"year": 2026, "quarter": 2, "due_at": "2026-07-14T15:59:59.999Z", "card": "red"},
        {"year": 2026, "quarter": 3, "due_at": "2099-10-21T15:59:59.999Z", "card": null},
    ]);
    let app = app(owing, drafts(2026)).await;
    for (role, path) in
        [(Role::CommunityClerk, "/"), (Role::Liaison, "/"), (Role::Liaison, "/agreements/")]
    {
        let path = if path == "/" { path.to_owned() } else { format!("{path}{ID}") };
        let page = app.get_as(role, &path).await;
        for said in ["2026 年第 2 季度", "红牌：逾期未报", "2026 年第 3 季度"] {
            assert!(page.text.contains(said), "{role:?} {path} {said}: {}", page.text);
        }
        let way = format!("/agreements/{ID}/record-quarter");
        assert!(page.text.contains(&way), "{role:?} {path}: {}", page.text);
    }
    let asked = app.seen().into_iter().filter(|seen| seen.subject == "qry.projects.agreements");
    assert!(asked.into_iter().any(|seen| seen.body["unreported_by"] == OWN));
    let form = app.get(&format!("/agreements/{ID}/record-quarter")).await;
    for chosen in ["value=\"2026\" selected", "value=\"2\" selected"] {
        assert!(form.text.contains(chosen), "{chosen}: {}", form.text);
    }
}

#[tokio::test]
async fn whoever_answers_for_a_party_is_found_from_the_agreement_and_not_named_there() {
    let app = app(agreement("published", Some(1), 1, 2026), drafts(2026)).await;
    let page = app.get(&format!("/agreements/{ID}")).await;
    for shown in ["责任人", "责任领导", "联络员", &format!("href=\"/people/{PERSON}\"")] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    assert!(!page.text.contains("李娜"), "{}", page.text);
}

#[tokio::test]
async fn what_is_signed_is_the_newest_draft_and_not_what_is_in_force() {
    let app = app(agreement("published", Some(1), 2, 2099), drafts(2099)).await;
    let page = app.get(&format!("/agreements/{ID}/sign")).await;
    assert!(page.text.contains("补充条款"), "{}", page.text);
    let signed = app.sent(&format!("/agreements/{ID}/sign"), "_key=k").await;
    assert_eq!(signed, json!({"agreement": ID, "party": OWN, "draft": 2}));
}

#[tokio::test]
async fn a_draft_adds_duties_with_amounts_and_leaves_out_empty_rows() {
    let app = app(agreement("published", Some(1), 1, 2026), drafts(2026)).await;
    let path = format!("/agreements/{ID}/redraft");
    let page = app.get(&path).await;
    for said in ["每月义诊", "职责 4：内容", "2026-12-31 以后开始的为续签"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let form = format!(
        "_key=k&terms.title=a&terms.from=2027-01-01&terms.until=2027-12-31\
         &terms.duties.0.what=b&terms.duties.0.kind=service&terms.duties.0.party={OTHER}\
         &terms.duties.2.what=c&terms.duties.2.kind=funds&terms.duties.2.party={OWN}\
         &terms.duties.2.amount.quantity=4&terms.duties.2.amount.unit=session\
         &terms.responsible.1.leader={PERSON}&terms.responsible.1.liaison={PERSON}"
    );
    let duty = json!({"party": OTHER, "kind": "service", "what": "b"});
    let counted = json!({
        "party": OWN, "kind": "funds", "what": "c", "amount": {"quantity": 4, "unit": "session"},
    });
    let responsible = |party: &str| json!({"party": party, "leader": PERSON, "liaison": PERSON});
    let expected = json!({
        "agreement": ID,
        "terms": {
            "title": "a", "from": "2027-01-01", "until": "2027-12-31", "duties": [duty, counted],
            "responsible": [responsible(OTHER), responsible(OWN)],
        },
    });
    assert_eq!(app.sent(&path, &form).await, expected);
}

#[tokio::test]
async fn a_frame_is_between_the_own_organisation_and_the_one_on_whose_page_it_begins() {
    let app = app(Value::Null, Value::Null).await;
    let form = format!(
        "_key=k&terms.title=a&terms.from=2027-01-01&terms.until=2027-12-31\
         &terms.duties.0.what=b&terms.duties.0.kind=service&terms.duties.0.party={OTHER}\
         &terms.duties.1.what=c&terms.duties.1.kind=service&terms.duties.1.party={OWN}"
    );
    let body = app.sent(&format!("/organisations/{OTHER}/agreement"), &form).await;
    assert_eq!(body["parties"], json!([OWN, OTHER]));
    assert_eq!(body["terms"].get("responsible"), None, "nobody was named");
}

#[tokio::test]
async fn a_third_party_is_named_in_both_forms_and_may_have_duties() {
    let claim = json!({
        "id": ID, "claimer": {"organisation": OTHER}, "side": "giving", "counterpart": OWN,
        "need": null, "offer": null, "amount": {"quantity": 1, "unit": "session"},
        "slot": null, "delivered": 0, "area": "371002001001", "message": null,
        "status": "accepted", "lease_until": null, "late": null, "renew_until": null,
        "renewed": false, "holidays_unknown": false, "refused": null, "position": null,
        "reason": null, "request": null, "cancel_asked_by": null, "rate_until": null,
        "agreement": null, "project": null, "proposed_at": "2026-01-01T01:00:00Z",
    });
    let done = |value: Value| Some(json!({ "done": value }));
    let checked_in = |unit: &str| {
        json!({
            "id": ID, "who": {"unit": unit}, "community": OWN, "primary": true,
            "status": "active", "requested_at": "2026-01-01T01:00:00Z", "accepted_at": null,
            "until": null, "reason": null,
        })
    };
    let app = TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.projects.claim" => done(claim.clone()),
        "qry.registry.check-ins" if seen.body["community"] == OWN => {
            done(json!({"items": [checked_in(OTHER), checked_in(THIRD)], "total": 2}))
        }
        "qry.registry.names" => {
            done(json!({OWN: "望海社区党委", OTHER: "市立医院", THIRD: "望海小学"}))
        }
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("agreement")).unwrap()),
    })
    .await;
    for (path, at, parties) in [
        (format!("/claims/{ID}/agreement"), 0, json!([THIRD])),
        (format!("/organisations/{OTHER}/agreement"), 2, json!([OWN, OTHER, THIRD])),
    ] {
        let page = app.get(&path).await;
        let choice = format!("name=\"parties.{at}\"");
        assert!(page.text.contains(&choice) && page.text.contains("望海小学"), "{}", page.text);
        let form = format!(
            "_key=k&terms.title=a&terms.from=2027-01-01&terms.until=2027-12-31\
             &terms.duties.0.what=b&terms.duties.0.kind=service&terms.duties.0.party={THIRD}\
             &parties.{at}={THIRD}"
        );
        let body = app.sent(&path, &form).await;
        assert_eq!(body["parties"], parties);
        assert_eq!(body["terms"]["duties"][0]["party"], THIRD);
    }
}

#[tokio::test]
async fn quarters_reviews_delegations_and_breaches_are_said_for_the_own_side() {
    let app = app(agreement("published", Some(1), 1, 2026), drafts(2026)).await;
    let at = |deed: &str| format!("/agreements/{ID}/{deed}");
    let quarter = app.sent(&at("record-quarter"), "_key=k&year=2026&quarter=1&summary=s").await;
    assert_eq!(quarter, json!({"agreement": ID, "year": 2026, "quarter": 1, "summary": "s"}));
    let review = app.sent(&at("review"), "_key=k&year=2026&verdict=fulfilled").await;
    let expected = json!({"agreement": ID, "party": OWN, "year": 2026, "verdict": "fulfilled"});
    assert_eq!(review, expected);
    let form = format!("_key=k&person={PERSON}&until=2026-12-31");
    let delegated = app.sent(&at("delegate"), &form).await;
    let expected = json!({"agreement": ID, "party": OWN, "person": PERSON, "until": "2026-12-31"});
    assert_eq!(delegated, expected);
    let form = format!("_key=k&breaching={OTHER}&reason=r");
    let broken = app.sent(&at("break"), &form).await;
    let expected = json!({"agreement": ID, "party": OWN, "breaching": OTHER, "reason": "r"});
    assert_eq!(broken, expected);
}
