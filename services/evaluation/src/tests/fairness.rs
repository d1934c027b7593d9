//! Objections, and stars: whoever is rated or scored may object, and what is upheld counts no more.

use contracts::evaluation::fact::Enter;
use contracts::evaluation::objection::{Answer, Raise, Target};
use contracts::evaluation::occasion::{Pairing, Rater};
use contracts::evaluation::posting::{Adjust, PointKind};
use contracts::evaluation::rules::{CardKind, Measure};
use contracts::evaluation::star::{self, Apply, Review, Revoke};
use contracts::evaluation::{
    Objection, Objections, RatingSums, Scorecard, ScorecardLine, Star, StarStatus, Stars,
};
use contracts::projects::record;
use contracts::registry::organisation::Level;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, clerk_of, liaison_of, merged, operator, person, registered,
};
use contracts::{Actor, ListOrder, Rejection, Role};
use values::{FactId, ObjectionId, PostingId, Text};

use super::ratings::{RECORD, after, delivered, rate, served_for, volunteer};
use super::*;

const CITY: OrganisationId = OrganisationId(Uuid::from_u128(0xC17));

fn words(text: &str) -> Text<300> {
    Text::new(text).unwrap()
}

fn officer() -> Actor {
    person(Role::StreetOfficer, STREET)
}

fn objected(office: &mut Office, by: Actor, target: Target) -> ObjectionId {
    ObjectionId(office.done(by, &Raise { target, reason: words("与事实不符") }))
}

fn answered(office: &mut Office, objection: ObjectionId, upheld: bool) {
    office.done(officer(), &Answer { objection, upheld, answer: words("经核实") });
}

fn card(office: &Office) -> ScorecardLine {
    let card =
        Scorecard { card: CardKind::Unit, organisation: Some(SOMEBODY), person: None, year: 2026 };
    office.ask(&liaison_of(SOMEBODY), &card).unwrap()
}

#[test]
fn whoever_is_rated_objects_and_an_upheld_objection_strikes_the_rating() {
    let mut office = Office::new();
    let occasion = delivered(&mut office);
    office.done(clerk_of(OWNER), &rate(occasion, SOMEBODY, 1));
    let pairing = Pairing { rater: Rater::Organisation(OWNER), rated: Some(SOMEBODY.into()) };
    let target = Target::Rating { occasion, pairing };
    let raise = Raise { target, reason: words("与事实不符") };
    assert!(office.send(liaison_of(SOMEBODY), &raise).is_err(), "it is sealed");
    office.wait_to(after());
    assert!(office.send(liaison_of(STRANGER), &raise).is_err(), "it is not theirs");
    let objection = objected(&mut office, liaison_of(SOMEBODY), target);
    let to_answer = Objections { answerer: Some(STREET), ..Objections::default() };
    assert_eq!(office.ask(&officer(), &to_answer).items[0].id, objection);
    assert_eq!(office.ask(&liaison_of(STRANGER), &to_answer).total, 0);
    assert!(office.ask(&officer(), &Objection { objection }).is_some());
    assert_eq!(office.ask(&liaison_of(STRANGER), &Objection { objection }), None);
    let waiting = Objections { answered: Some(false), ..to_answer.clone() };
    assert_eq!(office.ask(&officer(), &waiting).total, 1);
    let year = RatingSums { organisation: Some(SOMEBODY), person: None, year: 2026 };
    assert_eq!(office.ask(&officer(), &year).raters, 1);
    answered(&mut office, objection, true);
    assert_eq!(office.ask(&officer(), &waiting).total, 0);
    assert_eq!(office.ask(&officer(), &year).raters, 0);
    let own = office.ask(&liaison_of(SOMEBODY), &Objections::default());
    assert_eq!((own.total, own.items[0].upheld), (1, Some(true)));
}

/// Points that a secretary took by hand, and the objection of whose they were.
fn objected_to_points(office: &mut Office, who: &Actor) -> ObjectionId {
    let person = who.person().unwrap();
    let (kind, reason) = (PointKind::Public, Text::new("重复登记").unwrap());
    let adjust = Adjust { person, kind, hundredths: -100, reason };
    let posting = PostingId(office.done(operator(), &adjust));
    objected(office, who.clone(), Target::Posting(posting))
}

