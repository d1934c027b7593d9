//! The serving side of request/reply.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_nats::{Client, HeaderName, Message, Subject, Subscriber};
use bytes::Bytes;
use contracts::subjects;
use futures_util::StreamExt;
use futures_util::stream::{Select, select};
use tokio::sync::mpsc;
use tracing::{error, warn};

use super::Nats;
use crate::requests::ResponderBackend;
use crate::{Error, Headers, Request, Responder};

/// How many replies may wait to be written: as many as requests can be under way.
const REPLIES_MAX: usize = 65_536;
/// How many replies are taken from the queue at once.
const REPLIES_AT_ONCE: usize = 256;

/// The queue of replies that one task writes.
pub(super) struct Replies {
    queue: mpsc::Sender<(Subject, Bytes)>,
    overflows: Arc<AtomicU64>,
}

/// The way back to one requester.
pub(crate) struct NatsResponder {
    to: Subject,
    queue: mpsc::Sender<(Subject, Bytes)>,
    overflows: Arc<AtomicU64>,
}

/// A service's two subscriptions.
pub(crate) struct NatsRequests {
    nats: Nats,
    incoming: Select<Subscriber, Subscriber>,
}

impl Replies {
    pub(super) fn start(client: Client, overflows: Arc<AtomicU64>) -> Self {
        let (queue, waiting) = mpsc::channel(REPLIES_MAX);
        // It ends with the last responder, so what was answered before a shutdown is still sent.
        tokio::spawn(write(client, waiting));
        Self { queue, overflows }
    }

    fn responder(&self, to: Subject) -> NatsResponder {
        NatsResponder { to, queue: self.queue.clone(), overflows: Arc::clone(&self.overflows) }
    }
}

async fn write(client: Client, mut waiting: mpsc::Receiver<(Subject, Bytes)>) {
    let mut batch = Vec::with_capacity(REPLIES_AT_ONCE);
    while waiting.recv_many(&mut batch, REPLIES_AT_ONCE).await > 0 {
        for (to, reply) in batch.drain(..) {
            if let Err(error) = client.publish(to, reply).await {
                error!(error = &error as &dyn std::error::Error, "a reply could not be sent");
            }
        }
    }
}

impl NatsResponder {
    pub(crate) fn respond(self, reply: Bytes) {
        if self.queue.try_send((self.to, reply)).is_err() {
            let lost = self.overflows.fetch_add(1, Ordering::Relaxed) + 1;
            if lost.is_power_of_two() {
                warn!(lost, "the broker takes no replies: some are dropped");
            }
        }
    }
}

impl Nats {
    pub(crate) async fn serve(&self, service: &str) -> Result<NatsRequests, Error> {
        let commands = self.queue_subscribe(service, subjects::commands(service)).await?;
        let queries = self.queue_subscribe(service, subjects::queries(service)).await?;
        self.round_trip().await?;
        Ok(NatsRequests { nats: self.clone(), incoming: select(commands, queries) })
    }

    async fn queue_subscribe(&self, service: &str, subject: String) -> Result<Subscriber, Error> {
        self.client()
            .queue_subscribe(subject, service.to_owned())
            .await
            .map_err(|error| Error::Serve { service: service.to_owned(), source: error.into() })
    }
}

impl NatsRequests {
    pub(crate) async fn next(&mut self) -> Option<Request> {
        loop {
            let message = self.incoming.next().await?;
            match self.request(message) {
                Ok(request) => return Some(request),
                Err(subject) => warn!(%subject, "a request without an inbox for its reply"),
            }
        }
    }

    pub(crate) async fn stop(&mut self) {
        let (commands, queries) = self.incoming.get_mut();
        for subscription in [commands, queries] {
            // Fails only when the connection is closed for good: then nothing comes any more.
            subscription.drain().await.ok();
        }
    }

    /// The request in `message`, or its subject when nobody could be answered.
    fn request(&self, message: Message) -> Result<Request, Subject> {
        let Some(to) = message.reply.filter(|to| subjects::is_inbox(to)) else {
            return Err(message.subject);
        };
        let headers = message.headers.as_ref();
        let get = |name| {
            let value = headers?.get(HeaderName::from_static(name))?;
            Some(value.as_str())
        };
        Ok(Request {
            headers: Headers::decode(get),
            subject: message.subject.into_string(),
            body: message.payload,
            responder: Responder(ResponderBackend::Nats(self.nats.replies().responder(to))),
        })
    }
}
