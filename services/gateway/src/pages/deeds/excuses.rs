//! Excuses 免报到: of a unit from its page, of a member from theirs; granted to a day, lifted before.

use contracts::registry::check_in::Who;
use contracts::registry::excuse::{ExcuseReason, Grant, Lift};
use values::{OrganisationId, PersonId, time};

use super::field::Field;
use super::{Asked, Deed, Finding, deed};
use crate::pages::Visit;
use crate::pages::parts::Cell;
use crate::problem::Problem;

pub(crate) const GRANT_UNIT_EXCUSE: &str = "/organisations/{organisation}/grant-excuse";
pub(crate) const GRANT_PERSON_EXCUSE: &str = "/people/{person}/grant-excuse";
pub(crate) const LIFT_UNIT_EXCUSE: &str = "/organisations/{organisation}/lift-excuse";
pub(crate) const LIFT_PERSON_EXCUSE: &str = "/people/{person}/lift-excuse";

const PURPOSE: &str = "办理免报到";

pub(super) fn deeds() -> Vec<Deed> {
    let granted = "已准予，期间不计入应报到数。";
    let lifted = "已取消，照常计入应报到数。";
    let grant = |path| deed::<Grant>(path, "准予免报到", "免报到", granted);
    let lift = |path| deed::<Lift>(path, "取消免报到", "取消免报到", lifted);
    vec![
        grant(GRANT_UNIT_EXCUSE)
            .found(|visit| Box::pin(unit(visit, until(visit))))
            .told_by_fields::<Grant>(),
        grant(GRANT_PERSON_EXCUSE)
            .found(|visit| Box::pin(person(visit, until(visit))))
            .told_by_fields::<Grant>()
            .personal(PURPOSE),
        lift(LIFT_UNIT_EXCUSE).found(lift_unit).told_by_fields::<Lift>().grave(),
        lift(LIFT_PERSON_EXCUSE)
            .found(lift_person)
            .told_by_fields::<Lift>()
            .personal(PURPOSE)
            .grave(),
    ]
}

fn lift_unit(visit: &Visit) -> Finding<'_> {
    Box::pin(unit(visit, Vec::new()))
}

fn lift_person(visit: &Visit) -> Finding<'_> {
    Box::pin(person(visit, Vec::new()))
}

/// Why, and to what day.
fn until(visit: &Visit) -> Vec<Field> {
    let today = time::date_at(visit.now());
    vec![
        Field::of::<ExcuseReason>("reason", "原因").hint("只记类别，不写病情等个人情况"),
        Field::date("until", "免到哪天")
            .value(time::plus_months(today, 12))
            .hint("最多两年")
            .codes(&["excuse.until_out_of_range"]),
    ]
}

async fn unit(visit: &Visit, fields: Vec<Field>) -> Result<Asked, Problem> {
    let unit: OrganisationId = visit.id("organisation")?;
    let called = visit.called([unit]).await?;
    Ok(of(Who::Unit(unit), called.of(unit), fields))
}

async fn person(visit: &Visit, fields: Vec<Field>) -> Result<Asked, Problem> {
    let person: PersonId = visit.id("person")?;
    let called = visit.with_persons(visit.called([]).await?, [person]).await?;
    Ok(of(Who::Person(person), called.claimer(person.into()), fields))
}

fn of(who: Who, name: String, mut fields: Vec<Field>) -> Asked {
    fields.push(Field::fixed("who", who));
    Asked { about: vec![("对象", Cell::Text(name))], fields }
}
