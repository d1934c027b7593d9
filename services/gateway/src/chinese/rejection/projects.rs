//! What the rules of `projects` say.

mod activities;
mod tenders;

use contracts::projects::{agreement, claim, project, record};
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
        Rejection::NotAuthorised => {
            forbidden("您不能代表这一方拟定或签署协议，签署须由单位负责人或社区书记办理")
        }
        Rejection::DutiesOutOfPlace => invalid(
            "职责条款有误",
            format!("职责须属于协议双方，共 1 至 {} 条", agreement::DUTIES_MAX),
        ),
        Rejection::TermOutOfOrder => invalid("协议期限有误", "结束日期不得早于开始日期"),
        Rejection::AlreadyConcluded => conflict("协议已签订", "双方都已签署，不能再改"),
        Rejection::Lapsed => conflict("协议已过期", "未在期限内签署，请重新拟定"),
        Rejection::OtherDraft { current } => {
            conflict("协议已有新稿", format!("现为第 {current} 稿，请先阅读新稿，再按新稿签署"))
        }
        Rejection::NotAParty => invalid("不是协议一方", "只有协议双方可以签署，请核对 party"),
    }
}

pub(super) fn project(reason: &project::Rejection) -> Words {
    use project::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这个项目", "请核对项目编号"),
        Rejection::AlreadyOpened => conflict("项目已立项", "这条认领已有项目，请直接查看该项目"),
        Rejection::AgreementOut => conflict(
            "协议待签署",
            "这条认领已有待签署的共建协议，双方签署后自动立项；不签协议请等其逾期失效",
        ),
        Rejection::NotAuthorised => forbidden("您不能代表这一方办理此项业务，请由该方人员办理"),
        Rejection::UnknownRecord => unknown("没有这条服务记录", "请核对服务记录编号"),
        Rejection::NotRunning => {
            conflict("项目不在执行中", "只有执行中的项目才能登记服务，请刷新后查看")
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
        Rejection::OutOfRange => {
            invalid("数值有误", "时长须为 1 至 1440 分钟，人数须为 1 至 10000 人，交付数量至少为 1")
        }
        Rejection::AttendanceOutOfPlace => {
            invalid("人员名单有误", "同一人只能出现一次，到场名单不得多于服务人数")
        }
        Rejection::TooManyNamed { max } => {
            invalid("人员名单过长", format!("一条服务记录最多列 {max} 人，请分条登记"))
        }
        Rejection::OwnRecord => conflict("不能确认自己的记录", "服务记录须由登记人以外的人员确认"),
        Rejection::OwnHours => conflict("不能确认自己的时长", "到场名单中有您，请由其他人员确认"),
        Rejection::Countered => conflict("服务记录已冲销", "这条记录已被冲销，不能再确认或更正"),
    }
}
