//! Pairs 结对: a community and a unit build jointly, until one of them has a reason not to.

use contracts::registry::pair;

use super::field::{Field, reason};
use super::organisations::the_organisation;
use super::{Asked, Deed, about, deed};
use crate::pages::parts::Cell;
use crate::pages::{Visit, look};
use crate::problem::Problem;

pub(crate) const MAKE_PAIR: &str = "/organisations/{organisation}/pair";
pub(crate) const END_PAIR: &str = "/pairs/{unit}/{community}/end";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<pair::Make>(MAKE_PAIR, "与单位结对", "结对", "已结对。")
            .found(|visit| Box::pin(make(visit)))
            .told_by_fields::<pair::Make>()
            .then("/pairs"),
        deed::<pair::End>(END_PAIR, "结束结对", "结束结对", "已结束结对。")
            .fields(reason)
            .then("/pairs")
            .grave(),
    ]
}

/// With the visitor's own community.
async fn make(visit: &Visit) -> Result<Asked, Problem> {
    let (unit, own) = (the_organisation(visit).await?, about::own(visit)?);
    let called = visit.called([own]).await?;
    let about = vec![
        ("单位", Cell::link(look::organisation(unit.id), &unit.name)),
        ("社区", Cell::Text(called.of(own))),
    ];
    Ok(Asked { about, fields: vec![Field::fixed("unit", unit.id), Field::fixed("community", own)] })
}
