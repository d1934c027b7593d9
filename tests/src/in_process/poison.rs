//! One commit in a hundred cannot be borne, one command in a hundred not be read: it is put aside
//! with its reason, and nobody else is behind for it.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::choking::{Bears, Choking};
use super::*;

/// How many commits, and commands.
const ALL: u64 = 2_000;
/// So many are published at a time.
const AT_ONCE: u64 = 50;
const POISON_EVERY: u64 = 100;
/// How far behind those may be whom the poison does not concern.
const BEHIND_MAX: Duration = Duration::from_secs(1);

/// Whether what follows `projects` bears every claim by now.
static IS_CURED: AtomicBool = AtomicBool::new(false);

/// It cannot bear one claim in a hundred until it is cured.
enum UntilCured {}

impl Bears for UntilCured {
    fn bears(recorded: &Recorded<projects::Event>) -> bool {
        IS_CURED.load(Ordering::Relaxed) || !is_poison(recorded.aggregate)
    }
}

fn is_poison(aggregate: Uuid) -> bool {
    aggregate.as_u128().is_multiple_of(u128::from(POISON_EVERY))
}

#[tokio::test]
async fn what_is_poison_to_one_keeps_nobody_else_waiting_and_is_taken_in_when_it_is_cured() {
    let streams = MemoryStreams::new();
    let (bus, log) = (Bus::over(streams.clone()), MemoryLog::new());
    let choking = start_as::<Choking<UntilCured>>(&bus, Arc::new(log.clone())).await;
    let needs = start_as::<needs::Needs>(&bus, Arc::new(MemoryLog::new())).await;
    let mut projects = Projects::new(&streams);
    let offer = OfferId(Uuid::from_u128(0xC));
    for first in (1..=ALL).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let published = Instant::now();
        for n in first..first + AT_ONCE {
            projects.propose(&[(ClaimId(Uuid::from_u128(u128::from(n))), offer)]);
        }
        let last = projects.last.position;
        wait_until("the others", async || {
            let followed = needs.health().readiness().followed;
            (followed.get("projects") == Some(&last)).then_some(())
        })
        .await;
        let behind = published.elapsed();
        assert!(behind <= BEHIND_MAX, "at {last} another service was {behind:?} behind");
    }
    let poison = usize::try_from(ALL / POISON_EVERY).unwrap();
    wait_until("the choking one", async || (log.head().position == ALL).then_some(())).await;
    assert_eq!(choking.health().readiness().parked, poison);

    IS_CURED.store(true, Ordering::Relaxed);
    let client = Client::new(bus.clone());
    let replayed = client.replay_parked(&operator(), "resources").await.unwrap();
    let Reply::Done(replayed) = replayed else { panic!("{replayed:?}") };
    assert_eq!(replayed.iter().filter(|commit| commit.failed.is_none()).count(), poison);
    assert_eq!(choking.health().readiness().parked, 0, "nothing is put aside any more");
    choking.drain().await.unwrap();
    let again = start_as::<Choking<UntilCured>>(&bus, Arc::new(log.clone())).await;
    assert_eq!(again.health().readiness().parked, 0, "nor after a restart");
    again.drain().await.unwrap();
    needs.drain().await.unwrap();
}

#[tokio::test]
async fn one_unreadable_command_in_a_hundred_is_kept_and_the_others_are_done() {
    let bus = Bus::memory();
    let host = start(&bus, Arc::new(MemoryLog::new())).await;
    let client = Client::new(bus.clone());
    let listing = <List as contracts::Command>::SUBJECT;
    for n in 0..ALL {
        if n.is_multiple_of(POISON_EVERY) {
            let headers = Headers::command(command(n), liaison());
            let body = Bytes::from(format!("{{\"owner\": {n}"));
            let reply = bus.request(listing, &headers, body, Duration::from_secs(5)).await.unwrap();
            let reply: Reply<Receipt> = serde_json::from_slice(&reply).unwrap();
            assert!(matches!(reply, Reply::Failed(Failure::Unreadable { .. })), "{reply:?}");
        } else {
            let asked = Instant::now();
            let listed = client.command(&liaison(), command(n), &list("会议室")).await.unwrap();
            assert!(matches!(listed, Reply::Done(_)), "{listed:?}");
            assert!(asked.elapsed() <= BEHIND_MAX, "the {n}th took {:?}", asked.elapsed());
        }
    }
    let poison = usize::try_from(ALL / POISON_EVERY).unwrap();
    wait_until("the dead letters", async || {
        let letters = bus.dead_letters("resources", 1_000).await.unwrap();
        (letters.len() == poison).then_some(())
    })
    .await;
    host.drain().await.unwrap();
}
