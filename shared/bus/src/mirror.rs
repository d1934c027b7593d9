//! The mirror: keeps the stream of a service equal to its log.
//!
//! It publishes one message a commit, each with the sequence after which it must come, so that
//! *stream sequence = log position* and no cursor is kept. Whenever something is not as expected
//! (at the start, after a conflict, a lost connection, a missing acknowledgement) it looks at both
//! ends of the stream, compares them with the log, and goes on from what it sees.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use contracts::Position;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use values::Hash;

use crate::bus::Backend;
use crate::compare::{LogState, Plan, StreamState, compare, tail};
use crate::error::Source;
use crate::memory::MemoryStreams;
use crate::nats::Nats;
use crate::{Bus, Error};

/// How many commits are read from the log at once.
const READ_MAX: usize = 256;
const RETRY_FIRST: Duration = Duration::from_millis(20);
const RETRY_LONGEST: Duration = Duration::from_secs(1);

/// What the mirror copies: the acknowledged part of a service's log.
pub trait MirrorSource: Send + Sync + 'static {
    /// The last acknowledged position.
    fn head(&self) -> Position;

    /// At most `max` commits from position `from` on, without a gap, each with its position. It
    /// may block: it is called where that is allowed.
    fn read(
        &self,
        from: Position,
        max: usize,
    ) -> Result<Vec<(Position, Bytes)>, Box<dyn std::error::Error + Send + Sync>>;
}

/// What to do with a stream that is not the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MirrorPolicy {
    /// The log is on this machine's disk and the stream only a copy: delete it and fill it again.
    Embedded,
    /// The stream is how others know what was acknowledged: touch nothing, and stop writing.
    Cluster {
        /// On how many servers each message is kept.
        replicas: usize,
    },
}

impl MirrorPolicy {
    fn replicas(self) -> usize {
        match self {
            MirrorPolicy::Embedded => 1,
            MirrorPolicy::Cluster { replicas } => replicas,
        }
    }
}

/// Runs until cancelled: keeps the stream of `service` equal to the log in `source`.
///
/// Commits are published as `acknowledged` grows; `mirrored` tells up to where the stream is known
/// to be the log. It goes back when the stream is refilled. When the sender of `acknowledged` is
/// dropped, it returns as soon as all is mirrored.
///
/// # Errors
///
/// [`Error::Mirror`] in a cluster, when the stream is not the log; [`Error::Log`] and
/// [`Error::LogShort`] when the log cannot be read. Whatever the broker does is no error: it is
/// logged and tried again.
pub async fn mirror(
    bus: Bus,
    service: &str,
    source: Arc<dyn MirrorSource>,
    acknowledged: watch::Receiver<Position>,
    mirrored: watch::Sender<Position>,
    policy: MirrorPolicy,
    cancel: CancellationToken,
) -> Result<(), Error> {
    let feed = Feed { service: service.to_owned(), source, acknowledged, ready: VecDeque::new() };
    let work = async {
        match &bus.0 {
            Backend::Nats(nats) => run(NatsStream { nats, service, policy }, feed, mirrored).await,
            Backend::Memory(broker) => {
                run(MemoryStream { streams: &broker.streams, service, policy }, feed, mirrored)
                    .await
            }
        }
    };
    // Nothing is lost by dropping it anywhere: the stream itself says how far it came.
    cancel.run_until_cancelled_owned(work).await.unwrap_or(Ok(()))
}

/// A stream that mirrors a log, on either backend.
trait MirrorStream {
    fn policy(&self) -> MirrorPolicy;
    async fn state(&self) -> Result<Option<StreamState>, Error>;
    async fn create(&self) -> Result<(), Error>;
    async fn delete(&self) -> Result<(), Error>;
    /// Publishes what comes after `after`, until the log ends for good.
    async fn publish(
        &self,
        after: Position,
        feed: &mut Feed,
        mirrored: &watch::Sender<Position>,
    ) -> Result<(), Interrupted>;
}

