//! The connection, and what its users share.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_nats::connection::State;
use async_nats::jetstream::{self, Context};
use async_nats::{Client, ConnectOptions, Event};
use bytes::Bytes;
use contracts::subjects;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use tokio_util::task::AbortOnDropHandle;
use tracing::{debug, info, warn};

use super::calls::{Calls, Outgoing, Sending};
use super::requests::Replies;
use super::together::reply_to;
use crate::Error;

/// How many messages may wait for one subscription. More are lost, counted and logged.
const SUBSCRIPTION_MESSAGES_MAX: usize = 65_536;
/// How many messages may wait to be written.
const UNSENT_MESSAGES_MAX: usize = 8_192;
const PING_INTERVAL: Duration = Duration::from_secs(5);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const RECONNECT_DELAY_FIRST: Duration = Duration::from_millis(20);
const RECONNECT_DELAY_LONGEST: Duration = Duration::from_millis(500);
/// How long the broker may take to answer about streams. Short: what is asked while the connection
/// breaks is never answered, and all who ask try again.
const STREAM_TIMEOUT: Duration = Duration::from_secs(2);

/// How to reach the broker.
#[derive(Debug, Clone)]
pub struct Options {
    /// `nats://127.0.0.1:4222`, or several of them with commas between.
    pub url: String,
    /// The client's name, as the broker shows it: that of the service.
    pub name: String,
    /// A file with the seed of this client's nkey, if the broker asks for one.
    pub seed: Option<PathBuf>,
    /// Under which subjects replies to this client come. The broker allows each client its own.
    pub inbox_prefix: String,
    /// How long the first connection may take.
    pub connect_within: Duration,
}

impl Options {
    /// The client `name` of the broker at `url`: no key, its own inbox, 10 s to connect.
    pub fn new(url: impl Into<String>, name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            url: url.into(),
            inbox_prefix: subjects::inbox(&name),
            name,
            seed: None,
            connect_within: Duration::from_secs(10),
        }
    }
}

/// A connection; clones share it.
#[derive(Clone)]
pub(crate) struct Nats(Arc<Shared>);

struct Shared {
    client: Client,
    jetstream: Context,
    calls: Arc<Calls>,
    inbox: String,
    requests: mpsc::Sender<Outgoing>,
    replies: Replies,
    losses: watch::Receiver<u64>,
    overflows: Arc<AtomicU64>,
    _dispatcher: AbortOnDropHandle<()>,
}

impl Nats {
    pub(crate) async fn connect(options: Options) -> Result<Self, Error> {
        let calls = Arc::new(Calls::default());
        let overflows = Arc::new(AtomicU64::new(0));
        let (lost, losses) = watch::channel(0);
        let observer = Observer {
            name: options.name.clone(),
            calls: Arc::clone(&calls),
            overflows: Arc::clone(&overflows),
            lost: Arc::new(lost),
        };
        let client = open(&options, observer).await?;
        let inbox = client.new_inbox();
        let replies = client
            .subscribe(format!("{inbox}.>"))
            .await
            .map_err(|error| Error::Connect { url: options.url.clone(), source: error.into() })?;
        let dispatcher = tokio::spawn(Arc::clone(&calls).dispatch(replies));
        let jetstream =
            jetstream::context::ContextBuilder::new().timeout(STREAM_TIMEOUT).build(client.clone());
        let (sender, own_inbox) = (client.clone(), inbox.clone());
        let sending = Sending { client: sender, inbox: own_inbox, calls: Arc::clone(&calls) };
        Ok(Self(Arc::new(Shared {
            requests: sending.start(),
            replies: Replies::start(client.clone(), Arc::clone(&overflows)),
            client,
            jetstream,
            calls,
            inbox,
            losses,
            overflows,
            _dispatcher: AbortOnDropHandle::new(dispatcher),
        })))
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.0.client.connection_state() == State::Connected
    }

