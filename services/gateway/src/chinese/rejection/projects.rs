//! What the rules of `projects` say.

mod activities;
mod tenders;

use contracts::projects::{agreement, claim, project, record, roll};
use values::time::show;

use super::super::{Words, conflict, forbidden, invalid, unknown};
pub(super) use activities::activity;
pub(super) use tenders::tender;

pub(super) fn claim(reason: &claim::Rejection) -> Words {
    use claim::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这条认领", "请核对认领编号"),
        Rejection::AlreadyProposed => {
            conflict("编号已被占用", "这个编号已属于另一条认领，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => {
            forbidden("您不能代表这一方办理认领，请由该组织的人员或本人办理")
        }
        Rejection::NotForPersons => invalid(
            "个人不能这样认领",
            "个人以本人名义认领一条需求（微心愿、岗位、结对、服务队），不填资源 offer，也不签协议",
        ),
        Rejection::LineMissing => {
            invalid("缺少认领对象", "供给方认领须填写需求 need，需求方认领须填写资源 offer")
        }
        Rejection::SlotWithoutOffer => {
            invalid("时段没有对应的资源", "只有资源可以按时段预约，请填写资源 offer 或不填时段")
        }
        Rejection::StillPending => {
            conflict("正在占用数量", "清单正在为这条认领占用数量，请稍候几秒再办理")
        }
        Rejection::LeaseOver { lease_until } => conflict(
            "保留期限已过",
            format!("保留期限至 {}，认领已过期，可重新认领", show(*lease_until)),
        ),
        Rejection::CrossingClaim { claim: _, quantity } => conflict(
            "对方已先认领",
            format!(
                "对方已就这一对需求和资源认领 {quantity}，等您答复；请先答复，或按相同数量认领"
            ),
        ),
        Rejection::AlreadyRenewed => {
            conflict("不能再次续期", "保留期限只能续期一次，到期后可重新认领")
        }
        Rejection::Ended => conflict(
            "认领已结束",
            "这条认领已结束（未占用、谢绝、撤回、过期、撤销、取消、未履约或办结），可重新认领",
        ),
        Rejection::AlreadyAccepted => conflict("认领已被接受", "对方已接受这条认领，请刷新后查看"),
        Rejection::NotAccepted => conflict("认领尚未被接受", "请待对方接受后再办理"),
        Rejection::AlreadyAgreed => conflict(
            "认领已在执行",
            "已立项执行的认领不能这样办理；要结束请双方协商取消，或由需求方认定未履约",
        ),
        Rejection::NotAgreed => conflict("认领尚未立项", "只有已立项执行的认领才能这样办理"),
        Rejection::AgreementOut => {
            conflict("协议待签署", "双方正在签署共建协议，签署或逾期失效后再办理转让、接手")
        }
        Rejection::RequestOut => {
            conflict("已有申请待答复", "另一项转让或接手申请正等待答复，请待其答复或到期")
        }
        Rejection::NoRequest => conflict("没有待答复的申请", "申请已答复、已到期或未提出，请刷新"),
        Rejection::RequestOver { answer_until } => conflict(
            "答复期限已过",
            format!("答复期限至 {}，申请已到期，请刷新后查看", show(*answer_until)),
        ),
        Rejection::CannotPassOn => invalid(
            "不能转给这一方",
            "不能转给认领方自己或对方；单位认领的只能转给单位，请另选接手方",
        ),
    }
}

