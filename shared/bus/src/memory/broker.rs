//! Request/reply and dead letters in memory.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use contracts::{Position, subjects};
use tokio::sync::{mpsc, oneshot};

use super::MemoryStreams;
use super::buckets::{Buckets, MemoryBucket};
use crate::dead_letters::LETTERS_MAX;
use crate::requests::ResponderBackend;
use crate::{BucketOptions, DeadLetter, Error, Headers, Request, Responder};

/// How many requests may wait for one server of a service.
const WAITING_MAX: usize = 65_536;

/// What the clones of one bus share.
#[derive(Clone)]
pub(crate) struct MemoryBroker {
    pub(crate) streams: MemoryStreams,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Who serves, by service; the next request goes to the front, which then goes to the back.
    servers: Mutex<HashMap<String, VecDeque<mpsc::Sender<Request>>>>,
    letters: Mutex<HashMap<String, Letters>>,
    buckets: Arc<Buckets>,
}

#[derive(Default)]
struct Letters {
    last: Position,
    kept: VecDeque<DeadLetter>,
}

/// One server's share of the requests.
pub(crate) struct MemoryRequests(mpsc::Receiver<Request>);

impl MemoryRequests {
    pub(crate) async fn next(&mut self) -> Option<Request> {
        self.0.recv().await
    }

    pub(crate) fn stop(&mut self) {
        self.0.close();
    }
}

impl MemoryBroker {
    pub(crate) fn new(streams: MemoryStreams) -> Self {
        Self { streams, shared: Arc::default() }
    }

    pub(crate) fn serve(&self, service: &str) -> MemoryRequests {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        lock(&self.shared.servers).entry(service.to_owned()).or_default().push_back(sender);
        MemoryRequests(receiver)
    }

    pub(crate) async fn request(
        &self,
        subject: &str,
        headers: &[(&'static str, String)],
        body: Bytes,
        timeout: Duration,
    ) -> Result<Bytes, Error> {
        let server = subjects::service_of(subject).and_then(|service| self.next_server(service));
        let Some(server) = server else {
            return Err(Error::NoResponders { subject: subject.to_owned() });
        };
        let (sender, reply) = oneshot::channel();
        // Encoded and read again, as on a wire: the twin must not know more than the original.
        let get = |name| headers.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str());
        let request = Request {
            subject: subject.to_owned(),
            headers: Headers::decode(get),
            body,
            responder: Responder(ResponderBackend::Memory(sender)),
        };
        let late =
            || Error::Timeout { subject: subject.to_owned(), milliseconds: timeout.as_millis() };
        // A full queue, or a responder dropped unused: the time is over at once, for nothing can
        // come any more.
        server.try_send(request).map_err(|_| late())?;
        match tokio::time::timeout(timeout, reply).await {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(_)) | Err(_) => Err(late()),
        }
    }

    fn next_server(&self, service: &str) -> Option<mpsc::Sender<Request>> {
        let mut servers = lock(&self.shared.servers);
        let group = servers.get_mut(service)?;
        group.retain(|server| !server.is_closed());
        let next = group.pop_front()?;
        group.push_back(next.clone());
        Some(next)
    }

    pub(crate) fn bucket(&self, options: BucketOptions) -> MemoryBucket {
        MemoryBucket::new(Arc::clone(&self.shared.buckets), options)
    }

    pub(crate) fn dead_letter(&self, service: &str, mut letter: DeadLetter) {
        let mut all = lock(&self.shared.letters);
        let letters = all.entry(service.to_owned()).or_default();
        letters.last += 1;
        letter.position = letters.last;
        letters.kept.push_back(letter);
        if letters.kept.len() > LETTERS_MAX {
            letters.kept.pop_front();
        }
    }

    pub(crate) fn dead_letters(&self, service: &str, max: usize) -> Vec<DeadLetter> {
        let all = lock(&self.shared.letters);
        let Some(letters) = all.get(service) else {
            return Vec::new();
        };
        letters.kept.iter().rev().take(max).cloned().collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
