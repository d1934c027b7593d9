//! The threads and tasks around one writer.
//!
//! ```text
//! bus ── requests ──> bounded channel ──> writer thread ──> group commit thread ──> disk
//!     ── followers ─┘                                            │
//!     <───────────────────── replies, once on disk ──────────────┤
//!     <── mirror ── log <────────────────────────────────────────┤
//!     <── queries ── views thread <──────────────────────────────┘
//! ```
//!
//! Any of them failing stops the service: [`Host::failed`] tells, and the process is to end.

mod dead_letters;
mod following;
mod mirroring;
mod parking;
mod requests;
mod waiting;
mod writing;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bus::{Bus, MirrorPolicy};
use contracts::ServiceEvent;
use eventlog::{GroupCommit, Keys, Log};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::view::{Batch, Views};
use crate::{Clock, Health, Service, Writer, chain};
use dead_letters::DeadLetters;
use following::Registered;
use mirroring::Mirrored;
use parking::Parking;
use waiting::Waiting;
use writing::{Counters, Input, WriterLoop};

/// How many inputs may wait for the writer; a command beyond that is answered *busy*.
const INPUTS_WAITING_MAX: usize = 4096;

/// How long draining waits for the mirror.
const MIRROR_DRAIN_MAX: Duration = Duration::from_secs(10);

/// What a service is started with.
pub struct HostOptions {
    pub bus: Bus,
    pub log: Arc<dyn Log>,
    pub keys: Arc<Keys>,
    pub clock: Clock,
    pub policy: MirrorPolicy,
}

/// A running service.
pub struct Host {
    name: &'static str,
    health: Health,
    inputs: mpsc::Sender<Input>,
    drain: CancellationToken,
    failure: watch::Receiver<Option<String>>,
    tasks: Vec<JoinHandle<()>>,
    writer: std::thread::JoinHandle<Option<GroupCommit>>,
    views: std::thread::JoinHandle<()>,
    dead_letters: JoinHandle<()>,
    mirror: JoinHandle<()>,
}

