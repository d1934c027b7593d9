//! What was put aside: shown to the operator, and tried once more by hand.

use std::time::Duration;

use bus::{Bus, Bytes};
use contracts::{Actor, Failure, ParkedCommit, Position, Replayed, Reply, Role, subjects};
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};

use super::writing::Input;
use crate::Followed;
use crate::service::encode;

/// How long the mirror of another service may take to give one commit.
const FETCH_MAX: Duration = Duration::from_secs(2);

/// Answers the two requests about what is parked, which every service has.
#[derive(Clone)]
pub(super) struct Parking {
    service: &'static str,
    list: String,
    replay: String,
    bus: Bus,
    input: mpsc::Sender<Input>,
}

impl Parking {
    pub(super) fn new(service: &'static str, bus: Bus, input: mpsc::Sender<Input>) -> Self {
        let (list, replay) = (subjects::parked(service), subjects::replay_parked(service));
        Self { service, list, replay, bus, input }
    }

    /// Is this one of the two?
    pub(super) fn answers(&self, subject: &str) -> bool {
        subject == self.list || subject == self.replay
    }

    /// The answer to the one or the other.
    pub(super) async fn answer(&self, subject: &str, actor: &Actor) -> Bytes {
        let may = |roles: &[Role]| match actor {
            Actor::Person { role, .. } => roles.contains(role),
            Actor::System => false,
        };
        let reply = if subject == self.replay {
            if may(&[Role::Operator]) { reply(self.replay().await) } else { refused() }
        } else if may(&[Role::Operator, Role::Auditor]) {
            reply(self.listed().await)
        } else {
            refused()
        };
        reply.into()
    }

    async fn listed(&self) -> Option<Vec<ParkedCommit>> {
        let (outcome, listed) = oneshot::channel();
        self.input.send(Input::ListParked { outcome }).await.ok()?;
        listed.await.ok()
    }

    /// Tries every parked commit once more, oldest first, as the mirror has it; and every deadline.
    async fn replay(&self) -> Option<Vec<Replayed>> {
        let parked = self.listed().await?;
        // The writer looks at what is due between two inputs.
        self.input.send(Input::RetryDue).await.ok()?;
        let still = self.listed().await?;
        let mut replayed = Vec::new();
        for ParkedCommit { source, position, aggregates, .. } in parked {
            let failed = if source == self.service {
                let same = |other: &&ParkedCommit| {
                    other.source == source && other.aggregates == aggregates
                };
                still.iter().find(same).map(|failed| failed.reason.clone())
            } else {
                match self.fetch(&source, position).await {
                    Ok(bytes) => self.replay_one(&source, position, bytes).await?,
                    Err(reason) => Some(reason),
                }
            };
            replayed.push(Replayed { source, position, failed });
        }
        Some(replayed)
    }

    async fn fetch(&self, source: &str, position: Position) -> Result<Bytes, String> {
        let mut follower = self.bus.follow(source, position);
        match tokio::time::timeout(FETCH_MAX, follower.next()).await {
            Ok((_, bytes)) => Ok(bytes),
            Err(_) => Err("the mirror does not give it".to_owned()),
        }
    }

    /// Why it failed once more; nothing at all when the service has stopped.
    async fn replay_one(
        &self,
        source: &str,
        position: Position,
        bytes: Bytes,
    ) -> Option<Option<String>> {
        let (outcome, told) = oneshot::channel();
        let source = source.to_owned();
        self.input.send(Input::Parked { source, position, bytes, outcome }).await.ok()?;
        Some(match told.await.ok()? {
            Followed::Handled | Followed::Skipped => None,
            Followed::Parked => Some("parked again".to_owned()),
            Followed::Gap { expected } => Some(format!("commit {expected} comes first")),
            Followed::Stop { reason } => Some(reason),
        })
    }
}

fn reply<T: Serialize>(done: Option<T>) -> Vec<u8> {
    encode(&done.map_or(Reply::Failed(Failure::Busy), Reply::Done))
}

fn refused() -> Vec<u8> {
    encode::<()>(&Reply::Failed(Failure::NotAuthorised))
}
