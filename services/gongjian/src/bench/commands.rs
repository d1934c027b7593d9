//! `gongjian bench commands`: request → rules → disk → reply, through the broker, mirror on.

use std::collections::VecDeque;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use contracts::{Actor, Reply};
use runtime::{Client, Health, Host, fresh_command};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::latencies::Latencies;
use super::{SERVICE, broker, connect, folder, jetstream, lists, postgres, print, rate};
use crate::progress;

const IN_FLIGHT: usize = 256;
const WARM_UP: Duration = Duration::from_secs(2);
/// How long each peer is measured.
const PEER: Duration = Duration::from_secs(5);
/// How far the mirror may be behind.
const MIRROR_LAG_MAX: Duration = Duration::from_secs(1);
/// How long the mirror may take to come to the end before it is called stuck.
const MIRROR_END_MAX: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(5);

fn seconds() -> impl clap::builder::TypedValueParser<Value = u64> {
    clap::value_parser!(u64).range(1..=3600)
}

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
    /// 测量多少秒（另有 2 秒预热）
    #[arg(long, value_name = "秒", default_value_t = 10, value_parser = seconds())]
    seconds: u64,
    /// 不测对照系统
    #[arg(long)]
    no_peers: bool,
}

#[derive(Serialize)]
struct Figures {
    commands_per_s: u64,
    p50_ms: f64,
    p99_ms: f64,
    in_flight: usize,
    mirror_lag_ms: u64,
    commits: u64,
    commit_bytes: u64,
    peers: Peers,
}

#[derive(Default, Serialize)]
struct Peers {
    jetstream_sync_always_per_s: Option<u64>,
    postgres_insert_per_s: Option<u64>,
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let folder = folder()?;
    let mut figures = service(folder.path(), Duration::from_secs(args.seconds)).await?;
    let bytes = usize::try_from(figures.commit_bytes)?;
    if !args.no_peers {
        let publishes = jetstream::publishes(folder.path(), bytes, IN_FLIGHT, PEER).await?;
        figures.peers.jetstream_sync_always_per_s = Some(publishes);
        let shown = progress::of_time("对照：PostgreSQL", PEER);
        let path = folder.path().to_owned();
        let inserts = tokio::task::spawn_blocking(move || postgres::inserts(&path, bytes, PEER));
        figures.peers.postgres_insert_per_s = match inserts.await? {
            Ok(rate) => Some(rate),
            Err(error) => {
                eprintln!("未测 PostgreSQL：{}", crate::text::chain(&error));
                None
            }
        };
        drop(shown);
    }
    print(args.json, &figures, &words(&figures))?;
    Ok(ExitCode::SUCCESS)
}

fn words(figures: &Figures) -> String {
    let Figures { commands_per_s, p50_ms, p99_ms, in_flight, mirror_lag_ms, .. } = figures;
    let Figures { commits, commit_bytes, peers, .. } = figures;
    let peer = |rate: Option<u64>| match rate {
        Some(rate) => {
            let times = *commands_per_s as f64 / rate.max(1) as f64;
            format!("{rate} 次/秒（本系统为其 {times:.1} 倍）")
        }
        None => "未测".to_owned(),
    };
    format!(
        "命令：{commands_per_s} 条/秒，p50 {p50_ms:.1} 毫秒，p99 {p99_ms:.1} 毫秒\
         （同时在途 {in_flight} 条）\n\
         已核对：答复数与日志中的 {commits} 个提交一致（每个 {commit_bytes} 字节），哈希链与镜像完整\n\
         镜像最多落后：{mirror_lag_ms} 毫秒\n\
         对照 JetStream（sync_interval: always）：{}\n\
         对照 PostgreSQL（synchronous_commit = on，64 个客户端）：{}",
        peer(peers.jetstream_sync_always_per_s),
        peer(peers.postgres_insert_per_s),
    )
}

