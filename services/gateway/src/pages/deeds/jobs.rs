//! Jobs 后台任务 asked for, stopped and taken up again: ledgers, and all reports of a period.

use contracts::registry::Organisation;
use contracts::reporting::job::{AskLedgers, AskReports, Cancel, Resume};
use contracts::reporting::ledger::{Ledger, Scope};

use super::field::Field;
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::lists::jobs::scope;
use crate::pages::lists::reports::periods;
use crate::pages::parts::{Cell, Choice};

pub(crate) const NEW_LEDGER: &str = "/ledgers/new";
pub(crate) const NEW_ARCHIVE: &str = "/ledgers/archive";
pub(crate) const COMPILE_ALL: &str = "/reports/compile-all";
pub(crate) const CANCEL_JOB: &str = "/jobs/{job}/cancel";
pub(crate) const RESUME_JOB: &str = "/jobs/{job}/resume";

pub(super) fn deeds() -> Vec<Deed> {
    let asked = "已开始生成，可以离开本页，完成后在“后台任务”里下载。";
    let begun = "已开始汇编，可以离开本页；完成后请有关社区确认、报告对象预览。";
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
        let fields = vec![
            Field::choice("period", "报告期", periods(visit, true)).codes(&["job.period_not_over"]),
            Field::check("persons", "汇编个人的报告（不选则汇编单位的）"),
            Field::fixed("issuer", about::own(visit)?),
        ];
        Ok(Asked { about: Vec::new(), fields })
    })
}
