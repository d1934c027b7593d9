//! What points 积分 are given for: rewards put up, taken, handed out or called off.

use contracts::evaluation::posting::PointKind;
use contracts::evaluation::{Reward, reward};

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::lists::rewards;
use crate::pages::parts::Cell;

pub(crate) const LIST_REWARD: &str = "/rewards/new";
pub(crate) const REDEEM: &str = "/rewards/{reward}/redeem";
pub(crate) const RESTOCK: &str = "/rewards/{reward}/restock";
pub(crate) const WITHDRAW_REWARD: &str = "/rewards/{reward}/withdraw";
pub(crate) const HAND_OUT: &str = "/rewards/{reward}/redemptions/{redemption}/hand-over";
pub(crate) const CALL_OFF: &str = "/rewards/{reward}/redemptions/{redemption}/call-off";

pub(super) fn deeds() -> Vec<Deed> {
    let reward = "/rewards/{reward}";
    vec![
        deed::<reward::RewardTerms>(LIST_REWARD, "上架兑换品", "上架兑换品", "已上架。")
            .found(list)
            .makes("reward", "/rewards/{made}"),
        deed::<reward::Redeem>(REDEEM, "用积分兑换", "兑换", "已兑换，请到提供方领取。")
            .found(redeem)
            .then("/mine"),
        deed::<reward::Restock>(RESTOCK, "补货", "补货", "已补货。").fields(|| {
            let max = u64::from(reward::STOCK_MAX);
            vec![Field::number("more", "增加多少", max, "件").codes(&["reward.out_of_range"])]
        }),
        deed::<reward::Withdraw>(WITHDRAW_REWARD, "下架", "下架", "已下架，已兑换的照常发放。")
            .grave(),
        deed::<reward::HandOver>(HAND_OUT, "发放兑换品", "发放", "已发放。").then(reward),
        deed::<reward::CallOff>(CALL_OFF, "取消兑换", "取消", "已取消，积分已退回。")
            .fields(reason)
            .then(reward)
            .grave(),
    ]
}

fn list(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let out = &["reward.out_of_range"];
        let fields = vec![
            Field::line("title", "兑换什么", 60).hint("例如：洗衣液一瓶、理发一次"),
            Field::of::<PointKind>("kind", "用哪种积分"),
            Field::number("points", "每件多少积分", u64::from(reward::POINTS_MAX), "分").codes(out),
            Field::number("stock", "一共多少件", u64::from(reward::STOCK_MAX), "件"),
            Field::fixed("owner", about::own(visit)?),
        ];
        Ok(Asked { about: Vec::new(), fields })
    })
}

fn redeem(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let one = visit.find(&Reward { reward: visit.id("reward")? }).await?;
        let about = vec![
            ("兑换品", Cell::link(format!("/rewards/{}", one.id), &one.reward.title)),
            ("价格", Cell::Text(rewards::price(&one))),
            ("余量", Cell::text(one.left)),
        ];
        let max = u64::from(reward::QUANTITY_MAX.min(one.left));
        let quantity = Field::number("quantity", "兑换几件", max, "件").value(1);
        let codes = &["reward.too_few_left", "reward.out_of_range", "posting.too_few_points"];
        Ok(Asked { about, fields: vec![quantity.codes(codes)] })
    })
}
