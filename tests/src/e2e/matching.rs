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
