//! Rates 率: what is counted, set against what it is a part of.

use serde::{Deserialize, Serialize};

use super::Figure;
use super::course::Counted;
use crate::projects::fulfilment::WHOLE;

/// One rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rate {
    /// 解决率: of the needs that were closed. Closed unsolved is a part of the whole, and only that.
    Solved,
    /// 满意率: of the needs that whoever raised them reviewed; silence is no review.
    Satisfied,
    /// 认领履约率: of the claims that came to an end.
    Kept,
    /// 认领率: of the needs that were posted, less those that nobody claimed in time.
    Claimed,
    /// 按时率: of the steps of handling and the answers to claims, those within their limit.
    Timely,
}

/// A rate, and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RateLine {
    pub rate: Rate,
    /// So many …
    pub part: i64,
    /// … of these.
    pub whole: i64,
    /// In hundredths of a percent, 0 to 10,000.
    pub hundredths: u32,
}

impl Rate {
    /// Every one, in their order.
    pub const ALL: [Self; 5] =
        [Self::Claimed, Self::Solved, Self::Satisfied, Self::Kept, Self::Timely];

    /// What people call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Claimed => "需求认领率",
            Self::Solved => "需求解决率",
            Self::Satisfied => "评事满意率",
            Self::Kept => "认领履约率",
            Self::Timely => "办理按时率",
        }
    }

    /// How it is counted, for whoever asks.
    pub fn explained(self) -> &'static str {
        match self {
            Self::Claimed => "（发布 − 到期无人认领）÷ 发布",
            Self::Solved => "已解决 ÷（已解决＋部分解决＋未解决）；销号不等于解决",
            Self::Satisfied => "满意和基本满意 ÷ 已评事；未评不算满意",
            Self::Kept => "兑现 ÷（兑现＋未履约＋协商取消）",
            Self::Timely => "按时 ÷ 已完成或已超时的环节（受理、联系、办理、核实、答复认领）",
        }
    }

    /// What it is made of.
    pub fn made_of(self) -> &'static [Counted] {
        match self {
            Self::Solved => {
                &[Counted::NeedSolved, Counted::NeedPartlySolved, Counted::NeedUnsolved]
            }
            Self::Satisfied => &[Counted::NeedReviewed],
            Self::Kept => &[Counted::ClaimDelivered, Counted::ClaimFailed, Counted::ClaimCancelled],
            Self::Claimed => &[Counted::NeedPosted, Counted::NeedUnclaimed],
            Self::Timely => &[Counted::StepTaken, Counted::ClaimAnswered],
        }
    }

    /// What `figures` come to; nothing where there is no whole.
    pub fn of(self, figures: &[Figure]) -> Option<RateLine> {
        let figure = |counted: Counted| figures.iter().find(|figure| figure.counted == counted);
        let count = |counted| figure(counted).map_or(0, |figure| figure.count);
        let amount = |counted| figure(counted).map_or(0, |figure| figure.amount);
        let (part, whole) = match self {
            Self::Claimed => {
                let posted = count(Counted::NeedPosted);
                (posted - count(Counted::NeedUnclaimed), posted)
            }
            Self::Solved => {
                let solved = count(Counted::NeedSolved);
                let others = count(Counted::NeedPartlySolved) + count(Counted::NeedUnsolved);
                (solved, solved + others)
            }
            Self::Satisfied => (amount(Counted::NeedReviewed), count(Counted::NeedReviewed)),
            Self::Kept => {
                let kept = count(Counted::ClaimDelivered);
                let broken = count(Counted::ClaimFailed) + count(Counted::ClaimCancelled);
                (kept, kept + broken)
            }
            Self::Timely => {
                let all = [Counted::StepTaken, Counted::ClaimAnswered];
                (all.map(amount).iter().sum(), all.map(count).iter().sum())
            }
        };
        // A need may be posted in one period and go unclaimed in the next.
        let part = part.clamp(0, whole.max(0));
        let hundredths = (part * i64::from(WHOLE)).checked_div(whole)?;
        Some(RateLine { rate: self, part, whole, hundredths: u32::try_from(hundredths).ok()? })
    }

    /// Every rate that `figures` come to.
    pub fn all_of(figures: &[Figure]) -> Vec<RateLine> {
        Self::ALL.into_iter().filter_map(|rate| rate.of(figures)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_unsolved_lowers_the_rate_and_nothing_has_none() {
        let figure = |counted, count, amount| Figure { counted, count, amount };
        let figures = [
            figure(Counted::NeedSolved, 2, 0),
            figure(Counted::NeedUnsolved, 1, 0),
            figure(Counted::NeedReviewed, 4, 3),
            figure(Counted::NeedPosted, 1, 0),
            figure(Counted::NeedUnclaimed, 2, 0),
            figure(Counted::StepTaken, 3, 2),
            figure(Counted::ClaimAnswered, 1, 1),
        ];
        let of = |rate: Rate| rate.of(&figures).map(|line| line.hundredths);
        assert_eq!(of(Rate::Solved), Some(6_666));
        assert_eq!(of(Rate::Satisfied), Some(7_500));
        assert_eq!(of(Rate::Claimed), Some(0), "never below nothing");
        assert_eq!(of(Rate::Timely), Some(7_500));
        assert_eq!(of(Rate::Kept), None);
    }

    #[test]
    fn a_rate_is_made_of_nothing_else() {
        for rate in Rate::ALL {
            let figure = |counted| Figure { counted, count: 7, amount: 3 };
            let others = Counted::ALL.into_iter().filter(|one| !rate.made_of().contains(one));
            let others: Vec<_> = others.map(figure).collect();
            assert_eq!(rate.of(&others), None, "{rate:?}");
        }
    }

    #[test]
    fn every_rate_is_one_of_all() {
        let mut all = Rate::ALL.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), Rate::Timely as usize + 1);
    }
}
