//! A reward 兑换品: what it costs, how many are left, who waits for it.

use contracts::evaluation::{Redemptions, Reward, RewardLine};
use contracts::{Page, Role};

use super::{Line, PARTS, line_page};
use crate::pages::deeds::{self, REDEEM, RESTOCK, WITHDRAW_REWARD};
use crate::pages::lists::rewards;
use crate::pages::look::Place;
use crate::pages::parts::{Button, Cell, Section};
use crate::pages::{Answer, Visit};

pub(crate) async fn reward(visit: &Visit) -> Answer {
    let id = visit.id("reward")?;
    let one = visit.find(&Reward { reward: id }).await?;
    let owner = visit.acts_for(one.reward.owner);
    let taken = match owner {
        true => {
            visit.ask(&Redemptions { reward: Some(id), page: PARTS, ..Default::default() }).await?
        }
        false => Page::empty(),
    };
    let called = visit.called(rewards::owners(std::slice::from_ref(&one))).await?;
    let called = visit.with_persons(called, taken.items.iter().map(|taken| taken.person)).await?;
    let rows = taken.items.iter().map(|one| rewards::redeemed(one, true, &called)).collect();
    let section = Section::new("redemptions", "兑换记录", rewards::REDEEMED, rows)
        .of(taken.total, "")
        .or("还没有人兑换");
    let line = Line {
        here: Place::Elsewhere,
        kind: "积分兑换",
        heading: one.reward.title.to_string(),
        badge: Some(rewards::standing(&one)),
        notice: None,
        facts: vec![
            ("价格", Cell::Text(rewards::price(&one))),
            ("余量", Cell::text(one.left)),
            ("提供", Cell::Text(called.of(one.reward.owner))),
            ("捐赠", Cell::maybe(one.reward.donor.map(|donor| called.of(donor)))),
        ],
        way: Vec::new(),
        buttons: buttons(visit, &one, owner),
        sections: Some(section).filter(|_| owner).into_iter().collect(),
        history: format!("/history/evaluation/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn buttons(visit: &Visit, one: &RewardLine, owner: bool) -> Vec<Button> {
    let takes = matches!(visit.role(), Some(Role::Member | Role::Resident));
    let main: &[_] = if takes && !one.withdrawn && one.left > 0 { &[REDEEM] } else { &[] };
    let others: &[_] = if owner && !one.withdrawn { &[RESTOCK, WITHDRAW_REWARD] } else { &[] };
    deeds::buttons(visit, main, others)
}
