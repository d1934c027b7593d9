//! `gongjian bench replay`: reading a log back, and how soon a service answers after a restart.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use contracts::Reply;
use contracts::resources::{Offer, OfferLine};
use eventlog::{GroupCommit, Keys, Log};
use resources::Resources;
use runtime::{Client, Writer};
use serde::Serialize;
use values::OfferId;

use super::town::Town;
use super::{SERVICE, broker, connect, folder, lists, open, print, rate};
use crate::progress;

/// After how many commits the progress is shown.
const SHOWN_EVERY: u64 = 1024;

fn commits() -> impl clap::builder::TypedValueParser<Value = u64> {
    clap::value_parser!(u64).range(1..)
}

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
    /// 日志有多少个提交
    #[arg(long, value_name = "个数", default_value_t = 500_000, value_parser = commits())]
    commits: u64,
}

#[derive(Serialize)]
struct Figures {
    commits_per_s: u64,
    restart_s: f64,
    commits: u64,
    commit_bytes: u64,
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let folder = folder()?;
    let (path, commits) = (folder.path().to_owned(), args.commits);
    let work = move || {
        let built = build(&path, commits)?;
        Ok::<_, anyhow::Error>((built, replay(&path, commits)?))
    };
    let (Built { first, bytes }, replay_s) = tokio::task::spawn_blocking(work).await??;
    let restart_s = restart(folder.path(), commits, first).await?;
    let commit_bytes = bytes / commits;
    let commits_per_s = rate(commits, replay_s);
    let figures = Figures { commits_per_s, restart_s, commits, commit_bytes };
    let words = format!(
        "重放：{commits_per_s} 个提交/秒（共 {commits} 个，每个 {commit_bytes} 字节）\n\
         重启：从打开日志到答复第一个查询 {restart_s:.2} 秒"
    );
    print(args.json, &figures, &words)?;
    Ok(ExitCode::SUCCESS)
}

struct Built {
    first: OfferId,
    bytes: u64,
}

/// Fills a log as the service itself would.
fn build(folder: &Path, commits: u64) -> anyhow::Result<Built> {
    let (log, keys) = open(folder)?;
    let mut writer = writer(&log, &keys)?;
    let (fail, failed) = std::sync::mpsc::channel();
    let tell = move |error: eventlog::Error| fail.send(error).unwrap_or_default();
    let group = GroupCommit::spawn(Arc::clone(&log), Some(keys), |_| {}, tell);
    let shown = progress::of_pieces("建立日志", commits);
    let mut town = Town::new();
    let mut bytes = 0;
    while writer.head().position < commits {
        town.go_on(&mut writer)?;
        for decided in writer.take_decided() {
            bytes += decided.entry.bytes().len() as u64;
            if decided.entry.position() % SHOWN_EVERY == 0 {
                shown.set_position(decided.entry.position());
            }
            group.push(decided.entry);
        }
    }
    group.close();
    shown.finish_and_clear();
    if let Ok(error) = failed.try_recv() {
        return Err(error).context("无法写入日志");
    }
    ensure!(log.head().position == commits, "日志只有 {} 个提交", log.head().position);
    let first = town.first().context("没有列出任何资源")?;
    Ok(Built { first, bytes })
}

fn writer(log: &Arc<dyn Log>, keys: &Arc<Keys>) -> anyhow::Result<Writer<Resources>> {
    Ok(Writer::replay(Arc::clone(log), Arc::clone(keys), |_| {})?)
}

/// How many seconds a replay takes.
fn replay(folder: &Path, commits: u64) -> anyhow::Result<f64> {
    let (log, keys) = open(folder)?;
    let started = Instant::now();
    let replayed = writer(&log, &keys)?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(replayed.head().position == commits, "只重放了 {} 个提交", replayed.head().position);
    Ok(seconds)
}

/// How many seconds it takes from opening the log to an answer that knows all of it.
async fn restart(folder: &Path, commits: u64, first: OfferId) -> anyhow::Result<f64> {
    let server = broker(&folder.join("nats"), bus::server::Options::default()).await?;
    let bus = connect(server.url(), SERVICE).await?;
    let client = Client::new(connect(server.url(), "bench").await?);
    let started = Instant::now();
    let host = super::start(bus, folder).await?;
    let answer = client.query(&lists::liaison(), Some(commits), &Offer { offer: first }).await?;
    let seconds = started.elapsed().as_secs_f64();
    let known = matches!(answer, Reply::Done(Some(OfferLine { .. })));
    ensure!(known, "重启后不知道第一条资源：{answer:?}");
    host.drain().await?;
    tokio::task::spawn_blocking(move || server.stop()).await??;
    Ok(seconds)
}
