//! What facts are counted as, and where they come from.

use serde::{Deserialize, Serialize};

/// What a fact counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 服务次数: confirmed services.
    Service,
    /// 服务分钟: their minutes, of each person or of all the unit's people.
    Minutes,
    /// 联建活动: a confirmed service, or an activity of which the attendance is confirmed.
    JointActivity,
    /// 履约: claims that were delivered.
    Delivered,
    /// 对方评价: stars by who took part …
    Stars,
    /// … of so many.
    StarsPossible,
    /// 居民评价: stars by residents …
    ResidentStars,
    /// … of so many.
    ResidentStarsPossible,
    /// 销号需求: closed as solved, partly solved or unsolved.
    NeedClosed,
    /// 解决需求: closed as solved, and only those.
    NeedSolved,
    /// 需求评价: needs that were reviewed by who raised them.
    NeedReviewed,
    /// 满意: with the result.
    NeedSatisfied,
    /// 无故缺席: of an activity or a service as its attendance says; of a meeting entered by hand.
    MeetingAbsence,
    /// 学习, entered by hand.
    Study,
    /// 志愿服务队, entered by hand.
    VolunteerTeam,
    /// 采纳建议, entered by hand.
    ProposalAdopted,
    /// 全勤, entered by hand.
    FullAttendance,
    /// 年度考核: points of 100, entered by hand.
    YearEnd,
    /// 没有适合的需求, entered by hand.
    NoSuitableNeed,
    /// 报到率, in percent, entered by hand.
    CheckInPercent,
    /// 否决事项, entered by hand.
    Veto,
    /// 学习: a party lecture 党课 that was attended, or [`Self::Study`] beside it.
    Learning,
    /// 全年全勤: once the year is over, of whoever came to an activity and was absent from none
    /// without an excuse.
    AttendedAll,
    /// 志愿服务队: a delivered place in a team of volunteers by one of its people, or
    /// [`Self::VolunteerTeam`] beside it.
    TeamService,
}

/// Where the facts of a measure come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KnownBy {
    /// 按记录计算: all of them from what happened.
    Counted,
    /// 人工登记: the system knows nothing of it, somebody who stands above writes it down.
    Entered,
    /// 按记录计算，另可登记: what happened where the system does not see it is written down.
    Both,
}

impl KnownBy {
    /// Of both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Both }
    }
}

/// Behind which measures not facts of their own stand, or not alone.
const MORE_BEHIND: [(Measure, [Measure; 2]); 3] = [
    (Measure::Learning, [Measure::Learning, Measure::Study]),
    (Measure::TeamService, [Measure::TeamService, Measure::VolunteerTeam]),
    (Measure::AttendedAll, [Measure::JointActivity, Measure::MeetingAbsence]),
];

impl Measure {
    /// Where its facts come from.
    pub fn basis(self) -> KnownBy {
        match self {
            Self::Service
            | Self::Minutes
            | Self::JointActivity
            | Self::Delivered
            | Self::Stars
            | Self::StarsPossible
            | Self::ResidentStars
            | Self::ResidentStarsPossible
            | Self::NeedClosed
            | Self::NeedSolved
            | Self::NeedReviewed
            | Self::NeedSatisfied
            | Self::AttendedAll => KnownBy::Counted,
            Self::MeetingAbsence | Self::Learning | Self::TeamService => KnownBy::Both,
            Self::Study
            | Self::VolunteerTeam
            | Self::ProposalAdopted
            | Self::FullAttendance
            | Self::YearEnd
            | Self::NoSuitableNeed
            | Self::CheckInPercent
            | Self::Veto => KnownBy::Entered,
        }
    }

    /// What stands behind it: facts of these measures, and of no other.
    pub fn behind(self) -> Vec<Self> {
        let more = MORE_BEHIND.iter().find(|(measure, _)| *measure == self);
        more.map_or_else(|| vec![self], |(_, behind)| behind.to_vec())
    }

    /// Is it how something stands, rather than how often it happened? Then the last fact counts.
    pub fn is_standing(self) -> bool {
        matches!(self, Self::YearEnd | Self::CheckInPercent)
    }

    /// May somebody write it down? What is counted or summed of others is not.
    pub fn is_entered(self) -> bool {
        self.basis() != KnownBy::Counted && self.behind() == [self]
    }
}
