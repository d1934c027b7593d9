//! `gongjian verify`: the chains of all logs, the mirrors against them, and outside checkpoints.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use bus::Bus;
use contracts::access::{self, Before};
use contracts::{Commit, SERVICES};
use eventlog::Error::Locked;
use eventlog::{Checkpoint, Head, Log, SledLog, Verified};
use runtime::Settings;
use values::Text;

use crate::node;
use crate::text;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 与数据目录之外保存的检查点比对
    #[arg(long, value_name = "文件")]
    against: Option<PathBuf>,
    /// 把各日志当前的末端写成检查点（请保存到数据目录之外）
    #[arg(long, value_name = "文件")]
    checkpoint: Option<PathBuf>,
}

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    let folder = node::logs(&settings.data);
    anyhow::ensure!(folder.is_dir(), "{} 里没有日志", settings.data.display());
    let checkpoints = match &args.against {
        Some(path) => Checkpoint::read(path)?,
        None => Vec::new(),
    };
    let mut sound = true;
    let mut verified = Vec::new();
    for name in SERVICES {
        if is_unbegun(&folder, name) && !checkpoints.iter().any(|known| known.service == name) {
            println!("– {name}：还没有日志（本数据早于该服务，启动后建立）");
            continue;
        }
        match chain(&folder, name, &checkpoints) {
            Ok(Verified { head, commits, .. }) => {
                println!("✓ {name}：{commits} 个提交，哈希链完整，末端 {}", head.hash);
                verified.push((name, head));
            }
            // Nobody can say yet whether it is sound.
            Err(error) if matches!(error.downcast_ref(), Some(Locked { .. })) => {
                anyhow::bail!("系统正在运行，日志被占用：请先停止它，再校验");
            }
            Err(error) => {
                println!("✗ {name}：{}", text::chain(&error));
                sound = false;
            }
        }
    }
    sound &= access(&folder)?;
    if sound {
        let broker = node::broker(&settings).await?;
        let url = broker.as_ref().map_or(settings.nats.url.clone(), bus::server::Server::url);
        let bus = node::connect(&settings, &url, "operator").await?;
        for (name, head) in &verified {
            sound &= mirror(&bus, &folder, name, *head).await?;
        }
    }
    if let (true, Some(path)) = (sound, &args.checkpoint) {
        let time = runtime::Clock::default().now();
        for (name, Head { position, hash }) in verified {
            Checkpoint { service: name.to_owned(), position, hash, time }.write(path)?;
        }
        println!("检查点已写入 {}，请保存到数据目录之外", path.display());
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The audit of access: every month's chain, and that each begins where the one before ended.
fn access(folder: &Path) -> anyhow::Result<bool> {
    let (mut sound, mut before) = (true, None);
    for name in gateway::audit_months(folder)? {
        match month(folder, &name, before.take()) {
            Ok(end) => {
                println!("✓ {name}：{} 条访问审计，哈希链完整，末端 {}", end.position, end.hash);
                before = Some(end);
            }
            Err(error) => {
                println!("✗ {name}：{}", text::chain(&error));
                sound = false;
            }
        }
    }
    Ok(sound)
}

fn month(folder: &Path, name: &str, before: Option<Before>) -> anyhow::Result<Before> {
    let Verified { head: Head { position, hash }, .. } = eventlog::verify(folder, name, None)?;
    let log = SledLog::open(folder, name)?;
    let first = log.read(1).next().transpose()?.context("没有第一条记录")?;
    let first: Commit<access::Event> = serde_json::from_slice(first.bytes())?;
    let begun = first.events.into_iter().next().map(|recorded| recorded.event);
    let Some(access::Event::Begun { previous }) = begun else {
        anyhow::bail!("第一条记录不是开始");
    };
    // Of the oldest month, what came before was deleted in its time.
    anyhow::ensure!(before.is_none() || previous == before, "没有接在上一个月的末端之后");
    Ok(Before { name: Text::new(name)?, position, hash })
}

/// Has the service never started on this data, which is older than it? A log that was removed
/// leaves its head and its keys behind.
fn is_unbegun(folder: &Path, name: &str) -> bool {
    let traces = [name.to_owned(), format!("{name}.head"), format!("{name}.keys")];
    traces.iter().all(|trace| !folder.join(trace).exists())
}

/// The whole chain of one log, and every checkpoint of it.
fn chain(folder: &Path, name: &str, checkpoints: &[Checkpoint]) -> anyhow::Result<Verified> {
    let mut verified = eventlog::verify(folder, name, None)?;
    for known in checkpoints.iter().filter(|known| known.service == name) {
        verified = eventlog::verify(folder, name, Some(known))?;
    }
    Ok(verified)
}

/// Is the mirror a part of the log, from its beginning?
async fn mirror(bus: &Bus, folder: &Path, name: &str, head: Head) -> anyhow::Result<bool> {
    let mirrored = bus.head(name).await?;
    if mirrored > head.position {
        println!("✗ {name}：镜像到 {mirrored}，超出日志（到 {}）", head.position);
        return Ok(false);
    }
    let log = SledLog::open(folder, name)?;
    let mut follower = bus.follow(name, 1).await?;
    for entry in log.read(1).take(usize::try_from(mirrored)?) {
        let entry = entry?;
        let (position, bytes) = follower.next().await?;
        if (position, &bytes) != (entry.position(), entry.bytes()) {
            println!("✗ {name}：镜像的第 {position} 个提交与日志不同");
            return Ok(false);
        }
    }
    match head.position - mirrored {
        0 => println!("✓ {name}：镜像与日志一致"),
        behind => println!("· {name}：镜像还差 {behind} 个提交，服务启动后会自动补齐"),
    }
    Ok(true)
}
