use contracts::Actor;
use contracts::projects::record::{Attendance, DutyDone, Kept};
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, by, clerk_of, liaison_of, operator, secretary_of,
};
use decider::{deciding_again_changes_nothing, fold, given};
use proptest::prelude::*;
use values::{AgreementId, Uuid};

use super::*;

/// SOMEBODY gives, OWNER asks.
const ENTRY: Entry = Entry {
    project: ProjectId(Uuid::from_u128(2)),
    giving: Claimer::Organisation(SOMEBODY),
    asking: OWNER,
    duty: None,
};

const CONFIRM: Command = Command::Confirm { kept: None };

fn service() -> Service {
    Service {
        what: Text::new("义诊一次").unwrap(),
        date: "2026-03-01".parse().unwrap(),
        minutes: 120,
        people: 4,
        attendance: vec![attended(liaison_of(SOMEBODY))],
        no_shows: vec![],
        quantity: 2,
        duty: None,
    }
}

fn attended(actor: Actor) -> Attendance {
    Attendance { person: who(actor), minutes: 90 }
}

fn who(actor: Actor) -> PersonId {
    actor.person().unwrap()
}

fn record(service: Service) -> Command {
    record_of(ENTRY, service)
}

fn record_of(entry: Entry, service: Service) -> Command {
    let Entry { project, giving, asking, duty } = entry;
    Command::Record { project, giving, asking, service, duty, corrects: None, kept: None }
}

fn recorded(by: Actor) -> Event {
    recorded_as(service(), by)
}

fn recorded_as(service: Service, by: Actor) -> Event {
    recorded_of(ENTRY, service, by)
}

fn recorded_of(entry: Entry, service: Service, by: Actor) -> Event {
    let Entry { project, giving, asking, duty } = entry;
    Event::Recorded { project, giving, asking, service, duty, by: Some(who(by)), corrects: None }
}

fn confirmed() -> Event {
    Event::Confirmed { by: Some(who(clerk_of(OWNER))) }
}

fn countered(by: Actor, confirmed: bool) -> Event {
    Event::Countered { reason: reason(), by: who(by), confirmed, instead: None }
}

fn counter() -> Command {
    Command::Counter { reason: reason(), instead: None }
}

fn reason() -> Text<200> {
    Text::new("日期写错").unwrap()
}

