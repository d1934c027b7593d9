//! The rules of occasions, one after the other.

use contracts::evaluation::occasion::{END_NOTICED_MAX, Opened, Opinion};
use contracts::projects::record::Attendance;
use contracts::registry::organisation::Level;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, by, clerk_of, directory, liaison_of, monday, operator, person,
    registered,
};
use contracts::{Actor, Role};
use decider::{deciding_again_changes_nothing, fold, given};
use values::sealed::Algorithm;
use values::{ClaimId, Fingerprint, ProjectId, RecordId, Sealed, Uuid};

use super::*;

mod handlings;

const STREET: OrganisationId = OrganisationId(Uuid::from_u128(0x57));
const PROJECT: ProjectId = ProjectId(Uuid::from_u128(0x9));

/// The end of Monday, 16 March 2026, in Shanghai: ten working days later.
fn until() -> Timestamp {
    "2026-03-16T15:59:59.999Z".parse().unwrap()
}

fn after() -> Timestamp {
    until() + std::time::Duration::from_millis(1)
}

/// A unit (SOMEBODY) gave, a community (OWNER) was served.
fn claim() -> About {
    About::Claim { claim: ClaimId(Uuid::from_u128(0xC)), project: PROJECT }
}

fn service() -> About {
    let record = RecordId(Uuid::from_u128(0x4E));
    About::Service { record, project: PROJECT, date: "2026-03-01".parse().unwrap() }
}

fn volunteer() -> Actor {
    person(Role::Member, SOMEBODY)
}

fn noted(about: About) -> Event {
    let attended = volunteer().person().map(|person| Attendance { person, minutes: 90 });
    let served = Served {
        minutes: 90,
        people: 4,
        organiser: Some(PersonId(Uuid::from_u128(0x0E))),
        attendance: attended.into_iter().collect(),
        no_shows: vec![],
    };
    let service = matches!(about, About::Service { .. }).then(|| Box::new(served));
    let (giving, reviewer, raiser) = (SOMEBODY.into(), Some(STREET), None);
    Event::Noted { about, giving, asking: OWNER, reviewer, service, raiser }
}

fn open(about: About) -> Vec<Event> {
    vec![noted(about), Event::Opened { rate_until: until() }]
}

fn sealed(words: &str) -> SealedOpinion {
    let person = PersonId(Uuid::nil());
    let content = Sealed { algorithm: Algorithm::Aes256GcmSiv, person, data: words.to_owned() };
    let (at, digest, commented) = (7, Fingerprint(words.to_owned()), true);
    SealedOpinion { content, at, digest, commented }
}

fn rate(rated: impl Into<Claimer>, words: &str) -> Command {
    Command::Rate { rated: rated.into(), rating: sealed(words), stars: 4, answer: None }
}

fn answering(rated: impl Into<Claimer>, words: &str, stars: u8) -> Command {
    let answer = Some(Opinion { stars, comment: None });
    Command::Rate { rated: rated.into(), rating: sealed(words), stars: 4, answer }
}

fn pairing(rater: impl Into<Claimer>, rated: impl Into<Claimer>) -> Pairing {
    Pairing { rater: Rater::from(rater.into()), rated: Some(rated.into()) }
}

fn rated(pairing: Pairing, words: &str) -> Event {
    Event::Rated { pairing, rating: sealed(words) }
}

fn with(mut history: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    history.extend(more);
    history
}

/// The community's people, where it stands under a street.
fn in_town(now: Timestamp, actor: Actor) -> Context {
    let town = directory([
        registered(STREET, Level::Street, "371002001"),
        registered(OWNER, Level::Community, "371002001001"),
    ]);
    Context { directory: town.into(), ..at(now, actor) }
}

#[test]
fn a_delivered_claim_is_open_to_its_two_sides_at_once() {
    let deliver = Command::Deliver {
        about: claim(),
        giving: SOMEBODY.into(),
        asking: OWNER,
        raiser: None,
        rate_until: until(),
    };
    given::<Occasion>([])
        .when(&in_town(monday(), Actor::System), deliver.clone())
        .then(open(claim()));
    given::<Occasion>(open(claim())).when(&by(Actor::System), deliver).then_already_so();
}

