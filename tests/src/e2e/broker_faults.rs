//! The broker dies, stands still, or cannot be reached: a command is done, or whoever sent it is
//! told to come again; and it goes on soon after.

use std::time::{Duration, Instant};

use contracts::Role;

use super::crashes::rounds;
use super::load::{Load, all_is_there_once, told_the_same};
use crate::system::System;

/// How soon after the fault is over commands are done again.
const HEALED_WITHIN: Duration = Duration::from_secs(5);

/// How many acknowledgements a round sees before the fault.
const ACKNOWLEDGED_MIN: usize = 20;

#[tokio::test]
async fn whatever_becomes_of_the_broker_a_command_is_done_or_comes_again() {
    let mut system = System::start_apart().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    system.get(&liaison, "/me").await;
    let mut acknowledged = Vec::new();
    for round in 0..rounds() {
        let mut load = Load::begin(&system, &liaison, &round.to_string());
        load.until_acknowledged(ACKNOWLEDGED_MIN).await;
        match round % 4 {
            0 | 2 => system.kill_broker().await,
            1 => {
                let cut = system.cut_broker_off();
                load.until_refused().await;
                drop(cut);
            }
            _ => {
                let paused = system.pause_broker();
                load.until_refused().await;
                drop(paused);
            }
        }
        let healed = Instant::now();
        load.take_in();
        load.until_acknowledged(1).await;
        let took = healed.elapsed();
        assert!(took <= HEALED_WITHIN, "round {round}: it took {took:?} to heal");
        acknowledged.extend(load.end().await);
        told_the_same(&system, &liaison, &acknowledged).await;
    }
    all_is_there_once(&mut system, &liaison, &acknowledged).await;
}