pub(super) fn agreement(reason: &agreement::Rejection) -> Words {
    use agreement::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这份协议", "请核对协议编号"),
        Rejection::NotAuthorised => forbidden(
            "您不能代表这一方办理：签署、终止、解除须由单位负责人、社区书记或其委托的人员办理",
        ),
        Rejection::PartiesOutOfPlace => invalid(
            "协议各方有误",
            format!("协议须有 2 至 {} 方，各方不得重复", agreement::PARTIES_MAX),
        ),
        Rejection::DutiesOutOfPlace => invalid(
            "职责条款有误",
            format!("职责须属于协议各方，共 1 至 {} 条；每方责任人一行", agreement::DUTIES_MAX),
        ),
        Rejection::DutiesMoved => {
            invalid("补充协议不得改动条款次序", "原有职责的次序、承担方和单位不变，新职责排在后面")
        }
        Rejection::TermOutOfOrder => {
            invalid("协议期限有误", "结束日期不得早于开始日期，期限不超过五年")
        }
        Rejection::AlreadyConcluded => {
            conflict("协议已签订", "各方都已签署，如需变更请另拟补充协议")
        }
        Rejection::Lapsed => conflict("协议已过期", "未在期限内签署，请重新拟定"),
        Rejection::OtherDraft { current } => {
            conflict("协议已有新稿", format!("现为第 {current} 稿，请先阅读新稿，再按新稿签署"))
        }
        Rejection::NotAParty => invalid("不是协议一方", "只有协议各方可以办理，请核对 party"),
        Rejection::DelegationOutOfRange => {
            invalid("委托期限有误", "委托期限须从今天起，不超过一年")
        }
        Rejection::NotInForce => conflict("协议尚未生效", "请待各方都签署后再办理"),
        Rejection::Over => conflict("协议已终止", "协议已到期、终止或解除，到期的可以续签"),
        Rejection::QuarterOutOfRange => invalid("季度有误", "只能登记协议期限内已经结束的季度"),
        Rejection::YearOutOfRange => invalid("年度有误", "只能评议协议期限内已经开始的年度"),
        Rejection::AlreadySaid => conflict("已经登记过", "同一季度、同一年度各登记一次，不能改写"),
        Rejection::TooManyDrafts { max } => {
            conflict("协议稿数过多", format!("一份协议最多拟 {max} 稿，请另立协议"))
        }
        Rejection::UnknownDuty => invalid("没有这条职责", "请按协议条款的次序填写职责编号"),
        Rejection::TooManyProjects { max } => {
            conflict("协议下项目过多", format!("一份协议最多 {max} 个项目，请另立协议"))
        }
    }
}

pub(super) fn project(reason: &project::Rejection) -> Words {
    use project::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这个项目", "请核对项目编号"),
        Rejection::AlreadyOpened => conflict("项目已立项", "这条认领已有项目，请直接查看该项目"),
        Rejection::AgreementOut => conflict(
            "协议待签署",
            "这条认领已有待签署的共建协议，各方签署后自动立项；不签协议请等其逾期失效",
        ),
        Rejection::OtherParties => {
            invalid("不是协议各方", "项目双方须都是这份协议的一方，请核对 agreement")
        }
        Rejection::NotAuthorised => forbidden("您不能代表这一方办理此项业务，请由该方人员办理"),
        Rejection::NotProposed => conflict("项目不待立项", "只有待立项的项目才能批准或退回"),
        Rejection::NotApproved => conflict("项目不待开始", "只有已批准立项的项目才能开始执行"),
        Rejection::LineServed => {
            conflict("同一条目已在承办", "项目已承办同一需求或资源的认领，这条认领请另行立项")
        }
        Rejection::OtherClaim => {
            conflict("认领不能并入", "并入的认领须与项目同一供给方、同一需求方、同一单位")
        }
        Rejection::ServesOthers => {
            conflict("项目还有其他认领", "这个项目还承办其他认领，请整体终止项目")
        }
        Rejection::TooManyClaims { max } => {
            conflict("并入的认领过多", format!("一个项目最多 {max} 条认领，请另行立项"))
        }
        Rejection::UnknownRecord => unknown("没有这条服务记录", "请核对服务记录编号"),
        Rejection::NotRunning => {
            conflict("项目不在执行中", "只有执行中的项目才能办理，请刷新后查看")
        }
        Rejection::AgreementOver => {
            conflict("协议已终止", "请需求方先决定继续还是终止这个项目，再登记服务")
        }
        Rejection::NotSuspended => conflict("项目未暂停", "只有暂停的项目才能恢复，请刷新后查看"),
        Rejection::MilestoneOutOfRange => invalid(
            "进度节点有误",
            format!("节点编号为 1 至 {}，已完成的不能改", project::MILESTONES_MAX),
        ),
        Rejection::UnknownMilestone => invalid("没有这个进度节点", "请先设置这个节点，再登记完成"),
        Rejection::DateInTheFuture => invalid("日期有误", "日期不得晚于今天"),
        Rejection::AmountOutOfRange => {
            invalid("金额有误", "金额以分为单位，至少 1 分，至多一百亿元")
        }
        Rejection::TooLittleFunds { left_fen } => conflict(
            "经费不足",
            format!("项目经费余额 {left_fen} 分，支出不得超过余额，请先登记收入"),
        ),
        Rejection::VoucherUsed => conflict("凭证已使用", "这份凭证已登记为另一笔收支，请核对凭证"),
        Rejection::TooManyFunds { max } => {
            conflict("收支笔数过多", format!("一个项目最多登记 {max} 笔收支"))
        }
        Rejection::MoreThanClaimed { asked, left } => conflict(
            "超出认领数量",
            format!("还可交付 {left}，本次登记 {asked}，请减少数量后重新登记"),
        ),
        Rejection::NotConfirmed { unconfirmed: 0 } => {
            conflict("没有已确认的服务", "申请验收前至少要有一条已确认的服务记录")
        }
        Rejection::NotConfirmed { unconfirmed } => conflict(
            "仍有服务未确认",
            format!("还有 {unconfirmed} 条服务记录未确认，请先确认再申请验收"),
        ),
        Rejection::AcceptanceNotAsked => conflict("尚未申请验收", "请待供给方申请验收后再办理"),
        Rejection::TooManyRecords { max } => {
            conflict("服务记录过多", format!("一个项目最多 {max} 条服务记录，不能再登记"))
        }
        Rejection::Over => conflict("项目已结束", "项目已验收、终止或归档，不能再终止"),
        Rejection::CodeUnfit => invalid(
            "项目编号不合格式",
            "应为 区划-年份-序号，如 371002001001-2025-0001；留空则新编",
        ),
        Rejection::CodeTaken => conflict("项目编号已被占用", "请核对编号；留空则新编"),
        Rejection::AlreadyAttached => {
            conflict("文件已附上", "同一份文件已附在这个项目下；要改名或改记录，请先撤下再附")
        }
        Rejection::TooManyAttachments { max } => {
            conflict("附件过多", format!("一个项目最多 {max} 份附件，请合并后再附"))
        }
        Rejection::Archived => conflict("项目已归档", "归档后的项目不再改动"),
        Rejection::NotOver => conflict("项目尚未结束", "项目验收或终止以后才能归档"),
    }
}

