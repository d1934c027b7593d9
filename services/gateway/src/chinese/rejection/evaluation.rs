//! What the rules of `evaluation` say.

use contracts::evaluation::occasion;

use super::super::{Words, conflict, forbidden, invalid, unknown};

pub(super) fn occasion(reason: &occasion::Rejection) -> Words {
    use occasion::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这项评价事项", "请核对评价事项的编号"),
        Rejection::NotAuthorised => {
            forbidden("只有实际参加的一方能评价对方；评价码由需求方发放，评语由其上级组织审核")
        }
        Rejection::NotConfirmed => conflict("服务记录尚未确认", "服务记录经对方确认后，才能评价"),
        Rejection::StarsOutOfRange { max } => {
            invalid("星级有误", format!("评价须为 1 至 {max} 星"))
        }
        Rejection::AlreadyRated => {
            conflict("已经评价过", "每件事只能评价一次，提交后不能修改；对结果有异议可提出申诉")
        }
        Rejection::Over { rate_until } => {
            conflict("评价期已结束", format!("评价期已于 {} 结束", values::time::show(*rate_until)))
        }
        Rejection::Void => conflict("评价事项已作废", "所依据的服务记录已冲销，不能再评价"),
        Rejection::BallotsOutOfRange { issued, max } => invalid(
            "评价码数量有误",
            format!("评价码最多 {max} 张；已发放 {issued} 张，只能增加，不能减少"),
        ),
        Rejection::CodeNotGood => invalid("评价码有误", "没有这个评价码，请核对后重新填写"),
        Rejection::NoComment => {
            conflict("没有可审核的评语", "这条评价没有评语，或尚未公开，暂时不能审核")
        }
        Rejection::AlreadyReviewed => conflict("评语已审核", "这条评语已经审核过，请刷新后查看"),
    }
}
