//! Who is told where a person checked in.

use contracts::registry::{CheckIn, CheckInForm};

use super::*;

#[test]
fn where_a_person_checked_in_is_told_no_further_than_where_they_live() {
    let mut office = Office::new();
    let home = office.organisation("和平社区", Level::Community);
    let work = office.organisation("听涛医院", Level::Unit);
    let register = person::Register {
        home_community: Some(home),
        work_unit: Some(work),
        ..somebody("某甲", "1")
    };
    office.done(operator(), &enrol([(1, &register)]));
    office.done(operator(), &ask(work, home));
    let who = Who::Person(PersonId(Uuid::from_u128(1)));
    let check_in = check_in::id(who, home);
    let of_home = CheckIns { community: Some(home), ..CheckIns::default() };
    let seen = |actor: &Actor| {
        let one = office.ask(actor, &CheckIn { check_in }).is_some();
        let form = office.ask(actor, &CheckInForm { check_in }).is_some();
        let totals = [&of_home, &CheckIns::default()].map(|query| office.ask(actor, query).total);
        (one, form, totals)
    };
    let all = (true, true, [2, 2]);
    assert_eq!(seen(&clerk_of(home)), all);
    assert_eq!(seen(&liaison_of(work)), all);
    assert_eq!(seen(&liaison_of(STRANGER)), (false, false, [1, 1]), "the unit's alone");
}
