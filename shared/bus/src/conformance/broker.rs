//! What only a broker can suffer: being killed, restarted, lost.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bytes::Bytes;
use contracts::Actor;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::follower::expect;
use super::rig::{Log, Mirroring, PATIENCE, Rig, commits, wait_until};
use crate::server::{Options, Server};
use crate::{Error, Headers};

const POST: &str = "cmd.needs.need.post";
/// Where the process that is to be killed puts its broker.
const FOLDER: &str = "GONGJIAN_TEST_BROKER_FOLDER";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_killed_while_mirroring_ends_up_with_the_log() {
    let rig = Rig::nats().await;
    let log = Log::of(0);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    let mut follower = rig.another_bus().await.follow("needs", 1);
    let end = 25_000;
    let following = tokio::spawn(async move {
        expect(&mut follower, 1, end).await;
    });
    for round in 1..=5 {
        log.grow_to(round * 5_000);
        mirroring.reaches(round * 5_000 - 4_500).await;
        rig.server(Server::kill).await;
        rig.server(Server::restart).await;
    }
    wait_until(async || rig.bus.head("needs").await.is_ok_and(|head| head == end)).await;
    mirroring.reaches(end).await;
    assert_eq!(rig.contents("needs").await, commits(1..end + 1));
    following.await.unwrap();
    mirroring.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_lost_its_disk_is_filled_again() {
    let rig = Rig::nats().await;
    let log = Log::of(500);
    let mut mirroring = Mirroring::embedded(&rig, &log);
    let mut follower = rig.bus.follow("needs", 1);
    expect(&mut follower, 1, 200).await;
    mirroring.reaches(500).await;
    rig.server(Server::kill).await;
    std::fs::remove_dir_all(rig.folder().join("jetstream")).unwrap();
    rig.server(Server::restart).await;
    log.grow_to(600);
    expect(&mut follower, 201, 600).await;
    assert_eq!(rig.contents("needs").await, commits(1..601));
    mirroring.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_broker_requests_fail_at_once_and_heal_within_five_seconds() {
    let rig = Rig::nats().await;
    let mut requests = rig.bus.serve("needs").await.unwrap();
    let asker = rig.another_bus().await;
    let headers = Headers::by(Actor::System);

    let waiting = tokio::spawn({
        let (asker, headers) = (asker.clone(), headers.clone());
        async move { asker.request(POST, &headers, Bytes::new(), PATIENCE).await }
    });
    let unanswered = requests.next().await.unwrap();
    rig.server(Server::kill).await;
    let began = Instant::now();
    assert!(matches!(waiting.await.unwrap(), Err(Error::Disconnected)));
    let reply = asker.request(POST, &headers, Bytes::new(), PATIENCE).await;
    assert!(matches!(reply, Err(Error::Disconnected)), "{reply:?}");
    assert!(began.elapsed() < Duration::from_secs(5));
    drop(unanswered);

    rig.server(Server::restart).await;
    let began = Instant::now();
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            request.respond(Bytes::new());
        }
    });
    let short = Duration::from_millis(500);
    wait_until(async || asker.request(POST, &headers, Bytes::new(), short).await.is_ok()).await;
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test]
async fn no_broker_is_an_error_that_names_it() {
    let options = crate::Options {
        connect_within: Duration::from_millis(100),
        ..crate::Options::new("nats://127.0.0.1:1", "test")
    };
    match crate::Bus::connect(options).await {
        Err(Error::Connect { url, .. }) => assert_eq!(url, "nats://127.0.0.1:1"),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("somebody listens on port 1"),
    }
}

#[test]
fn a_stopped_broker_starts_again_on_its_port_with_its_streams() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), Options::default()).unwrap();
    let (url, pid) = (server.url(), server.pid().unwrap());
    server.stop().unwrap();
    assert_eq!(server.pid(), None);
    assert!(!is_alive(pid));
    server.restart().unwrap();
    assert_eq!(server.url(), url);
    assert_ne!(server.pid(), Some(pid));
    let second = server.pid().unwrap();
    drop(server);
    assert!(!is_alive(second));
}

#[tokio::test]
async fn a_supervised_broker_that_ends_by_itself_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), Options::default()).unwrap();
    let (url, first) = (server.url(), server.pid().unwrap());
    kill(Pid::from_raw(i32::try_from(first).unwrap()), Signal::SIGKILL).unwrap();
    wait_until(async || server.pid().is_some_and(|pid| pid != first)).await;
    assert_eq!(server.url(), url);
}

#[test]
fn a_broker_that_cannot_start_says_why() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("jetstream"), "in the way").unwrap();
    match Server::start(folder.path(), Options::default()) {
        Err(crate::server::Error::Ended { log, .. }) => assert!(!log.is_empty()),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it cannot have started"),
    }
}

#[tokio::test]
async fn the_broker_dies_with_a_killed_parent() {
    let folder = tempfile::tempdir().unwrap();
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "conformance::broker::is_killed_with_a_broker", "--ignored"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let note = folder.path().join("pid");
    let read = || std::fs::read_to_string(&note).ok().and_then(|text| text.parse().ok());
    wait_until(async || read().is_some()).await;
    let broker: u32 = read().unwrap();
    assert!(is_alive(broker));
    parent.kill().unwrap();
    parent.wait().unwrap();
    wait_until(async || !is_alive(broker)).await;
}

#[test]
#[ignore = "the process that the_broker_dies_with_a_killed_parent starts and kills"]
fn is_killed_with_a_broker() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("it is started by another test"));
    let server = Server::start(&folder.join("broker"), Options::default()).unwrap();
    let draft = folder.join("pid.draft");
    std::fs::write(&draft, server.pid().unwrap().to_string()).unwrap();
    std::fs::rename(&draft, folder.join("pid")).unwrap();
    loop {
        std::thread::park();
    }
}

/// Does the process exist and run? A dead one that nobody has waited for yet does not.
fn is_alive(pid: u32) -> bool {
    let status = std::fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("status"));
    status.is_ok_and(|text| !text.contains("State:\tZ"))
}
