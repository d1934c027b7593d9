//! Rewards 兑换品: what points can be given for, and what was taken of it.

use contracts::evaluation::{RedemptionLine, RewardLine, Rewards};
use contracts::{PageRequest, Role};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::{Badge, GOOD, OVER, badge};
use crate::pages::called::Called;
use crate::pages::deeds::{self, CALL_OFF, HAND_OUT, LIST_REWARD};
use crate::pages::parts::{Cell, Row, Weight};

pub(crate) const COLUMNS: &[&str] = &["兑换品", "状态", "价格", "余量", "提供", "捐赠"];
pub(crate) const REDEEMED: &[&str] = &["兑换品", "数量", "谁", "状态", "发放", "取消"];
/// The same where nothing is done about it.
pub(crate) const TAKEN: &[&str] = &["兑换品", "数量", "谁", "状态"];

pub(super) async fn rewards(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Rewards = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(owners(&found.items)).await?;
    let list = List {
        heading: "积分兑换".to_owned(),
        about: "用积分换取的物品和服务；公益积分和报到积分分开使用",
        filters: Filter::mine(visit, "owner", "只看本组织的").into_iter().collect(),
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, &called)).collect(),
        total: found.total,
        buttons: if lists(visit) { deeds::buttons(visit, &[LIST_REWARD], &[]) } else { Vec::new() },
        empty: Some("还没有上架的兑换品".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// A community and whoever stands above, as far as a button is concerned.
fn lists(visit: &Visit) -> bool {
    visit.role().is_some_and(Role::answers_for_an_area)
}

/// Who hands them out, and who gave them.
pub(crate) fn owners(rewards: &[RewardLine]) -> impl Iterator<Item = OrganisationId> {
    let named = |one: &RewardLine| [Some(one.reward.owner), one.reward.donor];
    rewards.iter().flat_map(named).flatten()
}

/// What one costs.
pub(crate) fn price(one: &RewardLine) -> String {
    format!("{} {}", one.reward.points, one.reward.kind.chinese())
}

/// How one stands.
pub(crate) fn standing(one: &RewardLine) -> Badge {
    let (text, tone) = match (one.withdrawn, one.left) {
        (true, _) => ("已下架", OVER),
        (false, 0) => ("已兑完", OVER),
        (false, _) => ("可兑换", GOOD),
    };
    Badge { text: text.to_owned(), tone }
}

/// A reward in a table of [`COLUMNS`].
pub(crate) fn row(one: &RewardLine, called: &Called) -> Row {
    Row {
        cells: vec![
            Cell::link(format!("/rewards/{}", one.id), &one.reward.title),
            Cell::Badge(standing(one)),
            Cell::Text(price(one)),
            Cell::text(one.left),
            Cell::Text(called.of(one.reward.owner)),
            Cell::maybe(one.reward.donor.map(|donor| called.of(donor))),
        ],
    }
}

/// A redemption in a table of [`REDEEMED`], with what `owner` or its person can do about it.
pub(crate) fn redeemed(one: &RedemptionLine, owner: bool, called: &Called) -> Row {
    use contracts::evaluation::RedemptionStatus::Promised;
    let ids = [
        ("reward".to_owned(), one.reward.to_string()),
        ("redemption".to_owned(), one.id.to_string()),
    ];
    let act = |path, may: bool, weight| match may && one.status == Promised {
        true => Cell::Act(deeds::button(path, &ids, weight)),
        false => Cell::text(""),
    };
    let mut row = taken(one, called);
    row.cells.extend([act(HAND_OUT, owner, Weight::Main), act(CALL_OFF, true, Weight::Other)]);
    row
}

/// A redemption in a table of [`TAKEN`].
pub(crate) fn taken(one: &RedemptionLine, called: &Called) -> Row {
    Row {
        cells: vec![
            Cell::link(format!("/rewards/{}", one.reward), &one.title),
            Cell::text(one.quantity),
            Cell::Text(called.claimer(one.person.into())),
            Cell::Badge(badge(one.status)),
        ],
    }
}
