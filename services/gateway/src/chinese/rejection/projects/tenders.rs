//! What the rules of tenders say.

use contracts::projects::tender::Rejection;
use values::Money;
use values::time::show;

use super::super::super::{Words, conflict, forbidden, invalid, unknown};

pub(in super::super) fn tender(reason: &Rejection) -> Words {
    match reason {
        Rejection::Unknown => unknown("没有这项创投", "请核对创投编号"),
        Rejection::NotAuthorised => forbidden("您不能代表这个组织办理此项业务，请由该组织人员办理"),
        Rejection::AlreadyCalled => {
            conflict("编号已被占用", "这个编号已属于另一项创投，请换一个命令编号再提交")
        }
        Rejection::OutsideTerritory => {
            invalid("不在本级辖区", "创投由社区、街道、区县或市级组织在自己的辖区内发布")
        }
        Rejection::CriteriaOutOfPlace { max } => invalid(
            "评分标准有误",
            format!("评分标准 1 至 {max} 项，名称不得重复，权重为正整数，合计 100"),
        ),
        Rejection::JurorsOutOfPlace { max } => {
            invalid("评委名单有误", format!("评委 1 至 {max} 名，不得重复"))
        }
        Rejection::DeadlineOutOfPlace => {
            invalid("截止时间有误", "截止时间须为今后 366 天以内的整分钟")
        }
        Rejection::MoneyOutOfRange { budget_fen } => invalid(
            "金额有误",
            format!("金额须大于零，且不超过预算 {}（{budget_fen} 分）", Money { fen: *budget_fen }),
        ),
        Rejection::DeadlinePassed { deadline } => conflict(
            "申报已截止",
            format!("申报截止于 {}，截止后不能提交、更换或撤回", show(*deadline)),
        ),
        Rejection::TooManyProposals { max } => {
            conflict("申报已满", format!("一项创投最多 {max} 份申报"))
        }
        Rejection::NoProposal => conflict("没有这份申报", "该组织没有提交申报，或已撤回"),
        Rejection::Sealed { deadline } => {
            conflict("申报尚未开启", format!("申报密封至 {}，开启后才能评审", show(*deadline)))
        }
        Rejection::NotAJuror => conflict("不是评委", "只有征集时列明的评委可以申报冲突和评分"),
        Rejection::InConflict => conflict("存在利益冲突", "您与这份申报存在利益冲突，不能为它评分"),
        Rejection::NotDeclared => {
            conflict("尚未申报利益冲突", "评分前请先申报与这份申报有无利益冲突")
        }
        Rejection::ScoresOutOfRange { criteria, max } => {
            invalid("评分有误", format!("共 {criteria} 项标准，每项须为 0 至 {max} 的整数"))
        }
        Rejection::ScoringIsClosed => conflict("评审已结束", "评审已结束，不能再申报冲突或评分"),
        Rejection::NotAllScored { left } => {
            conflict("评分不全", format!("还缺 {left} 份评分；要提前结束评审，请写明理由 reason"))
        }
        Rejection::OtherNeed => conflict(
            "征集时没有写明这条需求",
            "只能承担征集时写明的需求；没有写明的，只给资助，需求另行认领",
        ),
        Rejection::NobodyRanked => conflict("没有可资助的申报", "没有有效评分的申报，只能废标"),
        Rejection::ScoringIsOpen => conflict("评审尚未结束", "请先结束评审，再公示结果"),
        Rejection::PublicityOutOfRange { min, max } => {
            invalid("公示期有误", format!("公示期须为 {min} 至 {max} 个工作日"))
        }
        Rejection::NotPublicised => conflict("不在公示期", "结果公示之后才能办理"),
        Rejection::PublicityOver { until } => {
            conflict("公示已结束", format!("公示至 {}，不再受理异议", show(*until)))
        }
        Rejection::PublicityRuns { until } => {
            conflict("公示尚未结束", format!("公示至 {}，期满后再办理", show(*until)))
        }
        Rejection::TooManyObjections { max } => {
            conflict("异议过多", format!("一项创投最多受理 {max} 条异议"))
        }
        Rejection::NoObjection => conflict("没有这条异议", "请核对异议序号"),
        Rejection::AlreadyAnswered => conflict("异议已答复", "这条异议已有答复，不能更改"),
        Rejection::ObjectionsOpen { left } => {
            conflict("异议尚未答复", format!("还有 {left} 条异议没有答复，请先答复"))
        }
        Rejection::AlreadyAwarded => conflict("已确定资助", "这项创投已确定资助，不能再改"),
        Rejection::IsAnnulled => conflict("创投已废标", "这项创投已废标，原因见详情"),
    }
}
