//! Claims: held, accepted, declined, passed on, waiting, ended early.

use contracts::matching::Missing;
use contracts::needs::need::{self, Outcome};
use contracts::projects::claim::{
    Accept, AnswerTakeover, AnswerTransfer, AskTakeover, Cancel, Decline, Fail, Propose,
    RefuseCancel, Renew, Revoke, Side, Transfer, Withdraw,
};
use contracts::projects::{Claim, Claims, project};
use contracts::resources::offer;
use contracts::{Actor, PageRequest};
use values::ClaimId;

use super::line::{Line, sessions, text};
use super::needs::posted;

/// The unit claims a part of this line's need, from this line's offer.
pub(super) fn proposal(line: &Line<'_>) -> Propose {
    Propose {
        claimer: line.town.unit.into(),
        side: Side::Giving,
        need: Some(line.id("need")),
        offer: Some(line.id("offer")),
        amount: sessions(1),
        slot: None,
        area: line.town.area,
        message: None,
        wait: false,
    }
}

async fn proposed(line: Line<'_>, key: &str) -> anyhow::Result<ClaimId> {
    line.make(key, &line.town.liaison(), proposal(&line)).await
}

/// The same, accepted as soon as both ledgers hold it.
pub(super) async fn accepted(line: Line<'_>, key: &str) -> anyhow::Result<ClaimId> {
    let claim = proposed(line, key).await?;
    line.act(&line.town.clerk(), Accept { claim }).await?;
    Ok(claim)
}

pub(super) async fn begin(line: Line<'_>) -> anyhow::Result<()> {
    let (town, liaison, clerk) = (line.town, line.town.liaison(), line.town.clerk());
    let claim = accepted(line, "claim").await?;
    questions(line, claim).await?;
    let claim = proposed(line, "declined").await?;
    line.act(&clerk, Decline { claim, reason: text("时间不合适") }).await?;
    let claim = proposed(line, "withdrawn").await?;
    line.act(&liaison, Withdraw { claim, reason: text("人手不够") }).await?;
    let (claim, to) = (proposed(line, "transferred").await?, town.other.into());
    line.act(&liaison, Transfer { claim, to }).await?;
    line.run(AnswerTransfer { claim, accept: true }).await?;
    let (claim, by) = (accepted(line, "taken over").await?, town.other.into());
    line.run(AskTakeover { claim, by }).await?;
    line.act(&liaison, AnswerTakeover { claim, hand_over: false }).await?;
    ended_early(line, &liaison, &clerk).await?;
    // The whole of a need of its own: what is open stays open for this line alone.
    let need = posted(line, "late", "楼道巡查", 1).await?;
    let late = Propose { need: Some(need), offer: None, ..proposal(&line) };
    let _: ClaimId = line.make("unanswered", &liaison, late).await?;
    Ok(())
}

/// What is still held is given back, and the lines are taken off their lists: of a hundred times
/// as many lines no more are open at once.
pub(super) async fn finish(line: Line<'_>) -> anyhow::Result<()> {
    let (town, clerk) = (line.town, line.town.clerk());
    let claim = line.id("transferred");
    line.run(Withdraw { claim, reason: text("人手不够") }).await?;
    let claim = line.id("taken over");
    line.act(&clerk, Revoke { claim, reason: text("不再需要") }).await?;
    let project = project::id(line.id("not kept"));
    line.act(&clerk, project::End { project, reason: text("协议已解除") }).await?;
    line.act(&town.liaison(), offer::Withdraw { offer: line.id("offer"), reason: None }).await?;
    let (organisation, page) = (Some(town.community), PageRequest::first(20));
    line.see(Missing { organisation, page, ..Default::default() }).await?;
    for need in [line.id("need"), line.id("served")] {
        let outcome = Outcome::PartlySolved { reason: text("其余明年再办") };
        line.act(&clerk, need::Close { need, outcome }).await?;
    }
    Ok(())
}

/// Revoked; cancelled by consent; opened and not carried out.
async fn ended_early(line: Line<'_>, liaison: &Actor, clerk: &Actor) -> anyhow::Result<()> {
    let claim = accepted(line, "revoked").await?;
    line.act(clerk, Revoke { claim, reason: text("已有专业机构承担") }).await?;
    let claim = accepted(line, "cancelled").await?;
    let reason = text("时间凑不到一起");
    line.act(liaison, Cancel { claim, reason }).await?;
    line.act(clerk, RefuseCancel { claim }).await?;
    for side in [liaison, clerk] {
        line.act(side, Cancel { claim, reason: text("时间凑不到一起") }).await?;
    }
    let claim = accepted(line, "failed").await?;
    let open = project::Open { claim, title: text("消防演练"), agreement: None, kept: None };
    line.act(clerk, open).await?;
    line.act(clerk, Fail { claim, reason: text("多次约定未到场") }).await
}

async fn questions(line: Line<'_>, claim: ClaimId) -> anyhow::Result<()> {
    let town = line.town;
    line.see(Claim { claim }).await?;
    let all = Claims { page: PageRequest::first(20), ..Default::default() };
    line.see_by("need", Claims { need: Some(line.id("need")), ..all.clone() }).await?;
    line.see(Claims { organisation: Some(town.unit), ..all.clone() }).await?;
    line.see_by("area", Claims { area: Some(town.area), ..all }).await
}

/// Nobody answered while the lease ran: the claimer asks once more.
pub(super) async fn after_the_lease(line: Line<'_>) -> anyhow::Result<()> {
    let claim = line.id("unanswered");
    line.act(&line.town.liaison(), Renew { claim }).await
}

/// Nobody answered then either, and nobody needs it any more.
pub(super) async fn after_the_quarter(line: Line<'_>) -> anyhow::Result<()> {
    let outcome = Outcome::Withdrawn { reason: text("居民已自行解决") };
    line.act(&line.town.clerk(), need::Close { need: line.id("late"), outcome }).await
}