#[test]
fn what_no_organisation_answers_reaches_the_city() {
    let mut office = Office::new();
    let city = |organisation| person(Role::CityOfficer, organisation);
    let objection = objected_to_points(&mut office, &volunteer());
    let line = office.ask(&city(CITY), &Objection { objection }).unwrap();
    assert_eq!(line.answerer, None, "no city is registered");
    let to = |answerer| Objections { answerer: Some(answerer), ..Objections::default() };
    assert_eq!(office.ask(&city(CITY), &to(CITY)).total, 1);
    assert_eq!(office.ask(&officer(), &to(STREET)).total, 0, "a street is not the city");
    let body = Answer { objection, upheld: true, answer: words("经核实") };
    assert!(office.send(officer(), &body).is_err());
    office.done(city(CITY), &body);

    let registered = registered(CITY, Level::City, "3710");
    office.writer.learn(&registered);
    office.directory.apply(&registered);
    let objection = objected_to_points(&mut office, &liaison_of(SOMEBODY));
    let line = office.ask(&city(CITY), &Objection { objection }).unwrap();
    assert_eq!(line.answerer, Some(CITY), "somebody there is told");
    assert_eq!(office.ask(&city(CITY), &to(CITY)).total, 2);
}

#[test]
fn what_is_to_be_answered_first_stands_first_and_what_was_answered_last() {
    let mut office = Office::new();
    let first = objected_to_points(&mut office, &volunteer());
    office.wait_to("2026-03-04T01:00:00Z".parse().unwrap());
    let second = objected_to_points(&mut office, &liaison_of(SOMEBODY));
    let in_order = |office: &Office| {
        let (answerer, order) = (Some(CITY), ListOrder::Due);
        let asked = Objections { answerer, order, ..Objections::default() };
        let found = office.ask(&person(Role::CityOfficer, CITY), &asked).items;
        found.into_iter().map(|line| line.id).collect::<Vec<_>>()
    };
    assert_eq!(in_order(&office), [first, second]);
    let body = Answer { objection: first, upheld: false, answer: words("经核实") };
    office.done(person(Role::CityOfficer, CITY), &body);
    assert_eq!(in_order(&office), [second, first]);
}

#[test]
fn a_unit_objects_to_a_fact_and_the_street_answers_not_the_community_that_wrote_it() {
    let mut office = Office::new();
    let absence = Enter {
        organisation: SOMEBODY,
        measure: Measure::MeetingAbsence,
        on: "2026-02-10".parse().unwrap(),
        quantity: 1,
        evidence: Text::new("会议签到表").unwrap(),
    };
    let fact = FactId(office.done(clerk_of(OWNER), &absence));
    let objection = objected(&mut office, liaison_of(SOMEBODY), Target::Fact(fact));
    let answer = Answer { objection, upheld: false, answer: words("经核实") };
    assert!(office.send(clerk_of(OWNER), &answer).is_err());
    let before = card(&office).total;
    answered(&mut office, objection, true);
    assert!(card(&office).total > before, "it counts no more");
}

#[test]
fn an_objection_that_is_not_answered_in_time_is_overdue() {
    let mut office = Office::new();
    let occasion = delivered(&mut office);
    office.done(clerk_of(OWNER), &rate(occasion, SOMEBODY, 1));
    office.wait_to(after());
    let pairing = Pairing { rater: Rater::Organisation(OWNER), rated: Some(SOMEBODY.into()) };
    objected(&mut office, liaison_of(SOMEBODY), Target::Rating { occasion, pairing });
    let overdue = |office: &Office| {
        office.ask(&liaison_of(SOMEBODY), &Objections::default()).items[0].overdue
    };
    assert!(!overdue(&office));
    office.wait_to("2026-03-25T01:00:00Z".parse().unwrap());
    assert!(overdue(&office));
    let asked = |overdue| {
        let (answerer, overdue) = (Some(STREET), Some(overdue));
        let asked = Objections { answerer, overdue, ..Objections::default() };
        office.ask(&officer(), &asked).total
    };
    assert_eq!((asked(true), asked(false)), (1, 0));
}

/// A hundred confirmed hours.
fn hundred_hours(office: &mut Office) {
    for number in 0..10u128 {
        let record = values::RecordId(Uuid::from_u128(RECORD.0.as_u128() + number));
        served_for(office, record, 600);
        let by = clerk_of(OWNER).person().unwrap();
        office.follow(record, record::Event::Confirmed { by: Some(by) });
    }
}

