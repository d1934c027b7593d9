//! Two entries of one unit become one 合并, and part again; or they are told apart 不是同一家.

use contracts::registry::organisation;
use contracts::registry::{Organisation, OrganisationLine};

use super::field::carried;
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::look;
use crate::pages::parts::Cell;
use crate::problem::Problem;

pub(crate) const MERGE: &str = "/organisations/{organisation}/merge";
pub(crate) const UNMERGE: &str = "/organisations/{organisation}/unmerge";
pub(crate) const DISTINGUISH_UNIT: &str = "/organisations/{organisation}/distinguish";
pub(crate) const UNDISTINGUISH_UNIT: &str = "/organisations/{organisation}/undistinguish";

pub(super) fn deeds() -> Vec<Deed> {
    let merged = "已合并：往来和历史都归保留的一家。";
    vec![
        deed::<organisation::Merge>(MERGE, "合并重复单位", "合并", merged)
            .found(merge)
            .undone_by(UNMERGE)
            .grave(),
        deed::<organisation::Unmerge>(UNMERGE, "撤销合并", "撤销合并", "已撤销，两家各是各的。")
            .grave(),
        deed::<organisation::Distinguish>(
            DISTINGUISH_UNIT,
            "认定不是同一家",
            "不是同一家",
            "已认定，不再提示这两家重复。",
        )
        .found(distinguish)
        .then("/duplicates"),
        deed::<organisation::Undistinguish>(
            UNDISTINGUISH_UNIT,
            "撤回“不是同一家”的认定",
            "撤回认定",
            "已撤回，如仍相似会再提示。",
        )
        .found(undistinguish)
        .then("/duplicates"),
    ]
}

/// Into which one, the address says, and the form carries it on.
fn merge(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (merged, kept) = two(visit, "kept").await?;
        let about = vec![
            ("合并", Cell::link(look::organisation(merged.id), &merged.name)),
            ("保留", Cell::link(look::organisation(kept.id), &kept.name)),
            ("合并之后", Cell::text("认领、报到、历史都不变，由保留的一家接着办；可以撤销")),
        ];
        Ok(Asked { about, fields: carried("kept", kept.id) })
    })
}

/// From which one, the address says, and the form carries it on.
fn distinguish(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, other) = two(visit, "from").await?;
        let about = vec![
            ("单位", Cell::link(look::organisation(one.id), &one.name)),
            ("另一家", Cell::link(look::organisation(other.id), &other.name)),
            ("认定之后", Cell::text("不再提示这两家重复，谁都不再看到；可以撤回")),
        ];
        Ok(Asked { about, fields: carried("from", other.id) })
    })
}

fn undistinguish(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, other) = two(visit, "from").await?;
        let about = vec![
            ("单位", Cell::link(look::organisation(one.id), &one.name)),
            ("另一家", Cell::link(look::organisation(other.id), &other.name)),
        ];
        Ok(Asked { about, fields: carried("from", other.id) })
    })
}

/// The unit in the path, and the one that the address names so.
async fn two(visit: &Visit, name: &str) -> Result<(OrganisationLine, OrganisationLine), Problem> {
    let [one, other] = [visit.id("organisation")?, about::named(visit, name)?]
        .map(|organisation| Organisation { organisation });
    tokio::try_join!(visit.find(&one), visit.find(&other))
}
