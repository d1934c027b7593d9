//! Requests that wait for their replies.
//!
//! One subscription takes all replies of a client, each under the number of its call. The NATS
//! client has the same of its own, but keeps a call that timed out for ever and leaves the calls
//! of a lost connection to their timeouts.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_nats::{Message, StatusCode, Subscriber};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::oneshot;

use crate::Error;

#[derive(Default)]
pub(super) struct Calls {
    last: AtomicU64,
    waiting: Mutex<HashMap<u64, oneshot::Sender<Outcome>>>,
}

enum Outcome {
    Reply(Bytes),
    NoResponders,
    Disconnected,
}

/// One call; forgotten when dropped.
pub(super) struct Call {
    calls: Arc<Calls>,
    number: u64,
    outcome: oneshot::Receiver<Outcome>,
}

impl Calls {
    pub(super) fn register(self: &Arc<Self>) -> Call {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let (sender, outcome) = oneshot::channel();
        self.lock().insert(number, sender);
        Call { calls: Arc::clone(self), number, outcome }
    }

    /// Hands each reply to its call, for as long as the connection lives.
    pub(super) async fn dispatch(self: Arc<Self>, mut replies: Subscriber) {
        while let Some(reply) = replies.next().await {
            let number = reply.subject.rsplit('.').next().and_then(|token| token.parse().ok());
            let waiting = number.and_then(|number: u64| self.lock().remove(&number));
            if let Some(waiting) = waiting {
                // Nobody waits any more: the time was over.
                waiting.send(Outcome::of(reply)).ok();
            }
        }
    }

    /// The connection is gone and with it, perhaps, every reply.
    pub(super) fn fail_all(&self) {
        let waiting = std::mem::take(&mut *self.lock());
        for (_, call) in waiting {
            call.send(Outcome::Disconnected).ok();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, oneshot::Sender<Outcome>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outcome {
    fn of(reply: Message) -> Self {
        match reply.status {
            Some(StatusCode::NO_RESPONDERS) => Outcome::NoResponders,
            Some(_) | None => Outcome::Reply(reply.payload),
        }
    }
}

impl Call {
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) async fn reply(mut self, subject: &str) -> Result<Bytes, Error> {
        match (&mut self.outcome).await {
            Ok(Outcome::Reply(reply)) => Ok(reply),
            Ok(Outcome::NoResponders) => Err(Error::NoResponders { subject: subject.to_owned() }),
            Ok(Outcome::Disconnected) | Err(_) => Err(Error::Disconnected),
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.calls.lock().remove(&self.number);
    }
}
