//! Followers: the commits of other services, in order, into the writer's channel.

use bus::{Bus, Follower};
use contracts::{Commit, Position, Recorded, ServiceEvent, registry};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::writing::Input;
use crate::{Followed, Health};

/// How many commits are handed to the writer at once.
const BATCH: usize = 256;

pub(super) struct Following {
    pub(super) source: &'static str,
    pub(super) follower: Follower,
    pub(super) bus: Bus,
    pub(super) input: mpsc::Sender<Input>,
    pub(super) health: Health,
    pub(super) drain: CancellationToken,
}

/// Hands every commit of one source to the writer until it is to drain, or must stop.
pub(super) async fn follow(following: Following) {
    let Following { source, mut follower, bus, input, health, drain } = following;
    loop {
        let commits = tokio::select! {
            commits = follower.next_batch(BATCH) => commits,
            () = drain.cancelled() => return,
        };
        let last = commits.last().map_or(0, |(position, _)| *position);
        let (outcome, told) = oneshot::channel();
        if input.send(Input::Commits { source, commits, outcome }).await.is_err() {
            return;
        }
        match told.await {
            Ok(Followed::Handled | Followed::Skipped | Followed::Parked) => {
                health.followed(source, last);
            }
            Ok(Followed::Gap { expected }) => follower = bus.follow(source, expected),
            Ok(Followed::Stop { reason }) => {
                tracing::error!(source, reason, "following stops");
                health.stopped_following(source, reason);
                return;
            }
            Err(_) => return,
        }
    }
}

/// What the directory needs to know, commit by commit, from the beginning at each start.
pub(super) struct Registered(Follower);

impl Registered {
    pub(super) fn follow(bus: &Bus) -> Self {
        Self(bus.follow(registry::Event::SERVICE, 1))
    }

    /// What stands in the mirror of `registry` now: nothing is judged before it is known.
    pub(super) async fn before(
        &mut self,
        bus: &Bus,
    ) -> Result<Vec<Recorded<registry::Event>>, bus::Error> {
        let head = bus.head(registry::Event::SERVICE).await?;
        let (mut known, mut all) = (0, Vec::new());
        while known < head {
            let commits = self.0.next_batch(BATCH).await;
            known = commits.last().map_or(known, |(position, _)| *position);
            all.extend(commits.iter().flat_map(|(position, bytes)| events(*position, bytes)));
        }
        Ok(all)
    }

    /// Hands on what comes, until it is to drain.
    pub(super) async fn run(mut self, input: mpsc::Sender<Input>, drain: CancellationToken) {
        loop {
            let commits = tokio::select! {
                commits = self.0.next_batch(BATCH) => commits,
                () = drain.cancelled() => return,
            };
            let events = commits.iter().flat_map(|(position, bytes)| events(*position, bytes));
            if input.send(Input::Registered(events.collect())).await.is_err() {
                return;
            }
        }
    }
}

/// The events of one commit; those that this version does not know say nothing to it.
fn events(position: Position, bytes: &[u8]) -> Vec<Recorded<registry::Event>> {
    let commit: Result<Commit<registry::Event>, _> = serde_json::from_slice(bytes);
    commit.map(|commit| commit.events).unwrap_or_else(|error| {
        tracing::error!(position, %error, "a commit of the registry is not understood");
        Vec::new()
    })
}
