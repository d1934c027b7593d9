//! Points by hand, on pages: added or taken with a reason, countered, and shown to balance.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, PERSON, Seen, TestApp, checked_in, receipt};

const OWN: &str = "00000000-0000-0000-0000-00000000000a";

/// A town in which the accounts of one kind have these, and a volunteer is checked in.
async fn app(issue: i64) -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    let adjusted = |countered: Value, correctable: bool| {
        json!({
            "id": ID, "person": PERSON, "kind": "public", "on": "2026-03-02", "hundredths": -300,
            "reason": "重复登记", "by": ID, "organisation": OWN, "countered": countered,
            "correctable": correctable,
        })
    };
    let lines = json!([
        adjusted(Value::Null, true),
        adjusted(json!("对象有误"), false),
        adjusted(Value::Null, false),
    ]);
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.evaluation.trial-balance" => {
            let nothing = json!({"issue": 0, "persons": 0, "rewards": 0});
            let all = json!({"issue": issue, "persons": 900, "rewards": 300});
            done(if seen.body["kind"] == "public" { all } else { nothing })
        }
        "qry.evaluation.adjustments" => done(json!({"items": lines, "total": 3})),
        _ if checked_in(seen).is_some() => checked_in(seen),
        subject if subject.starts_with("qry.") => done(json!({})),
        _ => Some(serde_json::to_value(receipt("posting")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn points_are_added_or_taken_by_whole_points_with_a_reason() {
    let app = app(0).await;
    let path = format!("/people/{PERSON}/adjust-points");
    let form = app.get(&path).await;
    assert!(form.text.contains("李娜") && form.text.contains("加分"), "{}", form.text);
    for (way, hundredths) in [("add", 300), ("take", -300)] {
        let sent = app.sent(&path, &format!("way={way}&hundredths=3&kind=public&reason=x")).await;
        let expected =
            json!({"person": PERSON, "kind": "public", "hundredths": hundredths, "reason": "x"});
        assert_eq!(sent, expected);
    }
    let unsaid = app.sends(&path, "hundredths=3&kind=public&reason=x", "same-origin").await;
    assert_ne!(unsaid.status, StatusCode::SEE_OTHER, "neither added nor taken");
}

#[tokio::test]
async fn what_was_adjusted_is_countered_from_its_list_where_the_rule_lets() {
    let app = app(0).await;
    let list = app.get("/adjustments").await;
    for said in ["李娜", "重复登记", "-3", "已冲正：对象有误"] {
        assert!(list.text.contains(said), "{said}: {}", list.text);
    }
    let counter = format!("/postings/{ID}/counter");
    assert_eq!(list.text.matches(&counter).count(), 1, "{}", list.text);
    let sent = app.sent(&counter, "reason=对象有误").await;
    assert_eq!(sent, json!({"posting": ID, "reason": "对象有误"}));
}

#[tokio::test]
async fn whether_the_accounts_balance_is_said_of_each_kind() {
    let page = app(-1_200).await.get("/trial-balance?year=2026").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("-12") && page.text.contains("2026 年"), "{}", page.text);
    assert_eq!(page.text.matches(">平衡<").count(), 2, "{}", page.text);
    let page = app(-1_100).await.get("/trial-balance").await;
    assert_eq!(page.text.matches(">平衡<").count(), 1, "{}", page.text);
    assert!(page.text.contains("不平"), "{}", page.text);
}

#[tokio::test]
async fn the_way_there_is_for_those_who_may_adjust() {
    let app = app(0).await;
    let way = format!("/people/{PERSON}/adjust-points");
    let page = format!("/check-ins/{ID}");
    let of = async |role| app.get_as(role, &page).await.text;
    assert!(of(Role::CommunitySecretary).await.contains(&way));
    assert!(of(Role::StreetOfficer).await.contains(&way));
    assert!(!of(Role::CommunityClerk).await.contains(&way));
    assert!(!of(Role::Liaison).await.contains(&way));
}
