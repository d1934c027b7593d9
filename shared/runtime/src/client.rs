//! Asking services: for the gateway and the command line.

use std::time::Duration;

use bus::{Bus, Headers};
use contracts::{
    Actor, Command, Failure, History, HistoryEntry, ParkedCommit, Position, Query, Receipt,
    Replayed, Reply, subjects,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use values::{CommandId, Uuid};

/// How long a request may take, unless said otherwise.
const TIMEOUT: Duration = Duration::from_secs(5);

/// How often a question is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(5);

/// Sends commands and queries; clones share the connection.
#[derive(Clone)]
pub struct Client {
    bus: Bus,
    timeout: Duration,
}

/// No answer came, or none that can be read. Of a command nobody knows whether it was done: send
/// it again with the same id.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nobody answered.
    #[error("{subject}")]
    Bus { subject: String, source: bus::Error },
    /// The answer is not of the agreed form.
    #[error("the answer of {subject} is unreadable")]
    Unreadable { subject: String, source: serde_json::Error },
}

impl Client {
    /// A client on `bus`.
    pub fn new(bus: Bus) -> Self {
        Self { bus, timeout: TIMEOUT }
    }

    /// Asks for a change, as `actor`. The same `id` again is the same request.
    ///
    /// # Errors
    /// When no readable answer came in time.
    pub async fn command<C: Command>(
        &self,
        actor: &Actor,
        id: CommandId,
        body: &C,
    ) -> Result<Reply<Receipt>, ClientError> {
        self.request(C::SUBJECT, &Headers::command(id, actor.clone()), body).await
    }

    /// Asks a question, as `actor`, of a state that contains `at_least` that position.
    ///
    /// # Errors
    /// When no readable answer came in time.
    pub async fn query<Q: Query>(
        &self,
        actor: &Actor,
        at_least: Option<Position>,
        body: &Q,
    ) -> Result<Reply<Q::Answer>, ClientError> {
        let headers = Headers { at_least, ..Headers::by(actor.clone()) };
        self.request(Q::SUBJECT, &headers, body).await
    }

    /// Asks the same question again and again until `enough` finds something in the answer, at most
    /// `within`; nothing when it never did.
    ///
    /// # Errors
    /// When no readable answer came in time.
    pub async fn wait_for<Q: Query, T>(
        &self,
        actor: &Actor,
        at_least: Option<Position>,
        body: &Q,
        within: Duration,
        enough: impl Fn(&Reply<Q::Answer>) -> Option<T>,
    ) -> Result<Option<T>, ClientError> {
        let asking = async {
            let mut again = tokio::time::interval(ASK_AGAIN);
            loop {
                again.tick().await;
                if let Some(found) = enough(&self.query(actor, at_least, body).await?) {
                    return Ok(found);
                }
            }
        };
        match tokio::time::timeout(within, asking).await {
            Ok(found) => found.map(Some),
            Err(_) => Ok(None),
        }
    }

    /// Everything that happened to one aggregate of `service`.
    ///
    /// # Errors
    /// When no readable answer came in time.
    pub async fn history(
        &self,
        actor: &Actor,
        service: &str,
        aggregate: Uuid,
    ) -> Result<Reply<Vec<HistoryEntry>>, ClientError> {
        let headers = Headers::by(actor.clone());
        self.request(&subjects::history(service), &headers, &History { aggregate }).await
    }

    /// The followed commits that `service` put aside.
    ///
    /// # Errors
    /// When no readable answer came in time.
    pub async fn parked(
        &self,
        actor: &Actor,
        service: &str,
    ) -> Result<Reply<Vec<ParkedCommit>>, ClientError> {
        self.request(&subjects::parked(service), &Headers::by(actor.clone()), &()).await
    }

    /// Lets `service` try them once more.
    ///
    /// # Errors
    /// When no readable answer came in time.
    pub async fn replay_parked(
        &self,
        actor: &Actor,
        service: &str,
    ) -> Result<Reply<Vec<Replayed>>, ClientError> {
        self.request(&subjects::replay_parked(service), &Headers::by(actor.clone()), &()).await
    }

    /// Follows `service` from its next commit on.
    ///
    /// # Errors
    /// When the broker cannot be asked.
    pub async fn follow_from_now(&self, service: &str) -> Result<bus::Follower, bus::Error> {
        let head = self.bus.head(service).await?;
        Ok(self.bus.follow(service, head + 1))
    }

    /// The last position that can be read of `service`.
    ///
    /// # Errors
    /// When the broker cannot be asked.
    pub async fn head(&self, service: &str) -> Result<Position, bus::Error> {
        self.bus.head(service).await
    }

    /// Follows `service` from the commit at `from` on.
    pub fn follow(&self, service: &str, from: Position) -> bus::Follower {
        self.bus.follow(service, from)
    }

    /// The broker's bucket that `options` name.
    pub fn bucket(&self, options: bus::BucketOptions) -> bus::Bucket {
        self.bus.bucket(options)
    }

    /// Sends `body` to any subject.
    ///
    /// # Errors
    /// When no readable answer came in time.
    pub async fn request<T: DeserializeOwned>(
        &self,
        subject: &str,
        headers: &Headers,
        body: &impl Serialize,
    ) -> Result<Reply<T>, ClientError> {
        let body = serde_json::to_vec(body).expect("requests have text keys only");
        self.send(subject, headers, body).await
    }

    /// Sends `body`, which is JSON already, to any subject.
    ///
    /// # Errors
    /// When no readable answer came in time.
    pub async fn send<T: DeserializeOwned>(
        &self,
        subject: &str,
        headers: &Headers,
        body: Vec<u8>,
    ) -> Result<Reply<T>, ClientError> {
        let reply = match self.bus.request(subject, headers, body.into(), self.timeout).await {
            Ok(reply) => reply,
            Err(bus::Error::NoResponders { .. } | bus::Error::Disconnected) => {
                return Ok(Reply::Failed(Failure::Busy));
            }
            Err(source) => return Err(ClientError::Bus { subject: subject.to_owned(), source }),
        };
        serde_json::from_slice(&reply)
            .map_err(|source| ClientError::Unreadable { subject: subject.to_owned(), source })
    }
}
