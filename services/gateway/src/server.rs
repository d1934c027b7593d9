//! Connections: how many, how slow they may be, and how they end.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use files::Files;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service as _;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use runtime::Client;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::audit::Audit;
use crate::limits::{CONNECTIONS_MAX, DRAIN_SECONDS_MAX, HEAD_SECONDS_MAX, IN_FLIGHT_MAX};
use crate::residents::Peer;
use crate::{AccountOptions, Gateway, Importer, Tokens, pages, router};

/// How often the file of tokens is looked at, and a full machine tried again.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What a gateway is run with.
pub struct GatewayOptions {
    /// Where it listens.
    pub listener: TcpListener,
    /// Proxies that are believed when they say whom they speak for; those on this machine are
    /// anyway.
    pub proxies: Vec<IpAddr>,
    /// How it reaches the services.
    pub client: Client,
    /// Whom it lets in.
    pub tokens: Tokens,
    /// How accounts are dealt with.
    pub accounts: AccountOptions,
    /// Where it keeps what people attach.
    pub files: Files,
    /// Where it writes down who came and who was refused.
    pub audit: Audit,
    /// Who takes lists in, where somebody does.
    pub importer: Option<Arc<dyn Importer>>,
    /// Health and figures, answered even while everything else is shed.
    pub ops: Option<Router>,
    /// Requests under way at the same time; more are shed at once.
    pub in_flight_max: usize,
    /// Connections open at the same time; more wait to be taken.
    pub connections_max: usize,
}

impl GatewayOptions {
    /// Options with the usual limits, and without health and figures.
    pub fn new(
        listener: TcpListener,
        client: Client,
        tokens: Tokens,
        files: Files,
        audit: Audit,
    ) -> Self {
        let (in_flight_max, connections_max) = (IN_FLIGHT_MAX, CONNECTIONS_MAX);
        let accounts = AccountOptions::default();
        let (importer, ops) = (None, None);
        Self {
            listener,
            proxies: Vec::new(),
            client,
            tokens,
            accounts,
            files,
            audit,
            importer,
            ops,
            in_flight_max,
            connections_max,
        }
    }
}

/// Serves until `cancel`; then takes no more, and lets those under way come to their end.
pub async fn serve(options: GatewayOptions, cancel: CancellationToken) {
    let GatewayOptions {
        listener,
        proxies,
        client,
        tokens,
        accounts,
        files,
        audit,
        importer,
        ops,
        in_flight_max,
        connections_max,
    } = options;
    let (known, kept) = (tokens.clone(), audit.clone());
    let gateway = Gateway::new(client, known, accounts, files, kept, importer, in_flight_max);
    let following = tokio::spawn(pages::follow(gateway.clone(), cancel.clone()));
    let working = tokio::spawn(pages::work(gateway.clone(), cancel.clone()));
    let app = router(gateway).merge(ops.unwrap_or_default());
    let proxies: Arc<[IpAddr]> = proxies.into();
    let places = Arc::new(Semaphore::new(connections_max));
    let connections = TaskTracker::new();
    connections.spawn(look_at(tokens, audit, cancel.clone()));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = cancel.cancelled() => break,
        };
        match accepted {
            Ok((stream, place)) => {
                let peer = stream.peer_addr().map(|peer| Peer::at(peer.ip(), &proxies)).ok();
                connections.spawn(connection(stream, peer, place, app.clone(), cancel.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot take a connection");
                // Out of descriptors, most likely: some will be given back.
                let mut ticks = tokio::time::interval(LOOK_EVERY);
                ticks.tick().await;
                ticks.tick().await;
            }
        }
    }
    drop(listener);
    if let Err(error) = following.await {
        tracing::error!(%error, "following for open pages ended");
    }
    if let Err(error) = working.await {
        tracing::error!(%error, "work in the background ended");
    }
    connections.close();
    if tokio::time::timeout(DRAIN_SECONDS_MAX, connections.wait()).await.is_err() {
        tracing::warn!(connections = connections.len(), "left open at the end");
    }
}

/// A place first, then a connection for it: those over the limit wait in the machine's queue.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> std::io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.expect("nobody closes it");
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, place))
}

async fn connection(
    stream: TcpStream,
    peer: Option<Peer>,
    _place: OwnedSemaphorePermit,
    app: Router,
    cancel: CancellationToken,
) {
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        TowerToHyperService::new(app.clone()).call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_SECONDS_MAX)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = cancel.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// Takes changes of the file of tokens, and writes down what was counted.
async fn look_at(tokens: Tokens, audit: Audit, cancel: CancellationToken) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut said = None;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = cancel.cancelled() => return,
        }
        audit.settle(Instant::now()).await;
        match tokens.refresh() {
            Ok(true) => {
                said = None;
                tracing::info!("the tokens were read again");
            }
            Ok(false) => said = None,
            Err(error) => {
                let now = Some(error.to_string());
                if said != now {
                    let error: &(dyn std::error::Error + 'static) = &error;
                    tracing::error!(error, "the tokens of before go on");
                    said = now;
                }
            }
        }
    }
}
