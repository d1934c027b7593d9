//! What the rules of `reporting` say.

use contracts::reporting::{job, report};

use super::super::{Words, conflict, forbidden, invalid, unknown};

pub(super) fn report(reason: &report::Rejection) -> Words {
    use report::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这份报告", "请核对报告的编号，或先汇编"),
        Rejection::NotAuthorised => {
            forbidden("街道或社区汇编、签发，有关社区确认，报告对象预览，主送单位签收或提出异议")
        }
        Rejection::NotTheirIssuer => invalid(
            "签发单位有误",
            "单位的报告由其所在街道或社区签发；个人的报告由其服务过的社区或所在街道签发",
        ),
        Rejection::NotASubject => invalid("报告对象有误", "报告的对象应为驻区单位或个人"),
        Rejection::PeriodNotOver { until } => {
            conflict("报告期未结束", format!("报告期到 {until} 为止，结束后再汇编"))
        }
        Rejection::NothingCounted => {
            conflict("没有可报告的内容", "这一期内没有与社区有关的记录，请核对对象和报告期")
        }
        Rejection::SubjectErased => {
            conflict("报告对象已依法删除", "其个人信息已依法删除，不再汇编或签发关于其本人的报告")
        }
        Rejection::PeriodOverlaps { period } => {
            conflict("报告期重叠", format!("已签发过{}的报告，同一天不重复报告", period.chinese()))
        }
        Rejection::OtherDraft { current } => {
            conflict("报告已重新汇编", format!("现在是第 {current} 次汇编，请重新查看后再办理"))
        }
        Rejection::OtherVersion { current } => {
            conflict("报告已有新版", format!("现在是第 {current} 版，请查看新版后再办理"))
        }
        Rejection::OutOfTurn => {
            conflict("还不到这一步", "报告依次汇编、确认、签发、印制、签收，请刷新后查看")
        }
        Rejection::NotConcerned => invalid("社区与报告无关", "只有报告涉及的社区确认各自的部分"),
        Rejection::NotConfirmed { left } => conflict(
            "还有社区未确认",
            format!("还有 {left} 个社区未确认；期限过后标注“未确认”，即可签发"),
        ),
        Rejection::PreviewRuns { until } => conflict(
            "预览期未结束",
            format!("报告对象可预览到 {}；其表示无异议后可提前签发", values::time::show(*until)),
        ),
        Rejection::NoAddressee => {
            conflict("没有主送单位", "系统里没有该单位的上级党组织或该同志的工作单位，请线下送达")
        }
        Rejection::KeyTooShort { min } => {
            invalid("送达码太短", format!("链接和送达码各不少于 {min} 位字母和数字"))
        }
        Rejection::KeyNotGood => {
            conflict("链接或送达码无效", "请核对送达码；链接过期或已换新的，请向签发单位索取")
        }
        Rejection::AlreadyAnswered => {
            conflict("已经答复过", "这一版报告已签收或已提出异议，请刷新后查看")
        }
    }
}

pub(super) fn job(reason: &job::Rejection) -> Words {
    use job::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这项任务", "请核对编号，或重新提出"),
        Rejection::AlreadyAsked => conflict("编号已用于另一项任务", "请刷新页面后重新提出"),
        Rejection::NotAuthorised => forbidden(
            "台账由办事人员生成（居民、审计和三员不生成），全部报告由签发单位的办事人员汇编，\
             都由提出的本人取消或继续",
        ),
        Rejection::NothingAsked => invalid("没有选台账", "请至少选择一种台账"),
        Rejection::PeriodNotOver { until } => {
            conflict("报告期未结束", format!("报告期到 {until} 为止，结束后再汇编"))
        }
        Rejection::TooMany { max } => conflict(
            "进行中的任务太多",
            format!("每人同时最多进行 {max} 项后台任务，请等其中一项完成，或先取消一项"),
        ),
        Rejection::Over => conflict("这项任务已结束", "已完成或已停止，请刷新后查看"),
        Rejection::OutOfPlace => conflict("内容不符", "完成的内容与所要求的不一致，请重新提出"),
    }
}
