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
        Rejection::UnknownSubcategory => {
            invalid("没有这个子类", "所选类别下没有这个子类，或已停用，请从分类表中选择")
        }
        Rejection::AreaTooWide => invalid("服务范围过大", "服务范围应为网格至市一级的区划"),
        Rejection::TooManyConditions { max } => {
            invalid("使用条件过多", format!("使用条件最多 {max} 条"))
        }
        Rejection::UnknownManager => {
            invalid("没有这个管理单位", "管理单位尚未登记，请核对组织编号")
        }
        Rejection::FixedOnceListed { field } => fixed(*field),
        Rejection::AmountTaken { taken } => {
            conflict("数量少于已占用", format!("已被占用或用去 {taken}，数量不能比这更少"))
        }
        Rejection::SlotOverbooked { slot } => conflict(
            "与已有预约冲突",
            format!("{slot} 已有的预约超出新的开放安排，请先与认领方商定"),
        ),
        Rejection::TooManyAtOnce { max } => {
            invalid("一次办理过多", format!("一次最多续期 {max} 条资源"))
        }
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
        Rejection::OneOff => {
            conflict("一次性条目", "它随一次认领登记，随认领结束，不单独办理；长期提供的请另列资源")
        }
    }
}

/// What stays as it was first listed, and what to do instead.
fn fixed(field: offer::Fixed) -> Words {
    let (name, remedy) = match field {
        offer::Fixed::Owner => ("提供方", "请由另一组织重新提交"),
        offer::Fixed::Category => ("类别", "请撤回后重新提交"),
        offer::Fixed::Unit => ("计量单位", "请撤回后重新提交"),
        offer::Fixed::Price => ("价格", "请撤回后重新提交"),
        offer::Fixed::Area => ("服务范围", "请撤回后重新提交"),
        offer::Fixed::Until => ("截止日期", "请办理续期"),
    };
    conflict("这一项不能修改", format!("资源发布后{name}不能修改，{remedy}"))
}
