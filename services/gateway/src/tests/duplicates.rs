//! Units that may be one: found, compared side by side, merged by who may, and parted again, or
//! told apart; and needs that may be the same.

use axum::http::{Method, StatusCode};
use contracts::Role;
use contracts::testing::{STRANGER, liaison_of};
use serde_json::{Value, json};

use super::app::{Seen, TestApp, need, receipt};
use crate::Tokens;

const ONE: &str = "00000000-0000-0000-0000-0000000000a1";
const OTHER: &str = "00000000-0000-0000-0000-0000000000a2";
const THIRD: &str = "00000000-0000-0000-0000-0000000000a3";

fn unit(id: &str) -> Value {
    let (name, merged) = match id {
        ONE => ("听涛医院", Value::Null),
        OTHER => ("听涛医院党支部", Value::Null),
        _third => ("听涛医院有限公司", json!(ONE)),
    };
    json!({
        "id": id, "name": name, "aliases": [], "level": "unit", "nature": "hospital",
        "credit_code": null, "credit_code_doubtful": false, "area": "990101001001",
        "address": null, "status": if merged.is_null() { "in_operation" } else { "merged" },
        "merged_into": merged, "distinguished": if id == THIRD { vec![OTHER] } else { vec![] },
    })
}

fn town(seen: &Seen) -> Option<Value> {
    let done = |value: Value| Some(json!({ "done": value }));
    match seen.subject.as_str() {
        "qry.registry.duplicates" => done(json!({
            "items": [{"by": "name", "organisations": [ONE, OTHER, THIRD]}], "total": 1,
        })),
        "qry.registry.organisation" => done(unit(seen.body["organisation"].as_str().unwrap())),
        "qry.registry.names" => {
            done(json!({ONE: "听涛医院", OTHER: "听涛医院党支部", THIRD: "听涛医院有限公司"}))
        }
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        "qry.evaluation.scorecard" => done(Value::Null),
        // Both have as many.
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 7})),
        _ => Some(serde_json::to_value(receipt("organisation")).unwrap()),
    }
}