    pub(crate) fn overflows(&self) -> u64 {
        self.0.overflows.load(Ordering::Relaxed)
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    pub(crate) fn jetstream(&self) -> &Context {
        &self.0.jetstream
    }

    pub(super) fn replies(&self) -> &Replies {
        &self.0.replies
    }

    /// Changes whenever the connection is lost.
    pub(super) fn losses(&self) -> watch::Receiver<u64> {
        self.0.losses.clone()
    }

    pub(crate) async fn request(
        &self,
        subject: &str,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
        timeout: Duration,
    ) -> Result<Bytes, Error> {
        if !self.is_connected() {
            return Err(Error::Disconnected);
        }
        let (outcome, answered) = oneshot::channel();
        let request = Outgoing { subject: subject.to_owned(), headers, body, outcome };
        let exchange = async {
            self.0.requests.send(request).await.map_err(|_| Error::Disconnected)?;
            answered.await.map_err(|_| Error::Disconnected)?.into_reply(subject)
        };
        match tokio::time::timeout(timeout, exchange).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::Timeout {
                subject: subject.to_owned(),
                milliseconds: timeout.as_millis(),
            }),
        }
    }

    /// Returns when the broker has taken all that was sent before.
    pub(super) async fn round_trip(&self) -> Result<(), Error> {
        let (outcome, returned) = oneshot::channel();
        let own = reply_to(&self.0.inbox, self.0.calls.register([outcome]), 1);
        let sent = self.0.client.publish(own.clone(), Bytes::new()).await;
        sent.map_err(|error| Error::Send { subject: own.clone(), source: error.into() })?;
        match tokio::time::timeout(STREAM_TIMEOUT, returned).await {
            Ok(Ok(outcome)) => outcome.into_reply(&own).map(|_| ()),
            Ok(Err(_)) => Err(Error::Disconnected),
            Err(_) => {
                Err(Error::Timeout { subject: own, milliseconds: STREAM_TIMEOUT.as_millis() })
            }
        }
    }
}

async fn open(options: &Options, observer: Observer) -> Result<Client, Error> {
    let mut connect = ConnectOptions::new()
        .name(&options.name)
        .custom_inbox_prefix(&options.inbox_prefix)
        .subscription_capacity(SUBSCRIPTION_MESSAGES_MAX)
        .client_capacity(UNSENT_MESSAGES_MAX)
        .ping_interval(PING_INTERVAL)
        .connection_timeout(CONNECT_TIMEOUT)
        .request_timeout(Some(STREAM_TIMEOUT))
        .reconnect_delay_callback(reconnect_delay)
        .event_callback(move |event| {
            observer.observe(&event);
            std::future::ready(())
        });
    if let Some(path) = &options.seed {
        let seed = tokio::fs::read_to_string(path)
            .await
            .map_err(|source| Error::Seed { path: path.clone(), source })?;
        connect = connect.nkey(seed.trim().to_owned());
    }
    let addresses: Vec<&str> = options.url.split(',').map(str::trim).collect();
    let deadline = Instant::now() + options.connect_within;
    for attempt in 1.. {
        match connect.clone().connect(addresses.as_slice()).await {
            Ok(client) => return Ok(client),
            Err(error) if Instant::now() < deadline => {
                debug!(attempt, %error, "no broker yet");
                tokio::time::sleep(reconnect_delay(attempt)).await;
            }
            Err(error) => {
                return Err(Error::Connect { url: options.url.clone(), source: error.into() });
            }
        }
    }
    unreachable!("the attempts are not counted to an end")
}

fn reconnect_delay(attempt: usize) -> Duration {
    let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(u32::MAX).min(8);
    (RECONNECT_DELAY_FIRST * 2_u32.pow(doublings)).min(RECONNECT_DELAY_LONGEST)
}

/// Hears what happens to the connection.
#[derive(Clone)]
struct Observer {
    name: String,
    calls: Arc<Calls>,
    overflows: Arc<AtomicU64>,
    lost: Arc<watch::Sender<u64>>,
}

impl Observer {
    fn observe(&self, event: &Event) {
        let client = &self.name;
        match event {
            Event::Connected => info!(%client, "connected to the broker"),
            Event::Disconnected => {
                warn!(%client, "connection to the broker lost");
                self.lose();
            }
            // It is we who close it.
            Event::Closed => {
                debug!(%client, "connection to the broker closed");
                self.lose();
            }
            Event::SlowConsumer(_) => {
                let lost = self.overflows.fetch_add(1, Ordering::Relaxed) + 1;
                // One line for each power of two: a flood must not become a flood of lines.
                if lost.is_power_of_two() {
                    warn!(%client, lost, "too slow for the messages that come: some are lost");
                }
            }
            Event::ServerError(error) => warn!(%client, %error, "the broker complains"),
            Event::ClientError(error) => debug!(%client, %error, "no connection yet"),
            Event::LameDuckMode => info!(%client, "the broker is about to stop"),
            Event::Draining => debug!(%client, "draining"),
        }
    }

    /// Nobody is answered over this connection any more.
    fn lose(&self) {
        self.calls.fail_all();
        self.lost.send_modify(|count| *count += 1);
    }
}
