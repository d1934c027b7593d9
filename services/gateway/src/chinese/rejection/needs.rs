//! What the rules of `needs` say.

use contracts::needs::{admission, family, need, wish_cap};
use values::time;

use super::super::{Words, conflict, forbidden, invalid, unknown};

pub(super) fn need(reason: &need::Rejection) -> Words {
    use need::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这条需求", "请核对需求编号"),
        Rejection::AlreadyRaised => {
            conflict("编号已被占用", "这个编号已属于另一条需求，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => forbidden("您不能办理这个组织的需求，请由该组织的人员办理"),
        Rejection::NotTheRaiser => forbidden("只有提出这条需求的人才能评价"),
        Rejection::NothingSealed => {
            conflict("没有可删除的个人信息", "这条需求没有保存提出人的个人信息，不需要删除")
        }
        Rejection::NotACommunity => {
            invalid("只能向社区提出", "请选择一个社区，居民的需求由社区受理")
        }
        Rejection::NotRaised => {
            conflict("需求不在待核实状态", "这条需求已核实或已退回，请刷新后查看")
        }
        Rejection::NotToResubmit => {
            conflict("不能重新提交", "只有待核实或已退回的需求可以修改后重新提交，请刷新后查看")
        }
        Rejection::NotVerified => conflict("需求尚未核实", "请先核实，再发布"),
        Rejection::NotClassified => {
            conflict("需求尚未分类", "听取来的需求须先分类（类别、共性或个性、紧急程度），再发布")
        }
        Rejection::OtherList => {
            invalid("不能改到别的清单", "需求只能在共性与个性之间调整，微心愿和岗位请另行提出")
        }
        Rejection::NotDeliberated => {
            conflict("尚未议事", "这条需求涉及多数人，请先登记会议的决议，再发布")
        }
        Rejection::NotToDeliberate => {
            conflict("不需要议事", "只有涉及多数人、尚未发布的需求才登记议事决议")
        }
        Rejection::MeetingInTheFuture => {
            invalid("会议日期有误", "会议日期不能晚于今天，请核对后重新填写")
        }
        Rejection::AlreadyPosted => {
            conflict("需求已发布", "这条需求已在清单上，截止时间过后才能重新发布")
        }
        Rejection::OtherUnit => {
            invalid("计量单位不一致", "核实数量的计量单位须与提出时相同，请改正后重新提交")
        }
        Rejection::PartnersOutOfRange => {
            invalid("认领方数量有误", format!("认领方数量须在 1 至 {} 之间", need::PARTNERS_MAX))
        }
        Rejection::WishIsWhole => {
            invalid("微心愿不可拆分", "微心愿只能由一方整条认领，请改为不可拆分、认领方 1 个")
        }
        Rejection::NotAWish => invalid("不是微心愿", "只有微心愿才登记受益人和金额"),
        Rejection::WishParticularsMissing => {
            invalid("微心愿信息不全", "核实微心愿须登记受益人、家庭、方式和金额")
        }
        Rejection::WishOverCap { max_yuan } => {
            invalid("微心愿金额有误", format!("金额须大于 0，不超过 {max_yuan} 元"))
        }
        Rejection::GuardianMissing => {
            invalid("缺少监护人同意", "受益人未成年，须登记监护人同意的日期，不能晚于今天")
        }
        Rejection::TextNotPublic => invalid(
            "公开内容含个人信息",
            "标题、内容、地点中不能有电话、身份证号、银行卡号，微心愿不能有受益人的姓名、住址，请删去后再办",
        ),
        Rejection::TooManyPictures { max } => {
            invalid("图片过多", format!("反馈图片最多 {max} 张，请挑选后重新提交"))
        }
        Rejection::MinorOnPicture => {
            invalid("图片有未成年人", "未成年人不得出现在图片中，请换用不露脸的图片")
        }
        Rejection::UnknownSubcategory => {
            invalid("没有这个小类", "这个类别下没有所填的小类，或它已停用，请从分类表中选择")
        }
        Rejection::SkillsOutOfPlace { max } => {
            invalid("专长要求有误", format!("只有志愿岗位有专长要求，最多 {max} 项"))
        }
        Rejection::DeadlinePassed => invalid("截止时间已过", "截止时间须晚于现在，请重新填写"),
        Rejection::WindowOutOfOrder => {
            invalid("起止日期有误", "开始日期不能晚于结束日期，结束日期不能早于今天")
        }
        Rejection::NotClosed => conflict("需求尚未销号", "只有已销号的需求才能重开或拆分"),
        Rejection::NothingDelivered => {
            conflict("没有可验收的交付", "还没有交付任何内容，请待认领方交付后再验收")
        }
        Rejection::MoreThanDelivered { delivered } => {
            invalid("数量超过交付", format!("这个认领只交付了 {delivered}，认可的数量不能超过它"))
        }
        Rejection::NotAccepted => {
            conflict("尚未验收", "这条需求由他人提出，请先验收，待提出人评价后再销号")
        }
        Rejection::ReviewAwaited { until } => conflict(
            "等待提出人评价",
            format!("提出人可在 {} 前评价，评价后或到期后再销号", time::show(*until)),
        ),
        Rejection::RaiserSaysUnsolved => conflict(
            "提出人认为没有解决",
            "提出人评价为未解决，不能按“已解决”销号，请继续办理或如实销号",
        ),
        Rejection::NothingToReview => conflict("还没有可评价的结果", "请待验收或销号以后再评价"),
        Rejection::ReviewOver => conflict("评价已结束", "评价期限已过，或已经评价过，不能再改"),
        Rejection::NotAnEmergency => {
            conflict("不是紧急需求", "只有分类为“紧急”的需求才需要街道确认")
        }
        Rejection::NotADuplicate => conflict("不是重复需求", "只有按重复销号的需求才能拆分"),
        Rejection::DuplicateIsSplit => {
            conflict("重复需求不能重开", "请用拆分，使它重新成为单独的需求")
        }
        Rejection::TooManyDistinguished { max } => conflict(
            "认定过多",
            format!("一条需求最多认定与 {max} 条不是同一件，请先撤回不再需要的认定"),
        ),
        Rejection::ReopenOver { until } => conflict(
            "重开期限已过",
            format!("这条需求在 {} 前可以重开，现在请重新提出", time::show(*until)),
        ),
        Rejection::ReopenedTooOften { max } => {
            conflict("重开次数已满", format!("一条需求最多重开 {max} 次，请重新提出"))
        }
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
            invalid("不能与自身重复", "所填的需求就是它自己，或是它的重复需求，请另填一条")
        }
    }
}

