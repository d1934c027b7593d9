//! Leaves 请假、免评, of a unit from its page and of a person from their check-in.

use contracts::Claimer;
use contracts::evaluation::leave::{self, LeaveReason};
use values::{OrganisationId, PersonId, time};

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, deed};
use crate::pages::Visit;
use crate::pages::parts::Cell;
use crate::problem::Problem;

pub(crate) const EXCUSE_UNIT: &str = "/organisations/{organisation}/record-leave";
pub(crate) const EXCUSE_PERSON: &str = "/people/{person}/record-leave";
pub(crate) const LIFT_LEAVE: &str = "/leaves/{leave}/lift";

pub(super) fn deeds() -> Vec<Deed> {
    let (title, verb, done) = ("登记请假、免评", "登记请假", "已登记，期间的缺席不计入评分。");
    vec![
        deed::<leave::LeaveTerms>(EXCUSE_UNIT, title, verb, done)
            .found(unit)
            .told_by_fields::<leave::LeaveTerms>()
            .then("/leaves"),
        deed::<leave::LeaveTerms>(EXCUSE_PERSON, title, verb, done)
            .found(person)
            .told_by_fields::<leave::LeaveTerms>()
            .then("/leaves")
            .personal("登记请假"),
        deed::<leave::Lift>(LIFT_LEAVE, "撤销请假", "撤销", "已撤销，期间的缺席照常计入。")
            .fields(reason)
            .then("/leaves")
            .grave(),
    ]
}

fn unit(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let unit: OrganisationId = visit.id("organisation")?;
        let called = visit.called([unit]).await?;
        asked(visit, unit.into(), called.of(unit))
    })
}

fn person(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let person: PersonId = visit.id("person")?;
        let called = visit.with_persons(visit.called([]).await?, [person]).await?;
        asked(visit, person.into(), called.claimer(person.into()))
    })
}

fn asked(visit: &Visit, who: Claimer, name: String) -> Result<Asked, Problem> {
    let today = time::date_at(visit.now());
    let fields = vec![
        Field::of::<LeaveReason>("reason", "原因").hint("只记类别，不写病情等个人情况"),
        Field::date("from", "从").value(today).hint("事后补假的，可以是过去的日期"),
        Field::date("until", "至").value(today).codes(&["leave.days_out_of_range"]),
        Field::fixed("who", who),
    ];
    Ok(Asked { about: vec![("对象", Cell::Text(name))], fields })
}
