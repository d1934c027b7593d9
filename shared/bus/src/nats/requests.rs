//! The serving side of request/reply.

use std::collections::VecDeque;
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
use super::together::{Answer, Part, TOGETHER_MAX, grouped, next_together, pack, runs, unpack};
use crate::requests::ResponderBackend;
use crate::{Error, Headers, HeadersError, Request, Responder};

/// How many replies may wait to be written: as many as requests can be under way.
const REPLIES_MAX: usize = 65_536;

/// The queue of replies that one task writes.
pub(super) struct Replies {
    queue: mpsc::Sender<Reply>,
    overflows: Arc<AtomicU64>,
}

/// A reply, and whether it goes alone or is that to one request among others.
struct Reply {
    to: Subject,
    part: Option<usize>,
    body: Bytes,
}

/// The way back to one requester.
pub(crate) struct NatsResponder {
    to: Subject,
    part: Option<usize>,
    queue: mpsc::Sender<Reply>,
    overflows: Arc<AtomicU64>,
}

/// A service's two subscriptions.
pub(crate) struct NatsRequests {
    nats: Nats,
    incoming: Select<Subscriber, Subscriber>,
    /// Those that came together with one that was handed out.
    arrived: VecDeque<Request>,
}

impl Replies {
    pub(super) fn start(client: Client, overflows: Arc<AtomicU64>) -> Self {
        let (queue, waiting) = mpsc::channel(REPLIES_MAX);
        // It ends with the last responder, so what was answered before a shutdown is still sent.
        tokio::spawn(write(client, waiting));
        Self { queue, overflows }
    }

    fn responder(&self, to: Subject, part: Option<usize>) -> Responder {
        let (queue, overflows) = (self.queue.clone(), Arc::clone(&self.overflows));
        Responder(ResponderBackend::Nats(NatsResponder { to, part, queue, overflows }))
    }
}

async fn write(client: Client, mut waiting: mpsc::Receiver<Reply>) {
    let mut taken = Vec::with_capacity(TOGETHER_MAX);
    while next_together(&mut waiting, &mut taken).await {
        let mut parts = Vec::new();
        for Reply { to, part, body } in taken.drain(..) {
            match part {
                Some(part) => parts.push((to, (part, body))),
                None => publish(&client, to, body).await,
            }
        }
        for (to, replies) in grouped(parts) {
            for run in runs(replies, |(_, body)| body.len()) {
                let answers: Vec<Answer<'_>> =
                    run.iter().map(|(part, body)| Answer { to: *part, body }).collect();
                publish(&client, to.clone(), pack(&answers)).await;
            }
        }
    }
}

async fn publish(client: &Client, to: Subject, reply: Bytes) {
    if let Err(error) = client.publish(to, reply).await {
        error!(error = &error as &dyn std::error::Error, "a reply could not be sent");
    }
}

impl NatsResponder {
    pub(crate) fn respond(self, body: Bytes) {
        if self.queue.try_send(Reply { to: self.to, part: self.part, body }).is_err() {
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
        let incoming = select(commands, queries);
        Ok(NatsRequests { nats: self.clone(), incoming, arrived: VecDeque::new() })
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
            if let Some(request) = self.arrived.pop_front() {
                return Some(request);
            }
            let message = self.incoming.next().await?;
            let Some(to) = message.reply.clone().filter(|to| subjects::is_inbox(to)) else {
                return Some(unreadable(message, HeadersError::NoInbox));
            };
            if !subjects::is_together(&message.subject) {
                return Some(self.request(message, to));
            }
            match self.parts(&message, &to) {
                Some(requests) => self.arrived = requests,
                None => return Some(unreadable(message, HeadersError::Together)),
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

    fn request(&self, message: Message, to: Subject) -> Request {
        let headers = message.headers.as_ref();
        let get = |name| {
            let value = headers?.get(HeaderName::from_static(name))?;
            Some(value.as_str())
        };
        Request {
            headers: Headers::decode(get),
            subject: message.subject.into_string(),
            body: message.payload,
            responder: self.nats.replies().responder(to, None),
        }
    }

    /// The requests that `message` carries, or nothing when one of them does not belong there.
    fn parts(&self, message: &Message, to: &Subject) -> Option<VecDeque<Request>> {
        let parts: Vec<Part<'_>> = unpack(&message.payload)?;
        let belongs = |part: &Part<'_>| {
            subjects::together(part.subject).as_deref() == Some(message.subject.as_str())
        };
        let request = |(number, part): (usize, Part<'_>)| {
            let get = |name| {
                let header = part.headers.iter().find(|(known, _)| *known == name)?;
                Some(header.1)
            };
            Request {
                headers: Headers::decode(get),
                subject: part.subject.to_owned(),
                body: message.payload.slice_ref(part.body),
                responder: self.nats.replies().responder(to.clone(), Some(number)),
            }
        };
        let all_belong = !parts.is_empty() && parts.iter().all(belongs);
        all_belong.then(|| parts.into_iter().enumerate().map(request).collect())
    }
}

/// What somebody is to look into, for whom there is no way back.
fn unreadable(message: Message, error: HeadersError) -> Request {
    Request {
        subject: message.subject.into_string(),
        headers: Err(error),
        body: message.payload,
        responder: Responder(ResponderBackend::Nobody),
    }
}
