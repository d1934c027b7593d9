//! What the rules of `needs` say.

use contracts::needs::need;

use super::super::{Words, conflict, forbidden, invalid, unknown};

pub(super) fn need(reason: &need::Rejection) -> Words {
    use need::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这条需求", "请核对需求编号"),
        Rejection::AlreadyRaised => {
            conflict("编号已被占用", "这个编号已属于另一条需求，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => forbidden("您不能办理这个组织的需求，请由该组织的人员办理"),
        Rejection::NotRaised => {
            conflict("需求不在待核实状态", "这条需求已核实或已退回，请刷新后查看")
        }
        Rejection::NotVerified => conflict("需求尚未核实", "请先核实，再发布"),
        Rejection::OtherUnit => {
            invalid("计量单位不一致", "核实数量的计量单位须与提出时相同，请改正后重新提交")
        }
        Rejection::PartnersOutOfRange => {
            invalid("认领方数量有误", format!("认领方数量须在 1 至 {} 之间", need::PARTNERS_MAX))
        }
        Rejection::WishIsWhole => {
            invalid("微心愿不可拆分", "微心愿只能由一方整条认领，请改为不可拆分、认领方 1 个")
        }
        Rejection::DeadlinePassed => invalid("截止时间已过", "截止时间须晚于现在，请重新填写"),
        Rejection::Closed => conflict("需求已销号", "这条需求已销号，不能再办理"),
        Rejection::StillHeld { held } => {
            conflict("仍有认领占用", format!("还有 {held} 被认领占用，请待认领结束后再销号"))
        }
        Rejection::NotAllDelivered { delivered, asked } => conflict(
            "尚未全部交付",
            format!("需求 {asked}，只交付 {delivered}，不能按“已解决”销号，可按“部分解决”销号"),
        ),
        Rejection::OutcomeContradicts { delivered, asked } => conflict(
            "结果与交付不符",
            format!("需求 {asked}，已交付 {delivered}，请按实际交付情况选择销号结果"),
        ),
        Rejection::DuplicateOfItself => {
            invalid("不能与自身重复", "请填写与之重复的另一条需求的编号")
        }
    }
}
