//! Work put on communities from above.

use std::cell::Cell;

use contracts::PageRequest;
use contracts::needs::admission::{Approve, Event as Happened, Receive, Request, WorkKind};
use contracts::needs::{AdmissionStatus, Admissions, Titled};
use contracts::registry::organisation;
use values::AdmissionId;

use super::*;

const DISTRICT: OrganisationId = OrganisationId(Uuid::from_u128(0xD1));
const ELSEWHERE: OrganisationId = OrganisationId(Uuid::from_u128(0xE1));

#[test]
fn a_community_sees_work_from_above_only_once_the_district_has_approved_it() {
    let mut office = Office::new();
    office.learn(&registered(DISTRICT, Level::District, "371002"));
    office.learn(&registered(ELSEWHERE, Level::Community, "371003001001"));
    let request = Request {
        department: STRANGER,
        title: Text::new("居民信息核对").unwrap(),
        content: Text::new("逐户核对").unwrap(),
        kind: WorkKind::Assistance,
        money: Some(Money { fen: 100 }),
        area: "371002".parse().unwrap(),
    };
    let department = somebody(Role::DistrictOfficer, STRANGER);
    let district = somebody(Role::DistrictOfficer, DISTRICT);
    let admission = AdmissionId(office.done(department.clone(), &request));
    let seen = |office: &Office, actor: &Actor| {
        let page = office.view.admissions.page(office.asker(actor), &Admissions::default());
        page.items.first().map(|line| line.status)
    };
    assert_eq!(seen(&office, &district), Some(AdmissionStatus::Requested));
    assert_eq!(seen(&office, &clerk_of(OWNER)), None);
    let told = |office: &Office, actor: &Actor| {
        let asker = office.asker(actor);
        let question = Question::new(&office.view, asker, monday(), &office.keys, Event::SERVICE);
        Needs::tells(&question, admission.into(), &Event::from(Happened::Approved {}))
    };
    assert!(told(&office, &district) && !told(&office, &clerk_of(OWNER)), "nor its history");
    let titled = Titled { ids: vec![admission.into()] };
    assert!(office.ask(&clerk_of(OWNER), &titled).is_empty(), "nor what it is called");
    office.done(district, &Approve { admission });
    assert_eq!(seen(&office, &clerk_of(OWNER)), Some(AdmissionStatus::Approved));
    assert!(told(&office, &clerk_of(OWNER)) && !told(&office, &clerk_of(ELSEWHERE)));
    let titles = office.ask(&clerk_of(OWNER), &titled);
    assert_eq!(titles[&Uuid::from(admission)].as_str(), "居民信息核对");
    for role in [Role::Member, Role::Liaison, Role::SystemAdministrator] {
        assert_eq!(seen(&office, &somebody(role, OWNER)), None, "it is for the office");
    }
    assert_eq!(seen(&office, &clerk_of(ELSEWHERE)), None, "it is put on others");
    office.done(clerk_of(OWNER), &Receive { admission, community: OWNER });
    let page = office.view.admissions.page(office.asker(&department), &Admissions::default());
    assert_eq!(page.items[0].received, [OWNER]);
}

#[test]
fn what_waits_for_a_district_or_a_community_is_found_until_it_is_done() {
    let mut office = Office::new();
    office.learn(&registered(DISTRICT, Level::District, "371002"));
    let request = Request {
        department: STRANGER,
        title: Text::new("居民信息核对").unwrap(),
        content: Text::new("逐户核对").unwrap(),
        kind: WorkKind::SelfGovernment,
        money: None,
        area: "371002001".parse().unwrap(),
    };
    let district = somebody(Role::DistrictOfficer, DISTRICT);
    let admission = AdmissionId(office.done(somebody(Role::CityOfficer, STRANGER), &request));
    let waits = |office: &Office| {
        [(DISTRICT, &district), (OWNER, &clerk_of(OWNER)), (STRANGER, &clerk_of(STRANGER))].map(
            |(organisation, actor)| {
                let query = Admissions { awaits: Some(organisation), ..Admissions::default() };
                office.view.admissions.page(office.asker(actor), &query).total
            },
        )
    };
    assert_eq!(waits(&office), [1, 0, 0]);
    office.done(district.clone(), &Approve { admission });
    assert_eq!(waits(&office), [0, 1, 0]);
    office.done(clerk_of(OWNER), &Receive { admission, community: OWNER });
    assert_eq!(waits(&office), [0, 0, 0]);
}

#[test]
fn what_a_community_has_received_is_not_looked_at_for_what_it_awaits() {
    let mut office = Office::new();
    office.learn(&registered(DISTRICT, Level::District, "371002"));
    let mut awaited = Vec::new();
    for n in 0..30 {
        let request = Request {
            department: STRANGER,
            title: Text::new(&format!("第{n}次核对")).unwrap(),
            content: Text::new("逐户核对").unwrap(),
            kind: WorkKind::SelfGovernment,
            money: None,
            area: "371002".parse().unwrap(),
        };
        let admission = AdmissionId(office.done(somebody(Role::CityOfficer, STRANGER), &request));
        office.done(somebody(Role::DistrictOfficer, DISTRICT), &Approve { admission });
        if n < 2 {
            awaited.push(admission);
        } else {
            office.done(clerk_of(OWNER), &Receive { admission, community: OWNER });
        }
    }
    let looked_at = |office: &Office, community| {
        let seen = Cell::new(0);
        let look = |_| seen.set(seen.get() + 1);
        let (awaits, page) = (Some(community), PageRequest::first(2));
        let query = Admissions { awaits, page, ..Admissions::default() };
        let clerk = clerk_of(community);
        let page = office.view.admissions.page_looking(office.asker(&clerk), &query, look);
        (page.items.iter().map(|line| line.id).collect::<Vec<_>>(), page.total, seen.get())
    };
    assert_eq!(looked_at(&office, OWNER), (vec![awaited[1], awaited[0]], 2, 2));
    // One that is registered only now has everything before it; elsewhere there is nothing.
    office.learn(&registered(ELSEWHERE, Level::Community, "371002009001"));
    let (_, total, seen) = looked_at(&office, ELSEWHERE);
    assert_eq!((total, seen), (30, 3));
    let (area, from) = ("371003001001".parse().unwrap(), "2026-03-02".parse().unwrap());
    let event = registry::Event::Organisation(organisation::Event::Placed { area, from });
    office.learn(&Recorded { aggregate: ELSEWHERE.into(), version: 2, event });
    assert_eq!(looked_at(&office, ELSEWHERE), (vec![], 0, 0));
}
