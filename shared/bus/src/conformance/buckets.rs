//! Values stay under their keys, for as long as they are meant to.

use std::time::Duration;

use bytes::Bytes;

use super::on_both;
use super::rig::{Rig, wait_until};
use crate::BucketOptions;

on_both!(the_newest_value_stays_under_its_key, a_value_goes_when_its_time_is_over,);

fn options(lasts: Duration) -> BucketOptions {
    BucketOptions { name: "sessions", lasts, bytes_max: 1024 * 1024, replicas: 1 }
}

async fn the_newest_value_stays_under_its_key(rig: Rig) {
    let bucket = rig.bus.bucket(options(Duration::ZERO));
    assert!(bucket.all().await.unwrap().is_empty());
    bucket.remove("nobody").await.unwrap();
    for (key, value) in [("a", "1"), ("b", "2"), ("a", "3"), ("c", "4")] {
        bucket.put(key, Bytes::from(value)).await.unwrap();
    }
    bucket.remove("b").await.unwrap();
    let all = rig.another_bus().await.bucket(options(Duration::ZERO)).all().await.unwrap();
    let all: Vec<_> = all.iter().map(|(key, value)| (key.as_str(), &value[..])).collect();
    assert_eq!(all, [("a", &b"3"[..]), ("c", &b"4"[..])]);
}

async fn a_value_goes_when_its_time_is_over(rig: Rig) {
    let bucket = rig.bus.bucket(options(Duration::from_secs(1)));
    bucket.put("a", Bytes::from_static(b"1")).await.unwrap();
    assert_eq!(bucket.all().await.unwrap().len(), 1);
    wait_until(async || bucket.all().await.unwrap().is_empty()).await;
}
