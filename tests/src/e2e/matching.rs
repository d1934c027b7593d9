//! What fits whom, and where anything is found, in a running system.

use contracts::Role;
use reqwest::Method;
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
            let answer = system.send(&clerk, Method::GET, &asked, None).await;
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
async fn a_plan_lives_from_the_lists_to_its_claim() {
    let system = System::start().await;
    let community = system.organisation("望海社区党委", "community").await;
    let unit = system.organisation("听涛医院", "unit").await;
    let clerk = system.person(community, Role::CommunityClerk);
    let liaison = system.person(unit, Role::Liaison);
    let mut offers = Vec::new();
    for title in ["老年人义诊", "居民义诊讲座"] {
        let offer = json!({
            "owner": unit, "title": title, "category": "service", "amount": sessions(12),
        });
        offers.push(system.make(&liaison, "/offers", offer).await);
    }
    let [offer, other] = offers.try_into().unwrap();
    let need = json!({
        "owner": community, "title": "老年人义诊进社区", "kind": "common", "category": "service",
        "source": "community", "amount": sessions(2),
    });
    let need = system.make(&clerk, "/needs", need).await;
    let verified = json!({ "amount": sessions(2) });
    system.post(&clerk, &format!("/needs/{need}/verify"), verified).await;
    let post = json!({ "terms": { "divisible": true, "partners_max": 3 } });
    system.post(&clerk, &format!("/needs/{need}/post"), post).await;
    wait_until("the need to be planned for", async || {
        let path = format!("/matching/needs/{need}");
        let found = system.send(&clerk, Method::GET, &path, None).await;
        (found.body["total"] == 2).then_some(())
    })
    .await;

    let compute = json!({ "organisation": community });
    let draft = system.make(&clerk, "/plans", compute.clone()).await;
    let hidden = system.send(&liaison, Method::GET, &format!("/plans/{draft}"), None).await;
    assert_eq!(hidden.status, 404, "a draft is nobody's but who plans it: {}", hidden.body);
    let again = json!({ "reason": "需求有变，重新编制" });
    system.post(&clerk, &format!("/plans/{draft}/withdraw"), again).await;
    let plan = system.make(&clerk, "/plans", compute).await;
    system.post(&clerk, &format!("/plans/{plan}/propose"), json!({})).await;

    // The hospital would rather give the talk: what follows is shown before it is done.
    let preview = format!("/plans/{plan}/preview?need={need}&offer={offer}&quantity=0");
    let preview = system.get(&liaison, &preview).await;
    assert_eq!(preview["changed"], 2, "{preview}");
    let declined = json!({ "need": need, "offer": offer, "reason": "医生外出培训" });
    system.post(&liaison, &format!("/plans/{plan}/decline"), declined).await;
    let line = json!({ "need": need, "offer": other, "quantity": 2 });
    for side in [&clerk, &liaison] {
        system.post(side, &format!("/plans/{plan}/accept"), line.clone()).await;
    }
    let compared = system.get(&clerk, &format!("/plans/{plan}/compare?other={draft}")).await;
    assert_eq!(compared["changed"], 1, "nothing is left of what was withdrawn: {compared}");
    system.post(&clerk, &format!("/plans/{plan}/publish"), json!({})).await;

    let claim = wait_until("the claim to be taken", async || {
        let seen = system.get(&liaison, &format!("/plans/{plan}/lines")).await;
        let carried_out = &seen["items"][0]["carried_out"];
        let is_taken = carried_out["outcome"] == "taken";
        is_taken.then(|| carried_out["claim"].as_str().unwrap().to_owned())
    })
    .await;
    let claim = system.get(&clerk, &format!("/claims/{claim}")).await;
    assert_eq!((&claim["status"], &claim["amount"]), (&json!("accepted"), &sessions(2)));
    let seen = system.get(&liaison, &format!("/plans/{plan}")).await;
    let decided: Vec<_> =
        seen["decisions"].as_array().unwrap().iter().map(|one| &one["by"]).collect();
    assert_eq!(decided, [&json!(unit), &json!(community), &json!(unit)], "{seen}");
    let pair = format!("/matching/pairs?need={need}&offer={offer}");
    let pair = system.get(&clerk, &pair).await;
    assert!(pair["why_not"].as_array().unwrap().contains(&json!("declined_lately")), "{pair}");
}
