//! Words for people.

use contracts::needs::NeedStatus;
use contracts::needs::need::{Kind, Source, Urgency};
use contracts::projects::agreement::DutyKind;
use contracts::projects::{AgreementStatus, ClaimStatus, ProjectStatus, RecordStatus};
use contracts::registry::CheckInStatus;
use contracts::resources::OfferStatus;
use contracts::resources::offer::Category;
use gateway::Shown as _;

/// An error with everything that led to it, in one line.
pub(crate) fn chain(error: &anyhow::Error) -> String {
    runtime::chain(error.as_ref(), "：")
}

pub(crate) fn category(category: Category) -> &'static str {
    category.chinese()
}

pub(crate) fn kind(kind: Kind) -> &'static str {
    kind.chinese()
}

pub(crate) fn source(source: Source) -> &'static str {
    source.chinese()
}

pub(crate) fn urgency(urgency: Urgency) -> &'static str {
    urgency.chinese()
}

pub(crate) fn offer_status(status: OfferStatus) -> &'static str {
    status.chinese()
}

pub(crate) fn need_status(status: NeedStatus) -> &'static str {
    status.chinese()
}

pub(crate) fn claim_status(status: ClaimStatus) -> &'static str {
    status.chinese()
}

pub(crate) fn project_status(status: ProjectStatus) -> &'static str {
    status.chinese()
}

pub(crate) fn agreement_status(status: AgreementStatus) -> &'static str {
    status.chinese()
}

pub(crate) fn duty(kind: DutyKind) -> &'static str {
    match kind {
        DutyKind::JointOrganising => "组织共建",
        DutyKind::CrossPost => "交叉任职",
        DutyKind::Pairing => "结对培养",
        DutyKind::JointActivities => "活动共联",
        DutyKind::SharedResources => "资源共享",
        DutyKind::OpenFacilities => "开放设施",
        DutyKind::Service => "服务",
        DutyKind::Funds => "资金",
    }
}

/// What stands in place of a duty's amount where it is not counted.
pub(crate) const UNCOUNTED: &str = "不计量";

pub(crate) fn check_in_status(status: CheckInStatus) -> &'static str {
    status.chinese()
}

pub(crate) fn record_status(status: RecordStatus) -> &'static str {
    status.chinese()
}
