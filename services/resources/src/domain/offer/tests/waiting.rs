//! The waiting list 候补.

use contracts::projects::claim::HoldRequest;
use contracts::{Actor, Line};
use values::OfferId;

use super::*;

fn request(quantity: u64) -> HoldRequest {
    HoldRequest {
        line: Line::Offer(OfferId(Uuid::from_u128(0x0ffe))),
        claimer: SOMEBODY.into(),
        own: false,
        amount: sessions(quantity),
        slot: None,
        wait: true,
    }
}

fn waits(n: u128, quantity: u64) -> Event {
    Event::WaitBegun { claim: claim(n), request: request(quantity) }
}

fn system() -> Context {
    by(Actor::System)
}

#[test]
fn a_claim_that_is_over_learns_what_falls_short_and_holds_nothing() {
    let wonder = |quantity| Command::Wonder { claim: claim(2), request: request(quantity) };
    let reason = HoldRefusal::TooLittleLeft { asked: 3, left: 2, unit: Unit::Session };
    let history = || vec![listed(5), held(1, 3)];
    given::<Offer>(history()).when(&system(), wonder(3)).then([refused(2, reason)]);
    given::<Offer>(history()).when(&system(), wonder(2)).then_already_so();
}

#[test]
fn who_waits_is_promoted_in_order_when_an_amount_is_released_or_not_used() {
    let history = || vec![listed(5), held(1, 5), waits(2, 3), waits(3, 3), waits(4, 2)];
    given::<Offer>(history()).when(&system(), Command::Release { claim: claim(1) }).then([
        Event::Released { claim: claim(1) },
        held(2, 3),
        held(4, 2),
    ]);
    given::<Offer>(history())
        .when(&system(), Command::Use { claim: claim(1), quantity: 3 })
        .then([Event::Used { claim: claim(1), quantity: 3 }, held(4, 2)]);
    let wait = Command::Wait { claim: claim(5), request: request(1) };
    given::<Offer>(history()).when(&system(), wait).then([waits(5, 1)]);
    let left = Event::WaitEnded { claim: claim(2) };
    given::<Offer>(history()).when(&system(), Command::Release { claim: claim(2) }).then([left]);
}

#[test]
fn a_pause_keeps_the_waiting_list_and_a_withdrawal_ends_it() {
    let history = || vec![listed(5), held(1, 5), waits(2, 3)];
    let owner = by(liaison_of(OWNER));
    let paused = Event::Paused { reason: None };
    given::<Offer>(history()).when(&owner, Command::Pause { reason: None }).then([paused.clone()]);
    let released = Event::Released { claim: claim(1) };
    let free = [history(), vec![paused, released]].concat();
    given::<Offer>(free).when(&owner, Command::Resume).then([Event::Resumed {}, held(2, 3)]);
    given::<Offer>(history())
        .when(&owner, Command::Withdraw { reason: None })
        .then([Event::Withdrawn { reason: None }, refused(2, HoldRefusal::NotOnTheList)]);
}

#[test]
fn blocked_only_by_tentative_holds_everybody_waits_until_they_are_firm_or_gone() {
    let unwilling = HoldRequest { wait: false, ..request(3) };
    let waits = Event::WaitBegun { claim: claim(2), request: unwilling };
    let own = held_by(1, OWNER, 4, None);
    given::<Offer>([listed(5), own.clone()])
        .when(&system(), hold(2, 3))
        .then([refused(2, HoldRefusal::HeldTentatively)]);
    let history = || [listed(5), own.clone(), waits.clone()];
    let short = HoldRefusal::TooLittleLeft { asked: 3, left: 1, unit: Unit::Session };
    given::<Offer>(history())
        .when(&system(), Command::Confirm { claim: claim(1) })
        .then([Event::HoldConfirmed { claim: claim(1) }, refused(2, short)]);
    given::<Offer>(history())
        .when(&system(), Command::Release { claim: claim(1) })
        .then([Event::Released { claim: claim(1) }, held(2, 3)]);
}
