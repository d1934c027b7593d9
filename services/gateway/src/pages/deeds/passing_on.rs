//! Another claims in the claimer's place: 转让 and 接手申请.

use contracts::projects::claim;
use contracts::registry::{CheckInStatus, CheckIns};
use contracts::{Claimer, PageRequest};

use super::field::Field;
use super::{Asked, Deed, Finding, about, claims, deed};
use crate::pages::Visit;
use crate::pages::parts::{Cell, Choice};

pub(crate) const TRANSFER: &str = "/claims/{claim}/transfer";
pub(crate) const ACCEPT_TRANSFER: &str = "/claims/{claim}/accept-transfer";
pub(crate) const REFUSE_TRANSFER: &str = "/claims/{claim}/refuse-transfer";
pub(crate) const ASK_TAKEOVER: &str = "/claims/{claim}/ask-takeover";
pub(crate) const HAND_OVER: &str = "/claims/{claim}/hand-over";
pub(crate) const KEEP_CLAIM: &str = "/claims/{claim}/keep";

pub(super) fn deeds() -> Vec<Deed> {
    let answered = "已答复。";
    vec![
        deed::<claim::Transfer>(TRANSFER, "转让认领", "转让", "已提出，等待对方接受。")
            .found(to_whom),
        deed::<claim::AnswerTransfer>(ACCEPT_TRANSFER, "接受转让", "接受转让", answered)
            .fields(|| vec![Field::fixed("accept", true)]),
        deed::<claim::AnswerTransfer>(REFUSE_TRANSFER, "不接受转让", "不接受", answered)
            .fields(|| vec![Field::fixed("accept", false)]),
        deed::<claim::AskTakeover>(
            ASK_TAKEOVER,
            "申请接手认领",
            "申请接手",
            "已申请，等待认领方答复。",
        )
        .found(by_whom),
        deed::<claim::AnswerTakeover>(HAND_OVER, "同意交出认领", "同意交出", answered)
            .fields(|| vec![Field::fixed("hand_over", true)])
            .grave(),
        deed::<claim::AnswerTakeover>(KEEP_CLAIM, "继续由我方承担", "我方继续", answered)
            .fields(|| vec![Field::fixed("hand_over", false)]),
    ]
}

/// Units that checked in with the same community: they know it, and it knows them.
fn to_whom(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let claim = about::claim(visit).await?;
        let page = PageRequest::first(PageRequest::LIMIT_MAX);
        let (community, status) = (claim.counterpart, Some(CheckInStatus::Active));
        let asked = CheckIns { community, status, page, ..Default::default() };
        let units = visit.ask(&asked).await?.items.into_iter().filter_map(|one| one.who.unit());
        let units: Vec<_> = units.filter(|unit| claim.claimer != (*unit).into()).collect();
        let called = visit.called(units.iter().copied()).await?;
        let choice = |unit| Choice { value: format!("{unit}"), label: called.of(unit) };
        let choices = units.into_iter().map(choice).collect();
        let about = about::of_claim(visit, &claim).await?;
        let to = Field::choice("to.organisation", "转给哪家单位", choices)
            .hint("在同一社区报到的单位；对方接受后生效，逾期不答复则不转让")
            .codes(&["claim.cannot_pass_on"]);
        Ok(Asked { about, fields: vec![to] })
    })
}

fn by_whom(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let claim = about::claim(visit).await?;
        let by: Claimer = claims::claimer(visit)?;
        let mut about = about::of_claim(visit, &claim).await?;
        about.push(("说明", Cell::text("认领方逾期不答复，认领自动放回清单")));
        Ok(Asked { about, fields: vec![Field::fixed("by", by)] })
    })
}
