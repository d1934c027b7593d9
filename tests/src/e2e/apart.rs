//! Each service as a process of its own, against a broker that is there: `gongjian serve`.

use serde_json::json;

use super::main_job::{Town, carry_out, claim_in, post_need, sessions};
use crate::system::System;

#[tokio::test]
async fn the_main_job_runs_with_each_service_in_a_process_of_its_own() {
    let mut system = System::start_apart().await;
    let town = Town::of(&system).await;
    let need = post_need(&system, &town).await;
    let propose = json!({
        "claimer": { "organisation": town.unit() }, "side": "giving", "need": need,
        "amount": sessions(2), "area": "990101001001",
    });
    let claim = system.make(&town.liaison, "/claims", propose).await;
    claim_in(&system, &town.clerk, &claim, "held").await;
    system.kill_service("needs").await;
    system.post(&town.clerk, &format!("/claims/{claim}/accept"), json!({})).await;
    system.kill_service("projects").await;
    claim_in(&system, &town.clerk, &claim, "accepted").await;
    let project = carry_out(&system, &town, &claim, 2).await;
    assert_eq!(project["status"], "accepted", "{project}");
    system.stop().await;
}