/// A service could not start, or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// Its log cannot be replayed.
    #[error("cannot start {service}")]
    Replay { service: &'static str, source: crate::WriterError },
    /// The bus does not let it serve or follow.
    #[error("cannot start {service}")]
    Bus { service: &'static str, source: bus::Error },
    /// It failed while it ran.
    #[error("{service} failed: {reason}")]
    Failed { service: &'static str, reason: String },
}

impl Host {
    /// Replays the log of service `S` and starts it.
    ///
    /// # Errors
    /// When the log is unreadable, or the bus cannot be used.
    pub async fn start<S: Service>(options: HostOptions) -> Result<Self, HostError> {
        let service = S::Event::SERVICE;
        let HostOptions { bus, log, keys, clock, policy } = options;
        let (to_views, views, views_thread) = Views::<S>::spawn();
        let mut writer = replay::<S>(&log, &keys, &to_views)
            .await
            .map_err(|source| HostError::Replay { service, source })?;
        let durable = writer.head().position;
        tracing::info!(service, position = durable, "replayed");

        let (fail, failure) = watch::channel(None);
        let failed: Arc<dyn Fn(String) + Send + Sync> = Arc::new(move |reason: String| {
            tracing::error!(service, reason, "the service stops");
            fail.send_replace(Some(reason));
        });
        let waiting = Arc::new(Waiting::at(durable));
        let (acknowledged, acknowledged_seen) = watch::channel(durable);
        let shown = Arc::new(Mutex::new(VecDeque::new()));
        let source = Arc::new(Mirrored::of(Arc::clone(&log)));
        let told_views = to_views.clone();
        let group = {
            let source = Arc::clone(&source);
            let (waiting, shown) = (Arc::clone(&waiting), Arc::clone(&shown));
            let abandoned = Arc::clone(&waiting);
            let failed = Arc::clone(&failed);
            let (kept, cannot_forget) = (Arc::clone(&keys), Arc::clone(&failed));
            GroupCommit::spawn(
                Arc::clone(&log),
                Some(Arc::clone(&keys)),
                move |entries| {
                    let Some(last) = entries.last() else { return };
                    let (commits, forgotten): (Vec<_>, Vec<_>) =
                        take_up_to(&shown, entries.len()).into_iter().unzip();
                    let mut forgotten = forgotten.into_iter().flatten();
                    if let Err(error) = forgotten.try_for_each(|person| kept.erase(person)) {
                        // In memory it is gone while on disk it may not be: nothing more is told.
                        cannot_forget(chain(&error, ": "));
                        waiting.abandon();
                        return;
                    }
                    waiting.acknowledge(last.position());
                    source.acknowledged(entries);
                    acknowledged.send_replace(last.position());
                    if to_views.send(Batch::Own(commits)).is_err() {
                        tracing::error!(service, "the views have stopped");
                    }
                },
                move |error| {
                    failed(chain(&error, ": "));
                    abandoned.abandon();
                },
            )
        };

        let bus_error = |source| HostError::Bus { service, source };
        let (input, inputs) = mpsc::channel(INPUTS_WAITING_MAX);
        let drain = CancellationToken::new();
        let health = Health::new(service, acknowledged_seen.clone());
        let (mirrored, mirrored_seen) = watch::channel(0);
        health.watch_mirror(mirrored_seen);
        let mirror = {
            let (failed, bus) = (Arc::clone(&failed), bus.clone());
            tokio::spawn(async move {
                let never = CancellationToken::new();
                let run =
                    bus::mirror(bus, service, source, acknowledged_seen, mirrored, policy, never);
                if let Err(error) = run.await {
                    failed(chain(&error, ": "));
                }
            })
        };
        let mut registered = Registered::follow(&bus);
        let before = tokio::select! {
            before = registered.before(&bus) => before.map_err(bus_error)?,
            error = first_failure(service, failure.clone()) => return Err(error),
        };
        before.iter().for_each(|recorded| writer.learn(recorded));
        if told_views.send(Batch::Registered(before)).is_err() {
            tracing::error!(service, "the views have stopped");
        }
        let serving = bus.serve(service).await.map_err(bus_error)?;
        let sources = writer.sources();
        let (dead_letters, dead_letters_task) = DeadLetters::start(service, bus.clone());
        let loop_ = WriterLoop {
            writer,
            inputs,
            group,
            dead_letters: dead_letters.clone(),
            waiting: Arc::clone(&waiting),
            shown,
            views: told_views,
            clock: clock.clone(),
            counters: Counters::of(service),
            health: health.clone(),
            failed: Arc::clone(&failed),
        };
        let writer_thread = loop_.spawn();

        let mut tasks = vec![tokio::spawn(requests::serve::<S>(requests::Serving {
            requests: serving,
            input: input.clone(),
            parking: Parking::new(service, bus.clone(), input.clone()),
            views,
            log: Arc::clone(&log),
            keys,
            clock,
            dead_letters,
            drain: drain.clone(),
            replayed: durable,
        }))];
        for (source, handled) in sources {
            let follower = bus.follow(source, handled + 1);
            tasks.push(tokio::spawn(following::follow(following::Following {
                source,
                follower,
                bus: bus.clone(),
                input: input.clone(),
                health: health.clone(),
                drain: drain.clone(),
            })));
        }
        tasks.push(tokio::spawn(registered.run(input.clone(), drain.clone())));
        Ok(Self {
            name: service,
            health,
            inputs: input,
            drain,
            failure,
            tasks,
            writer: writer_thread,
            views: views_thread,
            dead_letters: dead_letters_task,
            mirror,
        })
    }

    /// The service's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How it is.
    pub fn health(&self) -> &Health {
        &self.health
    }

    /// Lets the writer look at a clock that was set by hand.
    pub async fn clock_moved(&self) {
        if self.inputs.send(Input::ClockMoved).await.is_err() {
            tracing::debug!(service = self.name, "the clock of a stopped service was moved");
        }
    }

    /// Waits until it fails; never, if it does not.
    pub async fn failed(&self) -> HostError {
        first_failure(self.name, self.failure.clone()).await
    }

    /// Takes nothing new, finishes what it has taken, and ends.
    ///
    /// # Errors
    /// When it had failed.
    pub async fn drain(self) -> Result<(), HostError> {
        self.drain.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(service = self.name, %error, "a task ended badly");
            }
        }
        // The last sender goes, so the writer ends when the channel is empty.
        drop(self.inputs);
        let (writer, views) = (self.writer, self.views);
        let ended = tokio::task::spawn_blocking(move || {
            // Closing the group commit drops its callback, and with it the views' sender.
            let group = writer.join();
            if let Ok(Some(group)) = group {
                group.close();
            }
            views.join().is_ok()
        });
        if !matches!(ended.await, Ok(true)) {
            tracing::error!(service = self.name, "a thread ended badly");
        }
        if let Err(error) = self.dead_letters.await {
            tracing::error!(service = self.name, %error, "dead letters were lost");
        }
        // The sender of the acknowledged positions is gone: the mirror ends when it has them all.
        let mut mirror = self.mirror;
        if tokio::time::timeout(MIRROR_DRAIN_MAX, &mut mirror).await.is_err() {
            tracing::warn!(
                service = self.name,
                "the mirror is behind; it goes on at the next start"
            );
            mirror.abort();
        }
        match self.failure.borrow().clone() {
            Some(reason) => Err(HostError::Failed { service: self.name, reason }),
            None => Ok(()),
        }
    }
}

/// Waits until a service fails; never, if it does not.
async fn first_failure(
    service: &'static str,
    mut failure: watch::Receiver<Option<String>>,
) -> HostError {
    match failure.wait_for(Option::is_some).await {
        Ok(reason) => HostError::Failed { service, reason: reason.clone().unwrap_or_default() },
        Err(_) => std::future::pending().await,
    }
}

async fn replay<S: Service>(
    log: &Arc<dyn Log>,
    keys: &Arc<Keys>,
    to_views: &std::sync::mpsc::SyncSender<Batch<S::Event>>,
) -> Result<Writer<S>, crate::WriterError> {
    const BATCH: usize = 1024;
    let (log, keys, to_views) = (Arc::clone(log), Arc::clone(keys), to_views.clone());
    let replayed = tokio::task::spawn_blocking(move || {
        let mut batch = Vec::with_capacity(BATCH);
        let send = |batch| {
            if to_views.send(Batch::Own(batch)).is_err() {
                tracing::error!(service = S::Event::SERVICE, "the views have stopped");
            }
        };
        let writer = Writer::<S>::replay(log, keys, |commit| {
            batch.push(commit);
            if batch.len() == BATCH {
                send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
            }
        });
        send(batch);
        writer
    });
    replayed.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

/// The first `count` commits that were decided and are now on disk.
fn take_up_to<E>(shown: &Mutex<VecDeque<E>>, count: usize) -> Vec<E> {
    let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
    let count = count.min(shown.len());
    shown.drain(..count).collect()
}
