//! What the operator's machines ask: does it live, can it work, how much of everything is there.

use std::collections::BTreeSet;

use contracts::SERVICES;
use reqwest::StatusCode;
use serde_json::Value;

use crate::system::{System, wait_until};

#[tokio::test]
async fn every_service_says_that_it_can_work_and_how_far_it_is() {
    let mut system = System::start().await;
    system.organisation("望海社区党委", "community").await;
    let ops = system.ops();
    let asked = async |path: &str| {
        let answer = reqwest::get(format!("{ops}{path}")).await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    assert_eq!(asked("/healthz").await, (StatusCode::OK, "ok\n".to_owned()));

    let (status, told) = asked("/readyz").await;
    let told: Vec<Value> = serde_json::from_str(&told).unwrap();
    let names: BTreeSet<_> = told.iter().filter_map(|one| one["service"].as_str()).collect();
    assert_eq!((status, names), (StatusCode::OK, BTreeSet::from(SERVICES)));
    assert!(told.iter().all(|one| one["parked"] == 0 && one["stopped"] == serde_json::json!({})));

    // A figure for each of them, and nothing that can be watched is missing once it has happened.
    let figures = wait_until("the mirror to be level", async || {
        let (status, told) = asked("/metrics").await;
        assert_eq!(status, StatusCode::OK);
        let figure = |name: &str| {
            let line = told.lines().find(|line| line.starts_with(name))?;
            line.rsplit_once(' ').map(|(_, value)| value.to_owned())
        };
        let position = figure("gongjian_log_position{service=\"registry\"}");
        assert!(position.is_some(), "{told}");
        (position == figure("gongjian_mirrored_position{service=\"registry\"}")).then_some(told)
    })
    .await;
    for service in SERVICES {
        for name in ["gongjian_parked", "gongjian_log_position", "gongjian_mirrored_position"] {
            let figure = format!("{name}{{service=\"{service}\"}} ");
            assert!(figures.contains(&figure), "{figure} in {figures}");
        }
    }
    for name in ["gongjian_commands_total", "gongjian_http_requests_total", "gongjian_http_seconds"]
    {
        assert!(figures.contains(name), "{name} in {figures}");
    }
    system.stop().await;
}
