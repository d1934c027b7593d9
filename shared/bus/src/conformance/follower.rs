//! A follower yields every position once, in order.

use contracts::Position;

use super::on_both;
use super::rig::{Log, Mirroring, PATIENCE, Rig, commit};
use crate::Follower;

on_both!(
    it_begins_where_asked_and_goes_on_with_what_comes,
    it_waits_for_a_stream_that_does_not_exist_yet,
    it_goes_on_after_the_stream_was_deleted_and_filled_again,
    a_follower_ahead_of_the_stream_waits_for_its_position,
    a_batch_is_never_empty_nor_over_its_limit,
    a_cancelled_wait_loses_nothing,
);

/// Takes positions `from..=to`, each with the commit that belongs there.
#[track_caller]
pub(super) fn expect(
    follower: &mut Follower,
    from: Position,
    to: Position,
) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        for wanted in from..=to {
            let next = tokio::time::timeout(PATIENCE, follower.next()).await;
            let next = next.unwrap_or_else(|_| panic!("{wanted} never came, {caller}"));
            assert_eq!(next, (wanted, commit(wanted)), "{caller}");
        }
    }
}

async fn it_begins_where_asked_and_goes_on_with_what_comes(rig: Rig) {
    let log = Log::of(300);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    mirroring.reaches(300).await;
    for from in [0, 1, 2, 150, 300] {
        let mut follower = rig.bus.follow("needs", from);
        expect(&mut follower, from.max(1), 300).await;
    }
    let mut follower = rig.bus.follow("needs", 301);
    log.grow_to(400);
    expect(&mut follower, 301, 400).await;
    log.grow_to(500);
    expect(&mut follower, 401, 500).await;
    mirroring.stop().await.unwrap();
}

async fn it_waits_for_a_stream_that_does_not_exist_yet(rig: Rig) {
    let mut follower = rig.bus.follow("needs", 1);
    let following = tokio::spawn(async move {
        expect(&mut follower, 1, 10).await;
    });
    let mut mirroring = Mirroring::embedded(&rig, &Log::of(10));
    mirroring.reaches(10).await;
    following.await.unwrap();
    mirroring.stop().await.unwrap();
}

async fn it_goes_on_after_the_stream_was_deleted_and_filled_again(rig: Rig) {
    let log = Log::of(1_000);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    let mut follower = rig.bus.follow("needs", 1);
    expect(&mut follower, 1, 400).await;
    mirroring.reaches(1_000).await;
    for round in 0..2 {
        rig.delete_stream("needs").await;
        let (from, to) = (401 + round * 1_000, 1_400 + round * 1_000);
        log.grow_to(to);
        expect(&mut follower, from, to).await;
    }
    mirroring.stop().await.unwrap();
}

async fn a_follower_ahead_of_the_stream_waits_for_its_position(rig: Rig) {
    let log = Log::of(10);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    mirroring.reaches(10).await;
    let mut follower = rig.bus.follow("needs", 100);
    let following = tokio::spawn(async move {
        expect(&mut follower, 100, 120).await;
    });
    for length in (20..=120).step_by(20) {
        log.grow_to(length);
        mirroring.reaches(length).await;
    }
    following.await.unwrap();
    mirroring.stop().await.unwrap();
}

async fn a_batch_is_never_empty_nor_over_its_limit(rig: Rig) {
    let log = Log::of(5_000);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    mirroring.reaches(5_000).await;
    let mut follower = rig.bus.follow("needs", 1);
    let mut wanted = 1;
    while wanted <= 5_000 {
        let batch = tokio::time::timeout(PATIENCE, follower.next_batch(64)).await;
        let batch = batch.expect("a batch comes");
        assert!((1..=64).contains(&batch.len()));
        for (position, bytes) in batch {
            assert_eq!((position, bytes), (wanted, commit(wanted)));
            wanted += 1;
        }
    }
    mirroring.stop().await.unwrap();
}

async fn a_cancelled_wait_loses_nothing(rig: Rig) {
    let log = Log::of(0);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    let mut follower = rig.bus.follow("needs", 1);
    let mut wanted = 1;
    // There is nothing yet, so this wait is in vain on every machine.
    let in_vain = tokio::time::timeout(std::time::Duration::from_millis(5), follower.next()).await;
    assert!(in_vain.is_err());
    let mut cancelled = 1_u32;
    let began = std::time::Instant::now();
    while wanted <= 30 {
        // One more commit only when the last was seen, so that most waits are in vain.
        log.grow_to(wanted);
        let wait = std::time::Duration::from_micros(200 * u64::from(cancelled % 7));
        match tokio::time::timeout(wait, follower.next()).await {
            Ok(next) => {
                assert_eq!(next, (wanted, commit(wanted)));
                wanted += 1;
            }
            Err(_) => cancelled += 1,
        }
        assert!(began.elapsed() < PATIENCE, "{wanted} never came");
    }
    mirroring.reaches(30).await;
    mirroring.stop().await.unwrap();
}
