//! Words for people.

use contracts::needs::NeedStatus;
use contracts::needs::need::{Kind, Source, Urgency};
use contracts::projects::{AgreementStatus, ClaimStatus, ProjectStatus, RecordStatus};
use contracts::registry::CheckInStatus;
use contracts::resources::OfferStatus;
use contracts::resources::offer::Category;

/// An error with everything that led to it, in one line.
pub(crate) fn chain(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).collect::<Vec<_>>().join("：")
}

pub(crate) fn category(category: Category) -> &'static str {
    match category {
        Category::Venue => "场地",
        Category::Talent => "人才",
        Category::Service => "服务",
        Category::Facility => "设施",
        Category::Goods => "物资",
        Category::Funds => "资金",
        Category::Information => "信息",
        Category::Culture => "文化",
    }
}

pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Common => "共性",
        Kind::Individual => "个性",
        Kind::Wish => "微心愿",
        Kind::Post => "岗位",
        Kind::PairHelp => "结对帮扶",
        Kind::Team => "服务队",
    }
}

pub(crate) fn source(source: Source) -> &'static str {
    match source {
        Source::Resident => "居民",
        Source::GridWorker => "网格员",
        Source::Community => "社区",
        Source::Unit => "单位",
        Source::Meeting => "会议",
        Source::Hotline => "热线",
    }
}

pub(crate) fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Ordinary => "一般",
        Urgency::Hard => "疑难",
        Urgency::Emergency => "紧急",
    }
}

pub(crate) fn offer_status(status: OfferStatus) -> &'static str {
    match status {
        OfferStatus::Draft => "草稿",
        OfferStatus::Listed => "在列",
        OfferStatus::Paused => "暂停",
        OfferStatus::Expired => "已到期",
        OfferStatus::Dormant => "待确认",
        OfferStatus::Withdrawn => "已撤回",
    }
}

pub(crate) fn need_status(status: NeedStatus) -> &'static str {
    match status {
        NeedStatus::Raised => "待核实",
        NeedStatus::Returned => "已退回",
        NeedStatus::Verified => "待发布",
        NeedStatus::Posted => "待认领",
        NeedStatus::Unclaimed => "无人认领",
        NeedStatus::PartlyHeld => "部分认领",
        NeedStatus::Held => "已认领",
        NeedStatus::PartlyDelivered => "部分交付",
        NeedStatus::Delivered => "已交付",
        NeedStatus::Accepted => "已验收",
        NeedStatus::Closed => "已销号",
    }
}

pub(crate) fn claim_status(status: ClaimStatus) -> &'static str {
    match status {
        ClaimStatus::Proposed => "占用中",
        ClaimStatus::Waiting => "候补",
        ClaimStatus::Held => "待答复",
        ClaimStatus::LeaseOver => "待续期",
        ClaimStatus::Accepted => "已接受",
        ClaimStatus::Agreed => "执行中",
        ClaimStatus::Delivered => "待评价",
        ClaimStatus::Closed => "已结束",
        ClaimStatus::Refused => "未占用",
        ClaimStatus::Declined => "已谢绝",
        ClaimStatus::Withdrawn => "已撤回",
        ClaimStatus::Lapsed => "已过期",
        ClaimStatus::Revoked => "已撤销",
        ClaimStatus::Cancelled => "协商取消",
        ClaimStatus::Failed => "未履约",
    }
}

pub(crate) fn project_status(status: ProjectStatus) -> &'static str {
    match status {
        ProjectStatus::Proposed => "待立项",
        ProjectStatus::Refused => "未获立项",
        ProjectStatus::Approved => "已立项",
        ProjectStatus::Running => "执行中",
        ProjectStatus::Suspended => "已暂停",
        ProjectStatus::Undecided => "待定去留",
        ProjectStatus::AcceptanceAsked => "待验收",
        ProjectStatus::Accepted => "已验收",
        ProjectStatus::Ended => "已终止",
        ProjectStatus::Archived => "已归档",
    }
}

pub(crate) fn agreement_status(status: AgreementStatus) -> &'static str {
    match status {
        AgreementStatus::Drafted => "谈约",
        AgreementStatus::Concluded => "已签约",
        AgreementStatus::Published => "已亮约",
        AgreementStatus::Lapsed => "未按期签约",
        AgreementStatus::Ended => "已终止",
        AgreementStatus::Broken => "已违约解除",
    }
}

pub(crate) fn check_in_status(status: CheckInStatus) -> &'static str {
    match status {
        CheckInStatus::Requested => "待接收",
        CheckInStatus::Active => "已报到",
        CheckInStatus::Due => "待续报",
        CheckInStatus::Returned => "已退回",
        CheckInStatus::Lapsed => "期满未续",
        CheckInStatus::Ended => "已结束",
    }
}

pub(crate) fn record_status(status: RecordStatus) -> &'static str {
    match status {
        RecordStatus::Recorded => "待确认",
        RecordStatus::Confirmed => "已确认",
        RecordStatus::Countered => "已冲销",
    }
}
