//! Following a mirror on JetStream, by an ordered consumer of our own.
//!
//! The consumer is made with the next wanted position, acknowledges nothing, and is thrown away
//! as soon as anything is not as expected: a gap, a silence longer than its heartbeats allow, a
//! lost connection, a deleted stream. Then another one is made. The NATS client's own ordered
//! consumer does much the same, but goes on from the last *seen* sequence of a stream that may
//! have been filled anew, and waits by itself for a stream that is gone.

use std::pin::Pin;
use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, push};
use async_nats::{Message, StatusCode, Subscriber};
use bytes::Bytes;
use contracts::{Position, subjects};
use futures_util::{FutureExt, StreamExt};
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::{debug, info};

use super::Nats;

const HEARTBEAT: Duration = Duration::from_millis(500);
/// How long a consumer may be silent.
const SILENCE_MAX: Duration = Duration::from_millis(1_600);
/// When the broker throws away a consumer that nobody listens to.
const INACTIVE_MAX: Duration = Duration::from_secs(5);
const REOPEN_DELAY_FIRST: Duration = Duration::from_millis(10);
const REOPEN_DELAY_LONGEST: Duration = Duration::from_millis(500);
const LAST_STREAM: &str = "Nats-Last-Stream";
const STALLED: &str = "Nats-Consumer-Stalled";

pub(crate) struct NatsFollower {
    nats: Nats,
    losses: watch::Receiver<u64>,
    source: String,
    stream: String,
    wanted: Position,
    open: Option<Subscriber>,
    /// Kept here and not in the call that waits for it, so that who cancels often still gets on.
    opening: Option<Opening>,
    /// When something was last heard of the open consumer.
    heard: Instant,
    delay: Duration,
}

type Opening = Pin<Box<dyn Future<Output = Result<Subscriber, String>> + Send + Sync>>;

/// What one message of a consumer means.
enum Meaning {
    Commit(Bytes),
    /// Before what is wanted: the stream is shorter than what was read of an earlier one.
    Old,
    /// A heartbeat or a request to say that we keep up; answered where it asks.
    Alive {
        answer: Option<String>,
    },
    Broken(String),
}

impl NatsFollower {
    pub(crate) fn new(nats: Nats, source: &str, from: Position) -> Self {
        let mut losses = nats.losses();
        losses.mark_unchanged();
        Self {
            losses,
            nats,
            source: source.to_owned(),
            stream: subjects::stream(&subjects::events(source)),
            wanted: from.max(1),
            open: None,
            opening: None,
            heard: Instant::now(),
            delay: Duration::ZERO,
        }
    }

    pub(crate) async fn next_batch(&mut self, max: usize) -> Vec<(Position, Bytes)> {
        let mut batch = Vec::new();
        loop {
            let Some(subscriber) = &mut self.open else {
                self.reopen().await;
                continue;
            };
            let message = tokio::select! {
                biased;
                message = subscriber.next() => message,
                _ = self.losses.changed() => {
                    self.close("the connection was lost");
                    continue;
                }
                () = tokio::time::sleep_until(self.heard + SILENCE_MAX) => {
                    self.close("it is silent");
                    continue;
                }
            };
            self.heard = Instant::now();
            self.take(message, &mut batch);
            // What is there already is taken without waiting; nothing is awaited from here on
            // until the batch is handed out, so cancelling loses none of it.
            while batch.len() < max
                && let Some(subscriber) = &mut self.open
                && let Some(message) = subscriber.next().now_or_never()
            {
                self.take(message, &mut batch);
            }
            if !batch.is_empty() {
                return batch;
            }
        }
    }

    fn take(&mut self, message: Option<Message>, batch: &mut Vec<(Position, Bytes)>) {
        let Some(message) = message else {
            self.close("its subscription ended");
            return;
        };
        match self.meaning(message) {
            Meaning::Commit(bytes) => {
                batch.push((self.wanted, bytes));
                self.wanted += 1;
                self.delay = Duration::ZERO;
            }
            Meaning::Old => {}
            Meaning::Alive { answer: None } => self.delay = Duration::ZERO,
            Meaning::Alive { answer: Some(to) } => self.answer(to),
            Meaning::Broken(reason) => self.close(&reason),
        }
    }

