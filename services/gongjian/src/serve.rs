//! `gongjian serve SERVICE…`: some services, the gateway perhaps among them, in a process of their
//! own, against a given broker.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{anyhow, bail};
use bus::Bus;
use contracts::registry::ListTitles;
use contracts::{Actor, Reply, SERVICES, ServiceEvent, registry};
use runtime::{Client, Clock, Host, Settings, ops_router};
use tokio::task::JoinHandle;
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
    if settings.nats.url.is_empty() {
        bail!("serve 需要 --nats 指明消息服务的地址；单机运行请用 gongjian up");
    }
    let mut word = std::pin::pin!(stop_signal());
    let (mut hosts, stop) = (Vec::new(), CancellationToken::new());
    let began = tokio::select! {
        began = begin(&args, &settings, &mut hosts, &stop) => began.map(Some),
        () = &mut word => Ok(None),
    };
    // The word to stop may come while it still waits for `registry`.
    let ended = match began {
        Ok(Some(mut begun)) => {
            println!("已启动：{}", args.services.join("、"));
            ready();
            let failure = tokio::select! {
                failure = until_stopped(&hosts, word) => failure.map(anyhow::Error::from),
                () = gateway_ended(&mut begun.gateway) => Some(anyhow!("网页与接口停止了")),
            };
            stop.cancel();
            begun.end(&settings).await.and(failure.map_or(Ok(()), Err))
        }
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    drain(hosts).await.and(ended)?;
    Ok(ExitCode::SUCCESS)
}

/// What runs beside the services.
struct Begun {
    ops: JoinHandle<()>,
    gateway: Option<JoinHandle<()>>,
}

impl Begun {
    /// Waits until both have answered what was under way.
    async fn end(self, settings: &Settings) -> anyhow::Result<()> {
        if let Some(gateway) = self.gateway {
            gateway.await.ok();
            std::fs::remove_file(node::running(&settings.data)).ok();
        }
        Ok(self.ops.await?)
    }
}

/// Waits until the gateway ends by itself, which it should not; nobody waits for it again.
async fn gateway_ended(gateway: &mut Option<JoinHandle<()>>) {
    let Some(running) = gateway else { return std::future::pending().await };
    running.await.ok();
    *gateway = None;
}

/// Starts all of it: `registry` first, and with a gateway the first accounts, since the others wait
/// for something that `registry` knows.
async fn begin(
    args: &Args,
    settings: &Settings,
    hosts: &mut Vec<Host>,
    stop: &CancellationToken,
) -> anyhow::Result<Begun> {
    let url = &settings.nats.url;
    let (front, services): (Vec<&str>, Vec<&str>) =
        args.services.iter().map(String::as_str).partition(|name| *name == GATEWAY);
    let front = if front.is_empty() { None } else { Some(Front::of(settings).await?) };
    let metrics = runtime::metrics_handle()?;
    let ops = bind(settings.ops.listen).await?;
    let ops_address = format!("http://{}", ops.local_addr()?);
    println!("运行状况：{ops_address}/readyz");
    let (first, others): (Vec<&str>, Vec<&str>) =
        services.into_iter().partition(|name| *name == registry::Event::SERVICE);
    for name in first.into_iter().take(1) {
        let bus = node::connect(settings, url, name).await?;
        hosts.push(node::start(name, settings, bus, Clock::default()).await?);
    }
    let mut entrance = None;
    if let Some(front) = front {
        let client = Client::new(node::connect(settings, url, GATEWAY).await?);
        registry_answers(&client).await;
        let codes = accounts::first_administrators(&client).await?;
        entrance = Some((front, client, codes));
    }
    for name in others {
        let bus = node::connect(settings, url, name).await?;
        registered(&bus).await?;
        hosts.push(node::start(name, settings, bus, Clock::default()).await?);
    }
    let health = hosts.iter().map(|host| host.health().clone()).collect();
    let ops = serve_ops(ops, ops_router(health, Some(metrics)), stop.clone());
    let Some((front, client, codes)) = entrance else { return Ok(Begun { ops, gateway: None }) };
    let http = format!("http://{}", front.address()?);
    let gateway = Some(front.serve(client, stop.clone())?);
    let (pid, nats) = (std::process::id(), url.clone());
    Running { pid, nats, http: http.clone(), ops: ops_address }.write(&settings.data)?;
    println!("网页与接口：{http}");
    accounts::say(&codes);
    Ok(Begun { ops, gateway })
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
pub(crate) async fn until_stopped(
    hosts: &[Host],
    word: impl Future<Output = ()>,
) -> Option<runtime::HostError> {
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
        () = word => None,
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

/// The word to stop, of whoever runs it.
pub(crate) async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("signals can be handled");
    let mut interrupt = signal(SignalKind::interrupt()).expect("signals can be handled");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