#[test]
fn a_recorded_service_is_no_proof_and_a_confirmed_one_is_open_for_ten_working_days() {
    let early = given::<Occasion>([noted(service())]);
    early.when(&by(volunteer()), rate(OWNER, "好")).then_rejected(Rejection::NotConfirmed);
    given::<Occasion>([noted(service())])
        .when(&by(Actor::System), Command::Confirm)
        .then([Event::Opened { rate_until: until() }]);
    given::<Occasion>([]).when(&by(Actor::System), Command::Confirm).then_already_so();
}

#[test]
fn of_a_claim_only_its_two_sides_rate_and_only_each_other() {
    let cases = [
        (liaison_of(SOMEBODY), Claimer::from(OWNER), true),
        (clerk_of(OWNER), SOMEBODY.into(), true),
        (clerk_of(OWNER), OWNER.into(), false),
        (liaison_of(SOMEBODY), SOMEBODY.into(), false),
        (liaison_of(STRANGER), OWNER.into(), false),
        (person(Role::Auditor, OWNER), SOMEBODY.into(), false),
        (clerk_of(OWNER), STRANGER.into(), false),
    ];
    for (actor, whom, may) in cases {
        let outcome = given::<Occasion>(open(claim())).when(&by(actor), rate(whom, "好")).outcome();
        let expected = if may { Ok(1) } else { Err(Rejection::NotAuthorised) };
        assert_eq!(outcome.map(|events| events.len()), expected, "{whom:?}");
    }
}

