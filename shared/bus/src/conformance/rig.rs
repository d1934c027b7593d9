//! A bus to test, and the hands that break it.

use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_nats::jetstream;
use bytes::Bytes;
use contracts::{Position, subjects};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::bus::Backend;
use crate::server::{self, Server};
use crate::{Bus, Error, MirrorPolicy, MirrorSource, Options, mirror};

/// Nothing here takes this long unless it is broken.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A bus, and its broker when it has one.
pub(super) struct Rig {
    pub(super) bus: Bus,
    pub(super) server: Option<Arc<Server>>,
    folder: Option<TempDir>,
}

impl Rig {
    pub(super) fn memory() -> Self {
        Self { bus: Bus::memory(), server: None, folder: None }
    }

    pub(super) async fn nats() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let started = tokio::task::spawn_blocking(move || {
            let options = server::Options { supervised: false, ..server::Options::default() };
            Server::start(&path, options)
        });
        let server = Arc::new(started.await.unwrap().unwrap_or_else(|error| panic!("{error}")));
        let bus = Bus::connect(Options::new(server.url(), "test")).await.unwrap();
        Self { bus, server: Some(server), folder: Some(folder) }
    }

    /// Where the broker keeps its files.
    pub(super) fn folder(&self) -> &std::path::Path {
        self.folder.as_ref().expect("this rig has a broker").path()
    }

    /// Another connection to the same broker.
    pub(super) async fn another_bus(&self) -> Bus {
        match &self.server {
            Some(server) => Bus::connect(Options::new(server.url(), "other")).await.unwrap(),
            None => self.bus.clone(),
        }
    }

    /// A client of the broker that knows nothing of the bus.
    pub(super) async fn stranger(&self) -> async_nats::Client {
        let server = self.server.as_ref().expect("this rig has a broker");
        async_nats::connect(server.url()).await.unwrap()
    }

    /// Whatever anybody sends to `subject` from now on.
    pub(super) async fn every_message(&self, subject: &'static str) -> async_nats::Subscriber {
        let client = self.stranger().await;
        let messages = client.subscribe(subject).await.unwrap();
        client.flush().await.unwrap();
        messages
    }

    pub(super) async fn server(&self, act: fn(&Server) -> Result<(), server::Error>) {
        let server = Arc::clone(self.server.as_ref().expect("this rig has a broker"));
        tokio::task::spawn_blocking(move || act(&server)).await.unwrap().unwrap();
    }

    /// Loses the stream behind the mirror's back.
    pub(super) async fn delete_stream(&self, service: &str) {
        match &self.bus.0 {
            Backend::Nats(nats) => nats.delete_mirror(service).await.unwrap(),
            Backend::Memory(broker) => broker.streams.delete(service),
        }
    }

    /// Makes a stream that holds these messages.
    pub(super) async fn plant(&self, service: &str, messages: &[Bytes]) {
        if let Backend::Nats(nats) = &self.bus.0 {
            // A stream made just after one of its name was deleted may still hold the old messages.
            loop {
                nats.create_mirror(service, 1).await.unwrap();
                if nats.last(service).await.unwrap() == 0 {
                    break;
                }
                nats.delete_mirror(service).await.unwrap();
            }
        }
        self.add(service, messages).await;
    }

    /// Appends these messages to a stream behind the mirror's back.
    pub(super) async fn add(&self, service: &str, messages: &[Bytes]) {
        for message in messages {
            match &self.bus.0 {
                Backend::Nats(nats) => {
                    let subject = subjects::events(service);
                    let sent = nats.jetstream().publish(subject, message.clone()).await;
                    sent.unwrap().await.unwrap();
                }
                Backend::Memory(broker) => {
                    // A mirror at work may be quicker.
                    let publish = |last| broker.streams.publish(service, last, message.clone());
                    let mut last = broker.streams.last(service);
                    while let Err(conflict) = publish(last) {
                        last = conflict.last;
                    }
                }
            }
        }
    }

    /// Loses the beginning of a stream.
    pub(super) async fn purge_before(&self, service: &str, before: Position) {
        match &self.bus.0 {
            Backend::Nats(nats) => {
                let stream = stream_of(nats, service).await;
                stream.purge().sequence(before).await.unwrap();
            }
            Backend::Memory(broker) => broker.streams.purge_before(service, before),
        }
    }

    /// All that the stream holds, read without any follower; nothing while there is none, and up
    /// to where it ends when it is deleted meanwhile.
    pub(super) async fn contents(&self, service: &str) -> Vec<Bytes> {
        match &self.bus.0 {
            Backend::Nats(nats) => {
                let name = subjects::stream(&subjects::events(service));
                let Some(stream) = nats.stream(&name).await.unwrap() else { return vec![] };
                let state = stream.cached_info().state.clone();
                let mut messages = Vec::new();
                for sequence in state.first_sequence..=state.last_sequence {
                    let Ok(message) = stream.get_raw_message(sequence).await else { break };
                    messages.push(message.payload);
                }
                messages
            }
            Backend::Memory(broker) => {
                let messages = broker.streams.read(service, 1, usize::MAX);
                messages.into_iter().map(|(_, message)| message).collect()
            }
        }
    }
}

