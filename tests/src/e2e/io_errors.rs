//! The disk fails: nothing is acknowledged any more, the process ends, and nothing was lost.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use contracts::Role;
use contracts::testing::skipped;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::system::{Person, System, wait_until};

/// How soon after the error the process has ended.
const ENDED_WITHIN: Duration = Duration::from_secs(2);

/// How many offers are listed before the disk fails, and how many are tried afterwards.
const BEFORE: usize = 5;

#[tokio::test]
async fn a_sync_that_fails_stops_the_system() {
    the_disk_fails("fdatasync", "EIO").await;
}

#[tokio::test]
async fn a_sync_without_room_stops_the_system() {
    the_disk_fails("fdatasync", "ENOSPC").await;
}

#[tokio::test]
async fn a_write_that_fails_stops_the_system() {
    the_disk_fails("pwrite64", "EIO").await;
}

#[tokio::test]
async fn a_write_without_room_stops_the_system() {
    the_disk_fails("pwrite64", "ENOSPC").await;
}

/// Whoever is erased, the file of keys is written anew: where that is not possible, the key is
/// still there, and nobody may be told that it is not.
#[tokio::test]
async fn a_file_that_cannot_be_opened_stops_the_system() {
    if !can_inject() {
        return;
    }
    let mut system = System::start().await;
    let community = system.organisation("望海社区党委", "community").await;
    let unit = system.organisation("听涛医院", "unit").await;
    let register = json!({ "name": "欧阳测消", "work_unit": unit, "home_community": community });
    let person = system.make(&system.person(unit, Role::Liaison), "/people", register).await;
    let (operator, path) = (system.operator(), format!("/people/{person}/erase"));
    let erase = async |system: &System| {
        let (key, nothing) = (Some("once"), json!({}));
        let sent = system.try_send(&operator, Method::POST, &path, key, Some(&nothing)).await;
        sent.ok().map(|answer| answer.status)
    };
    let has_key = |system: &System| {
        let keys = std::fs::read_to_string(system.data().join("logs/registry.keys")).unwrap();
        keys.contains(&person)
    };
    assert!(has_key(&system), "a registered person has one");
    let new_keys = system.data().join("logs/registry.keys.tmp");
    let mut strace = inject(&system, "openat", "EIO", Some(&new_keys)).await;
    let failed_at = Instant::now();
    let told = erase(&system).await;
    assert!(told.is_none_or(|status| status.is_server_error()), "the key is there: {told:?}");
    ends(&mut system, failed_at).await;
    strace.kill().ok();
    strace.wait().unwrap();

    system.up().await;
    assert!(!has_key(&system), "what was decided is carried out at the next start");
    let told = erase(&system).await;
    assert!(told.is_some_and(|status| status.is_success()), "it is done: {told:?}");
}

/// It would rather not start than start without a part of what it keeps.
#[tokio::test]
async fn a_log_that_cannot_be_opened_lets_nothing_start() {
    if !can_inject() {
        return;
    }
    let mut system = System::start().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    let offer = list(&system, &liaison, 0).await;
    system.stop().await;
    for file in ["logs/resources/db", "logs/resources.keys", "logs/resources.head"] {
        let file = system.data().join(file);
        assert!(file.exists(), "{}", file.display());
        let up = system.start_command();
        let mut failing = Command::new("strace")
            .args(["-f", "-o"])
            .arg(system.data().join("strace"))
            .args(["-e", "trace=openat", "-e", "inject=openat:error=EIO", "-P"])
            .arg(&file)
            .arg(up.get_program())
            .args(up.get_args())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let status = wait_until("it to end", async || failing.try_wait().unwrap()).await;
        assert!(!status.success(), "{} cannot be opened, and it ran: {status}", file.display());
    }
    system.up().await;
    let page = system.get(&liaison, &format!("/offers?owner={unit}")).await;
    assert_eq!(page["items"][0]["id"].as_str(), offer.as_deref());
}

fn can_inject() -> bool {
    let can = Command::new("strace").arg("-V").output().is_ok();
    if !can {
        skipped("strace is not installed");
    }
    can
}

async fn the_disk_fails(call: &str, error: &str) {
    if !can_inject() {
        return;
    }
    let mut system = System::start().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    system.get(&liaison, "/me").await;
    let mut acknowledged = Vec::new();
    for n in 0..BEFORE {
        acknowledged.push(list(&system, &liaison, n).await.expect("the disk is well"));
    }
    let mut strace = inject(&system, call, error, None).await;
    let failed_at = Instant::now();
    let refused = list(&system, &liaison, BEFORE).await;
    assert_eq!(refused, None, "{call} failed with {error}, and it was acknowledged all the same");
    ends(&mut system, failed_at).await;
    strace.kill().ok();
    strace.wait().unwrap();

    system.up().await;
    let page = system.get(&liaison, &format!("/offers?owner={unit}&limit=200")).await;
    let there: Vec<&str> =
        page["items"].as_array().unwrap().iter().filter_map(|line| line["id"].as_str()).collect();
    for id in &acknowledged {
        assert_eq!(there.iter().filter(|known| *known == id).count(), 1, "{id} in {there:?}");
    }
    let next = list(&system, &liaison, BEFORE + 1).await;
    assert!(next.is_some(), "the disk is well again");
}

/// By itself, soon, and not as if all was well.
async fn ends(system: &mut System, failed_at: Instant) {
    let status = wait_until("the system to end", async || system.ended()).await;
    let took = failed_at.elapsed();
    assert!(!status.success(), "it ended as if all was well: {status}");
    assert!(took < ENDED_WITHIN, "it took {took:?} to end");
}

/// Lists an offer, once: its id when it was acknowledged.
async fn list(system: &System, liaison: &Person, n: usize) -> Option<String> {
    let offer = json!({
        "owner": liaison.organisation, "title": format!("会议室 {n}"), "category": "venue",
        "amount": { "quantity": 1, "unit": "session" },
    });
    let sent = system.api().try_send(liaison, Method::POST, "/offers", None, Some(&offer)).await;
    let answer = sent.ok().filter(|answer| answer.status == StatusCode::CREATED)?;
    answer.body["id"].as_str().map(str::to_owned)
}

/// From now on every such system call of the system, but not of its broker, fails; or those that
/// name the file alone.
async fn inject(system: &System, call: &str, error: &str, file: Option<&Path>) -> Child {
    let process = system.pid().to_string();
    let trace = system.data().join("strace");
    let fault = format!("inject={call}:error={error}");
    let mut strace = Command::new("strace")
        .args(["-f", "-p", &process, "-e", &format!("trace={call}"), "-e", &fault, "-o"])
        .arg(&trace)
        .args(file.iter().flat_map(|file| [Path::new("-P"), file]))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_until("strace to look on", async || {
        assert_eq!(strace.try_wait().unwrap(), None, "strace ended");
        let mut threads = std::fs::read_dir(format!("/proc/{process}/task")).unwrap().flatten();
        threads.all(|thread| is_traced(&thread.path())).then_some(())
    })
    .await;
    strace
}

/// A thread that has just ended is no concern.
fn is_traced(thread: &Path) -> bool {
    let status = std::fs::read_to_string(thread.join("status")).unwrap_or_default();
    let tracer = status.lines().find_map(|line| line.strip_prefix("TracerPid:"));
    tracer.is_none_or(|tracer| tracer.trim() != "0")
}
