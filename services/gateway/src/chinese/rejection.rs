//! Why a rule of the domain is against it.

use contracts::registry::{area, calendar, check_in, import, organisation, pair, person};
use contracts::{Rejection, needs, projects, resources};
use values::time::show;

use super::{Words, conflict, forbidden, invalid, unknown};

pub(crate) fn rejection(rejection: &Rejection) -> Words {
    match rejection {
        Rejection::Organisation(reason) => organisation(reason),
        Rejection::Person(reason) => person(reason),
        Rejection::CheckIn(reason) => check_in(reason),
        Rejection::Pair(reason) => pair(reason),
        Rejection::Area(reason) => area(reason),
        Rejection::Calendar(reason) => calendar(reason),
        Rejection::Import(reason) => import(reason),
        Rejection::Offer(reason) => offer(reason),
        Rejection::Need(reason) => need(reason),
        Rejection::Claim(reason) => claim(reason),
        Rejection::Agreement(reason) => agreement(reason),
        Rejection::Project(reason) => project(reason),
    }
}

fn organisation(reason: &organisation::Rejection) -> Words {
    use organisation::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这个组织", "请核对组织编号"),
        Rejection::AlreadyRegistered => {
            conflict("编号已被占用", "这个编号已属于另一个组织，请换一个命令编号再登记")
        }
        Rejection::NotAuthorised => forbidden("您不能办理这个组织的此项业务，请由有权限的人员办理"),
        Rejection::AreaMissing => {
            invalid("缺少属地", "除驻区单位外，各级组织都要填写属地区划代码 area")
        }
        Rejection::UnknownParent => {
            invalid("没有这个上级组织", "请核对上级组织 parent 的编号，上级组织须先登记")
        }
        Rejection::TooManyAliases { max } => {
            conflict("别名过多", format!("一个组织最多 {max} 个别名，不能再添加"))
        }
    }
}

fn person(reason: &person::Rejection) -> Words {
    use person::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这个人", "请核对人员编号"),
        Rejection::Erased => {
            conflict("个人信息已删除", "此人的个人信息已依法删除，不能再办理，如需办理请重新登记")
        }
        Rejection::AlreadyRegistered => {
            conflict("编号已被占用", "这个编号已属于另一个人，请换一个命令编号再登记")
        }
        Rejection::NotAuthorised => forbidden("您不能办理此人的此项业务，请由有权限的人员办理"),
        Rejection::UnknownOrganisation => invalid(
            "没有这个单位或社区",
            "请核对工作单位 work_unit 和居住社区 home_community 的编号",
        ),
        Rejection::TooManySkills { max } => {
            invalid("特长过多", format!("特长最多填 {max} 项，请删减后重新提交"))
        }
    }
}

fn check_in(reason: &check_in::Rejection) -> Words {
    use check_in::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这条报到", "请核对报到编号"),
        Rejection::UnknownWho => {
            invalid("没有这个单位、个人或社区", "请核对报到的单位或个人，以及社区的编号")
        }
        Rejection::NotACommunity => invalid("报到对象不是社区", "只能向社区报到，请改填社区的编号"),
        Rejection::NotAuthorised => {
            forbidden("您不能为这个单位、个人或社区办理报到，请由有权限的人员办理")
        }
        Rejection::NotRequested => {
            conflict("没有待接收的报到", "这条报到尚未申请，或已有答复，请刷新后查看")
        }
        Rejection::NotActive => conflict("报到不在有效期", "只有已接收的报到才能结束"),
        Rejection::PrimaryElsewhere { community: _ } => conflict(
            "已在别处主报到",
            "一个单位只有一个主报到社区，请先结束原来的主报到，或改为非主报到",
        ),
    }
}

fn pair(reason: &pair::Rejection) -> Words {
    use pair::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这对结对", "请核对单位和社区"),
        Rejection::UnknownParty => {
            invalid("结对双方不符", "结对的一方须是驻区单位，另一方须是社区，请核对编号")
        }
        Rejection::NotAuthorised => forbidden("结对由社区办理，请由社区工作人员办理"),
    }
}

