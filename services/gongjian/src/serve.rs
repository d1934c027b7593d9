//! `gongjian serve SERVICE…`: some services in a process of their own, against a given broker.

use std::process::ExitCode;

use anyhow::bail;
use runtime::{Clock, Host, Settings, ops_router};
use tokio_util::sync::CancellationToken;

use crate::node;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// 要启动的服务
    #[arg(required = true, value_name = "服务", value_parser = contracts::SERVICES)]
    services: Vec<String>,
}

pub(crate) async fn run(args: Args, settings: Settings) -> anyhow::Result<ExitCode> {
    if settings.nats.url.is_empty() {
        bail!("serve 需要 --nats 指明消息服务的地址；单机运行请用 gongjian up");
    }
    let metrics = runtime::metrics_handle()?;
    let ops = tokio::net::TcpListener::bind(settings.ops.listen).await?;
    println!("运行状况：http://{}/readyz", ops.local_addr()?);
    let mut hosts = Vec::new();
    for name in &args.services {
        let bus = node::connect(&settings, &settings.nats.url, name).await?;
        hosts.push(node::start(name, &settings, bus, Clock::default()).await?);
    }
    println!("已启动：{}", args.services.join("、"));
    let health = hosts.iter().map(|host| host.health().clone()).collect();
    let stop = CancellationToken::new();
    let ops = serve_ops(ops, ops_router(health, Some(metrics)), stop.clone());
    ready();
    let failure = until_stopped(&hosts).await;
    drain(hosts).await?;
    stop.cancel();
    ops.await?;
    match failure {
        Some(error) => Err(error.into()),
        None => Ok(ExitCode::SUCCESS),
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
    let failed = futures_util::future::select_all(hosts.iter().map(|host| Box::pin(host.failed())));
    tokio::select! {
        () = stop_signal() => None,
        (error, ..) = failed => Some(error),
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
