//! The demonstrations: of a town, and of a city at the size of one street.

use serde_json::Value;

use crate::system::{System, wait_until};

async fn total(system: &System, list: &str) -> Value {
    let operator = system.operator();
    system.get(&operator, &format!("{list}?limit=1")).await["total"].clone()
}

/// When it is over, the play counts what there is, and ends the system if that is not what it set
/// out to make.
#[tokio::test]
async fn a_street_is_played_to_its_end_though_the_play_was_interrupted() {
    let mut system = System::begin_demo("street").await;
    wait_until("a project", async || {
        total(&system, "/projects").await.as_u64().filter(|projects| *projects > 0)
    })
    .await;
    system.kill();
    system.up().await;
    system.played().await;
    assert_eq!(total(&system, "/projects").await, 110);
    system.stop().await;
}

/// Whoever tries it out sees each state that lasts.
#[tokio::test]
async fn the_town_has_claims_in_every_state_however_often_it_is_started() {
    let mut system = System::begin_demo("town").await;
    wait_until("a claim", async || {
        total(&system, "/claims").await.as_u64().filter(|claims| *claims > 0)
    })
    .await;
    system.kill();
    system.up().await;
    system.played().await;
    let before = total(&system, "/claims").await;
    system.stop().await;
    system.up().await;
    system.played().await;
    assert_eq!(total(&system, "/claims").await, before, "what is over is not played again");
    for status in [
        "waiting",
        "held",
        "accepted",
        "agreed",
        "delivered",
        "closed",
        "refused",
        "declined",
        "withdrawn",
        "lapsed",
        "revoked",
        "cancelled",
        "failed",
    ] {
        let (operator, path) = (system.operator(), format!("/claims?status={status}&limit=1"));
        assert!(system.get(&operator, &path).await["total"].as_u64() > Some(0), "{status}");
    }
    system.stop().await;
}
