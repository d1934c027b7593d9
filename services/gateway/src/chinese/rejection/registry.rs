//! What the rules of `registry` say.

use contracts::registry::{
    account, area, calendar, check_in, excuse, import, organisation, pair, person, saved_views,
    seat, taxonomy,
};

use super::super::{Words, conflict, forbidden, invalid, unknown};

pub(super) fn organisation(reason: &organisation::Rejection) -> Words {
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
        Rejection::BelongsToItself => {
            invalid("隶属关系成环", "上级组织不能是它自己或它的下级，请核对上级组织 parent 的编号")
        }
        Rejection::GridCodeOutOfPlace => {
            invalid("网格编码不符", "网格须用 15 位统一编码：所在社区的 12 位代码加 3 位网格号")
        }
        Rejection::AreaFixed => conflict("属地不能变更", "只有驻区单位可以变更属地"),
        Rejection::NotAGrid => conflict("不是网格", "只有网格填写户数、指定网格员"),
        Rejection::FromOutOfOrder => {
            invalid("日期前后不符", "起始日期 from 不能晚于今天，也不能早于上一段的起始日期")
        }
        Rejection::UnknownPerson => invalid("没有这个人", "请核对人员编号，人员须先登记"),
        Rejection::NotApplied => conflict("没有待审核的申请", "这个组织没有申请登记，或已有答复"),
        Rejection::NotInOperation => {
            conflict("组织不在正常状态", "组织已暂停、终止或合并，不能办理此项业务")
        }
        Rejection::NotTwoUnits => {
            invalid("不是两家驻区单位", "只有两家不同的驻区单位才需要认定，请核对两个编号")
        }
        Rejection::TooManyDistinguished { max } => conflict(
            "认定过多",
            format!("一家单位最多认定与 {max} 家不是同一家，请先撤回不再需要的认定"),
        ),
        Rejection::NotToBeMerged => {
            conflict("不能合并", "只有驻区单位可以合并，且保留的一方须是另一个正常的驻区单位")
        }
        Rejection::TooManyAliases { max } => {
            conflict("别名过多", format!("一个组织最多 {max} 个别名，不能再添加"))
        }
    }
}

pub(super) fn person(reason: &person::Rejection) -> Words {
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
        Rejection::FromOutOfOrder => {
            invalid("日期前后不符", "起始日期 from 不能晚于今天，也不能早于上一段的起始日期")
        }
        Rejection::NothingCorrected => {
            invalid("没有要更正的内容", "请填写更正后的姓名 name 或电话 phone，没有电话的填“无”")
        }
        Rejection::TooManySkills { max } => {
            invalid("特长过多", format!("特长最多填 {max} 项，请删减后重新提交"))
        }
    }
}

pub(super) fn check_in(reason: &check_in::Rejection) -> Words {
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
        Rejection::NotActive => conflict("报到不在有效期", "只有已接收的报到才能续报或结束"),
        Rejection::NotInOperation => {
            conflict("单位不在正常状态", "单位已暂停、终止或合并，不能报到")
        }
        Rejection::NotTheirCommunity => conflict(
            "不是应报到的社区",
            "在职党员应向居住社区报到；没有登记居住社区的，向工作单位结对的社区报到",
        ),
        Rejection::UnknownService { service } => invalid(
            "没有这个服务类别",
            format!("服务类别“{service}”不在分类中或已停用，请从服务大类的小类中选择"),
        ),
        Rejection::TooManyServices { max } => {
            invalid("服务类别过多", format!("服务类别最多填 {max} 项，请删减后重新提交"))
        }
        Rejection::RenewalTooEarly { from } => {
            conflict("还不到续报时间", format!("自 {from} 起可以续报，届时再办理"))
        }
        Rejection::PrimaryElsewhere { community: _ } => conflict(
            "已在别处主报到",
            "一个单位只有一个主报到社区，请先结束原来的主报到，或改为非主报到",
        ),
    }
}

pub(super) fn excuse(reason: &excuse::Rejection) -> Words {
    use excuse::Rejection;
    match reason {
        Rejection::UnknownWho => invalid("没有这个单位或个人", "请核对单位或个人的编号"),
        Rejection::NotAuthorised => forbidden(
            "单位免报到由其属地或上级组织办理，个人免报到由工作单位或居住社区办理，本人不能自己办理",
        ),
        Rejection::UntilOutOfRange => {
            invalid("截止日期不当", "免报到的最后一天 until 不能早于今天，也不能超过两年")
        }
    }
}

pub(super) fn pair(reason: &pair::Rejection) -> Words {
    use pair::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这对结对", "请核对单位和社区"),
        Rejection::UnknownParty => {
            invalid("结对双方不符", "结对的一方须是驻区单位，另一方须是社区，请核对编号")
        }
        Rejection::NotAuthorised => forbidden("结对由社区办理，请由社区工作人员办理"),
    }
}

pub(super) fn area(reason: &area::Rejection) -> Words {
    match reason {
        area::Rejection::NotAuthorised => forbidden("区划由市级干部在本市范围内维护"),
    }
}

