//! One bus, two backends.

use std::time::Duration;

use bytes::Bytes;
use contracts::Position;

use crate::bucket::BucketBackend;
use crate::follower::FollowerBackend;
use crate::memory::{MemoryBroker, MemoryFollower, MemoryStreams};
use crate::nats::{Nats, NatsBucket, NatsFollower};
use crate::requests::RequestsBackend;
use crate::{Bucket, BucketOptions, DeadLetter, Error, Follower, Headers, Options, Requests};

/// A connection to the bus; clones share it.
#[derive(Clone)]
pub struct Bus(pub(crate) Backend);

#[derive(Clone)]
pub(crate) enum Backend {
    Nats(Nats),
    Memory(MemoryBroker),
}

impl Bus {
    /// Connects to a broker: tries again until [`Options::connect_within`] is over, and once
    /// connected reconnects for ever.
    pub async fn connect(options: Options) -> Result<Self, Error> {
        Ok(Self(Backend::Nats(Nats::connect(options).await?)))
    }

    /// A bus of its own in memory; clones share it.
    pub fn memory() -> Self {
        Self::over(MemoryStreams::new())
    }

    /// A bus in memory whose mirrors are `streams`.
    pub fn over(streams: MemoryStreams) -> Self {
        Self(Backend::Memory(MemoryBroker::new(streams)))
    }

    /// Is there a connection at this moment?
    pub fn is_connected(&self) -> bool {
        match &self.0 {
            Backend::Nats(nats) => nats.is_connected(),
            Backend::Memory(_) => true,
        }
    }

    /// Messages lost since the start because this process was too slow to take them, and replies
    /// dropped because the broker was too slow to take those. Each is logged, too.
    pub fn overflows(&self) -> u64 {
        match &self.0 {
            Backend::Nats(nats) => nats.overflows(),
            Backend::Memory(_) => 0,
        }
    }

    /// Sends a request and waits for its reply, at most `timeout`. Without a connection it fails
    /// at once, with [`Error::Disconnected`].
    pub async fn request(
        &self,
        subject: &str,
        headers: &Headers,
        body: Bytes,
        timeout: Duration,
    ) -> Result<Bytes, Error> {
        self.request_encoded(subject, headers.encode(), body, timeout).await
    }

    /// [`Bus::request`], with headers as they travel.
    pub(crate) async fn request_encoded(
        &self,
        subject: &str,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
        timeout: Duration,
    ) -> Result<Bytes, Error> {
        match &self.0 {
            Backend::Nats(nats) => nats.request(subject, headers, body, timeout).await,
            Backend::Memory(broker) => broker.request(subject, &headers, body, timeout).await,
        }
    }

    /// Takes this process's share of the commands and queries of `service`; whoever else serves
    /// the same service gets the others. The broker knows of it when this returns.
    pub async fn serve(&self, service: &str) -> Result<Requests, Error> {
        Ok(Requests(match &self.0 {
            Backend::Nats(nats) => RequestsBackend::Nats(nats.serve(service).await?),
            Backend::Memory(broker) => RequestsBackend::Memory(broker.serve(service)),
        }))
    }

    /// Follows the log of `source` from position `from` (0 and 1 are the beginning).
    pub fn follow(&self, source: &str, from: Position) -> Follower {
        Follower(match &self.0 {
            Backend::Nats(nats) => {
                FollowerBackend::Nats(NatsFollower::new(nats.clone(), source, from))
            }
            Backend::Memory(broker) => {
                FollowerBackend::Memory(MemoryFollower::new(&broker.streams, source, from))
            }
        })
    }

    /// The bucket that `options` name: made when it is first used, if there is none.
    pub fn bucket(&self, options: BucketOptions) -> Bucket {
        Bucket(match &self.0 {
            Backend::Nats(nats) => {
                BucketBackend::Nats(Box::new(NatsBucket::new(nats.clone(), options)))
            }
            Backend::Memory(broker) => BucketBackend::Memory(broker.bucket(options)),
        })
    }

    /// The last position that the mirror of `source` holds; 0 when there is none.
    pub async fn head(&self, source: &str) -> Result<Position, Error> {
        match &self.0 {
            Backend::Nats(nats) => nats.last(source).await,
            Backend::Memory(broker) => Ok(broker.streams.last(source)),
        }
    }

    /// Puts aside what `service` could not read. The newest 10,000 are kept, of each at most
    /// 512 KiB of the body.
    pub async fn dead_letter(
        &self,
        service: &str,
        subject: &str,
        body: &[u8],
        reason: &str,
    ) -> Result<(), Error> {
        let letter = DeadLetter::new(subject, body, reason);
        match &self.0 {
            Backend::Nats(nats) => nats.dead_letter(service, letter).await,
            Backend::Memory(broker) => {
                broker.dead_letter(service, letter);
                Ok(())
            }
        }
    }

    /// The newest dead letters of `service`, at most `max`, newest first.
    pub async fn dead_letters(&self, service: &str, max: usize) -> Result<Vec<DeadLetter>, Error> {
        match &self.0 {
            Backend::Nats(nats) => nats.dead_letters(service, max).await,
            Backend::Memory(broker) => Ok(broker.dead_letters(service, max)),
        }
    }
}
