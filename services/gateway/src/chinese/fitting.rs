//! Why a need and an offer fit each other, as people read it.

use contracts::matching::plan::AimToward;
use contracts::matching::{
    Aim, AimCost, Bottleneck, Part, ScoreFacts, ScorePart, StandingPrice, Suggestion, WhyNot,
};

/// Everything that speaks for the pair, the weightiest first.
pub fn reasons(parts: &[ScorePart]) -> String {
    let mut parts = parts.to_vec();
    let weighed = |part: &ScorePart| u32::from(part.score) * u32::from(part.weight);
    parts.sort_by_key(|part| std::cmp::Reverse(weighed(part)));
    let reasons: Vec<_> = parts.iter().filter_map(|part| reason(*part)).collect();
    reasons.join("，")
}

/// What a part of the score is called.
pub(crate) fn part(part: Part) -> &'static str {
    match part {
        Part::Category => "类别",
        Part::Tags => "名称",
        Part::Text => "内容",
        Part::Nearness => "距离",
        Part::Time => "时间",
        Part::Reliability => "信誉",
        Part::Preference => "结对或协议",
    }
}

/// What one part says, where it says something.
pub(crate) fn reason(ScorePart { part, score, weight: _ }: ScorePart) -> Option<&'static str> {
    match part {
        Part::Category if score >= 1000 => Some("小类相同"),
        Part::Category => Some("大类相同"),
        Part::Tags if score >= 500 => Some("名称相符"),
        Part::Text if score >= 500 => Some("内容相符"),
        Part::Text if score > 0 => Some("内容相近"),
        Part::Nearness => Some(distance(score)),
        Part::Time if score >= 1000 => None,
        Part::Time if score > 0 => Some("只有部分时间可用"),
        Part::Time => Some("时间不合"),
        Part::Reliability if score >= 900 => Some("履约好"),
        Part::Reliability if score < 600 => Some("曾有未履约"),
        Part::Preference if score > 0 => Some("已结对或有协议"),
        Part::Tags | Part::Text | Part::Reliability | Part::Preference => None,
    }
}

/// What a part comes from.
pub(crate) fn fact(part: Part, facts: &ScoreFacts) -> String {
    match part {
        Part::Category if facts.same_subcategory => "双方填的小类相同".to_owned(),
        Part::Category => "小类不同或没有填".to_owned(),
        Part::Tags | Part::Text if facts.shared_words.is_empty() => "没有共同的词".to_owned(),
        Part::Tags | Part::Text => format!("都说到：{}", facts.shared_words.join("、")),
        Part::Nearness => match facts.shared_area {
            Some(area) => format!("都在区划 {area} 之内"),
            None => "一方没有所在区划".to_owned(),
        },
        Part::Time => match facts.wanted_days.zip(facts.open_days) {
            Some((wanted, open)) => format!("要的 {wanted} 天里开放 {open} 天"),
            None => "需求没有限定日期".to_owned(),
        },
        Part::Reliability => {
            let ScoreFacts { kept, broken, together, .. } = facts;
            format!("兑现 {kept} 次，未履约 {broken} 次；与需求方合作过 {together} 次")
        }
        Part::Preference => match (facts.paired, facts.agreed) {
            (true, true) => "已结对，且有生效的共建协议".to_owned(),
            (true, false) => "已结对".to_owned(),
            (false, true) => "有生效的共建协议".to_owned(),
            (false, false) => "没有结对，也没有生效的协议".to_owned(),
        },
    }
}

/// How near, by the smallest area that holds both.
pub(crate) fn distance(nearness: u16) -> &'static str {
    match nearness {
        1000.. => "同一社区",
        800.. => "同一街道",
        500.. => "同一区县",
        250.. => "同一城市",
        _ => "不在本市",
    }
}

/// What the best whole says of the pair: that it has it, what it would cost others, who waits for
/// the same.
pub(crate) fn standing(one: &Suggestion) -> (String, String) {
    let unit = one.need.unit.chinese();
    let said = match (one.planned, one.cost, one.price) {
        (planned @ 1.., _, _) => format!("全局最优方案安排 {planned} {unit}"),
        (0, Some(cost), _) => format!("选它：{}", costs(cost)),
        (0, None, Some(_)) => "资源紧缺，选它不影响别处".to_owned(),
        (0, None, None) => "有余量，不影响别处".to_owned(),
    };
    let competitors: Vec<_> =
        one.competitors.iter().map(|other| format!("“{}”", other.title)).collect();
    let others = match competitors.is_empty() {
        true => None,
        false => Some(format!("同样适合：{}", competitors.join("、"))),
    };
    let under: Vec<_> = others.into_iter().chain(lately(&one.standing)).collect();
    (said, under.join("；"))
}

/// How scarce its kind was in the last plans, where it was scarce in any.
fn lately(standing: &[StandingPrice]) -> Option<String> {
    let newest = standing.first()?;
    let short = standing.iter().filter(|price| price.short > 0).count();
    let weeks = standing.len();
    (short > 0).then(|| {
        format!(
            "近 {weeks} 次有方案的周中，同类资源 {short} 次供不应求（最近一周 {} {unit}里紧缺 {} {unit}）",
            newest.quantity,
            newest.short,
            unit = newest.unit.chinese(),
        )
    })
}

