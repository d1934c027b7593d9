//! The mirror is the log.

use bytes::Bytes;
use contracts::Position;

use super::on_both;
use super::rig::{Log, Mirroring, Rig, commits, wait_until};
use crate::{Difference, Error, MirrorPolicy};

const CLUSTER: MirrorPolicy = MirrorPolicy::Cluster { replicas: 1 };

on_both!(
    an_empty_log_has_an_empty_mirror,
    all_that_is_acknowledged_is_mirrored_and_nothing_else,
    a_new_mirror_goes_on_where_the_last_ended,
    a_deleted_stream_is_filled_again_even_when_nothing_happens,
    a_stream_deleted_at_work_is_filled_again,
    what_others_put_in_is_thrown_out,
    what_others_put_in_at_work_is_thrown_out,
    any_other_stream_is_filled_again_when_embedded,
    any_other_stream_stops_the_writer_in_a_cluster,
    two_mirrors_of_one_log_do_no_harm,
    it_ends_when_the_log_is_closed_and_all_is_mirrored,
);

async fn an_empty_log_has_an_empty_mirror(rig: Rig) {
    let log = Log::of(0);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    mirroring.reaches(0).await;
    assert_eq!(rig.bus.head("needs").await.unwrap(), 0);
    log.grow_to(1);
    mirroring.reaches(1).await;
    assert_eq!(rig.contents("needs").await, commits(1..2));
    mirroring.stop().await.unwrap();
}

async fn all_that_is_acknowledged_is_mirrored_and_nothing_else(rig: Rig) {
    let log = Log::of(600);
    log.append_to(2_000);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    mirroring.reaches(600).await;
    assert_eq!(rig.contents("needs").await, commits(1..601));
    for step in [601, 602, 1_300, 2_000] {
        log.acknowledge(step);
        mirroring.reaches(step).await;
        assert_eq!(rig.bus.head("needs").await.unwrap(), step);
    }
    assert_eq!(rig.contents("needs").await, commits(1..2_001));
    mirroring.stop().await.unwrap();
}

async fn a_new_mirror_goes_on_where_the_last_ended(rig: Rig) {
    let log = Log::of(100);
    let mut first = Mirroring::embedded(&rig, &log);
    first.reaches(100).await;
    first.stop().await.unwrap();

    log.grow_to(150);
    let mut second = Mirroring::embedded(&rig, &log);
    second.mirrored.changed().await.unwrap();
    let found = *second.mirrored.borrow_and_update();
    assert!(found >= 100, "it begins at the end of what is there, not at {found}");
    second.reaches(150).await;
    assert_eq!(rig.contents("needs").await, commits(1..151));
    second.stop().await.unwrap();
}

async fn a_deleted_stream_is_filled_again_even_when_nothing_happens(rig: Rig) {
    let log = Log::of(50);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    mirroring.reaches(50).await;
    rig.delete_stream("needs").await;
    wait_until(async || rig.bus.head("needs").await.unwrap() == 50).await;
    assert_eq!(rig.contents("needs").await, commits(1..51));
    mirroring.stop().await.unwrap();
}

async fn a_stream_deleted_at_work_is_filled_again(rig: Rig) {
    let log = Log::of(20_000);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    mirroring.reaches(3_000).await;
    rig.delete_stream("needs").await;
    log.grow_to(20_500);
    wait_until(async || rig.bus.head("needs").await.unwrap() == 20_500).await;
    assert_eq!(rig.contents("needs").await, commits(1..20_501));
    mirroring.stop().await.unwrap();
}

async fn what_others_put_in_is_thrown_out(rig: Rig) {
    let log = Log::of(50);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    mirroring.reaches(50).await;
    rig.add("needs", &[Bytes::from_static(b"foreign")]).await;
    log.grow_to(60);
    wait_until(async || rig.bus.head("needs").await.unwrap() == 60).await;
    wait_until(async || rig.contents("needs").await == commits(1..61)).await;
    mirroring.stop().await.unwrap();
}

