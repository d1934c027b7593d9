//! The rules of objections.

use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, by, clerk_of, liaison_of, monday, operator, person,
};
use decider::given;
use values::{FactId, Uuid};

use super::*;

const TARGET: Target = Target::Fact(FactId(Uuid::from_u128(0xFA)));

fn words(text: &str) -> Text<300> {
    Text::new(text).unwrap()
}

/// Monday, 9 March 2026: five working days.
fn until() -> Timestamp {
    "2026-03-09T15:59:59.999Z".parse().unwrap()
}

fn raise(reason: &str) -> Command {
    Command::Raise { target: TARGET, reason: words(reason), answerer: Some(OWNER) }
}

fn raised() -> Event {
    Event::Raised {
        target: TARGET,
        reason: words("已请假"),
        by: liaison_of(SOMEBODY).person().unwrap(),
        answerer: Some(OWNER),
        answer_until: until(),
    }
}

fn answer(upheld: bool) -> Command {
    Command::Answer { upheld, answer: words("经核实属实") }
}

#[test]
fn an_objection_is_raised_once_and_has_five_working_days() {
    let liaison = by(liaison_of(SOMEBODY));
    given::<Objection>([]).when(&liaison, raise("已请假")).then([raised()]);
    given::<Objection>([raised()]).when(&liaison, raise("已请假")).then_already_so();
    given::<Objection>([raised()])
        .when(&liaison, raise("另有原因"))
        .then_rejected(Rejection::AlreadyRaised);
    given::<Objection>([])
        .when(&by(person(Role::Auditor, SOMEBODY)), raise("已请假"))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn it_is_answered_by_who_answers_and_by_nobody_of_their_own() {
    let answered = Event::Answered {
        upheld: true,
        answer: words("经核实属实"),
        by: clerk_of(OWNER).person().unwrap(),
    };
    given::<Objection>([raised()])
        .when(&by(clerk_of(OWNER)), answer(true))
        .then([answered.clone()]);
    given::<Objection>([raised()])
        .when(&by(liaison_of(STRANGER)), answer(true))
        .then_rejected(Rejection::NotAuthorised);
    given::<Objection>([raised(), answered])
        .when(&by(operator()), answer(false))
        .then_rejected(Rejection::AlreadyAnswered);
    given::<Objection>([]).when(&by(operator()), answer(true)).then_rejected(Rejection::Unknown);
    let own = Event::Raised {
        target: TARGET,
        reason: words("已请假"),
        by: operator().person().unwrap(),
        answerer: None,
        answer_until: until(),
    };
    given::<Objection>([own])
        .when(&by(operator()), answer(true))
        .then_rejected(Rejection::OwnObjection);
}

#[test]
fn after_its_limit_it_is_overdue_and_still_to_be_answered() {
    given::<Objection>([raised()])
        .when(&at(until(), Actor::System), Command::Due)
        .then_already_so();
    let after = until() + std::time::Duration::from_millis(1);
    let overdue = given::<Objection>([raised()]).when(&at(after, Actor::System), Command::Due);
    let state = overdue.then([Event::Overdue {}]);
    assert_eq!(state.due_at(), None, "it is said once");
    given::<Objection>([raised(), Event::Overdue {}])
        .when(&at(monday(), clerk_of(OWNER)), answer(false))
        .outcome()
        .unwrap();
}