/// Why publishing ended early.
pub(crate) enum Interrupted {
    /// The stream is to be looked at again.
    Unsure(String),
    /// The log is at fault.
    Log(Error),
}

impl From<Error> for Interrupted {
    fn from(error: Error) -> Self {
        Self::Log(error)
    }
}

async fn run(
    stream: impl MirrorStream,
    mut feed: Feed,
    mirrored: watch::Sender<Position>,
) -> Result<(), Error> {
    let mut delay = RETRY_FIRST;
    loop {
        let after = match reconcile(&stream, &feed).await {
            Ok(after) => after,
            Err(error) if is_of_the_broker(&error) => {
                let service = &feed.service;
                warn!(%service, error = &error as &dyn std::error::Error, "mirror waits");
                tokio::time::sleep(delay).await;
                delay = (delay * 2).min(RETRY_LONGEST);
                continue;
            }
            Err(error) => return Err(error),
        };
        mirrored.send_replace(after);
        feed.ready.clear();
        match stream.publish(after, &mut feed, &mirrored).await {
            Ok(()) => return Ok(()),
            Err(Interrupted::Log(error)) => return Err(error),
            Err(Interrupted::Unsure(reason)) => {
                info!(service = %feed.service, %reason, "mirror compares again");
            }
        }
        if *mirrored.borrow() > after {
            delay = RETRY_FIRST;
        }
        tokio::time::sleep(delay).await;
        delay = (delay * 2).min(RETRY_LONGEST);
    }
}

/// Makes the stream a prefix of the log and says where it ends.
async fn reconcile(stream: &impl MirrorStream, feed: &Feed) -> Result<Position, Error> {
    let state = stream.state().await?;
    let log = feed.look(state.as_ref()).await?;
    match (compare(state.as_ref(), &log), stream.policy()) {
        (Plan::Continue { after }, _) => Ok(after),
        (Plan::Create, _) => {
            stream.create().await?;
            Ok(0)
        }
        (Plan::Refill(difference), MirrorPolicy::Embedded) => {
            warn!(service = %feed.service, %difference, "mirror is filled again");
            stream.delete().await?;
            stream.create().await?;
            Ok(0)
        }
        (Plan::Refill(difference), MirrorPolicy::Cluster { .. }) => {
            Err(Error::Mirror { service: feed.service.clone(), difference })
        }
    }
}

fn is_of_the_broker(error: &Error) -> bool {
    !matches!(error, Error::Mirror { .. } | Error::Log { .. } | Error::LogShort { .. })
}

/// The acknowledged part of the log, in order.
pub(crate) struct Feed {
    service: String,
    source: Arc<dyn MirrorSource>,
    acknowledged: watch::Receiver<Position>,
    /// Read and not yet taken.
    ready: VecDeque<(Position, Bytes)>,
}

impl Feed {
    /// The commit at `position`, or `None` when it is not acknowledged yet. Positions are asked
    /// for in order.
    pub(crate) async fn take(&mut self, position: Position) -> Result<Option<Bytes>, Error> {
        if self.ready.is_empty() {
            // Both only ever name what is acknowledged; either may be told first. The one is let go
            // of before the other is asked, which may wait for it.
            let acknowledged = *self.acknowledged.borrow_and_update();
            let head = self.source.head().max(acknowledged);
            if position > head {
                return Ok(None);
            }
            let most = usize::try_from(head - position + 1).unwrap_or(READ_MAX).min(READ_MAX);
            self.ready = self.read(position, most).await?.into();
        }
        match self.ready.pop_front() {
            Some((found, bytes)) if found == position => Ok(Some(bytes)),
            Some(_) | None => Err(Error::LogShort { service: self.service.clone(), position }),
        }
    }

    /// Waits until more is acknowledged; false when nothing will ever be.
    pub(crate) async fn more(&mut self) -> bool {
        self.acknowledged.changed().await.is_ok()
    }

