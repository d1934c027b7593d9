//! `gongjian bench http`: the same through HTTP, the load generator on the same cores; and what
//! becomes of three times that load.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use files::Files;
use gateway::{Audit, GatewayOptions, Tokens};
use runtime::{Client, Clock};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::latencies::Latencies;
use super::wire::Wire;
use super::{SERVICE, broker, connect, folder, lists, print, rate};
use crate::progress;

const CONNECTIONS: u64 = 64;
/// Connections of the overload: as many as the gateway takes, twice what it lets be under way.
const CONNECTIONS_OVERLOAD: u64 = 2 * 2048;
/// The overload is so many times the rate that was reached before.
const OVERLOAD: u64 = 3;
const WARM_UP: Duration = Duration::from_secs(2);

fn seconds() -> impl clap::builder::TypedValueParser<Value = u64> {
    clap::value_parser!(u64).range(1..=3600)
}

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
    /// 正常与超载各测量多少秒（另各有 2 秒预热）
    #[arg(long, value_name = "秒", default_value_t = 10, value_parser = seconds())]
    seconds: u64,
}

#[derive(Serialize)]
struct Figures {
    commands_per_s: u64,
    p50_ms: f64,
    p99_ms: f64,
    connections: u64,
    overload: Overload,
    commits: u64,
}

/// What became of three times the load.
#[derive(Serialize)]
struct Overload {
    offered_per_s: u64,
    accepted_per_s: u64,
    /// Answered 429 or 503.
    shed_per_s: u64,
    accepted_p99_ms: f64,
    connections: u64,
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let folder = folder()?;
    let length = Duration::from_secs(args.seconds);
    let server = broker(&folder.path().join("nats"), bus::server::Options::default()).await?;
    let host = super::start(connect(server.url(), SERVICE).await?, folder.path()).await?;
    let client = Client::new(connect(server.url(), "gateway").await?);
    let tokens = folder.path().join("tokens");
    let token = Tokens::add(&tokens, &lists::liaison(), None)?;
    let listener = TcpListener::bind("127.0.0.1:0").await.context("无法监听本机端口")?;
    let target = Target { address: listener.local_addr()?, token: token.into() };
    let files = Files::in_folder(folder.path().join("attached"));
    let audit = Audit::open(folder.path().join("access"), Clock::default(), 365)?;
    let options = GatewayOptions::new(listener, client, Tokens::open(&tokens)?, files, audit);
    let cancel = CancellationToken::new();
    let served = tokio::spawn(gateway::serve(options, cancel.clone()));

    let shown = progress::of_time("64 个连接", WARM_UP + length);
    let mut normal = drive(&target, CONNECTIONS, None, length).await?;
    drop(shown);
    ensure!(normal.shed == 0, "64 个连接就有 {} 次被拒于门外", normal.shed);
    let commands_per_s = rate(normal.accepted.count(), length.as_secs_f64());
    let offered_per_s = OVERLOAD * commands_per_s;
    let pause = Duration::from_secs(CONNECTIONS_OVERLOAD) / u32::try_from(offered_per_s.max(1))?;
    let shown = progress::of_time("三倍负载", WARM_UP + length);
    let mut over = drive(&target, CONNECTIONS_OVERLOAD, Some(pause), length).await?;
    drop(shown);

    cancel.cancel();
    served.await?;
    host.drain().await?;
    tokio::task::spawn_blocking(move || server.stop()).await??;
    let path = folder.path().to_owned();
    let verified =
        tokio::task::spawn_blocking(move || eventlog::verify(&path, SERVICE, &[])).await??;
    let (done, commits) = (normal.done + over.done, verified.commits);
    ensure!(done == commits, "答复了 {done} 条，日志中却有 {commits} 个提交");
    let figures = Figures {
        commands_per_s,
        p50_ms: normal.accepted.percentile(50),
        p99_ms: normal.accepted.percentile(99),
        connections: CONNECTIONS,
        overload: Overload {
            offered_per_s,
            accepted_per_s: rate(over.accepted.count(), length.as_secs_f64()),
            shed_per_s: rate(over.shed, length.as_secs_f64()),
            accepted_p99_ms: over.accepted.percentile(99),
            connections: CONNECTIONS_OVERLOAD,
        },
        commits,
    };
    print(args.json, &figures, &words(&figures))?;
    Ok(ExitCode::SUCCESS)
}

fn words(figures: &Figures) -> String {
    let Figures { commands_per_s, p50_ms, p99_ms, connections, overload, commits } = figures;
    let Overload { offered_per_s, accepted_per_s, shed_per_s, accepted_p99_ms, .. } = overload;
    format!(
        "HTTP：{commands_per_s} 条/秒，p50 {p50_ms:.1} 毫秒，p99 {p99_ms:.1} 毫秒\
         （{connections} 个连接）\n\
         三倍负载（{offered_per_s} 条/秒）：受理 {accepted_per_s} 条/秒，p99 {accepted_p99_ms:.1} \
         毫秒；请其稍后重试 {shed_per_s} 条/秒\n\
         已核对：答复 2xx 的条数与日志中的 {commits} 个提交一致"
    )
}

/// Where the load goes.
#[derive(Clone)]
struct Target {
    address: SocketAddr,
    token: Arc<str>,
}

/// What came of driving it.
#[derive(Default)]
struct Driven {
    /// Every command that was done, warm-up and all.
    done: u64,
    /// Of those that were answered while it was measured.
    accepted: Latencies,
    /// How many were turned away while it was measured.
    shed: u64,
}

/// Sends commands over `connections`, one at a time on each, a new one every `pause` at most.
async fn drive(
    target: &Target,
    connections: u64,
    pause: Option<Duration>,
    length: Duration,
) -> anyhow::Result<Driven> {
    let from = Instant::now() + WARM_UP;
    let next = Arc::new(AtomicU64::new(0));
    let one = |_| {
        let connection = Connection { target: target.clone(), next: Arc::clone(&next), pause };
        tokio::spawn(connection.drive(from, from + length))
    };
    let tasks: Vec<_> = (0..connections).map(one).collect();
    let mut all = Driven::default();
    for task in tasks {
        let Driven { done, accepted, shed } = task.await??;
        all.done += done;
        all.accepted.append(accepted);
        all.shed += shed;
    }
    Ok(all)
}

struct Connection {
    target: Target,
    next: Arc<AtomicU64>,
    pause: Option<Duration>,
}

impl Connection {
    async fn drive(self, from: Instant, to: Instant) -> anyhow::Result<Driven> {
        let mut driven = Driven::default();
        let mut wire = Wire::connect(self.target.address).await?;
        let mut tick = self.pause.map(tokio::time::interval);
        if let Some(tick) = &mut tick {
            tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        loop {
            if let Some(tick) = &mut tick {
                tick.tick().await;
            }
            let asked = Instant::now();
            if asked >= to {
                return Ok(driven);
            }
            let offer = lists::offer(self.next.fetch_add(1, Ordering::Relaxed));
            let body = serde_json::to_string(&offer)?;
            let answer = wire.post("/offers", &self.target.token, None, &body).await?;
            let answered = Instant::now();
            let measured = answered >= from && answered < to;
            match answer.status {
                201 => {
                    driven.done += 1;
                    if measured {
                        driven.accepted.add(answered - asked);
                    }
                }
                429 | 503 => driven.shed += u64::from(measured),
                status => bail!("未能处理：{status} {}", String::from_utf8_lossy(answer.body)),
            }
        }
    }
}
