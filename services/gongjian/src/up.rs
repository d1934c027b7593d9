//! `gongjian up`: the whole system in one process, with a broker of its own.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use contracts::SERVICES;
use futures_util::future::try_join_all;
use gateway::{AccountOptions, Audit, GatewayOptions, Importer, Tokens};
use runtime::{Client, Clock, Host, Overrides, Settings, ops_router};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::accounts;
use crate::import::Portal;
use crate::node;
#[cfg(feature = "openid")]
use crate::openid;
use crate::operator::Running;
use crate::serve::{drain, ready, serve_ops, until_stopped};
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
    #[cfg(feature = "openid")]
    let provider = openid::options(&settings)?;
    #[cfg(not(feature = "openid"))]
    if settings.openid.is_used() {
        anyhow::bail!("设置了 openid.issuer，而这个程序没有编入它；请以 --features openid 编译");
    }
    std::fs::create_dir_all(&settings.data)
        .with_context(|| format!("无法建立数据目录 {}", settings.data.display()))?;
    let bind = async |listen| {
        TcpListener::bind(listen).await.with_context(|| format!("无法监听 {listen}"))
    };
    let http = bind(settings.http.listen).await?;
    let ops = bind(settings.ops.listen).await?;
    let metrics = runtime::metrics_handle()?;
    let broker = node::broker(&settings).await?;
    let nats = broker.as_ref().map_or(settings.nats.url.clone(), bus::server::Server::url);

    let clock = if args.demo { demo::clock(&settings.data)? } else { Clock::default() };
    let start = async |name| started(name, &settings, &nats, clock.clone()).await;
    let [first, others @ ..] = SERVICES;
    // The others ask the mirror of `registry` who and what is where before they judge anything.
    let mut hosts = vec![start(first).await?];
    hosts.extend(try_join_all(others.map(start)).await?);
    let client = Client::new(node::connect(&settings, &nats, "gateway").await?);
    let (http_address, ops_address) = (http.local_addr()?, ops.local_addr()?);
    let health = hosts.iter().map(|host| host.health().clone()).collect();
    let ops_routes = ops_router(health, Some(metrics));
    // Before anybody hears of it: nobody is there yet who could open another account.
    let codes = if args.demo { vec![] } else { accounts::first_administrators(&client).await? };
    let stop = CancellationToken::new();
    let tokens = Tokens::open(node::tokens(&settings.data))?;
    let kept_days = settings.accounts.access_kept_days;
    let audit = Audit::open(node::logs(&settings.data), Clock::default(), kept_days)?;
    let accounts = AccountOptions {
        profile: settings.accounts.passwords,
        plain_http: settings.http.is_plain(),
        #[cfg(feature = "openid")]
        openid: provider.map(|provider| openid::reached_at(provider, http_address)),
    };
    let files = node::attached(&settings.data);
    let options = GatewayOptions::new(http, client.clone(), tokens, files, audit);
    let importer = Portal { client: client.clone(), kept: node::imported(&settings.data) };
    let importer: Option<Arc<dyn Importer>> = Some(Arc::new(importer));
    let proxies = settings.http.proxies()?;
    let options = GatewayOptions { accounts, proxies, importer, ..options };
    let gateway = tokio::spawn(gateway::serve(options, stop.clone()));
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

    let failure = match work(&args, &settings.data, client, clock, &hosts).await {
        Ok(()) if args.once => None,
        Ok(()) => until_stopped(&hosts).await.map(anyhow::Error::from),
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

async fn work(
    args: &Args,
    data: &Path,
    client: Client,
    clock: Clock,
    hosts: &[Host],
) -> anyhow::Result<()> {
    if args.demo {
        let mut stage = demo::Stage::new(client.clone(), clock, hosts, data);
        let (played, shown) = match args.scale.city() {
            None => (demo::play_town(&mut stage).await, 50),
            Some(size) => (demo::play_city(&mut stage, size, args.seed).await, 10),
        };
        played.context("演示中断")?;
        lists::print_all(&client, shown).await?;
        demo::open_accounts(&client).await.context("无法开立演示账号")?;
        println!("\n用 gongjian trace 编号 追踪其中任何一条。");
    }
    Ok(())
}