async fn what_others_put_in_at_work_is_thrown_out(rig: Rig) {
    let log = Log::of(20_000);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    for (n, reached) in (1..).zip([2_000, 6_000, 11_000]) {
        wait_until(async || rig.bus.head("needs").await.unwrap() >= reached).await;
        rig.add("needs", &[Bytes::from(format!("foreign {n}"))]).await;
    }
    wait_until(async || rig.contents("needs").await == commits(1..20_001)).await;
    mirroring.reaches(20_000).await;
    mirroring.stop().await.unwrap();
}

/// Streams that are not the mirror of a log with ten commits, and what is wrong with them.
async fn plant_wrong_streams(rig: &Rig, case: usize) -> Option<Difference> {
    let foreign = Bytes::from_static(b"foreign");
    let mut messages = commits(1..9);
    let difference = match case {
        0 => {
            messages[7] = foreign;
            Difference::Foreign { position: 8 }
        }
        1 => {
            messages[0] = foreign;
            Difference::Foreign { position: 1 }
        }
        2 => {
            messages = commits(1..13);
            Difference::Longer { stream: 12, log: 10 }
        }
        3 => Difference::Beginning { first: 4 },
        4 => Difference::Beginning { first: 9 },
        _ => return None,
    };
    rig.plant("needs", &messages).await;
    match difference {
        Difference::Beginning { first } => rig.purge_before("needs", first).await,
        Difference::Foreign { .. }
        | Difference::Longer { .. }
        | Difference::Gap { .. }
        | Difference::Configuration => {}
    }
    Some(difference)
}

async fn any_other_stream_is_filled_again_when_embedded(rig: Rig) {
    let mut case = 0;
    while plant_wrong_streams(&rig, case).await.is_some() {
        let log = Log::of(10);
        let mut mirroring = Mirroring::embedded(&rig, &log);
        mirroring.reaches(10).await;
        assert_eq!(rig.contents("needs").await, commits(1..11), "case {case}");
        mirroring.stop().await.unwrap();
        rig.delete_stream("needs").await;
        case += 1;
    }
    assert_eq!(case, 5);
}

async fn any_other_stream_stops_the_writer_in_a_cluster(rig: Rig) {
    let mut case = 0;
    while let Some(expected) = plant_wrong_streams(&rig, case).await {
        let before = rig.contents("needs").await;
        let mirroring = Mirroring::start(&rig.bus, &Log::of(10), CLUSTER);
        match mirroring.ends().await {
            Err(Error::Mirror { difference, .. }) => assert_eq!(difference, expected),
            other => panic!("case {case}: {other:?}"),
        }
        assert_eq!(rig.contents("needs").await, before, "case {case}: nothing was touched");
        rig.delete_stream("needs").await;
        case += 1;
    }
    assert_eq!(case, 5);
}

async fn two_mirrors_of_one_log_do_no_harm(rig: Rig) {
    let log = Log::of(0);
    let other = rig.another_bus().await;
    let mut first = Mirroring::embedded(&rig, &log);
    let mut second = Mirroring::start(&other, &log, MirrorPolicy::Embedded);
    for length in (500..=5_000).step_by(500) {
        log.grow_to(length);
        wait_until(async || *first.mirrored.borrow() + 600 > length).await;
    }
    let end: Position = 5_000;
    first.reaches(end).await;
    second.reaches(end).await;
    assert_eq!(rig.contents("needs").await, commits(1..end + 1));
    first.stop().await.unwrap();
    second.stop().await.unwrap();
}

async fn it_ends_when_the_log_is_closed_and_all_is_mirrored(rig: Rig) {
    let log = Log::of(1_000);
    let (closed, acknowledged) = tokio::sync::watch::channel(1_000);
    drop(closed);
    let (mirrored, seen) = tokio::sync::watch::channel(0);
    let cancel = tokio_util::sync::CancellationToken::new();
    let policy = MirrorPolicy::Embedded;
    crate::mirror(rig.bus.clone(), "needs", log, acknowledged, mirrored, policy, cancel)
        .await
        .unwrap();
    assert_eq!(*seen.borrow(), 1_000);
    assert_eq!(rig.contents("needs").await, commits(1..1_001));
}