pub(super) fn calendar(reason: &calendar::Rejection) -> Words {
    use calendar::Rejection;
    match reason {
        Rejection::NotAuthorised => forbidden("工作日历由系统管理员维护"),
        Rejection::DaysOutOfPlace => invalid(
            "日历日期有误",
            "所列日期须属于这一年、不得重复、不超过全年天数，请改正后重新提交",
        ),
    }
}

pub(super) fn saved_views(reason: &saved_views::Rejection) -> Words {
    use saved_views::Rejection;
    match reason {
        Rejection::NotAuthorised => forbidden("常用视图只能由本人保存和删除"),
        Rejection::AddressUnfit => {
            invalid("网址不合要求", "只能保存本站的页面，请从清单上方保存当前条件")
        }
        Rejection::TooMany { max } => {
            conflict("常用视图太多", format!("最多保存 {max} 个，请先删除不用的"))
        }
        Rejection::Erased => conflict("个人信息已删除", "本人信息已依法删除，不能再保存"),
    }
}

pub(super) fn seat(reason: &seat::Rejection) -> Words {
    use seat::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这个兼职委员", "请核对街道或社区，以及人员的编号"),
        Rejection::NotAuthorised => forbidden("兼职委员由所在街道或社区聘任和卸任"),
        Rejection::NotABody => invalid("不是街道或社区", "只有街道和社区设兼职委员，请核对编号"),
        Rejection::NotOfTheUnit => {
            invalid("人员不在这个单位", "兼职委员须是所填单位的在职人员，请核对单位和人员的编号")
        }
        Rejection::UntilOutOfRange => {
            invalid("任期不当", "任期最后一天 until 不能早于今天，也不能超过五年")
        }
    }
}

pub(super) fn taxonomy(reason: &taxonomy::Rejection) -> Words {
    use taxonomy::Rejection;
    match reason {
        Rejection::NotAuthorised => forbidden("分类由市级或系统管理员维护"),
        Rejection::TitlesUnfit => {
            invalid("清单名称不当", "名称只用汉字、字母和数字，三张清单的名称不能相同")
        }
        Rejection::CodesOutOfPlace => invalid(
            "小类代码有误",
            "小类代码只用小写字母、数字和下划线，同一大类中不得重复，请改正后重新提交",
        ),
        Rejection::TooMany { max } => {
            invalid("小类过多", format!("一个大类最多 {max} 个小类（含停用的），请删减后重新提交"))
        }
    }
}

pub(super) fn import(reason: &import::Rejection) -> Words {
    use import::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这次导入", "请核对导入编号"),
        Rejection::NotAuthorised => {
            forbidden("导入由运维人员办理；各组织的工作人员只导入本组织的清单")
        }
        Rejection::TooManyFailed { max } => {
            invalid("失败行过多", format!("最多列出 {max} 行失败记录，请核对文件后重新导入"))
        }
        Rejection::MoreThanRows { rows } => {
            invalid("行数不符", format!("文件共有 {rows} 行，导入与失败的行数之和不能超过它"))
        }
    }
}

pub(super) fn account(reason: &account::Rejection) -> Words {
    use account::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这个账号", "请核对账号编号"),
        Rejection::AlreadyOpen => {
            conflict("账号已存在", "这个人已有账号，或登录名已被使用，请换一个登录名")
        }
        Rejection::LoginOutOfPlace => {
            invalid("登录名不当", "登录名只能用文字、数字和 . _ - @，请改正后重新提交")
        }
        Rejection::NotAuthorised => forbidden("账号由系统管理员管理，角色由安全管理员授予"),
        Rejection::NotForOneself => {
            conflict("不能为自己办理", "授予、收回角色和重置动态验证码须由他人办理")
        }
        Rejection::AdministratorsAreSeparate => conflict(
            "管理员须分设",
            "系统、安全、审计三类管理员必须由不同账号担任，请换一个账号授予",
        ),
        Rejection::NotForAccounts => {
            invalid("角色不可授予", "居民不需要账号，运维只在本机使用，请选择其他角色")
        }
        Rejection::UnknownOrganisation => {
            invalid("组织与角色不符", "没有这个组织，或这一级组织没有这个角色，请核对")
        }
        Rejection::TooManyGrants { max } => {
            invalid("角色过多", format!("一个账号最多 {max} 个角色，请先收回不用的"))
        }
        Rejection::Erased => conflict("个人信息已删除", "这个人的信息已依法删除，账号不能再用"),
        Rejection::NotNow => conflict("账号现在不能使用", "账号已停用、已锁定或尚未启用"),
        Rejection::NotInvited => {
            conflict("邀请无效", "邀请已使用、已过期或已被新的邀请取代，请联系系统管理员重新邀请")
        }
        Rejection::NotLent => invalid("角色须本人办理", "管理员和审计的角色不能发放接口令牌"),
        Rejection::NotGranted => invalid("没有这个角色", "令牌只能以账号已有的角色发放，请另选"),
        Rejection::TokenOutOfRange { days_max } => invalid(
            "令牌的范围或期限不当",
            format!("请至少勾选一项，有效天数为 1 至 {days_max} 天"),
        ),
        Rejection::TokenNameTaken => {
            conflict("名称已使用", "已有同名的令牌，请换一个名称，或先撤销原来的")
        }
        Rejection::TooManyTokens { max } => {
            conflict("令牌过多", format!("一个账号最多 {max} 个令牌，请先撤销不用的"))
        }
    }
}