/// Drives the service and checks afterwards that it kept its promises.
async fn service(folder: &std::path::Path, length: Duration) -> anyhow::Result<Figures> {
    let server = broker(&folder.join("nats"), bus::server::Options::default()).await?;
    let host = super::start(connect(server.url(), SERVICE).await?, folder).await?;
    let client = Client::new(connect(server.url(), "bench").await?);

    let stop = CancellationToken::new();
    let watching = tokio::spawn(watch_mirror(host.health().clone(), stop.clone()));
    let shown = progress::of_time("命令", WARM_UP + length);
    let mut driven = tokio::select! {
        driven = drive(&client, length) => driven?,
        failed = host.failed() => bail!(failed),
    };
    drop(shown);
    stop.cancel();
    let lag = watching.await??;
    let mirrored = host.health().readiness().mirrored;
    drain(host).await?;
    tokio::task::spawn_blocking(move || server.stop()).await??;

    let path = folder.to_owned();
    let verified =
        tokio::task::spawn_blocking(move || eventlog::verify(&path, SERVICE, &[])).await??;
    let (acknowledged, commits) = (driven.acknowledged, verified.commits);
    ensure!(acknowledged == commits, "答复了 {acknowledged} 条，日志中却有 {commits} 个提交");
    ensure!(mirrored == commits, "镜像有 {mirrored} 个提交，日志有 {commits} 个");
    ensure!(lag <= MIRROR_LAG_MAX, "镜像落后 {} 毫秒，超过 1 秒", lag.as_millis());
    Ok(Figures {
        commands_per_s: rate(driven.latencies.count(), length.as_secs_f64()),
        p50_ms: driven.latencies.percentile(50),
        p99_ms: driven.latencies.percentile(99),
        in_flight: IN_FLIGHT,
        mirror_lag_ms: u64::try_from(lag.as_millis())?,
        commits,
        commit_bytes: verified.bytes / commits.max(1),
        peers: Peers::default(),
    })
}

async fn drain(host: Host) -> anyhow::Result<()> {
    Ok(host.drain().await?)
}

/// What came of driving it.
struct Driven {
    /// Every command that was answered *done*, warm-up and all.
    acknowledged: u64,
    /// Of those that were answered while it was measured.
    latencies: Latencies,
}

/// Keeps [`IN_FLIGHT`] commands under way until the time is over.
async fn drive(client: &Client, length: Duration) -> anyhow::Result<Driven> {
    let from = Instant::now() + WARM_UP;
    let to = from + length;
    let actor = Arc::new(lists::liaison());
    let next = Arc::new(AtomicU64::new(0));
    let one =
        |_| tokio::spawn(ask(client.clone(), Arc::clone(&actor), Arc::clone(&next), from, to));
    let tasks: Vec<_> = (0..IN_FLIGHT).map(one).collect();
    let mut all = Driven { acknowledged: 0, latencies: Latencies::default() };
    for task in tasks {
        let Driven { acknowledged, latencies } = task.await??;
        all.acknowledged += acknowledged;
        all.latencies.append(latencies);
    }
    Ok(all)
}

/// One command after another, each with its own id.
async fn ask(
    client: Client,
    actor: Arc<Actor>,
    next: Arc<AtomicU64>,
    from: Instant,
    to: Instant,
) -> anyhow::Result<Driven> {
    let mut driven = Driven { acknowledged: 0, latencies: Latencies::default() };
    loop {
        let asked = Instant::now();
        if asked >= to {
            return Ok(driven);
        }
        let offer = lists::offer(next.fetch_add(1, Ordering::Relaxed));
        match client.command(&actor, fresh_command(), &offer).await? {
            Reply::Done(_) => driven.acknowledged += 1,
            Reply::Rejected(rejection) => bail!("被拒绝：{}", rejection.code()),
            Reply::Failed(failure) => bail!("未能处理：{failure}"),
        }
        let answered = Instant::now();
        if answered >= from && answered < to {
            driven.latencies.add(answered - asked);
        }
    }
}

/// How long the mirror took, at worst, to hold what was acknowledged. Goes on after `stop` until
/// it holds everything.
async fn watch_mirror(health: Health, stop: CancellationToken) -> anyhow::Result<Duration> {
    let mut waiting = VecDeque::new();
    let mut worst = Duration::ZERO;
    let mut tick = tokio::time::interval(LOOK);
    let mut stuck_at = None;
    loop {
        tick.tick().await;
        let (now, seen) = (Instant::now(), health.readiness());
        waiting.push_back((seen.position, now));
        while let Some((position, since)) = waiting.front()
            && *position <= seen.mirrored
        {
            worst = worst.max(now - *since);
            waiting.pop_front();
        }
        if stop.is_cancelled() {
            let stuck_at = *stuck_at.get_or_insert(now + MIRROR_END_MAX);
            if waiting.is_empty() {
                return Ok(worst);
            }
            ensure!(now < stuck_at, "镜像停在 {}，日志在 {}", seen.mirrored, seen.position);
        }
    }
}