    fn meaning(&self, message: Message) -> Meaning {
        let header = |name| message.headers.as_ref().and_then(|map| map.get(name));
        match message.status {
            None => match message.reply.as_deref().and_then(sequence_of) {
                Some(found) if found == self.wanted => Meaning::Commit(message.payload),
                Some(found) if found < self.wanted => Meaning::Old,
                Some(found) => Meaning::Broken(format!("{found} came instead")),
                None => Meaning::Broken("a message of another kind came".into()),
            },
            Some(StatusCode::IDLE_HEARTBEAT) => {
                let delivered: Option<Position> =
                    header(LAST_STREAM).and_then(|value| value.as_str().parse().ok());
                let ask = message.reply.as_ref().map(ToString::to_string);
                match delivered {
                    // It believes to have sent what never came.
                    Some(last) if last >= self.wanted => {
                        Meaning::Broken(format!("all up to {last} was lost on the way"))
                    }
                    Some(_) | None => Meaning::Alive {
                        answer: ask.or_else(|| header(STALLED).map(ToString::to_string)),
                    },
                }
            }
            Some(status) => Meaning::Broken(format!("the broker says {status}")),
        }
    }

    /// Tells the broker that all up to here was taken.
    fn answer(&self, to: String) {
        let client = self.nats.client().clone();
        // One in some thousand messages, so a task for it is cheap; it must not wait here, where
        // a cancelled wait would lose the batch.
        tokio::spawn(async move {
            if let Err(error) = client.publish(to, Bytes::new()).await {
                debug!(%error, "the broker asks again");
            }
        });
    }

    fn close(&mut self, reason: &str) {
        info!(source = %self.source, wanted = self.wanted, %reason, "follower opens again");
        self.open = None;
        self.delay = next_delay(self.delay);
    }

    /// Makes a consumer from the wanted position on. It may fail: then the next call tries again.
    async fn reopen(&mut self) {
        let opening = self.opening.get_or_insert_with(|| {
            self.losses.mark_unchanged();
            let (nats, stream) = (self.nats.clone(), self.stream.clone());
            Box::pin(open(nats, stream, self.wanted, self.delay))
        });
        let opened = tokio::select! {
            opened = opening => opened,
            // What was asked on it will not be answered.
            _ = self.losses.changed() => Err("the connection was lost".into()),
        };
        self.opening = None;
        match opened {
            Ok(subscriber) => {
                self.heard = Instant::now();
                self.open = Some(subscriber);
            }
            Err(reason) => {
                debug!(source = %self.source, wanted = self.wanted, %reason, "follower waits");
                self.delay = next_delay(self.delay);
            }
        }
    }
}

async fn open(
    nats: Nats,
    stream: String,
    wanted: Position,
    delay: Duration,
) -> Result<Subscriber, String> {
    tokio::time::sleep(delay).await;
    if !nats.is_connected() {
        return Err("not connected".into());
    }
    let inbox = nats.client().new_inbox();
    // The subscription first: what is delivered before it would be lost.
    let subscribed = nats.client().subscribe(inbox.clone()).await;
    let subscriber = subscribed.map_err(|error| error.to_string())?;
    let config = push::Config {
        deliver_subject: inbox,
        deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: wanted },
        ack_policy: AckPolicy::None,
        max_deliver: 1,
        flow_control: true,
        idle_heartbeat: HEARTBEAT,
        inactive_threshold: INACTIVE_MAX,
        num_replicas: 1,
        memory_storage: true,
        ..push::Config::default()
    };
    let made = nats.jetstream().create_consumer_on_stream(config, &stream).await;
    made.map(|_| subscriber).map_err(|error| error.to_string())
}

fn next_delay(delay: Duration) -> Duration {
    (delay * 2).clamp(REOPEN_DELAY_FIRST, REOPEN_DELAY_LONGEST)
}

/// The stream sequence in the subject to which an acknowledgement of a message would go:
/// `$JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>.<consumer sequence>.<time>.<pending>`,
/// with two tokens more before the stream's name on brokers with domains.
fn sequence_of(reply: &str) -> Option<Position> {
    let index = match reply.split('.').count() {
        9 => 5,
        11.. => 7,
        0..=8 | 10 => return None,
    };
    reply.split('.').nth(index)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_read_from_both_forms() {
        assert_eq!(sequence_of("$JS.ACK.evt_needs.c.1.42.7.1700.0"), Some(42));
        assert_eq!(sequence_of("$JS.ACK.hub.hash.evt_needs.c.1.42.7.1700.0.rnd"), Some(42));
        assert_eq!(sequence_of("_INBOX.needs.1"), None);
        assert_eq!(sequence_of(""), None);
    }
}
