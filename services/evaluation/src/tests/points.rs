//! Points: from a confirmed service to a reward, and back when the service is countered.

use contracts::evaluation::posting::{self, Adjust, Counter, PointKind};
use contracts::evaluation::reward::{self, CallOff, Redeem, RewardTerms};
use contracts::evaluation::{
    Adjustments, Points, PostingLine, Postings, RedemptionStatus, Redemptions, Reward, TrialBalance,
};
use contracts::projects::record;
use contracts::registry::check_in::{self, Who};
use contracts::registry::validity::Validity;
use contracts::testing::{OWNER, clerk_of, liaison_of, secretary_of};
use contracts::{PageRequest, Rejection, Role};
use values::{PersonId, PostingId, RewardId, Text};

use super::ratings::{RECORD, served, volunteer};
use super::*;

fn confirmed(office: &mut Office) -> PersonId {
    let (_, who) = served(office);
    let by = clerk_of(OWNER).person().unwrap();
    office.follow(RECORD, record::Event::Confirmed { by: Some(by) });
    who
}

fn balances(office: &Office, person: PersonId) -> (i64, i64) {
    let sums = office.ask(&volunteer(), &Points { person, year: 2026 });
    (sums.public.balance, sums.check_in.balance)
}

fn postings(office: &Office, person: PersonId) -> Vec<PostingLine> {
    office.ask(&volunteer(), &Postings { person, page: PageRequest::default() }).items
}

fn balanced(office: &Office) {
    for kind in [PointKind::Public, PointKind::CheckIn] {
        let line = office.ask(&clerk_of(OWNER), &TrialBalance { kind, year: 2026 });
        assert_eq!(line.issue + line.persons + line.rewards, 0, "{kind:?}: {line:?}");
    }
}

#[test]
fn a_confirmed_service_earns_public_points_and_a_countered_one_has_them_taken_back() {
    let mut office = Office::new();
    let person = confirmed(&mut office);
    assert_eq!(balances(&office, person), (150, 0), "an hour and a half");
    let other = office.ask(&liaison_of(OWNER), &Points { person, year: 2026 });
    assert_eq!(other.public.balance, 0, "it is the person's own business");
    let by = clerk_of(OWNER).person().unwrap();
    let reason = Text::new("日期写错").unwrap();
    let countered = record::Event::Countered { reason, by, confirmed: true, instead: None };
    office.follow(RECORD, countered);
    assert_eq!(balances(&office, person), (0, 0));
    let line = &postings(&office, person)[0];
    assert_eq!((line.hundredths, line.countered.as_ref().unwrap().as_str()), (150, "日期写错"));
    balanced(&office);
}

#[test]
fn a_service_where_one_is_checked_in_earns_the_other_points() {
    let mut office = Office::new();
    let who = Who::Person(volunteer().person().unwrap());
    let validity = Validity::to("2026-12-31".parse().unwrap());
    let accepted = check_in::Event::Accepted { validity };
    office.follow_registry(check_in::id(who, OWNER), accepted);
    let person = confirmed(&mut office);
    assert_eq!(balances(&office, person), (0, 150));
    balanced(&office);
}

#[test]
fn a_reward_costs_what_one_has_and_comes_back_when_it_is_called_off() {
    let mut office = Office::new();
    let person = confirmed(&mut office);
    let title = Text::new("洗衣液").unwrap();
    let kind = PointKind::Public;
    let terms = RewardTerms { owner: OWNER, title, kind, points: 1, stock: 5, donor: None };
    let reward = RewardId(office.done(clerk_of(OWNER), &terms));
    let two = office.send(volunteer(), &Redeem { reward, quantity: 2 });
    let Err(Rejection::Posting(reason)) = two else { panic!("{two:?}") };
    assert_eq!(serde_json::to_value(reason).unwrap()["left"], 150);
    let left = |office: &Office| office.ask(&volunteer(), &Reward { reward }).unwrap().left;
    assert_eq!(left(&office), 5, "what is refused takes nothing");

    office.done(volunteer(), &Redeem { reward, quantity: 1 });
    assert_eq!((balances(&office, person).0, left(&office)), (50, 4));
    balanced(&office);
    let of_reward = Redemptions { reward: Some(reward), ..Redemptions::default() };
    let redemption = office.ask(&clerk_of(OWNER), &of_reward).items[0].id;
    assert_eq!(office.ask(&liaison_of(STREET), &of_reward).items, []);
    let reason = Text::new("改期").unwrap();
    office.done(volunteer(), &CallOff { reward, redemption, reason });
    assert_eq!((balances(&office, person).0, left(&office)), (150, 5));
    let line = &office.ask(&clerk_of(OWNER), &of_reward).items[0];
    assert_eq!(line.status, RedemptionStatus::CalledOff);
    balanced(&office);
    let gone = reward::HandOver { reward, redemption };
    assert!(office.send(clerk_of(OWNER), &gone).is_err());
}

/// Points added by hand to a volunteer.
fn adjustment(person: PersonId) -> Adjust {
    let reason = Text::new("见义勇为").unwrap();
    Adjust { person, kind: PointKind::Public, hundredths: 300, reason }
}

