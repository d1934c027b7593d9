//! Many claimers, little to claim.

use contracts::Role;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::system::{System, wait_until};

const CLAIMERS: usize = 40;
const CAPACITY: u64 = 7;

#[tokio::test]
async fn exactly_as_many_hold_as_there_is_and_every_other_learns_what_falls_short() {
    let system = System::start().await;
    let community = system.organisation("望海社区党委", "community").await;
    let clerk = system.person(community, Role::CommunityClerk);
    let amount = json!({ "quantity": CAPACITY, "unit": "session" });
    let need = json!({
        "owner": community, "title": "周末义诊", "kind": "common", "category": "service",
        "source": "community", "amount": amount,
    });
    let need = system.make(&clerk, "/needs", need).await;
    let verified = json!({ "amount": amount });
    system.post(&clerk, &format!("/needs/{need}/verify"), verified).await;
    let post = json!({ "terms": { "divisible": true, "partners_max": 100 } });
    system.post(&clerk, &format!("/needs/{need}/post"), post).await;

    let mut claims = Vec::new();
    for n in 0..CLAIMERS {
        let unit = system.organisation(&format!("第{n}单位"), "unit").await;
        let liaison = system.person(unit, Role::Liaison);
        let propose = json!({
            "claimer": { "organisation": unit }, "side": "giving", "need": need,
            "area": "990101001001",
            "amount": { "quantity": 1, "unit": "session" },
        });
        let api = system.api();
        claims.push(async move {
            let path = "/claims?wait=10s";
            api.send(&liaison, Method::POST, path, Some(propose)).await.ok()
        });
    }
    let judged: Vec<Value> = join_all(claims).await;
    let with = |status: &str| judged.iter().filter(|claim| claim["status"] == status).count();
    assert_eq!(with("held"), usize::try_from(CAPACITY).unwrap(), "{judged:?}");
    assert_eq!(with("refused"), CLAIMERS - usize::try_from(CAPACITY).unwrap(), "{judged:?}");
    for refused in judged.iter().filter(|claim| claim["status"] == "refused") {
        let reason = &refused["refused"][1];
        assert_eq!(reason["code"], "too_little_left", "{refused}");
        assert_eq!((&reason["asked"], &reason["left"]), (&json!(1), &json!(0)), "{refused}");
        let message = refused["message"].as_str().unwrap();
        assert!(message.contains("场次"), "it says in Chinese how much: {message}");
    }
    let line = system.get(&clerk, &format!("/needs/{need}")).await;
    assert_eq!((&line["held"], &line["status"]), (&json!(CAPACITY), &json!("held")));
}

#[tokio::test]
async fn who_waits_is_promoted_when_somebody_withdraws() {
    let system = System::start().await;
    let community = system.organisation("望海社区党委", "community").await;
    let clerk = system.person(community, Role::CommunityClerk);
    let amount = json!({ "quantity": 1, "unit": "session" });
    let need = json!({
        "owner": community, "title": "周末义诊", "kind": "common", "category": "service",
        "source": "community", "amount": amount,
    });
    let need = system.make(&clerk, "/needs", need).await;
    system.post(&clerk, &format!("/needs/{need}/verify"), json!({ "amount": amount })).await;
    let post = json!({ "terms": { "divisible": false, "partners_max": 1 } });
    system.post(&clerk, &format!("/needs/{need}/post"), post).await;

    let mut claims = Vec::new();
    for name in ["第一单位", "第二单位"] {
        let unit = system.organisation(name, "unit").await;
        let liaison = system.person(unit, Role::Liaison);
        let propose = json!({
            "claimer": { "organisation": unit }, "side": "giving", "need": need,
            "area": "990101001001", "amount": amount, "wait": true,
        });
        let path = "/claims?wait=10s";
        let claim = system.api().send(&liaison, Method::POST, path, Some(propose)).await.ok();
        claims.push((liaison, claim));
    }
    let [(first, held), (second, waiting)] = &claims[..] else { unreachable!("there are two") };
    assert_eq!((&held["status"], &held["position"]), (&json!("held"), &Value::Null), "{held}");
    let place = (&waiting["status"], &waiting["position"]);
    assert_eq!(place, (&json!("waiting"), &json!(1)), "{waiting}");
    assert!(waiting["message"].as_str().unwrap().contains("候补第 1 位"), "{waiting}");

    let id = |claim: &Value| claim["id"].as_str().unwrap().to_owned();
    let reason = json!({ "reason": "另有安排" });
    system.post(first, &format!("/claims/{}/withdraw", id(held)), reason).await;
    let path = format!("/claims/{}", id(waiting));
    let promoted = wait_until("the second one holds it", async || {
        let claim = system.get(second, &path).await;
        (claim["status"] == "held").then_some(claim)
    })
    .await;
    assert_eq!(promoted["position"], Value::Null, "{promoted}");
}
