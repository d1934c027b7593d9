//! Tenders on pages: who is offered what at each stage, and what forms say to the service.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, need, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";
const NEED: &str = "00000000-0000-0000-0000-0000000000e1";
const PERSON: &str = "00000000-0000-0000-0000-000000000a03";

/// A tender that `caller` called; it was open until 2026 or is until 2099.
fn tender(caller: &str, status: &str, year: u32) -> Value {
    let published = matches!(status, "publicised" | "awarded");
    json!({
        "id": ID, "status": status, "proposals": 1,
        "call": {
            "caller": caller, "area": "990101001", "title": "微公益创投", "purpose": "助餐",
            "budget": 1_000_000, "jurors": [{"person": PERSON, "organisation": OWN}],
            "criteria": [{"name": "契合", "weight": 60}, {"name": "可行", "weight": 40}],
            "deadline": format!("{year}-03-02T01:00:00Z"),
        },
        "ranking": if published { json!([{"proposer": OTHER, "score": 8_750}]) } else { json!([]) },
        "closed_early": null, "winner": published.then_some(OTHER),
        "grant": published.then_some(900_000),
        "publicity_until": published.then(|| format!("{year}-04-02T01:00:00Z")),
        "holidays_unknown": false, "objections": [], "annulled": null,
    })
}

fn proposal(proposer: &str, open: bool, scores: &Value) -> Value {
    let said = json!({"title": "银龄食堂", "content": "每天午餐", "asked": 900_000});
    json!({
        "proposer": proposer, "proposed_at": "2026-03-01T01:00:00Z",
        "proposal": if open { said } else { Value::Null }, "scores": scores,
    })
}

async fn app(tender: Value, proposals: Vec<Value>) -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.projects.tender" => done(tender.clone()),
        "qry.projects.tenders" => done(json!({"items": [tender], "total": 1})),
        "qry.projects.proposals" => done(json!({"items": proposals, "total": proposals.len()})),
        "qry.needs.need" => done(wish()),
        "qry.needs.handling" | "qry.matching.for_need" => done(Value::Null),
        "qry.needs.suggestions" => done(json!({"categories": [], "duplicates": []})),
        "qry.registry.holders" => done(json!({
            "items": [{"person": PERSON, "organisation": OTHER, "role": "liaison", "name": "李娜"}],
            "total": 1,
        })),
        "qry.registry.organisation" => done(json!({
            "id": OWN, "name": "望海社区党委", "aliases": [], "level": "community",
            "nature": null, "credit_code": null, "credit_code_doubtful": false,
            "area": "990101001001", "address": null,
        })),
        "qry.registry.names" => done(json!({OWN: "望海社区党委", OTHER: "听涛社工中心"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("tender")).unwrap()),
    })
    .await
}

/// A wish that the visitor's own organisation has on its list.
fn wish() -> Value {
    need(json!({
        "id": NEED, "title": "为独居老人装扶手", "content": "楼道里缺扶手", "kind": "wish",
        "place": "三号楼", "deadline": "2099-03-02T15:59:59.999Z", "wish_form": "goods",
        "wish_value": 45_000,
    }))
}