/// What it costs the whole.
pub(crate) fn costs(AimCost { aim, by }: AimCost) -> String {
    match aim {
        Aim::Urgent => format!("少满足 {by} 份紧急需求"),
        Aim::Cover => format!("少满足 {by} 份需求"),
        Aim::Fair => "各社区之间不如现方案公平".to_owned(),
        Aim::Value => "先满足了不那么急的需求".to_owned(),
        Aim::Quality => "有更合适的去处".to_owned(),
    }
}

/// How much a plan reaches less by an aim than some other may, at most: nothing where it is proved
/// to be the best.
pub fn gap(aim: &AimToward) -> String {
    let Some(bound) = aim.bound else { return "未知".to_owned() };
    let gap = aim.reached.abs_diff(bound);
    // In hundredths of a percent, and never told smaller than it is.
    let share = (10_000 * u128::from(gap)).div_ceil(u128::from(bound.unsigned_abs().max(1)));
    match (gap, bound) {
        (0, _) => "无，已证明最优".to_owned(),
        (_, 0) => format!("至多 {gap}"),
        (_, _) => format!("至多 {gap}（{}.{:02}%）", share / 100, share % 100),
    }
}

/// Why so much of a need has no offer.
pub fn bottleneck(bottleneck: Bottleneck) -> &'static str {
    match bottleneck {
        Bottleneck::NothingFits => "清单上还没有合适的资源",
        Bottleneck::OffersSpent => "合适的资源都已安排给其他需求",
        Bottleneck::QuotaReached => "合适的资源有余，但提供单位本月承接已达上限",
        Bottleneck::NoneHasAllOfIt => "须由一家整体承接，没有一家的余量足够",
        Bottleneck::PartnersFull => "合作单位数已满",
        Bottleneck::NotWorthIt => "合适的资源按目标先给了其他需求",
        Bottleneck::TooLittleEach => "合适的资源每家余量不到尚缺的一成，方案不作零碎安排",
    }
}

/// Why two lines do not fit each other.
pub(crate) fn why_not(why_not: WhyNot) -> &'static str {
    match why_not {
        WhyNot::NeedNotListed => "需求不在清单上",
        WhyNot::OfferNotListed => "资源不在清单上",
        WhyNot::NeedServed => "需求已被认满",
        WhyNot::OfferSpent => "资源已用完",
        WhyNot::OtherCategory => "类别不同",
        WhyNot::OtherUnit => "计量单位不同",
        WhyNot::SameOwner => "需求和资源属于同一单位",
        WhyNot::OutsideArea => "不在资源的服务范围内",
        WhyNot::OverBefore => "需要的日期之前资源已到期",
        WhyNot::TooLittleTime => "需要的日期内资源的开放时间不够",
        WhyNot::TooManyPeople => "人数超过场地能容纳的人数",
        WhyNot::OwnerInactive => "提供单位已停止活动",
        WhyNot::DeclinedLately => "近期有一方谢绝过",
        WhyNot::OwnerOverAsked => "提供单位待答复的认领已满，请等其先行答复",
        WhyNot::QuotaReached => "提供单位本月承接已达上限",
        WhyNot::TooLittleForAWhole => "需求不可拆分，资源余量不够",
        WhyNot::PartnersFull => "需求的合作单位数已满",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_for_a_pair_is_said_in_the_order_of_its_weight() {
        let part = |part, score, weight| ScorePart { part, score, weight };
        let parts = [
            part(Part::Reliability, 800, 75),
            part(Part::Nearness, 800, 200),
            part(Part::Category, 1000, 300),
            part(Part::Preference, 1000, 75),
            part(Part::Tags, 0, 100),
            part(Part::Text, 0, 150),
            part(Part::Time, 1000, 100),
        ];
        assert_eq!(reasons(&parts), "小类相同，同一街道，已结对或有协议");
    }

    #[test]
    fn what_was_short_lately_is_said_and_what_was_not_is_not() {
        let week = |short| StandingPrice {
            week: "2026-03-02".parse().unwrap(),
            organisation: contracts::testing::OWNER,
            organisation_name: None,
            category: contracts::registry::taxonomy::Category::Service,
            unit: values::Unit::Session,
            quantity: 9,
            short,
            price: None,
        };
        let said = lately(&[week(4), week(0), week(9)]).unwrap();
        assert!(said.contains("3 次有方案的周中") && said.contains("2 次供不应求"), "{said}");
        assert!(said.contains("9 场次里紧缺 4 场次"), "{said}");
        assert_eq!(lately(&[week(0)]), None);
        assert_eq!(lately(&[]), None);
    }

    #[test]
    fn a_gap_is_never_told_smaller_than_it_is() {
        let of = |aim, reached, bound| gap(&AimToward { aim, reached, bound });
        assert_eq!(of(Aim::Cover, 4, Some(4)), "无，已证明最优");
        assert_eq!(of(Aim::Cover, 2, Some(3)), "至多 1（33.34%）");
        assert_eq!(of(Aim::Cover, 99_999_999, Some(100_000_000)), "至多 1（0.01%）");
        assert_eq!(of(Aim::Fair, 260, Some(250)), "至多 10（4.00%）");
        assert_eq!(of(Aim::Fair, 260, Some(0)), "至多 260");
        assert_eq!(of(Aim::Value, 7, None), "未知");
    }
}
