//! How fast the bus is: requests a second with 256 under way, commits mirrored a second, and
//! commits followed a second; broker, both clients and the load on the same cores.
//!
//! `cargo run --release -p bus --example request_reply`

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bus::server::{self, Server};
use bus::{Bus, Bytes, Headers, MirrorPolicy, MirrorSource, Options, mirror};
use contracts::{Actor, Position, Role, subjects};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use values::{CommandId, OrganisationId, PersonId, Uuid};

const SERVICE: &str = "bench";
const UNDER_WAY: u32 = 256;
const REQUESTS_EACH: u32 = 1_000;
const COMMITS: u64 = 300_000;
const COMMIT_BYTES: usize = 630;
const ROUNDS: usize = 3;
const TIMEOUT: Duration = Duration::from_secs(10);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(folder.path(), server::Options::default())?;
    let serving = Bus::connect(Options::new(server.url(), SERVICE)).await?;
    let asking = Bus::connect(Options::new(server.url(), "gateway")).await?;
    respond(&serving).await?;

    for round in 1..=ROUNDS {
        let (rate, mut times) = requests(&asking).await?;
        times.sort_unstable();
        let percentile = |percent: usize| times[(times.len() - 1) * percent / 100];
        println!(
            "round {round}: {rate} requests/s with {UNDER_WAY} under way, p50 {:?}, p99 {:?}",
            percentile(50),
            percentile(99),
        );
    }
    for round in 1..=ROUNDS {
        let service = format!("{SERVICE}{round}");
        let mirrored = mirrored(&serving, &service).await?;
        let followed = followed(&asking, &service).await?;
        println!("round {round}: {mirrored} commits/s mirrored, {followed} commits/s followed");
    }
    println!("messages lost to full queues: {}", serving.overflows() + asking.overflows());
    server.stop()?;
    Ok(())
}

/// Answers from a plain thread, as the writer of a service does.
async fn respond(bus: &Bus) -> Result<(), bus::Error> {
    let mut requests = bus.serve(SERVICE).await?;
    let (queue, waiting) = std::sync::mpsc::sync_channel::<bus::Request>(4_096);
    std::thread::spawn(move || {
        for request in waiting {
            let reply = request.body.clone();
            request.respond(reply);
        }
    });
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            if queue.send(request).is_err() {
                return;
            }
        }
    });
    Ok(())
}

fn rate(count: u64, since: Instant) -> u128 {
    u128::from(count) * 1_000 / since.elapsed().as_millis().max(1)
}

async fn requests(bus: &Bus) -> Result<(u128, Vec<Duration>), Box<dyn Error>> {
    let subject = format!("{}.{SERVICE}.thing.echo", subjects::COMMAND);
    let body = Bytes::from(vec![b'x'; 200]);
    let began = Instant::now();
    let workers: Vec<_> = (0..UNDER_WAY)
        .map(|worker| {
            let (bus, subject, body) = (bus.clone(), subject.clone(), body.clone());
            tokio::spawn(async move {
                let mut times = Vec::new();
                for n in 0..REQUESTS_EACH {
                    let headers = headers(worker, n);
                    let sent = Instant::now();
                    bus.request(&subject, &headers, body.clone(), TIMEOUT).await?;
                    times.push(sent.elapsed());
                }
                Ok::<_, bus::Error>(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.await??);
    }
    Ok((rate(u64::from(UNDER_WAY * REQUESTS_EACH), began), times))
}

fn headers(worker: u32, n: u32) -> Headers {
    let id = u128::from(worker) << 32 | u128::from(n);
    let actor = Actor::Person {
        person: PersonId(Uuid::from_u128(1)),
        organisation: OrganisationId(Uuid::from_u128(2)),
        role: Role::Liaison,
    };
    Headers::command(CommandId(Uuid::from_u128(id)), actor)
}

/// A log of commits that differ by their position.
struct Log;

impl MirrorSource for Log {
    fn head(&self) -> Position {
        COMMITS
    }

    fn read(
        &self,
        from: Position,
        max: usize,
    ) -> Result<Vec<(Position, Bytes)>, Box<dyn Error + Send + Sync>> {
        let commit = |position| {
            let mut bytes = format!("{position:0>COMMIT_BYTES$}").into_bytes();
            bytes[0] = b'{';
            (position, Bytes::from(bytes))
        };
        Ok((from..=COMMITS).take(max).map(commit).collect())
    }
}

async fn mirrored(bus: &Bus, service: &str) -> Result<u128, Box<dyn Error>> {
    let (_writer, acknowledged) = watch::channel(COMMITS);
    let (sender, mut mirrored) = watch::channel(0);
    let cancel = CancellationToken::new();
    let began = Instant::now();
    let task = tokio::spawn({
        let (bus, service, cancel) = (bus.clone(), service.to_owned(), cancel.clone());
        let policy = MirrorPolicy::Embedded;
        let log = Arc::new(Log);
        async move { mirror(bus, &service, log, acknowledged, sender, policy, cancel).await }
    });
    mirrored.wait_for(|position| *position == COMMITS).await?;
    let rate = rate(COMMITS, began);
    cancel.cancel();
    task.await??;
    Ok(rate)
}

async fn followed(bus: &Bus, service: &str) -> Result<u128, Box<dyn Error>> {
    let mut follower = bus.follow(service, 1).await?;
    let began = Instant::now();
    let mut last = 0;
    while last < COMMITS {
        for (position, _) in follower.next_batch(512).await? {
            last = position;
        }
    }
    Ok(rate(COMMITS, began))
}
