//! Leaves: for whom they are listed.

use contracts::evaluation::leave::{LeaveReason, LeaveTerms, Leaves};
use contracts::testing::{STRANGER, clerk_of, liaison_of, merged, person};
use contracts::{PageRequest, Role};

use super::*;

#[test]
fn a_leave_is_listed_once_for_whom_it_is_who_recorded_it_and_whoever_stands_above() {
    let mut office = Office::new();
    let on = "2026-03-06".parse().unwrap();
    let (who, reason) = (SOMEBODY.into(), LeaveReason::Duty);
    let leave = LeaveTerms { who, reason, from: on, until: on };
    let street = person(Role::StreetOfficer, STREET);
    office.done(clerk_of(OWNER), &leave);
    office.done(street.clone(), &leave);
    let listed = |office: &Office, actor: &Actor| {
        let page = office.ask(actor, &Leaves { page: PageRequest::first(1) });
        assert_eq!(page.items.len(), page.total.min(1));
        page.total
    };
    assert_eq!(listed(&office, &liaison_of(SOMEBODY)), 2, "for whom it is");
    assert_eq!(listed(&office, &clerk_of(OWNER)), 1, "who recorded it");
    assert_eq!(listed(&office, &street), 2, "its own, and that of its area");
    assert_eq!(listed(&office, &operator()), 2);
    for nobody in [clerk_of(STRANGER), person(Role::Member, SOMEBODY)] {
        assert_eq!(listed(&office, &nobody), 0, "{nobody:?}");
    }
    office.learn(&registered(STRANGER, Level::Community, "371002001002"));
    office.learn(&merged(OWNER, STRANGER));
    assert_eq!(listed(&office, &clerk_of(STRANGER)), 1, "it follows who recorded it");
}
