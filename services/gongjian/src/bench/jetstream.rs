//! The peer beside us: JetStream, with every message synced before it is acknowledged.

use std::path::Path;
use std::time::Duration;

use super::{broker, connect, rate};
use crate::progress;

/// Publishes a second, of `bytes` each.
pub(super) async fn publishes(
    folder: &Path,
    bytes: usize,
    in_flight: usize,
    length: Duration,
) -> anyhow::Result<u64> {
    let options = bus::server::Options { sync_always: true, ..Default::default() };
    let server = broker(&folder.join("peer-nats"), options).await?;
    let bus = connect(server.url(), "bench-peer").await?;
    let shown = progress::of_time("对照：JetStream", length);
    let payload = bus::Bytes::from(vec![b'x'; bytes]);
    let acknowledged = bus::stream_publishes(&bus, payload, in_flight, length).await?;
    drop(shown);
    tokio::task::spawn_blocking(move || server.stop()).await??;
    Ok(rate(acknowledged, length.as_secs_f64()))
}