pub(super) fn family(reason: &family::Rejection) -> Words {
    match reason {
        family::Rejection::HasAnother { wish: _ } => conflict(
            "这个家庭已有微心愿",
            "一个家庭同时只能有一个微心愿，请待它实现或销号后再核实这一个",
        ),
    }
}

pub(super) fn wish_cap(reason: &wish_cap::Rejection) -> Words {
    match reason {
        wish_cap::Rejection::NotAuthorised => forbidden("只有市级干部和运维人员能设置金额上限"),
        wish_cap::Rejection::OutOfRange { max_yuan } => {
            invalid("金额上限有误", format!("上限须大于 0，不超过 {max_yuan} 元"))
        }
    }
}

pub(super) fn admission(reason: &admission::Rejection) -> Words {
    use admission::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有这项准入申请", "请核对准入申请的编号"),
        Rejection::AlreadyRequested => {
            conflict("编号已被占用", "这个编号已属于另一项准入申请，请换一个命令编号再提交")
        }
        Rejection::NotAuthorised => {
            forbidden("部门申请、区县审批、社区签收，请由相应组织的人员办理")
        }
        Rejection::NegativeItem => {
            invalid("属于负面事项", "负面清单上的事项不得交给社区，请由部门自行办理")
        }
        Rejection::MoneyMissing => {
            invalid("没有随附经费", "依法协助和购买服务的事项须费随事转，请填写经费")
        }
        Rejection::NoDistrict => {
            invalid("找不到区县", "所填区划不在任何已登记的区县内，请核对区划代码")
        }
        Rejection::AlreadyJudged => {
            conflict("区县已有结论", "区县已对这项申请作出相反的结论，请刷新后查看")
        }
        Rejection::NotApproved => conflict("尚未准入", "区县同意以后，社区才能签收"),
        Rejection::NotThere => invalid("不在事项范围内", "签收的须是事项所填区划内的社区"),
    }
}
