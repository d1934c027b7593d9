//! Logs open for ever: the demo town's, as each version wrote them, open, fold and verify.
//!
//! On disk: `tests/logs/<version>/<service>.jsonl`, a commit a line, byte for byte as it was
//! stored, and beside them `heads`, the checkpoint of each; no keys, so that what was sealed stays
//! closed. A version's logs are kept once, when it is released:
//! `cargo nextest run -p gongjian --run-ignored only keep_the_logs_of_this_version`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bus::{Bus, Bytes, MirrorPolicy};
use contracts::needs::Needs;
use contracts::projects::Projects;
use contracts::resources::Offers;
use contracts::{Commit, PageRequest, SERVICES, ServiceEvent};
use eventlog::{Checkpoint, Entry, Keys, Log, MemoryLog};
use runtime::{Client, Clock, Host, HostOptions, Service};
use serde_json::Value;

use super::Stage;
use crate::operator::ask;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/logs")
}

fn path(folder: &Path, service: &str) -> PathBuf {
    folder.join(format!("{service}.jsonl"))
}

fn heads(folder: &Path) -> PathBuf {
    folder.join("heads")
}

/// Starts the service called `name` on `log`: what is there is folded into its state and its views.
async fn start(name: &str, bus: &Bus, clock: &Clock, log: &MemoryLog) -> Host {
    let options = HostOptions {
        bus: bus.clone(),
        log: Arc::new(log.clone()),
        keys: Arc::new(Keys::memory()),
        clock: clock.clone(),
        policy: MirrorPolicy::Embedded,
    };
    let started = match name {
        "registry" => Host::start::<registry::Registry>(options).await,
        "resources" => Host::start::<resources::Resources>(options).await,
        "needs" => Host::start::<needs::Needs>(options).await,
        "projects" => Host::start::<projects::Projects>(options).await,
        "evaluation" => Host::start::<evaluation::Evaluation>(options).await,
        "matching" => Host::start::<matching::Matching>(options).await,
        "reporting" => Host::start::<reporting::Reporting>(options).await,
        "notices" => Host::start::<notices::Notices>(options).await,
        unknown => panic!("nobody starts {unknown}"),
    };
    started.unwrap_or_else(|error| panic!("{name}: {error}"))
}

async fn drain(hosts: Vec<Host>) {
    for host in hosts {
        host.drain().await.unwrap();
    }
}

/// Plays the town, and keeps every log in `folder`.
async fn keep(folder: &Path) {
    let (bus, clock) = (Bus::memory(), Clock::default());
    let (mut hosts, mut logs) = (Vec::new(), Vec::new());
    for name in SERVICES {
        let log = MemoryLog::new();
        hosts.push(start(name, &bus, &clock, &log).await);
        logs.push((name, log));
    }
    let client = Client::new(bus);
    let data = tempfile::tempdir().unwrap();
    let mut stage = Stage::new(client.clone(), clock.clone(), &hosts, data.path());
    super::play_town(&mut stage).await.unwrap();
    super::open_accounts(&client).await.unwrap();
    drain(hosts).await;
    fs::create_dir_all(folder).unwrap();
    for (name, log) in logs {
        let lines: Vec<u8> = log
            .read(1)
            .flat_map(|entry| [entry.unwrap().bytes().as_ref(), b"\n"].concat())
            .collect();
        fs::write(path(folder, name), lines).unwrap();
        let (head, service, time) = (log.head(), name.to_owned(), clock.now());
        let checkpoint = Checkpoint { service, position: head.position, hash: head.hash, time };
        checkpoint.write(&heads(folder)).unwrap();
    }
}

/// The log that is kept of a service, where it is as it was: each commit names the hash of the one
/// before it, and the checkpoint that of the last.
fn kept(folder: &Path, checkpoint: &Checkpoint) -> Result<MemoryLog, String> {
    let lines = fs::read_to_string(path(folder, &checkpoint.service)).unwrap();
    let entry =
        |(position, line): (u64, &str)| Entry::new(position, Bytes::from(line.as_bytes().to_vec()));
    let entries: Vec<_> = (1..).zip(lines.lines()).map(entry).collect();
    let log = MemoryLog::new();
    log.append(&entries).map_err(|error| error.to_string())?;
    let (head, noted) = (log.head(), checkpoint.head());
    if head == noted { Ok(log) } else { Err(format!("it ends at {head:?}, not at {noted:?}")) }
}

