//! What fits whom, and where anything is found, in a running system.

use contracts::Role;
use serde_json::{Value, json};

use crate::system::{System, wait_until};

fn sessions(quantity: u64) -> Value {
    json!({ "quantity": quantity, "unit": "session" })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_listed_is_suggested_and_found_and_again_after_a_restart() {
    let mut system = System::start().await;
    let community = system.organisation("望海社区党委", "community").await;
    let unit = system.organisation("听涛医院", "unit").await;
    let clerk = system.person(community, Role::CommunityClerk);
    let liaison = system.person(unit, Role::Liaison);
    let offer = json!({
        "owner": unit, "title": "老年人义诊", "category": "service", "amount": sessions(12),
    });
    let offer = system.make(&liaison, "/offers", offer).await;
    let need = json!({
        "owner": community, "title": "义诊进社区", "kind": "common", "category": "service",
        "source": "community", "amount": sessions(3),
    });
    let need = system.make(&clerk, "/needs", need).await;
    let verified = json!({ "amount": sessions(2) });
    system.post(&clerk, &format!("/needs/{need}/verify"), verified).await;
    let post = json!({ "terms": { "divisible": true, "partners_max": 3 } });
    system.post(&clerk, &format!("/needs/{need}/post"), post).await;

    let asked = format!("/matching/needs/{need}");
    let suggested = async |system: &System| {
        wait_until("the offer to be suggested", async || {
            let answer = system.send(&clerk, reqwest::Method::GET, &asked, None).await;
            (answer.body["items"][0]["offer"]["id"] == offer.as_str()).then_some(answer.body)
        })
        .await
    };
    let before = suggested(&system).await;
    assert_eq!((&before["items"][0]["planned"], &before["unserved"]), (&json!(2), &json!(0)));
    let whole = system.get(&clerk, "/matching/whole").await;
    assert_eq!((&whole["proved"], &whole["total"]), (&json!(true), &json!(1)));
    let named = system.get(&clerk, "/search?text=tingtaoyiyuan").await;
    assert_eq!(named["items"][0]["id"], unit.to_string(), "{named}");
    let by_initials = system.get(&clerk, "/search?text=lnryz").await;
    assert_eq!(by_initials["items"][0]["id"], offer, "{by_initials}");

    system.stop().await;
    system.up().await;
    assert_eq!(suggested(&system).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_both_sides_accept_is_carried_out_as_a_claim() {
    let system = System::start().await;
    let community = system.organisation("望海社区党委", "community").await;
    let unit = system.organisation("听涛医院", "unit").await;
    let clerk = system.person(community, Role::CommunityClerk);
    let liaison = system.person(unit, Role::Liaison);
    let offer = json!({
        "owner": unit, "title": "老年人义诊", "category": "service", "amount": sessions(12),
    });
    let offer = system.make(&liaison, "/offers", offer).await;
    let need = json!({
        "owner": community, "title": "义诊进社区", "kind": "common", "category": "service",
        "source": "community", "amount": sessions(2),
    });
    let need = system.make(&clerk, "/needs", need).await;
    let verified = json!({ "amount": sessions(2) });
    system.post(&clerk, &format!("/needs/{need}/verify"), verified).await;
    let post = json!({ "terms": { "divisible": true, "partners_max": 3 } });
    system.post(&clerk, &format!("/needs/{need}/post"), post).await;
    wait_until("the need to be planned for", async || {
        let whole = system.get(&clerk, "/matching/whole").await;
        (whole["total"] == 1).then_some(())
    })
    .await;

    let plan = system.make(&clerk, "/plans", json!({ "organisation": community })).await;
    system.post(&clerk, &format!("/plans/{plan}/propose"), json!({})).await;
    let line = json!({ "need": need, "offer": offer, "quantity": 2 });
    let preview = format!("/plans/{plan}/preview?need={need}&offer={offer}&quantity=1");
    let preview = system.get(&liaison, &preview).await;
    assert_eq!(preview["changed"], 1, "{preview}");
    for side in [&clerk, &liaison] {
        system.post(side, &format!("/plans/{plan}/accept"), line.clone()).await;
    }
    system.post(&clerk, &format!("/plans/{plan}/publish"), json!({})).await;
    let claim = wait_until("the claim to be taken", async || {
        let seen = system.get(&liaison, &format!("/plans/{plan}")).await;
        let carried_out = &seen["lines"][0]["carried_out"];
        let is_taken = carried_out["outcome"] == "taken";
        is_taken.then(|| carried_out["claim"].as_str().unwrap().to_owned())
    })
    .await;
    let claim = system.get(&clerk, &format!("/claims/{claim}")).await;
    assert_eq!((&claim["status"], &claim["amount"]), (&json!("accepted"), &sessions(2)));
}
