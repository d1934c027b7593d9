//! How fast a log is: durable appends a second with 256 in flight, and replay.
//!
//! `cargo run --release -p eventlog --example append [FOLDER [COMMITS]]`. It is no test: the
//! figures depend on the disk.

#![expect(clippy::print_stdout, reason = "it is a command")]

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

use contracts::{Actor, Recorded};
use eventlog::{Chain, Draft, GroupCommit, Log, SledLog};
use values::{CommandId, Hash, Timestamp, Uuid};

const IN_FLIGHT: usize = 256;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next();
    let commits: u64 = arguments.next().map_or(Ok(200_000), |text| text.parse())?;
    let commits = commits.max(1);
    let temporary = tempfile::tempdir()?;
    let folder = folder.as_deref().map_or(temporary.path(), Path::new);

    let log = Arc::new(SledLog::open(folder, "bench")?);
    let bytes = append(&log, commits)?;
    println!("  {} bytes a commit", bytes / commits);
    drop(log);

    let started = Instant::now();
    let log = SledLog::open(folder, "bench")?;
    println!("opening: {} ms", started.elapsed().as_millis());
    for run in 1..=3 {
        let started = Instant::now();
        let mut count = 0;
        for entry in log.read(1) {
            entry?;
            count += 1;
        }
        println!("replay {run}: {count} commits, {} a second", rate(count, started));
    }
    Ok(())
}

/// Appends so many commits, never more than 256 unacknowledged, and returns their bytes.
fn append(log: &Arc<SledLog>, commits: u64) -> Result<u64, Box<dyn Error>> {
    let last = log.head().position + commits;
    let (take, give) = sync_channel(IN_FLIGHT);
    let mut groups = 0_u64;
    let (tell, told) = sync_channel(1);
    let acknowledged = move |group: &[eventlog::Entry]| {
        groups += 1;
        for entry in group {
            give.recv().expect("one was taken for each in flight");
            if entry.position() == last {
                tell.send(groups).expect("it is waited for");
            }
        }
    };
    let failed = |error| panic!("{error}");
    let group = GroupCommit::spawn(log.clone(), None, acknowledged, failed);
    let mut chain = Chain::at(log.head());
    let mut bytes = 0;
    let started = Instant::now();
    for n in 0..commits {
        let entry = chain.next(draft(format!("{n}-{}", "的".repeat(80))))?;
        bytes += entry.bytes().len() as u64;
        take.send(())?;
        group.push(entry);
    }
    let groups = told.recv()?;
    println!("append: {commits} commits, {} a second, {groups} groups", rate(commits, started));
    group.close();
    Ok(bytes)
}

fn rate(count: u64, started: Instant) -> u128 {
    u128::from(count) * 1_000_000_000 / started.elapsed().as_nanos().max(1)
}

fn draft(text: String) -> Draft<String> {
    Draft {
        command: CommandId(Uuid::from_u128(1)),
        request: Hash::of(text.as_bytes()),
        actor: Actor::System,
        time: Timestamp::UNIX_EPOCH,
        cause: None,
        events: vec![Recorded { aggregate: Uuid::from_u128(7), version: 1, event: text }],
    }
}
