//! Leaves on pages: recorded with a reason for a unit or a person, and lifted.

use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, PERSON, Seen, TestApp, checked_in, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";

async fn town() -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    let leave = |who: Value, organisation: &str, lifted: Value, correctable: bool| {
        let days = ("2026-03-02", "2026-03-06");
        json!({
            "id": ID, "organisation": organisation, "lifted": lifted,
            "correctable": correctable,
            "leave": {"who": who, "reason": "care", "from": days.0, "until": days.1},
        })
    };
    let leaves = [
        leave(json!({"person": PERSON}), OWN, Value::Null, true),
        leave(json!({"organisation": ID}), OWN, json!("日期写错"), false),
        leave(json!({"organisation": OWN}), OTHER, Value::Null, false),
        leave(json!({"organisation": ID}), OTHER, Value::Null, true),
    ];
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.evaluation.leaves" => done(json!({"items": leaves, "total": 4})),
        "qry.registry.names" => done(json!({OWN: "和平社区", ID: "听涛医院"})),
        _ if checked_in(seen).is_some() => checked_in(seen),
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("leave")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn a_leave_is_recorded_by_a_category_and_days_alone() {
    let app = town().await;
    let said = "reason=care&from=2026-03-02&until=2026-03-06";
    let days = ("2026-03-02", "2026-03-06");
    for (path, who, name) in [
        (format!("/organisations/{ID}/record-leave"), json!({"organisation": ID}), "听涛医院"),
        (format!("/people/{PERSON}/record-leave"), json!({"person": PERSON}), "李娜"),
    ] {
        let form = app.get(&path).await;
        assert!(form.text.contains(name) && form.text.contains("照护家人"), "{}", form.text);
        let expected = json!({"who": who, "reason": "care", "from": days.0, "until": days.1});
        assert_eq!(app.sent(&path, said).await, expected);
    }
}

#[tokio::test]
async fn it_is_lifted_by_whom_the_rule_lets_and_by_nobody_else() {
    let app = town().await;
    let list = app.get("/leaves").await;
    for said in ["李娜", "听涛医院", "已撤销：日期写错"] {
        assert!(list.text.contains(said), "{said}: {}", list.text);
    }
    let lift = format!("/leaves/{ID}/lift");
    assert_eq!(list.text.matches(&lift).count(), 2, "{}", list.text);
    assert_eq!(app.sent(&lift, "reason=写错").await, json!({"leave": ID, "reason": "写错"}));
}

#[tokio::test]
async fn the_way_to_a_persons_leave_is_for_those_who_answer_for_them() {
    let app = town().await;
    let way = format!("/people/{PERSON}/record-leave");
    for (role, may) in [(Role::CommunityClerk, true), (Role::Liaison, false)] {
        let page = app.get_as(role, &format!("/check-ins/{ID}")).await;
        assert_eq!(page.text.contains(&way), may, "{role:?}: {}", page.text);
    }
}
