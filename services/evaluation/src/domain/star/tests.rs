//! The rules of stars.

use contracts::testing::{
    OWNER, SOMEBODY, at, by, clerk_of, directory, liaison_of, monday, person, registered,
};
use contracts::{Actor, Role};
use decider::given;
use values::Uuid;

use super::*;

const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x57));
const OBJECTION: ObjectionId = ObjectionId(Uuid::from_u128(0x0B));

fn volunteer() -> Actor {
    person(Role::Member, SOMEBODY)
}

fn in_town(now: Timestamp, actor: Actor) -> Context {
    let town = directory([
        registered(STREET, Level::Street, "371002001"),
        registered(OWNER, Level::Community, "371002001001"),
    ]);
    Context { directory: town.into(), ..at(now, actor) }
}

fn apply(hours: u64) -> Command {
    Command::Apply { community: OWNER, minutes: hours * 60, rules: StarRules::default() }
}

fn applied(star: u8, hours: u64) -> Event {
    let person = volunteer().person().unwrap();
    let (community, senior) = (OWNER, Some(STREET));
    Event::Applied { person, star, community, senior, minutes: hours * 60 }
}

/// Monday, 9 March 2026: five working days.
fn until() -> Timestamp {
    "2026-03-09T15:59:59.999Z".parse().unwrap()
}

fn after() -> Timestamp {
    until() + std::time::Duration::from_millis(1)
}

fn published() -> Event {
    Event::Published { until: until(), by: clerk_of(OWNER).person().unwrap() }
}

fn on_show() -> Vec<Event> {
    vec![applied(1, 100), published()]
}

fn with(mut history: Vec<Event>, event: Event) -> Vec<Event> {
    history.push(event);
    history
}

#[test]
fn stars_are_applied_for_one_step_at_a_time_with_the_hours_for_it() {
    let own = || in_town(monday(), volunteer());
    given::<Star>([]).when(&own(), apply(100)).then([applied(1, 100)]);
    given::<Star>([])
        .when(&own(), apply(99))
        .then_rejected(Rejection::TooFewHours { hours: 99, needed: 100 });
    let first = vec![applied(1, 600), Event::Granted { star: 1 }];
    given::<Star>(first).when(&own(), apply(600)).then([applied(2, 600)]);
    let all = vec![applied(1, 9000), Event::Granted { star: 5 }];
    given::<Star>(all).when(&own(), apply(9000)).then_rejected(Rejection::HighestStar);
    given::<Star>([applied(1, 100)]).when(&own(), apply(100)).then_already_so();
    given::<Star>([]).when(&by(volunteer()), apply(100)).then_rejected(Rejection::NotACommunity);
}

#[test]
fn the_community_returns_it_or_publishes_it_for_five_working_days() {
    let review = |returned: Option<&str>| Command::Review {
        returned: returned.map(|reason| Text::new(reason).unwrap()),
        rules: StarRules::default(),
    };
    given::<Star>([applied(1, 100)]).when(&by(clerk_of(OWNER)), review(None)).then([published()]);
    let returned = Event::Returned {
        reason: Text::new("时长待核").unwrap(),
        by: clerk_of(OWNER).person().unwrap(),
    };
    given::<Star>([applied(1, 100)])
        .when(&by(clerk_of(OWNER)), review(Some("时长待核")))
        .then([returned]);
    given::<Star>([applied(1, 100)])
        .when(&by(volunteer()), review(None))
        .then_rejected(Rejection::NotAuthorised);
    given::<Star>(on_show())
        .when(&by(clerk_of(OWNER)), review(None))
        .then_rejected(Rejection::OutOfTurn);
}

#[test]
fn it_is_granted_when_the_publicity_is_over_and_no_objection_waits() {
    given::<Star>(on_show()).when(&at(until(), Actor::System), Command::Due).then_already_so();
    given::<Star>(on_show())
        .when(&at(after(), Actor::System), Command::Due)
        .then([Event::Granted { star: 1 }]);
    let object = Command::Object { objection: OBJECTION };
    let objected = Event::Objected { objection: OBJECTION };
    given::<Star>(on_show())
        .when(&by(liaison_of(SOMEBODY)), object.clone())
        .then([objected.clone()]);
    given::<Star>(on_show())
        .when(&at(after(), liaison_of(SOMEBODY)), object)
        .then_rejected(Rejection::OutOfTurn);
    let objected = with(on_show(), objected);
    given::<Star>(objected.clone())
        .when(&at(after(), Actor::System), Command::Due)
        .then_already_so();
    let settle = |upheld| Command::SettleObjection { objection: OBJECTION, upheld };
    let settled = |upheld| Event::ObjectionSettled { objection: OBJECTION, upheld };
    let over = given::<Star>(objected.clone()).when(&by(Actor::System), settle(false));
    assert_eq!(over.then([settled(false)]).due_at(), Some(until()));
    let refused = given::<Star>(objected).when(&by(Actor::System), settle(true));
    assert_eq!(refused.then([settled(true)]).application, None);
}

