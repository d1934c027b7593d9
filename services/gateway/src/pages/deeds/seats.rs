//! Seats 兼职委员: a street or community takes in a unit's person for a term, or ends it.

use contracts::registry::organisation::Office;
use contracts::registry::seat;
use values::time;

use super::field::{Field, reason};
use super::organisations::the_organisation;
use super::{Asked, Deed, about, deed};
use crate::Shown;
use crate::pages::parts::{Cell, Choice};
use crate::pages::{Visit, look};
use crate::problem::Problem;

pub(crate) const FILL_SEAT: &str = "/organisations/{organisation}/seat";
pub(crate) const VACATE_SEAT: &str = "/seats/{body}/{person}/vacate";

/// How long a term is, unless the form says otherwise.
const TERM_MONTHS: i32 = 36;

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<seat::Fill>(FILL_SEAT, "聘任兼职委员", "聘为兼职委员", "已聘任。")
            .found(|visit| Box::pin(fill(visit)))
            .told_by_fields::<seat::Fill>()
            .then("/seats"),
        deed::<seat::Vacate>(VACATE_SEAT, "卸任兼职委员", "卸任", "已卸任。")
            .fields(reason)
            .then("/seats")
            .grave(),
    ]
}

/// By the office: who works in a unit is the unit's to know, so nobody is named here.
async fn fill(visit: &Visit) -> Result<Asked, Problem> {
    let (unit, own) = (the_organisation(visit).await?, about::own(visit)?);
    let called = visit.called([own]).await?;
    let offices = [(Office::Head, unit.life.head), (Office::Liaison, unit.life.liaison)];
    let offices = offices.into_iter().filter_map(|(office, person)| {
        Some(Choice { value: person?.to_string(), label: office.chinese().to_owned() })
    });
    let until = time::plus_months(time::date_at(visit.now()), TERM_MONTHS);
    let fields = vec![
        Field::choice("person", "由谁担任", offices.collect())
            .hint("这个单位的负责人或联络员；没有可选的，请单位先指定")
            .codes(&["seat.not_of_the_unit"]),
        Field::date("until", "任期至")
            .value(until)
            .hint("最长五年")
            .codes(&["seat.until_out_of_range"]),
        Field::fixed("body", own),
        Field::fixed("unit", unit.id),
    ];
    let about = vec![
        ("单位", Cell::link(look::organisation(unit.id), &unit.name)),
        ("任职于", Cell::Text(called.of(own))),
    ];
    Ok(Asked { about, fields })
}
