//! Every rule of check-ins, named by its test.

use contracts::testing::{OWNER, SOMEBODY, STRANGER, at, by, clerk_of, liaison_of, operator};
use contracts::{Actor, Role};
use decider::{deciding_again_changes_nothing, given};
use values::{PersonId, Uuid};

use super::*;

const PERSON: PersonId = PersonId(Uuid::from_u128(7));

fn reason() -> Text<200> {
    Text::new("电话有误").unwrap()
}

/// The unit OWNER asks the community SOMEBODY.
fn ask() -> Request {
    Request { primary: true, ..Request::of(Who::Unit(OWNER), SOMEBODY) }
}

fn request() -> Command {
    Command::Request(ask())
}

fn requested() -> Event {
    Event::Requested(ask())
}

fn accepted() -> Event {
    Event::Accepted { validity: year() }
}

fn returned() -> Event {
    Event::Returned { reason: reason() }
}

fn ended() -> Event {
    Event::Ended { reason: reason(), on: "2026-03-02".parse().unwrap() }
}

/// From Monday, 2 March 2026.
fn year() -> Validity {
    Validity::months("2026-03-02".parse().unwrap(), 12)
}

fn renewal_due() -> Event {
    Event::RenewalDue {}
}

fn enter() -> Command {
    Command::Enter(ask())
}

fn send_back() -> Command {
    Command::Return { reason: reason() }
}

fn end() -> Command {
    Command::End { reason: reason() }
}

