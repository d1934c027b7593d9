//! `gongjian verify`: the chains of all logs, the mirrors against them, and outside checkpoints.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use bus::Bus;
use contracts::access::{self, Before, PREFIX};
use contracts::{Commit, Position, SERVICES};
use eventlog::Error::Locked;
use eventlog::{Checkpoint, Head, Log, PublicKey, SledLog, Verified};
use indicatif::ProgressBar;
use runtime::Settings;
use values::Text;

use crate::{checkpoints, node, progress, text};

/// A commit that the mirror holds comes within this time.
const COMMIT_WITHIN: Duration = Duration::from_secs(10);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 与数据目录之外保存的检查点比对
    #[arg(long, value_name = "文件")]
    against: Option<PathBuf>,
    /// 检查点须由这个公钥签名（gongjian checkpoint --make-key 打印的）
    #[arg(long, value_name = "公钥", requires = "against")]
    signed_by: Option<PublicKey>,
    /// 把各日志当前的末端写成检查点（请保存到数据目录之外）
    #[arg(long, value_name = "文件")]
    checkpoint: Option<PathBuf>,
}

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    let folder = node::logs(&settings.data);
    anyhow::ensure!(folder.is_dir(), "{} 里没有日志", settings.data.display());
    let checkpoints = match &args.against {
        Some(path) => checkpoints::believed(path, args.signed_by)?,
        None => Vec::new(),
    };
    let mut sound = true;
    let mut verified = Vec::new();
    for name in SERVICES {
        if is_unbegun(&folder, name) && !checkpoints.iter().any(|known| known.service == name) {
            println!("– {name}：还没有日志（本数据早于该服务，启动后建立）");
            continue;
        }
        let shown = progress::of_something(format!("校验 {name}"));
        let found = eventlog::verify(&folder, name, &checkpoints);
        shown.finish_and_clear();
        match found {
            Ok(Verified { head, commits, .. }) => {
                println!("✓ {name}：{commits} 个提交，哈希链完整，末端 {}", head.hash);
                verified.push((name, head));
            }
            // Nobody can say yet whether it is sound.
            Err(Locked { .. }) => {
                anyhow::bail!("系统正在运行，日志被占用：请先停止它，再校验");
            }
            Err(error) => {
                println!("✗ {name}：{}", text::chain(&error.into()));
                sound = false;
            }
        }
    }
    sound &= access(&folder, &checkpoints)?;
    if sound {
        let broker = node::broker(&settings).await?;
        let url = broker.as_ref().map_or(settings.nats.url.clone(), bus::server::Server::url);
        let bus = node::connect(&settings, &url, "operator").await?;
        for (name, _) in &verified {
            let log = SledLog::open_to_read(&folder, name)?;
            let shown = progress::of_pieces(format!("比对 {name}"), log.head().position);
            let found = mirror(&bus, name, &log, COMMIT_WITHIN, &shown).await?;
            shown.finish_and_clear();
            sound &= found.is_sound();
            println!("{}", found.chinese(name));
        }
    }
    if let (true, Some(path)) = (sound, &args.checkpoint) {
        let time = runtime::Clock::default().now();
        let key = checkpoints::signing(&settings.checkpoints)?;
        for (name, Head { position, hash }) in verified {
            let checkpoint = Checkpoint { service: name.to_owned(), position, hash, time };
            match &key {
                Some(key) => key.sign(checkpoint).write(path)?,
                None => checkpoint.write(path)?,
            }
        }
        println!("检查点已写入 {}，请保存到数据目录之外", path.display());
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The audit of access: every month's chain, and that each begins where the one before ended.
fn access(folder: &Path, checkpoints: &[Checkpoint]) -> anyhow::Result<bool> {
    let (mut sound, mut before) = (true, None);
    let months = gateway::audit_months(folder)?;
    // Months are deleted whole after their retention, the oldest first: no other may be gone.
    let gone = |name: &String| {
        name.starts_with(PREFIX)
            && !months.contains(name)
            && months.first().is_none_or(|oldest| name > oldest)
    };
    let noted: BTreeSet<_> = checkpoints.iter().map(|known| &known.service).collect();
    for name in noted.into_iter().filter(|name| gone(name)) {
        println!("✗ {name}：检查点记有这个月的访问审计，数据里却没有");
        sound = false;
    }
    for name in months {
        match month(folder, &name, checkpoints, before.take()) {
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

fn month(
    folder: &Path,
    name: &str,
    checkpoints: &[Checkpoint],
    before: Option<Before>,
) -> anyhow::Result<Before> {
    let verified = eventlog::verify(folder, name, checkpoints)?;
    let Head { position, hash } = verified.head;
    let log = SledLog::open_to_read(folder, name)?;
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

/// What a mirror was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mirror {
    Level,
    /// So many commits are missing at its end: the service sends them when it starts.
    Behind(u64),
    /// It holds more than the log.
    Ahead {
        mirrored: Position,
        log: Position,
    },
    /// This commit of it is not that of the log.
    Differs(Position),
    /// This commit is not there, though later ones are.
    Hole(Position),
}

impl Mirror {
    fn is_sound(self) -> bool {
        match self {
            Mirror::Level | Mirror::Behind(_) => true,
            Mirror::Ahead { .. } | Mirror::Differs(_) | Mirror::Hole(_) => false,
        }
    }

    fn chinese(self, name: &str) -> String {
        match self {
            Mirror::Level => format!("✓ {name}：镜像与日志一致"),
            Mirror::Behind(commits) => {
                format!("· {name}：镜像还差 {commits} 个提交，服务启动后会自动补齐")
            }
            Mirror::Ahead { mirrored, log } => {
                format!("✗ {name}：镜像到 {mirrored}，超出日志（到 {log}）")
            }
            Mirror::Differs(position) => {
                format!("✗ {name}：镜像的第 {position} 个提交与日志不同")
            }
            Mirror::Hole(position) => format!("✗ {name}：镜像缺第 {position} 个提交"),
        }
    }
}

/// Is the mirror a part of the log, from its beginning?
async fn mirror(
    bus: &Bus,
    name: &str,
    log: &dyn Log,
    commit_within: Duration,
    shown: &ProgressBar,
) -> anyhow::Result<Mirror> {
    let (mirrored, head) = (bus.head(name).await?, log.head().position);
    if mirrored > head {
        return Ok(Mirror::Ahead { mirrored, log: head });
    }
    let mut follower = bus.follow(name, 1);
    for entry in log.read(1).take(usize::try_from(mirrored)?) {
        let entry = entry?;
        // It waits for a commit that is not there.
        let next = tokio::time::timeout(commit_within, follower.next()).await;
        let Ok((position, bytes)) = next else { return Ok(Mirror::Hole(entry.position())) };
        if (position, &bytes) != (entry.position(), entry.bytes()) {
            return Ok(Mirror::Differs(entry.position()));
        }
        shown.inc(1);
    }
    Ok(match head - mirrored {
        0 => Mirror::Level,
        behind => Mirror::Behind(behind),
    })
}

#[cfg(test)]
mod tests {
    use bus::{Bytes, MemoryStreams};
    use contracts::{Actor, Recorded, needs};
    use eventlog::{Chain, Draft, Entry, MemoryLog};
    use values::{CommandId, Hash, Timestamp, Uuid};

    use super::*;

    fn commits() -> Vec<Entry> {
        let mut chain = Chain::at(Head::default());
        let mut commit = |n| {
            let (command, actor) = (CommandId(Uuid::from_u128(n)), Actor::System);
            let (request, time) = (Hash::default(), Timestamp::UNIX_EPOCH);
            let events = Vec::<Recorded<needs::Event>>::new();
            chain.next(Draft { command, request, actor, time, cause: None, events }).unwrap()
        };
        (1..=4).map(&mut commit).collect()
    }

    /// What the mirror with these commits is, of a log of three.
    async fn found(mirrored: &[Bytes]) -> Mirror {
        with_hole(mirrored, 0, COMMIT_WITHIN).await
    }

    async fn with_hole(
        mirrored: &[Bytes],
        purged_before: Position,
        commit_within: Duration,
    ) -> Mirror {
        let (streams, log) = (MemoryStreams::new(), MemoryLog::new());
        log.append(&commits()[..3]).unwrap();
        for (after, bytes) in (0..).zip(mirrored) {
            streams.publish("needs", after, bytes.clone()).unwrap();
        }
        streams.purge_before("needs", purged_before);
        let (bus, shown) = (Bus::over(streams), ProgressBar::hidden());
        mirror(&bus, "needs", &log, commit_within, &shown).await.unwrap()
    }

    #[tokio::test]
    async fn a_mirror_is_the_log_as_far_as_it_goes() {
        let mut all: Vec<_> = commits().iter().map(|commit| commit.bytes().clone()).collect();
        assert_eq!(found(&all[..3]).await, Mirror::Level);
        assert_eq!(found(&all[..1]).await, Mirror::Behind(2));
        assert_eq!(found(&[]).await, Mirror::Behind(3));
        assert_eq!(found(&all).await, Mirror::Ahead { mirrored: 4, log: 3 });
        // What is not there is waited for in vain.
        let begun_late = with_hole(&all[..3], 2, Duration::from_millis(100)).await;
        assert!(!begun_late.is_sound(), "its beginning is gone: {begun_late:?}");
        all[1] = Bytes::from_static(b"another");
        assert_eq!(found(&all[..3]).await, Mirror::Differs(2));
    }
}