/// Every event reads, and is written as it was.
fn read_as<S: Service>(log: &MemoryLog) {
    for entry in log.read(1) {
        let entry = entry.unwrap();
        let (service, position) = (S::Event::SERVICE, entry.position());
        let commit: Commit<S::Event> = serde_json::from_slice(entry.bytes())
            .unwrap_or_else(|error| panic!("{service} {position}: {error}"));
        let stored: Value = serde_json::from_slice(entry.bytes()).unwrap();
        assert_eq!(serde_json::to_value(commit).unwrap(), stored, "{service} {position}");
    }
}

fn read(name: &str, log: &MemoryLog) {
    match name {
        "registry" => read_as::<registry::Registry>(log),
        "resources" => read_as::<resources::Resources>(log),
        "needs" => read_as::<needs::Needs>(log),
        "projects" => read_as::<projects::Projects>(log),
        "evaluation" => read_as::<evaluation::Evaluation>(log),
        "matching" => read_as::<matching::Matching>(log),
        "reporting" => read_as::<reporting::Reporting>(log),
        "notices" => read_as::<notices::Notices>(log),
        unknown => panic!("nobody reads {unknown}"),
    }
}

/// Opens, folds and verifies the logs in `folder`; the lists show what was played.
async fn open(folder: &Path) {
    let (bus, clock) = (Bus::memory(), Clock::default());
    let mut hosts = Vec::new();
    let checkpoints = Checkpoint::read(&heads(folder)).unwrap();
    for name in SERVICES {
        let log = match checkpoints.iter().find(|noted| noted.service == name) {
            Some(noted) => kept(folder, noted).unwrap_or_else(|wrong| panic!("{name}: {wrong}")),
            // It is younger than these logs.
            None => MemoryLog::new(),
        };
        read(name, &log);
        hosts.push(start(name, &bus, &clock, &log).await);
    }
    let client = Client::new(bus);
    let page = PageRequest::default();
    let offers = ask(&client, &Offers { page, ..Offers::default() }).await.unwrap().total;
    let needs = ask(&client, &Needs { page, ..Needs::default() }).await.unwrap().total;
    let projects = ask(&client, &Projects { page, ..Projects::default() }).await.unwrap().total;
    assert!(offers > 3 && needs > 3 && projects > 1, "{offers} {needs} {projects}");
    drain(hosts).await;
}

#[tokio::test]
async fn the_logs_of_a_town_are_kept_small_and_open_again() {
    let folder = tempfile::tempdir().unwrap();
    keep(folder.path()).await;
    open(folder.path()).await;
    let bytes: u64 = fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    assert!(bytes < 1_000_000, "{bytes}");
    what_was_altered_is_found(folder.path());
}

/// In the first commit, in the last, and where the last is missing.
fn what_was_altered_is_found(folder: &Path) {
    for noted in Checkpoint::read(&heads(folder)).unwrap() {
        let path = path(folder, &noted.service);
        let text = fs::read_to_string(&path).unwrap();
        let (before, last) = text.trim_end().rsplit_once('\n').unwrap();
        let first = text.replacen(':', ": ", 1);
        let cut = format!("{before}\n");
        for altered in [first, format!("{before}\n{last} \n"), cut] {
            fs::write(&path, altered).unwrap();
            assert!(kept(folder, &noted).is_err(), "{}", noted.service);
        }
    }
}

#[tokio::test]
async fn the_logs_of_every_version_open_for_ever() {
    let Ok(versions) = fs::read_dir(folder()) else { return };
    for version in versions {
        open(&version.unwrap().path()).await;
    }
}

#[tokio::test]
#[ignore = "keeps the logs of a version, once, when it is released"]
async fn keep_the_logs_of_this_version() {
    let folder = folder().join(VERSION);
    assert!(!folder.exists(), "the logs of {VERSION} are kept already, and for ever");
    keep(&folder).await;
}
