//! The requests that reach a service, and the way back.

use bytes::Bytes;
use tokio::sync::oneshot;

use crate::memory::MemoryRequests;
use crate::nats::{NatsRequests, NatsResponder};
use crate::{Headers, HeadersError};

/// The commands and queries of one service, as this process gets its share of them.
pub struct Requests(pub(crate) RequestsBackend);

pub(crate) enum RequestsBackend {
    Nats(NatsRequests),
    Memory(MemoryRequests),
}

/// One command or query that waits for its reply.
pub struct Request {
    /// `cmd.<service>.…` or `qry.<service>.…`.
    pub subject: String,
    /// What came beside the body, or why it cannot be read.
    pub headers: Result<Headers, HeadersError>,
    /// The body, as it came.
    pub body: Bytes,
    /// The way back.
    pub responder: Responder,
}

/// The way back to whoever asked, if anybody can be answered. It can be sent to any thread and used
/// without a runtime; dropped unused, the other side times out.
pub struct Responder(pub(crate) ResponderBackend);

pub(crate) enum ResponderBackend {
    Nats(NatsResponder),
    Memory(oneshot::Sender<Bytes>),
    Nobody,
}

impl Requests {
    /// The next request; `None` after [`Requests::stop`] once all that had arrived were handed
    /// out. Cancelling it loses nothing.
    pub async fn next(&mut self) -> Option<Request> {
        match &mut self.0 {
            RequestsBackend::Nats(requests) => requests.next().await,
            RequestsBackend::Memory(requests) => requests.next().await,
        }
    }

    /// Takes no further requests; those that have arrived are still handed out.
    pub async fn stop(&mut self) {
        match &mut self.0 {
            RequestsBackend::Nats(requests) => requests.stop().await,
            RequestsBackend::Memory(requests) => requests.stop(),
        }
    }
}

impl Request {
    /// Answers and forgets it.
    pub fn respond(self, reply: Bytes) {
        self.responder.respond(reply);
    }
}

impl Responder {
    /// Sends `reply`. Never blocks: it is handed to the one task that writes all replies of this
    /// client; were its queue full, the reply would be dropped, counted and logged.
    pub fn respond(self, reply: Bytes) {
        match self.0 {
            ResponderBackend::Nats(responder) => responder.respond(reply),
            ResponderBackend::Memory(responder) => {
                // Nobody waits any more: the time was over.
                responder.send(reply).ok();
            }
            ResponderBackend::Nobody => {}
        }
    }
}
