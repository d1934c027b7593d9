//! Killed under load: what was acknowledged is there, once.

use contracts::Role;

use super::load::{Load, all_is_there_once, told_the_same};
use crate::system::System;

/// How often it is killed, unless said otherwise.
const ROUNDS: u64 = 20;

/// How many acknowledgements a round sees before the kill, at least; the rounds differ.
const ACKNOWLEDGED_MIN: usize = 20;

fn enough(round: u64) -> usize {
    ACKNOWLEDGED_MIN + usize::try_from(round * 37 % 200).unwrap()
}

pub(super) fn rounds() -> u64 {
    std::env::var("GONGJIAN_ROUNDS").map_or(ROUNDS, |text| text.parse().expect("a number"))
}

#[tokio::test]
async fn killed_under_load_nothing_acknowledged_is_lost_or_doubled() {
    let mut system = System::start().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    system.get(&liaison, "/me").await;
    let mut acknowledged = Vec::new();
    for round in 0..rounds() {
        let mut load = Load::begin(&system, &liaison, &round.to_string());
        load.until_acknowledged(enough(round)).await;
        system.kill();
        acknowledged.extend(load.broken().await);
        system.up().await;
        system.get(&liaison, "/me").await;
        told_the_same(&system, &liaison, &acknowledged).await;
    }
    all_is_there_once(&mut system, &liaison, &acknowledged).await;
}

/// Each service in a process of its own: whichever is killed, the others and what they were told
/// stand.
#[tokio::test]
async fn whichever_process_is_killed_under_load_nothing_acknowledged_is_lost_or_doubled() {
    let mut system = System::start_apart().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    system.get(&liaison, "/me").await;
    let mut acknowledged = Vec::new();
    let services = ["resources", "registry", "gateway", "matching"];
    for (round, service) in (0..rounds() / 2).zip(services.into_iter().cycle()) {
        let mut load = Load::begin(&system, &liaison, &round.to_string());
        load.until_acknowledged(enough(round)).await;
        system.kill_service(service).await;
        acknowledged.extend(match service {
            "gateway" => load.broken().await,
            _ => {
                load.until_acknowledged(ACKNOWLEDGED_MIN).await;
                load.end().await
            }
        });
        system.get(&liaison, "/me").await;
        told_the_same(&system, &liaison, &acknowledged).await;
    }
    all_is_there_once(&mut system, &liaison, &acknowledged).await;
}
