//! Mirror streams on JetStream: their configuration, their ends, making and deleting them.

use std::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType, Stream};
use async_nats::jetstream::{self, ErrorCode};
use contracts::{Position, subjects};
use futures_util::{StreamExt, TryStreamExt};
use values::Hash;

use super::Nats;
use crate::Error;
use crate::compare::{StreamState, tail};
use crate::error::Source;

/// Messages carry no ids, so nothing is looked for in this window; the broker wants one.
const DUPLICATE_WINDOW: Duration = Duration::from_millis(100);

/// How many messages are read at the same time when the end of a stream is compared.
const READS_AT_ONCE: usize = 32;

impl Nats {
    /// What the mirror of `service` looks like; `None` when there is none.
    pub(crate) async fn mirror_state(&self, service: &str) -> Result<Option<StreamState>, Error> {
        let name = subjects::stream(&subjects::events(service));
        let Some(stream) = self.stream(&name).await? else {
            return Ok(None);
        };
        let info = stream.cached_info();
        let state = &info.state;
        let wanted = mirror_config(service, info.config.num_replicas);
        Ok(Some(StreamState {
            first: state.first_sequence,
            last: state.last_sequence,
            messages: state.messages,
            first_hash: hash_at(&stream, &name, 1).await?,
            tail: futures_util::stream::iter(tail(state.last_sequence))
                .map(|sequence| hash_at(&stream, &name, sequence))
                .buffered(READS_AT_ONCE)
                .try_collect()
                .await?,
            configured: keeps_everything(&info.config, &wanted),
        }))
    }

    pub(crate) async fn create_mirror(&self, service: &str, replicas: usize) -> Result<(), Error> {
        let config = mirror_config(service, replicas);
        let name = config.name.clone();
        let made = self.jetstream().create_stream(config).await;
        made.map(|_| ()).map_err(|error| failed("creation", &name, error))
    }

    pub(crate) async fn delete_mirror(&self, service: &str) -> Result<(), Error> {
        let name = subjects::stream(&subjects::events(service));
        let deleted = self.jetstream().delete_stream(&name).await;
        deleted.map(|_| ()).map_err(|error| failed("deletion", &name, error))
    }

    /// The last sequence of the mirror of `service`; 0 when there is none.
    pub(crate) async fn last(&self, service: &str) -> Result<Position, Error> {
        let name = subjects::stream(&subjects::events(service));
        let stream = self.stream(&name).await?;
        Ok(stream.map_or(0, |stream| stream.cached_info().state.last_sequence))
    }

    /// The stream, freshly looked at, if it exists.
    pub(crate) async fn stream(&self, name: &str) -> Result<Option<Stream>, Error> {
        use jetstream::context::GetStreamErrorKind;
        if !self.is_connected() {
            return Err(Error::Disconnected);
        }
        match self.jetstream().get_stream(name).await {
            Ok(stream) => Ok(Some(stream)),
            Err(error) => match error.kind() {
                GetStreamErrorKind::JetStream(reported)
                    if reported.error_code() == ErrorCode::STREAM_NOT_FOUND =>
                {
                    Ok(None)
                }
                GetStreamErrorKind::EmptyName
                | GetStreamErrorKind::Request
                | GetStreamErrorKind::InvalidStreamName
                | GetStreamErrorKind::JetStream(_) => Err(failed("inspection", name, error)),
            },
        }
    }
}

/// The stream that keeps every commit, on disk, without limits.
fn mirror_config(service: &str, replicas: usize) -> Config {
    let subject = subjects::events(service);
    Config {
        name: subjects::stream(&subject),
        subjects: vec![subject],
        retention: RetentionPolicy::Limits,
        storage: StorageType::File,
        discard: DiscardPolicy::New,
        max_messages: -1,
        max_messages_per_subject: -1,
        max_bytes: -1,
        max_consumers: -1,
        max_age: Duration::ZERO,
        max_message_size: -1,
        num_replicas: replicas,
        duplicate_window: DUPLICATE_WINDOW,
        allow_direct: true,
        ..Config::default()
    }
}

/// Does `found` keep what a mirror has to keep? Replicas and windows are an operator's business.
fn keeps_everything(found: &Config, wanted: &Config) -> bool {
    found.subjects == wanted.subjects
        && found.retention == wanted.retention
        && found.storage == wanted.storage
        && found.max_messages <= 0
        && found.max_messages_per_subject <= 0
        && found.max_bytes <= 0
        && found.max_age.is_zero()
        && found.mirror.is_none()
        && found.sources.is_none()
        && found.subject_transform.is_none()
        && !found.no_ack
        && !found.sealed
}

async fn hash_at(stream: &Stream, name: &str, at: Position) -> Result<Option<Hash>, Error> {
    use jetstream::stream::RawMessageErrorKind;
    // From the leader, not by a direct get: a replica that lags must not look like a difference.
    match stream.get_raw_message(at).await {
        Ok(message) => Ok(Some(Hash::of(&message.payload))),
        Err(error) => match error.kind() {
            RawMessageErrorKind::NoMessageFound => Ok(None),
            RawMessageErrorKind::InvalidSubject
            | RawMessageErrorKind::JetStream(_)
            | RawMessageErrorKind::Other => Err(failed("reading", name, error)),
        },
    }
}

pub(super) fn failed(operation: &'static str, stream: &str, source: impl Into<Source>) -> Error {
    Error::Stream { operation, stream: stream.to_owned(), source: source.into() }
}
