use contracts::Actor;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, by, clerk_of, liaison_of, operator, secretary_of,
};
use decider::given;
use values::{Amount, ClaimId, ProjectId, Unit, Uuid};

use super::*;

/// SOMEBODY gives, OWNER asks.
fn opened() -> Event {
    Event::Opened(Opened {
        code: Text::new("371002001001-2026-1").unwrap(),
        claim: ClaimId(Uuid::from_u128(1)),
        agreement: None,
        need: None,
        offer: None,
        title: Text::new("社区义诊").unwrap(),
        giving: SOMEBODY,
        asking: OWNER,
        amount: Amount::new(3, Unit::Session).unwrap(),
    })
}

fn service(quantity: u64) -> RecordService {
    RecordService {
        project: ProjectId(Uuid::from_u128(2)),
        what: Text::new("义诊一次").unwrap(),
        date: "2026-03-01".parse().unwrap(),
        minutes: 120,
        people: 4,
        quantity,
    }
}

fn who(actor: Actor) -> PersonId {
    actor.person().unwrap()
}

/// The record that the first command of a test makes.
fn record_id() -> RecordId {
    by(operator()).id(0)
}

fn recorded(quantity: u64, by: Actor) -> Event {
    let RecordService { what, date, minutes, people, .. } = service(quantity);
    let (record, by) = (record_id(), who(by));
    Event::ServiceRecorded { record, what, date, minutes, people, quantity, by }
}

fn confirmed() -> Event {
    Event::ServiceConfirmed { record: record_id(), by: who(clerk_of(OWNER)) }
}

fn confirm() -> Command {
    Command::ConfirmService { record: record_id() }
}

fn reason() -> Text<200> {
    Text::new("人数不足").unwrap()
}

#[test]
fn a_project_is_opened_once() {
    let Event::Opened(terms) = opened() else { unreachable!() };
    given::<Project>([opened()])
        .when(&by(Actor::System), Command::Open(terms))
        .then_rejected(Rejection::AlreadyOpened);
}

#[test]
fn either_party_records_and_no_stranger() {
    for actor in [liaison_of(SOMEBODY), clerk_of(OWNER)] {
        given::<Project>([opened()])
            .when(&by(actor.clone()), Command::RecordService(service(2)))
            .then([recorded(2, actor)]);
    }
    given::<Project>([opened()])
        .when(&by(liaison_of(STRANGER)), Command::RecordService(service(2)))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn no_more_is_recorded_than_was_claimed() {
    given::<Project>([opened()])
        .when(&by(clerk_of(OWNER)), Command::RecordService(service(4)))
        .then_rejected(Rejection::MoreThanClaimed { asked: 4, left: 3 });
}

#[test]
fn a_service_lasts_a_minute_to_a_day_by_one_to_ten_thousand_people() {
    for wrong in [
        RecordService { minutes: 0, ..service(1) },
        RecordService { minutes: 1441, ..service(1) },
        RecordService { people: 0, ..service(1) },
        RecordService { people: 10_001, ..service(1) },
        service(0),
    ] {
        given::<Project>([opened()])
            .when(&by(clerk_of(OWNER)), Command::RecordService(wrong))
            .then_rejected(Rejection::OutOfRange);
    }
}

#[test]
fn nothing_is_recorded_before_it_happened() {
    let tomorrow = RecordService { date: "2026-03-03".parse().unwrap(), ..service(1) };
    given::<Project>([opened()])
        .when(&by(clerk_of(OWNER)), Command::RecordService(tomorrow))
        .then_rejected(Rejection::DateInTheFuture);
}

#[test]
fn somebody_else_of_the_asking_side_confirms() {
    given::<Project>([opened(), recorded(2, liaison_of(SOMEBODY))])
        .when(&by(clerk_of(OWNER)), confirm())
        .then([confirmed()]);
    given::<Project>([opened(), recorded(2, clerk_of(OWNER))])
        .when(&by(clerk_of(OWNER)), confirm())
        .then_rejected(Rejection::OwnRecord);
    given::<Project>([opened(), recorded(2, operator())])
        .when(&by(operator()), confirm())
        .then_rejected(Rejection::OwnRecord);
}

#[test]
fn whoever_earns_the_hours_never_confirms_them() {
    given::<Project>([opened(), recorded(2, clerk_of(OWNER))])
        .when(&by(liaison_of(SOMEBODY)), confirm())
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn an_unknown_record_is_named_so() {
    given::<Project>([opened()])
        .when(&by(clerk_of(OWNER)), confirm())
        .then_rejected(Rejection::UnknownRecord);
}

#[test]
fn acceptance_is_asked_when_everything_is_confirmed() {
    let context = by(liaison_of(SOMEBODY));
    given::<Project>([opened()])
        .when(&context, Command::AskAcceptance)
        .then_rejected(Rejection::NotConfirmed { unconfirmed: 0 });
    given::<Project>([opened(), recorded(2, liaison_of(SOMEBODY))])
        .when(&context, Command::AskAcceptance)
        .then_rejected(Rejection::NotConfirmed { unconfirmed: 1 });
    given::<Project>([opened(), recorded(2, liaison_of(SOMEBODY)), confirmed()])
        .when(&context, Command::AskAcceptance)
        .then([Event::AcceptanceAsked {}]);
}

#[test]
fn the_asking_side_accepts_what_was_confirmed() {
    let history =
        || [opened(), recorded(2, liaison_of(SOMEBODY)), confirmed(), Event::AcceptanceAsked {}];
    given::<Project>(history())
        .when(&by(secretary_of(OWNER)), Command::Accept)
        .then([Event::Accepted { quantity: 2 }]);
    given::<Project>(history())
        .when(&by(liaison_of(SOMEBODY)), Command::Accept)
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn rework_sends_it_back_to_be_carried_on() {
    let history = || {
        vec![opened(), recorded(2, liaison_of(SOMEBODY)), confirmed(), Event::AcceptanceAsked {}]
    };
    let rework = Event::ReworkAsked { reason: reason() };
    given::<Project>(history())
        .when(&by(clerk_of(OWNER)), Command::AskRework { reason: reason() })
        .then([rework.clone()]);
    let mut again = history();
    again.push(rework);
    given::<Project>(again)
        .when(&by(clerk_of(OWNER)), Command::Accept)
        .then_rejected(Rejection::AcceptanceNotAsked);
}

#[test]
fn nothing_is_recorded_once_acceptance_was_asked() {
    given::<Project>([
        opened(),
        recorded(2, liaison_of(SOMEBODY)),
        confirmed(),
        Event::AcceptanceAsked {},
    ])
    .when(&by(clerk_of(OWNER)), Command::RecordService(service(1)))
    .then_rejected(Rejection::NotRunning);
}
