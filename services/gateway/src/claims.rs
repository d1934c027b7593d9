//! Proposing a claim: taken at once, and, where the caller waits for it, told what became of it.

use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use contracts::projects::{self, ClaimLine, ClaimStatus, claim};
use contracts::{Actor, Position, Reply};
use serde::Serialize;
use tokio::time::MissedTickBehavior;
use values::ClaimId;

use crate::chinese;
use crate::commands::{Form, Made, created, json, send, under_its_id};
use crate::exchange;
use crate::limits::{LOOK_EVERY, WAIT_MAX};
use crate::problem::Problem;
use crate::reading;
use crate::state::Gateway;

/// The parameter that says how long to wait.
pub(crate) const WAIT: &str = "wait";

/// What a proposal makes.
pub(crate) const MADE: Made = Made { kind: "claim", at: "/claims/" };

/// 认领及其结果
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct ClaimAnswer {
    #[serde(flatten)]
    claim: ClaimLine,
    /// 未能占用或须候补的原因；已占用时没有
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// 202 with the id of the claim; 200 with the claim when its holds were judged within `wait`.
pub(crate) async fn propose(gateway: Gateway, request: Request) -> Response {
    under_its_id(request, async |request, id| {
        let wait = wait(&request)?;
        let done = send(&gateway, request, id, &Form::of::<claim::Propose>()).await?;
        let proposed = done.receipt.changed.iter().find(|changed| changed.aggregate == MADE.kind);
        if let (Some(wait), Some(proposed)) = (wait, proposed) {
            let claim = ClaimId(proposed.id);
            let position = done.receipt.position;
            if let Some(claim) = judged(&gateway, &done.actor, claim, position, wait).await {
                let message = chinese::refusals(&claim);
                let message = match claim.position {
                    Some(position) => {
                        message.map(|why| format!("已列入候补第 {position} 位：{why}"))
                    }
                    None => message,
                };
                return Ok(json(StatusCode::OK, &ClaimAnswer { claim, message }));
            }
        }
        Ok(created(StatusCode::ACCEPTED, &done, MADE))
    })
    .await
}

fn wait(request: &Request) -> Result<Option<Duration>, Problem> {
    let mut texts = reading::parameters(request.uri().query());
    let wait = reading::take(&mut texts, WAIT, duration)?;
    exchange::nothing_left(&texts)?;
    Ok(wait)
}

/// `2s`, `500ms`; 10 s at most.
fn duration(text: &str) -> Option<Duration> {
    let duration = match text.strip_suffix("ms") {
        Some(milliseconds) => Duration::from_millis(milliseconds.parse().ok()?),
        None => Duration::from_secs(text.strip_suffix('s')?.parse().ok()?),
    };
    (duration <= WAIT_MAX).then_some(duration)
}

/// The claim, once its holds are judged; nothing when that takes longer than `wait`, or when too
/// many wait already. It was taken in any case.
async fn judged(
    gateway: &Gateway,
    actor: &Actor,
    claim: ClaimId,
    position: Position,
    wait: Duration,
) -> Option<ClaimLine> {
    let _place = gateway.waiting().try_acquire().ok()?;
    let looking = async {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let question = projects::Claim { claim };
            let answer = gateway.client().query(actor, Some(position), &question).await;
            match answer {
                Ok(Reply::Done(Some(claim))) if claim.status != ClaimStatus::Proposed => {
                    return claim;
                }
                // Not yet, or not now: it is looked after again.
                Ok(Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_)) | Err(_) => {}
            }
        }
    };
    tokio::time::timeout(wait, looking).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waits_at_most_ten_seconds() {
        assert_eq!(duration("2s"), Some(Duration::from_secs(2)));
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        for text in ["11s", "10001ms", "2", "-1s", "s", ""] {
            assert_eq!(duration(text), None, "{text:?}");
        }
    }
}
