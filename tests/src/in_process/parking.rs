//! What a service cannot take in is put aside with its reason, and stops nobody else.

use super::choking::{Bears, Choking};
use super::*;

const POISON: ClaimId = ClaimId(Uuid::from_u128(1));

/// It cannot bear one claim.
enum OneClaim {}

impl Bears for OneClaim {
    fn bears(recorded: &Recorded<projects::Event>) -> bool {
        let proposed = matches!(recorded.event, projects::Event::Claim(claim::Event::Proposed(_)));
        !proposed || recorded.aggregate != POISON.0
    }
}

async fn wait_for_commits(log: &MemoryLog, commits: Position) {
    wait_until("the commits", async || (log.head().position == commits).then_some(())).await;
}

#[tokio::test]
async fn a_reaction_that_fails_is_parked_with_what_comes_after_it_and_stops_nobody_else() {
    let streams = MemoryStreams::new();
    let (bus, log) = (Bus::over(streams.clone()), MemoryLog::new());
    let host = start_as::<Choking<OneClaim>>(&bus, Arc::new(log.clone())).await;
    let client = Client::new(bus.clone());
    let offer = OfferId(Uuid::from_u128(0xC));
    let [twin, sound] = [2, 3].map(|n| ClaimId(Uuid::from_u128(n)));
    let mut projects = Projects::new(&streams);
    projects.propose(&[(POISON, offer), (twin, offer)]);
    projects.withdraw(POISON);
    projects.propose(&[(sound, offer)]);
    wait_for_commits(&log, 3).await;
    let readiness = host.health().readiness();
    assert_eq!(readiness.parked, 2, "the poison and what waits behind it: {readiness:?}");
    let Reply::Done(parked) = client.parked(&operator(), "resources").await.unwrap() else {
        panic!("the operator may ask");
    };
    let places: Vec<_> = parked.iter().map(|commit| (&*commit.source, commit.position)).collect();
    assert_eq!(places, [("projects", 1), ("projects", 2)]);
    assert_eq!(parked[0].reason, "panic", "it says why: {parked:?}");
    assert_eq!(parked[0].aggregates, [POISON, twin].map(Uuid::from), "and what waits");
    replay_parked_fails(&client, 2).await;
    assert_eq!(host.health().readiness().parked, 2, "it still cannot be judged");
    host.drain().await.unwrap();

    let host = start_as::<Choking<OneClaim>>(&bus, Arc::new(log.clone())).await;
    replay_parked_fails(&client, 2).await;
    for actor in [liaison(), Actor::System] {
        let refused = client.replay_parked(&actor, "resources").await.unwrap();
        assert_eq!(refused, Reply::Failed(Failure::NotAuthorised));
    }
    host.drain().await.unwrap();
}

/// Tries what is parked once more: so many commits still cannot be judged.
async fn replay_parked_fails(client: &Client, times: usize) {
    let replayed = client.replay_parked(&operator(), "resources").await.unwrap();
    let Reply::Done(replayed) = replayed else { panic!("{replayed:?}") };
    assert_eq!(replayed.len(), times, "{replayed:?}");
    assert!(replayed.iter().all(|commit| commit.failed.is_some()), "{replayed:?}");
}
