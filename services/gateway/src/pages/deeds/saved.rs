//! Saved views 常用视图: a list as it is asked for now is kept under a name, or no longer.

use contracts::registry::saved_views::{Delete, Save};
use values::PersonId;

use super::field::Field;
use super::{ADDRESS, Asked, Deed, Finding, deed};
use crate::pages::Visit;
use crate::pages::parts::Cell;
use crate::problem::Problem;

pub(crate) const SAVE_VIEW: &str = "/saved-views/new";
pub(crate) const DELETE_VIEW: &str = "/saved-views/{view}/delete";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<Save>(SAVE_VIEW, "存为常用视图", "保存", "已存为常用视图。")
            .found(save)
            .then(&format!("{{{ADDRESS}}}")),
        deed::<Delete>(DELETE_VIEW, "删除常用视图", "删除", "已删除常用视图。")
            .found(|visit| Box::pin(async move { delete(visit) }))
            .then("/saved-views")
            .grave(),
    ]
}

fn own(visit: &Visit) -> Result<PersonId, Problem> {
    visit.actor()?.person().ok_or_else(Problem::unauthenticated)
}

/// Which list, the address says, and the form carries it on.
fn save(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let told = visit.field(ADDRESS).or(visit.parameter(ADDRESS)).unwrap_or_default();
        let fields = vec![
            Field::line("name", "名称", 30)
                .hint("例如：本街道待认领的需求；同名即更换")
                .codes(&["saved_views.too_many"]),
            Field::fixed(ADDRESS, told),
            Field::hidden(ADDRESS, told.to_owned()),
            Field::fixed("person", own(visit)?),
        ];
        Ok(Asked { about: vec![("清单", Cell::text(told))], fields })
    })
}

fn delete(visit: &Visit) -> Result<Asked, Problem> {
    Ok(Asked { about: Vec::new(), fields: vec![Field::fixed("person", own(visit)?)] })
}