    /// What the log holds where the stream begins and ends.
    async fn look(&self, stream: Option<&StreamState>) -> Result<LogState, Error> {
        let head = self.source.head().max(*self.acknowledged.borrow());
        let last = stream.map_or(0, |stream| stream.last).min(head);
        let first_hash = self.hashes(1..head.min(1) + 1).await?.first().copied();
        Ok(LogState { head, first_hash, tail: self.hashes(tail(last)).await? })
    }

    async fn hashes(&self, positions: Range<Position>) -> Result<Vec<Hash>, Error> {
        let mut hashes = Vec::new();
        let mut next = positions.start;
        while next < positions.end {
            let most = usize::try_from(positions.end - next).unwrap_or(READ_MAX).min(READ_MAX);
            let read = self.read(next, most).await?;
            if read.first().is_none_or(|(found, _)| *found != next) {
                return Err(Error::LogShort { service: self.service.clone(), position: next });
            }
            next += read.len() as u64;
            hashes.extend(read.iter().map(|(_, bytes)| Hash::of(bytes)));
        }
        Ok(hashes)
    }

    async fn read(&self, from: Position, max: usize) -> Result<Vec<(Position, Bytes)>, Error> {
        let source = Arc::clone(&self.source);
        let read = tokio::task::spawn_blocking(move || source.read(from, max)).await;
        let failed =
            |source: Source| Error::Log { service: self.service.clone(), position: from, source };
        read.map_err(|panicked| failed(panicked.into()))?.map_err(failed)
    }
}

struct NatsStream<'b> {
    nats: &'b Nats,
    service: &'b str,
    policy: MirrorPolicy,
}

impl MirrorStream for NatsStream<'_> {
    fn policy(&self) -> MirrorPolicy {
        self.policy
    }

    async fn state(&self) -> Result<Option<StreamState>, Error> {
        self.nats.mirror_state(self.service).await
    }

    async fn create(&self) -> Result<(), Error> {
        self.nats.create_mirror(self.service, self.policy.replicas()).await
    }

    async fn delete(&self) -> Result<(), Error> {
        self.nats.delete_mirror(self.service).await
    }

    async fn publish(
        &self,
        after: Position,
        feed: &mut Feed,
        mirrored: &watch::Sender<Position>,
    ) -> Result<(), Interrupted> {
        self.nats.publish_mirror(self.service, after, feed, mirrored).await
    }
}

struct MemoryStream<'b> {
    streams: &'b MemoryStreams,
    service: &'b str,
    policy: MirrorPolicy,
}

impl MirrorStream for MemoryStream<'_> {
    fn policy(&self) -> MirrorPolicy {
        self.policy
    }

    async fn state(&self) -> Result<Option<StreamState>, Error> {
        Ok(self.streams.state(self.service))
    }

    async fn create(&self) -> Result<(), Error> {
        self.streams.create(self.service);
        Ok(())
    }

    async fn delete(&self) -> Result<(), Error> {
        self.streams.delete(self.service);
        Ok(())
    }

    async fn publish(
        &self,
        after: Position,
        feed: &mut Feed,
        mirrored: &watch::Sender<Position>,
    ) -> Result<(), Interrupted> {
        let mut last = after;
        let mut changes = self.streams.watch();
        loop {
            while let Some(bytes) = feed.take(last + 1).await? {
                last = self
                    .streams
                    .publish(self.service, last, bytes)
                    .map_err(|conflict| Interrupted::Unsure(conflict.to_string()))?;
                mirrored.send_replace(last);
            }
            tokio::select! {
                more = feed.more() => if !more {
                    return Ok(());
                },
                _ = changes.changed() => {
                    if self.streams.last(self.service) != last {
                        return Err(Interrupted::Unsure("somebody else changed it".into()));
                    }
                }
            }
        }
    }
}
