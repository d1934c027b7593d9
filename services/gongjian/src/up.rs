//! `gongjian up`: the whole system in one process, with a broker of its own.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use contracts::SERVICES;
use futures_util::future::try_join_all;
use runtime::{Client, Clock, Host, Overrides, Settings, ops_router};
use tokio_util::sync::CancellationToken;

use crate::accounts;
use crate::demo::Progress;
use crate::front::{Front, bind};
use crate::node;
use crate::operator::Running;
use crate::serve::{drain, ready, serve_ops, stop_signal, until_stopped};
use crate::{demo, lists};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 网页与接口的监听地址 [默认：127.0.0.1:8080；端口 0 为任意空闲端口]
    #[arg(long, value_name = "地址")]
    listen: Option<String>,
    /// 运行状况的监听地址 [默认：127.0.0.1:8081]
    #[arg(long, value_name = "地址")]
    ops_listen: Option<String>,
    /// 用真实命令演示一个虚构的小镇
    #[arg(long)]
    demo: bool,
    /// 演示的规模：weihai 为一座城市的一整年
    #[arg(long, value_enum, default_value = "town", value_name = "规模", requires = "demo")]
    scale: demo::Scale,
    /// 演示城市的随机种子：相同的种子得到相同的城市
    #[arg(long, default_value_t = 1, value_name = "数", requires = "demo")]
    seed: u64,
    /// 就绪（并演示）之后随即退出
    #[arg(long)]
    once: bool,
}

impl Args {
    pub(crate) fn overrides(&self) -> Overrides {
        let listen = self.listen.clone().map(|listen| ("http.listen", listen));
        let ops = self.ops_listen.clone().map(|listen| ("ops.listen", listen));
        listen.into_iter().chain(ops).collect()
    }
}

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    std::fs::create_dir_all(&settings.data)
        .with_context(|| format!("无法建立数据目录 {}", settings.data.display()))?;
    let front = Front::of(&settings).await?;
    let ops = bind(settings.ops.listen).await?;
    let metrics = runtime::metrics_handle()?;
    let broker = node::broker(&settings).await?;
    let nats = broker.as_ref().map_or(settings.nats.url.clone(), bus::server::Server::url);

    let progress = args.demo.then(|| Progress::read(&settings.data)).transpose()?;
    let clock = progress.map_or_else(Clock::default, |at| at.clock(&settings.data));
    let start = async |name| started(name, &settings, &nats, clock.clone()).await;
    let [first, others @ ..] = SERVICES;
    // The others ask the mirror of `registry` who and what is where before they judge anything.
    let mut hosts = vec![start(first).await?];
    hosts.extend(try_join_all(others.map(start)).await?);
    let client = Client::new(node::connect(&settings, &nats, "gateway").await?);
    let (http_address, ops_address) = (front.address()?, ops.local_addr()?);
    let health = hosts.iter().map(|host| host.health().clone()).collect();
    let ops_routes = ops_router(health, Some(metrics));
    // Before anybody hears of it: nobody is there yet who could open another account.
    let codes = if args.demo { vec![] } else { accounts::first_administrators(&client).await? };
    let stop = CancellationToken::new();
    let gateway = front.serve(client.clone(), stop.clone())?;
    let ops = serve_ops(ops, ops_routes, stop.clone());
    let running = Running {
        pid: std::process::id(),
        nats,
        http: format!("http://{http_address}"),
        ops: format!("http://{ops_address}"),
    };
    running.write(&settings.data)?;
    println!("共建已启动：{}", running.http);
    println!("接口文档：{}/api/docs　运行状况：{}/readyz", running.http, running.ops);
    accounts::say(&codes);
    ready();

    let played = match progress {
        Some(progress) => play(&args, progress, client, clock, &hosts, &settings.data).await,
        None => Ok(()),
    };
    let failure = match played {
        Ok(()) if args.once => None,
        Ok(()) => until_stopped(&hosts, stop_signal()).await.map(anyhow::Error::from),
        Err(error) => Some(error),
    };
    println!("正在停止……");
    stop.cancel();
    gateway.await?;
    ops.await?;
    drain(hosts).await?;
    std::fs::remove_file(node::running(&settings.data)).context("无法清除运行记录")?;
    drop(broker);
    failure.map_or(Ok(ExitCode::SUCCESS), Err)
}

/// The service called `name`, when its mirror is level with its log.
async fn started(
    name: &str,
    settings: &Settings,
    nats: &str,
    clock: Clock,
) -> anyhow::Result<Host> {
    let bus = node::connect(settings, nats, name).await?;
    let host = node::start(name, settings, bus, clock).await?;
    tokio::select! {
        () = host.health().mirrored() => Ok(host),
        error = host.failed() => Err(error.into()),
    }
}

/// Plays the demonstration, or goes on with it; one that is over is not played again.
async fn play(
    args: &Args,
    progress: Progress,
    client: Client,
    clock: Clock,
    hosts: &[Host],
    data: &Path,
) -> anyhow::Result<()> {
    let city = args.scale.city();
    match progress {
        Progress::Over => println!("演示数据已经齐备，不再重演。"),
        Progress::At { began, .. } => {
            let mut stage = demo::Stage::new(client.clone(), clock, hosts, (data, began));
            let played = match city {
                None => demo::play_town(&mut stage).await,
                Some(size) => demo::play_city(&mut stage, size, args.seed).await,
            };
            played.context("演示中断")?;
        }
    }
    lists::print_all(&client, if city.is_none() { 50 } else { 10 }).await?;
    demo::open_accounts(&client).await.context("无法开立演示账号")?;
    Progress::Over.write(data)?;
    println!("\n用 gongjian trace 编号 追踪其中任何一条。");
    Ok(())
}
