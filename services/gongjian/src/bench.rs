//! `gongjian bench`: how fast this machine is with the real service, beside its peers.
//!
//! Everything it needs it starts itself, in a temporary folder on the disk of the current one, and
//! ends again. The figures are for people to compare; it fails only when a promise was broken.

mod commands;
mod flash;
mod growth;
mod http;
mod jetstream;
mod latencies;
mod lists;
mod matching;
mod pages;
mod postgres;
mod replay;
mod reports;
mod town;
mod views;
mod wire;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use bus::{Bus, MirrorPolicy};
use clap::Subcommand;
use eventlog::{Keys, Log};
use runtime::{Clock, Host};
use serde::Serialize;

use crate::node;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 每秒能落盘并答复多少条命令（经 NATS，镜像开启），并与 JetStream、PostgreSQL 对比
    Commands(commands::Args),
    /// 微心愿抢单：许多人经 HTTP 同时认领，每个心愿恰好一人领到，多久得到答复
    Flash(flash::Args),
    /// 一个社区的清单增长十倍、百倍时，各项操作还要多久
    Growth(growth::Args),
    /// 经 HTTP 每秒能落盘并答复多少条命令，三倍负载时如何
    Http(http::Args),
    /// 演示城市的网页每秒能打开多少页，多久打开
    Pages(pages::Args),
    /// 每秒能重放多少个提交，重启后多久能答复
    Replay(replay::Args),
    /// 求一个城市、多个城市的最优计划要多久，修复一次变更要多久，并与 OR-tools 对比
    Matching(matching::Args),
    /// 每秒能印制多少份单位报告、个人登记卡，内存峰值多少
    Reports(reports::Args),
    /// 从日志重建全部视图要多久（先停止该数据目录上的系统）
    Views(views::Args),
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    runtime::metrics_handle()?;
    match args.what {
        What::Commands(args) => commands::run(args).await,
        What::Flash(args) => flash::run(args).await,
        What::Growth(args) => growth::run(args).await,
        What::Http(args) => http::run(args).await,
        What::Pages(args) => pages::run(args).await,
        What::Replay(args) => replay::run(args).await,
        What::Matching(args) => matching::run(args).await,
        What::Reports(args) => reports::run(args).await,
        What::Views(args) => views::run(args).await,
    }
}

/// The name of the service that is measured.
const SERVICE: &str = "resources";

/// A folder for one run, on the disk of the current folder; removed with everything in it.
fn folder() -> anyhow::Result<tempfile::TempDir> {
    let here = std::env::current_dir().context("无法确定当前目录")?;
    let folder = tempfile::Builder::new().prefix(".gongjian-bench-").tempdir_in(&here);
    folder.with_context(|| format!("无法在 {} 中建立临时目录", here.display()))
}

/// Opens the log and the keys of the measured service in `folder`.
fn open(folder: &Path) -> anyhow::Result<(Arc<dyn Log>, Arc<Keys>)> {
    let (log, keys) = node::open(folder, SERVICE)?;
    Ok((Arc::new(log), Arc::new(keys)))
}

/// The services that claims run through, the one that the others ask first.
const OF_THE_LISTS: [&str; 4] = ["registry", "resources", "needs", "projects"];

/// Starts the measured service as `gongjian up` does.
async fn start(bus: Bus, folder: &Path) -> anyhow::Result<Host> {
    host(folder, SERVICE, bus, &Clock::default()).await
}

/// Starts the service called `name` with its log and keys in `folder`.
async fn host(folder: &Path, name: &str, bus: Bus, clock: &Clock) -> anyhow::Result<Host> {
    node::start_in(folder, name, bus, clock.clone(), MirrorPolicy::Embedded).await
}

/// Starts a broker with its files under `folder`.
async fn broker(
    folder: &Path,
    options: bus::server::Options,
) -> anyhow::Result<bus::server::Server> {
    let folder = folder.to_owned();
    let start = move || bus::server::Server::start(&folder, options);
    tokio::task::spawn_blocking(start).await?.context("无法启动消息服务 nats-server")
}

async fn connect(url: String, name: &str) -> anyhow::Result<Bus> {
    Bus::connect(bus::Options::new(url, name)).await.context("无法连接消息服务")
}

/// The figures: as one JSON object, or in words.
fn print(json: bool, figures: &impl Serialize, words: &str) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string(figures)?);
    } else {
        println!("{words}");
    }
    Ok(())
}

fn peak_rss_mib() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("无法查看内存")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kib.context("系统没有给出内存峰值")? / 1024)
}

/// How many a second.
fn rate(count: u64, seconds: f64) -> u64 {
    let rate = (count as f64 / seconds).round();
    #[expect(clippy::cast_possible_truncation, reason = "far below 2^63")]
    #[expect(clippy::cast_sign_loss, reason = "a count of things over a time")]
    let rate = rate as u64;
    rate
}
