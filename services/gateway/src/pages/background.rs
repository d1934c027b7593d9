//! Work that goes on in the background, whenever `reporting` hears that something is wanted.
//!
//! It has no memory of its own: what is wanted and not done stands in the log, so that after a
//! crash it goes on where it was.

use std::pin::Pin;
use std::time::Duration;

use contracts::reporting::Event;
use contracts::{Command, Position, ServiceEvent as _};
use runtime::fresh_command;
use tokio_util::sync::CancellationToken;
use values::Text;

use crate::commands::{done, send_as_system};
use crate::problem::Problem;
use crate::state::Gateway;

/// After so long it looks again, whatever it heard.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How many commits of the mirror it takes at once.
const BATCH: usize = 256;

/// Does what is wanted, as far as the log was seen.
pub(super) type Work =
    for<'g> fn(&'g Gateway, Option<Position>) -> Pin<Box<dyn Future<Output = ()> + Send + 'g>>;

/// Does `work` until `cancel`.
pub(super) async fn go_on(gateway: Gateway, cancel: CancellationToken, work: Work) {
    tokio::select! {
        () = whenever_heard(&gateway, work) => {}
        () = cancel.cancelled() => {}
    }
}

async fn whenever_heard(gateway: &Gateway, work: Work) {
    let mut again = tokio::time::interval(LOOK_AGAIN);
    loop {
        again.tick().await;
        let Ok(mut follower) = gateway.client().follow_from_now(Event::SERVICE).await else {
            continue;
        };
        let mut seen = None;
        loop {
            work(gateway, seen).await;
            match tokio::time::timeout(LOOK_AGAIN, follower.next_batch(BATCH)).await {
                Ok(Ok(batch)) => seen = batch.last().map(|(position, _)| *position),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "work in the background hears of nothing for now");
                    break;
                }
                Err(_) => {}
            }
        }
    }
}

/// Says what was done; up to where the log says it.
pub(super) async fn tell<C: Command + Sync>(
    gateway: &Gateway,
    command: &C,
) -> Result<Option<Position>, Problem> {
    Ok(Some(done(send_as_system(gateway, fresh_command(), command).await?)?.position))
}

/// Why it is given up, in words that whoever asked reads.
pub(super) fn reason(problem: &Problem) -> Text<200> {
    let (_, detail) = problem.words();
    let reason: String = detail.chars().take(200).collect();
    let reason = Text::new(&reason).or_else(|_| Text::new("出错"));
    reason.expect("the second is short")
}
