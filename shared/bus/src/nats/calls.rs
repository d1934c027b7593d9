//! Requests that wait for their replies.
//!
//! One task sends all requests of a client, those together that wait together; one subscription
//! takes all replies. The NATS client has the like of its own, but a message for each request, and
//! keeps a call that timed out for ever and leaves the calls of a lost connection to their
//! timeouts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_nats::connection::State;
use async_nats::{Client, HeaderMap, HeaderName, Message, StatusCode, Subject, Subscriber};
use bytes::Bytes;
use contracts::subjects;
use futures_util::StreamExt;
use tokio::sync::{mpsc, oneshot};
use tracing::{error, warn};

use super::together::{
    Answer, Part, TOGETHER_MAX, calls_of, grouped, next_together, pack, reply_to, runs, unpack,
};
use crate::Error;

/// How many requests may wait to be sent.
const UNSENT_MAX: usize = 8_192;
/// With how many calls it is first looked which of them nobody waits for any more.
const CROWD: usize = 1_024;

/// The calls that wait for their replies, under their numbers.
#[derive(Default)]
pub(super) struct Calls(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    last: u64,
    by_number: HashMap<u64, oneshot::Sender<Outcome>>,
    crowd: usize,
}

pub(super) enum Outcome {
    Reply(Bytes),
    NoResponders,
    Disconnected,
}

/// A request that is to be sent.
pub(super) struct Outgoing {
    pub(super) subject: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Bytes,
    pub(super) outcome: oneshot::Sender<Outcome>,
}

impl Calls {
    /// Gives the calls their numbers, one after the other, and says the first.
    pub(super) fn register(
        &self,
        calls: impl IntoIterator<Item = oneshot::Sender<Outcome>>,
    ) -> u64 {
        let mut waiting = self.lock();
        waiting.forget_who_waits_no_more();
        let first = waiting.last + 1;
        for call in calls {
            waiting.last += 1;
            let number = waiting.last;
            waiting.by_number.insert(number, call);
        }
        first
    }

    /// Hands each reply to its call, for as long as the connection lives.
    pub(super) async fn dispatch(self: Arc<Self>, mut replies: Subscriber) {
        while let Some(reply) = replies.next().await {
            if self.settle(&reply).is_none() {
                warn!(subject = %reply.subject, "a reply that cannot be read");
            }
        }
    }

    fn settle(&self, reply: &Message) -> Option<()> {
        let (first, count) = calls_of(&reply.subject)?;
        if reply.status == Some(StatusCode::NO_RESPONDERS) {
            self.end((first..).take(count).map(|number| (number, Outcome::NoResponders)));
        } else if count == 1 {
            self.end([(first, Outcome::Reply(reply.payload.clone()))]);
        } else {
            let answers: Vec<Answer<'_>> = unpack(&reply.payload)?;
            let own = answers.iter().filter(|answer| answer.to < count);
            self.end(own.map(|answer| {
                let body = reply.payload.slice_ref(answer.body);
                (first + answer.to as u64, Outcome::Reply(body))
            }));
        }
        Some(())
    }

    fn end(&self, outcomes: impl IntoIterator<Item = (u64, Outcome)>) {
        let mut waiting = self.lock();
        for (number, outcome) in outcomes {
            if let Some(call) = waiting.by_number.remove(&number) {
                // Nobody waits any more: the time was over.
                call.send(outcome).ok();
            }
        }
    }

    /// The connection is gone and with it, perhaps, every reply.
    pub(super) fn fail_all(&self) {
        let waiting = std::mem::take(&mut self.lock().by_number);
        for (_, call) in waiting {
            call.send(Outcome::Disconnected).ok();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Calls whose time is over are found when their number has doubled, not one by one.
    fn forget_who_waits_no_more(&mut self) {
        if self.by_number.len() >= self.crowd.max(CROWD) {
            self.by_number.retain(|_, call| !call.is_closed());
            self.crowd = 2 * self.by_number.len();
        }
    }
}

impl Outcome {
    pub(super) fn into_reply(self, subject: &str) -> Result<Bytes, Error> {
        match self {
            Outcome::Reply(reply) => Ok(reply),
            Outcome::NoResponders => Err(Error::NoResponders { subject: subject.to_owned() }),
            Outcome::Disconnected => Err(Error::Disconnected),
        }
    }
}

impl Outgoing {
    fn bytes(&self) -> usize {
        let headers: usize =
            self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.subject.len() + headers + self.body.len()
    }

    fn part(&self) -> Part<'_> {
        let headers = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Part { subject: &self.subject, headers, body: &self.body }
    }
}

/// The task that sends the requests of one client.
pub(super) struct Sending {
    pub(super) client: Client,
    pub(super) inbox: String,
    pub(super) calls: Arc<Calls>,
}

impl Sending {
    pub(super) fn start(self) -> mpsc::Sender<Outgoing> {
        let (queue, waiting) = mpsc::channel(UNSENT_MAX);
        tokio::spawn(self.run(waiting));
        queue
    }

    async fn run(self, mut waiting: mpsc::Receiver<Outgoing>) {
        let mut taken = Vec::with_capacity(TOGETHER_MAX);
        while next_together(&mut waiting, &mut taken).await {
            let lanes = taken.drain(..).map(|request| (lane(&request.subject), request));
            for (lane, requests) in grouped(lanes) {
                for run in runs(requests, Outgoing::bytes) {
                    self.send(&lane, run).await;
                }
            }
        }
    }

    /// Sends what travels together. Without a connection all of it fails: it would be sent when
    /// nobody waits for it any more.
    async fn send(&self, lane: &Subject, mut run: Vec<Outgoing>) {
        if self.client.connection_state() != State::Connected {
            for Outgoing { outcome, .. } in run {
                outcome.send(Outcome::Disconnected).ok();
            }
            return;
        }
        let count = run.len();
        let sent = if count == 1 {
            let Some(Outgoing { subject, headers, body, outcome }) = run.pop() else { return };
            let first = self.calls.register([outcome]);
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(HeaderName::from_static(name), value);
            }
            let reply_to = reply_to(&self.inbox, first, count);
            self.client.publish_with_reply_and_headers(subject, reply_to, map, body).await
        } else {
            let parts: Vec<Part<'_>> = run.iter().map(Outgoing::part).collect();
            let message = pack(&parts);
            let first = self.calls.register(run.into_iter().map(|request| request.outcome));
            let reply_to = reply_to(&self.inbox, first, count);
            self.client.publish_with_reply(lane.clone(), reply_to, message).await
        };
        if let Err(error) = sent {
            error!(error = &error as &dyn std::error::Error, "requests could not be sent");
        }
    }
}

/// Under which subject requests like the one to `subject` travel together.
fn lane(subject: &str) -> Subject {
    match subjects::together(subject) {
        Some(lane) => lane.into(),
        None => subject.into(),
    }
}