#[test]
fn either_party_records_and_no_stranger() {
    for actor in [liaison_of(SOMEBODY), clerk_of(OWNER)] {
        given::<Record>([]).when(&by(actor.clone()), record(service())).then([recorded(actor)]);
    }
    for actor in [liaison_of(STRANGER), Actor::System] {
        given::<Record>([])
            .when(&by(actor), record(service()))
            .then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn a_service_lasts_a_minute_to_a_day_by_one_to_ten_thousand_people() {
    let nobody = Attendance { minutes: 0, ..attended(liaison_of(SOMEBODY)) };
    for wrong in [
        Service { minutes: 0, ..service() },
        Service { minutes: 1441, ..service() },
        Service { people: 0, ..service() },
        Service { people: 10_001, ..service() },
        Service { quantity: 0, ..service() },
        Service { attendance: vec![nobody], ..service() },
    ] {
        given::<Record>([])
            .when(&by(clerk_of(OWNER)), record(wrong))
            .then_rejected(Rejection::OutOfRange);
    }
}

#[test]
fn nothing_is_recorded_before_it_happened() {
    let tomorrow = Service { date: "2026-03-03".parse().unwrap(), ..service() };
    given::<Record>([])
        .when(&by(clerk_of(OWNER)), record(tomorrow))
        .then_rejected(Rejection::DateInTheFuture);
}

#[test]
fn nobody_is_named_twice_and_no_more_than_served() {
    let twice = vec![attended(liaison_of(SOMEBODY)); 2];
    let absent_and_present = vec![who(liaison_of(SOMEBODY))];
    let two = vec![attended(liaison_of(SOMEBODY)), attended(liaison_of(STRANGER))];
    for wrong in [
        Service { attendance: twice, ..service() },
        Service { no_shows: absent_and_present, ..service() },
        Service { people: 1, attendance: two, ..service() },
    ] {
        given::<Record>([])
            .when(&by(clerk_of(OWNER)), record(wrong))
            .then_rejected(Rejection::AttendanceOutOfPlace);
    }
    let crowd = (0..500).map(|n| PersonId(Uuid::from_u128(n))).collect();
    given::<Record>([])
        .when(&by(clerk_of(OWNER)), record(Service { no_shows: crowd, ..service() }))
        .then_rejected(Rejection::TooManyNamed { max: NAMED_MAX });
}

#[test]
fn somebody_else_of_the_asking_side_confirms() {
    given::<Record>([recorded(liaison_of(SOMEBODY))])
        .when(&by(clerk_of(OWNER)), CONFIRM)
        .then([confirmed()]);
    for own in [clerk_of(OWNER), operator()] {
        given::<Record>([recorded(own.clone())])
            .when(&by(own), CONFIRM)
            .then_rejected(Rejection::OwnRecord);
    }
}

#[test]
fn whoever_earns_the_hours_never_confirms_them() {
    given::<Record>([recorded(clerk_of(OWNER))])
        .when(&by(liaison_of(SOMEBODY)), CONFIRM)
        .then_rejected(Rejection::NotAuthorised);
    let helped = Service { attendance: vec![attended(clerk_of(OWNER))], ..service() };
    given::<Record>([recorded_as(helped, liaison_of(SOMEBODY))])
        .when(&by(clerk_of(OWNER)), CONFIRM)
        .then_rejected(Rejection::OwnHours);
}

#[test]
fn a_wrong_record_is_countered_by_either_party_and_counts_no_more() {
    for actor in [liaison_of(SOMEBODY), clerk_of(OWNER)] {
        given::<Record>([recorded(liaison_of(SOMEBODY))])
            .when(&by(actor.clone()), counter())
            .then([countered(actor.clone(), false)]);
        given::<Record>([recorded(liaison_of(SOMEBODY)), confirmed()])
            .when(&by(actor.clone()), counter())
            .then([countered(actor, true)]);
    }
    given::<Record>([recorded(liaison_of(SOMEBODY))])
        .when(&by(liaison_of(STRANGER)), counter())
        .then_rejected(Rejection::NotAuthorised);
    for command in [CONFIRM, counter()] {
        given::<Record>([recorded(liaison_of(SOMEBODY)), countered(clerk_of(OWNER), false)])
            .when(&by(clerk_of(OWNER)), command)
            .then_rejected(Rejection::Countered);
    }
}

/// The duty `party` did, and nothing of the claim.
fn duty_of(party: OrganisationId) -> (Entry, Service) {
    let duty = DutyOf { agreement: AgreementId(Uuid::from_u128(3)), party };
    let done = DutyDone { number: 1, quantity: 1 };
    let service = Service { attendance: vec![], quantity: 0, duty: Some(done), ..service() };
    (Entry { duty: Some(duty), ..ENTRY }, service)
}

#[test]
fn a_duty_of_the_asking_side_is_confirmed_by_the_giving_side() {
    let (entry, service) = duty_of(OWNER);
    let recorded = recorded_of(entry, service.clone(), clerk_of(OWNER));
    given::<Record>([])
        .when(&by(clerk_of(OWNER)), record_of(entry, service))
        .then([recorded.clone()]);
    given::<Record>([recorded.clone()])
        .when(&by(secretary_of(OWNER)), CONFIRM)
        .then_rejected(Rejection::NotAuthorised);
    given::<Record>([recorded])
        .when(&by(liaison_of(SOMEBODY)), CONFIRM)
        .then([Event::Confirmed { by: Some(who(liaison_of(SOMEBODY))) }]);
}

#[test]
fn a_third_party_records_its_own_duty_and_the_asking_side_confirms() {
    let (entry, service) = duty_of(STRANGER);
    let recorded = recorded_of(entry, service.clone(), liaison_of(STRANGER));
    given::<Record>([])
        .when(&by(liaison_of(STRANGER)), record_of(entry, service))
        .then([recorded.clone()]);
    given::<Record>([recorded]).when(&by(clerk_of(OWNER)), CONFIRM).then([confirmed()]);
}

#[test]
fn what_another_party_did_delivers_nothing_of_the_claim() {
    let (entry, service) = duty_of(OWNER);
    given::<Record>([])
        .when(&by(clerk_of(OWNER)), record_of(entry, Service { quantity: 1, ..service }))
        .then_rejected(Rejection::DutyOfAnother);
}

#[test]
fn an_unknown_record_is_named_so() {
    for command in [CONFIRM, counter()] {
        given::<Record>([]).when(&by(clerk_of(OWNER)), command).then_rejected(Rejection::Unknown);
    }
}

#[test]
fn what_is_recorded_is_not_recorded_over() {
    given::<Record>([recorded(liaison_of(SOMEBODY))])
        .when(&by(clerk_of(OWNER)), record(service()))
        .then_rejected(Rejection::AlreadyRecorded);
}

proptest! {
    #[test]
    fn deciding_a_record_again_changes_nothing(steps in prop::collection::vec(0..4_u8, 1..8)) {
        let mut state = fold::<Record>(&[]);
        for step in steps {
            let (actor, command) = match step {
                0 => (liaison_of(SOMEBODY), record(service())),
                1 => (clerk_of(OWNER), CONFIRM),
                2 => (liaison_of(SOMEBODY), CONFIRM),
                _ => (clerk_of(OWNER), counter()),
            };
            state = deciding_again_changes_nothing::<Record>(state, &by(actor), command);
        }
    }
}

/// As the operator enters it from a ledger kept before.
fn kept(by: Option<Actor>) -> Option<Kept> {
    Some(Kept { by: by.map(who) })
}

/// The same, of a record.
fn kept_record(by: Option<Actor>) -> Command {
    let Entry { project, giving, asking, duty } = ENTRY;
    let (service, kept) = (service(), kept(by));
    Command::Record { project, giving, asking, service, duty, corrects: None, kept }
}

fn recorded_then(by: Option<Actor>) -> Event {
    let Entry { project, giving, asking, duty } = ENTRY;
    let (service, by) = (service(), by.map(who));
    Event::Recorded { project, giving, asking, service, duty, by, corrects: None }
}

#[test]
fn the_operator_enters_who_recorded_and_confirmed_in_a_ledger_kept_before() {
    let (recorder, confirmer) = (clerk_of(STRANGER), clerk_of(OWNER));
    for named in [Some(recorder), None] {
        let history = || [recorded_then(named.clone())];
        given::<Record>([]).when(&by(operator()), kept_record(named.clone())).then(history());
        for then in [Some(confirmer.clone()), None] {
            let confirm = Command::Confirm { kept: kept(then.clone()) };
            given::<Record>(history())
                .when(&by(operator()), confirm)
                .then([Event::Confirmed { by: then.map(who) }]);
        }
    }
}

#[test]
fn nobody_confirms_in_a_ledger_what_they_recorded_or_earn() {
    let own = |person: Actor| Command::Confirm { kept: kept(Some(person)) };
    let recorder = clerk_of(OWNER);
    given::<Record>([recorded(recorder.clone())])
        .when(&by(operator()), own(recorder))
        .then_rejected(Rejection::OwnRecord);
    given::<Record>([recorded_then(None)])
        .when(&by(operator()), own(liaison_of(SOMEBODY)))
        .then_rejected(Rejection::OwnHours);
}

#[test]
fn only_the_operator_says_who_did_something_in_a_ledger() {
    let kept_confirm = Command::Confirm { kept: kept(Some(clerk_of(STRANGER))) };
    given::<Record>([])
        .when(&by(clerk_of(OWNER)), kept_record(None))
        .then_rejected(Rejection::NotALedger);
    given::<Record>([recorded(liaison_of(SOMEBODY))])
        .when(&by(clerk_of(OWNER)), kept_confirm)
        .then_rejected(Rejection::NotALedger);
}
