//! Answers that wait for the disk.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bus::{Bytes, Responder};
use contracts::{Failure, Position, Reply};

use crate::service::encode;

/// Replies in the order in which they were judged, each with the position it waits for.
///
/// Invariant: nothing is told before everything its state contains is on stable storage.
#[derive(Default)]
pub(super) struct Waiting {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    durable: Position,
    replies: VecDeque<(Position, Responder, Bytes)>,
    /// The disk has failed: nothing more will be on it.
    abandoned: bool,
}

impl Waiting {
    /// Starts with everything up to `durable` on disk.
    pub(super) fn at(durable: Position) -> Self {
        Self { inner: Mutex::new(Inner { durable, ..Inner::default() }) }
    }

    /// Tells `reply` once everything up to `after` is on disk. Called in the order of judging.
    pub(super) fn tell(&self, after: Position, responder: Responder, reply: Bytes) {
        let mut inner = self.lock();
        if inner.abandoned {
            responder.respond(busy());
        } else if after <= inner.durable {
            responder.respond(reply);
        } else {
            inner.replies.push_back((after, responder, reply));
        }
    }

    /// Everything up to `durable` is on disk now.
    pub(super) fn acknowledge(&self, durable: Position) {
        let mut inner = self.lock();
        inner.durable = durable;
        let ready = inner.replies.partition_point(|(after, ..)| *after <= durable);
        for (_, responder, reply) in inner.replies.drain(..ready) {
            responder.respond(reply);
        }
    }

    /// Nothing more will be on disk: whoever waits, and whoever comes, is to ask again later, with
    /// the same id. What was decided for them may be there then, or not.
    pub(super) fn abandon(&self) {
        let mut inner = self.lock();
        inner.abandoned = true;
        for (_, responder, _) in inner.replies.drain(..) {
            responder.respond(busy());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn busy() -> Bytes {
    encode::<()>(&Reply::Failed(Failure::Busy)).into()
}
