//! An offer that is booked by time: drafted, listed, edited, booked by one of two.

use contracts::Role;
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::system::{System, wait_until};

/// A day that lies ahead for long.
const DAY: &str = "2099-03-06";

fn slot(from: &str, to: &str) -> Value {
    json!({ "date": DAY, "from": from, "to": to })
}

#[tokio::test]
async fn a_hall_is_drafted_listed_edited_and_booked_by_one_of_two() {
    let system = System::start().await;
    let unit = system.organisation("听涛银行", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    let mut communities = Vec::new();
    for name in ["望海社区党委", "听涛社区党委"] {
        communities.push(system.organisation(name, "community").await);
    }
    let clerks: Vec<_> =
        communities.iter().map(|id| system.person(*id, Role::CommunityClerk)).collect();

    let mut hall = json!({
        "owner": unit, "title": "一楼大厅", "category": "venue", "subcategory": "meeting_room",
        "amount": { "quantity": 12, "unit": "session" }, "area": "990101001",
        "conditions": ["用后打扫"], "schedule": { "extra": [slot("18:00", "22:00")] },
    });
    let id = system.make(&liaison, "/offers/draft", json!({ "offer": hall })).await;
    let path = format!("/offers/{id}");
    let unseen = system.send(&clerks[0], Method::GET, &path, None).await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND, "a draft is its owner's alone");

    hall["title"] = json!("四楼会议室");
    hall["manager"] = json!(communities[0]);
    wait_until("the manager to be known", async || {
        let edited = json!({ "to": hall });
        let answer = system.send(&liaison, Method::PUT, &path, Some(edited)).await;
        answer.status.is_success().then_some(())
    })
    .await;
    system.post(&liaison, &format!("{path}/list"), json!({})).await;
    let found = "/offers?area=990101001001&category=venue&subcategory=meeting_room&status=listed";
    let found = system.get(&clerks[1], found).await;
    assert_eq!(found["items"][0]["title"], "四楼会议室", "{found}");

    let free = system.get(&clerks[0], &format!("{path}/slots?from={DAY}")).await;
    assert_eq!(free["free"], json!([{ "slot": slot("18:00", "22:00"), "left": 12 }]), "{free}");
    let asked = communities.iter().zip(&clerks).map(|(community, clerk)| {
        let propose = json!({
            "claimer": { "organisation": community }, "side": "asking", "offer": id,
            "area": "990101001001",
            "amount": { "quantity": 1, "unit": "session" }, "slot": slot("18:00", "20:00"),
        });
        let api = system.api();
        async move { api.send(clerk, Method::POST, "/claims?wait=10s", Some(propose)).await.ok() }
    });
    let judged: Vec<Value> = join_all(asked).await;
    let with = |status: &str| judged.iter().find(|claim| claim["status"] == status);
    let (held, refused) = (with("held").unwrap(), with("refused").unwrap());
    assert_eq!(held["slot"], slot("18:00", "20:00"));
    assert_eq!(refused["refused"][1]["code"], "slot_taken", "{refused}");
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("2099-03-06 18:00–20:00"), "it names the clash: {message}");

    let now = system.get(&clerks[0], &format!("{path}/slots?from={DAY}&to={DAY}")).await;
    assert_eq!(now["free"], json!([{ "slot": slot("20:00", "22:00"), "left": 11 }]), "{now}");
    assert_eq!(now["booked"][0]["claim"], held["id"], "{now}");

    hall["price"] = json!(100);
    let changed = system.send(&liaison, Method::PUT, &path, Some(json!({ "to": hall }))).await;
    assert_eq!((changed.status, changed.code()), (StatusCode::CONFLICT, "offer.fixed_once_listed"));
    let renewed = json!({ "offers": [id] });
    system.post(&clerks[0], "/offers/renew", renewed).await;
    let line = system.get(&clerks[1], &path).await;
    assert_eq!((&line["held"], &line["status"]), (&json!(1), &json!("listed")), "{line}");
}
