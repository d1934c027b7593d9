//! One effect for each command, however often it is sent, in whatever order, across restarts.

use std::collections::HashMap;

use futures_util::StreamExt as _;
use futures_util::stream;
use runtime::Random;

use super::*;

/// Between two restarts so many new commands are sent.
const COMMANDS: u64 = 10_000;
const RESTARTS: u64 = 10;
/// Each of them is sent at least once, and one in three up to so often.
const SENT_MAX: u64 = 5;
const IN_FLIGHT: usize = 256;

/// What is sent until the next restart: the new ones, and some that were sent before.
fn sent(random: &mut Random, restart: u64) -> Vec<u64> {
    let new = restart * COMMANDS..(restart + 1) * COMMANDS;
    let mut times = || if random.one_in(3) { random.between(1, SENT_MAX) } else { 1 };
    let mut sent: Vec<_> = new.flat_map(|n| (0..times()).map(move |_| n)).collect();
    sent.extend((0..COMMANDS / 10).map(|_| random.below((restart + 1) * COMMANDS)));
    for last in (1..sent.len()).rev() {
        sent.swap(last, random.index(last + 1));
    }
    sent
}

#[tokio::test]
async fn a_hundred_thousand_commands_are_done_once_each_and_answered_the_same() {
    let (bus, log) = (Bus::memory(), MemoryLog::new());
    let mut random = Random::from_seed(1);
    let mut answers: HashMap<u64, Receipt> = HashMap::new();
    for restart in 0..RESTARTS {
        let host = start(&bus, Arc::new(log.clone())).await;
        let client = &Client::new(bus.clone());
        let send = async |n: u64| {
            let offer = list(&n.to_string());
            loop {
                match client.command(&liaison(), command(n), &offer).await {
                    Ok(Reply::Done(receipt)) => return (n, receipt),
                    Ok(Reply::Failed(Failure::Busy)) | Err(_) => {}
                    Ok(other) => panic!("{other:?}"),
                }
            }
        };
        let told: Vec<_> = stream::iter(sent(&mut random, restart))
            .map(send)
            .buffer_unordered(IN_FLIGHT)
            .collect()
            .await;
        for (n, receipt) in told {
            let first = answers.entry(n).or_insert_with(|| receipt.clone());
            assert_eq!(*first, receipt, "command {n} was answered in two ways");
        }
        host.drain().await.unwrap();
    }
    assert_eq!(answers.len() as u64, RESTARTS * COMMANDS);
    assert_eq!(log.head().position, RESTARTS * COMMANDS, "a commit for each, and no more");
}
