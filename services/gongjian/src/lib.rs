//! The one binary: starts the system, and is how its operator works with it.
//!
//! A library beside the binary, so that the tests can start exactly this as processes of their own.

/// In place of the standard library's, which panics when nobody reads.
macro_rules! println {
    ($($text:tt)*) => { $crate::out::line(format_args!($($text)*)) };
}

mod accounts;
mod bench;
mod checkpoints;
mod demo;
mod doctor;
mod export;
mod front;
mod import;
mod lists;
mod node;
#[cfg(feature = "openid")]
mod openid;
mod openings;
mod operator;
mod out;
mod parked;
mod plan;
mod progress;
mod serve;
mod services;
mod table;
mod text;
mod token;
mod trace;
mod train;
mod up;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use runtime::{Overrides, Settings};

/// 共建：驻区单位、社区双向认领的开源后台
#[derive(Parser)]
#[command(name = "gongjian", version, about, propagate_version = true)]
struct Cli {
    /// 设置文件（TOML）
    #[arg(long, global = true, value_name = "文件")]
    config: Option<PathBuf>,
    /// 数据目录 [默认：gongjian-data]
    #[arg(long, global = true, value_name = "目录")]
    data: Option<PathBuf>,
    /// 已在运行的 NATS 地址；不填则 up 自带一个
    #[arg(long, global = true, value_name = "地址")]
    nats: Option<String>,
    /// 日志级别，如 info、debug
    #[arg(long, global = true, value_name = "级别")]
    log: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 启动全部服务（自带消息服务）
    Up(up::Args),
    /// 启动指定的服务，连接已有的 NATS
    Serve(serve::Args),
    /// 打印三张清单：资源、需求、项目
    Lists(lists::Args),
    /// 沿关联追踪一条资源、需求、认领、协议或项目，列出每一步
    Trace(trace::Args),
    /// 校验所有日志的哈希链，并与消息镜像、外部检查点比对
    Verify(verify::Args),
    /// 记下各日志的末端并签名（检查点），打印留存；或生成签名密钥
    Checkpoint(checkpoints::Args),
    /// 导入清单（CSV、XLSX）：全部或全不，每一处问题都写明行号
    Import(Box<import::Args>),
    /// 用人工分过类的文本学成一个模型，供需求分类时建议类别
    Train(train::Args),
    /// 导出一张清单（XLSX、CSV）：整张清单，可再导入
    Export(export::Args),
    /// 求一个实例文件的最优计划，并附证书；不需要系统在运行
    Plan(plan::Args),
    /// 列出各服务搁置的事件和读不懂的消息，或再办一次
    Parked(parked::Args),
    /// 检查运行环境：消息服务版本、磁盘、字体、时钟
    Doctor,
    /// 测量这台机器的速度，并与其他系统对比
    Bench(bench::Args),
    /// 重新邀请一个账号设定密码（如管理员忘记密码）
    Invite(accounts::Args),
    /// 为一个人签发接口令牌
    Token(token::Args),
    /// 输出命令补全脚本
    Completions {
        /// 命令行解释器
        shell: clap_complete::Shell,
    },
}

/// What the binary does: reads its arguments, does what they say, and says how it went.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Command::Completions { shell } = cli.command {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "gongjian", &mut script);
        println!("{}", String::from_utf8_lossy(&script).trim_end());
        return ExitCode::SUCCESS;
    }
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("错误：{}", text::chain(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    if let Command::Train(args) = &cli.command {
        return train::run(args);
    }
    let mut overrides = Overrides::new();
    if let Some(data) = &cli.data {
        overrides.push(("data", data.display().to_string()));
    }
    overrides.extend(cli.nats.map(|url| ("nats.url", url)));
    // Whoever asks something on the command line wants the answer, not how it was come by.
    let quiet = !matches!(cli.command, Command::Up(_) | Command::Serve(_));
    let level = cli.log.clone().or(quiet.then(|| "warn".to_owned()));
    overrides.extend(level.map(|level| ("log.level", level)));
    if let Command::Up(args) = &cli.command {
        overrides.extend(args.overrides());
    }
    let settings = Settings::read(cli.config.as_deref(), &overrides)?;
    runtime::init_logging(&settings.log.level, settings.log.format)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        match cli.command {
            Command::Up(args) => up::run(args, settings).await,
            Command::Serve(args) => serve::run(args, settings).await,
            Command::Lists(args) => lists::run(args, settings).await,
            Command::Trace(args) => trace::run(args, settings).await,
            Command::Verify(args) => verify::run(args, settings).await,
            Command::Checkpoint(args) => checkpoints::run(args, settings).await,
            Command::Import(args) => import::run(*args, settings).await,
            Command::Export(args) => export::run(args, settings).await,
            Command::Parked(args) => parked::run(args, settings).await,
            Command::Plan(args) => plan::run(args, settings).await,
            Command::Doctor => doctor::run(&settings),
            Command::Bench(args) => bench::run(args).await,
            Command::Invite(args) => accounts::run(args, settings).await,
            Command::Token(args) => token::run(args, &settings),
            Command::Train(_) | Command::Completions { .. } => unreachable!("answered before"),
        }
    })
}
