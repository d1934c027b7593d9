//! How many commands a second pass through the gateway: 64 connections, one command at a time on
//! each, services that answer at once from memory, the load on the same cores. What a service and
//! its disk add is not in it.
//!
//! `cargo run --release -p gateway --example load`

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::error::Error;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bus::{Bus, Bytes};
use contracts::{Actor, Changed, Receipt, Reply, Role};
use gateway::{GatewayOptions, Tokens, serve};
use runtime::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use values::{OrganisationId, PersonId, Uuid};

const CONNECTIONS: usize = 64;
const COMMANDS_EACH: usize = 1_000;
const ROUNDS: usize = 3;
const OWNER: OrganisationId = OrganisationId(Uuid::from_u128(10));

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    let bus = Bus::memory();
    answer(&bus).await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("tokens");
    let person = PersonId(Uuid::from_u128(1));
    let actor = Actor::Person { person, organisation: OWNER, role: Role::Liaison };
    let token = Tokens::add(&path, &actor, None)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let options = GatewayOptions::new(listener, Client::new(bus), Tokens::open(&path)?);
    let cancel = CancellationToken::new();
    let served = tokio::spawn(serve(options, cancel.clone()));
    for round in 1..=ROUNDS {
        let (rate, mut times) = load(address, &token).await?;
        times.sort_unstable();
        let percentile = |percent: usize| times[(times.len() - 1) * percent / 100];
        println!(
            "round {round}: {rate} commands/s on {CONNECTIONS} connections, p50 {:?}, p99 {:?}",
            percentile(50),
            percentile(99),
        );
    }
    cancel.cancel();
    served.await?;
    Ok(())
}

/// Services that did whatever they are asked.
async fn answer(bus: &Bus) -> Result<(), bus::Error> {
    let changed = Changed { aggregate: "offer".into(), id: Uuid::from_u128(7), version: 1 };
    let receipt = Reply::Done(Receipt { position: 7, changed: vec![changed] });
    let reply = Bytes::from(serde_json::to_vec(&receipt).expect("a receipt has text keys only"));
    let mut requests = bus.serve("resources").await?;
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            request.respond(reply.clone());
        }
    });
    Ok(())
}

async fn load(address: SocketAddr, token: &str) -> Result<(u128, Vec<Duration>), Box<dyn Error>> {
    let body = format!(
        r#"{{"owner": "{OWNER}", "title": "会议室", "category": "venue",
            "amount": {{"quantity": 10, "unit": "session"}}}}"#
    );
    let request = format!(
        "POST /api/v1/offers HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let began = Instant::now();
    let workers: Vec<_> =
        (0..CONNECTIONS).map(|_| tokio::spawn(one_connection(address, request.clone()))).collect();
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.await??);
    }
    let rate = times.len() as u128 * 1_000 / began.elapsed().as_millis().max(1);
    Ok((rate, times))
}

async fn one_connection(
    address: SocketAddr,
    request: String,
) -> Result<Vec<Duration>, std::io::Error> {
    let mut stream = TcpStream::connect(address).await?;
    let mut buffer = vec![0; 4096];
    let mut times = Vec::with_capacity(COMMANDS_EACH);
    for _ in 0..COMMANDS_EACH {
        let sent = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        let length = stream.read(&mut buffer).await?;
        assert!(buffer[..length].starts_with(b"HTTP/1.1 201"), "a command was not done");
        times.push(sent.elapsed());
    }
    Ok(times)
}
