//! Ledgers 台账: which there are, whose lines they hold, and one as a file.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Hash};

/// One list or register, whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ledger {
    /// 资源清单
    Offers,
    /// 需求清单
    Needs,
    /// 热线件
    HotlineItems,
    /// 准入事项
    Admissions,
    /// 项目清单
    Projects,
    /// 认领
    Claims,
    /// 共建协议
    Agreements,
    /// 服务记录
    Records,
    /// 活动菜单
    Activities,
    /// 创投招标
    Tenders,
    /// 报到
    CheckIns,
    /// 兼职委员
    Seats,
    /// 评价事项
    Occasions,
    /// 异议
    Objections,
    /// 星级
    Stars,
    /// 积分明细: of whoever asks, and nobody else's.
    Points,
    /// 兑换品
    Rewards,
    /// 兑换
    Redemptions,
    /// 表彰名单
    Recognitions,
    /// 听取意见
    Hearings,
    /// 双报告
    Reports,
    /// 组织名册
    Organisations,
    /// 人员名册
    Roster,
    /// 结对
    Pairs,
    /// 请假、免评
    Leaves,
    /// 督办: what is handled under a yellow or a red card.
    Supervised,
    /// 手工加减分
    Adjustments,
}

impl Ledger {
    /// Every one, in the order of the index.
    pub const ALL: [Self; 27] = [
        Self::Offers,
        Self::Needs,
        Self::HotlineItems,
        Self::Admissions,
        Self::Projects,
        Self::Claims,
        Self::Agreements,
        Self::Records,
        Self::Activities,
        Self::Tenders,
        Self::CheckIns,
        Self::Seats,
        Self::Occasions,
        Self::Objections,
        Self::Stars,
        Self::Points,
        Self::Rewards,
        Self::Redemptions,
        Self::Recognitions,
        Self::Hearings,
        Self::Reports,
        Self::Organisations,
        Self::Roster,
        Self::Pairs,
        Self::Leaves,
        Self::Supervised,
        Self::Adjustments,
    ];

    /// What people call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Offers => "资源台账",
            Self::Needs => "需求台账",
            Self::HotlineItems => "热线台账",
            Self::Admissions => "准入台账",
            Self::Projects => "项目台账",
            Self::Claims => "认领台账",
            Self::Agreements => "协议台账",
            Self::Records => "服务台账",
            Self::Activities => "活动台账",
            Self::Tenders => "创投台账",
            Self::CheckIns => "报到台账",
            Self::Seats => "兼职委员名册",
            Self::Occasions => "评价台账",
            Self::Objections => "异议台账",
            Self::Stars => "星级台账",
            Self::Points => "本人积分",
            Self::Rewards => "兑换品台账",
            Self::Redemptions => "兑换台账",
            Self::Recognitions => "表彰台账",
            Self::Hearings => "听取意见台账",
            Self::Reports => "报告台账",
            Self::Organisations => "组织名册",
            Self::Roster => "人员名册",
            Self::Pairs => "结对台账",
            Self::Leaves => "请假免评台账",
            Self::Supervised => "督办台账",
            Self::Adjustments => "调分台账",
        }
    }
}

/// Whose lines are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = LedgerScope))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// 全部: all that whoever asks sees.
    #[default]
    Everything,
    /// 本组织: those in which the own organisation has a part.
    Own,
    /// 本区域: those in which an organisation in this area has a part.
    Area(AreaCode),
}

/// One ledger as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = LedgerFile))]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub ledger: Ledger,
    /// How many lines it has, all of them.
    pub lines: u64,
    /// The SHA-256 of its bytes.
    pub file: Hash,
}