#[test]
fn a_unit_checks_in_by_its_own_people_or_the_operator() {
    for actor in [liaison_of(OWNER), operator()] {
        given::<CheckIn>([]).when(&by(actor), request()).then([requested()]);
    }
    for actor in [liaison_of(STRANGER), clerk_of(SOMEBODY)] {
        given::<CheckIn>([]).when(&by(actor), request()).then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn a_person_checks_in_by_itself_or_the_operator() {
    let ask = Request { who: Who::Person(PERSON), ..ask() };
    let itself = Actor::Person { person: PERSON, organisation: OWNER, role: Role::Member };
    for actor in [itself, operator()] {
        given::<CheckIn>([])
            .when(&by(actor), Command::Request(ask.clone()))
            .then([Event::Requested(ask.clone())]);
    }
    given::<CheckIn>([])
        .when(&by(liaison_of(OWNER)), Command::Request(ask))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn asked_for_twice_it_is_already_so() {
    for history in [vec![requested()], vec![requested(), accepted()]] {
        given::<CheckIn>(history).when(&by(liaison_of(OWNER)), request()).then_already_so();
    }
}

#[test]
fn what_was_returned_or_ended_may_be_asked_for_again() {
    for history in [vec![requested(), returned()], vec![requested(), accepted(), ended()]] {
        given::<CheckIn>(history).when(&by(liaison_of(OWNER)), request()).then([requested()]);
    }
}

#[test]
fn the_community_accepts_or_returns() {
    for actor in [clerk_of(SOMEBODY), operator()] {
        let context = by(actor);
        given::<CheckIn>([requested()]).when(&context, Command::Accept).then([accepted()]);
        given::<CheckIn>([requested()]).when(&context, send_back()).then([returned()]);
    }
}

#[test]
fn who_may_ask_and_answer_enters_it_at_once() {
    let context = by(operator());
    given::<CheckIn>([]).when(&context, enter()).then([requested(), accepted()]);
    given::<CheckIn>([requested()]).when(&context, enter()).then([accepted()]);
    given::<CheckIn>([requested(), accepted()]).when(&context, enter()).then_already_so();
    for actor in [liaison_of(OWNER), clerk_of(SOMEBODY)] {
        given::<CheckIn>([]).when(&by(actor), enter()).then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn nobody_else_answers() {
    for actor in [liaison_of(OWNER), clerk_of(STRANGER)] {
        for answer in [Command::Accept, send_back()] {
            given::<CheckIn>([requested()])
                .when(&by(actor.clone()), answer)
                .then_rejected(Rejection::NotAuthorised);
        }
    }
}

#[test]
fn the_same_answer_again_is_already_so() {
    let context = by(clerk_of(SOMEBODY));
    given::<CheckIn>([requested(), accepted()]).when(&context, Command::Accept).then_already_so();
    given::<CheckIn>([requested(), returned()]).when(&context, send_back()).then_already_so();
}

#[test]
fn another_answer_comes_too_late() {
    let context = by(clerk_of(SOMEBODY));
    for (history, answer) in [
        (vec![requested(), returned()], Command::Accept),
        (vec![requested(), accepted()], send_back()),
        (vec![requested(), accepted(), ended()], Command::Accept),
        (vec![requested(), accepted(), ended()], send_back()),
    ] {
        given::<CheckIn>(history).when(&context, answer).then_rejected(Rejection::NotRequested);
    }
}

#[test]
fn either_side_ends_it() {
    for actor in [liaison_of(OWNER), clerk_of(SOMEBODY), operator()] {
        let context = by(actor);
        given::<CheckIn>([requested(), accepted()]).when(&context, end()).then([ended()]);
        given::<CheckIn>([requested(), accepted(), ended()])
            .when(&context, end())
            .then_already_so();
    }
    given::<CheckIn>([requested(), accepted()])
        .when(&by(clerk_of(STRANGER)), end())
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn only_what_is_active_can_end() {
    for history in [vec![requested()], vec![requested(), returned()]] {
        given::<CheckIn>(history)
            .when(&by(clerk_of(SOMEBODY)), end())
            .then_rejected(Rejection::NotActive);
    }
}

#[test]
fn what_nobody_asked_for_is_unknown() {
    for command in [Command::Accept, send_back(), end()] {
        given::<CheckIn>([]).when(&by(operator()), command).then_rejected(Rejection::Unknown);
    }
}

#[test]
fn a_term_of_half_a_year_is_asked_for() {
    let ask = Request { half_yearly: true, ..ask() };
    let half = Validity::months("2026-03-02".parse().unwrap(), 6);
    given::<CheckIn>([Event::Requested(ask.clone())])
        .when(&by(clerk_of(SOMEBODY)), Command::Accept)
        .then([Event::Accepted { validity: half }]);
    given::<CheckIn>([])
        .when(&by(operator()), Command::Enter(ask.clone()))
        .then([Event::Requested(ask), Event::Accepted { validity: half }]);
}

#[test]
fn only_kinds_of_service_that_the_taxonomy_has_are_named() {
    let with = |codes: &[&str]| {
        let services = codes.iter().map(|code| Text::new(code).unwrap()).collect();
        Command::Request(Request { services, ..ask() })
    };
    let context = by(liaison_of(OWNER));
    given::<CheckIn>([]).when(&context, with(&["health", "tutoring"])).outcome().unwrap();
    let code = Text::new("meeting_room").unwrap();
    given::<CheckIn>([])
        .when(&context, with(&["health", "meeting_room"]))
        .then_rejected(Rejection::UnknownService { service: code });
    given::<CheckIn>([])
        .when(&context, with(&["health"; SERVICES_MAX + 1]))
        .then_rejected(Rejection::TooManyServices { max: SERVICES_MAX });
}

#[test]
fn a_renewal_is_due_thirty_days_before_the_end_and_without_one_it_lapses() {
    let history = || vec![requested(), accepted()];
    for (now, expected) in [(year().due_at, renewal_due()), (year().ends_at, Event::Lapsed {})] {
        let before = Timestamp::from_millisecond(now.as_millisecond() - 1).unwrap();
        let due = given::<CheckIn>(history()).when(&at(now, Actor::System), Command::Due);
        due.then([expected.clone()]);
        let early = given::<CheckIn>(history()).when(&at(before, Actor::System), Command::Due);
        assert_ne!(early.outcome().unwrap(), [expected]);
    }
    let state = given::<CheckIn>([requested(), accepted(), renewal_due()])
        .when(&at(year().ends_at, Actor::System), Command::Due)
        .then([Event::Lapsed {}]);
    assert!(!state.is_primary());
    assert_eq!(state.due_at(), None);
}

#[test]
fn a_due_check_in_is_renewed_from_the_end_of_its_term() {
    let next = Event::Renewed { validity: year().renewed(12) };
    for actor in [liaison_of(OWNER), clerk_of(SOMEBODY)] {
        let state = given::<CheckIn>([requested(), accepted(), renewal_due()])
            .when(&at(year().due_at, actor), Command::Renew)
            .then([next.clone()]);
        assert_eq!(state.due_at(), Some(year().renewed(12).due_at));
    }
    given::<CheckIn>([requested(), accepted()])
        .when(&by(liaison_of(OWNER)), Command::Renew)
        .then_rejected(Rejection::RenewalTooEarly { from: "2027-01-30".parse().unwrap() });
    given::<CheckIn>([requested(), accepted()])
        .when(&at(year().due_at, clerk_of(STRANGER)), Command::Renew)
        .then_rejected(Rejection::NotAuthorised);
    for history in [vec![requested()], vec![requested(), accepted(), Event::Lapsed {}]] {
        given::<CheckIn>(history)
            .when(&at(year().due_at, operator()), Command::Renew)
            .then_rejected(Rejection::NotActive);
    }
}

#[test]
fn what_lapsed_may_be_asked_for_again() {
    given::<CheckIn>([requested(), accepted(), Event::Lapsed {}])
        .when(&by(liaison_of(OWNER)), request())
        .then([requested()]);
}

#[test]
fn whoever_is_gone_has_no_check_in_whoever_says_so() {
    let close = || Command::Close { reason: reason() };
    for history in [vec![requested()], vec![requested(), accepted()]] {
        given::<CheckIn>(history).when(&by(clerk_of(STRANGER)), close()).then([ended()]);
    }
    for history in [vec![], vec![requested(), returned()]] {
        given::<CheckIn>(history).when(&by(clerk_of(STRANGER)), close()).then_already_so();
    }
}

proptest::proptest! {
    #[test]
    fn it_is_active_only_by_the_communitys_acceptance(
        steps in proptest::collection::vec((0u8..7, 0u8..4), 0..40),
    ) {
        let mut state = State::Unasked;
        for (verb, who) in steps {
            let command = match verb {
                0 => request(),
                1 => Command::Accept,
                2 => send_back(),
                3 => enter(),
                4 => Command::Renew,
                5 => Command::Due,
                _ => end(),
            };
            let actor = match who {
                0 => liaison_of(OWNER),
                1 => clerk_of(SOMEBODY),
                2 => operator(),
                _ => clerk_of(STRANGER),
            };
            let active = |state: &State| matches!(state, State::Active(..));
            let before = active(&state);
            state = deciding_again_changes_nothing::<CheckIn>(state, &by(actor), command);
            if active(&state) && !before {
                let by_operator = matches!(verb, 1 | 3) && who == 2;
                proptest::prop_assert!((verb == 1 && who == 1) || by_operator);
            }
            proptest::prop_assert!(who != 3 || active(&state) == before);
        }
    }
}
