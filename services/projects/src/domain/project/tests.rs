mod attachments;
mod life;

use contracts::Actor;
use contracts::testing::{OWNER, SOMEBODY, by, clerk_of, liaison_of, secretary_of};
use decider::{deciding_again_changes_nothing, fold, given};
use proptest::prelude::*;
use values::{Amount, ClaimId, Unit, Uuid};

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
        giving: SOMEBODY.into(),
        asking: OWNER,
        amount: Amount::new(3, Unit::Session).unwrap(),
        opened_on: None,
    })
}

/// The record that a test is about.
fn record_id() -> RecordId {
    RecordId(Uuid::from_u128(7))
}

fn other_id() -> RecordId {
    RecordId(Uuid::from_u128(8))
}

fn count(quantity: u64) -> Command {
    Command::CountService { record: record_id(), quantity }
}

fn counted(quantity: u64) -> Event {
    Event::ServiceCounted { record: record_id(), quantity }
}

fn confirmed() -> Event {
    Event::ServiceConfirmed { record: record_id(), quantity: 2 }
}

fn confirm() -> Command {
    Command::ConfirmService { record: record_id() }
}

/// Monday, 2 March + 5 working days.
fn answer_until() -> Timestamp {
    "2026-03-09T15:59:59.999Z".parse().unwrap()
}

fn asked() -> Event {
    Event::AcceptanceAsked { answer_until: answer_until(), holidays_unknown: false }
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
fn no_more_is_recorded_than_was_claimed() {
    given::<Project>([opened()])
        .when(&by(clerk_of(OWNER)), count(4))
        .then_rejected(Rejection::MoreThanClaimed { asked: 4, left: 3 });
    given::<Project>([opened()]).when(&by(clerk_of(OWNER)), count(3)).then([counted(3)]);
}

#[test]
fn what_counts_already_is_not_counted_again() {
    given::<Project>([opened(), counted(2)]).when(&by(clerk_of(OWNER)), count(2)).then_already_so();
}

#[test]
fn a_confirmed_record_is_delivered() {
    let state = given::<Project>([opened(), counted(2)])
        .when(&by(clerk_of(OWNER)), confirm())
        .then([confirmed()]);
    assert_eq!(state.work().unwrap().delivered(), 2);
    given::<Project>([opened(), counted(2), confirmed()])
        .when(&by(clerk_of(OWNER)), confirm())
        .then_already_so();
}

#[test]
fn a_countered_record_makes_room_for_what_stands_instead() {
    let instead = |quantity| Command::CounterService {
        record: record_id(),
        instead: Some((other_id(), quantity)),
    };
    let countered = Event::ServiceCountered { record: record_id(), quantity: 2, confirmed: true };
    let history = || [opened(), counted(2), confirmed()];
    let state = given::<Project>(history())
        .when(&by(clerk_of(OWNER)), instead(3))
        .then([countered, Event::ServiceCounted { record: other_id(), quantity: 3 }]);
    assert_eq!(state.work().unwrap().delivered(), 0, "it is to be confirmed anew");
    given::<Project>(history())
        .when(&by(clerk_of(OWNER)), instead(4))
        .then_rejected(Rejection::MoreThanClaimed { asked: 4, left: 3 });
}

#[test]
fn an_unknown_record_is_named_so() {
    let counter = Command::CounterService { record: record_id(), instead: None };
    for command in [confirm(), counter] {
        given::<Project>([opened()])
            .when(&by(clerk_of(OWNER)), command)
            .then_rejected(Rejection::UnknownRecord);
    }
}

#[test]
fn acceptance_is_asked_when_everything_is_confirmed() {
    let context = by(liaison_of(SOMEBODY));
    given::<Project>([opened()])
        .when(&context, Command::AskAcceptance)
        .then_rejected(Rejection::NotConfirmed { unconfirmed: 0 });
    given::<Project>([opened(), counted(2)])
        .when(&context, Command::AskAcceptance)
        .then_rejected(Rejection::NotConfirmed { unconfirmed: 1 });
    given::<Project>([opened(), counted(2), confirmed()])
        .when(&context, Command::AskAcceptance)
        .then([asked()]);
}

#[test]
fn the_asking_side_accepts_what_was_confirmed() {
    let history = || [opened(), counted(2), confirmed(), asked()];
    given::<Project>(history())
        .when(&by(secretary_of(OWNER)), Command::Accept)
        .then([Event::Accepted { quantity: 2 }]);
    given::<Project>(history())
        .when(&by(liaison_of(SOMEBODY)), Command::Accept)
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn rework_sends_it_back_to_be_carried_on() {
    let history = || vec![opened(), counted(2), confirmed(), asked()];
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
    given::<Project>([opened(), counted(2), confirmed(), asked()])
        .when(&by(clerk_of(OWNER)), count(1))
        .then_rejected(Rejection::NotRunning);
}

proptest! {
    /// Sums of records are never above the claim, whatever is counted, confirmed and countered.
    #[test]
    fn the_records_never_exceed_the_claim(
        steps in prop::collection::vec((0..4_u8, 0..5_u128, 1..4_u64), 1..40),
    ) {
        let mut state = fold::<Project>(&[opened()]);
        for (fresh, (step, record, quantity)) in (5..).zip(steps) {
            let id = |n: u128| RecordId(Uuid::from_u128(n));
            let record = id(record);
            let command = match step {
                0 => Command::CountService { record, quantity },
                1 => Command::ConfirmService { record },
                2 => Command::CounterService { record, instead: None },
                _ => Command::CounterService { record, instead: Some((id(fresh), quantity)) },
            };
            let context = by(clerk_of(OWNER));
            state = deciding_again_changes_nothing::<Project>(state, &context, command);
            let work = state.work().unwrap();
            prop_assert!(work.delivered() <= work.recorded() && work.recorded() <= work.claimed());
        }
    }
}

#[test]
fn a_project_ends_with_its_claim_and_once() {
    let end = || Command::EndWithClaim { reason: reason() };
    let ended = || Event::Ended { reason: reason(), quantity: 0 };
    let context = by(Actor::System);
    given::<Project>([opened()]).when(&context, end()).then([ended()]);
    given::<Project>([opened(), ended()]).when(&context, end()).then_already_so();
    given::<Project>([]).when(&context, end()).then_already_so();
    given::<Project>([opened(), ended()])
        .when(&by(liaison_of(SOMEBODY)), Command::AskAcceptance)
        .then_rejected(Rejection::NotRunning);
}