async fn stream_of(nats: &crate::nats::Nats, service: &str) -> jetstream::stream::Stream {
    let name = subjects::stream(&subjects::events(service));
    nats.jetstream().get_stream(name).await.unwrap()
}

/// The `n`-th commit of every log in these tests.
pub(super) fn commit(n: Position) -> Bytes {
    Bytes::from(format!("{{\"position\":{n},\"text\":\"{}\"}}", "共建".repeat(20)))
}

pub(super) fn commits(range: Range<Position>) -> Vec<Bytes> {
    range.map(commit).collect()
}

/// A log in memory, of which some is acknowledged.
pub(super) struct Log {
    commits: Mutex<Vec<Bytes>>,
    acknowledged: watch::Sender<Position>,
}

impl Log {
    /// A log of `length` commits, all acknowledged.
    pub(super) fn of(length: Position) -> Arc<Self> {
        let commits = commits(1..length + 1);
        Arc::new(Self { commits: Mutex::new(commits), acknowledged: watch::Sender::new(length) })
    }

    /// Appends up to `length`, without acknowledging it.
    pub(super) fn append_to(&self, length: Position) {
        let mut held = self.commits.lock().unwrap();
        let next = held.len() as u64 + 1;
        held.extend(commits(next..length + 1));
    }

    pub(super) fn acknowledge(&self, position: Position) {
        self.acknowledged.send_replace(position);
    }

    pub(super) fn grow_to(&self, length: Position) {
        self.append_to(length);
        self.acknowledge(length);
    }
}

impl MirrorSource for Log {
    fn head(&self) -> Position {
        *self.acknowledged.borrow()
    }

    fn read(
        &self,
        from: Position,
        max: usize,
    ) -> Result<Vec<(Position, Bytes)>, Box<dyn std::error::Error + Send + Sync>> {
        let held = self.commits.lock().unwrap();
        let skipped = usize::try_from(from - 1)?;
        Ok((from..).zip(held.iter().skip(skipped).take(max).cloned()).collect())
    }
}

/// A mirror at work.
pub(super) struct Mirroring {
    pub(super) mirrored: watch::Receiver<Position>,
    cancel: CancellationToken,
    task: JoinHandle<Result<(), Error>>,
}

impl Mirroring {
    pub(super) fn start(bus: &Bus, log: &Arc<Log>, policy: MirrorPolicy) -> Self {
        let (sender, mirrored) = watch::channel(0);
        let cancel = CancellationToken::new();
        let (bus, source, token) = (bus.clone(), Arc::clone(log), cancel.clone());
        let acknowledged = log.acknowledged.subscribe();
        let task = tokio::spawn(async move {
            mirror(bus, "needs", source, acknowledged, sender, policy, token).await
        });
        Self { mirrored, cancel, task }
    }

    pub(super) fn embedded(rig: &Rig, log: &Arc<Log>) -> Self {
        Self::start(&rig.bus, log, MirrorPolicy::Embedded)
    }

    /// Waits until it says that it mirrored up to `position`.
    #[track_caller]
    pub(super) fn reaches(&mut self, position: Position) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let reached = self.mirrored.wait_for(|mirrored| *mirrored >= position);
            let within = tokio::time::timeout(PATIENCE, reached).await;
            let ended = within.unwrap_or_else(|_| panic!("not mirrored in time, {caller}"));
            ended.unwrap_or_else(|_| panic!("the mirror ended, {caller}"));
        }
    }

    pub(super) async fn stop(self) -> Result<(), Error> {
        self.cancel.cancel();
        self.ends().await
    }

    pub(super) async fn ends(self) -> Result<(), Error> {
        tokio::time::timeout(PATIENCE, self.task).await.expect("the mirror ends").unwrap()
    }
}

/// Waits until `condition` holds.
#[track_caller]
pub(super) fn wait_until(mut condition: impl AsyncFnMut() -> bool) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let holds = async {
            while !condition().await {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let within = tokio::time::timeout(PATIENCE, holds).await;
        within.unwrap_or_else(|_| panic!("waited in vain, {caller}"));
    }
}
