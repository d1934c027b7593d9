//! `gongjian serve SERVICE…`: some services, the gateway perhaps among them, in a process of their
//! own, against a given broker.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use bus::Bus;
use contracts::registry::ListTitles;
use contracts::{Actor, Reply, SERVICES, ServiceEvent, registry};
use futures_util::future::OptionFuture;
use runtime::{Client, Clock, Host, Settings, ops_router};
use tokio_util::sync::CancellationToken;

use crate::front::{Front, bind};
use crate::operator::Running;
use crate::{accounts, node};

const GATEWAY: &str = "gateway";

/// How often it is looked whether `registry` is there.
const LOOK: Duration = Duration::from_millis(100);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 要启动的服务
    #[arg(required = true, value_name = "服务", value_parser = known())]
    services: Vec<String>,
}

fn known() -> clap::builder::PossibleValuesParser {
    SERVICES.into_iter().chain([GATEWAY]).into()
}

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    let url = &settings.nats.url;
    if url.is_empty() {
        bail!("serve 需要 --nats 指明消息服务的地址；单机运行请用 gongjian up");
    }
    let (front, services): (Vec<&str>, Vec<&str>) =
        args.services.iter().map(String::as_str).partition(|name| *name == GATEWAY);
    let front = front.first().map(|_| Front::of(&settings));
    let front = OptionFuture::from(front).await.transpose()?;
    let metrics = runtime::metrics_handle()?;
    let ops = bind(settings.ops.listen).await?;
    let ops_address = format!("http://{}", ops.local_addr()?);
    println!("运行状况：{ops_address}/readyz");
    let mut hosts = Vec::new();
    for name in in_order(services) {
        let bus = node::connect(&settings, url, name).await?;
        if name != registry::Event::SERVICE {
            registered(&bus).await?;
        }
        hosts.push(node::start(name, &settings, bus, Clock::default()).await?);
    }
    let health = hosts.iter().map(|host| host.health().clone()).collect();
    let stop = CancellationToken::new();
    let ops = serve_ops(ops, ops_router(health, Some(metrics)), stop.clone());
    let gateway = match front {
        Some(front) => {
            let client = Client::new(node::connect(&settings, url, GATEWAY).await?);
            registry_answers(&client).await;
            let codes = accounts::first_administrators(&client).await?;
            let http = format!("http://{}", front.address()?);
            let gateway = front.serve(client, stop.clone())?;
            let (pid, nats) = (std::process::id(), url.clone());
            Running { pid, nats, http: http.clone(), ops: ops_address }.write(&settings.data)?;
            println!("网页与接口：{http}");
            accounts::say(&codes);
            Some(gateway)
        }
        None => None,
    };
    println!("已启动：{}", args.services.join("、"));
    ready();
    let failure = until_stopped(&hosts).await;
    stop.cancel();
    if let Some(gateway) = gateway {
        gateway.await?;
        std::fs::remove_file(node::running(&settings.data)).context("无法清除运行记录")?;
    }
    drain(hosts).await?;
    ops.await?;
    match failure {
        Some(error) => Err(error.into()),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// `registry` first: the others ask it who and what is where.
fn in_order(mut services: Vec<&str>) -> Vec<&str> {
    services.sort_by_key(|name| *name != registry::Event::SERVICE);
    services.dedup();
    services
}

/// Waits until `registry` has told of anything: nothing is judged before it is known who may do
/// what.
async fn registered(bus: &Bus) -> anyhow::Result<()> {
    let mut look = tokio::time::interval(LOOK);
    let mut said = false;
    while bus.head(registry::Event::SERVICE).await? == 0 {
        if !std::mem::replace(&mut said, true) {
            println!("等待 registry 的日志……");
        }
        look.tick().await;
    }
    Ok(())
}

/// Waits until `registry` answers, wherever it runs.
async fn registry_answers(client: &Client) {
    let mut look = tokio::time::interval(LOOK);
    let mut said = false;
    loop {
        look.tick().await;
        let answer = client.query(&Actor::System, None, &ListTitles {}).await;
        if matches!(answer, Ok(Reply::Done(_))) {
            return;
        }
        if !std::mem::replace(&mut said, true) {
            println!("等待 registry 应答……");
        }
    }
}

/// Serves the endpoints for the machine's own people until `stop`.
pub(crate) fn serve_ops(
    listener: tokio::net::TcpListener,
    router: axum::Router,
    stop: CancellationToken,
) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let serving = axum::serve(listener, router)
            .with_graceful_shutdown(async move { stop.cancelled().await });
        if let Err(error) = serving.await {
            tracing::error!(%error, "the ops endpoints stopped");
        }
    })
}

/// Tells the service manager, where there is one.
pub(crate) fn ready() {
    if let Err(error) = sd_notify::notify(&[sd_notify::NotifyState::Ready]) {
        tracing::debug!(%error, "no service manager was told");
    }
}

/// Waits for the word to stop, or for a service to fail; says which failed.
pub(crate) async fn until_stopped(hosts: &[Host]) -> Option<runtime::HostError> {
    let failures = hosts.iter().map(|host| Box::pin(host.failed()));
    // The gateway alone has nothing that fails.
    let never = std::future::pending();
    let failed = async {
        match failures.len() {
            0 => never.await,
            _ => futures_util::future::select_all(failures).await.0,
        }
    };
    tokio::select! {
        () = stop_signal() => None,
        error = failed => Some(error),
    }
}

/// Ends every service; the last error of any of them.
pub(crate) async fn drain(hosts: Vec<Host>) -> anyhow::Result<()> {
    let mut ended = Ok(());
    for host in hosts {
        if let Err(error) = host.drain().await {
            ended = Err(error.into());
        }
    }
    ended
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("signals can be handled");
    let mut interrupt = signal(SignalKind::interrupt()).expect("signals can be handled");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
