//! What the rules of `evaluation` say.

use contracts::evaluation::{
    fact, hearing, leave, objection, occasion, posting, recognition, reward, rules, star,
};

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

pub(super) fn posting(reason: &posting::Rejection) -> Words {
    use posting::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这张积分凭证", "请核对积分凭证的编号"),
        Rejection::NotAuthorised => {
            forbidden("手工加减分由社区书记或街道、区县、市级干部办理，并写明理由")
        }
        Rejection::OutOfArea => conflict(
            "不是本辖区的人员",
            "只能加减本社区或本辖区内已报到人员的积分，冲正由原登记组织或其上级办理；\
             其他人员由其报到的社区或市级办理",
        ),
        Rejection::OwnPoints => conflict("不能给自己加减分", "本人的积分请由其他人员办理"),
        Rejection::OutOfRange { max } => invalid(
            "分值有误",
            format!("一次加减分以百分之一分为单位，须在 1 至 {max} 之间（正或负）"),
        ),
        Rejection::TooFewPoints { left, price } => conflict(
            "积分不足",
            format!("需要百分之一分 {price}，本年可用 {left}，请减少数量或积累后再兑换"),
        ),
        Rejection::NotAnAdjustment => {
            conflict("不能直接冲正", "服务所得的积分随服务记录冲销，兑换的积分随取消兑换退回")
        }
        Rejection::Countered => conflict("已经冲正", "这张积分凭证已冲正，请刷新后查看"),
    }
}

pub(super) fn reward(reason: &reward::Rejection) -> Words {
    use reward::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这种兑换品", "请核对兑换品的编号"),
        Rejection::AlreadyListed => {
            conflict("编号已被占用", "这个编号已属于另一种兑换品，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => {
            forbidden("上架、补货、发放由提供兑换品的组织办理，兑换由本人办理")
        }
        Rejection::OutOfRange { max } => {
            invalid("数量有误", format!("分值、库存和数量须大于 0，这一项最多 {max}"))
        }
        Rejection::TooFewLeft { left } => {
            conflict("库存不足", format!("现在只剩 {left} 件，请减少数量"))
        }
        Rejection::Withdrawn => conflict("兑换品已下架", "已下架的兑换品不能再兑换或补货"),
        Rejection::UnknownRedemption => unknown("没有这条兑换记录", "请核对兑换记录的编号"),
        Rejection::HandedOver => conflict("兑换品已发放", "已经发放的兑换不能再取消"),
        Rejection::CalledOff => conflict("兑换已取消", "已经取消的兑换不能再发放"),
    }
}

pub(super) fn rules(reason: &rules::Rejection) -> Words {
    use rules::Rejection;
    match reason {
        Rejection::NotAuthorised => forbidden("评分细则由市级干部和运维人员提出、采用和关账"),
        Rejection::Broken { line, fault } => {
            invalid("评分细则有误", format!("第 {line} 行：{}", said(fault)))
        }
        Rejection::NothingProposed => conflict("没有提出的细则", "请先提出该年的评分细则并试算"),
        Rejection::OtherVersion { proposed } => {
            conflict("提出的是另一版本", format!("现在提出的是“{proposed}”版，请核对后再采用"))
        }
        Rejection::YearClosed => conflict("该年已关账", "已关账年份的细则和评分不再变动"),
        Rejection::YearNotOver => conflict("该年尚未结束", "年度结束以后才能关账"),
    }
}

fn said(fault: &rules::Fault) -> String {
    use rules::Fault;
    match fault {
        Fault::Unreadable { detail } => format!("写法不对（{detail}）"),
        Fault::UnknownItem { key } => format!("没有名为“{key}”的评分项"),
        Fault::SameKey { key } => format!("有两个评分项都名为“{key}”"),
        Fault::CountedTwice { key } => format!("评分项“{key}”被合计了两次"),
        Fault::Cycle { key } => format!("评分项“{key}”经合计又包含了自己"),
        Fault::Weights { sum } => format!("同组评分项的权重合计须为 100，现为 {sum}"),
        Fault::OutOfRange { name } => format!("“{name}”的数值不在允许范围内"),
        Fault::Bands => "等次须从高到低排列，最后一等从 0 分起".to_owned(),
    }
}

