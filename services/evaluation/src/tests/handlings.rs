//! How what was sent up was handled: rated by whoever sent it up and whoever raised it.

use contracts::evaluation::objection::{Answer, Raise, Target};
use contracts::evaluation::occasion::{
    About, Pairing, Rate, RateHandling, Rater, ReviewComment, of_handling,
};
use contracts::evaluation::{
    CounterpartLine, Counterparts, Occasion, OccasionStatus, RatingSumLine, RatingSums, Ratings,
};
use contracts::needs::handling::{self, AnsweredFrom, Event as Handled};
use contracts::testing::{clerk_of, liaison_of, person};
use contracts::{Claimer, Role};
use values::{NeedId, ObjectionId, OccasionId, PersonId, Text};

use super::ratings::{after, rate};
use super::*;

fn need(n: u128) -> NeedId {
    NeedId(Uuid::from_u128(0x4EED_0000 + n))
}

/// Whoever raised that need, by its code.
fn raiser(n: u128) -> Actor {
    let person = PersonId(Uuid::from_u128(0x4A15_0000 + n));
    Actor::Person { person, organisation: OWNER, role: Role::Resident }
}

/// The community (OWNER) sent it up to the street, which answered.
fn answered(office: &mut Office, n: u128) -> OccasionId {
    raised_by(office, n, &raiser(n))
}

fn raised_by(office: &mut Office, n: u128, raiser: &Actor) -> OccasionId {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/contracts/fixtures/handling.answered.v1.json"
    );
    let text = std::fs::read_to_string(path).unwrap();
    let Handled::Answered { to, answer, clock, .. } = serde_json::from_str(&text).unwrap() else {
        panic!("{text}")
    };
    let to = handling::Holder { organisation: OWNER, ..to };
    let from = AnsweredFrom { need: need(n), handler: STREET, raiser: raiser.person() };
    let event = Handled::Answered { to, answer, clock, from: Some(from) };
    office.follow_needs(handling::id(need(n)), event);
    of_handling(need(n), STREET)
}

fn owed(office: &Office, actor: &Actor) -> Vec<CounterpartLine> {
    let query = Counterparts { owed: Some(true), ..Counterparts::default() };
    office.ask(actor, &query).items
}

fn sums(office: &Office) -> RatingSumLine {
    let year = RatingSums { organisation: Some(STREET), person: None, year: 2026 };
    office.ask(&clerk_of(OWNER), &year)
}

#[test]
fn whoever_sent_it_up_and_whoever_raised_it_are_offered_it_once() {
    let mut office = Office::new();
    let occasion = answered(&mut office, 1);
    assert_eq!(answered(&mut office, 1), occasion, "answered again it is no other");
    let about = About::Handling { need: need(1), handler: STREET };
    for (actor, rater) in [
        (clerk_of(OWNER), Claimer::from(OWNER)),
        (raiser(1), Claimer::Person(raiser(1).person().unwrap())),
    ] {
        let [line] = &owed(&office, &actor)[..] else { panic!("{actor:?}") };
        assert_eq!((line.about, line.rater, line.rated), (about, rater, STREET.into()));
        let said = rate(line.occasion, line.rated, 4);
        office.done(actor.clone(), &said);
        assert_eq!(office.send(actor.clone(), &said), Ok(None), "the same is already so");
        assert!(office.send(actor.clone(), &rate(occasion, STREET, 1)).is_err(), "once");
        assert_eq!(owed(&office, &actor), []);
    }
    let said = RateHandling {
        need: need(1),
        handler: STREET,
        stars: 4,
        comment: rate(occasion, STREET, 4).comment,
    };
    assert_eq!(office.send(raiser(1), &said), Ok(None), "by the need it is the same");
    for other in [person(Role::StreetOfficer, STREET), raiser(2), liaison_of(SOMEBODY)] {
        assert_eq!(owed(&office, &other), [], "{other:?}");
        assert!(office.send(other, &rate(occasion, STREET, 5)).is_err());
    }
}

#[test]
fn a_clerk_who_raised_it_is_offered_it_once_and_in_their_own_name() {
    let mut office = Office::new();
    let Actor::Person { organisation, role, .. } = clerk_of(OWNER) else { panic!("a person") };
    let person = PersonId(Uuid::from_u128(0x6B1D));
    let clerk = Actor::Person { person, organisation, role };
    let occasion = raised_by(&mut office, 1, &clerk);
    let [line] = &owed(&office, &clerk)[..] else { panic!("once") };
    assert_eq!(line.rater, person.into());
    office.done(clerk.clone(), &rate(occasion, STREET, 1));
    assert_eq!((owed(&office, &clerk), sums(&office).raters), (vec![], 0), "and it is sealed");
    office.done(clerk_of(OWNER), &rate(occasion, STREET, 4));
    assert_eq!(sums(&office).stars, 4);
    assert_eq!(office.ask(&clerk, &Occasion { occasion }).unwrap().ratings, 2);
}

