//! The waiting list 候补.

use contracts::projects::claim::HoldRequest;
use contracts::{Actor, Line, WaitingList};
use values::NeedId;

use super::*;

fn request(quantity: u64) -> HoldRequest {
    HoldRequest {
        line: Line::Need(NeedId(Uuid::from_u128(0x4eed))),
        claimer: SOMEBODY.into(),
        own: false,
        amount: sessions(quantity),
        slot: None,
        wait: true,
    }
}

fn wait(n: u128, quantity: u64) -> Command {
    Command::Wait { claim: claim(n), request: request(quantity) }
}

fn waits(n: u128, quantity: u64) -> Event {
    Event::WaitBegun { claim: claim(n), request: request(quantity) }
}

fn refused(n: u128, reason: HoldRefusal) -> Event {
    Event::HoldRefused { claim: claim(n), reason }
}

fn system() -> Context {
    by(Actor::System)
}

#[test]
fn a_claim_that_is_over_learns_what_falls_short_and_holds_nothing() {
    let wonder = |quantity| Command::Wonder { claim: claim(2), request: request(quantity) };
    let reason = HoldRefusal::TooLittleLeft { asked: 3, left: 2, unit: Unit::Session };
    let history = || with(posted(5), [held(1, 3)]);
    given::<Need>(history()).when(&system(), wonder(3)).then([refused(2, reason)]);
    given::<Need>(history()).when(&system(), wonder(2)).then_already_so();
}

#[test]
fn who_waits_is_promoted_in_order_when_an_amount_is_released() {
    let history = with(posted(5), [held(1, 5), waits(2, 3), waits(3, 3), waits(4, 2)]);
    // The second that fits is promoted, too; the one between stays where it is.
    given::<Need>(history.clone()).when(&system(), Command::Release { claim: claim(1) }).then([
        Event::Released { claim: claim(1) },
        held(2, 3),
        held(4, 2),
    ]);
    given::<Need>(history)
        .when(&system(), Command::Deliver { claim: claim(1), quantity: 2 })
        .then([delivered(1, 2), held(2, 3)]);
}

#[test]
fn whoever_fits_does_not_wait_and_nobody_waits_twice() {
    given::<Need>(posted(5)).when(&system(), wait(1, 5)).then([held(1, 5)]);
    let full = with(posted(5), [held(1, 5)]);
    let state = given::<Need>(full).when(&system(), wait(2, 1)).then([waits(2, 1)]);
    deciding_again_changes_nothing::<Need>(state, &system(), wait(2, 1));
}

#[test]
fn what_it_does_not_help_to_wait_for_is_refused() {
    let history = with(posted(5), [held(1, 5)]);
    let other = HoldRequest { amount: Amount::new(1, Unit::Hour).unwrap(), ..request(1) };
    let reason = HoldRefusal::OtherUnit { line: Unit::Session, asked: Unit::Hour };
    given::<Need>(history)
        .when(&system(), Command::Wait { claim: claim(2), request: other })
        .then([refused(2, reason)]);
}

#[test]
fn who_is_withdrawn_waits_no_more() {
    let history = with(posted(5), [held(1, 5), waits(2, 3), waits(3, 3)]);
    let left = Event::WaitEnded { claim: claim(2) };
    given::<Need>(history.clone())
        .when(&system(), Command::Release { claim: claim(2) })
        .then([left.clone()]);
    given::<Need>(with(history, [left]))
        .when(&system(), Command::Release { claim: claim(1) })
        .then([Event::Released { claim: claim(1) }, held(3, 3)]);
}

#[test]
fn the_waiting_list_has_a_limit() {
    let many = (0..WaitingList::MAX as u128).map(|n| waits(n + 10, 1));
    let history = with(posted(5), [held(1, 5)]).into_iter().chain(many).collect::<Vec<_>>();
    let reason = HoldRefusal::WaitingListFull { max: WaitingList::MAX };
    given::<Need>(history).when(&system(), wait(2, 1)).then([refused(2, reason)]);
}

#[test]
fn when_the_need_is_off_the_list_nobody_waits() {
    let history = with(posted(5), [held(1, 5), delivered(1, 4), waits(2, 3)]);
    let accepted = Need::decide(&fold::<Need>(&history), &clerk(), Command::Accept).unwrap();
    let last = accepted.last();
    assert_eq!(last, Some(&refused(2, HoldRefusal::NotOnTheList)), "{accepted:?}");
}

proptest::proptest! {
    #[test]
    fn whatever_comes_nobody_waits_who_fits_before_everybody_else(
        steps in proptest::collection::vec((0u8..4, 0u128..8, 1u64..5), 0..80),
    ) {
        let mut state = fold::<Need>(&posted(6));
        for (kind, n, quantity) in steps {
            let claim = claim(n);
            let command = match kind {
                0 | 1 => wait(n, quantity),
                2 => Command::Release { claim },
                _ => Command::Deliver { claim, quantity: 0 },
            };
            let events = Need::decide(&state, &system(), command).unwrap();
            state = events.iter().fold(state, Need::evolve);
            let ledger = state.ledger().unwrap();
            proptest::prop_assert!(ledger.held() <= ledger.asked());
            for waits in ledger.waiting().claims() {
                proptest::prop_assert!(!ledger.holds().contains_key(&waits));
            }
            let settled = super::super::waiting::settled(&state, &system(), vec![]);
            proptest::prop_assert_eq!(settled, vec![], "somebody waits who fits");
        }
    }
}

/// The owner sets it aside for its own claim of an offer, which is still asked.
fn tentative(n: u128, quantity: u64) -> Event {
    held_by(n, OWNER.into(), quantity)
}

#[test]
fn blocked_only_by_tentative_holds_everybody_waits_until_they_are_firm_or_gone() {
    let unwilling = HoldRequest { wait: false, ..request(3) };
    let wait = || Command::Wait { claim: claim(2), request: unwilling };
    let waits = || Event::WaitBegun { claim: claim(2), request: unwilling };
    let history = with(posted(5), [tentative(1, 4)]);
    given::<Need>(history.clone())
        .when(&system(), hold(2, 3))
        .then([refused(2, HoldRefusal::HeldTentatively)]);
    given::<Need>(history.clone()).when(&system(), wait()).then([waits()]);
    let history = with(history, [waits()]);
    let confirmed = Event::HoldConfirmed { claim: claim(1) };
    let short = HoldRefusal::TooLittleLeft { asked: 3, left: 1, unit: Unit::Session };
    given::<Need>(history.clone())
        .when(&system(), Command::Confirm { claim: claim(1) })
        .then([confirmed.clone(), refused(2, short.clone())]);
    given::<Need>(history)
        .when(&system(), Command::Release { claim: claim(1) })
        .then([Event::Released { claim: claim(1) }, held(2, 3)]);
    let firm = with(posted(5), [tentative(1, 4), confirmed]);
    given::<Need>(firm.clone()).when(&system(), hold(2, 3)).then([refused(2, short)]);
    let state = fold::<Need>(&firm);
    deciding_again_changes_nothing::<Need>(state, &system(), Command::Confirm { claim: claim(1) });
}