fn area(reason: &area::Rejection) -> Words {
    match reason {
        area::Rejection::NotAuthorised => forbidden("区划由系统管理员维护"),
    }
}

fn calendar(reason: &calendar::Rejection) -> Words {
    use calendar::Rejection;
    match reason {
        Rejection::NotAuthorised => forbidden("工作日历由系统管理员维护"),
        Rejection::DaysOutOfPlace => invalid(
            "日历日期有误",
            "所列日期须属于这一年、不得重复、不超过全年天数，请改正后重新提交",
        ),
    }
}

fn import(reason: &import::Rejection) -> Words {
    use import::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这次导入", "请核对导入编号"),
        Rejection::NotAuthorised => forbidden("导入由系统管理员办理"),
        Rejection::TooManyFailed { max } => {
            invalid("失败行过多", format!("最多列出 {max} 行失败记录，请核对文件后重新导入"))
        }
        Rejection::MoreThanRows { rows } => {
            invalid("行数不符", format!("文件共有 {rows} 行，导入与失败的行数之和不能超过它"))
        }
    }
}

fn offer(reason: &resources::offer::Rejection) -> Words {
    use resources::offer::Rejection;
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
        Rejection::Withdrawn => conflict("资源已撤回", "已撤回的资源不能再改动，请重新提交"),
        Rejection::NotOnTheList => {
            conflict("资源不在列", "已到期或待确认的资源请先续期，再暂停或恢复")
        }
    }
}

fn need(reason: &needs::need::Rejection) -> Words {
    use needs::need::Rejection;
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
        Rejection::PartnersOutOfRange => invalid(
            "认领方数量有误",
            format!("认领方数量须在 1 至 {} 之间", needs::need::PARTNERS_MAX),
        ),
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

fn claim(reason: &projects::claim::Rejection) -> Words {
    use projects::claim::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这条认领", "请核对认领编号"),
        Rejection::AlreadyProposed => {
            conflict("编号已被占用", "这个编号已属于另一条认领，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => forbidden("您不能代表这个组织办理认领，请由该组织的人员办理"),
        Rejection::LineMissing => {
            invalid("缺少认领对象", "供给方认领须填写需求 need，需求方认领须填写资源 offer")
        }
        Rejection::StillPending => {
            conflict("正在占用数量", "清单正在为这条认领占用数量，请稍候几秒再办理")
        }
        Rejection::LeaseOver { lease_until } => conflict(
            "保留期限已过",
            format!("保留期限至 {}，认领已过期，可重新认领", show(*lease_until)),
        ),
        Rejection::Ended => {
            conflict("认领已结束", "这条认领已结束（未占用、已谢绝、已撤回或已过期），可重新认领")
        }
        Rejection::AlreadyAccepted => conflict("认领已被接受", "对方已接受这条认领，请刷新后查看"),
        Rejection::NotAccepted => conflict("认领尚未被接受", "请待对方接受后再签协议或立项"),
    }
}

fn agreement(reason: &projects::agreement::Rejection) -> Words {
    use projects::agreement::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这份协议", "请核对协议编号"),
        Rejection::NotAuthorised => {
            forbidden("您不能代表这一方拟定或签署协议，签署须由单位负责人或社区书记办理")
        }
        Rejection::DutiesOutOfPlace => invalid(
            "职责条款有误",
            format!("职责须属于协议双方，共 1 至 {} 条", projects::agreement::DUTIES_MAX),
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

fn project(reason: &projects::project::Rejection) -> Words {
    use projects::project::Rejection;
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
        Rejection::DateInTheFuture => invalid("日期有误", "服务日期不得晚于今天"),
        Rejection::OutOfRange => {
            invalid("数值有误", "时长须为 1 至 1440 分钟，人数须为 1 至 10000 人，交付数量至少为 1")
        }
        Rejection::MoreThanClaimed { asked, left } => conflict(
            "超出认领数量",
            format!("还可交付 {left}，本次登记 {asked}，请减少数量后重新登记"),
        ),
        Rejection::OwnRecord => conflict("不能确认自己的记录", "服务记录须由登记人以外的人员确认"),
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