#[test]
fn what_an_organisation_says_is_read_at_once_and_objected_to_where_it_stands() {
    let mut office = Office::new();
    let occasion = answered(&mut office, 1);
    office.done(clerk_of(OWNER), &rate(occasion, STREET, 2));
    office.done(raiser(1), &rate(occasion, STREET, 1));
    let street = person(Role::StreetOfficer, STREET);
    let on_it = Ratings { occasion: Some(occasion), ..Ratings::default() };
    let [line] = &office.ask(&street, &on_it).items[..] else { panic!("the raiser's is not read") };
    assert_eq!((line.stars, line.comment.is_some()), (Some(2), true));
    assert_eq!((sums(&office).raters, sums(&office).stars), (1, 2));

    let pairing = Pairing { rater: Rater::Organisation(OWNER), rated: Some(STREET.into()) };
    let target = Target::Rating { occasion, pairing };
    let reason = || Text::new("已按时办结").unwrap();
    let objection = ObjectionId(office.done(street.clone(), &Raise { target, reason: reason() }));
    let answer = Answer { objection, upheld: true, answer: Text::new("属实").unwrap() };
    let own = street.clone();
    assert!(office.send(own, &answer).is_err(), "nobody answers their own");
    office.done(contracts::testing::operator(), &answer);
    assert_eq!((sums(&office).raters, sums(&office).stars), (0, 0));
    let pairing = Pairing { rater: Rater::Raiser, rated: None };
    let target = Target::Rating { occasion, pairing };
    assert!(office.send(street, &Raise { target, reason: reason() }).is_err());
}

#[test]
fn whoever_raised_it_is_counted_five_at_a_time_once_all_is_closed_and_never_read() {
    let mut office = Office::new();
    let said = |office: &Office| (sums(office).raisers, sums(office).raiser_stars);
    for n in 1..=6 {
        let occasion = answered(&mut office, n);
        office.done(raiser(n), &rate(occasion, STREET, 4));
        assert_eq!(said(&office), (0, 0), "{n}: open");
    }
    assert!(!office.tells("\"stars\":4"), "it stands in the log");
    office.wait_to(after());
    assert_eq!((said(&office), sums(&office).raters), ((5, 20), 0), "no sum tells the sixth");
    for actor in [person(Role::StreetOfficer, STREET), clerk_of(OWNER)] {
        let about = Ratings { organisation: Some(STREET), ..Ratings::default() };
        assert_eq!(office.ask(&actor, &about).items, []);
        let occasion = of_handling(need(1), STREET);
        let on_it = Ratings { occasion: Some(occasion), ..Ratings::default() };
        let read = office.ask(&actor, &on_it).items;
        assert!(read.iter().all(|line| line.stars.is_none()), "{read:?}");
        let line = office.ask(&actor, &Occasion { occasion }).unwrap();
        assert_eq!((line.status, line.residents), (OccasionStatus::Rated, None));
    }
    assert_eq!((sums(&office).occasions, sums(&office).unrated), (6, 0));
    let community = RatingSums { organisation: Some(OWNER), person: None, year: 2026 };
    assert_eq!(office.ask(&clerk_of(OWNER), &community), RatingSumLine::default());
}

#[test]
fn one_person_is_no_five() {
    let mut office = Office::new();
    for n in 1..=5 {
        let occasion = raised_by(&mut office, n, &raiser(n.min(2)));
        office.done(raiser(n.min(2)), &rate(occasion, STREET, 4));
    }
    office.wait_to(after());
    assert_eq!((sums(&office).occasions, sums(&office).raisers), (5, 0));
}

const DISTRICT: OrganisationId = OrganisationId(Uuid::from_u128(0xD157));

#[test]
fn what_a_raiser_said_is_read_apart_from_its_need_by_all_but_who_reviews_it() {
    let mut office = Office::new();
    office.learn(&registered(DISTRICT, Level::District, "371002"));
    let reviewer = person(Role::DistrictOfficer, DISTRICT);
    let pairing = Pairing { rater: Rater::Raiser, rated: None };
    let words = |n: u128| format!("第{}件办得快", 10 - n);
    for n in 1..=6 {
        let occasion = answered(&mut office, n);
        let comment = Some(Text::new(&words(n)).unwrap());
        office.done(raiser(n), &Rate { occasion, rated: STREET.into(), stars: 4, comment });
    }
    office.wait_to(after());
    let waiting = Ratings { reviewer: Some(DISTRICT), ..Ratings::default() };
    assert_eq!(office.ask(&reviewer, &waiting).total, 6);
    let street = person(Role::StreetOfficer, STREET);
    assert_eq!(office.ask(&street, &waiting).items, [], "they are not theirs to review");
    for n in (1..=6).rev() {
        assert_eq!(sums(&office).raiser_words.len(), if n == 6 { 0 } else { 5 - n as usize });
        let occasion = of_handling(need(n), STREET);
        let review = ReviewComment { occasion, pairing, withheld: None };
        office.done(reviewer.clone(), &review);
    }
    let told: Vec<_> = (1..=5).rev().map(words).collect();
    let read = sums(&office).raiser_words;
    let read: Vec<_> = read.iter().map(Text::as_str).collect();
    assert_eq!(read, told, "in no order of theirs, and without the sixth");
    for n in 1..=6 {
        let occasion = of_handling(need(n), STREET);
        let on_it = Ratings { occasion: Some(occasion), ..Ratings::default() };
        let about = Ratings { organisation: Some(STREET), ..Ratings::default() };
        for actor in [&street, &clerk_of(OWNER), &liaison_of(SOMEBODY)] {
            assert_eq!(office.ask(actor, &on_it).items, [], "{actor:?}");
            assert_eq!(office.ask(actor, &about).items, [], "{actor:?}");
        }
        let [line] = &office.ask(&reviewer, &on_it).items[..] else { panic!("who reviews it") };
        assert_eq!((line.pairing, line.stars), (pairing, None));
    }
}