#[test]
fn a_star_is_granted_after_its_publicity_and_false_hours_count_no_more() {
    let mut office = Office::new();
    let apply = Apply { community: OWNER };
    let early = office.send(volunteer(), &apply).unwrap_err();
    assert!(matches!(early, Rejection::Star(_)), "{early:?}");
    hundred_hours(&mut office);
    office.done(volunteer(), &apply);
    let who = volunteer().person().unwrap();
    office.done(clerk_of(OWNER), &Review { person: who, returned: None });
    let published = office.ask(&liaison_of(STRANGER), &Stars::default());
    assert_eq!((published.total, published.items[0].status), (1, StarStatus::Published));
    let objection = objected(&mut office, liaison_of(STRANGER), Target::Star(who));
    office.wait_to("2026-03-20T01:00:00Z".parse().unwrap());
    let stars = |office: &Office| office.ask(&volunteer(), &Star { person: who }).unwrap().stars;
    assert_eq!(stars(&office), 0, "an objection waits");
    answered(&mut office, objection, false);
    office.wait_to("2026-03-20T02:00:00Z".parse().unwrap());
    assert_eq!(stars(&office), 1);
    assert_eq!(office.ask(&liaison_of(STRANGER), &Star { person: who }), None, "it is over");
    let status = Some(StarStatus::Settled);
    let granted = Stars { community: Some(OWNER), status, ..Stars::default() };
    assert_eq!(office.ask(&officer(), &granted).total, 1, "whoever stands above may revoke it");
    assert_eq!(office.ask(&liaison_of(STRANGER), &granted).total, 0);
    let own = Stars { status, ..Stars::default() };
    assert_eq!(office.ask(&volunteer(), &own).total, 1, "it is the person's own");
    office.learn(&registered(STRANGER, Level::Community, "371002001002"));
    office.learn(&merged(OWNER, STRANGER));
    let granted = Stars { community: Some(STRANGER), ..granted };
    assert_eq!(office.ask(&clerk_of(STRANGER), &granted).total, 1, "it follows its community");

    let reason = Text::new("虚报时长").unwrap();
    let by = clerk_of(OWNER).person().unwrap();
    let countered = record::Event::Countered { reason, by, confirmed: true, instead: None };
    office.follow(RECORD, countered);
    let hours = office.writer.state().hours.minutes(who) / 60;
    assert_eq!(hours, 90);
}

#[test]
fn whose_star_was_revoked_objects_and_has_it_back_where_the_objection_is_upheld() {
    let mut office = Office::new();
    office.learn(&registered(CITY, Level::City, "3710"));
    hundred_hours(&mut office);
    office.done(volunteer(), &Apply { community: OWNER });
    let who = volunteer().person().unwrap();
    office.done(clerk_of(OWNER), &Review { person: who, returned: None });
    office.wait_to("2026-03-20T02:00:00Z".parse().unwrap());
    let star = |office: &Office| office.ask(&volunteer(), &Star { person: who }).unwrap();
    assert_eq!(star(&office).stars, 1);
    let nothing = Target::Revocation { person: who, barred_until: "2027-03-20".parse().unwrap() };
    let raise = |target| Raise { target, reason: words("时长属实") };
    assert!(office.send(volunteer(), &raise(nothing)).is_err(), "nothing was revoked");
    let reason = Text::new("虚报时长").unwrap();
    office.done(officer(), &Revoke { person: who, reason, barred_months: 12 });
    let barred_until = star(&office).barred_until.expect("it bars");
    assert_eq!(star(&office).stars, 0);
    let target = Target::Revocation { person: who, barred_until };
    assert!(office.send(liaison_of(SOMEBODY), &raise(target)).is_err(), "it is not theirs");
    let objection = objected(&mut office, volunteer(), target);
    let body = Answer { objection, upheld: true, answer: words("经核实，时长属实") };
    assert!(office.send(officer(), &body).is_err(), "whoever revoked it does not answer");
    let city = person(Role::CityOfficer, CITY);
    assert_eq!(office.ask(&city, &Objection { objection }).unwrap().answerer, Some(CITY));
    office.done(city, &body);
    assert_eq!((star(&office).stars, star(&office).barred_until), (1, None));
    let again = office.send(volunteer(), &Apply { community: OWNER }).unwrap_err();
    let hours = star::Rejection::TooFewHours { hours: 100, needed: 300 };
    assert_eq!(again, hours.into(), "nobody is barred");
}
