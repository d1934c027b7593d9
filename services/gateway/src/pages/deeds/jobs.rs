//! Jobs 后台任务 asked for, stopped and taken up again: ledgers, and all reports of a period.

use contracts::registry::Organisation;
use contracts::reporting::job::{AskLedgers, AskReports, Cancel, Resume, Step};
use contracts::reporting::ledger::{Ledger, Scope};

use super::field::Field;
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::lists::jobs::scope;
use crate::pages::lists::reports::periods;
use crate::pages::parts::{Cell, Choice};
use crate::problem::Problem;

pub(crate) const NEW_LEDGER: &str = "/ledgers/new";
pub(crate) const NEW_ARCHIVE: &str = "/ledgers/archive";
pub(crate) const COMPILE_ALL: &str = "/reports/compile-all";
pub(crate) const CONFIRM_ALL: &str = "/reports/confirm-all";
pub(crate) const ISSUE_ALL: &str = "/reports/issue-all";
pub(crate) const DELIVER_ALL: &str = "/reports/deliver-all";
pub(crate) const CANCEL_JOB: &str = "/jobs/{job}/cancel";
pub(crate) const RESUME_JOB: &str = "/jobs/{job}/resume";

pub(super) fn deeds() -> Vec<Deed> {
    let asked = "已开始生成，可以离开本页，完成后在“后台任务”里下载。";
    let begun = "已开始汇编，可以离开本页；完成后请有关社区确认、报告对象预览。";
    let confirmed = "已开始确认，可以离开本页；进度在“后台任务”里。";
    let issued = "已开始签发，可以离开本页；进度和缺少的字体在“后台任务”里。";
    let delivered = "已开始送达，可以离开本页；完成后一小时内在任务页领取链接和送达码。";
    let made = "/jobs/{made}";
    vec![
        deed::<AskLedgers>(NEW_LEDGER, "生成一种台账", "生成台账", asked)
            .fields(one)
            .makes("job", made),
        deed::<AskLedgers>(NEW_ARCHIVE, "生成档案包（全部台账）", "生成档案包", asked)
            .found(all)
            .makes("job", made),
        deed::<AskReports>(COMPILE_ALL, "汇编全部未汇编的报告", "全部汇编", begun)
            .found(everybody)
            .makes("job", made),
        deed::<AskReports>(CONFIRM_ALL, "确认本社区在一期报告里的全部部分", "全部确认", confirmed)
            .found(confirm_all)
            .makes("job", made),
        deed::<AskReports>(ISSUE_ALL, "签发一期全部已确认、已预览的报告", "全部签发", issued)
            .found(issue_all)
            .makes("job", made),
        deed::<AskReports>(DELIVER_ALL, "送达一期全部待签收的报告", "全部送达", delivered)
            .found(deliver_all)
            .makes("job", made),
        deed::<Cancel>(CANCEL_JOB, "取消任务", "取消", "已取消，已完成的部分保留。"),
        deed::<Resume>(RESUME_JOB, "继续任务", "继续", "从停下的地方继续。"),
    ]
}

fn one() -> Vec<Field> {
    let choice =
        |(value, label): (&str, &str)| Choice { value: value.to_owned(), label: label.to_owned() };
    let scopes = [("own", "本组织的"), ("everything", "能看到的全部")].map(choice);
    vec![
        Field::of::<Ledger>("ledgers.0", "台账").codes(&["job.nothing_asked"]),
        Field::choice("scope", "范围", scopes.into()),
    ]
}

/// Every ledger of the own area; of a unit its own lines.
fn all(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let organisation = about::own(visit)?;
        let own = visit.find(&Organisation { organisation }).await?;
        let is_unit = own.nature.is_some();
        let of = own.area.filter(|_| !is_unit).map_or(Scope::Own, Scope::Area);
        let ledgers: Vec<_> = Ledger::ALL.map(Ledger::chinese).into();
        let about = vec![("范围", Cell::Text(scope(of))), ("台账", Cell::Text(ledgers.join("、")))];
        let fields = vec![Field::fixed("ledgers", Ledger::ALL), Field::fixed("scope", of)];
        Ok(Asked { about, fields })
    })
}

/// Everybody of whom something was counted and nothing compiled, units or persons.
fn everybody(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let fields = of_everybody(visit, "汇编个人的报告（不选则汇编单位的）")?;
        Ok(Asked { about: Vec::new(), fields })
    })
}

fn of_everybody(visit: &Visit, persons: &'static str) -> Result<Vec<Field>, Problem> {
    Ok(vec![
        Field::choice("period", "报告期", periods(visit, true)).codes(&["job.period_not_over"]),
        Field::check("persons", persons),
        Field::fixed("issuer", about::own(visit)?),
    ])
}

fn confirm_all(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let mut fields = of_everybody(visit, "确认个人的报告（不选则确认单位的）")?;
        let read = "已逐项看过“待我方办理”的报告，数字与本社区的记录相符";
        fields.extend([Field::consent("read", read), Field::fixed("step", Step::Confirm)]);
        Ok(Asked { about: Vec::new(), fields })
    })
}

fn issue_all(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let mut fields = of_everybody(visit, "签发个人的报告（不选则签发单位的）")?;
        let hint = "不填用本单位名称；个人的报告不用";
        fields.extend([
            Field::line("mark", "机关代字", 20).optional().hint(hint),
            Field::check("plain", "不用红头（无版头）"),
            Field::fixed("step", Step::Issue),
        ]);
        Ok(Asked { about: Vec::new(), fields })
    })
}

/// To whoever has no account: who has one reads and receives it there.
fn deliver_all(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let mut fields = of_everybody(visit, "送达个人的报告（不选则送达单位的）")?;
        let read = "主送单位没有系统账号的，逐份生成链接和送达码；以前给过的作废";
        fields.extend([Field::consent("read", read), Field::fixed("step", Step::Deliver)]);
        Ok(Asked { about: Vec::new(), fields })
    })
}
