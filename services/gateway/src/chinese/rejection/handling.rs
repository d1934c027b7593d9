//! What the rules say by which a need is handled against the clock.

use contracts::needs::limits::HandlingStep;
use contracts::needs::{handling, hotline, limits};

use super::super::{Words, conflict, forbidden, invalid, unknown};

pub(super) fn handling(reason: &handling::Rejection) -> Words {
    use handling::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这条办理", "请核对需求编号；自己的需求要先开始计时"),
        Rejection::NotAuthorised => {
            forbidden("这条需求不由您所在的组织办理或审批，请由现在办理的组织处理")
        }
        Rejection::AlreadyBegun => conflict("已经在计时", "这条需求已在办理，请刷新后查看"),
        Rejection::Over => conflict("办理已结束", "已办结或需求已销号，不能再办理"),
        Rejection::OtherStep { current } => {
            conflict("环节不对", format!("现在的环节是“{}”，请先完成它", step(*current)))
        }
        Rejection::NobodyToAsk => conflict(
            "没有可以提问的人",
            "这条需求是受理组织自己提出的，不能以提问暂停计时，请继续办理或申请延期",
        ),
        Rejection::Asked => conflict("正在等待答复", "已向提出人提问，请先记下答复，再继续办理"),
        Rejection::NotAsked => conflict("没有待答复的提问", "没有向提出人提问，或已按时继续计时"),
        Rejection::AskedTooOften { max } => {
            conflict("提问次数已满", format!("一条需求最多提问暂停 {max} 次，请继续办理"))
        }
        Rejection::OneExtension => conflict("只能延期一次", "已申请过延期，不能再申请"),
        Rejection::NoExtensionAsked => conflict("没有延期申请", "没有待审批的延期，请刷新后查看"),
        Rejection::ExtensionOutOfRange { max } => {
            invalid("延期长度有误", format!("延期须在 1 至 {max} 之间，单位与现在的时限相同"))
        }
        Rejection::LimitOfTheHotline => {
            conflict("热线时限不能在此延期", "请按热线原定时限办结，或向热线申请延期")
        }
        Rejection::NobodyAbove => conflict("没有上一级组织", "没有登记上一级组织，请就地办理"),
        Rejection::NotFromBelow => conflict("不是上报来的", "这条需求不是下级上报的，请直接办理"),
    }
}

fn step(step: HandlingStep) -> &'static str {
    match step {
        HandlingStep::Accept => "受理",
        HandlingStep::Contact => "联系",
        HandlingStep::Handle => "办理",
        HandlingStep::Verify => "核实",
    }
}

pub(super) fn limits(reason: &limits::Rejection) -> Words {
    use limits::Rejection;
    match reason {
        Rejection::NotAuthorised => forbidden("办理时限由市级设定，请联系市级干部"),
        Rejection::OutOfRange { max } => {
            invalid("时限超出范围", format!("时限须在 1 至 {max} 之间，请重新填写"))
        }
        Rejection::OtherMeasure => {
            invalid("计时方式不对", "紧急需求按小时计，其他按工作日计，请改正后重新提交")
        }
    }
}

pub(super) fn hotline(reason: &hotline::Rejection) -> Words {
    use hotline::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这个热线件", "请核对热线编号，或来电人信息已删除"),
        Rejection::NotAuthorised => forbidden("这个热线件不由您所在的组织答复"),
        Rejection::OtherItem => {
            conflict("热线编号已被占用", "这个编号已属于另一个热线件，请核对编号、时间和时限")
        }
        Rejection::AlreadyReplied => conflict("已经答复", "这个热线件已答复，不能再次答复"),
        Rejection::TimesOutOfOrder => {
            invalid("时间顺序不对", "来电时间、答复时间不能晚于现在，时限和答复不能早于来电")
        }
    }
}
