//! What the rules of `resources` say.

use contracts::resources::offer;

use super::super::{Words, conflict, forbidden, invalid, unknown};

pub(super) fn offer(reason: &offer::Rejection) -> Words {
    use offer::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这条资源", "请核对资源编号"),
        Rejection::AlreadyListed => {
            conflict("编号已被占用", "这个编号已属于另一条资源，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => forbidden("您不能办理这个组织的资源，请由该组织的人员办理"),
        Rejection::PriceOutOfRange => {
            invalid("价格有误", "低偿资源的价格须大于 0，无偿资源请不填价格")
        }
        Rejection::UntilOutOfRange => invalid(
            "截止日期有误",
            "截止日期须在今天或以后，最长十年；长期有效的资源请不填截止日期",
        ),
        Rejection::ScheduleTooLong { max } => {
            invalid("开放安排过长", format!("每周开放、停用日、补开日各最多 {max} 条"))
        }
        Rejection::NeverOpen => invalid("没有开放时间", "开放安排须至少有一条每周开放时间或补开日"),
        Rejection::CapacityOutOfRange { max } => invalid(
            "同时容量有误",
            format!("同一时段可用的数量须在 1 至 {max} 之间，独占使用的请不填"),
        ),
        Rejection::Withdrawn => conflict("资源已撤回", "已撤回的资源不能再改动，请重新提交"),
        Rejection::NotOnTheList => {
            conflict("资源不在列", "已到期或待确认的资源请先续期，再暂停或恢复")
        }
    }
}