/// What reached the service of this form.
async fn sent(app: &TestApp, path: &str, form: &str) -> Seen {
    let answer = app.sends(path, form, "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap()
}

/// Which of these can be done from the page.
async fn offered(app: &TestApp, role: Role) -> Vec<&'static str> {
    let page = app.get_as(role, &format!("/tenders/{ID}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let deeds =
        ["propose", "withdraw-proposal", "close-scoring", "publicise", "object", "award", "annul"];
    let is_there = |deed: &&str| page.text.contains(&format!("\"/tenders/{ID}/{deed}\""));
    deeds.into_iter().filter(is_there).collect()
}

#[tokio::test]
async fn each_stage_offers_its_caller_and_everybody_else_what_is_next() {
    let clerk = Role::CommunityClerk;
    for (caller, status, year, own, expected) in [
        (OWN, "called", 2099, false, vec!["annul"]),
        (OTHER, "called", 2099, false, vec!["propose"]),
        (OTHER, "called", 2099, true, vec!["propose", "withdraw-proposal"]),
        (OTHER, "called", 2026, false, vec![]),
        (OWN, "scoring", 2026, false, vec!["close-scoring", "annul"]),
        (OTHER, "scoring", 2026, false, vec![]),
        (OWN, "publicised", 2099, false, vec!["annul"]),
        (OTHER, "publicised", 2099, false, vec!["object"]),
        (OWN, "publicised", 2026, false, vec!["award", "annul"]),
        (OTHER, "publicised", 2026, false, vec![]),
        (OWN, "awarded", 2026, false, vec![]),
    ] {
        let proposals = if own { vec![proposal(OWN, false, &json!([]))] } else { vec![] };
        let app = app(tender(caller, status, year), proposals).await;
        assert_eq!(offered(&app, clerk).await, expected, "{caller} {status} {year}");
    }
    let app = app(tender(OTHER, "called", 2099), vec![]).await;
    assert!(offered(&app, Role::Member).await.is_empty(), "a member proposes nothing");
}

#[tokio::test]
async fn what_is_sealed_says_nothing_and_the_result_is_open_to_everybody() {
    let sealed = app(tender(OTHER, "called", 2099), vec![proposal(OWN, false, &json!([]))]).await;
    let page = sealed.get(&format!("/tenders/{ID}/proposals/{OWN}")).await;
    assert!(page.text.contains("密封") && !page.text.contains("银龄食堂"), "{}", page.text);
    let published = app(tender(OTHER, "publicised", 2099), vec![]).await;
    let page = published.get(&format!("/tenders/{ID}")).await;
    for said in ["听涛社工中心", "87.50", "9000.00元", "契合", "有异议请在期内提出"]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let public = published.anonymously(axum::http::Method::GET, "/public", &[], "").await;
    assert!(public.text.contains("微公益创投"), "{}", public.text);
}

#[tokio::test]
async fn a_juror_first_declares_and_then_scores_each_criterion() {
    let path = format!("/tenders/{ID}/proposals/{OTHER}");
    let juror = |conflict: bool| {
        let scores = json!([{"juror": PERSON, "conflict": conflict, "scores": []}]);
        vec![proposal(OTHER, true, &scores)]
    };
    // The token's person is the juror.
    let undeclared =
        app(tender(OTHER, "scoring", 2026), vec![proposal(OTHER, true, &json!([]))]).await;
    let page = undeclared.get(&path).await;
    assert!(
        page.text.contains("声明无利益冲突") && page.text.contains("银龄食堂"),
        "{}",
        page.text
    );
    assert!(!page.text.contains(&format!("{path}/score")), "{}", page.text);
    let declared = sent(&undeclared, &format!("{path}/declare-conflict"), "_key=k").await;
    assert_eq!(declared.body, json!({"tender": ID, "proposer": OTHER, "conflict": true}));
    let free = app(tender(OTHER, "scoring", 2026), juror(false)).await;
    assert!(free.get(&path).await.text.contains(&format!("{path}/score")));
    let form = free.get(&format!("{path}/score")).await;
    assert!(form.text.contains("可行，权重 40%") && form.text.contains("min=\"0\""));
    let scored = sent(&free, &format!("{path}/score"), "scores.0=90&scores.1=0").await;
    assert_eq!(scored.body["scores"], json!([90, 0]));
    let away = app(tender(OTHER, "scoring", 2026), juror(true)).await;
    let page = away.get(&path).await;
    assert!(!page.text.contains("/score") && !page.text.contains("/declare"), "{}", page.text);
}

#[tokio::test]
async fn a_call_names_jurors_with_their_organisations_and_leaves_out_what_was_left_empty() {
    let app = app(tender(OWN, "called", 2099), vec![]).await;
    let form = app.get("/tenders/new").await;
    let juror = format!("value=\"{PERSON} {OTHER}\">李娜（听涛社工中心 单位联络员）");
    assert!(form.text.contains(&juror), "{}", form.text);
    let said = format!(
        "title=助餐&purpose=每天&budget=1000&deadline=2099-03-02T09:00&area=990101001001\
         &criteria.0.name=契合&criteria.0.weight=60&criteria.2.name=可行&criteria.2.weight=40\
         &jurors.1={PERSON}%20{OTHER}",
    );
    let call = sent(&app, "/tenders/new", &said).await;
    assert_eq!(call.subject, "cmd.projects.tender.call");
    let criteria = json!([{"name": "契合", "weight": 60}, {"name": "可行", "weight": 40}]);
    assert_eq!(call.body["criteria"], criteria);
    assert_eq!(call.body["jurors"], json!([{"person": PERSON, "organisation": OTHER}]));
    assert_eq!(call.body["deadline"], "2099-03-02T01:00:00Z");
    assert_eq!((&call.body["budget"], &call.body["caller"]), (&json!(100_000), &json!(OWN)));
}

#[tokio::test]
async fn from_a_need_on_the_list_its_people_call_a_tender_that_begins_with_what_it_asks_for() {
    let mut solving = tender(OWN, "called", 2099);
    solving["call"]["need"] = json!(NEED);
    let app = app(solving, vec![]).await;
    let page = app.get_as(Role::CommunityClerk, &format!("/needs/{NEED}")).await;
    let button = format!("href=\"/tenders/new?need={NEED}\"");
    assert!(page.text.contains(&button), "{}", page.text);
    assert!(page.text.contains(&format!("/tenders/{ID}")), "the tender stands on its page");
    let asked = app.seen().into_iter().find(|seen| seen.subject == "qry.projects.tenders");
    assert_eq!(asked.unwrap().body["need"], NEED);
    let page = app.get_as(Role::Liaison, &format!("/needs/{NEED}")).await;
    assert!(!page.text.contains(&button), "a unit calls nothing");
    let form = app.get_as(Role::CommunityClerk, &format!("/tenders/new?need={NEED}")).await;
    for said in ["为独居老人装扶手", "楼道里缺扶手", "地点：三号楼", "450.00", "2099-03-02"]
    {
        assert!(form.text.contains(said), "{said}: {}", form.text);
    }
    let said = format!(
        "need={NEED}&title=装扶手&purpose=安全&budget=450&deadline=2099-03-02T09:00\
         &area=990101001001&criteria.0.name=契合&criteria.0.weight=100&jurors.0={PERSON}%20{OTHER}",
    );
    let call = sent(&app, "/tenders/new", &said).await;
    assert_eq!(call.body["need"], NEED);
}

#[tokio::test]
async fn with_the_award_the_winner_takes_on_what_is_left_of_a_need() {
    let mut published = tender(OWN, "publicised", 2026);
    published["call"]["need"] = json!(NEED);
    let app = app(published, vec![]).await;
    let path = format!("/tenders/{ID}/award");
    let form = app.get_as(Role::CommunityClerk, &path).await;
    assert!(form.text.contains("为独居老人装扶手"), "{}", form.text);
    let taken = sent(&app, &path, &format!("work.need={NEED}")).await;
    let wanted = wish()["amount"].clone();
    assert_eq!(taken.body, json!({"tender": ID, "work": {"need": NEED, "amount": wanted}}));
    let grant_alone = sent(&app, &path, "work.need=").await;
    assert_eq!(grant_alone.body, json!({"tender": ID}));
    let of_none = self::app(tender(OWN, "publicised", 2026), vec![]).await;
    let form = of_none.get_as(Role::CommunityClerk, &path).await;
    assert!(!form.text.contains("work.need"), "none was called for: {}", form.text);
    let mut awarded = tender(OWN, "awarded", 2026);
    awarded["claim"] = json!(PERSON);
    let app = self::app(awarded, vec![]).await;
    let page = app.get(&format!("/tenders/{ID}")).await;
    assert!(page.text.contains(&format!("/claims/{PERSON}")), "{}", page.text);
}