#[test]
fn false_hours_cost_the_star_and_bar_for_a_year_at_least() {
    let granted = vec![applied(1, 100), Event::Granted { star: 1 }];
    let reason: Text<200> = Text::new("虚报时长").unwrap();
    let revoke = |barred_months| Command::Revoke { reason: reason.clone(), barred_months };
    let officer = || by(person(Role::StreetOfficer, STREET));
    let revoked = Event::Revoked {
        star: 1,
        reason: reason.clone(),
        barred_until: "2027-03-02".parse().unwrap(),
        by: officer().actor.person().unwrap(),
    };
    given::<Star>(granted.clone()).when(&officer(), revoke(12)).then([revoked.clone()]);
    given::<Star>(granted.clone())
        .when(&officer(), revoke(11))
        .then_rejected(Rejection::MonthsOutOfRange { min: 12, max: 36 });
    given::<Star>(granted.clone())
        .when(&by(clerk_of(OWNER)), revoke(12))
        .then_rejected(Rejection::NotAuthorised);
    let barred = with(granted, revoked);
    given::<Star>(barred.clone()).when(&officer(), revoke(12)).then_rejected(Rejection::NoStar);
    given::<Star>(barred)
        .when(&in_town(monday(), volunteer()), apply(900))
        .then_rejected(Rejection::Barred { until: "2027-03-02".parse().unwrap() });
}

#[test]
fn a_star_that_was_revoked_wrongly_is_given_back_and_bars_no_more() {
    let barred_until = "2027-03-02".parse().unwrap();
    let revoked = Event::Revoked {
        star: 2,
        reason: Text::new("虚报时长").unwrap(),
        barred_until,
        by: clerk_of(OWNER).person().unwrap(),
    };
    let history = vec![applied(2, 300), Event::Granted { star: 2 }, revoked];
    let reinstate = |barred_until| Command::Reinstate { barred_until };
    let given_back = Event::Reinstated { star: 2, revoked_after: 0 };
    let state = given::<Star>(history.clone())
        .when(&by(Actor::System), reinstate(barred_until))
        .then([given_back.clone()]);
    assert_eq!((state.stars, state.barred_until()), (2, None));
    let another = "2028-03-02".parse().unwrap();
    given::<Star>(history.clone()).when(&by(Actor::System), reinstate(another)).then_already_so();
    given::<Star>(with(history, given_back))
        .when(&by(Actor::System), reinstate(barred_until))
        .then_already_so();
}

/// Both of two stars, one after the other.
fn both_revoked(first: Date, second: Date) -> Vec<Event> {
    let revoked = |star, barred_until| Event::Revoked {
        star,
        reason: Text::new("虚报时长").unwrap(),
        barred_until,
        by: clerk_of(OWNER).person().unwrap(),
    };
    vec![applied(2, 300), Event::Granted { star: 2 }, revoked(2, first), revoked(1, second)]
}

#[test]
fn of_two_that_were_revoked_each_is_given_back_and_the_other_bars_as_it_did() {
    let system = by(Actor::System);
    let (long, short) = ("2029-03-02".parse().unwrap(), "2027-03-09".parse().unwrap());
    let reinstate = |barred_until| Command::Reinstate { barred_until };
    let given_back = |star, revoked_after| Event::Reinstated { star, revoked_after };
    let both = || both_revoked(long, short);

    let barred = in_town(monday(), volunteer());
    given::<Star>(both())
        .when(&barred, apply(900))
        .then_rejected(Rejection::Barred { until: long });
    let earlier = given::<Star>(both()).when(&system, reinstate(long)).then([given_back(1, 1)]);
    assert_eq!((earlier.stars, earlier.barred_until()), (1, Some(short)));
    let later = given::<Star>(both()).when(&system, reinstate(short)).then([given_back(1, 0)]);
    assert_eq!((later.stars, later.barred_until()), (1, Some(long)));

    let one = with(both(), given_back(1, 1));
    given::<Star>(one.clone()).when(&system, reinstate(long)).then_already_so();
    let none = given::<Star>(one).when(&system, reinstate(short)).then([given_back(2, 0)]);
    assert_eq!((none.stars, none.barred_until()), (2, None));
}

#[test]
fn what_bars_until_the_same_day_is_given_back_together() {
    let until = "2027-03-02".parse().unwrap();
    let given_back = |star| Event::Reinstated { star, revoked_after: 0 };
    let state = given::<Star>(both_revoked(until, until))
        .when(&by(Actor::System), Command::Reinstate { barred_until: until })
        .then([given_back(1), given_back(2)]);
    assert_eq!((state.stars, state.barred_until()), (2, None));
}
