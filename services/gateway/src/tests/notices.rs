//! One's own notices: in the header, as a list, and read.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWNER: &str = "00000000-0000-0000-0000-00000000000a";

fn told(read_at: &Value) -> Value {
    json!({
        "inbox": {"organisation": OWNER}, "kind": "claim_to_answer",
        "matter": {"about": {"claim": ID}, "from": {"organisation": ID}, "need": ID,
                   "amount": {"quantity": 2, "unit": "session"}},
        "told_at": "2026-03-02T01:00:00Z", "by": "2026-03-05T09:00:00Z", "read_at": read_at,
    })
}

fn town(seen: &Seen) -> Option<Value> {
    let done = |value: Value| Some(json!({ "done": value }));
    match seen.subject.as_str() {
        "qry.registry.names" => done(json!({ ID: "市实验中学" })),
        "qry.registry.list-titles" => {
            done(json!({"offers": "供给", "needs": "需求", "projects": "共建"}))
        }
        "qry.needs.names" => done(json!({ ID: {"title": "四点半课堂", "owner": OWNER} })),
        "qry.notices.inbox" => done(json!({"items": [told(&Value::Null)], "total": 30})),
        "qry.notices.unread" => done(json!(7)),
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => serde_json::to_value(receipt("notice")).ok(),
    }
}

fn asked(app: &TestApp, subject: &str) -> Vec<Value> {
    let seen = app.seen();
    seen.into_iter().filter(|seen| seen.subject == subject).map(|seen| seen.body).collect()
}

#[tokio::test]
async fn a_notice_says_what_to_do_by_when_and_leads_there() {
    let app = TestApp::new(town).await;
    let page = app.get("/notices?unread=true").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in ["有认领等待答复", "接受或婉拒", "2026-03-05 17:00", "市实验中学", "未读"]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert!(page.text.contains(&format!("href=\"/claims/{ID}\"")), "{}", page.text);
    assert!(page.text.contains("rel=\"next\" href=\"/notices?unread=true&#38;offset="));
    let inbox = &asked(&app, "qry.notices.inbox")[0];
    assert_eq!(inbox["inbox"], json!({"organisation": OWNER}));
    assert_eq!((&inbox["unread"], &inbox["page"]["limit"]), (&json!(true), &json!(20)));
}

#[tokio::test]
async fn an_empty_list_that_is_narrowed_says_how_to_see_all_of_it() {
    let app = TestApp::new(|seen: &Seen| match seen.subject.as_str() {
        "qry.notices.inbox" => Some(json!({ "done": {"items": [], "total": 0} })),
        _ => town(seen),
    })
    .await;
    let all = app.get("/notices").await.text;
    let unread = app.get("/notices?unread=true").await.text;
    assert!(all.contains("没有通知") && !all.contains("清除筛选"), "{all}");
    assert!(unread.contains("没有通知") && unread.contains("清除筛选"), "{unread}");
}

#[tokio::test]
async fn every_page_says_how_many_notices_are_unread() {
    let app = TestApp::new(town).await;
    let page = app.get("/needs").await.text;
    assert!(page.contains("href=\"/notices\"") && page.contains("7 条未读"), "{page}");
}

#[tokio::test]
async fn all_that_is_unread_is_marked_as_read_or_one_line_of_it() {
    let app = TestApp::new(town).await;
    for path in ["/notices/read".to_owned(), format!("/notices/{ID}/read")] {
        let answer = app.sends(&path, "_key=k1", "same-origin").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert_eq!(answer.header("location"), "/notices?seen=notices.7");
    }
    let other = format!("/notices/{OWNER}/read");
    let answer = app.sends(&other, "_key=k1", "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let read = json!({"inbox": {"organisation": OWNER}, "lines": [ID]});
    assert_eq!(asked(&app, "cmd.notices.notice.read"), [read.clone(), read]);
}

#[tokio::test]
async fn machines_ask_for_their_own_inbox_alone() {
    let app = TestApp::new(town).await;
    let answer = app.get("/api/v1/notices?unread=true&limit=1").await;
    assert_eq!((answer.status, &answer.json["total"]), (StatusCode::OK, &json!(30)));
    assert_eq!(app.get("/api/v1/notices?inbox=x").await.status.as_u16(), 422);
    let inbox = &asked(&app, "qry.notices.inbox")[0]["inbox"];
    assert_eq!(inbox, &json!({"organisation": OWNER}));
    app.get("/api/v1/notices?personal=true").await;
    assert!(asked(&app, "qry.notices.inbox")[1]["inbox"]["person"].is_string());
}

#[tokio::test]
async fn whatever_has_a_name_is_called_by_it() {
    let line = |about: &str, kind: &str| {
        json!({
            "inbox": {"organisation": OWNER}, "kind": kind,
            "matter": {"about": {about: ID}, "from": {"organisation": ID}},
            "told_at": "2026-03-02T01:00:00Z", "by": null, "read_at": null,
        })
    };
    for (about, kind, service) in [
        ("agreement", "agreement_to_sign", "projects"),
        ("activity", "activity_postponed", "projects"),
        ("tender", "tender_to_score", "projects"),
        ("admission", "admission_to_receive", "needs"),
        ("recognition", "recognition_published", "evaluation"),
        ("objection", "objection_to_answer", "evaluation"),
        ("report", "report_to_receive", "reporting"),
    ] {
        let told = line(about, kind);
        let titled = format!("qry.{service}.titled");
        let app = TestApp::new(move |seen| match seen.subject.as_str() {
            "qry.notices.inbox" => Some(json!({"done": {"items": [told], "total": 1}})),
            subject if subject == titled => Some(json!({"done": {ID: "春天的事"}})),
            _ => town(seen),
        })
        .await;
        let page = app.get("/notices").await;
        assert!(page.text.contains("春天的事"), "{about}: {}", page.text);
    }
}
