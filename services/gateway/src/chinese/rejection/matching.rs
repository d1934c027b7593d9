//! What the rules of `matching` say.

use contracts::matching::{plan, quota};
use values::time::show;

use super::super::{Words, conflict, forbidden, invalid, unknown};
use crate::chinese;

pub(super) fn plan(reason: &plan::Rejection) -> Words {
    use plan::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这份匹配方案", "请核对方案编号"),
        Rejection::AlreadyComputed => {
            conflict("编号已被占用", "这个编号已属于另一份方案，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => {
            forbidden("方案由编制单位办理，每一行由其需求方和供给方答复，您不属于其中任何一方")
        }
        Rejection::NotABody => invalid("不能由该组织编制", "匹配方案由社区、街道、区县或市编制"),
        Rejection::AimsOutOfPlace => invalid("目标有误", "至少填一个目标，每个目标只能出现一次"),
        Rejection::NothingToPlan => conflict(
            "没有可编入的需求",
            "辖区内没有符合条件的待认领需求，或都已编入另一份尚未结束的方案",
        ),
        Rejection::TooManyNeeds { needs, max } => invalid(
            "需求过多",
            format!(
                "共 {needs} 条需求，一份方案最多 {max} 条，请按类别、截止日期或下级辖区分别编制"
            ),
        ),
        Rejection::NothingPlanned => {
            conflict("方案里没有安排", "没有一条需求找到合适的资源，无需征求意见；请查看尚缺的资源")
        }
        Rejection::NotProposed => {
            conflict("尚未征求意见", "方案还在编制，请等编制单位送出后再办理")
        }
        Rejection::Over => conflict("方案已结束", "方案已发布或已撤回，不能再改动"),
        Rejection::AnswerOver { answer_until } => {
            conflict("答复期已过", format!("答复截至 {}，逾期的答复无效", show(*answer_until)))
        }
        Rejection::NotInPlan => {
            invalid("不在方案内", "这条需求不在本方案内，或没有这条资源，请核对编号")
        }
        Rejection::DoesNotFit { why_not } => {
            let reasons: Vec<_> = why_not.iter().map(|why| chinese::why_not(*why)).collect();
            conflict("两者不能匹配", format!("原因：{}", reasons.join("；")))
        }
        Rejection::TooLittleLeft { need_left, offer_left } => conflict(
            "数量不合适",
            format!(
                "数量须大于 0；需求尚缺 {need_left}，资源可用 {offer_left}，不能超过其中任何一个"
            ),
        ),
        Rejection::OnlyWhole { whole } => {
            conflict("只能整体承接", format!("这条需求不可拆分，须由一家承接全部 {whole}"))
        }
        Rejection::TooManyPartners { max } => {
            conflict("合作单位已满", format!("这条需求最多由 {max} 家承接，请先调整已定的各行"))
        }
        Rejection::SlotMissing => invalid("请选择时段", "这条资源按时段预约，同意时须同时写明时段"),
        Rejection::NoSlots => invalid("不需要时段", "这条资源不按时段预约，请不填时段"),
        Rejection::SlotUnfit { reason } => {
            conflict("这个时段不能预约", chinese::hold_refusal(reason))
        }
        Rejection::Declined => {
            conflict("已有一方不同意", "这一行已被谢绝，本方案内不再安排，请另选资源")
        }
        Rejection::Unanswered { lines, answer_until } => conflict(
            "还有未答复的行",
            format!(
                "还有 {lines} 行未经双方同意，请等到 {} 答复期满，或请各方先答复",
                show(*answer_until)
            ),
        ),
        Rejection::NothingAccepted => {
            conflict("没有双方同意的行", "没有一行得到双方同意，不能发布；请重新征求意见或撤回方案")
        }
    }
}

pub(super) fn quota(reason: &quota::Rejection) -> Words {
    match reason {
        quota::Rejection::NotAuthorised => forbidden("承接上限由单位自己设定"),
        quota::Rejection::UnknownOrganisation => invalid("没有这家单位", "请核对单位的编号"),
        quota::Rejection::OutOfRange { max } => {
            invalid("上限过大", format!("每月上限至多 {max} 份；不设上限请留空"))
        }
    }
}