#[tokio::test]
async fn a_group_leads_to_two_side_by_side_and_from_there_to_the_others() {
    let app = TestApp::new(town).await;
    let list = app.get("/duplicates").await;
    assert!(list.text.contains("名称只是写法不同"), "{}", list.text);
    let compared = format!("/duplicates/compare?unit={ONE}&#38;unit={OTHER}&#38;unit={THIRD}");
    assert!(list.text.contains(&compared), "{}", list.text);
    let page = app.get_as(Role::StreetOfficer, &compared.replace("&#38;", "&")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert_eq!(page.text.matches("不同</span>").count(), 1, "their names: {}", page.text);
    assert_eq!(page.text.matches("7 条").count(), 10, "{}", page.text);
    let third = format!("/duplicates/compare?unit={ONE}&#38;unit={THIRD}&#38;unit={OTHER}");
    assert!(page.text.contains(&third), "{}", page.text);
    let keep_one = format!("/organisations/{OTHER}/merge?kept={ONE}");
    let keep_other = format!("/organisations/{ONE}/merge?kept={OTHER}");
    assert!(page.text.contains(&keep_one) && page.text.contains(&keep_other), "{}", page.text);
    let page = app.get(&compared.replace("&#38;", "&")).await;
    assert!(!page.text.contains("保留这一家"), "a unit merges nobody");
    for unfit in ["", "?unit=x", &format!("?unit={ONE}")] {
        let page = app.get(&format!("/duplicates/compare{unfit}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{unfit}");
    }
}

#[tokio::test]
async fn the_form_says_which_one_stays_and_sends_that_and_the_merge_can_be_undone() {
    let app = TestApp::new(town).await;
    let path = format!("/organisations/{OTHER}/merge");
    let form = app.get(&format!("{path}?kept={ONE}")).await;
    let carried = format!("<input type=\"hidden\" name=\"kept\" value=\"{ONE}\">");
    assert!(form.text.contains(&carried), "{}", form.text);
    let sent = app.sends(&path, &format!("_key=k&kept={ONE}"), "same-origin").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let seen = app.seen();
    let merge = seen.iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    assert_eq!(merge.subject, "cmd.registry.organisation.merge");
    assert_eq!(merge.body, json!({"organisation": OTHER, "kept": ONE}));
    let after = app.get(sent.header("location")).await;
    let undo = format!("action=\"/organisations/{OTHER}/unmerge\"");
    assert!(after.text.contains(&undo), "{}", after.text);
    let merged = app.get_as(Role::StreetOfficer, &format!("/organisations/{THIRD}")).await;
    assert!(merged.text.contains("已并入 听涛医院"), "{}", merged.text);
    assert!(merged.text.contains("撤销合并"), "{}", merged.text);
    let merged = app.get(&format!("/organisations/{THIRD}")).await;
    assert!(!merged.text.contains("撤销合并"), "{}", merged.text);
}

#[tokio::test]
async fn whoever_may_merge_two_says_that_they_are_two_and_takes_it_back() {
    let app = TestApp::new(town).await;
    let compared = format!("/duplicates/compare?unit={ONE}&unit={OTHER}");
    let page = app.get_as(Role::StreetOfficer, &compared).await;
    let path = format!("/organisations/{ONE}/distinguish");
    let button = format!("{path}?from={OTHER}");
    assert!(page.text.contains(&button), "{}", page.text);
    assert!(!app.get(&compared).await.text.contains(&button), "a unit tells nobody apart");
    let form = app.get(&button).await;
    let carried = format!("<input type=\"hidden\" name=\"from\" value=\"{OTHER}\">");
    assert!(form.text.contains(&carried), "{}", form.text);
    let sent = app.sends(&path, &format!("_key=k&from={OTHER}"), "same-origin").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert!(sent.header("location").starts_with("/duplicates?done="));
    let seen = app.seen();
    let told = seen.iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
    assert_eq!(told.subject, "cmd.registry.organisation.distinguish");
    assert_eq!(told.body, json!({"organisation": ONE, "from": OTHER}));
    // The third one was told apart from the second.
    let compared = format!("/duplicates/compare?unit={THIRD}&unit={OTHER}&unit={ONE}");
    let page = app.get_as(Role::StreetOfficer, &compared).await;
    let back = format!("/organisations/{THIRD}/undistinguish?from={OTHER}");
    assert!(page.text.contains("已认定不是同一家") && page.text.contains(&back), "{}", page.text);
    let compared = format!("/duplicates/compare?unit={ONE}&unit={OTHER}&unit={THIRD}");
    let page = app.get(&compared).await;
    let third = format!("/duplicates/compare?unit={ONE}&#38;unit={THIRD}&#38;unit={OTHER}");
    assert!(page.text.contains(&third), "{}", page.text);
    let third = app.get(&format!("/organisations/{THIRD}")).await;
    let compared = format!("/duplicates/compare?unit={THIRD}&#38;unit={OTHER}");
    assert!(third.text.contains(&compared), "{}", third.text);
}

const NEED: &str = "00000000-0000-0000-0000-0000000000d1";
const ALIKE: &str = "00000000-0000-0000-0000-0000000000d2";
const APART: &str = "00000000-0000-0000-0000-0000000000d3";

fn street(seen: &Seen) -> Option<Value> {
    let done = |value: Value| Some(json!({ "done": value }));
    match seen.subject.as_str() {
        "qry.needs.need" => {
            let id = seen.body["need"].as_str().unwrap();
            let apart = if id == NEED { vec![APART] } else { vec![] };
            done(need(json!({"id": id, "distinguished": apart})))
        }
        "qry.needs.handling" | "qry.matching.for_need" => done(Value::Null),
        "qry.needs.suggestions" => done(json!({
            "categories": [],
            "duplicates": [{
                "need": ALIKE, "title": "路灯不亮", "raised_at": "2026-03-01T01:00:00Z",
                "exact": false, "similarity": 640,
            }],
        })),
        "qry.needs.names" => done(json!({
            APART: {"title": "路灯太暗", "owner": "00000000-0000-0000-0000-00000000000a"},
        })),
        _ => town(seen),
    }
}

#[tokio::test]
async fn a_needs_own_people_close_it_as_a_duplicate_or_say_that_it_is_none() {
    let app = TestApp::new(street).await;
    let page = app.get(&format!("/needs/{NEED}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for expected in [
        "疑似重复",
        "64%",
        &format!("/needs/{NEED}/close-as-duplicate?of={ALIKE}"),
        &format!("/needs/{NEED}/distinguish?from={ALIKE}"),
        "路灯太暗",
        &format!("/needs/{NEED}/undistinguish?from={APART}"),
    ] {
        assert!(page.text.contains(expected), "{expected}: {}", page.text);
    }
    for (path, carried, subject, body) in [
        (
            "close-as-duplicate",
            "of",
            "cmd.needs.need.close",
            json!({"need": NEED, "outcome": {"result": "duplicate", "of": ALIKE}}),
        ),
        ("distinguish", "from", "cmd.needs.need.distinguish", json!({"need": NEED, "from": ALIKE})),
    ] {
        let path = format!("/needs/{NEED}/{path}");
        let form = app.get(&format!("{path}?{carried}={ALIKE}")).await;
        assert!(form.text.contains(&format!("name=\"{carried}\" value=\"{ALIKE}\"")));
        let sent = app.sends(&path, &format!("_key=k&{carried}={ALIKE}"), "same-origin").await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let seen = app.seen();
        let told = seen.iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap();
        assert_eq!((told.subject.as_str(), &told.body), (subject, &body));
    }
    let others = Tokens::add(app.token_file(), &liaison_of(STRANGER), None).unwrap();
    assert!(app.tokens.refresh().unwrap());
    let token = format!("Bearer {others}");
    let page = format!("/needs/{NEED}");
    let headers = [("authorization", token.as_str())];
    let page = app.anonymously(Method::GET, &page, &headers, "").await;
    assert!(!page.text.contains("疑似重复"), "whose it is not does not decide it");
}
