//! The rules of postings.

use contracts::Role;
use contracts::testing::{
    OWNER, STRANGER, by, clerk_of, operator, person as somebody, secretary_of,
};
use decider::{fold, given};
use values::{OccasionId, OrganisationId, RecordId, Uuid};

use super::*;

const ALICE: PersonId = PersonId(Uuid::from_u128(0xA11CE));
const BOB: PersonId = PersonId(Uuid::from_u128(0xB0B));
const REWARD: RewardId = RewardId(Uuid::from_u128(0x4E));

fn day() -> Date {
    "2026-03-01".parse().unwrap()
}

fn text(text: &str) -> Text<200> {
    Text::new(text).unwrap()
}

fn service() -> Basis {
    Basis::Service { record: RecordId(Uuid::nil()), occasion: OccasionId(Uuid::nil()) }
}

fn earned(person: PersonId, minutes: u32, room: i64) -> Earned {
    Earned { person, minutes, organiser: false, room }
}

fn award(earned: Vec<Earned>) -> Command {
    let (kind, on, rules) = (PointKind::Public, day(), PointRules::default());
    Command::Award { kind, on, basis: service(), earned, rules }
}

fn entry(account: Account, hundredths: i64) -> Entry {
    Entry { account, hundredths }
}

fn posted(entries: Vec<Entry>, capped: Vec<PersonId>) -> Event {
    Event::Posted { kind: PointKind::Public, on: day(), basis: service(), entries, capped }
}

#[test]
fn an_hour_is_a_point_and_two_hours_of_one_service_count_at_most() {
    for (minutes, organiser, hundredths) in
        [(60, false, 100), (90, false, 150), (1, false, 1), (300, false, 200), (60, true, 120)]
    {
        assert_eq!(worth(PointRules::default(), minutes, organiser), hundredths, "{minutes}");
    }
}

#[test]
fn what_people_gain_the_issue_owes() {
    given::<Posting>([])
        .when(&by(Actor::System), award(vec![earned(ALICE, 60, 900), earned(BOB, 90, 900)]))
        .then([posted(
            vec![
                entry(Account::Issue, -250),
                entry(Account::Person(ALICE), 100),
                entry(Account::Person(BOB), 150),
            ],
            vec![],
        )]);
    given::<Posting>([]).when(&by(Actor::System), award(vec![])).then_already_so();
}

#[test]
fn a_cap_takes_what_is_over_and_says_so() {
    given::<Posting>([])
        .when(&by(Actor::System), award(vec![earned(ALICE, 120, 50), earned(BOB, 60, -3)]))
        .then([posted(
            vec![entry(Account::Issue, -50), entry(Account::Person(ALICE), 50)],
            vec![ALICE, BOB],
        )]);
}

fn redeem(left: i64) -> Command {
    let (person, kind, reward) = (ALICE, PointKind::Public, REWARD);
    Command::Redeem { person, kind, reward, quantity: 2, price: 400, left }
}

#[test]
fn nobody_gives_points_that_they_do_not_have() {
    let context = by(somebody(Role::Member, OWNER));
    given::<Posting>([])
        .when(&context, redeem(399))
        .then_rejected(Rejection::TooFewPoints { left: 399, price: 400 });
    given::<Posting>([]).when(&context, redeem(400)).then([Event::Posted {
        kind: PointKind::Public,
        on: "2026-03-02".parse().unwrap(),
        basis: Basis::Redemption { reward: REWARD, quantity: 2 },
        entries: vec![entry(Account::Person(ALICE), -400), entry(Account::Reward(REWARD), 400)],
        capped: vec![],
    }]);
}

fn adjust(person: PersonId, hundredths: i64) -> Command {
    let reason = text("见义勇为");
    let adjust = Adjust { person, kind: PointKind::Public, hundredths, reason };
    Command::Adjust { adjust, in_area: true }
}

#[test]
fn points_are_added_by_hand_with_a_reason_and_never_ones_own() {
    let secretary = secretary_of(OWNER);
    let own = secretary.person().unwrap();
    let context = by(secretary);
    assert!(given::<Posting>([]).when(&context, adjust(ALICE, 1000)).outcome().is_ok());
    given::<Posting>([]).when(&context, adjust(own, 1)).then_rejected(Rejection::OwnPoints);
    for hundredths in [0, 10_001, -10_001] {
        given::<Posting>([])
            .when(&context, adjust(ALICE, hundredths))
            .then_rejected(Rejection::OutOfRange { max: 10_000 });
    }
    given::<Posting>([])
        .when(&by(clerk_of(OWNER)), adjust(ALICE, 1))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn nobodys_points_are_adjusted_from_another_area() {
    let context = by(secretary_of(OWNER));
    let Command::Adjust { adjust, .. } = adjust(ALICE, 100) else { panic!("it adjusts") };
    given::<Posting>([])
        .when(&context, Command::Adjust { adjust, in_area: false })
        .then_rejected(Rejection::OutOfArea);
    assert_eq!(fold::<Posting>(&[adjusted(Some(OWNER))]).adjusted(), Some(ALICE));
}

/// Points added to Alice by hand, for that organisation.
fn adjusted(organisation: Option<OrganisationId>) -> Event {
    Event::Posted {
        kind: PointKind::Public,
        on: day(),
        basis: Basis::Adjustment { reason: text("见义勇为"), organisation },
        entries: vec![entry(Account::Issue, -100), entry(Account::Person(ALICE), 100)],
        capped: vec![],
    }
}

#[test]
fn whoever_adjusted_points_counters_it_wherever_the_person_is_checked_in_by_then() {
    let context = by(secretary_of(OWNER));
    let counter = |in_area| Command::Counter { reason: text("重复登记"), in_area };
    let countered = Event::Countered { reason: text("重复登记") };
    given::<Posting>([adjusted(Some(OWNER))]).when(&context, counter(false)).then([countered]);
    // Of what is of before, nobody noted for whom it was done.
    for (organisation, in_area) in [(Some(STRANGER), true), (None, false)] {
        given::<Posting>([adjusted(organisation)])
            .when(&context, counter(in_area))
            .then_rejected(Rejection::OutOfArea);
    }
}

#[test]
fn an_adjustment_is_countered_once_and_a_service_by_its_record_alone() {
    let adjusted = adjusted(Some(OWNER));
    let countered = Event::Countered { reason: text("重复登记") };
    let counter = || Command::Counter { reason: text("重复登记"), in_area: true };
    let context = by(operator());
    given::<Posting>([adjusted.clone()]).when(&context, counter()).then([countered.clone()]);
    given::<Posting>([adjusted, countered.clone()])
        .when(&context, counter())
        .then_rejected(Rejection::Countered);
    let service = posted(vec![entry(Account::Issue, 0)], vec![]);
    given::<Posting>([service.clone()])
        .when(&context, counter())
        .then_rejected(Rejection::NotAnAdjustment);
    given::<Posting>([]).when(&context, counter()).then_rejected(Rejection::Unknown);
    let take_back = || Command::TakeBack { reason: text("重复登记") };
    given::<Posting>([service.clone()]).when(&context, take_back()).then([countered.clone()]);
    given::<Posting>([service.clone(), countered.clone()])
        .when(&context, take_back())
        .then_already_so();
    assert!(matches!(fold::<Posting>(&[service, countered]), State::Countered(_)));
}
