//! What a benchmark compares a service's log with: the broker's own durable streams.

use std::time::{Duration, Instant};

use async_nats::jetstream::stream::{Config, StorageType};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use crate::bus::Backend;
use crate::error::Source;
use crate::{Bus, Error};

const STREAM: &str = "peer";

/// Publishes `payload` to a new stream on disk again and again for `length`, with `in_flight`
/// publishes unacknowledged at any time, and returns how many the broker acknowledged in it. It is
/// as durable as the broker was set to be. The memory bus has no such streams and does 0.
///
/// # Errors
/// When the stream cannot be made, or a publish is refused.
pub async fn stream_publishes(
    bus: &Bus,
    payload: Bytes,
    in_flight: usize,
    length: Duration,
) -> Result<u64, Error> {
    let jetstream = match &bus.0 {
        Backend::Nats(nats) => nats.jetstream(),
        Backend::Memory(_) => return Ok(0),
    };
    let config = Config {
        name: STREAM.to_owned(),
        subjects: vec![STREAM.to_owned()],
        storage: StorageType::File,
        ..Config::default()
    };
    jetstream.create_stream(config).await.map_err(|error| failed("creation", error.into()))?;
    let end = Instant::now() + length;
    let mut under_way = FuturesUnordered::new();
    let mut acknowledged = 0;
    while Instant::now() < end {
        while under_way.len() < in_flight {
            let sent = jetstream.publish(STREAM, payload.clone()).await;
            let sent = sent.map_err(|error| failed("publishing", error.into()))?;
            under_way.push(std::future::IntoFuture::into_future(sent));
        }
        if let Some(acknowledgement) = under_way.next().await {
            acknowledgement.map_err(|error| failed("acknowledgement", error.into()))?;
            acknowledged += u64::from(Instant::now() < end);
        }
    }
    while let Some(acknowledgement) = under_way.next().await {
        acknowledgement.map_err(|error| failed("acknowledgement", error.into()))?;
    }
    Ok(acknowledged)
}

fn failed(operation: &'static str, source: Source) -> Error {
    Error::Stream { operation, stream: STREAM.to_owned(), source }
}