pub(super) fn fact(reason: &fact::Rejection) -> Words {
    use fact::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这条事实", "请核对事实的编号"),
        Rejection::AlreadyEntered => {
            conflict("编号已被占用", "这个编号已属于另一条事实，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => forbidden("事实由该组织属地的上级组织登记和撤销，不能自己登记"),
        Rejection::NotEntered => invalid("不能手工登记", "这一类事实由系统自动统计，不能手工登记"),
        Rejection::OutOfRange { max } => {
            invalid("数量有误", format!("数量或得分须在 1 至 {max} 之间"))
        }
        Rejection::DateInTheFuture => invalid("日期有误", "事实的日期不能晚于今天"),
        Rejection::Struck => conflict("事实已撤销", "这条事实已经撤销，请刷新后查看"),
    }
}

pub(super) fn leave(reason: &leave::Rejection) -> Words {
    use leave::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这项请假", "请核对请假的编号"),
        Rejection::AlreadyGranted => {
            conflict("编号已被占用", "这个编号已属于另一项请假，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => {
            forbidden("单位的请假由属地上级登记，个人的由其报到的社区或上级登记，不能自己登记")
        }
        Rejection::DaysOutOfRange { max } => {
            invalid("日期有误", format!("最后一天不早于第一天，一次最长 {max} 天"))
        }
        Rejection::Lifted => conflict("请假已撤销", "这项请假已经撤销，请刷新后查看"),
    }
}

pub(super) fn objection(reason: &objection::Rejection) -> Words {
    use objection::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这项异议", "请核对异议的编号"),
        Rejection::NotAuthorised => forbidden(
            "异议由被评价、被评分的一方提出，公示期内任何人都可提出；由负责答复的组织答复",
        ),
        Rejection::NothingThere => conflict(
            "没有可提出异议的内容",
            "所指的评价、事实、积分或公示不存在、尚未公开或已不计入",
        ),
        Rejection::AlreadyRaised => conflict("已经提出过异议", "对同一事项每人提出一次异议"),
        Rejection::AlreadyAnswered => conflict("异议已答复", "这项异议已经答复，请刷新后查看"),
        Rejection::OwnObjection => conflict("不能答复自己的异议", "请由其他人员答复"),
    }
}

pub(super) fn star(reason: &star::Rejection) -> Words {
    use star::Rejection;
    match reason {
        Rejection::NotApplied => conflict("没有进行中的申请", "没有待审核或公示中的星级申请"),
        Rejection::NotAuthorised => {
            forbidden("星级由本人申请，所报社区审核，虚报时长由其上级组织撤销")
        }
        Rejection::NotACommunity => invalid("不是社区", "请向已登记的社区申请"),
        Rejection::AlreadyApplied => conflict("已有一项申请", "同时只能有一项星级申请"),
        Rejection::TooFewHours { hours, needed } => {
            conflict("服务时长不足", format!("已确认 {hours} 小时，下一星级需要 {needed} 小时"))
        }
        Rejection::HighestStar => conflict("已是最高星级", "没有更高的星级可以申请"),
        Rejection::Barred { until } => {
            conflict("暂时不能申请", format!("因虚报时长，{until} 及以前不能申请星级"))
        }
        Rejection::OutOfTurn => conflict("不在这一步", "待审核时才能审核，公示期内才能提出异议"),
        Rejection::NoStar => conflict("没有可撤销的星级", "这个人目前没有星级"),
        Rejection::MonthsOutOfRange { min, max } => {
            invalid("期限有误", format!("停止申请的期限须在 {min} 至 {max} 个月之间"))
        }
    }
}

pub(super) fn recognition(reason: &recognition::Rejection) -> Words {
    use recognition::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这份名单或这个对象", "请核对表彰名单和对象的编号"),
        Rejection::AlreadyPublished => {
            conflict("编号已被占用", "这个编号已属于另一份名单，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => forbidden("表彰名单由街道、区县、市在本辖区内公示"),
        Rejection::OutsideTerritory => invalid("超出辖区", "名单上有不在本辖区内的组织"),
        Rejection::YearOutOfRange { min, max } => {
            invalid("评选年度有误", format!("按{min}年或{max}年的规则和事实评选"))
        }
        Rejection::NotEligible { who } => {
            let count = who.len();
            let what = "被一票否决，或未达到已启用的资格条件";
            conflict("不符合资格", format!("名单上有 {count} 个对象{what}，见候选名单"))
        }
        Rejection::CandidatesOutOfRange { max } => {
            invalid("名单有误", format!("名单须有 1 至 {max} 个对象，不能重复"))
        }
        Rejection::PublicityOutOfRange { min, max } => {
            invalid("公示期有误", format!("公示期须为 {min} 至 {max} 个工作日"))
        }
        Rejection::PublicityOver => conflict("公示已结束", "公示期已过，不能再提出异议"),
    }
}

pub(super) fn hearing(reason: &hearing::Rejection) -> Words {
    use hearing::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这件来函", "请核对来函的编号"),
        Rejection::AlreadyAsked => {
            conflict("编号已被占用", "这个编号已属于另一件来函，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => {
            forbidden("由单位负责人书面来函、所问的社区或街道汇总、本人过目，他人不能代办")
        }
        Rejection::NotACommunity => invalid("不是社区或街道", "请向已登记的社区或街道听取意见"),
        Rejection::NotOfTheUnit => {
            invalid("不是本单位的人", "只能就名册上在本单位工作的人听取意见；请先核对名册")
        }
        Rejection::PeriodOutOfRange { years_max } => {
            invalid("起始日期有误", format!("起始日期不能晚于今天，最多往前 {years_max} 年"))
        }
        Rejection::OutOfTurn => conflict("不在这一步", "这件来函不在这个环节，请刷新后查看"),
    }
}