pub(super) fn record(reason: &record::Rejection) -> Words {
    use record::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这条服务记录", "请核对服务记录编号"),
        Rejection::AlreadyRecorded => {
            conflict("编号已被占用", "这个编号已属于另一条服务记录，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => {
            forbidden("您不能代表这一方办理，登记须由项目双方、确认须由需求方人员办理")
        }
        Rejection::DateInTheFuture => invalid("日期有误", "服务日期不得晚于今天"),
        Rejection::OutOfRange => invalid(
            "数值有误",
            "时长须为 1 至 1440 分钟，人数须为 1 至 10000 人，交付或履约数量至少为 1",
        ),
        Rejection::AttendanceOutOfPlace => {
            invalid("人员名单有误", "同一人只能出现一次，到场名单不得多于服务人数")
        }
        Rejection::TooManyNamed { max } => {
            invalid("人员名单过长", format!("一条服务记录最多列 {max} 人，请分条登记"))
        }
        Rejection::NotALedger => {
            invalid("不能代填登记人", "补录原台账的登记人、确认人，由运维人员办理；请去掉 kept")
        }
        Rejection::OwnRecord => conflict("不能确认自己的记录", "服务记录须由登记人以外的人员确认"),
        Rejection::OwnHours => conflict("不能确认自己的时长", "到场名单中有您，请由其他人员确认"),
        Rejection::NoAgreement => {
            conflict("项目没有协议", "这个项目不在协议之下，不能登记协议职责，请去掉 duty")
        }
        Rejection::DutyOfAnother => {
            invalid("不是供给方的职责", "其他方履行职责不交付认领数量，请把 quantity 填 0")
        }
        Rejection::Countered => conflict("服务记录已冲销", "这条记录已被冲销，不能再确认或更正"),
    }
}

pub(super) fn roll(reason: &roll::Rejection) -> Words {
    use roll::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这份签到簿", "请核对签到簿编号"),
        Rejection::AlreadyOpened => {
            conflict("编号已被占用", "这个编号已属于另一份签到簿，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => {
            forbidden("您不能办理：开启、关闭须由项目双方人员，签到签退须由本人")
        }
        Rejection::TooManyNamed { max } => {
            invalid("签到名单有误", format!("一份签到簿最多 {max} 人，同一人只列一次"))
        }
        Rejection::CodeNotGood => conflict("签到码无效或已过期", "签到码每 30 秒更换，请重新扫码"),
        Rejection::OutOfTime => {
            conflict("签到已截止", "签到簿开启一天后不再签到签退，请联系组织者")
        }
        Rejection::Closed => conflict("签到簿已关闭", "签到簿已关闭，请联系组织者更正服务记录"),
        Rejection::NotSignedIn => conflict("尚未签到", "没有签到不能签退，请先扫码签到"),
        Rejection::SignedOut => conflict("已经签退", "签退以后不能再签到，请联系组织者"),
        Rejection::SettledOutOfPlace => {
            invalid("补记时长有误", "只能为名单上没有签退的人员补记，每人一次，1 至 1440 分钟")
        }
    }
}
