//! Two entries of one unit become one 合并, and part again.

use contracts::registry::Organisation;
use contracts::registry::organisation;
use values::{OrganisationId, Uuid};

use super::field::Field;
use super::{Asked, Deed, Finding, deed};
use crate::pages::Visit;
use crate::pages::look;
use crate::pages::parts::Cell;
use crate::problem::Problem;

pub(crate) const MERGE: &str = "/organisations/{organisation}/merge";
pub(crate) const UNMERGE: &str = "/organisations/{organisation}/unmerge";

pub(super) fn deeds() -> Vec<Deed> {
    let merged = "已合并：往来和历史都归保留的一家。";
    vec![
        deed::<organisation::Merge>(MERGE, "合并重复单位", "合并", merged)
            .found(merge)
            .undone_by(UNMERGE)
            .grave(),
        deed::<organisation::Unmerge>(UNMERGE, "撤销合并", "撤销合并", "已撤销，两家各是各的。")
            .grave(),
    ]
}

/// Into which one, the address says, and the form carries it on.
fn merge(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let told = visit.field("kept").or(visit.parameter("kept")).unwrap_or_default();
        let kept = Uuid::parse_str(told).map(OrganisationId).map_err(|_| Problem::not_found())?;
        let [merged, kept] =
            [visit.id("organisation")?, kept].map(|organisation| Organisation { organisation });
        let (merged, kept) = tokio::try_join!(visit.find(&merged), visit.find(&kept))?;
        let about = vec![
            ("合并", Cell::link(look::organisation(merged.id), &merged.name)),
            ("保留", Cell::link(look::organisation(kept.id), &kept.name)),
            ("合并之后", Cell::text("认领、报到、历史都不变，由保留的一家接着办；可以撤销")),
        ];
        let fields = vec![Field::fixed("kept", kept.id), Field::hidden("kept", told.to_owned())];
        Ok(Asked { about, fields })
    })
}
