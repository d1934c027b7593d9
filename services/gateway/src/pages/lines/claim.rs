//! A claim: whose turn it is, and until when.

use contracts::Role;
use contracts::projects::claim::{Request, RequestKind, Side};
use contracts::projects::{Claim, ClaimLine, ClaimStatus};

use super::{Line, line_page};
use crate::Shown;
use crate::chinese;
use crate::pages::badge::{badge, late_card};
use crate::pages::called::{Called, Item};
use crate::pages::deeds::{self, *};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell};
use crate::pages::{Answer, Visit, lists};

pub(crate) async fn claim(visit: &Visit) -> Answer {
    let id = visit.id("claim")?;
    let claim = visit.find(&Claim { claim: id }).await?;
    let to = claim.request.and_then(|request| request.to.organisation());
    let parties = lists::claims::parties(std::slice::from_ref(&claim)).chain(to);
    let items = lists::claims::items(std::slice::from_ref(&claim));
    let called = visit.called_with(parties, items).await?;
    let line = Line {
        here: Place::Claims,
        kind: claim.side.chinese(),
        heading: lists::claims::title(&claim, &called),
        badge: Some(badge(claim.status)),
        notice: notice(&claim),
        facts: facts(visit, &claim, &called),
        way: Vec::new(),
        buttons: buttons(visit, &claim),
        sections: Vec::new(),
        history: format!("/history/projects/{id}"),
        waits: claim.status == ClaimStatus::Proposed,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(claim: &ClaimLine) -> Option<String> {
    let refused = || chinese::refusals(claim).unwrap_or_default();
    let reason = || claim.reason.as_ref().map_or_else(String::new, ToString::to_string);
    match claim.status {
        ClaimStatus::Proposed => Some("正在占用数量，请稍候……".to_owned()),
        ClaimStatus::Waiting => {
            let place = claim.position.map_or_else(String::new, |place| format!("第 {place} 位"));
            Some(format!("已列入候补{place}：{}。有余量时自动转为待答复。", refused()))
        }
        ClaimStatus::Refused => Some(format!("未能占用：{}", refused())),
        ClaimStatus::Held => {
            let until = claim.lease_until.map_or_else(String::new, look::moment);
            Some(format!("数量已为认领方保留，等待对方在 {until} 前答复"))
        }
        ClaimStatus::LeaseOver => {
            let until = claim.renew_until.map_or_else(String::new, look::moment);
            Some(format!("对方未在期限内答复；认领方可在 {until} 前续期一次，不影响信誉"))
        }
        ClaimStatus::Declined => Some(format!("已谢绝：{}", reason())),
        ClaimStatus::Withdrawn => Some(format!("已撤回：{}", reason())),
        ClaimStatus::Revoked => Some(format!("需求方撤销：{}", reason())),
        ClaimStatus::Failed => Some(format!("认定未履约：{}", reason())),
        ClaimStatus::Accepted if claim.cancel_asked_by.is_none() => {
            Some("已接受。起草共建协议，或由需求方直接立项。".to_owned())
        }
        ClaimStatus::Accepted | ClaimStatus::Agreed => {
            let asked = claim.cancel_asked_by?;
            let who = if Some(asked.organisation()) == Some(claim.counterpart) {
                "对方"
            } else {
                "认领方"
            };
            Some(format!("{who}提出协商取消：{}", reason()))
        }
        ClaimStatus::Delivered
        | ClaimStatus::Closed
        | ClaimStatus::Lapsed
        | ClaimStatus::Cancelled => None,
    }
}

fn facts(visit: &Visit, claim: &ClaimLine, called: &Called) -> Vec<(&'static str, Cell)> {
    let line = |label: &'static str, href: String, text| (label, Cell::link(href, text));
    let mut facts = vec![
        ("认领方", Cell::text(called.claimer(claim.claimer))),
        ("对方", Cell::Text(lists::claims::other_side(claim, called))),
        ("数量", Cell::text(claim.amount)),
        ("时段", Cell::maybe(claim.slot)),
        ("附言", Cell::maybe(claim.message.as_ref())),
        ("提出", Cell::When(look::moment(claim.proposed_at))),
    ];
    if let Some(until) = claim.lease_until.filter(|_| claim.status == ClaimStatus::Held) {
        let left = look::until(until, visit.now());
        facts.push(("答复期限", Cell::When(format!("{}（{left}）", look::moment(until)))));
    }
    if let Some(Request { kind, to, answer_until }) = claim.request {
        let (what, until) = (kind.chinese(), look::moment(answer_until));
        facts.push((what, Cell::Text(format!("{}，{until} 前答复", called.claimer(to)))));
    }
    facts.extend(claim.late.map(|card| ("督办", Cell::Badge(late_card(card)))));
    let rated = matches!(claim.status, ClaimStatus::Delivered | ClaimStatus::Closed);
    let occasion = contracts::evaluation::occasion::of_claim(claim.id);
    facts.extend(rated.then(|| line("评价", format!("/occasions/{occasion}"), "查看评价")));
    facts.extend(claim.need.map(|need| ("需求", called.link(Item::Need(need)))));
    facts.extend(claim.offer.map(|offer| ("资源", called.link(Item::Offer(offer)))));
    let agreement = claim.agreement.map(|agreement| format!("/agreements/{agreement}"));
    facts.extend(agreement.map(|agreement| line("协议", agreement, "查看协议")));
    let project = claim.project.map(|project| format!("/projects/{project}"));
    facts.extend(project.map(|project| line("项目", project, "查看项目")));
    facts
}

fn buttons(visit: &Visit, claim: &ClaimLine) -> Vec<Button> {
    let (mut main, mut others) = of_its_state(visit, claim);
    let (asked, offered) = passing_on(visit, claim);
    main.splice(0..0, asked);
    others.extend(offered);
    deeds::buttons(visit, &main, &others)
}

/// What can be done about another claiming in the claimer's place: what is to be answered, and
/// what may be asked.
fn passing_on(visit: &Visit, claim: &ClaimLine) -> (Vec<&'static str>, Vec<&'static str>) {
    let own = visit.acts_as(claim.claimer);
    let other = claim.counterpart.is_some_and(|other| visit.acts_for(other));
    let movable = matches!(claim.status, ClaimStatus::Held | ClaimStatus::Accepted);
    let by_unit = claim.claimer.organisation().is_some();
    match claim.request {
        Some(Request { kind: RequestKind::Transfer, to, .. }) if visit.acts_as(to) => {
            (vec![ACCEPT_TRANSFER, REFUSE_TRANSFER], vec![])
        }
        Some(Request { kind: RequestKind::Takeover, .. }) if own => {
            (vec![KEEP_CLAIM, HAND_OVER], vec![])
        }
        Some(_) => (vec![], vec![]),
        None if own && movable && by_unit => (vec![], vec![TRANSFER]),
        None if !own && !other && is_of_a_unit(visit) => {
            let accepted = claim.status == ClaimStatus::Accepted && claim.project.is_none();
            (vec![], if accepted { vec![ASK_TAKEOVER] } else { vec![] })
        }
        None => (vec![], vec![]),
    }
}

fn is_of_a_unit(visit: &Visit) -> bool {
    matches!(visit.role(), Some(Role::Liaison | Role::UnitHead))
}

fn of_its_state(visit: &Visit, claim: &ClaimLine) -> (Vec<&'static str>, Vec<&'static str>) {
    let own = visit.acts_as(claim.claimer);
    let other = claim.counterpart.is_some_and(|other| visit.acts_for(other));
    let asks = match claim.side {
        Side::Giving => other,
        Side::Asking => own,
    };
    let mut main = Vec::new();
    let mut others = Vec::new();
    match claim.status {
        ClaimStatus::Proposed | ClaimStatus::Waiting if own => others.push(TAKE_BACK),
        ClaimStatus::Held => {
            if other {
                main.push(ACCEPT);
                others.push(DECLINE);
            }
            if own {
                others.push(TAKE_BACK);
            }
        }
        ClaimStatus::LeaseOver if own => {
            main.push(RENEW_CLAIM);
            others.push(TAKE_BACK);
        }
        ClaimStatus::Accepted if own || other => {
            let drafted = claim.agreement.is_some();
            if !drafted && claim.claimer.organisation().is_some() {
                main.push(DRAFT);
            }
            if asks {
                others.extend([OPEN, REVOKE]);
            } else if !drafted {
                others.push(PROPOSE);
            }
            others.extend(cancelling(visit, claim));
        }
        ClaimStatus::Agreed if own || other => {
            others.extend(cancelling(visit, claim));
            if asks {
                others.push(FAIL);
            }
        }
        ClaimStatus::Proposed
        | ClaimStatus::Waiting
        | ClaimStatus::LeaseOver
        | ClaimStatus::Accepted
        | ClaimStatus::Agreed
        | ClaimStatus::Delivered
        | ClaimStatus::Closed
        | ClaimStatus::Refused
        | ClaimStatus::Declined
        | ClaimStatus::Withdrawn
        | ClaimStatus::Lapsed
        | ClaimStatus::Revoked
        | ClaimStatus::Cancelled
        | ClaimStatus::Failed => {}
    }
    (main, others)
}

/// Both sides together end it: one asks, the other agrees or does not.
fn cancelling(visit: &Visit, claim: &ClaimLine) -> impl Iterator<Item = &'static str> {
    let refuses = claim.cancel_asked_by.is_some_and(|by| !visit.acts_as(by));
    std::iter::once(CANCEL).chain(refuses.then_some(REFUSE_CANCEL))
}
