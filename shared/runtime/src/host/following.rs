//! Followers: the commits of other services, in order, into the writer's channel.

use std::sync::Arc;

use bus::{Bus, Follower};
use contracts::{Commit, registry};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use values::Calendar;

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
        let batch = tokio::select! {
            batch = follower.next_batch(BATCH) => batch,
            () = drain.cancelled() => return,
        };
        let commits = match batch {
            Ok(commits) => commits,
            Err(error) => {
                tracing::warn!(source, %error, "following goes on after an error");
                continue;
            }
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
            Ok(Followed::Gap { expected }) => match bus.follow(source, expected).await {
                Ok(again) => follower = again,
                Err(error) => tracing::warn!(source, %error, "cannot follow again"),
            },
            Ok(Followed::Stop { reason }) => {
                tracing::error!(source, reason, "following stops");
                health.stopped_following(source, reason);
                return;
            }
            Err(_) => return,
        }
    }
}

/// Keeps the writer's calendar as `registry` has it. Rebuilt from the beginning at each start.
pub(super) async fn follow_calendar(
    mut follower: Follower,
    input: mpsc::Sender<Input>,
    drain: CancellationToken,
) {
    let mut calendar = Calendar::shipped().clone();
    loop {
        let batch = tokio::select! {
            batch = follower.next_batch(BATCH) => batch,
            () = drain.cancelled() => return,
        };
        let Ok(commits) = batch else { continue };
        let mut changed = false;
        for (position, bytes) in commits {
            let commit: Commit<registry::Event> = match serde_json::from_slice(&bytes) {
                Ok(commit) => commit,
                Err(error) => {
                    tracing::error!(position, %error, "the calendar is not followed further");
                    return;
                }
            };
            for recorded in commit.events {
                if let registry::Event::Calendar(registry::calendar::Event::YearSet {
                    year,
                    days,
                }) = recorded.event
                {
                    match calendar.with_year(year, &days) {
                        Ok(better) => (calendar, changed) = (better, true),
                        Err(error) => tracing::error!(position, %error, "no year of the calendar"),
                    }
                }
            }
        }
        if changed && input.send(Input::Calendar(Arc::new(calendar.clone()))).await.is_err() {
            return;
        }
    }
}