#[test]
fn of_a_service_who_came_rates_who_was_served_and_is_rated_by_them() {
    let person_who_came = volunteer().person().unwrap();
    given::<Occasion>(open(service()))
        .when(&by(volunteer()), rate(OWNER, "好"))
        .then([rated(pairing(person_who_came, OWNER), "好")]);
    given::<Occasion>(open(service()))
        .when(&by(clerk_of(OWNER)), rate(person_who_came, "好"))
        .then([rated(pairing(OWNER, person_who_came), "好")]);
    let absent = PersonId(Uuid::from_u128(0xABB));
    for (actor, whom) in [
        (liaison_of(SOMEBODY), Claimer::from(OWNER)),
        (clerk_of(OWNER), absent.into()),
        (volunteer(), person_who_came.into()),
    ] {
        given::<Occasion>(open(service()))
            .when(&by(actor), rate(whom, "好"))
            .then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn a_rating_is_sealed_until_the_answer_is_in_and_then_both_are_opened() {
    let (first, second) = (pairing(SOMEBODY, OWNER), pairing(OWNER, SOMEBODY));
    let history = with(open(claim()), [rated(first, "好")]);
    let both = [Opened { pairing: first, stars: 2 }, Opened { pairing: second, stars: 4 }];
    given::<Occasion>(history).when(&by(clerk_of(OWNER)), answering(SOMEBODY, "及时", 2)).then([
        rated(second, "及时"),
        Event::RatingsOpened { about: claim(), ratings: both.to_vec() },
    ]);
}

#[test]
fn a_rating_is_given_once_and_stays_as_it_is() {
    let history = with(open(claim()), [rated(pairing(SOMEBODY, OWNER), "好")]);
    let context = by(liaison_of(SOMEBODY));
    given::<Occasion>(history.clone()).when(&context, rate(OWNER, "好")).then_already_so();
    given::<Occasion>(history)
        .when(&context, rate(OWNER, "不好"))
        .then_rejected(Rejection::AlreadyRated);
    let state = fold::<Occasion>(&open(claim()));
    deciding_again_changes_nothing::<Occasion>(state, &context, rate(OWNER, "好"));
}

#[test]
fn the_last_millisecond_is_in_time_and_the_next_is_not() {
    let liaison = || liaison_of(SOMEBODY);
    let in_time = given::<Occasion>(open(claim())).when(&at(until(), liaison()), rate(OWNER, "好"));
    assert!(in_time.outcome().is_ok());
    given::<Occasion>(open(claim()))
        .when(&at(after(), liaison()), rate(OWNER, "好"))
        .then_rejected(Rejection::Over { rate_until: until() });
    let none = Command::Rate { rated: OWNER.into(), rating: sealed("好"), stars: 6, answer: None };
    given::<Occasion>(open(claim()))
        .when(&by(liaison()), none)
        .then_rejected(Rejection::StarsOutOfRange { max: 5 });
}

fn due(opened: Vec<Opened>, raters: u32) -> Command {
    Command::Due { opened, residents: Tally { raters, stars: 20 } }
}

#[test]
fn when_the_window_is_over_what_is_sealed_is_opened_and_then_it_closes() {
    let first = pairing(SOMEBODY, OWNER);
    let history = with(open(claim()), [rated(first, "好")]);
    let ratings = vec![Opened { pairing: first, stars: 5 }];
    let opened = Event::RatingsOpened { about: claim(), ratings: ratings.clone() };
    let told = with(history.clone(), [end_noticed([OWNER.into()])]);
    given::<Occasion>(told)
        .when(&at(until(), Actor::System), due(ratings.clone(), 0))
        .then_already_so();
    given::<Occasion>(history.clone())
        .when(&at(after(), Actor::System), due(ratings, 0))
        .then([opened.clone()]);
    let closed = Event::Closed { about: claim(), rated: true, residents: None };
    given::<Occasion>(with(history, [opened]))
        .when(&at(after(), Actor::System), due(vec![], 0))
        .then([closed]);
    let unrated = Event::Closed { about: claim(), rated: false, residents: None };
    given::<Occasion>(open(claim()))
        .when(&at(after(), Actor::System), due(vec![], 0))
        .then([unrated]);
}

/// The first moment of Friday, 13 March 2026, in Shanghai.
fn three_days_before() -> Timestamp {
    "2026-03-12T16:00:00Z".parse().unwrap()
}

fn end_noticed(raters: impl Into<Vec<Claimer>>) -> Event {
    let (giving, raters) = (SOMEBODY.into(), raters.into());
    Event::EndNoticed { giving, asking: OWNER, raters, rate_until: until() }
}

#[test]
fn three_days_before_the_window_is_over_whoever_has_not_rated_is_told_once() {
    let context = at(three_days_before(), Actor::System);
    let early = three_days_before() - std::time::Duration::from_millis(1);
    given::<Occasion>(open(claim()))
        .when(&at(early, Actor::System), due(vec![], 0))
        .then_already_so();
    let state = fold::<Occasion>(&open(claim()));
    assert_eq!(state.due_at(), Some(three_days_before()));
    let both = end_noticed([SOMEBODY.into(), OWNER.into()]);
    let state =
        given::<Occasion>(open(claim())).when(&context, due(vec![], 0)).then([both.clone()]);
    assert_eq!(state.due_at(), Some(until()), "the end is what is next");
    given::<Occasion>(with(open(claim()), [both])).when(&context, due(vec![], 0)).then_already_so();
    let one = with(open(claim()), [rated(pairing(SOMEBODY, OWNER), "好")]);
    given::<Occasion>(one.clone())
        .when(&context, due(vec![], 0))
        .then([end_noticed([OWNER.into()])]);
    let all = fold::<Occasion>(&with(one, [rated(pairing(OWNER, SOMEBODY), "好")]));
    assert_eq!(all.due_at(), Some(until()), "nobody is left to be told");
}

#[test]
fn of_a_service_who_came_is_told_and_the_community_while_it_has_rated_nobody() {
    let context = at(three_days_before(), Actor::System);
    let came = volunteer().person().unwrap();
    given::<Occasion>(open(service()))
        .when(&context, due(vec![], 0))
        .then([end_noticed([OWNER.into(), came.into()])]);
    given::<Occasion>(with(open(service()), [rated(pairing(OWNER, came), "好")]))
        .when(&context, due(vec![], 0))
        .then([end_noticed([came.into()])]);
}

#[test]
fn a_crowd_is_told_in_parts_and_nobody_when_the_window_is_over_before() {
    let person = |n: usize| PersonId(Uuid::from_u128(0xF000 + n as u128));
    let attendance = (0..END_NOTICED_MAX).map(|n| Attendance { person: person(n), minutes: 9 });
    let Event::Noted { about, giving, asking, reviewer, service: Some(served), raiser } =
        noted(service())
    else {
        panic!("a service was noted");
    };
    let crowd = Some(Box::new(Served { attendance: attendance.collect(), ..*served }));
    let noted = Event::Noted { about, giving, asking, reviewer, service: crowd, raiser };
    let history = vec![noted, Event::Opened { rate_until: until() }];
    let context = at(three_days_before(), Actor::System);
    let people = (0..END_NOTICED_MAX).map(|n| Claimer::Person(person(n)));
    let all: Vec<_> = std::iter::once(OWNER.into()).chain(people).collect();
    let (first, rest) = all.split_at(END_NOTICED_MAX);
    let state = given::<Occasion>(history.clone())
        .when(&context, due(vec![], 0))
        .then([end_noticed(first)]);
    assert_eq!(state.due_at(), Some(three_days_before()), "there are more to tell");
    given::<Occasion>(with(history.clone(), [end_noticed(first)]))
        .when(&context, due(vec![], 0))
        .then([end_noticed(rest)]);
    let closed = Event::Closed { about, rated: false, residents: None };
    given::<Occasion>(history).when(&at(after(), Actor::System), due(vec![], 0)).then([closed]);
}

#[test]
fn residents_rate_by_ballot_once_each_and_fewer_than_five_are_never_told() {
    let issue = |ballots| Command::IssueBallots { ballots };
    let issued = Event::BallotsIssued { ballots: 10, by: clerk_of(OWNER).person().unwrap() };
    given::<Occasion>(open(claim())).when(&by(clerk_of(OWNER)), issue(10)).then([issued.clone()]);
    given::<Occasion>(open(claim()))
        .when(&by(liaison_of(SOMEBODY)), issue(10))
        .then_rejected(Rejection::NotAuthorised);
    let history = with(open(claim()), [issued]);
    given::<Occasion>(history.clone()).when(&by(clerk_of(OWNER)), issue(10)).then_already_so();
    for ballots in [0, 9, 501] {
        given::<Occasion>(history.clone())
            .when(&by(clerk_of(OWNER)), issue(ballots))
            .then_rejected(Rejection::BallotsOutOfRange { issued: 10, max: 500 });
    }
    let resident = || by(person(Role::Resident, OrganisationId(Uuid::nil())));
    let vote = |ballot| Command::RateByBallot { ballot, rating: sealed("好") };
    let third = Pairing { rater: Rater::Ballot(3), rated: None };
    given::<Occasion>(history.clone()).when(&resident(), vote(3)).then([rated(third, "好")]);
    given::<Occasion>(history.clone())
        .when(&resident(), vote(11))
        .then_rejected(Rejection::CodeNotGood);
    let used = with(history, [rated(third, "好")]);
    given::<Occasion>(used.clone()).when(&resident(), vote(3)).then_already_so();
    for (raters, told) in [(4, None), (5, Some(Tally { raters: 5, stars: 20 }))] {
        given::<Occasion>(used.clone())
            .when(&at(after(), Actor::System), due(vec![], raters))
            .then([Event::Closed { about: claim(), rated: false, residents: told }]);
    }
}

#[test]
fn words_are_reviewed_by_who_stands_above_once_they_are_opened() {
    let first = pairing(SOMEBODY, OWNER);
    let comment: Text<300> = Text::new("场地整洁").unwrap();
    let review =
        || Command::ReviewComment { pairing: first, comment: comment.clone(), withheld: None };
    let sealed = with(open(claim()), [rated(first, "好")]);
    let officer = || by(person(Role::StreetOfficer, STREET));
    given::<Occasion>(sealed.clone())
        .when(&officer(), review())
        .then_rejected(Rejection::NoComment);
    let ratings = vec![Opened { pairing: first, stars: 5 }];
    let opened = with(sealed, [Event::RatingsOpened { about: claim(), ratings }]);
    for actor in [clerk_of(OWNER), liaison_of(SOMEBODY), liaison_of(STRANGER)] {
        given::<Occasion>(opened.clone())
            .when(&by(actor), review())
            .then_rejected(Rejection::NotAuthorised);
    }
    let by_whom = officer().actor.person().unwrap();
    let public = Event::CommentReviewed {
        pairing: first,
        by: by_whom,
        comment: Some(comment.clone()),
        withheld: None,
    };
    given::<Occasion>(opened.clone()).when(&officer(), review()).then([public.clone()]);
    given::<Occasion>(with(opened, [public]))
        .when(&by(operator()), review())
        .then_rejected(Rejection::AlreadyReviewed);
}

#[test]
fn what_did_not_happen_is_void() {
    let reason: Text<200> = Text::new("日期写错").unwrap();
    let void = || Command::Void { reason: reason.clone() };
    let voided = Event::Voided { reason: reason.clone() };
    given::<Occasion>(open(service())).when(&by(Actor::System), void()).then([voided.clone()]);
    given::<Occasion>(with(open(service()), [voided]))
        .when(&by(volunteer()), rate(OWNER, "好"))
        .then_rejected(Rejection::Void);
    given::<Occasion>([]).when(&by(Actor::System), void()).then_already_so();
}

#[test]
fn a_rating_that_was_struck_stays_given_and_counts_no_more() {
    let first = pairing(SOMEBODY, OWNER);
    let reason: Text<200> = Text::new("与事实不符").unwrap();
    let strike = || Command::Strike { pairing: first, reason: reason.clone() };
    let given_only = with(open(claim()), [rated(first, "好")]);
    given::<Occasion>(given_only.clone()).when(&by(Actor::System), strike()).then_already_so();
    let ratings = vec![Opened { pairing: first, stars: 1 }];
    let opened = with(given_only, [Event::RatingsOpened { about: claim(), ratings }]);
    let struck = Event::RatingStruck { pairing: first, reason: reason.clone() };
    given::<Occasion>(opened.clone()).when(&by(Actor::System), strike()).then([struck.clone()]);
    given::<Occasion>(with(opened, [struck]))
        .when(&by(liaison_of(SOMEBODY)), rate(OWNER, "另一个"))
        .then_rejected(Rejection::AlreadyRated);
}

#[test]
fn that_somebody_did_not_come_is_struck_once_and_only_of_what_is_proved() {
    let absent = PersonId(Uuid::from_u128(0xAB5E));
    let Event::Noted { about, giving, asking, reviewer, service: Some(served), raiser } =
        noted(service())
    else {
        panic!("a service was noted");
    };
    let served = Some(Box::new(Served { no_shows: vec![absent], ..*served }));
    let noted = Event::Noted { about, giving, asking, reviewer, service: served, raiser };
    let strike = |person| Command::StrikeNoShow { person, reason: Text::new("已到场").unwrap() };
    let context = by(Actor::System);
    given::<Occasion>([noted.clone()]).when(&context, strike(absent)).then_already_so();
    let history = vec![noted, Event::Opened { rate_until: until() }];
    let struck = Event::NoShowStruck { person: absent, reason: Text::new("已到场").unwrap() };
    let came = volunteer().person().unwrap();
    given::<Occasion>(history.clone()).when(&context, strike(came)).then_already_so();
    given::<Occasion>(history.clone()).when(&context, strike(absent)).then([struck.clone()]);
    given::<Occasion>(with(history, [struck])).when(&context, strike(absent)).then_already_so();
}
