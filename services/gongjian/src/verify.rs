//! `gongjian verify`: the chains of all logs, the mirrors against them, and outside checkpoints.

use std::path::PathBuf;
use std::process::ExitCode;

use bus::Bus;
use eventlog::{Checkpoint, Verified};
use runtime::Settings;

use crate::node::{self, SERVICES};
use crate::{operator, text};

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
    let checkpoints = match &args.against {
        Some(path) => Checkpoint::read(path)?,
        None => Vec::new(),
    };
    let bus = operator::bus(&settings).await.ok();
    let mut sound = true;
    for name in SERVICES {
        let known: Vec<&Checkpoint> =
            checkpoints.iter().filter(|known| known.service == name).collect();
        let mut last = None;
        // Every checkpoint of the log, and the log by itself where there is none.
        let against = known.iter().map(|known| Some(*known)).chain(known.is_empty().then_some(None));
        for against in against {
            match eventlog::verify(&folder, name, against) {
                Ok(verified) => last = Some(verified),
                Err(error) => {
                    println!("✗ {name}：{}", text::chain(&error.into()));
                    sound = false;
                }
            }
        }
        let Some(verified) = last else { continue };
        let Verified { head, commits, .. } = &verified;
        println!("✓ {name}：{commits} 个提交，哈希链完整，末端 {}", head.hash);
        if let Some(path) = &args.checkpoint {
            let now = runtime::Clock::default().now();
            let (position, hash) = (head.position, head.hash);
            let service = name.to_owned();
            Checkpoint { service, position, hash, time: now }.write(path)?;
        }
        if let Some(bus) = &bus {
            sound &= mirror(bus, name, head.position).await;
        }
    }
    if let Some(path) = &args.checkpoint {
        println!("检查点已写入 {}", path.display());
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn mirror(bus: &Bus, name: &str, head: u64) -> bool {
    match bus.head(name).await {
        Ok(mirrored) if mirrored == head => true,
        Ok(mirrored) => {
            println!("· {name}：镜像到 {mirrored}，日志到 {head}；服务启动后会自动补齐");
            mirrored < head
        }
        Err(error) => {
            println!("✗ {name}：无法查看镜像：{error}");
            false
        }
    }
}
