//! `gongjian bench views`: how long it takes to build every view of a data folder from its logs, as
//! after a restart: each service on a thread of its own.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use contracts::{SERVICES, ServiceEvent as _};
use runtime::{Service, Writer};
use serde::Serialize;

use super::{peak_rss_mib, print};
use crate::node;
use crate::services::{self, ForService};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 只输出一个 JSON 对象
    #[arg(long)]
    json: bool,
    /// 数据目录，例如 gongjian up --demo --scale weihai 留下的
    #[arg(long, value_name = "目录")]
    data: PathBuf,
}

#[derive(Serialize)]
struct Figures {
    rebuild_s: f64,
    commits: u64,
    peak_rss_mib: u64,
    services: Vec<One>,
}

#[derive(Serialize)]
struct One {
    service: &'static str,
    commits: u64,
    seconds: f64,
}

pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let (json, folder) = (args.json, node::logs(&args.data));
    let figures = tokio::task::spawn_blocking(move || measure(&folder)).await??;
    let one = |one: &One| format!("{}：{} 个提交，{:.2} 秒", one.service, one.commits, one.seconds);
    let each: Vec<_> = figures.services.iter().map(one).collect();
    let words = format!(
        "重建全部视图：{:.2} 秒，共 {} 个提交，内存峰值 {} MiB\n{}",
        figures.rebuild_s,
        figures.commits,
        figures.peak_rss_mib,
        each.join("\n"),
    );
    print(json, &figures, &words)?;
    Ok(ExitCode::SUCCESS)
}

fn measure(folder: &Path) -> anyhow::Result<Figures> {
    let begun = Instant::now();
    let rebuild = |name| services::with(name, Rebuild { folder }).context("没有这个服务")?;
    let services = std::thread::scope(|scope| {
        let threads = SERVICES.map(|name| scope.spawn(move || rebuild(name)));
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.collect::<anyhow::Result<Vec<_>>>()
    })?;
    Ok(Figures {
        rebuild_s: begun.elapsed().as_secs_f64(),
        commits: services.iter().map(|one| one.commits).sum(),
        peak_rss_mib: peak_rss_mib()?,
        services,
    })
}

/// From the first commit to the last, both what the rules remember and what is asked for.
struct Rebuild<'a> {
    folder: &'a Path,
}

impl ForService for Rebuild<'_> {
    type Outcome = anyhow::Result<One>;

    fn with<S: Service>(self) -> anyhow::Result<One> {
        let service = S::Event::SERVICE;
        let (log, keys) = node::open(self.folder, service)?;
        let (log, keys) = (Arc::new(log), Arc::new(keys));
        let begun = Instant::now();
        let mut view = S::View::default();
        let writer = Writer::<S>::replay(log, keys, |commit| S::view(&mut view, &commit))?;
        let seconds = begun.elapsed().as_secs_f64();
        Ok(One { service, commits: writer.head().position, seconds })
    }
}
