//! Offers on pages: who is offered what, and what forms say to the service.

use axum::http::StatusCode;
use contracts::Role;
use serde_json::{Value, json};

use super::app::{ID, Seen, TestApp, receipt};

/// The visitor's own organisation.
const OWN: &str = "00000000-0000-0000-0000-00000000000a";
const OTHER: &str = "00000000-0000-0000-0000-00000000000b";

fn offer(status: &str, owner: &str, manager: Option<&str>) -> Value {
    json!({
        "id": ID, "owner": owner, "title": "会议室", "content": null, "category": "venue",
        "subcategory": "meeting_room", "amount": {"quantity": 10, "unit": "session"}, "held": 2,
        "used": 0, "price": 1250, "area": "990101001", "place": null, "available": null,
        "until": "2026-12-31", "confirm_by": null, "manager": manager,
        "contact": {"organisation": OWN}, "conditions": ["不带宠物"],
        "schedule": {"weekly": [{"weekday": "monday", "from": "18:30", "to": "21:00"}]},
        "status": status, "holds": [], "listed_at": "2026-03-02T01:00:00Z",
    })
}

async fn app(offer: Value) -> TestApp {
    let done = |value: Value| Some(json!({ "done": value }));
    TestApp::new(move |seen: &Seen| match seen.subject.as_str() {
        "qry.resources.offer" => done(offer.clone()),
        "qry.resources.slots" => done(json!({"free": [], "booked": [], "next": null})),
        "qry.registry.taxonomy" => done(json!([{
            "category": "venue", "subcategories": [{"code": "meeting_room", "name": "会议室"}],
        }])),
        "qry.registry.organisation" => done(json!({
            "id": OWN, "name": "听涛医院", "aliases": [], "level": "unit", "nature": "hospital",
            "credit_code": null, "credit_code_doubtful": false, "area": "990101001001",
            "address": null,
        })),
        "qry.registry.names" => done(json!({OWN: "听涛医院", OTHER: "望海社区党委"})),
        "qry.registry.list-titles" => {
            done(json!({"offers": "资源", "needs": "需求", "projects": "项目"}))
        }
        subject if subject.starts_with("qry.") => done(json!({"items": [], "total": 0})),
        _ => Some(serde_json::to_value(receipt("offer")).unwrap()),
    })
    .await
}

#[tokio::test]
async fn its_owner_edits_and_withdraws_and_whoever_manages_it_says_when_it_is_open() {
    let (own, managed) = ((OWN, None), (OTHER, Some(OWN)));
    for (status, (owner, manager), expected) in [
        ("draft", own, vec!["list", "schedule", "edit", "withdraw"]),
        ("listed", own, vec!["pause", "renew", "schedule", "edit", "withdraw"]),
        ("listed", managed, vec!["pause", "renew", "schedule"]),
        ("paused", managed, vec!["resume", "schedule"]),
        ("expired", own, vec!["renew", "schedule", "edit", "withdraw"]),
        ("withdrawn", own, vec![]),
        ("listed", (OTHER, None), vec!["claim"]),
    ] {
        let app = app(offer(status, owner, manager)).await;
        let page = app.get_as(Role::Liaison, &format!("/offers/{ID}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let all = ["list", "pause", "resume", "renew", "schedule", "edit", "withdraw", "claim"];
        let is_there = |deed: &&str| page.text.contains(&format!("\"/offers/{ID}/{deed}\""));
        let offered: Vec<_> = all.into_iter().filter(is_there).collect();
        assert_eq!(offered, expected, "{status} {owner} {manager:?}");
    }
}

#[tokio::test]
async fn what_claims_rest_on_stays_when_a_listed_offer_is_edited() {
    let app = app(offer("listed", OWN, None)).await;
    let path = format!("/offers/{ID}/edit");
    let page = app.get(&path).await;
    assert!(page.text.contains("不带宠物") && !page.text.contains("单价"), "{}", page.text);
    let form = "_key=k&to.title=a&to.amount.quantity=12&to.subcategory=meeting_room\
                &to.conditions.0=b&to.conditions.2=c&to.price=9";
    let expected = json!({
        "offer": ID,
        "to": {
            "owner": OWN, "title": "a", "category": "venue", "subcategory": "meeting_room",
            "amount": {"quantity": 12, "unit": "session"}, "price": 1250, "area": "990101001000",
            "until": "2026-12-31", "contact": {"organisation": OWN}, "conditions": ["b", "c"],
            "schedule": {"weekly": [{"weekday": "monday", "from": "18:30", "to": "21:00"}]},
        },
    });
    assert_eq!(app.sent(&path, form).await, expected);
}

#[tokio::test]
async fn a_draft_is_kept_with_everything_that_is_said_of_it() {
    let app = app(Value::Null).await;
    let form = "_key=k&offer.title=a&offer.category=venue&offer.amount.quantity=1\
                &offer.amount.unit=session&offer.price=12.5&offer.until=2026-12-31";
    let expected = json!({"offer": {
        "owner": OWN, "title": "a", "category": "venue", "price": 1250, "until": "2026-12-31",
        "amount": {"quantity": 1, "unit": "session"},
    }});
    assert_eq!(app.sent("/offers/draft", form).await, expected);
}

#[tokio::test]
async fn opening_times_are_said_row_by_row_and_without_one_nothing_is_booked_by_time() {
    let app = app(offer("listed", OWN, None)).await;
    let path = format!("/offers/{ID}/schedule");
    let page = app.get(&path).await;
    assert!(page.text.contains("周一") && page.text.contains("18:30"), "{}", page.text);
    let form = "_key=k&schedule.weekly.0.weekday=monday&schedule.weekly.0.from=18:30\
                &schedule.weekly.0.to=21:00&schedule.weekly.3.weekday=sunday\
                &schedule.weekly.3.from=09:00&schedule.weekly.3.to=12:00\
                &schedule.closed.1=2026-10-01&schedule.capacity=2";
    let opening =
        |weekday: &str, from: &str, to: &str| json!({"weekday": weekday, "from": from, "to": to});
    let expected = json!({"offer": ID, "schedule": {
        "weekly": [opening("monday", "18:30", "21:00"), opening("sunday", "09:00", "12:00")],
        "closed": ["2026-10-01"], "capacity": 2,
    }});
    assert_eq!(app.sent(&path, form).await, expected);
    assert_eq!(app.sent(&path, "_key=l").await, json!({"offer": ID, "schedule": null}));
}
