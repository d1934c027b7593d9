//! The disk is full: what is there is read, what is new is refused and comes again, and with room
//! it goes on.

use std::fs::{self, File};

use contracts::Role;
use contracts::testing::skipped;
use eventlog::testing::SmallDisk;
use reqwest::Method;
use serde_json::json;

use crate::system::{System, wait_until};

/// A sparse file: what is not written takes no room.
const DISK_BYTES: u64 = 1024 * 1024 * 1024;
/// What is left when the disk is called full: less than a service keeps for itself.
const LEFT_BYTES: u64 = 240 * 1024 * 1024;

#[tokio::test]
async fn a_full_disk_is_read_from_and_written_to_again_when_there_is_room() {
    let mut system = System::on_folder(|_| {});
    let beside = tempfile::tempdir().unwrap();
    let image = beside.path().join("image");
    let Some(disk) = SmallDisk::over(system.data(), &image, DISK_BYTES) else {
        return skipped("it needs root and a loop device");
    };
    system.up().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    let offer = |n: u32| {
        json!({
            "owner": unit, "title": format!("会议室 {n}"), "category": "venue",
            "amount": { "quantity": 1, "unit": "session" },
        })
    };
    let first = system.make(&liaison, "/offers", offer(1)).await;
    let ballast = disk.fill("ballast", LEFT_BYTES);
    // How much is free is asked a few times a second: until then some are taken.
    let mut listed = 1;
    let (key, refused) = loop {
        let (key, body) = (format!("offer-{listed}"), offer(listed + 1));
        let sent = system.try_send(&liaison, Method::POST, "/offers", Some(&key), Some(&body));
        let answer = sent.await.unwrap();
        if answer.body["code"] == "storage_full" {
            break (key, body);
        }
        assert!(answer.status.is_success(), "{:?}", answer.body);
        listed += 1;
        assert!(listed < 10_000, "it is never refused");
    };
    // What each keeps is enough for all of them to start again.
    system.stop().await;
    system.up().await;
    assert_eq!(system.get(&liaison, &format!("/offers/{first}")).await["id"], *first);
    fs::remove_file(ballast).unwrap();
    File::open(system.data()).unwrap().sync_all().unwrap();
    wait_until("it to go on", async || {
        let sent = system.try_send(&liaison, Method::POST, "/offers", Some(&key), Some(&refused));
        sent.await.ok().filter(|answer| answer.status.is_success())
    })
    .await;
    assert_eq!(system.get(&liaison, &format!("/offers?owner={unit}")).await["total"], listed + 1);
    system.stop().await;
    let verified = system.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    drop(disk);
}