/// The volunteer is checked in with that community.
fn checked_in(office: &mut Office, community: OrganisationId) -> PersonId {
    let person = volunteer().person().unwrap();
    let check_in = check_in::id(Who::Person(person), community);
    let accepted = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/contracts/fixtures/check_in.accepted.v1.json"
    ));
    let accepted: check_in::Event = serde_json::from_str(&accepted.unwrap()).unwrap();
    office.follow_registry(check_in, accepted);
    person
}

#[test]
fn points_are_adjusted_only_of_people_who_are_checked_in_in_ones_own_area() {
    let mut office = Office::new();
    let secretary = secretary_of(OWNER);
    let elsewhere = office.send(secretary.clone(), &adjustment(volunteer().person().unwrap()));
    let out_of_area = || Rejection::Posting(posting::Rejection::OutOfArea);
    assert_eq!(elsewhere, Err(out_of_area()));
    let person = checked_in(&mut office, OWNER);
    let posting = PostingId(office.done(secretary.clone(), &adjustment(person)));
    assert_eq!(balances(&office, person).0, 300);
    let street = contracts::testing::person(Role::StreetOfficer, STREET);
    office.done(street.clone(), &adjustment(person));
    let other_street = contracts::testing::person(Role::StreetOfficer, SOMEBODY);
    let refused = office.send(other_street, &adjustment(person));
    assert_eq!(refused, Err(out_of_area()), "a street has no people of another one");
    let counter = Counter { posting, reason: Text::new("重复登记").unwrap() };
    let other = secretary_of(contracts::testing::STRANGER);
    assert_eq!(office.send(other.clone(), &counter), Err(out_of_area()));
    office.done(secretary.clone(), &counter);
    assert_eq!(balances(&office, person).0, 300, "that of the street stands");
    balanced(&office);

    let listed = |actor: &Actor| office.ask(actor, &Adjustments::default()).items;
    let own = listed(&secretary);
    assert_eq!(own.len(), 1, "what one's own organisation did");
    assert_eq!((own[0].person, own[0].countered.is_some()), (person, true));
    assert_eq!(listed(&street).len(), 2, "and those of the area");
    for nobody in [other, liaison_of(OWNER), volunteer()] {
        assert_eq!(listed(&nobody), [], "{nobody:?}");
    }
    let auditor = contracts::testing::person(Role::Auditor, STREET);
    assert_eq!(listed(&auditor).len(), 2);
}

#[test]
fn what_was_adjusted_in_error_is_countered_though_the_person_moved_away() {
    let mut office = Office::new();
    let person = checked_in(&mut office, OWNER);
    let secretary = secretary_of(OWNER);
    let posting = PostingId(office.done(secretary.clone(), &adjustment(person)));
    let over = check_in::Event::Lapsed {};
    office.follow_registry(check_in::id(Who::Person(person), OWNER), over);
    let street = contracts::testing::person(Role::StreetOfficer, STREET);
    let auditor = contracts::testing::person(Role::Auditor, STREET);
    let offered = |office: &Office, actor: &Actor| {
        office.ask(actor, &Adjustments::default()).items[0].correctable
    };
    let may = [&secretary, &street, &auditor].map(|actor| offered(&office, actor));
    assert_eq!(may, [true, true, false], "who made it, who stands above, who only reads");
    let counter = Counter { posting, reason: Text::new("重复登记").unwrap() };
    let other = contracts::testing::person(Role::StreetOfficer, SOMEBODY);
    assert!(office.send(other, &counter).is_err());
    office.done(street.clone(), &counter);
    assert_eq!(balances(&office, person).0, 0);
    assert!(!offered(&office, &street), "once");
    balanced(&office);
}

#[test]
fn an_old_adjustment_is_offered_by_the_rule_that_judges_it() {
    let mut office = Office::new();
    let person = checked_in(&mut office, OWNER);
    let secretary = secretary_of(OWNER);
    office.done(secretary.clone(), &adjustment(person));
    // As it was written before it was kept for whom it was made.
    let mut commit: Commit<evaluation::Event> =
        serde_json::from_slice(office.bytes.last().unwrap()).unwrap();
    commit.position += 1;
    let evaluation::Event::Posting(posted) = &mut commit.events[0].event else { panic!("another") };
    let posting::Event::Posted { basis, .. } = posted else { panic!("it adds") };
    let posting::Basis::Adjustment { organisation, .. } = basis else { panic!("by hand") };
    *organisation = None;
    commit.events[0].aggregate = Uuid::from_u128(0x01D);
    office.view.apply(&commit);
    let offered = |office: &Office| {
        let lines = office.ask(&secretary, &Adjustments::default()).items;
        lines.iter().map(|line| line.correctable).collect::<Vec<_>>()
    };
    assert_eq!(offered(&office), [true, true]);
    let over = check_in::Event::Lapsed {};
    office.follow_registry(check_in::id(Who::Person(person), OWNER), over);
    assert_eq!(offered(&office), [false, true], "of the old one the person's area decides");
}
