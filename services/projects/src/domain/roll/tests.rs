use contracts::testing::{OWNER, SOMEBODY, STRANGER, at, by, clerk_of, liaison_of, monday, person};
use contracts::{Actor, Role};
use decider::{deciding_again_changes_nothing, given};
use proptest::prelude::*;
use values::Uuid;

use super::*;

const PROJECT: ProjectId = ProjectId(Uuid::from_u128(2));
const RECORD: RecordId = RecordId(Uuid::from_u128(3));

fn later(minutes: u64) -> Timestamp {
    monday() + Duration::from_secs(minutes * 60)
}

fn member(of: OrganisationId) -> Actor {
    person(Role::Member, of)
}

fn who(actor: &Actor) -> PersonId {
    actor.person().unwrap()
}

fn open(expected: Vec<PersonId>) -> Command {
    Command::Open { project: PROJECT, giving: SOMEBODY.into(), asking: OWNER, expected }
}

/// By the liaison of the giving side, with the member of SOMEBODY expected.
fn opened() -> Event {
    Event::Opened {
        project: PROJECT,
        giving: SOMEBODY.into(),
        asking: OWNER,
        expected: vec![who(&member(SOMEBODY))],
        by: who(&liaison_of(SOMEBODY)),
        at: monday(),
        until: later(24 * 60),
    }
}

fn signed_in(actor: &Actor, minute: u64) -> Event {
    Event::SignedIn { person: who(actor), at: later(minute) }
}

fn signed_out(actor: &Actor, minutes: u32) -> Event {
    Event::SignedOut { person: who(actor), minutes }
}

fn close(settled: Vec<Attendance>) -> Command {
    Command::Close { settled, record: RECORD }
}

fn closed(settled: Vec<Attendance>, no_shows: Vec<PersonId>, record: Option<RecordId>) -> Event {
    Event::Closed { by: who(&liaison_of(SOMEBODY)), settled, no_shows, record }
}

#[test]
fn either_party_opens_and_no_stranger() {
    let expected = || vec![who(&member(SOMEBODY))];
    given::<Roll>([]).when(&by(liaison_of(SOMEBODY)), open(expected())).then([opened()]);
    given::<Roll>([])
        .when(&by(clerk_of(STRANGER)), open(expected()))
        .then_rejected(Rejection::NotAuthorised);
    given::<Roll>([])
        .when(&by(clerk_of(OWNER)), open(vec![who(&member(SOMEBODY)); 2]))
        .then_rejected(Rejection::TooManyNamed { max: NAMED_MAX });
}

#[test]
fn the_minutes_between_signing_in_and_out_count() {
    let guest = member(STRANGER);
    given::<Roll>([opened()])
        .when(&at(later(10), guest.clone()), Command::SignIn)
        .then([signed_in(&guest, 10)]);
    given::<Roll>([opened(), signed_in(&guest, 10)])
        .when(&at(later(100), guest.clone()), Command::SignOut)
        .then([signed_out(&guest, 90)]);
    given::<Roll>([opened(), signed_in(&guest, 10)])
        .when(&at(later(10), guest.clone()), Command::SignOut)
        .then([signed_out(&guest, 1)]);
}

#[test]
fn who_did_not_sign_in_does_not_sign_out_and_nobody_signs_in_again() {
    let guest = member(STRANGER);
    given::<Roll>([opened()])
        .when(&by(guest.clone()), Command::SignOut)
        .then_rejected(Rejection::NotSignedIn);
    let history = [opened(), signed_in(&guest, 10), signed_out(&guest, 90)];
    given::<Roll>(history)
        .when(&at(later(120), guest), Command::SignIn)
        .then_rejected(Rejection::SignedOut);
}

#[test]
fn after_a_day_and_after_its_closing_nobody_signs() {
    let guest = member(STRANGER);
    given::<Roll>([opened()])
        .when(&at(later(24 * 60 + 1), guest.clone()), Command::SignIn)
        .then_rejected(Rejection::OutOfTime);
    given::<Roll>([opened(), closed(vec![], vec![], None)])
        .when(&by(guest), Command::SignIn)
        .then_rejected(Rejection::Closed);
    given::<Roll>([opened()])
        .when(&by(person(Role::Auditor, STRANGER)), Command::SignIn)
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn who_is_not_counted_is_a_no_show() {
    let (came, left) = (member(OWNER), member(STRANGER));
    let history = || [opened(), signed_in(&came, 0), signed_in(&left, 0), signed_out(&came, 60)];
    let expected = who(&member(SOMEBODY));
    let mut missing = vec![expected, who(&left)];
    missing.sort_unstable();
    given::<Roll>(history())
        .when(&at(later(90), liaison_of(SOMEBODY)), close(vec![]))
        .then([closed(vec![], missing, Some(RECORD))]);
    let settled = || vec![Attendance { person: who(&left), minutes: 45 }];
    given::<Roll>(history())
        .when(&at(later(90), liaison_of(SOMEBODY)), close(settled()))
        .then([closed(settled(), vec![expected], Some(RECORD))]);
    let state = decider::fold::<Roll>(&history());
    let service = state.open().unwrap().service(&settled(), Text::new("义诊").unwrap(), 1, None);
    let service = service.unwrap();
    assert_eq!((service.minutes, service.people), (60, 2));
    assert_eq!(service.no_shows, [expected]);
}

#[test]
fn only_who_is_on_the_roll_and_did_not_sign_out_is_settled() {
    let came = member(OWNER);
    let history = || [opened(), signed_in(&came, 0), signed_out(&came, 60)];
    for (actor, minutes) in [(&came, 30), (&member(STRANGER), 30), (&member(SOMEBODY), 0)] {
        let settled = vec![Attendance { person: who(actor), minutes }];
        given::<Roll>(history())
            .when(&at(later(90), liaison_of(SOMEBODY)), close(settled))
            .then_rejected(Rejection::SettledOutOfPlace);
    }
}

#[test]
fn when_nobody_came_there_is_no_record() {
    given::<Roll>([opened()])
        .when(&at(later(90), liaison_of(SOMEBODY)), close(vec![]))
        .then([closed(vec![], vec![who(&member(SOMEBODY))], None)]);
}

#[test]
fn a_code_is_shown_for_thirty_seconds() {
    let start = step(monday());
    assert_eq!(step(monday() + Duration::from_secs(29)), start);
    assert_eq!(step(monday() + Duration::from_secs(30)), start + 1);
}

proptest! {
    #[test]
    fn deciding_a_roll_again_changes_nothing(
        steps in prop::collection::vec((0..5_u8, 0..3_u8, 0..300_u64), 1..30),
    ) {
        let mut state = State::default();
        let mut now = monday();
        for (step, which, minutes) in steps {
            now = now.max(later(minutes));
            let guest = member([OWNER, SOMEBODY, STRANGER][usize::from(which)]);
            let (actor, command) = match step {
                0 => (liaison_of(SOMEBODY), open(vec![])),
                1 | 2 => (guest, Command::SignIn),
                3 => (guest, Command::SignOut),
                _ => (clerk_of(OWNER), close(vec![])),
            };
            state = deciding_again_changes_nothing::<Roll>(state, &at(now, actor), command);
        }
    }
}
