//! Ledgers 台账 asked for, stopped and taken up again.

use contracts::registry::Organisation;
use contracts::reporting::bundle::{Ask, Cancel, Ledger, Resume, Scope};

use super::field::Field;
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::lists::ledgers::scope;
use crate::pages::parts::{Cell, Choice};

pub(crate) const NEW_LEDGER: &str = "/ledgers/new";
pub(crate) const NEW_ARCHIVE: &str = "/ledgers/archive";
pub(crate) const CANCEL_LEDGER: &str = "/ledgers/{bundle}/cancel";
pub(crate) const RESUME_LEDGER: &str = "/ledgers/{bundle}/resume";

pub(super) fn deeds() -> Vec<Deed> {
    let asked = "已开始生成，可以离开本页，完成后在“台账”里下载。";
    vec![
        deed::<Ask>(NEW_LEDGER, "生成一种台账", "生成台账", asked)
            .fields(one)
            .makes("bundle", "/ledgers/{made}"),
        deed::<Ask>(NEW_ARCHIVE, "生成档案包（全部台账）", "生成档案包", asked)
            .found(all)
            .makes("bundle", "/ledgers/{made}"),
        deed::<Cancel>(CANCEL_LEDGER, "取消生成", "取消", "已取消，已生成的部分保留。"),
        deed::<Resume>(RESUME_LEDGER, "继续生成", "继续", "从停下的地方继续生成。"),
    ]
}

fn one() -> Vec<Field> {
    let choice =
        |(value, label): (&str, &str)| Choice { value: value.to_owned(), label: label.to_owned() };
    let scopes = [("own", "本组织的"), ("everything", "能看到的全部")].map(choice);
    vec![
        Field::of::<Ledger>("ledgers.0", "台账").codes(&["bundle.nothing_asked"]),
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
