//! What points 积分 are given for: rewards put up, taken, handed out or called off.

use contracts::evaluation::posting::{self, PointKind};
use contracts::evaluation::{Reward, reward};
use values::PersonId;

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::lists::rewards;
use crate::pages::parts::{Cell, Choice};

pub(crate) const ADJUST_POINTS: &str = "/people/{person}/adjust-points";
pub(crate) const COUNTER_POINTS: &str = "/postings/{posting}/counter";
pub(crate) const LIST_REWARD: &str = "/rewards/new";
pub(crate) const REDEEM: &str = "/rewards/{reward}/redeem";
pub(crate) const RESTOCK: &str = "/rewards/{reward}/restock";
pub(crate) const WITHDRAW_REWARD: &str = "/rewards/{reward}/withdraw";
pub(crate) const HAND_OUT: &str = "/rewards/{reward}/redemptions/{redemption}/hand-over";
pub(crate) const CALL_OFF: &str = "/rewards/{reward}/redemptions/{redemption}/call-off";

pub(super) fn deeds() -> Vec<Deed> {
    let reward = "/rewards/{reward}";
    vec![
        deed::<posting::Adjust>(
            ADJUST_POINTS,
            "手工加减积分",
            "加减积分",
            "已登记，本人会看到并可以提出异议。",
        )
        .found(adjust)
        .then("/adjustments")
        .personal("办理积分"),
        deed::<posting::Counter>(COUNTER_POINTS, "冲正手工加减分", "冲正", "已冲正，账仍是平的。")
            .fields(reason)
            .then("/adjustments")
            .grave(),
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

/// Whether points are added or taken: no part of the command, which has a sign.
const WAY: &str = "way";
/// How many, as people write them; in the command they are hundredths.
const POINTS: &str = "hundredths";

fn adjust(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let person: PersonId = visit.id("person")?;
        let called = visit.with_persons(visit.called([]).await?, [person]).await?;
        let ways = [("add", "加分"), ("take", "减分")]
            .map(|(value, label)| Choice { value: value.to_owned(), label: label.to_owned() });
        let max = posting::ADJUSTED_MAX / 100;
        let mut fields = vec![
            Field::choice(WAY, "加分还是减分", ways.into()).aside(),
            Field::number(POINTS, "多少分", max.unsigned_abs(), "分")
                .aside()
                .codes(&["posting.out_of_range"]),
            Field::of::<PointKind>("kind", "哪种积分"),
            Field::paragraph("reason", "理由", 200).hint("本人会看到，并可以提出异议"),
        ];
        let points = visit.field(POINTS).and_then(|points| points.parse::<i64>().ok());
        let hundredths = points.and_then(|points| points.checked_mul(100));
        let hundredths = match visit.field(WAY) {
            Some("add") => hundredths,
            Some("take") => hundredths.map(|points| -points),
            Some(_) | None => None,
        };
        fields.extend(hundredths.map(|hundredths| Field::fixed(POINTS, hundredths)));
        Ok(Asked { about: vec![("对象", Cell::Text(called.claimer(person.into())))], fields })
    })
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
