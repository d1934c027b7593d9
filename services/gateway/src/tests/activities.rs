//! The menu of activities on pages: who is offered what, and what a form says to the service.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";
const PERSON: &str = "00000000-0000-0000-0000-000000000001";

/// An activity of `organiser` on this day; one of 2026 has begun.
fn activity(organiser: &str, day: &str) -> Value {
    json!({
        "id": ID, "organiser": organiser, "status": "published", "taken": 3, "waiting": 0,
        "came": null, "postponed": null, "cancelled": null, "copied_from": null,
        "details": {
            "theme": "health", "title": "社区义诊", "about": null, "area": "990101001001",
            "place": "社区活动室", "capacity": 30, "open_to": ["members", "organisations"],
            "times": {
                "from": format!("{day}T01:00:00Z"), "until": format!("{day}T03:00:00Z"),
                "sign_up_until": format!("{day}T00:00:00Z"),
            },
        },
    })
}

fn sign_up(who: Value, places: u32) -> Value {
    json!({
        "activity": ID, "title": "社区义诊", "from": "2026-03-02T01:00:00Z", "status": "published",
        "postponed": null, "cancelled": null, "who": who, "places": places,
        "standing": "placed", "attendance": null, "minutes": null,
    })
}

async fn app(activity: Value, sign_ups: Vec<Value>) -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.projects.activity" => done(activity.clone()),
        "qry.projects.sign-ups" => {
            // An organisation's own, as the service tells them apart.
            let of = &seen.body["organisation"];
            let asked = |one: &&Value| of.is_null() || one["who"]["organisation"] == *of;
            let found: Vec<_> = sign_ups.iter().filter(asked).collect();
            done(json!({"items": found, "total": found.len()}))
        }
        "qry.registry.names" => done(json!({})),
        "qry.registry.organisation" => done(json!({
            "id": OWN, "name": "望海社区党委", "aliases": [], "level": "community",
            "nature": null, "credit_code": null, "credit_code_doubtful": false,
            "area": "990101001001", "address": null,
        })),
        "qry.registry.person-names" => done(json!({PERSON: "李娜"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(Value::Null),
        _ => Some(serde_json::to_value(receipt("activity")).unwrap()),
    })
    .await
}

/// What reached the service of this form.
async fn sent(app: &TestApp, path: &str, form: &str) -> Seen {
    let answer = app.sends(path, form, "same-origin").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    app.seen().into_iter().rfind(|seen| seen.subject.starts_with("cmd.")).unwrap()
}

#[tokio::test]
async fn whoever_is_invited_may_sign_up_until_the_last_moment_and_cancel_before_it_begins() {
    let path = format!("/activities/{ID}");
    let open = app(activity(OTHER, "2099-03-02"), vec![]).await;
    let page = open.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for said in ["社区义诊", "医疗卫生", "余 27 / 30", "为本组织报名"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let own = sign_up(json!({"organisation": OWN}), 2);
    let joined = app(activity(OTHER, "2099-03-02"), vec![own.clone()]).await.get(&path).await;
    assert!(joined.text.contains("取消报名") && !joined.text.contains("为本组织报名"));
    let begun = app(activity(OTHER, "2026-03-02"), vec![own]).await.get(&path).await;
    assert!(!begun.text.contains("取消报名") && !begun.text.contains("为本组织报名"));
}

#[tokio::test]
async fn everybody_not_yet_recorded_came_at_one_stroke_for_all_the_time_it_took() {
    let people =
        vec![sign_up(json!({"person": PERSON}), 1), sign_up(json!({"organisation": OTHER}), 2)];
    let app = app(activity(OWN, "2026-03-02"), people).await;
    let page = app.get(&format!("/activities/{ID}")).await;
    assert!(page.text.contains("李娜") && page.text.contains("其余全部到场"), "{}", page.text);
    assert!(!page.text.contains("确认到场"), "not everybody is recorded");
    let form = app.get(&format!("/activities/{ID}/attended")).await;
    assert!(form.text.contains("3 人到场，每人 120 分钟"), "{}", form.text);
    let sent = sent(&app, &format!("/activities/{ID}/attended"), "").await;
    assert_eq!(sent.subject, "cmd.projects.activity.record-attendance");
    let came = |people: u32| json!({"kind": "came", "people": people, "minutes": 120});
    let marks = json!([
        {"who": {"person": PERSON}, "attendance": came(1)},
        {"who": {"organisation": OTHER}, "attendance": came(2)},
    ]);
    assert_eq!(sent.body["marks"], marks);
}

#[tokio::test]
async fn whoever_waited_in_vain_does_not_keep_the_attendance_from_being_confirmed() {
    let mut came = sign_up(json!({"person": PERSON}), 1);
    came["attendance"] = json!({"kind": "came", "people": 1, "minutes": 120});
    let mut waited = sign_up(json!({"organisation": OTHER}), 2);
    waited["standing"] = json!("waiting");
    let app = app(activity(OWN, "2026-03-02"), vec![came, waited]).await;
    let page = app.get(&format!("/activities/{ID}")).await;
    assert!(page.text.contains("确认到场"), "{}", page.text);
    assert!(!page.text.contains("其余全部到场"), "{}", page.text);
}

#[tokio::test]
async fn who_missed_it_is_chosen_by_name() {
    let app = app(activity(OWN, "2026-03-02"), vec![sign_up(json!({"person": PERSON}), 1)]).await;
    let path = format!("/activities/{ID}/missed");
    let form = app.get(&path).await;
    assert!(form.text.contains("李娜") && !form.text.contains("哪个组织"), "{}", form.text);
    let said = format!("marks.0.who.person={PERSON}&marks.0.attendance.kind=excused");
    let sent = sent(&app, &path, &said).await;
    let marks = json!([{"who": {"person": PERSON}, "attendance": {"kind": "excused"}}]);
    assert_eq!(sent.body["marks"], marks);
}

#[tokio::test]
async fn a_planned_activity_is_told_in_the_time_that_clocks_here_show() {
    let app = app(Value::Null, vec![]).await;
    let said = "details.title=义诊&details.theme=health&details.times.from=2099-03-02T09:00\
                &details.times.until=2099-03-02T11:00&details.times.sign_up_until=2099-03-01T18:00\
                &details.place=活动室&details.capacity=30&details.open_to.0=members";
    let sent = sent(&app, "/activities/new", said).await;
    assert_eq!(sent.subject, "cmd.projects.activity.plan");
    let times = json!({
        "from": "2099-03-02T01:00:00Z", "until": "2099-03-02T03:00:00Z",
        "sign_up_until": "2099-03-01T10:00:00Z",
    });
    assert_eq!(sent.body["details"]["times"], times);
    assert_eq!(sent.body["organiser"], OWN);
}
