//! Why a ledger did not set an amount aside.

use contracts::projects::ClaimLine;
use contracts::{HoldRefusal, Line};

/// Why the claim was refused, or waits: of each line that falls short, where there are two.
pub(crate) fn refusals(claim: &ClaimLine) -> Option<String> {
    let (_, reason) = claim.refused.as_ref()?;
    if claim.also.is_none() {
        return Some(hold_refusal(reason));
    }
    let each = claim.refused.iter().chain(&claim.also).map(|(line, reason)| {
        let list = match line {
            Line::Need(_) => "需求",
            Line::Offer(_) => "资源",
        };
        format!("{list}：{}", hold_refusal(reason))
    });
    Some(each.collect::<Vec<_>>().join("；"))
}

/// What whoever claimed reads when `reason` refused the claim.
pub fn hold_refusal(reason: &HoldRefusal) -> String {
    match reason {
        HoldRefusal::UnknownLine => "清单里没有这一条，请核对编号".into(),
        HoldRefusal::NotOnTheList => {
            "这一条目前不在清单上（未发布、已撤回或已销号），请另选一条".into()
        }
        HoldRefusal::OtherUnit { line, asked } => format!(
            "计量单位不一致：清单按{}计，申请按{}计，请改后重新认领",
            line.chinese(),
            asked.chinese()
        ),
        HoldRefusal::TooLittleLeft { asked, left, unit } => {
            let unit = unit.chinese();
            format!("只剩 {left} {unit}，申请 {asked} {unit}，请减少数量后重新认领")
        }
        HoldRefusal::OnlyWhole { asked, whole, unit } => {
            let unit = unit.chinese();
            format!("这一条只能整条认领，共 {whole} {unit}，申请 {asked} {unit}")
        }
        HoldRefusal::OneEach { asked, unit } => {
            format!("志愿岗位每人只能认领 1 {}，申请 {asked}，请改为 1", unit.chinese())
        }
        HoldRefusal::TooManyPartners { max } => {
            format!("认领方已满，最多 {max} 家，请另选一条")
        }
        HoldRefusal::NotYourLine { owner: _ } => {
            "所填的己方资源或需求属于别的组织，请改填本组织的".into()
        }
        HoldRefusal::YourOwnLine => "不能认领本组织自己的资源或需求".into(),
        HoldRefusal::HeldTentatively => "余量正被其他认领暂时占用，请稍候结果".into(),
        HoldRefusal::WaitingListFull { max } => {
            format!("候补已满，最多 {max} 家，请另选一条")
        }
        HoldRefusal::NotForPersons => {
            "个人可认领微心愿、岗位、结对帮扶和服务队，其他条目请由单位认领".into()
        }
        HoldRefusal::SlotMissing => "这条资源按时段预约，请选定日期和起止时间".into(),
        HoldRefusal::NoSlots => "这条资源不按时段预约，请不填时段".into(),
        HoldRefusal::SlotPast => "所选时段已经开始或已过去，请另选时段".into(),
        HoldRefusal::SlotAfterTerm { until } => {
            format!("这条资源的有效期到 {until} 为止，请另选时段")
        }
        HoldRefusal::SlotClosed => "所选时段不在开放时间内，请另选时段".into(),
        HoldRefusal::SlotTaken { by } => format!("该时段与已有预约 {by} 冲突，请另选时段"),
        HoldRefusal::SlotFull { asked, left, unit } => {
            let unit = unit.chinese();
            format!("该时段只剩 {left} {unit}，申请 {asked} {unit}，请减少数量或另选时段")
        }
    }
}

#[cfg(test)]
mod tests {
    use values::{OrganisationId, Unit, Uuid};

    use super::*;

    #[test]
    fn every_refusal_has_its_chinese_text_with_its_numbers() {
        let unit = Unit::Session;
        let time = |text: &str| text.parse().unwrap();
        let date = "2026-03-07".parse().unwrap();
        let slot = contracts::Slot { date, from: time("18:00"), to: time("20:00") };
        for (reason, part) in [
            (HoldRefusal::UnknownLine, "核对编号"),
            (HoldRefusal::NotOnTheList, "不在清单上"),
            (HoldRefusal::OtherUnit { line: unit, asked: Unit::Hour }, "按场次计，申请按小时计"),
            (HoldRefusal::TooLittleLeft { asked: 3, left: 2, unit }, "只剩 2 场次，申请 3 场次"),
            (HoldRefusal::OnlyWhole { asked: 3, whole: 5, unit }, "共 5 场次，申请 3 场次"),
            (HoldRefusal::OneEach { asked: 3, unit }, "每人只能认领 1 场次，申请 3"),
            (HoldRefusal::TooManyPartners { max: 4 }, "最多 4 家"),
            (HoldRefusal::NotYourLine { owner: OrganisationId(Uuid::nil()) }, "属于别的组织"),
            (HoldRefusal::YourOwnLine, "本组织自己"),
            (HoldRefusal::NotForPersons, "个人可认领微心愿"),
            (HoldRefusal::HeldTentatively, "暂时占用"),
            (HoldRefusal::WaitingListFull { max: 100 }, "最多 100 家"),
            (HoldRefusal::SlotMissing, "按时段预约"),
            (HoldRefusal::NoSlots, "不按时段"),
            (HoldRefusal::SlotPast, "已过去"),
            (HoldRefusal::SlotAfterTerm { until: slot.date }, "到 2026-03-07 为止"),
            (HoldRefusal::SlotClosed, "不在开放时间内"),
            (HoldRefusal::SlotTaken { by: slot }, "预约 2026-03-07 18:00–20:00 冲突"),
            (HoldRefusal::SlotFull { asked: 3, left: 2, unit }, "只剩 2 场次，申请 3 场次"),
        ] {
            assert!(hold_refusal(&reason).contains(part), "{reason:?}");
        }
    }
}
