//! `gongjian verify` finds what was done to the data behind the system's back.

use std::collections::BTreeMap;
use std::path::Path;

use contracts::Role;
use serde_json::json;

use crate::system::{System, wait_until};

/// A system with some data, ended well.
async fn ended() -> System {
    let mut system = System::start().await;
    list_offers(&system, 3).await;
    system.stop().await;
    system
}

async fn list_offers(system: &System, count: u32) {
    let unit = system.organisation(&format!("听涛医院{count}"), "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    for n in 0..count {
        let offer = json!({
            "owner": unit, "title": format!("会议室 {n}"), "category": "venue",
            "amount": { "quantity": 5, "unit": "session" },
        });
        system.make(&liaison, "/offers", offer).await;
    }
}

/// What `verify` says, and whether all was well.
fn verify(system: &System, more: &[&str]) -> (bool, String) {
    let output = system.run(&[&["verify"], more].concat());
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn replace(what: &Path, by: &Path) {
    std::fs::remove_dir_all(what).unwrap();
    copy(by, what);
}

#[tokio::test]
async fn a_sound_system_is_called_sound() {
    let system = ended().await;
    let (sound, said) = verify(&system, &[]);
    assert!(sound, "{said}");
    assert!(said.contains("resources：3 个提交"), "{said}");
    assert!(said.contains("resources：镜像与日志一致"), "{said}");
}

#[tokio::test]
async fn a_running_system_is_to_be_stopped_first_and_is_not_called_unsound() {
    let system = System::start().await;
    let (sound, said) = verify(&system, &[]);
    assert!(!sound && said.contains("系统正在运行") && !said.contains('✗'), "{said}");
}

#[tokio::test]
async fn a_flipped_byte_is_found() {
    let system = ended().await;
    let file = system.data().join("logs/resources/db");
    let mut bytes = std::fs::read(&file).unwrap();
    let title = "会议室 1".as_bytes();
    let places: Vec<usize> =
        (0..bytes.len() - title.len()).filter(|at| bytes[*at..].starts_with(title)).collect();
    assert!(!places.is_empty(), "the title stands in the file");
    for at in places {
        bytes[at] ^= 1;
    }
    std::fs::write(&file, bytes).unwrap();
    let (sound, said) = verify(&system, &[]);
    assert!(!sound, "a flipped byte passed: {said}");
    assert!(said.contains("✗ resources"), "{said}");
}

#[tokio::test]
async fn a_removed_commit_is_found() {
    damaged("commit 2 is missing, 3 follows", |commits| {
        commits.remove(&2).expect("there is one");
    })
    .await;
}

#[tokio::test]
async fn a_swapped_pair_is_found() {
    damaged("at position 1 stands a commit that says it is 2", |commits| {
        let [first, second] = [1, 2].map(|position| commits.remove(&position).unwrap());
        commits.extend([(1, second), (2, first)]);
    })
    .await;
}

/// Damages a log through its database, so that the database's own checksums are right: `verify`
/// says what is wrong, and that the other logs are sound.
async fn damaged(expected: &str, change: impl FnOnce(&mut BTreeMap<u64, Vec<u8>>)) {
    let system = ended().await;
    eventlog::testing::rewrite(&system.data().join("logs"), "resources", change);
    let (sound, said) = verify(&system, &[]);
    assert!(!sound, "it passed: {said}");
    assert!(said.contains("✗ resources") && said.contains(expected), "{said}");
    assert!(said.contains("✓ needs"), "the others are sound: {said}");
}

#[tokio::test]
async fn an_old_copy_of_one_services_log_is_found() {
    let mut system = ended().await;
    let old = tempfile::tempdir().unwrap();
    let log = system.data().join("logs/resources");
    copy(&log, old.path());
    system.up().await;
    list_offers(&system, 2).await;
    system.stop().await;
    replace(&log, old.path());
    let (sound, said) = verify(&system, &[]);
    assert!(!sound, "an old copy passed: {said}");
    assert!(said.contains("✗ resources"), "{said}");
}

#[tokio::test]
async fn an_old_copy_of_everything_is_found_against_an_outside_checkpoint() {
    let mut system = ended().await;
    let (old, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let checkpoint = outside.path().join("checkpoint");
    let checkpoint = checkpoint.to_str().unwrap();
    copy(system.data(), old.path());
    system.up().await;
    list_offers(&system, 2).await;
    system.stop().await;
    let (sound, said) = verify(&system, &["--checkpoint", checkpoint]);
    assert!(sound, "{said}");
    for entry in ["logs", "nats"] {
        replace(&system.data().join(entry), &old.path().join(entry));
    }
    let (sound, said) = verify(&system, &[]);
    assert!(sound, "by itself an old copy of everything is sound: {said}");
    let (sound, said) = verify(&system, &["--against", checkpoint]);
    assert!(!sound, "an old copy of everything passed: {said}");
}

#[tokio::test]
async fn checkpoints_that_were_signed_while_it_ran_are_believed_and_no_others() {
    let outside = tempfile::tempdir().unwrap();
    let at = |name: &str| outside.path().join(name).to_str().unwrap().to_owned();
    let (file, settings) = (at("checkpoints"), at("gongjian.toml"));
    let mut system = System::on_folder(|_| {});
    let made = ["key", "another"].map(|name| {
        let made = system.run(&["checkpoint", "--make-key", &at(name)]);
        assert!(made.status.success(), "{made:?}");
        String::from_utf8(made.stdout).unwrap().lines().last().unwrap().to_owned()
    });
    let [public, another] = made;
    let text = format!("[checkpoints]\nkey = {:?}\nfile = {file:?}\n", at("key"));
    std::fs::write(&settings, text).unwrap();
    system.use_settings(settings.into());
    system.up().await;
    list_offers(&system, 2).await;
    // It notes them itself, the audit of access among them; by hand, too, and for paper.
    wait_until("the ends of all logs", async || {
        let printed = system.run(&["checkpoint"]);
        let printed = String::from_utf8(printed.stdout).unwrap();
        let named = ["access-", "registry", "resources"];
        named.iter().all(|log| printed.contains(log)).then_some(())
    })
    .await;
    system.stop().await;
    let (sound, said) = verify(&system, &["--against", &file, "--signed-by", &public]);
    assert!(sound, "{said}");
    let (sound, said) = verify(&system, &["--against", &file, "--signed-by", &another]);
    assert!(!sound && said.contains("不可信"), "{said}");
    let forged = std::fs::read_to_string(&file).unwrap().replacen("registry", "resources", 1);
    std::fs::write(&file, forged).unwrap();
    let (sound, said) = verify(&system, &["--against", &file]);
    assert!(!sound && said.contains("不可信"), "{said}");
}
